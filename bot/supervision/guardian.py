"""A second process that ends the desk's children, and theirs, when the supervisor is killed."""

import contextlib
import ctypes
import os
import signal
import time
from dataclasses import dataclass

_PR_SET_NAME = 15
_NAME = b"desk-guardian"
_GRACE_SECONDS = 10
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Guardian:
    """The supervisor's end of a pipe: when it closes, the groups still named are ended.

    The kernel's parent-death signal reaches children only; this reaches whole process groups.
    """

    pid: int
    pipe: int

    @classmethod
    def start(cls) -> "Guardian":
        """Fork the guardian; call it before any thread or event loop exists."""
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(writing)
            _guard(reading)
            os._exit(0)
        os.close(reading)
        return cls(pid, writing)

    def watch(self, group: int) -> None:
        self._tell(f"+{group}\n")

    def forget(self, group: int) -> None:
        self._tell(f"-{group}\n")

    def dismiss(self) -> None:
        """Close the pipe and wait until the guardian has ended."""
        os.close(self.pipe)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)

    def _tell(self, line: str) -> None:
        # A killed guardian is no reason to stop the desk: the parent-death signal remains.
        with contextlib.suppress(BrokenPipeError):
            os.write(self.pipe, line.encode())


def _guard(pipe: int) -> None:
    os.setsid()
    for each in _SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(_PR_SET_NAME, _NAME)
    groups = _groups_at_end(pipe)
    deadline = time.monotonic() + _GRACE_SECONDS
    _signal_all(groups, signal.SIGTERM)
    while _alive(groups) and time.monotonic() < deadline:
        time.sleep(0.05)
    _signal_all(groups, signal.SIGKILL)


def _groups_at_end(pipe: int) -> set[int]:
    """Read until the supervisor is gone; return the process groups it had not ended."""
    groups: set[int] = set()
    with os.fdopen(pipe) as lines:
        for line in lines:
            group = int(line[1:])
            groups.add(group) if line[0] == "+" else groups.discard(group)
    return groups


def _signal_all(groups: set[int], which: signal.Signals) -> None:
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, which)


def _alive(groups: set[int]) -> bool:
    """Zombies of the dead supervisor are adopted and vanish, so an existing group is alive."""
    for group in groups:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, 0)
            return True
    return False
