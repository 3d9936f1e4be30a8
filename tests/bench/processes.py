"""What the processes of a server take together: memory, and time of the processors."""

import os
import re
from pathlib import Path

from tests.process_tree import descendants

_PSS = re.compile(r"^Pss: +(\d+) kB$", re.MULTILINE)


def memory_mb(pid: int) -> float:
    """Return the memory of a process and all below it; what they share is counted once."""
    return sum(map(_pss_kb, (pid, *descendants(pid)))) / 1024


def processor_seconds(pid: int) -> float:
    """Return the time that a process and all below it have computed, ended children included."""
    return sum(map(_ticks, (pid, *descendants(pid)))) / os.sysconf("SC_CLK_TCK")


def _ticks(pid: int) -> int:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(map(int, stat.rpartition(")")[2].split()[11:15]))


def _pss_kb(pid: int) -> int:
    try:
        found = _PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
    except (FileNotFoundError, ProcessLookupError):  # the database's workers come and go
        return 0
    return int(found[1]) if found else 0
