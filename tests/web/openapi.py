"""Checks a value against a schema of the API's description: the part of JSON Schema it uses."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from bot.web.docs import api_description

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_KNOWN = {
    *("$ref", "type", "oneOf", "enum", "properties", "required", "items", "format"),
    *("minimum", "maximum", "maxLength", "description"),
}


def problems(value: object, name: str) -> list[str]:
    """Return where a value differs from a named schema; nothing where it conforms."""
    return list(_problems(value, {"$ref": f"#/components/schemas/{name}"}, name))


def _problems(value: Any, schema: dict[str, Any], at: str) -> Iterator[str]:
    assert set(schema) <= _KNOWN, f"{at}: this checker does not know {set(schema) - _KNOWN}"
    if "$ref" in schema:
        yield from _problems(value, _referred(schema["$ref"]), at)
    elif "oneOf" in schema:
        if [list(_problems(value, each, at)) for each in schema["oneOf"]].count([]) != 1:
            yield f"{at}: not exactly one of the alternatives"
    elif "enum" in schema:
        if value not in schema["enum"]:
            yield f"{at}: {value!r}"
    elif not _has_type(value, schema["type"]):
        yield f"{at}: {type(value).__name__}"
    else:
        yield from _inside(value, schema, at)


def _inside(value: Any, schema: dict[str, Any], at: str) -> Iterator[str]:
    if isinstance(value, dict):
        # Stricter than the standard: a field that nobody described is a mistake of ours.
        yield from (f"{at}.{name}: missing" for name in schema["required"] if name not in value)
        yield from (f"{at}.{name}: unknown" for name in value if name not in schema["properties"])
        for name in value.keys() & schema["properties"].keys():
            yield from _problems(value[name], schema["properties"][name], f"{at}.{name}")
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _problems(item, schema["items"], f"{at}[{position}]")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            yield f"{at}: {value}"
    elif isinstance(value, str) and not _has_format(value, schema.get("format")):
        yield f"{at}: {value!r} is no {schema['format']}"


def _has_type(value: object, names: str | list[str]) -> bool:
    names = [names] if isinstance(names, str) else names
    if isinstance(value, bool):
        return "boolean" in names
    return any(isinstance(value, _TYPES[name]) for name in names)


def _has_format(value: str, name: str | None) -> bool:
    try:
        if name == "date-time":
            return datetime.fromisoformat(value).tzinfo is not None
        return name != "date" or bool(date.fromisoformat(value))
    except ValueError:
        return False


def _referred(reference: str) -> dict[str, Any]:
    found: Any = api_description()
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)
