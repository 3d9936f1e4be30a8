"""Turns dated rules into the rows of their tables and back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import time
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Table

from bot.domain.dated_rules import (
    DailyQuota,
    DatedRules,
    HolidayDuty,
    Maintenance,
    OneOffChange,
    QuotaUsedUp,
    RosterDay,
    Season,
    SeasonOfUnit,
)
from bot.domain.hours import TimeRange, WeeklyHours
from bot.domain.situation import Scope, ServiceStatus, Situation
from bot.store.row_writing import Values
from bot.store.rule_tables import (
    daily_quota,
    holiday_duty,
    maintenance,
    minimum_staff,
    one_off_change,
    quota_used_up,
    roster_day,
    season,
    season_unit,
    situation,
)

_SCOPE = ("units", "places", "services", "except_units", "except_services")


def rule_rows_of(rules: DatedRules) -> dict[Table, list[Values]]:
    """Return the rows of every table of dated rules."""
    return {
        season: [season_row(item) for item in rules.seasons],
        season_unit: [row for item in rules.seasons for row in season_unit_rows(item)],
        one_off_change: [one_off_row(item) for item in rules.one_offs],
        holiday_duty: [asdict(item) for item in rules.duties],
        daily_quota: [asdict(item) for item in rules.quotas],
        quota_used_up: [asdict(item) for item in rules.used_up],
        situation: [situation_row(item) for item in rules.situations],
        maintenance: [asdict(item) for item in rules.maintenance],
        roster_day: [asdict(item) for item in rules.roster],
        minimum_staff: [
            {"unit": unit, "people": people} for unit, people in rules.minimum_staff.items()
        ],
    }


def season_row(item: Season) -> Values:
    """Return the row of a season, without its units."""
    values = {name: getattr(item, name) for name in ("id", "name", "first_day", "last_day")}
    return {**values, "week": _week_json(item.week), "source": item.source}


def season_unit_rows(item: Season) -> list[Values]:
    """Return the rows of a season's units."""
    return [
        {
            "season": item.id,
            "unit": entry.unit,
            "week": _week_json(entry.week),
            "address": entry.address,
        }
        for entry in item.units
    ]


def one_off_row(item: OneOffChange) -> Values:
    """Return the row of a one-off change."""
    values = {name: getattr(item, name) for name in ("unit", "day", "reason", "address")}
    return {**values, "ranges": _ranges_json(item.ranges)}


def situation_row(item: Situation) -> Values:
    """Return the row of a situation."""
    values = asdict(item)
    scope = values.pop("scope")
    return values | {name: sorted(scope[name]) for name in _SCOPE}


def rules_of(rows: Mapping[Table, Sequence[Row[Any]]]) -> DatedRules:
    """Return the rules that are kept in rows.

    Raises:
        InvalidHours: somebody wrote hours past the domain that no counter can have.
    """
    return DatedRules(
        seasons=_seasons(rows[season], rows[season_unit]),
        one_offs=tuple(
            OneOffChange(row.unit, row.day, _ranges(row.ranges), row.reason, row.address)
            for row in rows[one_off_change]
        ),
        duties=tuple(HolidayDuty(row.unit, row.day) for row in rows[holiday_duty]),
        quotas=tuple(DailyQuota(row.unit, row.service, row.people) for row in rows[daily_quota]),
        used_up=tuple(
            QuotaUsedUp(row.unit, row.service, row.day, row.since) for row in rows[quota_used_up]
        ),
        situations=tuple(_situation(row) for row in rows[situation]),
        maintenance=tuple(Maintenance(**row._mapping) for row in rows[maintenance]),
        roster=tuple(RosterDay(**row._mapping) for row in rows[roster_day]),
        minimum_staff={row.unit: row.people for row in rows[minimum_staff]},
    )


def _seasons(rows: Sequence[Row[Any]], of_units: Sequence[Row[Any]]) -> tuple[Season, ...]:
    units = {
        id_: tuple(SeasonOfUnit(row.unit, _week(row.week), row.address) for row in entries)
        for id_, entries in groupby(of_units, key=lambda row: row.season)
    }
    return tuple(
        Season(
            *(row.id, row.name, row.first_day, row.last_day, _week(row.week)),
            units.get(row.id, ()),
            row.source,
        )
        for row in rows
    )


def _situation(row: Row[Any]) -> Situation:
    values = dict(row._mapping)
    scope = Scope(**{name: frozenset(values.pop(name)) for name in _SCOPE})
    return Situation(**{**values, "status": ServiceStatus(row.status), "scope": scope})


def _week_json(week: WeeklyHours | None) -> list[list[Values]] | None:
    return [_ranges_json(ranges) for ranges in week.days] if week else None


def _ranges_json(ranges: tuple[TimeRange, ...]) -> list[Values]:
    return [
        {
            "opens": hours.opens.isoformat(),
            "closes": hours.closes.isoformat(),
            "last_ticket": hours.last_ticket and hours.last_ticket.isoformat(),
        }
        for hours in ranges
    ]


def _week(days: list[list[Values]] | None) -> WeeklyHours | None:
    return None if days is None else WeeklyHours(tuple(_ranges(ranges) for ranges in days))


def _ranges(ranges: list[Values]) -> tuple[TimeRange, ...]:
    return tuple(
        TimeRange(
            time.fromisoformat(each["opens"]),
            time.fromisoformat(each["closes"]),
            each["last_ticket"] and time.fromisoformat(each["last_ticket"]),
        )
        for each in ranges
    )
