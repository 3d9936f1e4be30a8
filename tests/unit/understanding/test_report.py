"""The page and its pictures, from few figures, and the tallies of other tests."""

from pathlib import Path

import pytest

from bot.application.leaning import UNSURE
from bot.operator_messages import StartError
from tests.understanding.answers import Answer
from tests.understanding.conversation_tests import read_tallies, tallies
from tests.understanding.labelled import Row
from tests.understanding.pictures import draw_calibration, draw_coverage
from tests.understanding.report import Measured, write_report
from tests.understanding.set_figures import judge_all
from tests.understanding.shares import Share
from tests.understanding.verdicts import Services, Understood

_JUNIT = """<testsuites><testsuite>
<testcase classname="tests.conversation.test_engine.TestTurn" name="a"/>
<testcase classname="tests.conversation.test_engine" name="b"><failure/></testcase>
<testcase classname="tests.conversation.test_truth" name="c"><skipped/></testcase>
<testcase classname="tests.conversation.test_truth" name="d"/>
</testsuite></testsuites>"""
_EXAMPLES = [Answer("fee", "fee", 0.9)] * 30 + [Answer("fee", "mode", 0.5)] * 10
_SECRET = "rahasia warga"
_FIGURES = judge_all(
    [Row(f"{_SECRET} {n}", "fee", "kk", "logged_chat") for n in range(4)],
    [Understood("fee" if n else "mode", "kk", 0.8) for n in range(4)],
    Services({"kk": frozenset({"kk"})}, {"kk": "kk"}),
    (),
)


def test_the_page_has_a_line_for_each_group_and_no_question() -> None:
    page = write_report(Measured("2026-11-22", _EXAMPLES, _FIGURES, {}), "img")

    interval = "(0.30 to 0.95)"
    assert f"| real | 4 | 0.750 {interval} | 0.750 {interval} | 1.000" in page
    assert "| `fee` | 4 | 1.00 | 0.75 | 0.86 |" in page
    assert "| `fee` | `mode` | 1 |" in page
    assert f"| **{UNSURE:.2f}** |" in page
    assert _SECRET not in page


def test_without_a_set_the_page_says_what_is_left_out() -> None:
    page = write_report(Measured("2026-11-22", _EXAMPLES, None, {}), "img")

    assert "Left out: no labelled set was at hand." in page
    assert "**0.750 (0.60 to 0.86) right**" in page
    assert "| real |" not in page


def test_tests_of_conversations_are_counted_where_they_are_named(tmp_path: Path) -> None:
    path = tmp_path / "talks.xml"
    path.write_text(_JUNIT, encoding="utf-8")
    talks = read_tallies({"JUNIT": str(path)})

    assert talks == {"test_engine": Share(1, 2), "test_truth": Share(1, 1)} == tallies(_JUNIT)
    page = write_report(Measured("2026-11-22", _EXAMPLES, None, talks), "img")
    assert "| `test_engine` | 1 | 2 |" in page
    assert read_tallies({}) == {}
    with pytest.raises(StartError, match="understand_no_file"):
        read_tallies({"JUNIT": str(tmp_path / "none.xml")})


def test_pictures_are_the_same_every_time(tmp_path: Path) -> None:
    curves = Measured("2026-11-22", _EXAMPLES, _FIGURES, {}).curves()
    drawn = []
    for n in range(2):
        paths = tmp_path / f"calibration{n}.svg", tmp_path / f"coverage{n}.svg"
        draw_calibration(curves, paths[0])
        draw_coverage(curves, UNSURE, paths[1])
        drawn.append([path.read_text(encoding="utf-8") for path in paths])

    assert drawn[0] == drawn[1]
    assert f"in use: {UNSURE:g}" in drawn[0][1]
