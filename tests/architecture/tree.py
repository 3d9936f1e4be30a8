"""The project's files as the tests of its structure read them."""

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ("bot", "actions", "engine")


@cache
def project_files() -> tuple[Path, ...]:
    """Return every file that belongs to the project, those that git ignores left out."""
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    patterns = [".git", *(line.strip("/") for line in ignored)]
    return tuple(sorted(_walk(ROOT, patterns)))


def files_named(*suffixes: str, below: str = "") -> list[Path]:
    """Return the project's files with one of these suffixes."""
    folder = ROOT / below
    return [p for p in project_files() if p.suffix in suffixes and p.is_relative_to(folder)]


def code() -> list[Path]:
    """Return what runs: every Python file but the tests."""
    return [path for root in CODE for path in files_named(".py", below=root)]


def name_of(path: Path) -> str:
    """Return a file's path in the project, as it is written in these tests."""
    return path.relative_to(ROOT).as_posix()


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def syntax(path: Path) -> ast.Module:
    return ast.parse(text_of(path), name_of(path))


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Yield the calls of functions or methods of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in names:
            yield node


def called(call: ast.Call) -> str:
    """Return the last part of what is called: `say` of `self.progress.say(...)`."""
    match call.func:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def strings(tree: ast.AST) -> set[str]:
    """Return every string constant."""
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def first_string(call: ast.Call) -> str | None:
    """Return the first argument where it is a string constant."""
    match call.args:
        case [ast.Constant(str(value)), *_]:
            return value
        case _:
            return None


def where(path: Path, node: ast.expr | ast.stmt | ast.excepthandler) -> str:
    return f"{name_of(path)}:{node.lineno}"


def _walk(folder: Path, ignored: list[str]) -> Iterator[Path]:
    for path in folder.iterdir():
        if any(fnmatch(path.name, pattern) for pattern in ignored):
            continue
        if path.is_dir():
            yield from _walk(path, ignored)
        elif not path.is_symlink():
            yield path
