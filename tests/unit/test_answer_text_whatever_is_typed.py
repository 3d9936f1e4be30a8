"""No rules whatsoever, with whatever officers type into them, break a sentence."""

import re
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.application.answer_text import SERVICE_ASPECTS, UNIT_ASPECTS, AnswerText
from bot.domain.answer import compose_answer
from bot.domain.dated_rules import (
    DailyQuota,
    DatedRules,
    Maintenance,
    OneOffChange,
    QuotaUsedUp,
    Season,
    SeasonOfUnit,
)
from bot.domain.hours import WeeklyHours
from bot.domain.situation import Scope, ServiceStatus, Situation
from bot.store.seed_files import SEED_FOLDER, load_seed
from tests.unusual_days import hours

TEXT = AnswerText()
CATALOGUE = load_seed(SEED_FOLDER)
JAKARTA = ZoneInfo("Asia/Jakarta")
DUKCAPIL = "dinas-dukcapil"
_UGLY = re.compile(r"None|\.\.|\{|\}|\n\n\n|  |^\s|\s$| [.,;]|\( ?\)|;;|,\.|;\.|:\.|\.;")
TYPED = st.text(st.sampled_from("abK .,;:!?\n"), max_size=12)
# A name and an address say something; what is typed beside them may be anything.
NAMES = st.sampled_from(["Ramadan 1448 H", "Kantor pindah.", "Jam hemat!"])
PLACES = st.sampled_from([None, "Gedung Serbaguna", "Jl. Merdeka No. 1."])
MOMENTS = st.datetimes(datetime(2026, 11, 23), datetime(2026, 11, 29))
DAYS = st.dates(date(2026, 11, 23), date(2026, 11, 29))
RANGES = st.sampled_from(
    [
        (),
        hours("08:00-12:00"),
        hours("00:00-00:00"),
        hours("22:00-02:00"),
        hours("08:00-15:00/09:00"),
    ]
)


@st.composite
def dated(draw: st.DrawFn) -> DatedRules:
    """Draw rules of every kind, with whatever people type into them."""
    starts, ends = sorted(draw(st.lists(MOMENTS, min_size=2, max_size=2, unique=True)))
    first, last = sorted(draw(st.tuples(DAYS, DAYS)))
    status = draw(st.sampled_from(list(ServiceStatus)))
    own = SeasonOfUnit(DUKCAPIL, draw(st.none() | RANGES.map(_every_day)), draw(PLACES))
    days = draw(st.lists(DAYS, unique=True, max_size=2))
    return DatedRules(
        seasons=(Season(1, draw(NAMES), first, last, None, (own,)),),
        one_offs=tuple(
            OneOffChange(DUKCAPIL, d, draw(RANGES), draw(TYPED), draw(PLACES)) for d in days
        ),
        used_up=tuple(
            QuotaUsedUp(DUKCAPIL, None, d, datetime.combine(d, draw(st.times()))) for d in days[:1]
        ),
        quotas=(DailyQuota(DUKCAPIL, None, draw(st.integers(1, 99))),),
        situations=(
            Situation(
                1,
                status,
                draw(st.sampled_from([Scope(), Scope(units=frozenset({DUKCAPIL}))])),
                starts,
                draw(st.sampled_from([ends, None])),
                draw(TYPED),
                draw(st.none() | TYPED),
                draw(st.none() | TYPED),
                draw(st.none() | TYPED),
                draw(st.booleans()),
            ),
        ),
        maintenance=(
            Maintenance(1, "Layanan Daring Dukcapil Sukamaju", starts, ends, draw(TYPED)),
        ),
    )


def _every_day(ranges: Any) -> WeeklyHours:
    return WeeklyHours.of(dict.fromkeys(range(1, 8), ranges))


@settings(max_examples=150, deadline=None)
@given(
    rules=dated(),
    at=MOMENTS,
    asked_day=st.none() | DAYS,
    asked_time=st.none() | st.times(),
    aspect=st.sampled_from(sorted(SERVICE_ASPECTS | {"other"})),
    service=st.sampled_from(["ktp-el-rekam-baru", "ktp-el-hilang", "kk-baru-perubahan"]),
    unit=st.sampled_from([None, DUKCAPIL]),
    told=st.booleans(),
)
def test_no_rules_whatsoever_break_a_sentence(
    rules: DatedRules,
    at: datetime,
    asked_day: date | None,
    asked_time: time | None,
    aspect: str,
    service: str,
    unit: str | None,
    told: bool,
) -> None:
    catalogue = replace(CATALOGUE, rules=rules)
    answer = compose_answer(catalogue, service, unit, at.replace(tzinfo=JAKARTA))
    when: dict[str, Any] = {"asked_day": asked_day, "asked_time": asked_time}
    texts = [TEXT.render(aspect, answer, told=told, **when)]
    if aspect in UNIT_ASPECTS:
        texts.append(TEXT.render_units(aspect, answer.units, **when))
    for text in texts:
        assert len(text) > 40
        assert not _UGLY.search(text), text
        lines = text.splitlines()
        assert all(lines) or "\n\n" in text
        for line in lines:
            sentences = [s for s in re.split(r"(?<=[.!?]) ", line) if len(s) > 25]
            assert len(sentences) == len(set(sentences)), line
