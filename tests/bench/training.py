"""How long the assistant is trained, in a place of its own: the desk's model is left alone."""

import shutil
from collections.abc import Callable
from pathlib import Path

from bot.supervision.desk_children import ENGINE_PYTHON, ROOT
from bot.training import train

_LEARNT_FROM = ("config.yml", "domain.yml", "requirements", "data", "engine", "bot/language")


def training_seconds(folder: Path, say: Callable[[str], None]) -> float:
    """Train in an empty folder and return the seconds from start to saved model."""
    for name in _LEARNT_FROM:
        copy, original = folder / name, ROOT / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if original.is_dir() else shutil.copy)(original, copy)
    return train(ENGINE_PYTHON, folder, say).seconds
