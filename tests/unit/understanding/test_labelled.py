"""A labelled set is found where it is named, and refused where a line of it is wrong."""

import json
from pathlib import Path

import pytest

from bot.operator_messages import StartError
from tests.understanding.labelled import VARIABLE, Row, read_set, set_path

_ROW = {"text": "biayanya berapa?", "aspect": "fee", "service": None, "register": "logged_chat"}


def test_rows_are_read_with_or_without_other_labels(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    rows = [_ROW, _ROW | {"service": "kk", "register": "authored", "alt_aspects": ["mode"]}]
    path.write_text("\n\n".join(json.dumps(row) for row in rows), encoding="utf-8")

    first, second = read_set(path)

    assert first == Row("biayanya berapa?", "fee", None, "logged_chat")
    assert (second.service, second.alternatives) == ("kk", frozenset({"mode"}))
    assert (first.real, second.real) == (True, False)


@pytest.mark.parametrize("wrong", ["{", "[]", '{"text": "a"}'])
def test_a_line_that_is_no_row_is_told_by_its_number(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(f"{json.dumps(_ROW)}\n{wrong}\n", encoding="utf-8")

    with pytest.raises(StartError) as refused:
        read_set(path)

    [message] = refused.value.messages
    assert (message.key, message.values["line"]) == ("report_bad_row", 2)


def test_a_set_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="understand_no_file"):
        read_set(tmp_path / "none.jsonl")


def test_the_command_line_names_the_set_before_the_environment() -> None:
    assert set_path({"SET": "a.jsonl", VARIABLE: "b.jsonl"}) == Path("a.jsonl")
    assert set_path({"SET": "", VARIABLE: "b.jsonl"}) == Path("b.jsonl")
