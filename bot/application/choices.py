"""The buttons under an answer: what can be asked next, as payloads that only buttons may send."""

import json
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.domain.catalogue import Catalogue, Service
from bot.domain.message import SHARE_LOCATION, Choice
from bot.domain.places import Coordinates, PlaceKind
from bot.domain.requirements import Circumstance

_TITLES = Path(__file__).parent.parent / "templates" / "answers" / "choices.toml"
_MOST = 4
# More services or units than this would fill the screen; the rest is named by whoever asks.
MOST_OFFERED = 8


class Choices:
    """Builds buttons; their titles are in choices.toml."""

    def __init__(self) -> None:
        titles = tomllib.loads(_TITLES.read_text(encoding="utf-8"))
        self._aspects: dict[str, str] = titles["aspect"]
        self._titles: dict[str, str] = titles["other"]

    def next_questions(self, service: str, answered: Iterable[str]) -> tuple[Choice, ...]:
        """Return the aspects of a service that were not just answered."""
        left = [name for name in self._aspects if name not in set(answered)]
        return tuple(
            Choice(self._aspects[name], _payload(service=service, aspect=name))
            for name in left[:_MOST]
        )

    def variants(self, variants: Sequence[Service], aspect: str) -> tuple[Choice, ...]:
        """Return the variants of a family, to ask the same of."""
        return tuple(
            Choice(service.variant, _payload(service=service.slug, aspect=aspect))
            for service in variants
        )

    def units(
        self, catalogue: Catalogue, units: Sequence[str], aspect: str, service: str | None
    ) -> tuple[Choice, ...]:
        """Return the units that a name may mean, to ask the same of."""
        about = {"aspect": aspect} | ({"service": service} if service else {})
        return tuple(
            Choice(catalogue.unit(slug).name, _payload(**about, unit=slug))
            for slug in units[:MOST_OFFERED]
        )

    def families(
        self, services: Iterable[Service], aspect: str, unit: str | None = None
    ) -> tuple[Choice, ...]:
        """Return the commonest families of some services, one button each; at a unit if given."""
        names = {service.family: service.family_name for service in services}
        about = {"aspect": aspect} | ({"unit": unit} if unit else {})
        return tuple(
            Choice(name, _payload(family=family, **about))
            for family, name in list(names.items())[:MOST_OFFERED]
        )

    def themes(self, catalogue: Catalogue) -> tuple[Choice, ...]:
        """Return the groups of the menu that hold anything."""
        used = {service.theme for service in catalogue.services}
        return tuple(
            Choice(theme.name, _payload(theme=theme.slug))
            for theme in catalogue.themes
            if theme.slug in used
        )

    def menu(self) -> Choice:
        """Return the way back to the groups of the menu."""
        return Choice(self._titles["menu"], _payload(menu="themes"))

    def officers(self) -> Choice:
        """Return the way to the officers: their contacts."""
        return Choice(self._titles["officers"], _payload(aspect="human"))

    def whereabouts(
        self, catalogue: Catalogue, aspect: str, service: str | None
    ) -> tuple[Choice, ...]:
        """Return the ways to say where one is: the location itself, or a kecamatan."""
        about = {"aspect": aspect} | ({"service": service} if service else {})
        kecamatan = [place for place in catalogue.places if place.kind is PlaceKind.KECAMATAN]
        return (
            Choice(self._titles["share_location"], SHARE_LOCATION),
            *(
                Choice(place.name, _payload(**about, place=place.slug))
                for place in kecamatan[: MOST_OFFERED - 1]
            ),
        )

    def nearest(self) -> Choice:
        """Return the question which unit is one's own, or the nearest."""
        return Choice(self._titles["nearest"], _payload(menu="whereabouts"))

    def checklist(self, service: str) -> Choice:
        """Return the start of a service's checklist."""
        return Choice(self._titles["checklist"], _payload(service=service, aspect="checklist"))

    def answers(self, service: str, asked: Circumstance, so_far: str) -> tuple[Choice, ...]:
        """Return the two answers to a question of the checklist, with those given before."""
        before = f"{so_far}," if so_far else ""
        return tuple(
            Choice(
                title,
                _payload(
                    service=service, aspect="checklist", answer=f"{before}{asked.slug}={value}"
                ),
            )
            for title, value in ((asked.yes, "yes"), (asked.no, "no"))
        )


def is_answer(choice: Choice) -> bool:
    """Return whether a button answers a question of the checklist."""
    return '"answer"' in choice.payload


def near_payload(point: Coordinates) -> str:
    """Return what a shared location means; rounded to about 100 m, which finds a counter."""
    return _payload(near=f"{point.latitude:.3f},{point.longitude:.3f}")


def link_payload(slug: str) -> str:
    """Return what a followed link means: a slug of the catalogue, or nothing for a start."""
    return _payload(link=slug)


def _payload(**meaning: str) -> str:
    return "/choose" + json.dumps(meaning)
