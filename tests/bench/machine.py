"""The machine that figures were measured on: without it they say nothing."""

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path


def describe_machine() -> str:
    """Return date, processors, memory and kernel, and what else was running."""
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {len(os.sched_getaffinity(0))} cores, "
        f"{_first('/proc/cpuinfo', 'model name')}; {_memory_gb():.0f} GB; "
        f"Linux {platform.release()}; {describe_load()}"
    )


def describe_load() -> str:
    """Return the load averages; what is measured adds to them."""
    return "load " + " ".join(f"{each:.1f}" for each in os.getloadavg())


def _memory_gb() -> float:
    return int(_first("/proc/meminfo", "MemTotal").split()[0]) / 1024**2


def _first(path: str, name: str) -> str:
    found = re.search(rf"^{name}\s*:\s*(.+)$", Path(path).read_text(), re.MULTILINE)
    return found[1] if found else "unknown"
