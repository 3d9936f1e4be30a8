"""What counts as understood, by the demo catalogue's families."""

import pytest

from bot.domain.catalogue import Catalogue
from tests.understanding.labelled import Row
from tests.understanding.set_figures import NEW, NEW_REAL, REAL, REPEATS, judge_all
from tests.understanding.shares import Share
from tests.understanding.verdicts import Services, Understood, Verdict


def _row(aspect: str, service: str | None, *others: str, register: str = "authored") -> Row:
    return Row(f"contoh {aspect} {service}", aspect, service, register, frozenset(others))


@pytest.fixture(scope="module")
def services(seed: Catalogue) -> Services:
    return Services.of(seed)


@pytest.mark.parametrize(
    ("row", "aspect", "service", "verdict"),
    [
        (_row("fee", "kk"), "fee", "kk-hilang-rusak", Verdict(True, True, True, None, True)),
        (_row("fee", "kk"), "fee", "kk", Verdict(True, True, True, None, True)),
        (_row("fee", "kk"), "fee", "kia", Verdict(True, True, False, None, False)),
        (_row("fee", "kk"), "fee", None, Verdict(True, True, False, None, False)),
        (_row("fee", "kk", "mode"), "mode", "kk", Verdict(False, True, True, None, True)),
        (_row("fee", "kk"), "mode", "kk", Verdict(False, False, True, None, False)),
        (_row("fee", None), "fee", "kk", Verdict(True, True, None, True, None)),
        (_row("fee", None), "fee", None, Verdict(True, True, None, False, None)),
        (_row("fee", "other:umrah"), "fee", "kk", Verdict(True, True, None, None, None)),
        (_row("fee", "nib-oss"), "fee", "nib", Verdict(True, True, True, None, True)),
        (_row("fee", "ktp-el"), "fee", "nik-konsolidasi", Verdict(True, True, True, None, True)),
    ],
)
def test_a_row_is_judged(
    services: Services, row: Row, aspect: str, service: str | None, verdict: Verdict
) -> None:
    assert services.judge(row, Understood(aspect, service, 0.9)) == verdict


def test_every_label_with_a_name_of_its_own_means_families_that_exist(services: Services) -> None:
    assert set().union(*services.meant.values()) == set(services.family.values())


def test_rows_are_counted_by_where_they_come_from_and_whether_we_learnt_them(
    services: Services,
) -> None:
    rows = [
        _row("fee", "kk", register="logged_chat"),
        _row("hours", None, register="app_review"),
        _row("mode", "kia"),
    ]
    understood = [
        Understood("fee", "kk", 0.9),
        Understood("mode", "kk", 0.5),
        Understood("mode", None, 0.5),
    ]
    figures = judge_all(rows, understood, services, ["CONTOH mode  kia", "lain sekali"])
    groups = figures.groups

    assert list(groups)[:5] == ["all", REAL, NEW, NEW_REAL, REPEATS]
    assert set(groups) >= {"authored", "app_review", "logged_chat"}
    assert groups["all"] == {
        "strict": Share(2, 3),
        "lenient": Share(2, 3),
        "service": Share(1, 2),
        "invented": Share(1, 1),
        "both": Share(1, 2),
    }
    assert groups[REAL]["strict"] == groups[NEW_REAL]["strict"] == Share(1, 2)
    assert groups[REPEATS]["service"] == Share(0, 1)


def test_another_label_makes_another_set(services: Services) -> None:
    understood = [Understood("fee", None, 1.0)]
    prints = [
        judge_all([row], understood, services, ()).fingerprint
        for row in (_row("fee", None), _row("fee", None, "mode"), _row("fee", "kk"))
    ]

    assert prints[0] == prints[1] != prints[2]
