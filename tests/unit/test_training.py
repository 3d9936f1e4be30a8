"""A model fits the data it is named after; half a model is never left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.training import TrainingFailed, current_model, fingerprint, train

ROOT = Path(__file__).parents[2]

# Stands in for the engine's Python: writes its model in two steps, as Rasa does slowly.
_TRAINER = """\
#!{python}
import pathlib, sys, time
out = pathlib.Path(sys.argv[sys.argv.index("--out") + 1])
name = sys.argv[sys.argv.index("--fixed-model-name") + 1]
with (out / (name + ".tar.gz")).open("w") as model:
    model.write("half")
    model.flush()
    (pathlib.Path("models") / "began").touch()
    time.sleep({seconds})
    model.write(" whole")
sys.exit({code})
"""


def _trainer(root: Path, *, seconds: float = 0.0, code: int = 0) -> Path:
    path = root / "trainer"
    path.write_text(_TRAINER.format(python=sys.executable, seconds=seconds, code=code))
    path.chmod(0o755)
    return path


def _train(root: Path, **trainer: float) -> None:
    train(_trainer(root, **trainer), root, say=lambda _: None)  # type: ignore[arg-type]


def _models(root: Path) -> list[Path]:
    return list((root / "models").rglob("*.tar.gz"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("config.yml", "domain.yml", "requirements/engine.txt", "data/nlu/fee.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    for name in ("data/lexicon/terms.json", "engine/channel.py", "bot/language/normalizer.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def test_a_missing_model_is_trained_once(root: Path) -> None:
    assert current_model(root) is None

    first = train(_trainer(root), root, say=lambda _: None)
    again = train(_trainer(root, code=1), root, say=lambda _: None)

    assert (first.trained, again.trained) == (True, False)
    assert first.model == again.model == current_model(root)
    assert first.model.read_text() == "half whole"


@pytest.mark.parametrize(
    "changed",
    [
        "config.yml",
        "domain.yml",
        "requirements/engine.txt",
        "data/nlu/fee.yml",
        "data/lexicon/terms.json",
        "engine/channel.py",
        "bot/language/normalizer.py",
    ],
)
def test_a_change_in_what_is_learnt_from_needs_a_new_model(root: Path, changed: str) -> None:
    before = fingerprint(root)
    (root / changed).write_text("different")

    assert fingerprint(root) != before


def test_moving_text_between_two_files_needs_a_new_model(root: Path) -> None:
    (root / "data/nlu/a.yml").write_text("ab")
    (root / "data/nlu/b.yml").write_text("c")
    before = fingerprint(root)
    (root / "data/nlu/a.yml").write_text("a")
    (root / "data/nlu/b.yml").write_text("bc")

    assert fingerprint(root) != before


def test_what_python_leaves_behind_needs_no_new_model(root: Path) -> None:
    before = fingerprint(root)
    (root / "engine/__pycache__").mkdir()
    (root / "engine/__pycache__/channel.pyc").write_bytes(b"x")

    assert fingerprint(root) == before


def test_only_the_newest_model_is_kept(root: Path) -> None:
    _train(root)
    (root / "models" / "of-somebody-else.tar.gz").touch()
    (root / "domain.yml").write_text("different")
    _train(root)

    assert {path.name for path in _models(root)} == {
        "of-somebody-else.tar.gz",
        getattr(current_model(root), "name", None),
    }


def test_a_failed_training_leaves_no_model_and_names_its_log(root: Path) -> None:
    with pytest.raises(TrainingFailed) as failed:
        _train(root, code=1)

    assert _models(root) == []
    assert str(root / "models" / "training.log") in str(failed.value.messages[0])


def test_a_missing_engine_is_a_failed_training(root: Path) -> None:
    with pytest.raises(TrainingFailed):
        train(root / "nowhere" / "python", root, say=lambda _: None)


def test_a_killed_training_leaves_no_model_and_the_next_one_succeeds(root: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from bot.training import train;"
        "train(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    trainer = _trainer(root, seconds=60)
    began = root / "models" / "began"
    training = subprocess.Popen([sys.executable, "-c", program, trainer, root], cwd=ROOT)
    _wait_until(began.exists)
    training.send_signal(signal.SIGKILL)
    training.wait()

    assert current_model(root) is None
    _wait_until(lambda: not _running(trainer))
    _train(root)
    assert [path.read_text() for path in _models(root)] == ["half whole"]
    assert list((root / "models").glob(".training-*")) == []


def _wait_until(condition: object, seconds: float = 10.0) -> None:
    assert callable(condition)
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def _running(program: Path) -> bool:
    """Return whether any process runs this program."""
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.fsencode(program) in (entry / "cmdline").read_bytes():
                return True
        except OSError:
            continue
    return False
