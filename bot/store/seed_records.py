"""Turns the records of the seed files into values of the catalogue."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import yaml

from bot.domain.catalogue import (
    Contact,
    Government,
    Mode,
    Offering,
    OnlineChannel,
    Service,
    Step,
    StepMode,
    Theme,
    Unit,
)
from bot.domain.errors import NoSuchPoint
from bot.domain.holidays import Holiday, HolidayKind
from bot.domain.places import Coordinates, Place, PlaceKind
from bot.domain.requirements import Circumstance, Condition, Requirement
from bot.store.seed_checks import check_mode, check_title, check_variant, check_zone
from bot.store.seed_hours import read_week
from bot.store.seed_problems import Spot
from bot.store.seed_reader import UNREADABLE_DAY, Record, scalar, written_text


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
        tuple((scalar(node), place) for node, place in record.optional_items(name))
        for name in ("first_units", "first_families")
    ]
    record.refuse_unknown()
    return GovernmentFile(government, *first)


def read_holidays(record: Record) -> Iterator[tuple[Holiday, Spot]]:
    """Yield the days of one year's decree."""
    year, source = record.number("year"), record.text("source")
    for entry in record.records("days"):
        day = entry.day("day")
        if year and day.year not in (year, UNREADABLE_DAY.year):
            entry.place_of("day").note("year_of_file", value=day, year=year)
        kind, name = entry.choice("kind", HolidayKind), entry.text("name")
        entry.refuse_unknown()
        yield Holiday(day, kind, name, source), entry.place_of("day")
    record.refuse_unknown()


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
        record.texts("aliases"),
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
        aliases=record.texts("aliases"),
        address=record.text("address"),
        coordinates=_read_coordinates(record),
        serves=tuple(scalar(node) for node, _ in record.optional_items("serves")),
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


@dataclass(frozen=True)
class _Family:
    """What the variants of a family share."""

    slug: str
    name: str
    theme: str
    synonyms: tuple[str, ...]


def read_services(
    family: Record, asked: Mapping[str, Circumstance], themes: Collection[str]
) -> Iterator[tuple[Service, Spot]]:
    """Yield the variants of one family's file."""
    shared = _Family(
        family.slug("family"),
        family.text("family_name"),
        family.slug("theme"),
        family.texts("family_synonyms"),
    )
    if shared.theme and shared.theme not in themes:
        family.place_of("theme").note("unknown_theme", value=shared.theme, known=", ".join(themes))
    for record in family.records("services"):
        service = _read_service(record, shared, asked)
        check_mode(service, record)
        check_variant(service, record)
        record.refuse_unknown()
        yield service, record.place_of("slug")
    family.refuse_unknown()


def _read_service(record: Record, family: _Family, asked: Mapping[str, Circumstance]) -> Service:
    return Service(
        slug=record.slug("slug"),
        family=family.slug,
        family_name=family.name,
        theme=family.theme,
        name=record.text("name"),
        variant=record.text("variant"),
        is_default=record.flag("is_default", default=False),
        mode=record.choice("mode", Mode),
        online_if=record.optional_text("online_if"),
        why_in_person=record.optional_text("why_in_person"),
        steps=tuple(_read_step(step) for step in record.records("steps")),
        online=_read_online(record),
        requirements=tuple(_read_requirements(record, asked)),
        fee=record.text("fee"),
        processing_time=record.text("processing_time"),
        output=record.text("output"),
        handover=record.text("handover"),
        legal_basis=record.text("legal_basis"),
        synonyms=record.texts("synonyms"),
        family_synonyms=family.synonyms,
        complex_cases=record.texts("complex_cases"),
        source=record.text("source"),
        verified_on=record.day("verified_on"),
        local_facts=record.texts("local_facts"),
        authority=record.text("authority"),
    )


def _read_requirements(service: Record, asked: Mapping[str, Circumstance]) -> Iterator[Requirement]:
    """Yield requirements: a text that everybody needs, or a record that says who does."""
    for node, place in service.items("requirements"):
        if isinstance(node, yaml.MappingNode):
            yield _read_conditional(Record(node, place), asked)
        else:
            yield Requirement(written_text(node, place))


def _read_conditional(record: Record, asked: Mapping[str, Circumstance]) -> Requirement:
    text, to_bring = record.text("text"), record.flag("to_bring", default=True)
    condition = None
    for field, holds in (("needed_if", True), ("needed_unless", False)):
        slug = record.optional_text(field)
        if slug is None:
            continue
        place = record.place_of(field)
        if condition is not None:
            place.note("two_conditions")
        elif slug not in asked:
            place.note("unknown_circumstance", value=slug, known=", ".join(asked))
        else:
            condition = Condition(asked[slug], holds)
    record.refuse_unknown()
    return Requirement(text, condition, to_bring)


def _read_step(record: Record) -> Step:
    step = Step(
        record.text("title"),
        record.choice("mode", StepMode),
        record.optional_text("why_in_person"),
    )
    record.refuse_unknown()
    return step


def _read_online(service: Record) -> OnlineChannel | None:
    record = service.optional_record("online")
    if record is None:
        return None
    online = OnlineChannel(
        record.text("name"), record.flag("working"), record.flag("local_example")
    )
    record.refuse_unknown()
    return online


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
