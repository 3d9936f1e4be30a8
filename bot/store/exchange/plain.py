"""Turns a catalogue into plain entries, with the fields that files have."""

from typing import Any

from bot.domain.catalogue import Catalogue, OnlineChannel, Service, Step, Unit
from bot.domain.hours import WeeklyHours
from bot.domain.requirements import Requirement
from bot.store.exchange.document import Document, Part
from bot.store.exchange.hours import WEEKDAY_FIELDS, write_range
from bot.store.exchange.nodes import node_of
from bot.store.exchange.problems import Form, Problems, Source, Spot
from bot.store.exchange.table_words import table_words

Entry = dict[str, Any]
Entries = dict[Part, list[Entry]]


def plain_entries(catalogue: Catalogue) -> Entries:
    """Return every entry of a catalogue as texts, flags, dates, numbers, lists and dicts."""
    government = catalogue.government
    return {
        Part.GOVERNMENT: [_of(government, "name", "zone", "fictional")],
        Part.THEMES: [_of(theme, "slug", "name") for theme in catalogue.themes],
        Part.CIRCUMSTANCES: [
            _of(each, "slug", "question", "yes", "no", "if_so", "if_not")
            for each in catalogue.circumstances
        ],
        Part.PLACES: [
            _of(place, "slug", "name", "kind", "within", "aliases") for place in catalogue.places
        ],
        Part.UNITS: [_unit(unit) for unit in catalogue.units],
        Part.SERVICES: [_service(service) for service in catalogue.services],
        Part.OFFERINGS: [
            _of(offering, "service", "unit", "mode", "note") for offering in catalogue.offerings
        ],
        Part.HOLIDAYS: [_of(day, "day", "kind", "name", "source") for day in catalogue.holidays],
    }


def document_of(catalogue: Catalogue, problems: Problems) -> Document:
    """Return the document of a catalogue that is kept already."""
    return Document(
        {
            part: tuple(node_of(entry, _spot(part, entry, problems)) for entry in entries)
            for part, entries in plain_entries(catalogue).items()
        }
    )


def _spot(part: Part, entry: Entry, problems: Problems) -> Spot:
    words = table_words()
    shown = entry.get("slug") or entry.get("day") or entry.get("name")
    if part is Part.OFFERINGS:
        shown = f"{entry['service']}, {entry['unit']}"
    names = words.names_in(part)
    return Spot(Source(f'"{shown}"', Form.KEPT, words.sheets[part], names=names), 0, "", problems)


def _of(value: object, *names: str) -> Entry:
    return {name: _plain(getattr(value, name)) for name in names}


def _plain(value: object) -> object:
    """Return choices as texts and tuples as lists."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, str) else value


def _unit(unit: Unit) -> Entry:
    point = unit.coordinates
    return {
        **_of(unit, "slug", "name", "aliases", "address"),
        "coordinates": point and {"latitude": point.latitude, "longitude": point.longitude},
        **_of(unit, "serves", "zone"),
        "contact": _of(unit.contact, "phone", "whatsapp", "email"),
        "hours": _hours(unit.week),
        **_of(unit, "serves_on_joint_leave", "verified_on", "source"),
    }


def _hours(week: WeeklyHours | None) -> Entry | None:
    if week is None:
        return None
    return {
        name: [write_range(hours) for hours in week.on(number)]
        for number, name in enumerate(WEEKDAY_FIELDS, start=1)
    }


def _service(service: Service) -> Entry:
    return {
        **_of(service, "slug", "family", "family_name", "theme", "family_synonyms"),
        **_of(service, "name", "variant", "is_default", "mode", "online_if", "why_in_person"),
        "steps": [_step(step) for step in service.steps],
        "online": _online(service.online),
        "requirements": [_requirement(line) for line in service.requirements],
        **_of(service, "fee", "processing_time", "output", "handover", "legal_basis"),
        **_of(service, "synonyms", "complex_cases", "source", "verified_on", "local_facts"),
        **_of(service, "authority"),
    }


def _step(step: Step) -> Entry:
    reason = {"why_in_person": step.why_in_person} if step.why_in_person else {}
    return {**_of(step, "title", "mode"), **reason}


def _online(online: OnlineChannel | None) -> Entry | None:
    return None if online is None else _of(online, "name", "working", "local_example")


def _requirement(line: Requirement) -> Entry | str:
    if line.condition is None and line.to_bring:
        return line.text
    entry: Entry = {"text": line.text}
    if line.condition is not None:
        field = "needed_if" if line.condition.holds else "needed_unless"
        entry[field] = line.condition.circumstance.slug
    return entry if line.to_bring else {**entry, "to_bring": False}
