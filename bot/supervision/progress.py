"""What the person at the terminal sees of the start: sentences with elapsed seconds."""

import contextlib
import sys
import time
from dataclasses import dataclass, field

from bot.operator_messages import sentence


@dataclass(frozen=True)
class Progress:
    """Writes an operator's sentence of operator.toml, one a line, and never fails."""

    started: float = field(default_factory=time.monotonic)

    def say(self, key: str, **values: object) -> None:
        seconds = time.monotonic() - self.started
        line = sentence("progress", seconds=seconds, text=sentence(key, **values))
        # The terminal may be gone (SIGHUP); the children must still be stopped in order.
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
