"""The command line: one function a subcommand, whose modules are imported only when it is used."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.hours_commands.options import add_hours_commands
from bot.operator_messages import StartError, sentence

_REFUSED = 2
_INTERRUPTED = 130


def main(words: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot", description=sentence("cli_description"))
    subcommands = parser.add_subparsers(required=True, metavar="PERINTAH")
    for name, command in _COMMANDS.items():
        added = subcommands.add_parser(name, help=sentence(f"cli_{name}"))
        added.set_defaults(command=command)
        if name in _GROUPED:
            _GROUPED[name](added)
        for option, how in _OPTIONS.get(name, {}).items():
            key = f"cli_{name}_{option.strip('-').lower()}"
            added.add_argument(option, help=sentence(key), **how)
    chosen = vars(parser.parse_args(words))
    command = chosen.pop("command")
    return refusing(lambda: command(**chosen))


def refusing(command: Callable[[], int]) -> int:
    """Run a command; what stops its start is told in sentences, with an exit code of its own."""
    try:
        code = command()
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads along, such as `head`, has seen enough; nothing more can be told.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except StartError as error:
        _tell(error)
        return _REFUSED
    except KeyboardInterrupt:
        return _INTERRUPTED
    return code


def _tell(error: StartError) -> None:
    if error.messages[0].key.startswith("settings_"):
        print(sentence("settings_title"), file=sys.stderr)
    for message in error.messages:
        print(message, file=sys.stderr)


def _run() -> int:
    from bot.settings import Settings
    from bot.supervision.desk import run_desk

    return run_desk(Settings.from_env(os.environ))


def _migrate() -> int:
    from bot.application.demo_staff import prepare_demo_staff
    from bot.settings import Mode, Settings
    from bot.store.migrate import migrate_and_seed

    settings = Settings.from_env(os.environ, required=["BOT_DATABASE_URL"])
    migrate_and_seed(settings)
    if settings.mode is Mode.DEMO:
        prepare_demo_staff(settings)
    return 0


def _train() -> int:
    from bot.supervision.desk_children import ENGINE_PYTHON, ROOT
    from bot.training import train

    train(ENGINE_PYTHON, ROOT)
    return 0


def _serve() -> int:
    from bot.bootstrap import serve
    from bot.observability import configure_logging
    from bot.settings import Settings

    settings = Settings.from_env(os.environ, required=[*_NEEDED, "BOT_ACTION_TOKEN"])
    configure_logging(settings)
    serve(settings)
    return 0


def _work() -> int:
    from bot.bootstrap import work
    from bot.observability import configure_logging
    from bot.settings import Settings

    settings = Settings.from_env(os.environ, required=_NEEDED)
    configure_logging(settings)
    work(settings)
    return 0


def _ask() -> int:
    from bot.ask import ask
    from bot.settings import Settings

    question, name = os.environ.get("Q", ""), os.environ.get("C")
    print(ask(question, name, Settings.from_env(os.environ)))
    return 0


def _understand() -> int:
    from bot.settings import Settings
    from bot.understand import understand_file

    questions, answers = Path(os.environ.get("IN", "")), Path(os.environ.get("OUT", ""))
    count = understand_file(questions, answers, Settings.from_env(os.environ))
    print(sentence("understand_done", count=count, path=answers))
    return 0


def _init(name: str | None, zone: str | None) -> int:
    from bot.catalogue_commands import init
    from bot.settings import Settings

    print(init(Settings.from_env(os.environ), name, zone))
    return 0


def _import(files: list[Path], *, replace: bool, check: bool) -> int:
    from bot.catalogue_commands import import_catalogue
    from bot.settings import Settings

    settings = Settings.from_env(os.environ)
    print(import_catalogue(settings, files, replacing=replace, only_check=check))
    return 0


def _export(file: Path, *, empty: bool) -> int:
    from bot.catalogue_commands import export_catalogue
    from bot.settings import Settings

    print(export_catalogue(Settings.from_env(os.environ), file, empty=empty))
    return 0


def _hours(path: str, **given: object) -> int:
    from bot.hours_commands.running import run_hours
    from bot.settings import Settings

    print(run_hours(Settings.from_env(os.environ), path, given))
    return 0


def _create_admin(login: str | None, name: str | None, *, link: bool) -> int:
    from bot.account_commands import Asking, create_admin
    from bot.settings import Settings

    print(create_admin(Settings.from_env(os.environ), login, name, link=link, asking=Asking()))
    return 0


_NEEDED = ("BOT_DATABASE_URL", "BOT_ENGINE_URL", "BOT_ENGINE_TOKEN")
_COMMANDS: dict[str, Callable[..., int]] = {
    "run": _run,
    "migrate": _migrate,
    "serve": _serve,
    "work": _work,
    "train": _train,
    "ask": _ask,
    "understand": _understand,
    "init": _init,
    "import": _import,
    "export": _export,
    "hours": _hours,
    "create-admin": _create_admin,
}
# Those with commands of their own below them.
_GROUPED: dict[str, Callable[[argparse.ArgumentParser], None]] = {"hours": add_hours_commands}
_FLAG: dict[str, Any] = {"action": "store_true"}
_OPTIONS: dict[str, dict[str, dict[str, Any]]] = {
    "init": {"--name": {"metavar": "NAMA"}, "--zone": {"metavar": "ZONA"}},
    "import": {
        "files": {"metavar": "BERKAS", "nargs": "+", "type": Path},
        "--replace": _FLAG,
        "--check": _FLAG,
    },
    "create-admin": {
        "--login": {"metavar": "NAMA"},
        "--name": {"metavar": "NAMA"},
        "--link": _FLAG,
    },
    "export": {"file": {"metavar": "BERKAS", "type": Path}, "--empty": _FLAG},
}
