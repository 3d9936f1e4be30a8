"""The names of services, and where a text holds them."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from math import log

# What a word counts that says little of a service.
_GENERAL = 0.5


@dataclass(frozen=True)
class Name:
    """One synonym as words, and what it stands for."""

    words: tuple[str, ...]
    family: str
    service: str | None


@dataclass(frozen=True)
class Hit:
    """A name that a text holds, and how much it says of what is meant."""

    name: Name
    weight: float
    first: int
    # Where each word of the name stands, in its order.
    at: tuple[int, ...]

    @property
    def places(self) -> frozenset[int]:
        return frozenset(self.at)

    def own_places(self, common: Set[str]) -> frozenset[int]:
        """Return where the words stand that are not in `common`."""
        spots = zip(self.name.words, self.at, strict=True)
        return frozenset(at for word, at in spots if word not in common)


def heaviest(hits: Sequence[Hit]) -> Hit:
    """Return the hit that says most, the first of equals; there must be one."""
    return max(hits, key=lambda hit: (hit.weight, -hit.first))


def apart_from(others: Iterable[Hit], hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that use none of the words of the others."""
    taken = frozenset[int]().union(*(hit.places for hit in others))
    return [hit for hit in hits if not hit.places & taken]


def strong(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that say at least half of what the heaviest says."""
    return [hit for hit in hits if hit.weight >= heaviest(hits).weight / 2]


def by_family(hits: Iterable[Hit]) -> dict[str, list[Hit]]:
    """Return the hits of each family."""
    families: dict[str, list[Hit]] = {}
    for hit in hits:
        families.setdefault(hit.name.family, []).append(hit)
    return families


def best_variants(hits: Sequence[Hit]) -> set[str]:
    """Return the services whose names say most."""
    top = max((hit.weight for hit in hits), default=0.0)
    return {hit.name.service for hit in hits if hit.name.service and hit.weight >= top - 1e-9}


def weigh(names: Sequence[Name], general: frozenset[str]) -> dict[str, float]:
    """Weigh words by how few services use them: "ktp" says less than "kelahiran"."""
    users: dict[str, set[str]] = {}
    for name in names:
        for word in name.words:
            users.setdefault(word, set()).add(name.service or name.family)
    total = len({name.service or name.family for name in names})
    return {
        word: _GENERAL if word in general else 1.0 + log(total / len(used))
        for word, used in users.items()
    }
