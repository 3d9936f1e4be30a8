"""The desk's own folders and secret files: made private from the first moment."""

import os
import secrets
from pathlib import Path

from bot.operator_messages import StartError


def make_data_folder(path: Path) -> None:
    """Create the data folder; others may pass through it, since the database is another user.

    Raises:
        StartError: it cannot be created or written to.
    """
    if not os.path.lexists(path):  # unlike Path.exists, it answers where we may not look
        _make(path)
        path.chmod(0o711)
    if not path.is_dir() or not os.access(path, os.W_OK | os.X_OK):
        raise StartError.because("folder_not_writable", path=path)


def make_private_folder(path: Path) -> None:
    """Create a folder that only its owner can open."""
    if not path.exists():
        _make(path)
        path.chmod(0o700)


def _make(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StartError.because("folder_not_writable", path=path) from error


def write_private(file: Path, text: str) -> None:
    """Write a file for the owner alone, whole or not at all."""
    unfinished = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text)
    unfinished.replace(file)
