"""Describes what a local government serves, where, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from bot.domain.dated_rules import DatedRules
from bot.domain.errors import UnknownPlace, UnknownService, UnknownTheme, UnknownUnit
from bot.domain.holidays import Holiday
from bot.domain.opening_hours import Schedule, WeeklyHours
from bot.domain.places import Coordinates, Place
from bot.domain.requirements import Circumstance, Requirement


class Mode(StrEnum):
    """How a service is done as a whole."""

    DARING = "daring"
    HIBRIDA = "hibrida"
    TATAP_MUKA = "tatap_muka"


class StepMode(StrEnum):
    """How one step of a service is done."""

    DARING = "daring"
    TATAP_MUKA = "tatap_muka"
    EITHER = "daring_atau_tatap_muka"


@dataclass(frozen=True)
class Step:
    """One step of a service and, when presence is needed, why."""

    title: str
    mode: StepMode
    why_in_person: str | None


@dataclass(frozen=True)
class OnlineChannel:
    """Where a service is done online. A local example is to be replaced by the region's own."""

    name: str
    working: bool
    local_example: bool


@dataclass(frozen=True)
class Theme:
    """A group of families in the menu: "Kependudukan"."""

    slug: str
    name: str


@dataclass(frozen=True)
class Service:
    """A public service: what a citizen needs to know before setting out."""

    slug: str
    family: str
    family_name: str
    theme: str  # slug of the menu's group
    name: str
    variant: str  # short button title within the family
    is_default: bool
    mode: Mode
    online_if: str | None
    why_in_person: str | None
    steps: tuple[Step, ...]
    online: OnlineChannel | None
    requirements: tuple[Requirement, ...]
    fee: str
    processing_time: str
    output: str
    handover: str
    legal_basis: str
    synonyms: tuple[str, ...]
    family_synonyms: tuple[str, ...]
    complex_cases: tuple[str, ...]
    source: str
    verified_on: date
    local_facts: tuple[str, ...]  # names of fields that hold a local example
    authority: str


@dataclass(frozen=True)
class Contact:
    """How to reach a unit."""

    phone: str | None
    whatsapp: str | None
    email: str | None


@dataclass(frozen=True)
class Unit:
    """An office with a counter. `week` is None when its hours were never filled in."""

    slug: str
    name: str
    aliases: tuple[str, ...]
    address: str
    coordinates: Coordinates | None
    serves: tuple[str, ...]  # slugs of the places whose people it serves; empty: everybody
    zone: str  # IANA name
    contact: Contact
    week: WeeklyHours | None
    serves_on_joint_leave: bool
    verified_on: date
    source: str


@dataclass(frozen=True)
class Offering:
    """A service at a unit. `mode` is None when it is the service's own."""

    service: str
    unit: str
    mode: Mode | None
    note: str | None


@dataclass(frozen=True)
class Government:
    """The local government that runs the desk."""

    name: str
    zone: str  # IANA name
    fictional: bool


@dataclass(frozen=True)
class Catalogue:
    """Everything the desk knows, read as one consistent value."""

    government: Government
    themes: tuple[Theme, ...]
    circumstances: tuple[Circumstance, ...]
    places: tuple[Place, ...]
    services: tuple[Service, ...]
    units: tuple[Unit, ...]
    offerings: tuple[Offering, ...]
    holidays: tuple[Holiday, ...]
    rules: DatedRules = field(default_factory=DatedRules)

    def service(self, slug: str) -> Service:
        """Return a service, or raise UnknownService."""
        for service in self.services:
            if service.slug == slug:
                return service
        raise UnknownService(slug)

    def unit(self, slug: str) -> Unit:
        """Return a unit, or raise UnknownUnit."""
        for unit in self.units:
            if unit.slug == slug:
                return unit
        raise UnknownUnit(slug)

    def place(self, slug: str) -> Place:
        """Return a place, or raise UnknownPlace."""
        if place := self._places.get(slug):
            return place
        raise UnknownPlace(slug)

    def theme(self, slug: str) -> Theme:
        """Return a theme, or raise UnknownTheme."""
        for theme in self.themes:
            if theme.slug == slug:
                return theme
        raise UnknownTheme(slug)

    def family(self, slug: str) -> tuple[Service, ...]:
        """Return the variants of a family."""
        return tuple(service for service in self.services if service.family == slug)

    def offerings_of(self, service_slug: str) -> tuple[Offering, ...]:
        """Return where a service is offered; the first is its main unit."""
        return tuple(o for o in self.offerings if o.service == service_slug)

    def units_offering(self, service_slug: str) -> tuple[Unit, ...]:
        """Return the units that offer a service; the first is its main unit."""
        return tuple(self.unit(o.unit) for o in self.offerings_of(service_slug))

    def schedule_of(self, unit: Unit, service: str | None = None) -> Schedule:
        """Return all that decides when a unit is open, or when it serves one service."""
        rules = self.rules
        around = self.places_around(unit)
        return Schedule(
            week=unit.week,
            zone=ZoneInfo(unit.zone),
            holidays=self.holidays,
            serves_on_joint_leave=unit.serves_on_joint_leave,
            periods=rules.periods_of(unit.slug, hours_known=unit.week is not None),
            one_offs=rules.one_offs_of(unit.slug),
            duties=rules.duties_of(unit.slug),
            used_up=rules.used_up_at(unit.slug, service),
            situations=tuple(
                s for s in rules.situations if s.scope.reaches(unit.slug, around, service)
            ),
        )

    def places_around(self, unit: Unit) -> frozenset[str]:
        """Return the places that a unit serves, and those that they lie within."""
        within = (self._places[slug].within for slug in unit.serves if slug in self._places)
        return frozenset(unit.serves) | {slug for slug in within if slug}

    @cached_property
    def _places(self) -> Mapping[str, Place]:
        return {place.slug: place for place in self.places}
