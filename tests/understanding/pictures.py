"""Certainty drawn: is it true, and what does the threshold do. Pictures are the same every time."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tests.understanding.answers import Answer
from tests.understanding.calibration import Bin, reliability, sweep

_COLOURS = ("#1f5fa8", "#c8541a", "#3b8a5a")
_GREY = "#888888"
# Text stays text, and the names of parts do not change from one drawing to the next.
_STYLE: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "understanding", "font.size": 10}
_FEWEST = 10

Curves = Mapping[str, Sequence[Answer]]


def draw_calibration(curves: Curves, path: Path) -> None:
    """Draw how often answers of like certainty are right; on the diagonal, certainty is true."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(6, 5))
        axes = _axes(figure.add_subplot(), "certainty", "share right")
        axes.plot([0, 1], [0, 1], color=_GREY, linestyle="--", label="certainty is true")
        for colour, (name, answers) in zip(_COLOURS, curves.items(), strict=False):
            told = [each for each in reliability(answers) if each.right.of >= _FEWEST]
            axes.errorbar(
                [each.confidence for each in told],
                [each.right.value for each in told],
                yerr=_errors(told),
                color=colour,
                marker="o",
                capsize=3,
                label=name,
            )
        axes.legend(loc="lower right", frameon=False)
        _save(figure, path)


def draw_coverage(curves: Curves, used: float, path: Path) -> None:
    """Draw how much is answered, and how much of that is right, over the threshold."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(5 * len(curves), 4.2))
        for place, (name, answers) in enumerate(curves.items(), start=1):
            axes = _axes(figure.add_subplot(1, len(curves), place), "threshold", "share of rows")
            swept = sweep(answers, step=1)
            at = [each.at for each in swept]
            right = [each.right.value if each.right.of >= _FEWEST else None for each in swept]
            axes.plot(at, [each.answered.value for each in swept], _COLOURS[0], label="answered")
            axes.plot(at, right, _COLOURS[1], label="of these right")  # type: ignore[arg-type]
            axes.axvline(used, color=_GREY, linestyle="--", label=f"in use: {used:g}")
            axes.set_title(name)
            axes.legend(loc="lower left", frameon=False)
        _save(figure, path)


def _axes(axes: Axes, across: str, upwards: str) -> Axes:
    axes.set(xlim=(0, 1), ylim=(0, 1.02), xlabel=across, ylabel=upwards)
    axes.grid(visible=True, alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    return axes


def _errors(bins: Sequence[Bin]) -> list[list[float]]:
    below = [max(0.0, each.right.value - each.right.interval[0]) for each in bins]
    above = [max(0.0, each.right.interval[1] - each.right.value) for each in bins]
    return [below, above]


def _save(figure: Figure, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, format="svg", metadata={"Date": None})
