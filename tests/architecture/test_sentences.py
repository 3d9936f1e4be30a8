"""Every sentence of the templates is used, and every sentence that the code names is there."""

import ast
import json
import re
import string
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from bot.application.answer_text import SERVICE_ASPECTS, SUMMARY
from bot.application.form_problems import FormProblem
from bot.application.office_hours.refusals import Wrong
from bot.cli import main
from bot.domain.holidays import HolidayKind
from bot.domain.osm_tokens import Unread
from bot.domain.staff import Role
from bot.domain.staff_events import EventKind
from bot.hours_commands.options import PATHS
from bot.operator_messages import StartError
from bot.settings import Settings
from bot.web.pages import Problem
from tests.architecture.tree import (
    ROOT,
    calls,
    files_named,
    first_string,
    strings,
    syntax,
    text_of,
    where,
)

_TEMPLATES = ROOT / "bot" / "templates"
_BOT = files_named(".py", below="bot")
# A command for contributors, which speaks to them as every other command does.
_SPEAKING = [*_BOT, *files_named(".py", below="tests/understanding")]
# Secrets may be any words, and so may the name of a folder.
_HOLDS_ANYTHING = {
    *("BOT_ENGINE_TOKEN", "BOT_ACTION_TOKEN", "BOT_DATA_DIR", "BOT_OIDC_CLIENT_SECRET"),
}
_NONSENSE = "\t?"
_STORE = files_named(".py", below="bot/store")
_WEB = files_named(".py", below="bot/web")


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(text_of(_TEMPLATES / name))


OPERATOR = _table("operator.toml")
API = _table("api.toml")
PROBLEMS = _table("catalogue_problems.toml")["problem"]
HOURS = _table("hours.toml")


