"""The engine's scorer says what scikit-learn says of the same fitted pipeline."""

import json
import subprocess
from itertools import chain
from pathlib import Path

import pytest

from bot.supervision.desk_children import ENGINE_PYTHON, ROOT
from bot.training import train
from tests.bench.questions import CONVERSATIONS

pytestmark = pytest.mark.engine

_SCRIPT = Path(__file__).parent / "in_engine" / "scores.py"
_TEXTS = [
    *chain.from_iterable(CONVERSATIONS),
    # What the classifier is given: documents masked, courtesy marked.
    *("dokumenx hilang bisa online ?", "salamx syarat dokumenx apa makasihx", "biaya ? " * 40),
    # Nothing known, nothing at all, and letters of elsewhere.
    *("", "?", "zzqx", "\U0001f64f", "Ünïcödé ЖЖ", "a" * 5000),
]


def test_certainties_are_those_of_scikit_learn() -> None:
    model = train(ENGINE_PYTHON, ROOT).model
    run = subprocess.run(
        [ENGINE_PYTHON, _SCRIPT, model],
        input=json.dumps(_TEXTS),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    told = json.loads(run.stdout)

    assert told["classes"][0] == told["classes"][1]
    for text, ours, theirs in zip(_TEXTS, told["ours"], told["theirs"], strict=True):
        assert ours == pytest.approx(theirs, abs=1e-9), text
        assert sum(ours) == pytest.approx(1.0)
