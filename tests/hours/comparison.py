"""Asks ours and both references the same instants, and keeps where they do not agree."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from bot.domain.catalogue import Catalogue, Unit
from bot.domain.opening_hours import Availability, Reason, Schedule, resolve_availability
from tests.hours.generated import service_asked
from tests.hours.instants import draw_instants
from tests.hours.naive_table import Rule, Table, paint
from tests.hours.node_reference import NodeReference, reference_in
from tests.hours.osm_text import osm_text
from tests.hours.rows import Case, case_of
from tests.hours.window import minute_of

Resolve = Callable[[Schedule, datetime], Availability]
References = Mapping[str, NodeReference]
_KEPT = 3
_HOLIDAY = {Reason.NATIONAL_HOLIDAY, Reason.JOINT_LEAVE, Reason.LOCAL_HOLIDAY}


@dataclass(frozen=True)
class Difference:
    """A counter-example: what was asked and what each of them said."""

    case: Case
    at: datetime
    about: str
    ours: str
    theirs: str

    def __str__(self) -> str:
        local = self.at.astimezone(ZoneInfo(self.case.zone))
        return "\n".join(
            [
                f"{self.case.name} at {local:%A} {local.isoformat()} ({self.at.isoformat()})",
                f"  {self.about}: ours {self.ours}, theirs {self.theirs}",
                *(f"  {line}" for line in self.case.in_words(local.date())),
                f"  as OpenStreetMap text: {osm_text(self.case)}",
            ]
        )


@dataclass
class Findings:
    """What was compared, and the first few of the differences."""

    units: int = 0
    instants: int = 0
    ends: int = 0
    by_node: int = 0
    marks: Counter[int] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    differences: Counter[str] = field(default_factory=Counter)
    examples: list[Difference] = field(default_factory=list)

    def add(self, other: "Findings") -> None:
        self.units += other.units
        self.instants += other.instants
        self.ends += other.ends
        self.by_node += other.by_node
        self.marks += other.marks
        self.states += other.states
        self.differences += other.differences
        self.examples += other.examples[: _KEPT - len(self.examples)]

    def note(self, difference: Difference) -> None:
        self.differences[difference.about] += 1
        if len(self.examples) < _KEPT:
            self.examples.append(difference)


@dataclass(frozen=True)
class Comparison:
    """The rows as they were entered, the catalogue that the desk reads, and who else is asked."""

    rows: Catalogue
    stored: Catalogue
    seed: int
    references: References
    resolve: Resolve = resolve_availability

    def of_units(self, slugs: Iterable[str], instants: int) -> Findings:
        """Compare at so many instants for each unit."""
        found = Findings()
        for slug in slugs:
            self._compare(self.rows.unit(slug), instants, found)
        return found

    def _compare(self, unit: Unit, count: int, found: Findings) -> None:
        service = service_asked(self.rows, unit)
        case = case_of(self.rows, unit, service)
        table = paint(case)
        chance = Random(f"{self.seed} {unit.slug}")  # noqa: S311 - repeatable, no secret
        instants = draw_instants(chance, case, table, count)
        node = self.references.get(case.zone)
        if node:
            node.ask(osm_text(case), instants)
        schedule = self.stored.schedule_of(self.stored.unit(unit.slug), service)
        ours = [self.resolve(schedule, at) for at in instants]
        found.units += 1
        self._with_table(case, table, list(zip(instants, ours, strict=True)), found)
        if node:
            found.by_node += len(instants)
            for at, own, state in zip(instants, ours, node.take(), strict=True):
                if own.open is not state:
                    found.note(Difference(case, at, "state by npm", *_said(own.open, state)))

    def _with_table(
        self,
        case: Case,
        table: Table,
        ours: list[tuple[datetime, Availability]],
        found: Findings,
    ) -> None:
        zone = ZoneInfo(case.zone)
        for at, own in ours:
            local = at.astimezone(zone).replace(tzinfo=None)
            mark = table.marks[minute_of(local)]
            found.instants += 1
            found.marks[mark] += 1
            found.states[_STATES[own.open]] += 1
            for about, said, true in _questions(table, local, own, mark):
                found.ends += about == "end"
                if said != true:
                    found.note(Difference(case, at, f"{about} by table", *_said(said, true)))


_STATES = {True: "open", False: "closed", None: "unknown"}


def _questions(
    table: Table, local: datetime, own: Availability, mark: int
) -> Iterator[tuple[str, object, object]]:
    """Yield what is asked of the table, what ours says and what the table does."""
    state = table.state(local)
    yield "state", own.open, state
    if own.open is state:
        yield "end", _wall(own.until), table.until(local) if state else None
        yield "next opening", _wall(own.opens_at), None if state else table.opens_at(local)
        if state is not True:
            yield "reason", _rule_told(own.reason), _rule_that_closes(mark, own.reason)


def _rule_told(reason: Reason) -> str:
    return "holiday" if reason in _HOLIDAY else str(reason)


def _rule_that_closes(mark: int, told: Reason) -> str:
    """Return the reason that a closed minute has by its rules; the one told where they are mute."""
    if mark & Rule.SITUATION:
        return Reason.SITUATION
    if mark & Rule.QUOTA:
        return Reason.QUOTA
    if mark & Rule.HOLIDAY and not mark & Rule.ONE_OFF:
        return "holiday"
    silent = (Reason.SITUATION, *_HOLIDAY)
    return "another" if told in silent else _rule_told(told)


def _wall(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=None) if at else None


def _said(ours: object, theirs: object) -> tuple[str, str]:
    return _in_words(ours), _in_words(theirs)


def _in_words(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return _STATES[value]
    return str(value)


@contextmanager
def references_in(zones: Iterable[str]) -> Iterator[References]:
    """Run one evaluator for each zone while the block lasts; raise NoReference."""
    with ExitStack() as stack:
        yield {zone: stack.enter_context(reference_in(zone)) for zone in zones}
