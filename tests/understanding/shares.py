"""A share of rows, how sure it is, and whether a change of it is more than chance."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import comb, sqrt
from typing import Self

# 95 % of a normal distribution lie within this many standard deviations.
_Z = 1.96
# What chance alone would do less often than this is no chance: one side of those 95 %.
_CHANCE = 0.025


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    right: int
    of: int

    @classmethod
    def among(cls, values: Iterable[bool | None]) -> Self:
        """Count the true among the values; None is none of them."""
        counted = [value for value in values if value is not None]
        return cls(sum(counted), len(counted))

    @property
    def value(self) -> float:
        """The share itself, 0 of nothing."""
        return self.right / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval: where the true share lies, in 95 of 100 samples like this."""
        if not self.of:
            return 0.0, 1.0
        p, n, z2 = self.value, self.of, _Z * _Z
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        half = _Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return max(0.0, middle - half), min(1.0, middle + half)


def fell_on_other_rows(before: Share, now: Share) -> bool:
    """Return whether a share fell by more than two samples of one truth differ."""
    if not before.of or not now.of:
        return False
    pooled = Share(before.right + now.right, before.of + now.of).value
    deviation = sqrt(pooled * (1 - pooled) * (1 / before.of + 1 / now.of))
    return before.value - now.value > _Z * deviation


def fell_on_the_same_rows(before: Sequence[bool], now: Sequence[bool]) -> bool:
    """Return whether more rows turned wrong than right, beyond what a coin would do.

    Rows that stayed as they were tell nothing of a change (McNemar's test, exact).
    """
    lost = sum(was and not is_now for was, is_now in zip(before, now, strict=True))
    won = sum(is_now and not was for was, is_now in zip(before, now, strict=True))
    turned = lost + won
    as_many_lost = sum(comb(turned, n) for n in range(lost, turned + 1))
    return as_many_lost / (1 << turned) < _CHANCE
