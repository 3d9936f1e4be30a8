"""Turns a catalogue into the rows of its tables."""

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import Table

from bot.domain.catalogue import Catalogue, Service, Unit
from bot.domain.hours import WEEKDAYS, WeeklyHours
from bot.domain.places import Place
from bot.domain.requirements import Requirement
from bot.store.row_writing import Values
from bot.store.tables import (
    circumstance,
    government,
    holiday,
    offering,
    place,
    service,
    theme,
    unit,
    unit_hours,
)

# In the order in which they refer to each other.
CATALOGUE_TABLES = (
    *(government, theme, circumstance, place, unit, unit_hours, service, offering, holiday),
)
# Columns whose values are lists in SQL and tuples in the domain.
LISTS = ("synonyms", "family_synonyms", "complex_cases", "local_facts")


def rows_of(catalogue: Catalogue) -> dict[Table, list[Values]]:
    """Return the rows of every table of the catalogue."""
    units = catalogue.units
    places = _placed(_place_row(item) for item in catalogue.places)
    return {
        government: [{"single": True, **asdict(catalogue.government)}],
        theme: _placed(asdict(item) for item in catalogue.themes),
        circumstance: _placed(asdict(item) for item in catalogue.circumstances),
        # A kecamatan before what lies within one, wherever it is listed.
        place: sorted(places, key=lambda row: row["within"] is not None),
        unit: _placed(_unit_row(item) for item in units),
        unit_hours: [row for item in units for row in hour_rows(item.slug, item.week)],
        service: _placed(_service_row(item) for item in catalogue.services),
        offering: _placed(asdict(item) for item in catalogue.offerings),
        holiday: [asdict(item) for item in catalogue.holidays],
    }


def hour_rows(slug: str, week: WeeklyHours | None) -> list[Values]:
    """Return the rows of a unit's week; there are none while nobody knows its hours."""
    days = () if week is None else zip(WEEKDAYS, week.days, strict=True)
    return [
        {"unit": slug, "weekday": weekday, **asdict(hours)}
        for weekday, ranges in days
        for hours in ranges
    ]


def _placed(rows: Iterable[Values]) -> list[Values]:
    return [{**row, "position": position} for position, row in enumerate(rows)]


def _place_row(item: Place) -> Values:
    return asdict(item) | {"aliases": list(item.aliases)}


def _unit_row(item: Unit) -> Values:
    values = asdict(item)
    del values["week"]
    values |= values.pop("contact")
    values |= values.pop("coordinates") or {"latitude": None, "longitude": None}
    lists = {"aliases": list(item.aliases), "serves": list(item.serves)}
    return values | lists | {"hours_known": item.week is not None}


def _service_row(item: Service) -> Values:
    values = asdict(item)
    values |= {name: list(values[name]) for name in LISTS}
    requirements = [_requirement_row(line) for line in item.requirements]
    return values | {"steps": list(values["steps"]), "requirements": requirements}


def _requirement_row(line: Requirement) -> Values:
    condition = line.condition
    return {
        "text": line.text,
        "circumstance": condition and condition.circumstance.slug,
        "holds": condition is None or condition.holds,
        "to_bring": line.to_bring,
    }
