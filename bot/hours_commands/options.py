"""Which words the commands about hours take; what they mean is said in operator.toml."""

import argparse
from typing import Any

from bot.operator_messages import sentence

_Options = dict[str, dict[str, Any]]

_FLAG: dict[str, Any] = {"action": "store_true"}
_NUMBER: dict[str, Any] = {"metavar": "NOMOR", "type": int}
_UNIT: _Options = {"unit": {"metavar": "UNIT"}}
_DAY: _Options = {"day": {"metavar": "TANGGAL"}}
_SERVICE: _Options = {"--service": {"metavar": "LAYANAN"}}
_WHEN: _Options = {"--at": {"metavar": "WAKTU"}, "--as-of": {"metavar": "WAKTU"}}
_REASON: _Options = {"reason": {"metavar": "ALASAN"}}
_CHANGING: _Options = {"--check": _FLAG, "--who": {"metavar": "NAMA"}}


def _many(metavar: str | tuple[str, ...]) -> dict[str, Any]:
    several = {"nargs": len(metavar)} if isinstance(metavar, tuple) else {}
    return {"action": "append", "default": [], "metavar": metavar, **several}


# What only looks, and what changes something.
LOOKING: dict[str, _Options] = {
    "show": {"unit": {"metavar": "UNIT", "nargs": "?"}, **_WHEN},
    "preview": {"unit": {"metavar": "UNIT", "nargs": "?"}, "--all": _FLAG, **_SERVICE, **_WHEN},
    "history": {"--limit": {**_NUMBER, "default": 20}, "--before": _NUMBER},
    "season list": {},
    "holiday list": {"year": {"metavar": "TAHUN", "type": int, "nargs": "?"}},
    "situation list": {},
    "quota list": {},
    "maintenance list": {},
    "roster list": {"day": {"metavar": "TANGGAL", "nargs": "?"}},
}
CHANGING: dict[str, _Options] = {
    "set": {
        **_UNIT,
        "hours": {"metavar": "JAM", "nargs": "?"},
        "--osm": {"metavar": "TULISAN"},
        "--day": {"metavar": "TANGGAL"},
        "--reason": {"metavar": "ALASAN"},
        "--address": {"metavar": "ALAMAT"},
        "--usual": _FLAG,
    },
    "season add": {
        "name": {"metavar": "NAMA"},
        "first": {"metavar": "MULAI"},
        "last": {"metavar": "SAMPAI"},
        "hours": {"metavar": "JAM", "nargs": "?"},
        "--only": _many("UNIT"),
        "--hours-of": _many(("UNIT", "JAM")),
        "--keep": _many("UNIT"),
        "--address-of": _many(("UNIT", "ALAMAT")),
        "--source": {"metavar": "SUMBER"},
    },
    "season move": {
        "number": _NUMBER,
        "--days": {"metavar": "HARI", "type": int},
        "--start": {"metavar": "TANGGAL"},
    },
    "season end": {"number": _NUMBER, **_DAY},
    "season remove": {"number": _NUMBER},
    "holiday add": {**_DAY, "name": {"metavar": "NAMA"}, "--source": {"metavar": "SUMBER"}},
    "holiday remove": _DAY,
    "holiday fill": {
        "year": {"metavar": "TAHUN", "type": int},
        "--source": {"metavar": "SUMBER"},
        "--replace": _FLAG,
    },
    "holiday serve": {**_UNIT, **_DAY},
    "holiday rest": {**_UNIT, **_DAY},
    "situation start": {
        "status": {"metavar": "KEADAAN"},
        **_REASON,
        "--all": _FLAG,
        "--unit": _many("UNIT"),
        "--place": _many("WILAYAH"),
        "--service": _many("LAYANAN"),
        "--except-unit": _many("UNIT"),
        "--except-service": _many("LAYANAN"),
        "--from": {"metavar": "WAKTU"},
        "--until": {"metavar": "WAKTU"},
        "--legal": {"metavar": "DASAR"},
        "--visitors": {"metavar": "ATURAN"},
        "--instead": {"metavar": "GANTINYA"},
        "--online-too": _FLAG,
    },
    "situation end": {"number": _NUMBER},
    "situation until": {"number": _NUMBER, "moment": {"metavar": "WAKTU"}},
    "situation remove": {"number": _NUMBER},
    "quota set": {**_UNIT, "people": {"metavar": "ORANG", "type": int}, **_SERVICE},
    "quota remove": {**_UNIT, **_SERVICE},
    "quota used-up": {**_UNIT, **_SERVICE},
    "quota open": {**_UNIT, **_SERVICE},
    "maintenance add": {
        "channel": {"metavar": "KANAL"},
        "starts": {"metavar": "MULAI"},
        "ends": {"metavar": "SAMPAI"},
        **_REASON,
    },
    "maintenance remove": {"number": _NUMBER},
    "roster set": {
        **_UNIT,
        **_DAY,
        "at_office": {"metavar": "WFO", "type": int},
        "at_home": {"metavar": "WFH", "type": int},
    },
    "roster minimum": {**_UNIT, "people": {"metavar": "ORANG", "type": int}},
    "undo": {"number": {**_NUMBER, "nargs": "?"}},
}
PATHS = (*LOOKING, *CHANGING)
# In the order of the guide.
_GROUPS = (
    *("show", "preview", "set", "season", "holiday", "situation"),
    *("quota", "maintenance", "roster"),
)


def add_hours_commands(parser: argparse.ArgumentParser) -> None:
    """Add every command about hours, and tell which one was typed as `path`."""
    top = parser.add_subparsers(required=True, metavar="PERINTAH")
    below: dict[str, Any] = {}
    for path in sorted(PATHS, key=_place):
        group, _, action = path.partition(" ")
        if action and group not in below:
            grouped = top.add_parser(group, help=_help(group))
            below[group] = grouped.add_subparsers(required=True, metavar="PERINTAH")
        added = (below[group] if action else top).add_parser(action or group, help=_help(path))
        added.set_defaults(path=path)
        options = {**LOOKING.get(path, {}), **CHANGING.get(path, {})}
        for option, how in {**options, **(_CHANGING if path in CHANGING else {})}.items():
            added.add_argument(option, help=_help_of_option(option), **how)


def _place(path: str) -> tuple[int, int]:
    group = path.partition(" ")[0]
    known = _GROUPS.index(group) if group in _GROUPS else len(_GROUPS)
    return known, PATHS.index(path)


def _help(path: str) -> str:
    return sentence(f"cli_hours_{path.replace(' ', '_').replace('-', '_')}")


def _help_of_option(option: str) -> str:
    kind = "option" if option.startswith("-") else "word"
    return sentence(f"cli_hours_{kind}_{option.strip('-').replace('-', '_')}")
