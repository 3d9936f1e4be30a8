"""What must be true of the repository as a whole."""

import json
import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from bot.store.migrate import SEED
from bot.store.seed_files import load_seed
from tests.architecture.tree import ROOT, files_named, name_of, project_files, text_of

# Written in two parts, so that this file does not name them itself.
_OF_THE_WORKSHOP = re.compile(
    "|".join([r"(?<![\w.])/" + "work/", "shared" + "/", r"\.lib" + "rary"])
)
_DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
_PARTS = ["Context", "Decision", "Consequences"]
_LOCKED = sorted((ROOT / "requirements").glob("*.txt"))
_LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")


def _texts() -> list[Path]:
    return [path for path in project_files() if b"\x00" not in path.read_bytes()]


@pytest.mark.parametrize("path", _texts(), ids=name_of)
def test_no_file_names_the_place_where_it_was_made(path: Path) -> None:
    assert _OF_THE_WORKSHOP.findall(text_of(path)) == []


@pytest.mark.parametrize("path", files_named(".json"), ids=name_of)
def test_every_json_file_says_each_thing_once(path: Path) -> None:
    json.loads(text_of(path), object_pairs_hook=_without_repeats)


@pytest.mark.parametrize("path", files_named(".toml"), ids=name_of)
def test_every_toml_file_can_be_read(path: Path) -> None:
    tomllib.loads(text_of(path))


@pytest.mark.parametrize("path", files_named(".yml", ".yaml"), ids=name_of)
def test_every_yaml_file_says_each_thing_once(path: Path) -> None:
    for document in yaml.compose_all(text_of(path), Loader=yaml.SafeLoader):
        assert list(_repeated_keys(document)) == []


@pytest.mark.parametrize("path", _LOCKED, ids=name_of)
class TestLockedPackages:
    def test_each_is_exact_and_hashed(self, path: Path) -> None:
        packages = re.findall(r"^\w[^\n\\]*(?:\\\n[^\n\\]*)*", text_of(path), re.MULTILINE)

        assert packages
        assert [p for p in packages if "==" not in p or "--hash=sha256:" not in p] == []

    def test_none_comes_from_an_address(self, path: Path) -> None:
        lines = text_of(path).splitlines()

        assert [line for line in lines if "://" in line or line.startswith(("-i", "--"))] == []


def test_the_licence_is_there() -> None:
    assert "Apache License" in text_of(ROOT / "LICENSE")
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    assert project["license"] == "Apache-2.0"


class TestHolidays:
    def test_the_years_that_citizens_ask_about_are_there(self) -> None:
        today = date.today()  # noqa: DTZ011 - the machine's day is near enough for a reminder

        assert [year for year in years_needed(today) if year not in _years_known()] == []

    def test_next_year_is_needed_from_the_first_of_november(self) -> None:
        assert years_needed(date(2026, 10, 31)) == [2026]
        assert years_needed(date(2026, 11, 1)) == [2026, 2027]

    def test_a_year_has_what_every_year_has(self) -> None:
        always = [(1, 1), (5, 1), (6, 1), (8, 17), (12, 25)]
        days = {holiday.day for holiday in load_seed(SEED).holidays}

        assert [
            date(year, *day)
            for year in _years_known()
            for day in always
            if date(year, *day) not in days
        ] == []


def test_every_unit_of_the_demo_is_in_an_indonesian_zone() -> None:
    zones = {unit.zone for unit in load_seed(SEED).units}

    assert zones <= {"Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"}
    assert all(ZoneInfo(zone) for zone in zones)


class TestDecisions:
    def test_they_are_numbered_without_a_gap(self) -> None:
        numbers = [int(path.name[:4]) for path in _DECISIONS]

        assert numbers == list(range(1, len(_DECISIONS) + 1))

    @pytest.mark.parametrize("path", _DECISIONS, ids=name_of)
    def test_each_says_when_why_what_and_what_follows(self, path: Path) -> None:
        text = text_of(path)

        assert re.search(rf"^# {int(path.name[:4])}\. ", text)
        assert re.search(r"^Date: \d{4}-\d\d-\d\d$", text, re.MULTILINE)
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == _PARTS

    @pytest.mark.parametrize("path", _DECISIONS, ids=name_of)
    def test_each_fits_on_a_page(self, path: Path) -> None:
        assert len(text_of(path).split()) <= 450


@pytest.mark.parametrize("path", files_named(".md"), ids=name_of)
def test_every_link_leads_somewhere(path: Path) -> None:
    links = _LINK.findall(text_of(path))

    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", files_named(".md"), ids=name_of)
def test_every_file_that_a_document_names_is_there(path: Path) -> None:
    named = re.findall(r"`((?:bot|engine|actions|data|tests|docs|deploy)/[\w./-]+)`", text_of(path))

    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_command_that_a_document_names_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    named = {
        target
        for path in files_named(".md")
        for target in re.findall(
            r"^\s*(?:[A-Z_]+=\S+ )*make ([a-z-]+)", text_of(path), re.MULTILINE
        )
    }

    assert named
    assert sorted(named - targets) == []


def test_the_changelog_has_a_place_for_what_comes_next() -> None:
    assert "\n## [Unreleased]\n" in text_of(ROOT / "CHANGELOG.md")


def years_needed(today: date) -> list[int]:
    """Return the years whose holidays must be known; the decree for the next comes in autumn."""
    return [today.year] if today.month < 11 else [today.year, today.year + 1]


def _years_known() -> list[int]:
    return sorted({holiday.day.year for holiday in load_seed(SEED).holidays})


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    repeated = [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]
    if repeated:
        raise ValueError(f"said twice: {repeated}")
    return dict(pairs)


def _repeated_keys(node: yaml.Node | None) -> list[str]:
    """Return the keys that one mapping holds twice: YAML keeps the last and says nothing."""
    if isinstance(node, yaml.MappingNode):
        keys = Counter(str(key.value) for key, _ in node.value if isinstance(key, yaml.ScalarNode))
        below = [found for _, value in node.value for found in _repeated_keys(value)]
        return [key for key, times in keys.items() if times > 1] + below
    if isinstance(node, yaml.SequenceNode):
        return [found for value in node.value for found in _repeated_keys(value)]
    return []
