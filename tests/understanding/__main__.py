"""Reports what the desk understands: `python -m tests.understanding`, see docs/understanding.md."""

import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.application.leaning import UNSURE
from bot.cli import refusing
from bot.operator_messages import sentence
from bot.settings import Settings
from bot.store.migrate import SEED
from bot.store.seed_files import load_seed
from bot.supervision.desk_children import ENGINE_PYTHON, ROOT
from bot.training import train
from tests.understanding.asking import understand_set
from tests.understanding.conversation_tests import read_tallies
from tests.understanding.cross_validation import cross_validate
from tests.understanding.labelled import read_set, set_path
from tests.understanding.pictures import draw_calibration, draw_coverage
from tests.understanding.release import Fall, Release
from tests.understanding.report import CALIBRATION, COVERAGE, Measured, write_report
from tests.understanding.set_figures import SetFigures, judge_all
from tests.understanding.verdicts import Services, Understood

_SCRATCH = ROOT / "var" / "understanding"
_DOCS = ROOT / "docs"
_RELEASE = _DOCS / "understanding.json"
_FELL = 1
_WORST = 100
_FIGURES = {
    "lenient": "report_figure_lenient",
    "lenient_real": "report_figure_lenient_real",
    "service": "report_figure_service",
    "invented": "report_figure_invented",
    "both": "report_figure_both",
    "examples": "report_figure_examples",
}


def main() -> int:
    """Measure, write the report, and return 1 where a figure fell."""
    return refusing(lambda: _report(os.environ))


def _report(environ: Mapping[str, str]) -> int:
    _SCRATCH.mkdir(parents=True, exist_ok=True)
    measured = _measure(environ)
    release = Release.of(measured.day, measured.figures, measured.examples)
    before = Release.read(_RELEASE)
    _write(measured, _SCRATCH, _SCRATCH, ".")
    if environ.get("UPDATE"):
        _write(measured, _DOCS, _DOCS / "img", "img")
        release.write(_RELEASE)
        return 0
    return _compare(release, before)


def _measure(environ: Mapping[str, str]) -> Measured:
    talks, questions = read_tallies(environ), set_path(environ)
    rows = read_set(questions) if questions else []
    _say(sentence("report_folds") if rows else sentence("report_no_set"))
    examples = cross_validate(_SCRATCH)
    figures = None
    if questions and rows:
        figures = judge_all(rows, _ask(questions, environ), _services(), examples)
        _write_worst(figures, _SCRATCH / "worst.jsonl")
    day = datetime.now(UTC).date().isoformat()
    return Measured(day, list(examples.values()), figures, talks)


def _ask(questions: Path, environ: Mapping[str, str]) -> list[Understood]:
    train(ENGINE_PYTHON, ROOT, _say)  # the model may be older than the examples
    _say(sentence("report_asks"))
    return understand_set(questions, _SCRATCH, Settings.from_env(environ))


def _services() -> Services:
    return Services.of(load_seed(SEED))


def _write(measured: Measured, folder: Path, pictures: Path, link: str) -> None:
    curves = measured.curves()
    draw_calibration(curves, pictures / CALIBRATION)
    draw_coverage(curves, UNSURE, pictures / COVERAGE)
    page = folder / "understanding.md"
    page.write_text(write_report(measured, link), encoding="utf-8")
    _say(sentence("report_done", path=page.relative_to(ROOT)))


def _write_worst(figures: SetFigures, path: Path) -> None:
    """List the most certain mistakes by text: for this machine only, never for the project."""
    wrong = [e for e in figures.judged if not e.verdict.lenient or e.verdict.service is False]
    wrong.sort(key=lambda each: -each.understood.confidence)
    lines = [
        {"text": e.row.text, "labels": [e.row.aspect, e.row.service], **vars(e.understood)}
        for e in wrong[:_WORST]
    ]
    written = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text(written, encoding="utf-8")


def _compare(release: Release, before: Release | None) -> int:
    if before is None:
        _say(sentence("report_first"))
        return 0
    if "set" in release.told and not release.is_of_the_same_set(before):
        _say(sentence("report_other_set"))
    falls = release.falls_since(before)
    for fall in falls:
        _say(_fallen(fall))
    if not falls:
        _say(sentence("report_nothing_fell"))
    return _FELL if falls else 0


def _fallen(fall: Fall) -> str:
    figure = sentence(_FIGURES[fall.name])
    return sentence("report_fell", figure=figure, before=fall.before, now=fall.now)


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
