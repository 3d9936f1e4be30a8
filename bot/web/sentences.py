"""The words of the API's errors, read from a template."""

import tomllib
from functools import cache
from pathlib import Path

from sanic.response import HTTPResponse, json

_TEMPLATE = Path(__file__).parent.parent / "templates" / "api.toml"


def problem(key: str, status: int) -> HTTPResponse:
    """Return an error with the sentence of that key."""
    return json({"error": sentence(key)}, status=status)


def sentence(key: str) -> str:
    """Return the sentence of a key."""
    return _sentences()[key]


@cache
def _sentences() -> dict[str, str]:
    return tomllib.loads(_TEMPLATE.read_text(encoding="utf-8"))
