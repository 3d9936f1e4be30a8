"""Tables of the report, in Markdown."""

from collections.abc import Iterable, Mapping, Sequence

from tests.understanding.answers import Answer, by_aspect, confusions
from tests.understanding.calibration import cheapest, reliability, sweep, threshold
from tests.understanding.shares import Share

_WRONG_COSTS = (1, 2, 3, 5)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose first column is words and whose others are numbers."""
    rule = ["---", *["---:"] * (len(heads) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, rule, *rows))


def group_table(groups: Mapping[str, Mapping[str, Share]]) -> str:
    """Return the shares of each group with their intervals."""
    kinds = list(next(iter(groups.values())))
    rows = (
        [name.replace("_", " "), str(shares["strict"].of), *(told(shares[kind]) for kind in kinds)]
        for name, shares in groups.items()
    )
    return table(["Rows", "Count", *kinds], rows)


def aspect_table(answers: Sequence[Answer]) -> str:
    """Return precision, recall and F1 of each aspect."""
    rows = (
        [f"`{each.aspect}`", str(each.support), *map(_two, (each.precision, each.recall, each.f1))]
        for each in by_aspect(answers)
    )
    return table(["Aspect", "Support", "Precision", "Recall", "F1"], rows)


def confusion_table(answers: Sequence[Answer]) -> str:
    """Return what is most often taken for what."""
    rows = ([f"`{c.aspect}`", f"`{c.given}`", str(c.times)] for c in confusions(answers))
    return table(["Asked", "Understood", "Times"], rows)


def reliability_table(answers: Sequence[Answer]) -> str:
    """Return what each bin of certainty claims, and what is true."""
    rows = (
        [f"{b.low:.1f} to {b.high:.1f}", str(b.right.of), _two(b.confidence), told(b.right)]
        for b in reliability(answers)
        if b.right.of
    )
    return table(["Certainty", "Rows", "Mean certainty", "Right"], rows)


def sweep_table(answers: Sequence[Answer], used: float) -> str:
    """Return what every threshold would do; the one in use is bold."""
    every = {each.at: each for each in (*sweep(answers), threshold(answers, used))}
    rows = (
        [
            f"**{at:.2f}**" if at == used else f"{at:.2f}",
            *(_two(s.value) for s in (each.answered, each.right, each.prevented, each.spoilt)),
        ]
        for at, each in sorted(every.items())
    )
    heads = ["Threshold", "Answered", "Of these right", "Wrong prevented", "Right spoilt"]
    return table(heads, rows)


def cost_table(answers: Sequence[Answer], used: float) -> str:
    """Return the best threshold by what a wrong answer costs, beside the one in use."""
    ours = threshold(answers, used)
    rows = []
    for wrong in _WRONG_COSTS:
        best = cheapest(answers, wrong)
        costs = (best.cost(wrong), ours.cost(wrong), threshold(answers, 0).cost(wrong))
        rows.append([str(wrong), f"{best.at:.2f}", *map(_three, costs)])
    heads = ["A wrong answer costs", "Best threshold", "Its cost", f"Cost at {used:g}", "At 0"]
    return table(heads, rows)


def told(share: Share) -> str:
    """Return a share with its 95 % interval, as people read it."""
    if not share.of:
        return ""
    low, high = share.interval
    return f"{share.value:.3f} ({low:.2f} to {high:.2f})"


def _two(value: float) -> str:
    return f"{value:.2f}"


def _three(value: float) -> str:
    return f"{value:.3f}"
