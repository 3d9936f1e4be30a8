"""Asks the real desk what it understands of a labelled set."""

import json
from pathlib import Path

from bot.settings import Settings
from bot.understand import understand_file
from tests.understanding.verdicts import Understood


def understand_set(questions: Path, scratch: Path, settings: Settings) -> list[Understood]:
    """Return what the desk understands of each row, in order.

    Raises:
        StartError: the set cannot be read, or no desk can be started.
    """
    answers = scratch / "understood.jsonl"
    understand_file(questions, answers, settings)
    # Not splitlines: a citizen's message may hold a separator that JSON leaves as it is.
    lines = answers.read_text(encoding="utf-8").split("\n")
    return [_understood(line) for line in lines if line]


def _understood(line: str) -> Understood:
    told = json.loads(line)
    return Understood(told["aspect"], told["service"], told["confidence"])
