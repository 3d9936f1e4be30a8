"""Whether certainty means what it says, and what a threshold of certainty costs and saves."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from tests.understanding.answers import Answer
from tests.understanding.shares import Share

_BINS = 10
_RESAMPLES = 500
_SEED = 20261122


@dataclass(frozen=True)
class Bin:
    """The answers of like certainty: what they claim on average, and what is true."""

    low: float
    high: float
    confidence: float
    right: Share


@dataclass(frozen=True)
class Threshold:
    """What would happen if everything below a certainty were asked back."""

    at: float
    answered: Share
    right: Share
    # Of the wrong answers, those that asking back prevents; of the right ones, those it spoils.
    prevented: Share
    spoilt: Share

    def cost(self, wrong: float) -> float:
        """Return the cost of a row where a wrong answer costs so many needless questions."""
        answered_wrong = self.right.of - self.right.right
        return (wrong * answered_wrong + self.spoilt.right) / max(1, self.answered.of)


def reliability(answers: Sequence[Answer]) -> list[Bin]:
    """Return ten equally wide bins of certainty; 1.0 belongs to the last."""
    held: list[list[Answer]] = [[] for _ in range(_BINS)]
    for answer in answers:
        held[min(_BINS - 1, int(answer.confidence * _BINS))].append(answer)
    return [
        Bin(
            low=n / _BINS,
            high=(n + 1) / _BINS,
            confidence=_mean([answer.confidence for answer in each]),
            right=Share.among(answer.lenient for answer in each),
        )
        for n, each in enumerate(held)
    ]


def calibration_error(answers: Sequence[Answer]) -> float:
    """Return how far certainty and truth lie apart on average (expected calibration error)."""
    bins = reliability(answers)
    apart = sum(abs(each.confidence - each.right.value) * each.right.of for each in bins)
    return apart / len(answers) if answers else 0.0


def calibration_interval(answers: Sequence[Answer]) -> tuple[float, float]:
    """Return the 95 % interval of the calibration error by bootstrap, the same every time."""
    if not answers:
        return 0.0, 0.0
    chance = Random(_SEED)  # noqa: S311 - a sample, no secret
    errors = sorted(
        calibration_error(chance.choices(answers, k=len(answers))) for _ in range(_RESAMPLES)
    )
    return errors[int(0.025 * _RESAMPLES)], errors[int(0.975 * _RESAMPLES) - 1]


def threshold(answers: Sequence[Answer], at: float) -> Threshold:
    """Return what asking back below a certainty would do."""
    return Threshold(
        at=at,
        answered=Share.among(a.confidence >= at for a in answers),
        right=Share.among(a.lenient for a in answers if a.confidence >= at),
        prevented=Share.among(a.confidence < at for a in answers if not a.lenient),
        spoilt=Share.among(a.confidence < at for a in answers if a.lenient),
    )


def sweep(answers: Sequence[Answer], step: int = 5) -> list[Threshold]:
    """Return thresholds from 0 to 95 %, so many per cent apart."""
    return [threshold(answers, percent / 100) for percent in range(0, 100, step)]


def cheapest(answers: Sequence[Answer], wrong: float) -> Threshold:
    """Return the threshold that costs least where a wrong answer costs `wrong` questions."""
    return min(sweep(answers, step=1), key=lambda each: each.cost(wrong))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
