"""A figure that fell beyond chance since the last release is told, and nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.understanding.answers import Answer
from tests.understanding.labelled import Row
from tests.understanding.release import EXAMPLES, Fall, Release
from tests.understanding.set_figures import SetFigures, judge_all
from tests.understanding.verdicts import Services, Understood

_ROWS = [Row(f"pertanyaan {n}", "fee", "kk", "logged_chat") for n in range(20)]
_NONE_NAMED = [Row(f"sapaan {n}", "greet", None, "authored") for n in range(20)]


def _release(right: int = 20, invented: int = 0, examples: int = 900, text: str = "") -> Release:
    return Release.of("2026-11-22", _figures(right, invented, text), _examples(examples))


def _figures(right: int, invented: int, text: str) -> SetFigures:
    rows = [replace(row, text=row.text + text) for row in (*_ROWS, *_NONE_NAMED)]
    understood = [Understood("fee" if n < right else "mode", "kk", 0.9) for n in range(20)]
    understood += [Understood("greet", "kk" if n < invented else None, 0.9) for n in range(20)]
    return judge_all(rows, understood, Services(_MEANT, _FAMILY), ())


_MEANT, _FAMILY = {"kk": frozenset({"kk"})}, {"kk": "kk"}


def _examples(right: int) -> list[Answer]:
    return [Answer("fee", "fee" if n < right else "mode", 0.9) for n in range(1000)]


def test_it_holds_the_same_after_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "release.json"
    assert Release.read(path) is None
    _release().write(path)

    assert Release.read(path) == _release()


def test_no_question_stands_in_what_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "release.json"
    _release().write(path)

    assert "pertanyaan" not in path.read_text(encoding="utf-8")


def test_the_same_again_has_not_fallen() -> None:
    assert _release().falls_since(_release()) == []


def test_five_rows_lost_are_chance_and_six_are_not() -> None:
    assert _release(right=15).falls_since(_release()) == []
    assert _release(right=14).falls_since(_release()) == [
        Fall("lenient", 1.0, 0.85),
        Fall("lenient_real", 1.0, 0.7),
        Fall("both", 1.0, 0.7),
    ]


def test_a_service_that_is_invented_more_often_is_a_fall() -> None:
    assert _release(invented=6).falls_since(_release()) == [Fall("invented", 1.0, 0.7)]
    assert _release().falls_since(_release(invented=6)) == []


def test_another_set_is_not_compared() -> None:
    other = _release(right=0, text="!")

    assert other.falls_since(_release()) == []
    assert not other.is_of_the_same_set(_release())
    assert not Release.of("2026-11-22", None, _examples(900)).is_of_the_same_set(_release())


def test_our_own_examples_are_compared_though_they_change() -> None:
    assert _release(examples=870).falls_since(_release()) == [Fall(EXAMPLES, 0.9, 0.87)]
    assert _release(examples=875).falls_since(_release()) == []


@pytest.mark.parametrize("kind", ["strict", "lenient"])
def test_every_group_is_kept_as_counts(kind: str) -> None:
    kept = _release(right=14).told["set"]["groups"]

    assert kept["all"][kind] == [34, 40]
    assert kept["real"][kind] == [14, 20]
