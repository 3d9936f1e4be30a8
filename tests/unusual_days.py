"""Builds catalogues in which something is not as usual: a flood, Ramadan, a moved office."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from bot.domain.catalogue import Catalogue
from bot.domain.dated_rules import DatedRules, Season
from bot.domain.hours import TimeRange, WeeklyHours
from bot.domain.situation import Scope, ServiceStatus, Situation

EVERYWHERE = Scope()


def with_rules(catalogue: Catalogue, **rules: Any) -> Catalogue:
    """Return the catalogue with dated rules."""
    return replace(catalogue, rules=DatedRules(**rules))


def with_unit(catalogue: Catalogue, slug: str, **changes: Any) -> Catalogue:
    """Return the catalogue with one unit changed."""
    units = (replace(u, **changes) if u.slug == slug else u for u in catalogue.units)
    return replace(catalogue, units=tuple(units))


def flood(
    status: ServiceStatus = ServiceStatus.DARING_SAJA,
    scope: Scope = EVERYWHERE,
    *,
    online_too: bool = False,
    **changes: Any,
) -> Situation:
    """Return a flood from Tuesday 24 November 2026, 06.00, to the end of Thursday."""
    usual = Situation(
        id=1,
        status=status,
        scope=scope,
        starts=datetime(2026, 11, 24, 6),
        ends=datetime(2026, 11, 27),
        reason="Banjir di Mekarjaya.",
        legal_reference="SE Bupati 12/2026",
        visitor_rules="Lewat pintu samping",
        instead="Berkas mendesak dilayani di posko",
        online_too=online_too,
    )
    return replace(usual, **changes)


def hours(*written: str) -> tuple[TimeRange, ...]:
    """Read ranges such as "08:00-12:00", or with a last ticket "13:00-15:30/14:00"."""
    return tuple(_range(each) for each in written)


def week(weekdays: Mapping[int, tuple[TimeRange, ...]] | tuple[TimeRange, ...]) -> WeeklyHours:
    """Build a week: by ISO weekday, or the same from Monday to Friday."""
    if isinstance(weekdays, tuple):
        return WeeklyHours.of(dict.fromkeys(range(1, 6), weekdays))
    return WeeklyHours.of(weekdays)


def ramadan(**changes: Any) -> Season:
    """Return Ramadan of 2027, when everybody closes at two."""
    usual = Season(
        id=1,
        name="Ramadan 1448 H",
        first_day=date(2027, 2, 8),
        last_day=date(2027, 3, 9),
        week=week(hours("08:00-12:00", "12:30-14:00")),
    )
    return replace(usual, **changes)


def _range(written: str) -> TimeRange:
    between, _, ticket = written.partition("/")
    opens, closes = (time.fromisoformat(part) for part in between.split("-"))
    return TimeRange(opens, closes, time.fromisoformat(ticket) if ticket else None)
