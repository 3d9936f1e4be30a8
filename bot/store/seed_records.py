"""Turns the records of the seed files into values of the catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.catalogue import (
    Contact,
    Government,
    Mode,
    Offering,
    OnlineChannel,
    Service,
    Step,
    StepMode,
    Unit,
)
from bot.domain.holidays import Holiday, HolidayKind
from bot.store.seed_checks import check_mode, check_variant, check_zone
from bot.store.seed_hours import read_week
from bot.store.seed_problems import Place
from bot.store.seed_reader import UNREADABLE_DAY, Record, scalar


@dataclass(frozen=True)
class GovernmentFile:
    """The government, and what it wants named before the rest."""

    government: Government
    first_units: tuple[tuple[str, Place], ...] = ()
    first_families: tuple[tuple[str, Place], ...] = ()


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


def read_holidays(record: Record) -> Iterator[tuple[Holiday, Place]]:
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


def read_unit(record: Record, default_zone: str, forced_zone: str | None) -> tuple[Unit, Place]:
    """Return a unit; its zone is the government's when left out."""
    zone = record.optional_text("zone") or default_zone
    check_zone(zone, record.place_of("zone"))
    unit = Unit(
        slug=record.slug("slug"),
        name=record.text("name"),
        aliases=record.texts("aliases"),
        address=record.text("address"),
        zone=forced_zone or zone,
        contact=_read_contact(record),
        week=read_week(record),
        serves_on_joint_leave=record.flag("serves_on_joint_leave"),
        verified_on=record.day("verified_on"),
        source=record.text("source"),
    )
    record.refuse_unknown()
    return unit, record.place_of("slug")


def _read_contact(unit: Record) -> Contact:
    record = unit.optional_record("contact")
    if record is None:
        return Contact(None, None, None)
    contact = Contact(*(record.optional_text(name) for name in ("phone", "whatsapp", "email")))
    record.refuse_unknown()
    return contact


def read_services(family: Record) -> Iterator[tuple[Service, Place]]:
    """Yield the variants of one family's file."""
    slug, name = family.slug("family"), family.text("family_name")
    synonyms = family.texts("family_synonyms")
    for record in family.records("services"):
        service = _read_service(record, slug, name, synonyms)
        check_mode(service, record)
        check_variant(service, record)
        record.refuse_unknown()
        yield service, record.place_of("slug")
    family.refuse_unknown()


def _read_service(
    record: Record, family: str, family_name: str, family_synonyms: tuple[str, ...]
) -> Service:
    return Service(
        slug=record.slug("slug"),
        family=family,
        family_name=family_name,
        name=record.text("name"),
        variant=record.text("variant"),
        is_default=record.flag("is_default", default=False),
        mode=record.choice("mode", Mode),
        online_if=record.optional_text("online_if"),
        why_in_person=record.optional_text("why_in_person"),
        steps=tuple(_read_step(step) for step in record.records("steps")),
        online=_read_online(record),
        requirements=record.texts("requirements"),
        fee=record.text("fee"),
        processing_time=record.text("processing_time"),
        output=record.text("output"),
        handover=record.text("handover"),
        legal_basis=record.text("legal_basis"),
        synonyms=record.texts("synonyms"),
        family_synonyms=family_synonyms,
        complex_cases=record.texts("complex_cases"),
        source=record.text("source"),
        verified_on=record.day("verified_on"),
        local_facts=record.texts("local_facts"),
        authority=record.text("authority"),
    )


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


def read_offering(record: Record) -> tuple[Offering, Place]:
    """Return where a service is offered."""
    offering = Offering(
        record.slug("service"),
        record.slug("unit"),
        record.optional_choice("mode", Mode),
        record.optional_text("note"),
    )
    record.refuse_unknown()
    return offering, record.place
