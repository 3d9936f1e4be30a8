"""The table of what is true: every true_answers*.yml of this folder, read as one."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

Row = Mapping[str, Any]

_LISTS = ("questions", "conversations")


def read_truth(folder: Path = Path(__file__).parent) -> dict[str, Any]:
    """Return the merged table; raise ValueError when two files say different things of one name."""
    table: dict[str, Any] = {name: [] for name in _LISTS}
    for path in sorted(folder.glob("true_answers*.yml")):
        for section, content in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if section in _LISTS:
                table[section] += content
            else:
                _add(table.setdefault(section, {}), content, f"{path.name}, {section}")
    return table


def _add(known: dict[str, Any], more: Row, where: str) -> None:
    """Add what is new; the same address in two files is no harm, another one is."""
    for name, value in more.items():
        if known.setdefault(name, value) != value:
            raise ValueError(f"{where}: {name} is told otherwise in an earlier file")
