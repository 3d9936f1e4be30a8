"""What one question asks and what was understood: figures of each aspect, and what is confused."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """The aspect of a question, others that are accepted, the one given, and how certain it was."""

    aspect: str
    given: str
    confidence: float
    accepted: frozenset[str] = frozenset()

    @property
    def strict(self) -> bool:
        return self.given == self.aspect

    @property
    def lenient(self) -> bool:
        return self.strict or self.given in self.accepted


@dataclass(frozen=True)
class AspectFigures:
    """How one aspect is understood, by first labels alone."""

    aspect: str
    support: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True)
class Confusion:
    """One aspect taken for another, so many times."""

    aspect: str
    given: str
    times: int


def by_aspect(answers: Sequence[Answer]) -> list[AspectFigures]:
    """Return the figures of every aspect that was asked or given, by name."""
    asked = Counter(answer.aspect for answer in answers)
    given = Counter(answer.given for answer in answers)
    right = Counter(answer.aspect for answer in answers if answer.strict)
    return [
        AspectFigures(
            aspect=name,
            support=asked[name],
            precision=right[name] / given[name] if given[name] else 0.0,
            recall=right[name] / asked[name] if asked[name] else 0.0,
        )
        for name in sorted(asked | given)
    ]


def macro_f1(answers: Sequence[Answer]) -> float:
    """Return the mean F1 of the aspects that were asked, each counted once."""
    asked = [figures.f1 for figures in by_aspect(answers) if figures.support]
    return sum(asked) / len(asked) if asked else 0.0


def confusions(answers: Sequence[Answer], most: int = 20) -> list[Confusion]:
    """Return the commonest mistakes; an accepted other label is none."""
    wrong = Counter((a.aspect, a.given) for a in answers if not a.lenient)
    ordered = sorted(wrong.items(), key=lambda item: (-item[1], item[0]))
    return [Confusion(*pair, times) for pair, times in ordered[:most]]
