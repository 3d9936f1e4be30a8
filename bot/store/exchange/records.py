"""Turns records into values of the catalogue, noting what is wrong with them."""

from dataclasses import dataclass

from bot.domain.catalogue import (
    Contact,
    Government,
    Mode,
    Offering,
    Theme,
    Unit,
)
from bot.domain.errors import NoSuchPoint
from bot.domain.holidays import Holiday, HolidayKind
from bot.domain.places import Coordinates, Place, PlaceKind
from bot.domain.requirements import Circumstance
from bot.store.exchange.checks import check_title, check_zone
from bot.store.exchange.hours import read_week
from bot.store.exchange.problems import Spot
from bot.store.exchange.record import UNREADABLE_DAY, Record, scalar

# Stands between names where several are written in one cell of a table.
NAME_MARK = ";"


@dataclass(frozen=True)
class GovernmentFile:
    """The government, and what it wants named before the rest."""

    government: Government
    first_units: tuple[tuple[str, Spot], ...] = ()
    first_families: tuple[tuple[str, Spot], ...] = ()


def read_government(record: Record, zone: str | None) -> GovernmentFile:
    """Return what the government's file says, in `zone` when one is given."""
    written = record.text("zone")
    check_zone(written, record.place_of("zone"))
    government = Government(record.text("name"), zone or written, record.flag("fictional"))
    first = [
        tuple((scalar(node), node.spot) for node in record.optional_items(name))
        for name in ("first_units", "first_families")
    ]
    record.refuse_unknown()
    return GovernmentFile(government, *first)


def read_holiday(record: Record) -> tuple[Holiday, Spot]:
    """Return a day of a decree; where a year is written beside it, it must be of that year."""
    day = record.day("day")
    year = record.number("year") if record.has("year") else day.year
    if year and day.year not in (year, UNREADABLE_DAY.year):
        record.place_of("day").note("year_of_file", value=day, year=year)
    kind, name = record.choice("kind", HolidayKind), record.text("name")
    holiday = Holiday(day, kind, name, record.text("source"))
    record.refuse_unknown()
    return holiday, record.place_of("day")


def read_theme(record: Record) -> tuple[Theme, Spot]:
    """Return a group of the menu."""
    theme = Theme(record.slug("slug"), record.text("name"))
    check_title(theme.name, record.place_of("name"))
    record.refuse_unknown()
    return theme, record.place_of("slug")


def read_circumstance(record: Record) -> tuple[Circumstance, Spot]:
    """Return something that the checklist asks."""
    names = ("question", "yes", "no", "if_so", "if_not")
    circumstance = Circumstance(record.slug("slug"), *(record.text(name) for name in names))
    for name in ("yes", "no"):
        check_title(getattr(circumstance, name), record.place_of(name))
    record.refuse_unknown()
    return circumstance, record.place_of("slug")


def read_place(record: Record) -> tuple[Place, Spot]:
    """Return a kecamatan, kelurahan or desa."""
    place = Place(
        record.slug("slug"),
        record.text("name"),
        record.choice("kind", PlaceKind),
        record.optional_text("within"),
        record.texts("aliases", without=NAME_MARK),
    )
    record.refuse_unknown()
    return place, record.place_of("slug")


def read_unit(record: Record, default_zone: str, forced_zone: str | None) -> tuple[Unit, Spot]:
    """Return a unit; its zone is the government's when left out."""
    zone = record.optional_text("zone") or default_zone
    check_zone(zone, record.place_of("zone"))
    unit = Unit(
        slug=record.slug("slug"),
        name=record.text("name"),
        aliases=record.texts("aliases", without=NAME_MARK),
        address=record.text("address"),
        coordinates=_read_coordinates(record),
        serves=tuple(scalar(node) for node in record.optional_items("serves")),
        zone=forced_zone or zone,
        contact=_read_contact(record),
        week=read_week(record),
        serves_on_joint_leave=record.flag("serves_on_joint_leave"),
        verified_on=record.day("verified_on"),
        source=record.text("source"),
    )
    record.refuse_unknown()
    return unit, record.place_of("slug")


def _read_coordinates(unit: Record) -> Coordinates | None:
    record = unit.optional_record("coordinates")
    if record is None:
        return None
    latitude, longitude = record.decimal("latitude"), record.decimal("longitude")
    record.refuse_unknown()
    try:
        return Coordinates(latitude, longitude)
    except NoSuchPoint:
        record.place.note("not_on_earth")
        return None


def _read_contact(unit: Record) -> Contact:
    record = unit.optional_record("contact")
    if record is None:
        return Contact(None, None, None)
    contact = Contact(*(record.optional_text(name) for name in ("phone", "whatsapp", "email")))
    record.refuse_unknown()
    return contact


def read_offering(record: Record) -> tuple[Offering, Spot]:
    """Return where a service is offered."""
    offering = Offering(
        record.slug("service"),
        record.slug("unit"),
        record.optional_choice("mode", Mode),
        record.optional_text("note"),
    )
    record.refuse_unknown()
    return offering, record.place
