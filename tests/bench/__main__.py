"""Measures the desk on this machine: `python -m tests.bench [stock]`, as `make bench` does.

Servers are stopped when it ends, is interrupted or told to end; killed, it takes them along.
"""

import os
import signal
import sys
import time

from tests.bench.desk_figures import measure_desk
from tests.bench.figures import failures, table
from tests.bench.machine import describe_load, describe_machine
from tests.bench.plan import Plan
from tests.bench.stock_figures import measure_stock

_INTERRUPTED = 130
_NOTES = """\
Measured one after the other, the clients on the same processors: {clients} of them,
for {seconds:g} s a load, each asking again when answered. Whatever else the machine does makes
everything slower, the processor time least; memory (PSS) stays. Every acknowledged message came
from a new citizen while the desk answered the earlier ones; the database held every one. Turns: the
five around turn 5 and around turn 100 of 10 conversations, one at a time. The hours of an answer:
random units and instants of a catalogue of 500 units with 100 situations, 3 seasons and 5,000
one-off changes. Requests under load not answered as they should be: {failed}.
"""
_STOCK_NOTES = """\
Stock Rasa: its own default pipeline and policies on our examples and rules, {epochs} epochs,
its REST channel, conversations kept in memory as `rasa init` leaves it. Its rules give one fixed
response instead of calling the action: no catalogue, no database, no second process. Requests
under load without a reply: {failed}.
"""


def main(words: list[str]) -> int:
    """Print the figures; return the exit code."""
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, _end)
    try:
        _print_figures(Plan.from_environ(os.environ), with_stock="stock" in words)
    except KeyboardInterrupt:
        return _INTERRUPTED
    return 0


def _print_figures(plan: Plan, *, with_stock: bool) -> None:
    machine = describe_machine()
    ours = measure_desk(plan, _say)
    stock = measure_stock(plan, _say) if with_stock else None
    told = {"clients": plan.load.clients, "seconds": plan.load.seconds}
    parts = [f"Before: {machine}. After: {describe_load()}.", table(ours, stock)]
    parts.append(_NOTES.format(failed=failures(ours), **told))
    if stock is not None:
        epochs = f"only {plan.epochs}" if plan.epochs else "its default of 100"
        parts.append(_STOCK_NOTES.format(failed=failures(stock), epochs=epochs))
    sys.stdout.write("\n\n".join(parts))


def _say(what: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {what} ({describe_load()})\n")


def _end(number: int, _: object) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
