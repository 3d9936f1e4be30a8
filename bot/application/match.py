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
    # Words after which a document's name is only what happened before: "setelah nikah, kk ...".
    occasions: frozenset[str]
    # "bukan nib, bapenda": what follows is not meant.
    denials: frozenset[str]
    # Things that no document is: "jalan rusak" is not the "rusak" of the card talked about.
    elsewhere: frozenset[str]
    # Offices that people name; one that the catalogue does not have is told so.
    offices: frozenset[str]
    # Words that many a question holds whatever it is about, so that they tell services apart less.
    general: frozenset[str]
    # Standard words for those that are the same in a service's name: "pernikahan" is "nikah".
    forms: Mapping[str, str]
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
    # Families that may be meant: "nikah" at the KUA or at the civil registry, or two that stand
    # so close that one may be the background of the other.
    choices: tuple[str, ...] = ()
    # The one of them for which more was said than for the others.
    likeliest: Subject | None = None
    # Where in the text the names stand.
    places: frozenset[int] = frozenset()
    unit_places: frozenset[int] = frozenset()

    def without_units(self) -> "Match":
        """Return the same without the units."""
        return replace(self, units=(), unit_places=frozenset())

    def without_family(self) -> "Match":
        """Return the same without the service."""
        return replace(self, family=None, service=None, second=None, choices=(), likeliest=None)

    def trusted(self) -> "Match":
        """Return the same, the likeliest of several taken for what is meant."""
        return replace(self, choices=(), likeliest=None) if self.likeliest else self

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
