"""Every way to write a day or a time in days_and_times.yml is read as an officer would read it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from bot.application.context import Context
from bot.application.ports import Aspect
from bot.application.understanding import Asked, Interpreter
from bot.domain.catalogue import Catalogue
from tests.unit.application.interpreting import interpreter_of

_TABLE = Path(__file__).with_name("days_and_times.yml")


@dataclass(frozen=True)
class Row:
    """What is written, when and where, and what is meant."""

    text: str
    at: datetime
    zone: str
    meant: str


def _rows() -> Iterator[Row]:
    for group in yaml.safe_load(_TABLE.read_text(encoding="utf-8")):
        for text, meant in group["read"].items():
            yield Row(text, group["at"].replace(tzinfo=UTC), group["zone"], str(meant))


ROWS = list(_rows())


@pytest.fixture(scope="module")
def readers(seed: Catalogue) -> dict[str, Interpreter]:
    """A reader of messages in each zone."""
    return {zone: _reader(seed, zone) for zone in {row.zone for row in ROWS}}


def _reader(seed: Catalogue, zone: str) -> Interpreter:
    return interpreter_of(replace(seed, government=replace(seed.government, zone=zone)))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.text} ({row.zone})")
def test_a_day_or_time_is_read_as_a_careful_officer_reads_it(
    readers: dict[str, Interpreter], row: Row
) -> None:
    asked = Asked(1, row.at, row.text, (Aspect("hours", 0.9),))
    meant = readers[row.zone].interpret(asked, Context())
    day = meant.day.isoformat() if meant.day else ""
    clock = meant.time_of_day.strftime("%H:%M") if meant.time_of_day else ""
    assert (f"{day} {clock}".strip() or "-") == row.meant
