"""Log files that child processes write to themselves, kept from growing without bound."""

import os
import shutil
from pathlib import Path

LIMIT = 5_000_000  # bytes; one older part of about the same size is kept beside it


def open_log(path: Path) -> int:
    """Return a descriptor that appends to a private file; the caller closes it."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def bound_logs(folder: Path, limit: int = LIMIT) -> None:
    """Look at every log of a folder."""
    for path in folder.glob("*.log"):
        bound_log(path, limit)


def bound_log(path: Path, limit: int = LIMIT) -> None:
    """Empty a file that is too long, its writers going on; what it held goes to `<name>.1`."""
    try:
        if path.stat().st_size <= limit:
            return
        older = path.with_name(path.name + ".1")
        shutil.copyfile(path, older)
        older.chmod(0o600)
        os.truncate(path, 0)
    except OSError:
        return  # absent, or the disk is full: the next round tries again
