"""Every mistake that an operator can make is refused with what is wrong, before it is written."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
import yaml

from bot.application.answer_text import AnswerText
from bot.application.office_hours.amending import Book
from bot.application.office_hours.refusals import Refused, Wrong
from bot.application.office_hours.words import HoursWords
from bot.domain.catalogue import Catalogue
from bot.domain.dated_rules import (
    DailyQuota,
    DatedRules,
    HolidayDuty,
    Maintenance,
    OneOffChange,
    QuotaUsedUp,
    Season,
    SeasonOfUnit,
)
from bot.domain.hours import TimeRange, WeeklyHours
from bot.domain.situation import Scope, ServiceStatus, Situation
from bot.hours_commands.changing import judge
from tests.typed_commands import typed

WORDS = HoursWords(AnswerText())
TUESDAY = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # 10.00 WIB
SHORT = WeeklyHours.of(dict.fromkeys(range(1, 6), (TimeRange(time(8), time(12)),)))
RULES = DatedRules(
    seasons=(
        Season(1, "Ramadan 1448 H", date(2027, 2, 9), date(2027, 3, 9), SHORT),
        Season(
            2,
            "Gedung diperbaiki",
            date(2026, 12, 1),
            date(2026, 12, 31),
            None,
            (SeasonOfUnit("dinas-dukcapil", SHORT, "Jalan Contoh 9"),),
        ),
    ),
    one_offs=(OneOffChange("dinas-dukcapil", date(2026, 12, 2), (), "rapat"),),
    duties=(HolidayDuty("puskesmas-sukamaju", date(2026, 12, 25)),),
    quotas=(DailyQuota("dinas-dukcapil", None, 100),),
    used_up=(QuotaUsedUp("samsat", None, date(2026, 11, 24), datetime(2026, 11, 24, 9, 0)),),
    situations=(
        Situation(
            *(1, ServiceStatus.TERBATAS, Scope(), datetime(2026, 11, 20), None, "lantai basah"),
        ),
        Situation(
            *(2, ServiceStatus.TUTUP, Scope(), datetime(2026, 11, 20)),
            *(datetime(2026, 11, 21), "listrik padam"),
        ),
        Situation(
            *(3, ServiceStatus.TUTUP, Scope(), datetime(2026, 12, 9)),
            *(datetime(2026, 12, 10), "pemilihan"),
        ),
    ),
    maintenance=(
        Maintenance(
            *(1, "Contoh", datetime(2026, 11, 30, 22), datetime(2026, 12, 1, 4), "peladen baru"),
        ),
    ),
)

HOURS = "'Sen-Jum 08.00-12.00'"
REFUSED = yaml.safe_load(Path(__file__).with_name("refused.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def book(seed: Catalogue) -> Book:
    return Book(replace(seed, rules=RULES), TUESDAY)


def refusal(book: Book, line: str) -> Refused:
    with pytest.raises(Refused) as refused:
        judge(*typed(line))(book)
    return refused.value


@pytest.mark.parametrize("mistake", REFUSED, ids=lambda mistake: mistake["typed"])
def test_a_mistake_is_refused_and_told(book: Book, mistake: dict[str, str]) -> None:
    found = refusal(book, mistake["typed"])

    assert found.wrong == mistake["wrong"]
    sentence = WORDS.refusal(found)
    assert mistake["said"] in sentence
    assert not {"{", "}", "None"} & {*sentence, *sentence.split()}


@pytest.mark.parametrize(
    "line",
    [
        # Another season meets none: Ramadan for all, the unit's own hours or address besides.
        f"season add Pindah 2027-02-01 2027-03-31 {HOURS} --only samsat",
        "season add Pindah 2027-02-01 2027-03-31 --address-of samsat 'Jalan B'",
        f"season add Lain 2027-03-10 2027-04-01 {HOURS}",
        f"season add Ramadan 2028-01-28 2028-02-26 {HOURS}",
        "season move 1 --days -1",
        "season move 1 --start 2027-02-08",
        "season end 1 2027-03-10",
        "situation end 1",
        "situation until 1 dicabut",
        "situation until 1 Kamis",
        "situation start 'daring saja' banjir --place kec-mekarjaya --until Kamis",
        "holiday serve samsat 2027-03-08",
        "quota used-up dinas-dukcapil",
        "quota open samsat",
        "set 'DINAS KEPENDUDUKAN DAN PENCATATAN SIPIL' 'belum diketahui'",
        "set dinas-dukcapil --day 2026-12-02 --usual",
        "roster minimum samsat 0",
    ],
)
def test_what_is_in_order_is_taken(book: Book, line: str) -> None:
    assert WORDS.what(judge(*typed(line))(book).what, book.catalogue)


def test_a_quota_is_used_up_only_while_somebody_is_served(book: Book) -> None:
    evening = replace(book, at=datetime(2026, 11, 24, 13, 0, tzinfo=UTC))

    assert refusal(evening, "quota used-up dinas-dukcapil").wrong is Wrong.NOT_SERVING_TODAY


def test_a_quota_of_a_night_belongs_to_the_day_it_began(book: Book) -> None:
    night = WeeklyHours.of({1: (TimeRange(time(22), time(2)),)})
    units = tuple(replace(u, week=night) for u in book.catalogue.units if u.slug == "samsat")
    rules = replace(RULES, used_up=(), situations=())
    catalogue = replace(book.catalogue, units=units, rules=rules)
    after_midnight = Book(catalogue, datetime(2026, 11, 23, 18, 0, tzinfo=UTC))  # 01.00 WIB

    said = judge(*typed("quota used-up samsat"))(after_midnight).what

    assert "Selasa 24 November 2026 pukul 01.00" in WORDS.what(said, catalogue)


def test_channels_are_named_as_services_have_them(book: Book) -> None:
    channel = next(s.online.name for s in book.catalogue.services if s.online)
    line = f"maintenance add '{channel.upper()}' 'besok 22.00' 'Kamis 04.00' 'peladen baru'"

    assert channel in WORDS.what(judge(*typed(line))(book).what, book.catalogue)
    backwards = f"maintenance add '{channel}' 'Kamis 04.00' 'Rabu 22.00' x"
    assert refusal(book, backwards).wrong is Wrong.MAINTENANCE_ENDS_BEFORE_START
    over = f"maintenance add '{channel}' 'kemarin 04.00' 'kemarin 06.00' x"
    assert refusal(book, over).wrong is Wrong.MAINTENANCE_IS_OVER


def test_a_name_of_several_units_is_not_guessed(book: Book) -> None:
    first, second, *rest = book.catalogue.units
    twins = (first, replace(second, aliases=(*second.aliases, first.name)), *rest)
    doubled = replace(book, catalogue=replace(book.catalogue, units=twins))

    found = refusal(doubled, f"quota set '{first.name}' 5")

    assert found.wrong is Wrong.UNIT_NOT_CLEAR
    assert f"{first.slug}, {second.slug}" in WORDS.refusal(found)
