"""Stock Rasa as a process: trained and run by its own command."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bot.processes import die_with_parent
from bot.supervision.desk_children import ENGINE_PYTHON

_SECONDS_TO_STOP = 30


def train_stock(project: Path) -> float:
    """Train and return the seconds from start to saved model.

    Raises:
        subprocess.CalledProcessError: Rasa refused the project; why is in its log.
    """
    began = time.monotonic()
    with _rasa(project, "train", "--force", "--fixed-model-name", "stock") as process:
        if process.wait() != 0:
            raise subprocess.CalledProcessError(process.returncode, process.args)
    return time.monotonic() - began


@contextmanager
def running_stock(project: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """Serve the trained model while the block lasts."""
    where = ("--interface", "127.0.0.1", "--port", str(port))
    files = ("--credentials", "credentials.yml", "--endpoints", "endpoints.yml")
    with _rasa(project, "run", "--model", "models/stock.tar.gz", *where, *files) as process:
        yield process


@contextmanager
def _rasa(project: Path, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run one of Rasa's commands; it ends with the block, and with this process."""
    with (project / "rasa.log").open("ab") as log:
        process = subprocess.Popen(
            [str(ENGINE_PYTHON), "-m", "rasa", *words],
            cwd=project,
            env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=partial(die_with_parent, os.getpid()),
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
