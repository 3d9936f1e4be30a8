"""Runs Rasa's graph one node after the other, in an order found once.

Rasa hands each run to dask, which copies the graph, sorts it and schedules its nodes anew.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner


class SequentialGraphRunner(DaskGraphRunner):  # type: ignore[misc]
    """Gives what Rasa's own runner gives; a prediction's nodes have nothing to do at once."""

    def __init__(self, *loaded: Any) -> None:
        super().__init__(*loaded)
        self._orders: dict[tuple[str, ...], list[str]] = {}

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        """Return the outputs of the targets."""
        wanted = tuple(targets or self._graph_schema.target_names)
        found = dict(inputs or {})
        try:
            for name in self._order(wanted):
                needs = self._graph_schema.nodes[name].needs.values()
                found[name] = self._instantiated_nodes[name](*((n, found[n]) for n in needs))[1]
        except RuntimeError as error:
            raise GraphRunError("Error running runner.") from error
        return {name: found[name] for name in wanted}

    def _order(self, targets: tuple[str, ...]) -> list[str]:
        if targets not in self._orders:
            order: dict[str, None] = {}
            for target in targets:
                self._visit(target, order)
            self._orders[targets] = list(order)
        return self._orders[targets]

    def _visit(self, name: str, order: dict[str, None]) -> None:
        """Add a node after all that it needs; what is no node is an input."""
        node = self._graph_schema.nodes.get(name)
        if node is None or name in order:
            return
        for needed in node.needs.values():
            self._visit(needed, order)
        order[name] = None
