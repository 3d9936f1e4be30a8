"""Finds what an operator names, or says which names come near."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from bot.application.office_hours.refusals import Refused, Wrong
from bot.domain.catalogue import Catalogue, Service, Unit

_MOST_NAMES = 3
_ALIKE = 0.5


def unit_named(catalogue: Catalogue, written: str) -> Unit:
    """Return the unit of that code or name.

    Raises:
        Refused: there is none, or several.
    """
    said = _folded(written)
    for unit in catalogue.units:
        if unit.slug == said:
            return unit
    found = [u for u in catalogue.units if said in map(_folded, (u.name, *u.aliases))]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(Wrong.UNIT_NOT_CLEAR, value=written, near=[u.slug for u in found])
    names = {u.slug: (u.slug, u.name, *u.aliases) for u in catalogue.units}
    raise Refused(Wrong.UNKNOWN_UNIT, value=written, near=_near(said, names.items()))


def service_named(catalogue: Catalogue, written: str) -> Service:
    """Return the service of that code or name.

    Raises:
        Refused: there is none.
    """
    said = _folded(written)
    for service in catalogue.services:
        if said in (service.slug, _folded(service.name)):
            return service
    names = {s.slug: (s.slug, s.name, s.family_name) for s in catalogue.services}
    raise Refused(Wrong.UNKNOWN_SERVICE, value=written, near=_near(said, names.items()))


def service_at(catalogue: Catalogue, unit: Unit, written: str) -> Service:
    """Return a service that a unit offers.

    Raises:
        Refused: there is none, or it is not offered there.
    """
    service = service_named(catalogue, written)
    if unit.slug not in (offering.unit for offering in catalogue.offerings_of(service.slug)):
        raise Refused(Wrong.SERVICE_NOT_THERE, service=service.name, unit=unit.name)
    return service


def place_named(catalogue: Catalogue, written: str) -> str:
    """Return the code of a place.

    Raises:
        Refused: there is none.
    """
    said = _folded(written)
    for place in catalogue.places:
        if said in (place.slug, _folded(place.name)):
            return place.slug
    names = {p.slug: (p.slug, p.name, *p.aliases) for p in catalogue.places}
    raise Refused(Wrong.UNKNOWN_PLACE, value=written, near=_near(said, names.items()))


def channel_named(catalogue: Catalogue, written: str) -> str:
    """Return the name of an online channel as the services have it.

    Raises:
        Refused: no service has it.
    """
    said = _folded(written)
    channels = dict.fromkeys(s.online.name for s in catalogue.services if s.online)
    for channel in channels:
        if said == _folded(channel):
            return channel
    names = {channel: (channel,) for channel in channels}
    raise Refused(Wrong.UNKNOWN_CHANNEL, value=written, near=_near(said, names.items()))


def words_of(written: str | None, missing: Wrong) -> str:
    """Return a text with single spaces.

    Raises:
        Refused: nothing is written.
    """
    text = " ".join((written or "").split())
    if not text:
        raise Refused(missing)
    return text


def _near(said: str, names: Iterable[tuple[str, Sequence[str]]]) -> list[str]:
    """Return the codes whose names come nearest, the nearest first."""
    codes: dict[str, str] = {}
    for code, known in names:
        for name in known:
            codes.setdefault(_folded(name), code)
    alike = get_close_matches(said, codes, n=3 * _MOST_NAMES, cutoff=_ALIKE)
    part_of = [name for name in codes if said and said in name]
    found = dict.fromkeys(codes[name] for name in [*part_of, *alike])
    return list(found)[:_MOST_NAMES]


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
