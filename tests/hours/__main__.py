"""Proves that hours are right to the minute: `python -m tests.hours`, as `make verify-hours` does.

SEED in the environment draws other units and instants; words name fewer instants and units.
"""

import os
import sys
import time

from tests.hours.comparison import Findings
from tests.hours.figures import decided, met, too_rare
from tests.hours.node_reference import NoReference
from tests.hours.proof import Plan, prove

_DIFFERED, _CANNOT = 1, 2
_FLOOR = 0.0003  # of the instants, for each rule and each pair
# Of the standard; each would be named here, with the reason why no string can say it.
EXCEPTIONS: tuple[str, ...] = ()


def main(words: list[str]) -> int:
    """Print the figures; return 1 where anything differs, 2 where it cannot be compared."""
    instants, units = (int(word) for word in (words or ["1000000", "2000"]))
    plan = Plan(int(os.environ.get("SEED") or 1), units, instants)
    started = time.monotonic()
    try:
        found = prove(plan, lambda done: _say(f"{done}/{plan.units} units"))
    except NoReference as error:
        _say(f"The published evaluator cannot be run: {error}")
        return _CANNOT
    _print_figures(plan, found, time.monotonic() - started)
    rare = too_rare(found, _FLOOR)
    if rare:
        sys.stdout.write(f"Too rare to prove anything: {', '.join(rare)}\n")
    return _DIFFERED if found.differences or rare else 0


def _print_figures(plan: Plan, found: Findings, seconds: float) -> None:
    lines = [
        f"Seed {plan.seed}: {found.instants:,} instants of {found.units:,} units, {seconds:.0f} s",
        *_counted("State compared", {"with npm": found.by_node, "with the table": found.instants}),
        *_counted("Reason, end and next opening compared", {"with the table": found.ends}),
        *_counted("Of them", found.states),
        f"Named exceptions of the standard: {len(EXCEPTIONS)}{', '.join(('', *EXCEPTIONS))}",
        *_counted("Decided", decided(found)),
        *_counted("Met", met(found)),
        f"Differences: {sum(found.differences.values())}",
        *(f"  {about}: {times:,}" for about, times in found.differences.most_common()),
        *(str(example) for example in found.examples),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def _counted(title: str, counts: dict[str, int]) -> list[str]:
    ordered = sorted(counts.items(), key=lambda each: -each[1])
    return [f"{title}:", *(f"  {times:>9,} {name}" for name, times in ordered)]


def _say(what: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {what}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
