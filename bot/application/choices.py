"""The buttons under an answer: what can be asked next, as payloads that only buttons may send."""

import json
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.domain.catalogue import Catalogue, Service
from bot.domain.message import Choice
from bot.domain.places import Coordinates

_TITLES = Path(__file__).parent.parent / "templates" / "answers" / "choices.toml"
_MOST = 4
# More services or units than this would fill the screen; the rest is named by whoever asks.
MOST_OFFERED = 8


class Choices:
    """Builds buttons; their titles are in choices.toml."""

    def __init__(self) -> None:
        self._titles: dict[str, str] = tomllib.loads(_TITLES.read_text(encoding="utf-8"))["aspect"]

    def next_questions(self, service: str, answered: Iterable[str]) -> tuple[Choice, ...]:
        """Return the aspects of a service that were not just answered."""
        left = [name for name in self._titles if name not in set(answered)]
        return tuple(
            Choice(self._titles[name], _payload(service=service, aspect=name))
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

    def families(self, catalogue: Catalogue, aspect: str) -> tuple[Choice, ...]:
        """Return the commonest of what the desk knows, one button a family."""
        names = {service.family: service.family_name for service in catalogue.services}
        return tuple(
            Choice(name, _payload(family=family, aspect=aspect))
            for family, name in list(names.items())[:MOST_OFFERED]
        )


def near_payload(point: Coordinates) -> str:
    """Return what a shared location means; rounded to about 100 m, which finds a counter."""
    return _payload(near=f"{point.latitude:.3f},{point.longitude:.3f}")


def link_payload(slug: str) -> str:
    """Return what a followed link means: a slug of the catalogue, or nothing for a start."""
    return _payload(link=slug)


def _payload(**meaning: str) -> str:
    return "/choose" + json.dumps(meaning)
