"""Checks what files say against each other, and against what an answer must never lack."""

from collections import Counter
from collections.abc import Collection, Iterable

from bot.domain.catalogue import Mode, Offering, Service, Unit
from bot.domain.holidays import Holiday
from bot.domain.places import Place, PlaceKind
from bot.store.exchange.problems import Spot, known_names
from bot.store.exchange.record import UNREADABLE_DAY, Record

ZONES = ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")
TITLE_LIMIT = 20  # WhatsApp's limit for the title of a reply button
LOCAL_FACTS = ("requirements", "fee", "processing_time", "online", "handover")


def check_zone(zone: str, place: Spot) -> None:
    """Note a zone that is not one of Indonesia's."""
    if zone and zone not in ZONES:
        place.note("unknown_zone", value=zone, known=", ".join(ZONES))


def check_mode(service: Service, record: Record) -> None:
    """Note a mode that would make an answer promise too much or explain too little."""
    place = record.place_of("mode")
    if service.mode is not Mode.TATAP_MUKA and service.online is None:
        place.note("daring_without_online", value=service.mode)
    if service.mode is not Mode.TATAP_MUKA and service.online_if is None:
        place.note("daring_without_condition", value=service.mode)
    if service.mode is not Mode.DARING and service.why_in_person is None:
        place.note("presence_without_reason")


def check_variant(service: Service, record: Record) -> None:
    """Note a button title that would be cut, and a local fact that is none."""
    check_title(service.variant, record.place_of("variant"))
    for name in service.local_facts:
        if name not in LOCAL_FACTS:
            place = record.place_of("local_facts")
            place.note("not_choice", value=name, known=known_names(place, LOCAL_FACTS))


def check_title(title: str, place: Spot) -> None:
    """Note a button title that would be cut."""
    if len(title) > TITLE_LIMIT:
        place.note("too_long", value=title, limit=TITLE_LIMIT)


def check_places(placed: Iterable[tuple[Place, Spot]]) -> None:
    """Note a kelurahan or desa outside any kecamatan, and a kecamatan inside one."""
    listed = list(placed)
    check_slugs((place.slug, spot) for place, spot in listed)
    kecamatan = {place.slug for place, _ in listed if place.kind is PlaceKind.KECAMATAN}
    for place, spot in listed:
        if place.kind is PlaceKind.KECAMATAN and place.within is not None:
            spot.named("within").note("kecamatan_within", value=place.slug)
        elif place.kind is not PlaceKind.KECAMATAN and place.within not in kecamatan:
            spot.named("within").note("no_kecamatan", value=place.slug)


def check_serves(units: Iterable[tuple[Unit, Spot]], places: Collection[str]) -> None:
    """Note a unit that serves a place that is not listed."""
    for unit, spot in units:
        for slug in unit.serves:
            if slug not in places:
                spot.named("serves").note("unknown_place", value=slug)


def check_slugs(slugs: Iterable[tuple[str, Spot]]) -> None:
    """Note a slug that is used twice."""
    first: dict[str, Spot] = {}
    for slug, place in slugs:
        if slug in first:
            place.note("duplicate", value=slug, other=first[slug])
        if slug:  # an empty one was noted already
            first.setdefault(slug, place)


def check_holidays(holidays: Iterable[tuple[Holiday, Spot]]) -> None:
    """Note a day that is listed twice."""
    readable = (placed for placed in holidays if placed[0].day != UNREADABLE_DAY)
    check_slugs((holiday.day.isoformat(), place) for holiday, place in readable)


def check_families(services: Iterable[tuple[Service, Spot]]) -> None:
    """Note variants that disagree on what their family shares, and a default among several.

    Which of several variants is meant is asked, never guessed.
    """
    placed = list(services)
    variants = Counter(service.family for service, _ in placed)
    first: dict[str, tuple[Service, Spot]] = {}
    for service, place in placed:
        if service.is_default and variants[service.family] > 1:
            place.named("is_default").note("two_defaults", value=service.family)
        other, other_place = first.setdefault(service.family, (service, place))
        for name in ("family_name", "theme", "family_synonyms"):
            if getattr(service, name) != getattr(other, name):
                place.named(name).note("family_differs", value=service.family, other=other_place)


def check_first(first: Iterable[tuple[str, Spot]], known: Collection[str], problem: str) -> None:
    """Note what is to be named first and does not exist, or is listed twice."""
    placed = list(first)
    check_slugs(placed)
    for slug, place in placed:
        if slug not in known:
            place.note(problem, value=slug)


def check_offerings(
    offerings: Iterable[tuple[Offering, Spot]],
    services: dict[str, Spot],
    units: dict[str, Spot],
) -> None:
    """Note offerings of nothing, at nowhere or written twice, and services offered nowhere."""
    placed = list(offerings)
    check_slugs((f"{o.service}, {o.unit}", place) for o, place in placed)
    for offering, place in placed:
        if offering.service not in services:
            place.named("service").note("unknown_service", value=offering.service)
        if offering.unit not in units:
            place.named("unit").note("unknown_unit", value=offering.unit)
    offered = {offering.service for offering, _ in placed}
    for slug in services.keys() - offered:
        services[slug].note("offered_nowhere", value=slug)
