"""The sentences an operator reads, kept in a template, and the error that carries one."""

import contextlib
import sys
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

_TEMPLATE = Path(__file__).parent / "templates" / "operator.toml"


@dataclass(frozen=True)
class Message:
    """A key of operator.toml with the values for its placeholders."""

    key: str
    values: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return sentence(self.key, **self.values)


class StartError(Exception):
    """The desk cannot start; each message is one sentence for the operator."""

    def __init__(self, *messages: Message) -> None:
        super().__init__("; ".join(message.key for message in messages))
        self.messages = messages

    @classmethod
    def because(cls, key: str, **values: object) -> "StartError":
        return cls(Message(key, values))


def sentence(key: str, **values: object) -> str:
    """Return the operator's sentence of that key, placeholders filled in."""
    return _sentences()[key].format(**values)


def tell(message: Message) -> None:
    """Show the operator a sentence while the desk runs; a terminal that is gone is no trouble."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"{message}\n")
        sys.stderr.flush()


@cache
def _sentences() -> dict[str, str]:
    return tomllib.loads(_TEMPLATE.read_text(encoding="utf-8"))
