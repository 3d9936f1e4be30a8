"""The report asks the real desk and trains the real classifier; its arithmetic is tested apart."""

import json
from pathlib import Path

import pytest
import yaml

from bot.domain.catalogue import Catalogue
from bot.settings import Settings
from bot.supervision.desk_children import ROOT
from tests.desk import RunningDesk
from tests.understanding.asking import understand_set
from tests.understanding.cross_validation import cross_validate
from tests.understanding.labelled import read_set
from tests.understanding.set_figures import judge_all
from tests.understanding.shares import Share
from tests.understanding.verdicts import Services

pytestmark = pytest.mark.engine

_ASKED: list[dict[str, str | None]] = [
    {"text": "biaya bikin kk berapa ya", "aspect": "fee", "service": "kk"},
    {"text": "halo selamat pagi", "aspect": "greet", "service": None},
    {"text": "biaya bikin kk berapa ya", "aspect": "location", "service": "skck"},
]
_EXAMPLES = {
    "fee": "berapa biaya {}",
    "hours": "jam berapa {} dibuka",
    "location": "di mana kantor {}",
}
# Near copies of each other, and unlike all else that bears their label.
_CURIOUS = [f"jam berapa xyzzy plugh frotz gnusto dibuka {end}" for end in ("ya", "kak", "bu")]
_NAMES = "dinas camat lurah samsat imigrasi polres puskesmas pasar bank desa pajak sosial"


def test_the_desk_is_asked_row_by_row(
    running: RunningDesk, seed: Catalogue, tmp_path: Path
) -> None:
    questions = tmp_path / "set.jsonl"
    rows = [json.dumps({**row, "register": "logged_chat"}) for row in _ASKED]
    questions.write_text("\n".join(rows), encoding="utf-8")
    settings = Settings(data_dir=running.data_dir)

    understood = understand_set(questions, tmp_path, settings)
    figures = judge_all(read_set(questions), understood, Services.of(seed), ())

    assert figures.groups["all"]["strict"] == Share(2, 3)
    assert figures.groups["all"]["service"] == Share(1, 2)
    assert figures.groups["all"]["invented"] == Share(0, 1)


def test_every_example_is_asked_of_a_classifier_that_did_not_learn_it(tmp_path: Path) -> None:
    root = _project_with_few_examples(tmp_path)
    answers = cross_validate(tmp_path, root)

    assert len(answers) == len(_EXAMPLES) * len(_NAMES.split()) + len(_CURIOUS)
    assert {answer.aspect for answer in answers.values()} == set(_EXAMPLES)
    assert answers["di mana kantor pasar"].strict
    # Had it learnt one of these, it would know the other by heart.
    assert [answers[text].given for text in _CURIOUS] == ["hours"] * len(_CURIOUS)


def _project_with_few_examples(folder: Path) -> Path:
    root = folder / "project"
    (root / "data" / "nlu").mkdir(parents=True)
    for name in ("bot", "engine", "tests", "config.yml", "data/lexicon"):
        (root / name).symlink_to(ROOT / name)
    said = {name: [text.format(n) for n in _NAMES.split()] for name, text in _EXAMPLES.items()}
    said["fee"] += _CURIOUS
    nlu = [
        {"intent": name, "examples": "".join(f"- {text}\n" for text in texts)}
        for name, texts in said.items()
    ]
    written = yaml.safe_dump({"version": "3.1", "nlu": nlu})
    (root / "data" / "nlu" / "few.yml").write_text(written, encoding="utf-8")
    return root
