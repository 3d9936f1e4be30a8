"""What is measured for how long: the variables BENCH_... of the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from tests.bench.load import Load
from tests.bench.turns import TurnPlan


@dataclass(frozen=True)
class Plan:
    """The load, the turns, and for how many epochs stock Rasa learns (None: as it does)."""

    load: Load = field(default_factory=Load)
    turns: TurnPlan = field(default_factory=TurnPlan)
    epochs: int | None = None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read BENCH_SECONDS, BENCH_CLIENTS and BENCH_EPOCHS; raise ValueError for nonsense."""
        epochs = environ.get("BENCH_EPOCHS")
        load = Load(
            clients=int(environ.get("BENCH_CLIENTS") or Load.clients),
            seconds=float(environ.get("BENCH_SECONDS") or Load.seconds),
        )
        return cls(load, epochs=int(epochs) if epochs else None)
