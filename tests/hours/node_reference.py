"""Asks npm's `opening_hours`, which nobody here wrote, run by node in the zone of a unit."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

_HERE = Path(__file__).parent
_FILES = ("package.json", "package-lock.json", "evaluate.mjs")
_FOLDER = _HERE.parents[1] / "var" / "hours-reference"
_STATES = {"0": False, "1": True, "2": None}
_INSTALL_SECONDS = 120


class NoReference(Exception):
    """Node, npm or the package cannot be had here; the message says which and why."""


class Unreadable(Exception):
    """The evaluator could not read a string that the tests wrote."""


def install() -> Path:
    """Return the folder of the installed package; raise NoReference."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise NoReference(f"{program} is not installed")
    if not _is_installed():
        _FOLDER.mkdir(parents=True, exist_ok=True)
        for name in _FILES:
            shutil.copy(_HERE / name, _FOLDER)
        _npm_ci()
    return _FOLDER


def _is_installed() -> bool:
    same = all(
        (_FOLDER / name).is_file() and (_FOLDER / name).read_bytes() == (_HERE / name).read_bytes()
        for name in _FILES
    )
    # npm writes this file when all the others are there.
    return same and (_FOLDER / "node_modules" / ".package-lock.json").is_file()


def _npm_ci() -> None:
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    try:
        subprocess.run(
            command,
            cwd=_FOLDER,
            check=True,
            capture_output=True,
            text=True,
            timeout=_INSTALL_SECONDS,
        )
    except subprocess.CalledProcessError as error:
        raise NoReference(f"npm ci: {error.stderr.strip().splitlines()[-1:]}") from error
    except subprocess.TimeoutExpired as error:
        raise NoReference(f"npm ci took longer than {_INSTALL_SECONDS} s") from error


class NodeReference:
    """One process for one zone. Ask first, do other work, then take the answer."""

    def __init__(self, questions: IO[str], answers: IO[str]) -> None:
        self._questions = questions
        self._answers = answers

    def ask(self, hours: str, instants: Sequence[datetime]) -> None:
        """Send a string and the instants at which its state is wanted."""
        at = [int(instant.timestamp() * 1000) for instant in instants]
        self._questions.write(json.dumps({"hours": hours, "at": at}) + "\n")
        self._questions.flush()

    def take(self) -> list[bool | None]:
        """Return the states of the oldest question; raise Unreadable."""
        told = json.loads(self._answers.readline())
        if "trouble" in told:
            raise Unreadable(told["trouble"])
        return [_STATES[state] for state in told["states"]]


@contextmanager
def reference_in(zone: str) -> Iterator[NodeReference]:
    """Run the evaluator in a zone while the block lasts; raise NoReference."""
    process = subprocess.Popen(
        ["node", "evaluate.mjs"],
        cwd=install(),
        env={**os.environ, "TZ": zone},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield NodeReference(process.stdin, process.stdout)
