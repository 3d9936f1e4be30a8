"""How long a server takes from its command to its first answer."""

import subprocess
import time
from collections.abc import Callable

import httpx

from tests.bench.figures import Start

_LONGEST_START = 600
_LOOK_EVERY_SECONDS = 0.05


def seconds_to_start(
    process: "subprocess.Popen[bytes]", began: float, page: str, ask: Callable[[], bool]
) -> Start:
    """Wait for the page and for the first answer; `began` is when the command was given."""

    def passed_until(holds: Callable[[], bool]) -> float:
        while not _holds(holds):
            if process.poll() is not None or time.monotonic() > began + _LONGEST_START:
                raise TimeoutError("the server does not start; its log says why")
            time.sleep(_LOOK_EVERY_SECONDS)
        return time.monotonic() - began

    return Start(passed_until(lambda: is_ok(page)), passed_until(ask))


def is_ok(url: str) -> bool:
    """Return whether a page can be had."""
    return httpx.get(url, timeout=30, trust_env=False).status_code == httpx.codes.OK


def _holds(holds: Callable[[], bool]) -> bool:
    try:
        return holds()
    except httpx.HTTPError:  # nobody listens yet
        return False