class TestOperatorSentences:
    _SAYING = ("because", "sentence", "say", "Message")

    def test_each_that_the_code_names_is_there(self) -> None:
        missing = [
            f"{where(path, call)} {first_string(call)}"
            for path, call in _calls(_SPEAKING, *self._SAYING)
            if (key := first_string(call)) is not None and key not in OPERATOR
        ]

        assert missing == []

    def test_each_is_given_the_values_it_shows(self) -> None:
        wanting = [
            f"{where(path, call)} {first_string(call)}: {sorted(missing)}"
            for path, call in _calls(_SPEAKING, *self._SAYING)
            if (given := _given(call)) is not None
            and (missing := _placeholders(OPERATOR.get(first_string(call) or "", "")) - given)
        ]

        assert wanting == []

    def test_each_is_used(self) -> None:
        used = _strings_of(_SPEAKING) | _refusals_of_settings()
        unused = {key for key in OPERATOR.keys() - used if not key.startswith("cli_")}

        assert sorted(unused) == []

    def test_each_of_the_command_line_is_shown_by_its_help(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("COLUMNS", "1000")
        hours = [["hours", *path.split()] for path in _hours_and_groups()]
        for words in ([], *([name] for name in _subcommands()), *hours):
            with pytest.raises(SystemExit):
                main([*words, "--help"])
        shown = " ".join(capsys.readouterr().out.split())

        kept = [text for key, text in OPERATOR.items() if key.startswith("cli_")]
        assert [text for text in kept if " ".join(text.split()) not in shown] == []

    @pytest.mark.parametrize("name", [n for n in Settings.names() if n not in _HOLDS_ANYTHING])
    def test_every_setting_refuses_nonsense_with_one(self, name: str) -> None:
        with pytest.raises(StartError) as refused:
            Settings.from_env({name: _NONSENSE})

        assert [name in str(message) for message in refused.value.messages] == [True]


class TestApiSentences:
    def test_each_is_used(self) -> None:
        assert sorted(API.keys() - _strings_of(_WEB)) == []

    def test_each_that_the_code_names_is_there(self) -> None:
        named = {first_string(call) for _, call in _calls(_WEB, "problem", "Refused")} - {None}

        assert sorted(map(str, named - API.keys())) == []


class TestCatalogueProblems:
    def test_each_is_used(self) -> None:
        assert sorted(PROBLEMS.keys() - _strings_of(_STORE)) == []

    def test_each_that_the_code_names_is_there(self) -> None:
        # `note` of a Place begins with the key, `note` of Problems ends with it.
        named = {
            arguments[-1]
            for _, call in _calls(_STORE, "note")
            if (arguments := [each for each in map(_constant, call.args) if each])
        }

        assert sorted(named - PROBLEMS.keys()) == []


def test_every_reason_to_refuse_written_hours_has_its_sentence_and_no_other() -> None:
    sentences = _table("opening_hours_problems.toml")

    assert sentences.keys() == set(Unread)
    assert {name for text in sentences.values() for name in _placeholders(text)} == {"found"}


class TestHoursSentences:
    def test_every_refusal_has_its_sentence_and_no_other(self) -> None:
        assert HOURS["refused"].keys() == set(Wrong)

    @pytest.mark.parametrize("wrong", Wrong)
    def test_every_refusal_can_happen(self, wrong: Wrong) -> None:
        used = [p for p in _BOT if p.name != "refusals.py" and f"Wrong.{wrong.name}" in text_of(p)]

        assert used

    @pytest.mark.parametrize("table", ["what", "piece", "shown", "entered"])
    def test_each_is_used(self, table: str) -> None:
        assert sorted(HOURS[table].keys() - _strings_of(_BOT)) == []

    def test_each_that_the_code_names_is_there(self) -> None:
        missing = [
            f"{where(path, call)} {table}.{key}"
            for path, call in _calls(_BOT, "fill")
            if (table := first_string(call)) in HOURS
            and (key := _constant(call.args[1]))
            and key not in HOURS[str(table)]
        ]
        said = {first_string(call) for _, call in _calls(_BOT, "Said")} - {None}

        assert missing == []
        assert sorted(map(str, said - HOURS["what"].keys())) == []

    def test_every_kind_of_holiday_has_its_word(self) -> None:
        assert HOURS["kind"].keys() == set(HolidayKind)


def test_every_problem_of_the_page_has_its_sentence_and_no_other() -> None:
    assert _table("pages/problems.toml").keys() == set(Problem)


def test_every_aspect_has_its_template_and_no_other() -> None:
    templates = {p.stem for p in (_TEMPLATES / "answers").glob("[!_]*.txt")}

    assert templates == SERVICE_ASPECTS | {SUMMARY}


def test_every_button_asks_an_aspect() -> None:
    assert _table("answers/choices.toml")["aspect"].keys() <= SERVICE_ASPECTS


def test_every_notice_is_used_and_every_used_one_is_there() -> None:
    names = {path.stem for path in (_TEMPLATES / "answers" / "notices").iterdir()}
    emergencies = {f"emergency_{kind}" for kind in _of_rules("emergency", "kind")}
    named = {first_string(call) for _, call in _calls(_BOT, "notice")} - {None}

    assert sorted(names - emergencies - _strings_of(_BOT)) == []
    assert sorted(map(str, (named | emergencies) - names)) == []


def test_every_topic_for_officers_has_its_sentence_and_no_other() -> None:
    template = text_of(_TEMPLATES / "answers" / "notices" / "escalation.txt")

    assert set(re.findall(r'^  "(\w+)": ', template, re.MULTILINE)) == _of_rules(
        "escalation", "topic"
    )


@pytest.mark.parametrize(
    ("table", "kinds"), [("problems", FormProblem), ("events", EventKind), ("roles", Role)]
)
def test_everything_that_the_console_tells_has_its_words_and_nothing_else(
    table: str, kinds: type[StrEnum]
) -> None:
    assert _table(f"console/{table}.toml").keys() == set(kinds)


def test_every_notice_of_the_console_is_shown_somewhere() -> None:
    code = "".join(text_of(path) for path in files_named(".py", below="bot/web/console"))
    notices = _table("console/notices.toml")

    assert [key for key in notices if f"pesan={key}" not in code and f'"{key}"' not in code] == []


@pytest.mark.parametrize("folder", ["pages", "console"])
def test_every_page_template_is_used(folder: str) -> None:
    pages = files_named(".html", below=f"bot/templates/{folder}")
    named = _strings_of(_WEB) | {
        name for page in pages for name in re.findall(r"\"([a-z_]+\.html)\"", text_of(page))
    }

    assert sorted({page.name for page in pages} - named) == []


def _of_rules(lexicon: str, field: str) -> set[str]:
    rules = json.loads(text_of(ROOT / "data" / "lexicon" / f"{lexicon}.json"))["rules"]
    return {rule[field] for rule in rules}


def _calls(paths: list[Path], *names: str) -> Iterator[tuple[Path, ast.Call]]:
    return ((path, call) for path in paths for call in calls(syntax(path), *names))


def _strings_of(paths: list[Path]) -> set[str]:
    return {text for path in paths for text in strings(syntax(path))}


def _placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def _given(call: ast.Call) -> set[str] | None:
    """Return the names of the values a call gives, None where the code does not show them."""
    if first_string(call) is None or any(keyword.arg is None for keyword in call.keywords):
        return None
    given = {str(keyword.arg) for keyword in call.keywords}
    match call.args[1:]:
        case []:
            return given
        case [ast.Dict(keys=keys)]:
            return given | {str(_constant(key)) for key in keys}
        case _:
            return None


def _constant(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _refusals_of_settings() -> set[str]:
    keys = set()
    for name in Settings.names():
        try:
            Settings.from_env({name: _NONSENSE})
        except StartError as error:
            keys |= {message.key for message in error.messages}
    return keys


def _subcommands() -> list[str]:
    return [key.removeprefix("cli_") for key in OPERATOR if _is_subcommand(key)]


def _hours_and_groups() -> set[str]:
    return {*PATHS, *(path.split()[0] for path in PATHS)}


def _is_subcommand(key: str) -> bool:
    return key.startswith("cli_") and key.count("_") == 1 and key != "cli_description"
