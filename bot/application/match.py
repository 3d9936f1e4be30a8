"""What a text names, and the words that finding it needs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class MatchingWords:
    """Words that matching must know and the catalogue does not say (data/lexicon/matching.json)."""

    follow_up: frozenset[str]
    filler: frozenset[str]
    person_words: frozenset[str]
    brought_along: frozenset[str]
    ambiguous_as_person: frozenset[str]
    access: frozenset[str]
    # Everyday words that are none of ours mistyped, however near: "datang" is no "dagang".
    spelt_right: frozenset[str]
    # Words that join two services of one question.
    conjunctions: frozenset[str]
    # Everyday names of holidays, and the word of the decree that they mean.
    holidays: Mapping[str, str]


@dataclass(frozen=True)
class Subject:
    """A family, and the variant where one is named or there is but one."""

    family: str
    service: str | None


@dataclass(frozen=True)
class Match:
    """What a text names. `service` is set only when it names a variant, or the only one."""

    family: str | None = None
    service: str | None = None
    # More than one where a name is that of several units: "kecamatan".
    units: tuple[str, ...] = ()
    # A second service asked about in the same breath: "syarat ktp sama kk".
    second: Subject | None = None
    # Families that one and the same name may mean: "nikah" at the KUA or at the civil registry.
    choices: tuple[str, ...] = ()
    # Where in the text the names stand.
    places: frozenset[int] = frozenset()
    unit_places: frozenset[int] = frozenset()

    def without_units(self) -> "Match":
        """Return the same without the units."""
        return replace(self, units=(), unit_places=frozenset())

    def settled(self, family_in_talk: str | None) -> "Match":
        """Return the same; a name of several families means the one talked about, or none."""
        if not self.choices:
            return self
        if family_in_talk in self.choices:
            return replace(self, family=family_in_talk, service=None, choices=())
        return replace(self, family=None, service=None)

    @property
    def unit(self) -> str | None:
        """The unit named, when it is one and no other."""
        return self.units[0] if len(self.units) == 1 else None
