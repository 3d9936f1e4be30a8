"""A throw-away server for tests and measurements: started fast, gone afterwards."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.store.embedded import FAST_SHUTDOWN, EmbeddedPostgres


@contextmanager
def scratch_server() -> Iterator[EmbeddedPostgres]:
    """Run a server in a temporary folder while the block lasts."""
    with TemporaryDirectory(prefix="tanya-loket-") as folder:
        # As root the server is another user, who must be able to pass through the folder.
        Path(folder).chmod(0o711)
        with running(EmbeddedPostgres(Path(folder), durable=False)) as server:
            yield server


@contextmanager
def running(server: EmbeddedPostgres) -> Iterator[EmbeddedPostgres]:
    """Run a server while the block lasts, and stop it however the block ends."""
    server.prepare()
    process = start(server)
    try:
        server.wait_ready(lambda: process.poll() is None)
        yield server
    finally:
        process.send_signal(FAST_SHUTDOWN)
        process.wait()


def start(server: EmbeddedPostgres) -> subprocess.Popen[bytes]:
    """Start a prepared server; what it says goes to the file `log` beside its data."""
    parent = os.getpid()
    with (server.home / "log").open("ab") as log:
        return subprocess.Popen(
            server.command(),
            preexec_fn=lambda: server.enter(parent),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
