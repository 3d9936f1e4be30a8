"""The processes below a process, as Linux tells them."""

import contextlib
from pathlib import Path


def descendants(pid: int) -> list[int]:
    """Return the processes below this one, each before its own children."""
    found: list[int] = []
    # Any of them may end while it is looked at.
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for path in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in map(int, path.read_text().split()):
                found += [child, *descendants(child)]
    return found
