"""The table of true answers itself: whole, and about the whole catalogue."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from bot.store.seed_files import SEED_FOLDER
from tests.conversation.truth import Row, read_truth

_TABLE = read_truth()
_TALKS: list[list[Row]] = [[row] for row in _TABLE["questions"]] + _TABLE["conversations"]
_ROWS = [row for talk in _TALKS for row in talk]
_STATE_KEYS = {"open", "until", "opens_at", "reason"}
_KEYS = {"ask", "at", "aspect", "service", "family", "unit", "stale", "says", "never", "choices"}


def test_every_row_of_the_table_is_complete() -> None:
    questions = [talk[0]["ask"] for talk in _TALKS]
    assert len(set(questions)) == len(questions), "a question is asked twice"
    for row in _ROWS:
        assert set(row) <= _KEYS | _STATE_KEYS, f"{row['ask']}: unknown key"
        assert _says_something(row), f"{row['ask']}: a row that nothing could break"
        assert _state_is_told(row), f"{row['ask']}: say what is true at that instant"


def test_every_service_of_the_catalogue_is_asked_about_at_least_three_times() -> None:
    asked = Counter(row["service"] for row in _ROWS if "service" in row)
    assert asked.keys() == _TABLE["services"].keys() == _seeded_services()
    assert [slug for slug, times in asked.items() if times < 3] == []


def test_of_every_service_it_is_asked_whether_it_is_done_online() -> None:
    asked = {row["service"] for row in _ROWS if "service" in row and row.get("aspect") == "mode"}
    assert asked == _seeded_services()


def test_every_mode_and_every_unit_of_the_catalogue_is_asked_about() -> None:
    modes = {_TABLE["services"][row["service"]]["mode"] for row in _ROWS if "service" in row}
    assert modes == {"daring", "hibrida", "tatap_muka"}
    units = {row["unit"] for row in _ROWS if "unit" in row}
    assert units == _TABLE["units"].keys() == _seeded_units()


def test_two_files_may_not_say_different_things_of_one_name(tmp_path: Path) -> None:
    (tmp_path / "true_answers.yml").write_text("units: {polres: Jalan A}", encoding="utf-8")
    (tmp_path / "true_answers_b.yml").write_text("units: {polres: Jalan B}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"true_answers_b.yml, units: polres"):
        read_truth(tmp_path)


def _seeded_services() -> set[str]:
    files = [path.read_text(encoding="utf-8") for path in SEED_FOLDER.glob("services/*.yml")]
    return {service["slug"] for file in files for service in yaml.safe_load(file)["services"]}


def _seeded_units() -> set[str]:
    files = [path.read_text(encoding="utf-8") for path in SEED_FOLDER.glob("units/*.yml")]
    return {yaml.safe_load(file)["slug"] for file in files}


def _says_something(row: Row) -> bool:
    return bool({"service", "family", "unit", "aspect", "says", "never"} & set(row))


def _state_is_told(row: Row) -> bool:
    if "service" not in row or "at" not in row:
        return True
    needed = {"open", "until"} if row.get("open") else {"open", "opens_at", "reason"}
    return needed <= set(row)
