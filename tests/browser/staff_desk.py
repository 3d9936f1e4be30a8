"""The service alone, as `python -m bot serve` runs it on a database of its own, in demo mode."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from bot.supervision.desk_lock import free_port

_READY_SECONDS = 60


@contextmanager
def served_alone(dsn: str) -> Iterator[str]:
    """Serve while the block lasts, and give the address; there is no engine and no worker."""
    port = free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    environ |= {
        "BOT_DATABASE_URL": dsn,
        "BOT_PORT": str(port),
        "BOT_ENGINE_URL": "http://127.0.0.1:9",
        "BOT_ENGINE_TOKEN": "x",
        "BOT_ACTION_TOKEN": "x",
    }
    subprocess.run([sys.executable, "-m", "bot", "migrate"], env=environ, check=True)
    process = subprocess.Popen([sys.executable, "-m", "bot", "serve"], env=environ)
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _READY_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None
        try:
            if httpx.get(url, timeout=5, trust_env=False).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise TimeoutError("the service was not ready in time")
