"""The figures of one server, and the table that sets them beside their goals and each other."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.load import Sustained, percentile
from tests.bench.turns import Turns


@dataclass(frozen=True)
class Start:
    """Seconds from the command until the server answers at all, and until its first answer."""

    page: float
    first_answer: float


@dataclass(frozen=True)
class Figures:
    """What was measured of a server; one that stores nothing first has nothing to acknowledge."""

    training_seconds: float
    start: Start
    idle_mb: float
    turns: Turns
    answered: Sustained
    acknowledged: Sustained | None = None
    statuses: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Row:
    """One line of the table; its goal is a bound from above, or from below where more is better."""

    what: str
    value: Callable[[Figures], float | None]
    goal: float | None = None
    more_is_better: bool = False

    def line(self, ours: Figures, other: Figures | None) -> str:
        found = self.value(ours)
        cells = [self.what, self._goal(), _shown(found), self._missed(found)]
        if other is not None:
            compared = self.value(other)
            cells += [_shown(compared), self._times_better(found, compared)]
        return f"| {' | '.join(cells)} |"

    def _goal(self) -> str:
        return "" if self.goal is None else f"{'>=' if self.more_is_better else '<='} {self.goal:g}"

    def _missed(self, found: float | None) -> str:
        if self.goal is None or found is None:
            return ""
        met = found >= self.goal if self.more_is_better else found <= self.goal
        return "yes" if met else "**no**"

    def _times_better(self, ours: float | None, other: float | None) -> str:
        if not ours or not other:
            return ""
        return _shown(ours / other if self.more_is_better else other / ours)


def table(ours: Figures, other: Figures | None = None) -> str:
    """Return the figures as a Markdown table."""
    heads = ["What", "Goal", "Ours", "Met", *(["Stock Rasa", "Times better"] if other else [])]
    rule = ["---", *["---:"] * (len(heads) - 1)]
    lines = [f"| {' | '.join(cells)} |" for cells in (heads, rule)]
    return "\n".join([*lines, *(row.line(ours, other) for row in _ROWS)])


def failures(figures: Figures) -> int:
    """Return how many requests under load were not answered as they should be."""
    return figures.answered.failed + (figures.acknowledged.failed if figures.acknowledged else 0)


def _shown(value: float | None) -> str:
    if value is None:
        return "none"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _acknowledged(read: Callable[[Sustained], float]) -> Callable[[Figures], float | None]:
    return lambda figures: None if figures.acknowledged is None else read(figures.acknowledged)


def _status(percent: int) -> Callable[[Figures], float | None]:
    return lambda figures: (
        None if figures.statuses is None else percentile(figures.statuses, percent)
    )


_ROWS = (
    Row("Training, start to saved model, s", lambda f: f.training_seconds, 90),
    Row("One turn of the engine at turn 5, p50, ms", lambda f: percentile(f.turns.early, 50), 10),
    Row("the same, p95, ms", lambda f: percentile(f.turns.early, 95)),
    Row("One turn of the engine at turn 100, p50, ms", lambda f: percentile(f.turns.late, 50)),
    Row("the same, p95, ms", lambda f: percentile(f.turns.late, 95)),
    Row("p50 at turn 100, in times of turn 5", lambda f: f.turns.growth, 1.5),
    Row("Answered messages a second", lambda f: f.answered.rate, 80, more_is_better=True),
    Row("time to an answer, p50, ms", lambda f: f.answered.percentile_ms(50)),
    Row("time to an answer, p95, ms", lambda f: f.answered.percentile_ms(95), 1000),
    Row("processor time for an answer, ms", lambda f: f.answered.processor_ms),
    Row("Durable acknowledgements a second", _acknowledged(lambda s: s.rate), 800, True),
    Row("time to an acknowledgement, p50, ms", _acknowledged(lambda s: s.percentile_ms(50))),
    Row("time to an acknowledgement, p95, ms", _acknowledged(lambda s: s.percentile_ms(95)), 100),
    Row("Processor time for the hours of one answer, p50, ms", _status(50)),
    Row("the same, p95, ms", _status(95), 1),
    Row("Warm start until the page answers, s", lambda f: f.start.page, 3),
    Row("Warm start until the first answer, s", lambda f: f.start.first_answer, 40),
    Row("Memory of all processes, idle, MB", lambda f: f.idle_mb, 1200),
)
