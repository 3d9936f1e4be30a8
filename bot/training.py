"""Trains the assistant when anything it learns from has changed, and never leaves half a model."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

from bot.operator_messages import StartError, sentence
from bot.processes import die_with_parent

_NAME = "tanya-loket-"
_FILES = ("config.yml", "domain.yml", "requirements/engine.txt")
_FOLDERS = ("data", "engine", "bot/language")
# Rasa's own fingerprint sees neither the modules a component imports nor the lexicon.
_LEARNT_FROM = frozenset({".yml", ".json", ".py"})
_SECONDS_BETWEEN_REPORTS = 10

Say = Callable[[str], None]


@dataclass(frozen=True)
class TrainResult:
    """The model that fits the present data, and whether it had to be trained."""

    model: Path
    trained: bool
    seconds: float


class TrainingFailed(StartError):
    """Rasa refused the data or was stopped; its own words are in the log that is named."""


def train(engine_python: Path, root: Path, say: Say | None = None) -> TrainResult:
    """Return the model for the data in `root`, training it first if it is missing.

    Raises:
        TrainingFailed: there is still no model.
    """
    started = time.monotonic()
    say = say or _to_terminal
    model = _model(root)
    with _alone(model.parent):
        if model.is_file():
            say(sentence("training_not_needed"))
            return TrainResult(model, trained=False, seconds=time.monotonic() - started)
        _train(engine_python, root, model, say)
    seconds = time.monotonic() - started
    say(sentence("training_done", seconds=round(seconds)))
    return TrainResult(model, trained=True, seconds=seconds)


def current_model(root: Path) -> Path | None:
    """Return the model that fits the present data, None when it was not trained yet."""
    model = _model(root)
    return model if model.is_file() else None


def fingerprint(root: Path) -> str:
    """Return a hash of everything the model is made from."""
    digest = hashlib.sha256()
    for path in sorted(_sources(root)):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _sources(root: Path) -> Iterator[Path]:
    yield from (root / name for name in _FILES)
    for folder in _FOLDERS:
        yield from (p for p in (root / folder).rglob("*") if p.suffix in _LEARNT_FROM)


def _model(root: Path) -> Path:
    return root / "models" / f"{_NAME}{fingerprint(root)[:12]}.tar.gz"


@contextmanager
def _alone(models: Path) -> Iterator[None]:
    """Wait for another training to end, then clear what a killed one left behind."""
    models.mkdir(exist_ok=True)
    with (models / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for leftover in models.glob(".training-*"):
            shutil.rmtree(leftover)
        yield


def _train(engine_python: Path, root: Path, model: Path, say: Say) -> None:
    work = Path(mkdtemp(prefix=".training-", dir=model.parent))
    log = model.parent / "training.log"
    try:
        _run_rasa(_command(engine_python, work, model), root, work, log, say)
        _keep_only(work / model.name, model)
    except FileNotFoundError as error:
        raise TrainingFailed.because("training_failed", log=log) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _command(engine_python: Path, work: Path, model: Path) -> list[str]:
    name = model.name.removesuffix(".tar.gz")
    where = ["--out", str(work), "--fixed-model-name", name]
    return [str(engine_python), "-m", "rasa", "train", "--force", "--skip-validation", *where]


def _run_rasa(command: list[str], root: Path, work: Path, log: Path, say: Say) -> None:
    environ = {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_CACHE_DIRECTORY": str(work / "cache"),
    }
    started = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603
            command,
            cwd=root,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=partial(die_with_parent, os.getpid()),
        )
        while (code := _ended(process)) is None:
            say(sentence("training_runs", seconds=round(time.monotonic() - started)))
    if code != 0:
        raise TrainingFailed.because("training_failed", log=log)


def _ended(process: subprocess.Popen[bytes]) -> int | None:
    try:
        return process.wait(_SECONDS_BETWEEN_REPORTS)
    except subprocess.TimeoutExpired:
        return None
    except BaseException:
        process.kill()
        process.wait()
        raise


def _keep_only(trained: Path, model: Path) -> None:
    trained.replace(model)
    for older in model.parent.glob(f"{_NAME}*.tar.gz"):
        if older != model:
            older.unlink()


def _to_terminal(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
