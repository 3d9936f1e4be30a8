"""The same assistant as stock Rasa would have it: its default pipeline on the same training data.

What needs the desk is left out, in favour of stock Rasa: its rules answer with one fixed response
instead of calling the action, so its turns read no catalogue and make no call to another process.
"""

import shutil
from pathlib import Path
from typing import Any

import yaml

from bot.supervision.desk_children import ENGINE_PYTHON, ROOT

_OURS, _FIXED = "action_consult", "utter_fixed"
_RESPONSE = (
    "SKCK: sebagian daring. Isi formulir lewat POLRI Super App, lalu datang ke Polres untuk sidik "
    "jari dan mengambil surat. Buka hari ini sampai 12.00. Biaya Rp30.000."
)
# Stock Rasa has no rule for what it did not understand; it would then say nothing at all.
_FALLBACK = {"rule": "fallback", "steps": [{"intent": "nlu_fallback"}, {"action": _FIXED}]}


def write_project(folder: Path, epochs: int | None) -> None:
    """Write the project; `epochs` shortens its training, None leaves Rasa's own default."""
    shutil.copytree(ROOT / "data" / "nlu", folder / "data" / "nlu")
    shutil.copytree(ROOT / "data" / "rules", folder / "data" / "rules")
    for path in (folder / "data" / "rules").iterdir():
        path.write_text(path.read_text(encoding="utf-8").replace(_OURS, _FIXED), encoding="utf-8")
    _write(folder / "data" / "rules" / "fallback.yml", {"version": "3.1", "rules": [_FALLBACK]})
    _write(folder / "domain.yml", _domain())
    _write(folder / "config.yml", _config(epochs))
    _write(folder / "credentials.yml", {"rest": None})
    # As `rasa init` leaves it: conversations are kept in memory only.
    _write(folder / "endpoints.yml", {})


def _domain() -> dict[str, Any]:
    domain: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    del domain["actions"]
    domain["responses"][_FIXED] = [{"text": _RESPONSE}]
    return domain


def _config(epochs: int | None) -> dict[str, Any]:
    """Return the configuration that Rasa itself gives to a project without one."""
    packages = ENGINE_PYTHON.parents[1] / "lib" / "python3.10" / "site-packages"
    default = packages / "rasa" / "engine" / "recipes" / "config_files" / "default_config.yml"
    config: dict[str, Any] = yaml.safe_load(default.read_text(encoding="utf-8"))
    config |= {"language": "id", "assistant_id": "stock"}
    for part in (*config["pipeline"], *config["policies"]):
        if epochs is not None and "epochs" in part:
            part["epochs"] = epochs
    return config


def _write(path: Path, content: object) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
