"""The database for a command of its own: the running desk's, or one started for the moment."""

import asyncio
import os
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from bot.folders import make_data_folder, make_private_folder
from bot.operator_messages import StartError
from bot.settings import Secret, Settings
from bot.store.database import Database
from bot.store.embedded import FAST_SHUTDOWN, EmbeddedPostgres
from bot.store.migrate import migrate_and_seed
from bot.store.prepared import fingerprint, is_prepared
from bot.supervision.desk_file import DeskFile
from bot.supervision.desk_lock import lock

Result = TypeVar("Result")


def with_catalogue(settings: Settings, use: Callable[[Database], Awaitable[Result]]) -> Result:
    """Return what `use` makes of a database that holds a catalogue of the mode's kind.

    Raises:
        StartError: see borrowed_database and migrate_and_seed.
    """
    with borrowed_database(settings) as dsn:
        if not is_prepared(dsn, fingerprint(settings)):
            migrate_and_seed(replace(settings, database_url=Secret(dsn)))
        return run_with(dsn, use)


def run_with(dsn: str, use: Callable[[Database], Awaitable[Result]]) -> Result:
    """Return what `use` makes of the database at a URL."""

    async def run() -> Result:
        database = Database(dsn, pool_size=1)
        try:
            return await use(database)
        finally:
            await database.close()

    return asyncio.run(run())


@contextmanager
def borrowed_database(settings: Settings) -> Iterator[str]:
    """Give the URL of the desk's database while the block lasts.

    Raises:
        StartError: it cannot be started, or another command is using the data folder.
    """
    if settings.database_url:
        yield settings.database_url.reveal()
        return
    data_dir = settings.data_dir.absolute()
    make_data_folder(data_dir)
    for name in ("run", "log", "secrets"):
        make_private_folder(data_dir / name)
    held = _lock(data_dir)
    if held is None:
        yield _of_running_desk(data_dir)
        return
    try:
        # Nobody runs here, so a desk that was killed left this behind.
        DeskFile.remove(data_dir)
        with _running(EmbeddedPostgres(data_dir)) as server:
            yield server.dsn()
    finally:
        os.close(held)


def _lock(data_dir: Path) -> int | None:
    """Return the lock of a data folder, so that no desk starts meanwhile; None if one runs."""
    try:
        return lock(data_dir / "run" / "lock")
    except StartError:
        return None


def _of_running_desk(data_dir: Path) -> str:
    try:
        return DeskFile.read(data_dir).database_url
    except StartError as error:
        # It is only just starting, or it is no desk but a command like this one.
        raise StartError.because("data_folder_busy", path=data_dir) from error


@contextmanager
def _running(server: EmbeddedPostgres) -> Iterator[EmbeddedPostgres]:
    server.prepare()
    parent = os.getpid()
    with (server.data_dir / "log" / "database.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603
            server.command(),
            preexec_fn=lambda: server.enter(parent),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        server.wait_ready(lambda: process.poll() is None)
        yield server
    finally:
        process.send_signal(FAST_SHUTDOWN)
        process.wait()
