"""Checks calls of Telegram's Bot API against its published description, where that is at hand.

The description is no part of the project: https://github.com/PaulSonOfLars/telegram-bot-api-spec
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

VARIABLE = "TELEGRAM_BOT_API_SPEC"
# Beside the project, in a folder that engineers of one team may share.
_BESIDE = Path(__file__).parents[2] / "shared" / "specs" / "telegram-bot-api.json"
_BOUNDS = re.compile(r"(\d+)-(\d+) (characters|bytes)")


@cache
def description() -> dict[str, Any] | None:
    """Return the description of the Bot API, None where there is none."""
    path = Path(os.environ.get(VARIABLE) or _BESIDE)
    if not path.is_file():
        return None
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def violations(method: str, given: Mapping[str, str]) -> list[str]:
    """Return what is wrong with a call; nothing without a description."""
    spec = description()
    if spec is None:
        return []
    if method not in spec["methods"]:
        return [f"no method {method}"]
    fields = {field["name"]: field for field in spec["methods"][method].get("fields", ())}
    return list(_of_fields(method, fields, {name: _decoded(text) for name, text in given.items()}))


def _of_fields(where: str, fields: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[str]:
    for name in given.keys() - fields.keys():
        yield f"{where}: unknown {name}"
    for name, field in fields.items():
        if name in given:
            yield from _of_value(f"{where}.{name}", field, given[name])
        elif field["required"]:
            yield f"{where}: {name} is missing"


def _of_value(where: str, field: Mapping[str, Any], value: object) -> Iterator[str]:
    tried = [list(_of_type(where, kind, value)) for kind in field["types"]]
    yield from min(tried, key=len)
    bounds = _BOUNDS.search(field["description"])
    if bounds and isinstance(value, str):
        encoded = (
            len(value.encode()) if bounds[3] == "bytes" else len(value.encode("utf-16-le")) // 2
        )
        if not int(bounds[1]) <= encoded <= int(bounds[2]):
            yield f"{where}: {encoded} {bounds[3]}"


def _of_type(where: str, kind: str, value: object) -> Iterator[str]:
    match kind, value:
        case ("Integer", bool()) | ("String", bool()):
            yield f"{where}: {value} is no {kind}"
        case ("Integer", int()) | ("Float", int() | float()) | ("Boolean", bool()):
            return
        case "String", str() | int() | float():
            return  # sent as a form: a text of digits looks like a number
        case "True", True:
            return
        case str() as array, list() as members if array.startswith("Array of "):
            for member in members:
                yield from _of_type(where, array.removeprefix("Array of "), member)
        case _, dict() as thing:
            yield from _of_object(where, kind, thing)
        case _:
            yield f"{where}: {value!r} is no {kind}"


def _of_object(where: str, kind: str, thing: dict[str, Any]) -> Iterator[str]:
    spec = description() or {"types": {}}
    found = spec["types"].get(kind)
    if found is None or "fields" not in found:
        yield f"{where}: an object is no {kind}"
    else:
        fields = {field["name"]: field for field in found["fields"]}
        yield from _of_fields(f"{where}.{kind}", fields, thing)


def _decoded(text: str) -> object:
    """A parameter is sent as text; numbers, lists and objects as JSON."""
    try:
        return json.loads(text)
    except ValueError:
        return text
