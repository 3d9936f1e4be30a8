"""Habits of the code that no linter of ours checks."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import (
    called,
    calls,
    code,
    files_named,
    name_of,
    syntax,
    text_of,
    where,
)

_LONGEST_FILE = 300
_VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
# Where any failure at all must become an answer: a 500 of the engine's door to the service.
_MAY_CATCH_ALL = {"engine/channel.py"}
_MAY_PRINT = {"bot/cli.py"}
# Alembic runs this file to migrate; it is no module that anything imports.
_RUN_BY_ALEMBIC = {"bot/store/migrations/env.py"}
_TOUCHES_THE_WORLD = {
    *("connect", "create_engine", "create_async_engine", "Client", "AsyncClient", "getenv"),
    *("open", "read_text", "read_bytes", "from_env", "Popen", "urlopen", "now"),
}


@pytest.mark.parametrize("path", code(), ids=name_of)
class TestEveryModule:
    def test_says_what_it_is_for(self, path: Path) -> None:
        assert ast.get_docstring(syntax(path))

    def test_can_be_read_in_one_sitting(self, path: Path) -> None:
        is_migration = "migrations/versions" in name_of(path)
        assert is_migration or len(text_of(path).splitlines()) <= _LONGEST_FILE

    def test_is_named_after_what_it_does(self, path: Path) -> None:
        assert path.stem not in _VAGUE_NAMES

    def test_connects_and_reads_nothing_while_it_is_imported(self, path: Path) -> None:
        if name_of(path) not in _RUN_BY_ALEMBIC:
            assert [where(path, node) for node in _world_at_import(syntax(path))] == []

    def test_prints_nothing_but_what_a_command_answers(self, path: Path) -> None:
        if name_of(path) not in _MAY_PRINT:
            assert [where(path, call) for call in calls(syntax(path), "print")] == []

    def test_names_the_failures_it_catches(self, path: Path) -> None:
        if name_of(path) not in _MAY_CATCH_ALL:
            assert [where(path, handler) for handler in _catch_alls(syntax(path))] == []

    def test_asks_for_the_time_with_its_zone(self, path: Path) -> None:
        assert [where(path, call) for call in _naive_moments(syntax(path))] == []


@pytest.mark.parametrize(
    "path",
    [*files_named(".py", below="bot/domain"), *files_named(".py", below="bot/language")],
    ids=name_of,
)
def test_rules_are_told_the_time(path: Path) -> None:
    clocks = [node for node in ast.walk(syntax(path)) if _imports_a_clock(node)]
    asked = [call for call in calls(syntax(path), "now", "today", "utcnow") if _is_clock(call)]

    assert clocks == []
    assert [where(path, call) for call in asked] == []


@pytest.mark.parametrize("path", files_named(".py", below="bot/domain"), ids=name_of)
def test_values_of_the_domain_cannot_change(path: Path) -> None:
    changeable = [
        node.name
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.ClassDef)
        and any("dataclass" in ast.unparse(each) for each in node.decorator_list)
        and not any("frozen=True" in ast.unparse(each) for each in node.decorator_list)
    ]

    assert changeable == []


@pytest.mark.parametrize(
    "offence",
    [
        "x = os.environ",
        "def f(a=os.getenv('A')): ...",
        "class C:\n    x = sqlite3.connect('')",
        "@wrap(open('a'))\ndef f(): ...",
        "for x in y:\n    Path(x).read_text()",
    ],
)
def test_touching_the_world_at_import_is_found(offence: str) -> None:
    assert list(_world_at_import(ast.parse(offence)))


@pytest.mark.parametrize(
    "offence",
    [
        "datetime.now()",
        "datetime.utcnow()",
        "datetime.today()",
        "date.today()",
        "datetime.fromtimestamp(1)",
    ],
)
def test_a_moment_without_a_zone_is_found(offence: str) -> None:
    assert list(_naive_moments(ast.parse(offence)))


def _world_at_import(tree: ast.Module) -> Iterator[ast.expr]:
    for node in _run_at_import(tree):
        if isinstance(node, ast.Attribute) and node.attr == "environ":
            yield node
        if isinstance(node, ast.Call) and called(node) in _TOUCHES_THE_WORLD:
            yield node


def _run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs when a module is imported: all but the bodies of functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            parts: list[ast.AST] = [*child.decorator_list, child.args]
        elif isinstance(child, ast.Lambda):
            parts = [child.args]
        else:
            parts = [child]
        for part in parts:
            yield part
            yield from _run_at_import(part)


def _catch_alls(tree: ast.Module) -> Iterator[ast.ExceptHandler]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type).strip("()").split(", ") if node.type else ["Exception"]
            if {"Exception", "BaseException"} & set(caught) and not _raises_again(node):
                yield node


def _raises_again(handler: ast.ExceptHandler) -> bool:
    match handler.body:
        case [*_, ast.Raise(exc=None)]:
            return True
        case _:
            return False


def _naive_moments(tree: ast.Module) -> Iterator[ast.Call]:
    for call in calls(tree, "now", "utcnow", "today", "fromtimestamp"):
        needed = {"now": 1, "fromtimestamp": 2}.get(called(call))
        has_zone = needed is not None and len(call.args) + len(call.keywords) >= needed
        if _is_clock(call) and not has_zone:
            yield call


def _is_clock(call: ast.Call) -> bool:
    """Return whether a call asks the machine: `datetime.now()`, not `self.clock.now()`."""
    match call.func:
        case ast.Attribute(value=ast.Name(owner)):
            return owner in {"datetime", "date", "time"}
        case _:
            return False


def _imports_a_clock(node: ast.AST) -> bool:
    match node:
        case ast.Import(names):
            return any(alias.name == "time" for alias in names)
        case ast.ImportFrom(module):
            return module == "time"
        case _:
            return False
