"""Keep child processes running: start them, restart what dies, stop them in order (Linux)."""

import asyncio
import contextlib
import os
import signal
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from subprocess import SubprocessError

from bot.operator_messages import StartError
from bot.processes import die_with_parent
from bot.supervision.child_log import bound_logs, open_log
from bot.supervision.guardian import Guardian
from bot.supervision.progress import Progress

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
HEALTHY_SECONDS = 60.0
_LOG_SECONDS = 60.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Child:
    """A process to keep running."""

    name: str
    argv: tuple[str, ...]
    environ: Mapping[str, str]
    cwd: Path
    log: Path | None = None  # None: its words go to the terminal
    prepare: Callable[[], None] = lambda: None  # before every start
    enter: Callable[[int], None] = die_with_parent  # in the child; is given the parent's pid
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 10.0  # seconds between the stop signal and kill -9
    longest_pause: float = LONGEST_PAUSE  # seconds before it is started again


class Supervisor:
    """Owns every child of the desk, and the event that ends them all."""

    def __init__(self, guardian: Guardian, progress: Progress) -> None:
        self.stopping = asyncio.Event()
        self._guardian = guardian
        self._progress = progress
        self._running: dict[str, Process] = {}

    def stop_on_signals(self) -> None:
        """Set explicitly: a shell starts a background process with SIGINT ignored."""
        for each in STOP_SIGNALS:
            asyncio.get_running_loop().add_signal_handler(each, self.stopping.set)

    def is_running(self, name: str) -> bool:
        process = self._running.get(name)
        return process is not None and process.returncode is None

    async def keep(self, child: Child) -> None:
        """Run a child until the desk stops; after each death wait longer, up to a bound."""
        pause = FIRST_PAUSE
        while not self.stopping.is_set():
            started = time.monotonic()
            code = await self._try_to_run(child)
            if self.stopping.is_set():
                return
            if time.monotonic() - started > HEALTHY_SECONDS:
                pause = FIRST_PAUSE
            self._progress.say("child_ended", name=child.name, code=code, seconds=pause)
            await self.wait(pause)
            pause = min(pause * 2, child.longest_pause)

    async def run(self, child: Child) -> int:
        """Run a child to its end, with its grandchildren, and return its exit code."""
        child.prepare()
        process = await self._start(child)
        self._running[child.name] = process
        self._guardian.watch(process.pid)
        try:
            return await process.wait()
        finally:
            _signal_group(process.pid, signal.SIGKILL)
            self._guardian.forget(process.pid)

    async def stop(self, *children: Child) -> None:
        """Ask these children to end, together, and kill those that do not."""
        await asyncio.gather(*(self._stop(child) for child in children))

    async def wait(self, seconds: float) -> None:
        """Sleep, but no longer than until the desk stops."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)

    async def bound_logs(self, folder: Path) -> None:
        """Look now and then whether a log has grown too long."""
        while not self.stopping.is_set():
            bound_logs(folder)
            await self.wait(_LOG_SECONDS)

    async def _try_to_run(self, child: Child) -> int | None:
        """Return None where it could not even be started; the reason has been said."""
        try:
            return await self.run(child)
        except StartError as error:
            for message in error.messages:
                self._progress.say(message.key, **message.values)
        except (OSError, SubprocessError) as error:
            self._progress.say("child_not_started", name=child.name, reason=error)
        return None

    async def _start(self, child: Child) -> Process:
        parent = os.getpid()
        output = None if child.log is None else open_log(child.log)
        try:
            return await asyncio.create_subprocess_exec(
                *child.argv,
                env=dict(child.environ),
                cwd=child.cwd,
                stdin=DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=lambda: child.enter(parent),
                start_new_session=True,
            )
        finally:
            if output is not None:
                os.close(output)

    async def _stop(self, child: Child) -> None:
        process = self._running.get(child.name)
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(child.stop_signal)
        try:
            await asyncio.wait_for(process.wait(), child.grace)
        except TimeoutError:
            _signal_group(process.pid, signal.SIGKILL)
            await process.wait()


def _signal_group(leader: int, which: signal.Signals) -> None:
    """The children are leaders of their own groups, so this reaches only their descendants."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, which)
