"""The figures of the last release, and which of today's fell below them beyond chance."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.understanding.answers import Answer, by_aspect, macro_f1
from tests.understanding.calibration import calibration_error
from tests.understanding.set_figures import ALL, REAL, SetFigures
from tests.understanding.shares import Share, fell_on_other_rows, fell_on_the_same_rows

# What may not fall: a name, what is counted of which rows, and whether that is a mistake.
_WATCHED = (
    ("lenient", "lenient", ALL, False),
    ("lenient_real", "lenient", REAL, False),
    ("service", "service", ALL, False),
    ("invented", "invented", ALL, True),
    ("both", "both", ALL, False),
)
EXAMPLES = "examples"


@dataclass(frozen=True)
class Fall:
    """A figure that fell, as shares of what is right."""

    name: str
    before: float
    now: float


@dataclass(frozen=True)
class Release:
    """What is kept of a run: numbers, and which rows were right, by their place alone."""

    told: dict[str, Any]

    @classmethod
    def of(cls, day: str, figures: SetFigures | None, examples: Sequence[Answer]) -> Self:
        """Take the numbers out of a run."""
        told: dict[str, Any] = {"measured": day, "examples": _of_examples(examples)}
        if figures is not None:
            told["set"] = _of_set(figures)
        return cls(told)

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """Return the release that a file holds, None where there is none."""
        return cls(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None

    def write(self, path: Path) -> None:
        """Keep this release."""
        lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(self.told[key])}" for key in self.told)
        path.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")

    def is_of_the_same_set(self, other: Self) -> bool:
        """Return whether both were measured on the same labelled rows."""
        ours, theirs = self.told.get("set"), other.told.get("set")
        return bool(ours and theirs and ours["fingerprint"] == theirs["fingerprint"])

    def falls_since(self, before: Self) -> list[Fall]:
        """Return what fell beyond chance; another set tells nothing of a change."""
        return [*self._falls_on_examples(before), *self._falls_on_set(before)]

    def _falls_on_examples(self, before: Self) -> list[Fall]:
        then, now = (Share(*each.told["examples"]["strict"]) for each in (before, self))
        fell = fell_on_other_rows(then, now)
        return [Fall(EXAMPLES, then.value, now.value)] if fell else []

    def _falls_on_set(self, before: Self) -> list[Fall]:
        if not self.is_of_the_same_set(before):
            return []
        pairs = {name: (_rows(before, name), _rows(self, name)) for name, *_ in _WATCHED}
        return [
            Fall(name, Share.among(then).value, Share.among(now).value)
            for name, (then, now) in pairs.items()
            if fell_on_the_same_rows(then, now)
        ]


def _of_examples(examples: Sequence[Answer]) -> dict[str, Any]:
    right = Share.among(answer.strict for answer in examples)
    return {
        "strict": [right.right, right.of],
        "macro_f1": round(macro_f1(examples), 4),
        "calibration_error": round(calibration_error(examples), 4),
        "f1": _f1(examples),
    }


def _of_set(figures: SetFigures) -> dict[str, Any]:
    answers = figures.answers()
    return {
        "fingerprint": figures.fingerprint,
        "groups": {
            group: {kind: [share.right, share.of] for kind, share in shares.items()}
            for group, shares in figures.groups.items()
        },
        "macro_f1": round(macro_f1(answers), 4),
        "calibration_error": round(calibration_error(answers), 4),
        "f1": _f1(answers),
        # Row by row, in the order of the set: 1 where it is right.
        "right": {
            name: "".join("01"[told is not mistake] for told in figures.verdicts(kind, group))
            for name, kind, group, mistake in _WATCHED
        },
    }


def _f1(answers: Sequence[Answer]) -> dict[str, float]:
    return {each.aspect: round(each.f1, 4) for each in by_aspect(answers) if each.support}


def _rows(release: Release, name: str) -> list[bool]:
    return [digit == "1" for digit in release.told["set"]["right"][name]]
