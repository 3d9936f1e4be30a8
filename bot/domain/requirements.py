"""What a citizen brings, and who needs which of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Circumstance:
    """Something that is so or not so for a citizen, asked with two buttons.

    `yes` and `no` are the buttons' titles; `if_so` and `if_not` stand before a requirement that
    only some need: "bila diwakilkan".
    """

    slug: str
    question: str
    yes: str
    no: str
    if_so: str
    if_not: str


@dataclass(frozen=True)
class Condition:
    """A circumstance that must hold, or must not."""

    circumstance: Circumstance
    holds: bool

    @property
    def clause(self) -> str:
        """The condition in words, e.g. "bila diwakilkan"."""
        return self.circumstance.if_so if self.holds else self.circumstance.if_not


@dataclass(frozen=True)
class Requirement:
    """A paper to bring, or (`to_bring` false) something that must be true or be done before."""

    text: str
    condition: Condition | None = None
    to_bring: bool = True
