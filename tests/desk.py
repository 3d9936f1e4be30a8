"""A whole desk for tests: `python -m bot run` on its own data folder, as an operator runs it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from bot.processes import die_with_parent
from bot.supervision.desk_file import DeskFile
from bot.supervision.desk_lock import free_port

_READY_SECONDS = 240


@dataclass(frozen=True)
class RunningDesk:
    """The supervisor's process and where its page is."""

    process: "subprocess.Popen[bytes]"
    url: str
    data_dir: Path

    def file(self) -> DeskFile:
        """Return the desk's own record of its addresses."""
        return DeskFile.read(self.data_dir)

    def wait_ready(self, seconds: float = _READY_SECONDS) -> None:
        """Wait until a question can be answered."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if _status(f"{self.url}/readyz") == httpx.codes.OK:
                return
            assert self.process.poll() is None, "the desk ended while it was starting"
            time.sleep(0.2)
        raise TimeoutError("the desk was not ready in time")


@contextmanager
def running_desk(
    data_dir: Path, settings: Mapping[str, str] | None = None
) -> Iterator[RunningDesk]:
    """Run a desk while the block lasts; its page may come up before its engine is ready."""
    port = free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    environ |= {"BOT_PORT": str(port), "BOT_DATA_DIR": str(data_dir), **(settings or {})}
    with (data_dir / "desk.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            env=environ,
            stdout=log,
            stderr=log,
            preexec_fn=partial(die_with_parent, os.getpid()),
        )
    try:
        yield RunningDesk(process, f"http://127.0.0.1:{port}", data_dir)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


@contextmanager
def data_folder() -> Iterator[Path]:
    """Give a data folder through which the server's own user can pass."""
    with TemporaryDirectory(prefix="loket-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def _status(url: str) -> int:
    try:
        return httpx.get(url, timeout=5, trust_env=False).status_code
    except httpx.HTTPError:
        return 0
