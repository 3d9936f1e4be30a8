"""Runs the whole proof on every processor of the machine, each with its own share of the units."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context
from os import sched_getaffinity

from bot.domain.catalogue import Catalogue
from bot.store.schema import migrate
from tests.hours.comparison import Comparison, Findings, references_in
from tests.hours.generated import ZONES, generate
from tests.hours.node_reference import install
from tests.hours.stored import through_database
from tests.servers import scratch_server

_SHARE = 25


@dataclass(frozen=True)
class Plan:
    """How much is compared, and from which seed all of it is drawn."""

    seed: int = 1
    units: int = 2000
    instants: int = 1_000_000

    @property
    def for_each_unit(self) -> int:
        return -(-self.instants // self.units)


def prove(plan: Plan, say: Callable[[int], None]) -> Findings:
    """Return what was found; `say` hears how many units are done. Raises NoReference."""
    install()
    rows = generate(plan.seed, plan.units)
    with scratch_server() as server:
        migrate(server.dsn())
        stored = through_database(server.dsn(), rows)
    _Worker.of(plan, rows, stored)
    slugs = [unit.slug for unit in rows.units]
    found = Findings()
    # Forked, so that the catalogues need not be carried over.
    workers = len(sched_getaffinity(0))
    with ProcessPoolExecutor(workers, get_context("fork"), _Worker.begin) as pool:
        shares = [pool.submit(_Worker.compare, share) for share in _shares(slugs)]
        for share in as_completed(shares):
            found.add(share.result())
            say(found.units)
    return found


class _Worker:
    """One process: its evaluators live as long as it does."""

    plan: Plan
    comparison: Comparison
    _running = ExitStack()

    @classmethod
    def of(cls, plan: Plan, rows: Catalogue, stored: Catalogue) -> None:
        cls.plan = plan
        cls.comparison = Comparison(rows, stored, plan.seed, {})

    @classmethod
    def begin(cls) -> None:
        references = cls._running.enter_context(references_in(ZONES))
        told = cls.comparison
        cls.comparison = Comparison(told.rows, told.stored, told.seed, references)

    @classmethod
    def compare(cls, slugs: Sequence[str]) -> Findings:
        return cls.comparison.of_units(slugs, cls.plan.for_each_unit)


def _shares(slugs: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(slugs), _SHARE):
        yield slugs[first : first + _SHARE]
