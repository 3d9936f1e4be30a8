"""The figures of the desk on a labelled set, by where the questions come from."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property

from tests.understanding.answers import Answer
from tests.understanding.labelled import Row
from tests.understanding.near_copies import NearCopies
from tests.understanding.shares import Share
from tests.understanding.verdicts import Services, Understood, Verdict

KINDS = tuple(field.name for field in fields(Verdict))
ALL, REAL, NEW, NEW_REAL, REPEATS = "all", "real", "new", "new_real", "repeats"


@dataclass(frozen=True)
class Judged:
    """One row with what was understood of it; it repeats one of our examples, or does not."""

    row: Row
    understood: Understood
    verdict: Verdict
    repeats: bool

    @property
    def answer(self) -> Answer:
        given, certain = self.understood.aspect, self.understood.confidence
        return Answer(self.row.aspect, given, certain, self.row.alternatives)

    @property
    def groups(self) -> Iterator[str]:
        yield ALL
        yield self.row.register
        yield REPEATS if self.repeats else NEW
        if self.row.real:
            yield REAL
            if not self.repeats:
                yield NEW_REAL


@dataclass(frozen=True)
class SetFigures:
    """All rows of a set, judged."""

    judged: tuple[Judged, ...]

    @cached_property
    def groups(self) -> dict[str, dict[str, Share]]:
        """The shares of each kind, by group; the whole first, then what citizens wrote."""
        found = {name for each in self.judged for name in each.groups}
        ours = [name for name in (ALL, REAL, NEW, NEW_REAL, REPEATS) if name in found]
        return {name: self._shares(name) for name in (*ours, *sorted(found - set(ours)))}

    @cached_property
    def fingerprint(self) -> str:
        """What tells this set from another; nothing can be read from it."""
        told = "\n".join(repr((e.row.text, e.row.aspect, e.row.service)) for e in self.judged)
        return hashlib.sha256(told.encode()).hexdigest()

    def answers(self, group: str = ALL) -> list[Answer]:
        """Return the questions of a group with the aspect that was understood."""
        return [each.answer for each in self.judged if group in each.groups]

    def verdicts(self, kind: str, group: str = ALL) -> list[bool]:
        """Return row by row what is right, where the rows of a group say something of it."""
        told = [getattr(each.verdict, kind) for each in self.judged if group in each.groups]
        return [value for value in told if value is not None]

    def _shares(self, group: str) -> dict[str, Share]:
        return {kind: Share.among(self.verdicts(kind, group)) for kind in KINDS}


def judge_all(
    rows: Sequence[Row],
    understood: Sequence[Understood],
    services: Services,
    examples: Iterable[str],
) -> SetFigures:
    """Judge every row; `examples` are the texts that the assistant learns from."""
    ours = NearCopies(examples)
    return SetFigures(
        tuple(
            Judged(row, meant, services.judge(row, meant), repeats=bool(ours.of(row.text)))
            for row, meant in zip(rows, understood, strict=True)
        )
    )
