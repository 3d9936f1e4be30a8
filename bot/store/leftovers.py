"""A server that outlived its supervisor: found by its data folder, and stopped safely."""

import os
import signal
import time
from pathlib import Path

from bot.operator_messages import StartError

_FAST_SHUTDOWN_SECONDS = 30
_BACKEND_SECONDS = 5


def stop_leftovers(cluster: Path) -> None:
    """Leave no process of an earlier server in the data folder, and no stale pid file.

    Raises:
        StartError: the old server does not stop.
    """
    postmaster = _recorded_pid(cluster)
    if postmaster is not None and postmaster in _processes_of(cluster):
        _signal([postmaster], signal.SIGINT)
        if not _gone(cluster, _FAST_SHUTDOWN_SECONDS):
            raise StartError.because("database_still_running", pid=postmaster)
        return
    _end_orphans(cluster)
    if postmaster is not None and _exists(postmaster):
        # The number belongs to another program now (every container starts counting at 1).
        # PostgreSQL would take it for a rival; a number that is free it judges well itself.
        (cluster / "postmaster.pid").unlink(missing_ok=True)


def _end_orphans(cluster: Path) -> None:
    """Backends whose postmaster was killed may still hold shared memory for a moment."""
    for last_signal in (signal.SIGQUIT, signal.SIGKILL):
        orphans = _processes_of(cluster)
        if not orphans:
            return
        _signal(orphans, last_signal)
        if _gone(cluster, _BACKEND_SECONDS):
            return
    raise StartError.because("database_still_running", pid=min(_processes_of(cluster), default=0))


def _recorded_pid(cluster: Path) -> int | None:
    try:
        return int((cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _processes_of(cluster: Path) -> set[int]:
    """Every process of a PostgreSQL server works in its data folder."""
    folder = cluster.resolve()
    return {
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and _works_in(entry, folder)
    }


def _works_in(process: Path, folder: Path) -> bool:
    try:
        return (process / "cwd").readlink() == folder
    except PermissionError:
        return _was_started_for(process, folder)
    except OSError:
        return False


def _was_started_for(process: Path, folder: Path) -> bool:
    """Root without CAP_SYS_PTRACE (a container) sees another user's command line only."""
    try:
        words = (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return Path(os.fsdecode(words[0])).name == "postgres" and os.fsencode(folder) in words


def _signal(pids: set[int] | list[int], which: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, which)
        except ProcessLookupError:
            continue


def _gone(cluster: Path, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while _processes_of(cluster):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _exists(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()
