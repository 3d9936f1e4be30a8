import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

import psycopg
import pytest

from bot.supervision.desk_file import DeskFile
from bot.supervision.desk_lock import free_port

SECONDS = 30


@dataclass
class SmallDesk:
    """A desk in a folder of its own, started as a person would start it."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self, *, before: tuple[str, ...] = (), **more: str) -> "SmallDesk":
        environ = {name: value for name, value in os.environ.items() if name[:4] != "BOT_"}
        environ |= {
            "BOT_DATA_DIR": str(self.folder / "var"),
            "BOT_PORT": str(self.port),
            "BEGAN": str(self.folder / "began"),
            "ENDED": str(self.folder / "ended"),
        }
        with (self.folder / "terminal").open("ab") as terminal:
            self.process = subprocess.Popen(
                [*before, sys.executable, "-m", "tests.e2e.small_desk"],
                env=environ | more,
                stdout=terminal,
                stderr=terminal,
                start_new_session=True,
            )
        return self

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def terminal(self) -> str:
        return (self.folder / "terminal").read_text()

    def began(self, name: str) -> list[int]:
        """Return the pids of a program, in the order of its starts."""
        if not (self.folder / "began").exists():
            return []
        lines = [line.split() for line in (self.folder / "began").read_text().splitlines()]
        return [int(pid) for program, pid in lines if program == name]

    def ended(self) -> list[str]:
        return (self.folder / "ended").read_text().splitlines()

    def database(self) -> int:
        return int((self.folder / "var/postgres/data/postmaster.pid").read_text().split()[0])

    def wait_until_up(self, starts: int = 1) -> "SmallDesk":
        until(
            lambda: all(
                len(self.began(name)) >= starts for name in ("serve", "grandchild", "engine")
            ),
            self.terminal,
        )
        until(self._page_answers, self.terminal)
        return self

    def everything(self) -> list[int]:
        """Return every process that a running desk started, its guardian and itself."""
        programs = [self.began(name)[-1] for name in ("serve", "work", "grandchild", "engine")]
        return [*programs, self.database(), *children_of(self.pid), self.pid]

    def send(self, which: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(which)
        return self.process.wait(SECONDS)

    def _page_answers(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/", timeout=5) as page:
                return bool(page.read() == b"halo")
        except OSError:
            return False


@pytest.fixture
def desk() -> Iterator[SmallDesk]:
    with TemporaryDirectory(prefix="loket-") as name:
        Path(name).chmod(0o711)
        desk = SmallDesk(Path(name))
        try:
            yield desk
        finally:
            if desk.process is not None and desk.process.poll() is None:
                desk.send(signal.SIGTERM)


def is_replaced(desk: SmallDesk, killed: int) -> bool:
    try:
        return desk.database() != killed
    except (OSError, IndexError):  # a server that starts writes the file anew
        return False


def answers(desk: SmallDesk) -> bool:
    try:
        return migrations_of(desk) == 1
    except psycopg.OperationalError:
        return False


def until(holds: object, terminal: object = str, seconds: float = SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < deadline, terminal()  # type: ignore[operator]
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def children_of(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_the_desk_comes_up_and_says_where(desk: SmallDesk) -> None:
    desk.start().wait_until_up()
    until(lambda: f"http://127.0.0.1:{desk.port}/" in desk.terminal())
    told = DeskFile.read(desk.folder / "var")
    assert told.url == f"http://127.0.0.1:{desk.port}"
    assert migrations_of(desk) == 1
    assert (desk.folder / "var/run/desk.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["serve", "work", "engine"])
def test_a_killed_program_is_started_again_and_its_children_are_gone(
    desk: SmallDesk, name: str
) -> None:
    desk.start().wait_until_up()
    [first] = desk.began(name)
    [grandchild] = desk.began("grandchild")
    os.kill(first, signal.SIGKILL)
    until(lambda: len(desk.began(name)) == 2, desk.terminal)
    assert alive(desk.began(name)[1])
    assert alive(grandchild) == (name != "work")


def test_a_killed_database_is_started_again_with_its_data(desk: SmallDesk) -> None:
    desk.start().wait_until_up()
    first = desk.database()
    os.kill(first, signal.SIGKILL)
    until(lambda: is_replaced(desk, first), desk.terminal)
    until(lambda: answers(desk), desk.terminal)
    assert len(desk.began("serve")) == 1


def test_a_database_killed_again_and_again_is_back_within_seconds(desk: SmallDesk) -> None:
    desk.start().wait_until_up()
    for _ in range(5):
        killed = desk.database()
        os.kill(killed, signal.SIGKILL)
        until(partial(is_replaced, desk, killed), desk.terminal, seconds=7)
        until(lambda: answers(desk), desk.terminal)


@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_everything_and_the_database_last(
    desk: SmallDesk, which: signal.Signals
) -> None:
    started = desk.start().wait_until_up().everything()
    assert desk.send(which) == 0
    assert [pid for pid in started if alive(pid)] == []
    assert sorted(desk.ended()) == ["engine", "serve", "work"]
    log = (desk.folder / "var/log/database.log").read_text()
    assert "database system is shut down" in log
    assert "terminating connection" not in log
    assert not (desk.folder / "var/run/desk.json").exists()


def test_ctrl_c_works_for_a_desk_that_a_shell_started_in_the_background(desk: SmallDesk) -> None:
    ignoring = ("env", "--ignore-signal=INT")
    desk.start(before=ignoring).wait_until_up()
    assert desk.send(signal.SIGINT) == 0
    assert not alive(desk.pid)


def test_kill_9_of_the_supervisor_leaves_nothing_running(desk: SmallDesk) -> None:
    started = desk.start().wait_until_up().everything()
    assert desk.send(signal.SIGKILL) == -signal.SIGKILL
    until(lambda: not any(alive(pid) for pid in started), desk.terminal)


def test_kill_9_of_the_supervisor_ends_a_program_that_ignores_signals(desk: SmallDesk) -> None:
    started = desk.start(STUBBORN_ENGINE="1").wait_until_up().everything()
    desk.send(signal.SIGKILL)
    until(lambda: not any(alive(pid) for pid in started), desk.terminal)


def test_a_desk_starts_again_at_once_after_kill_9(desk: SmallDesk) -> None:
    desk.start().wait_until_up()
    desk.send(signal.SIGKILL)
    desk.start().wait_until_up(starts=2)
    assert migrations_of(desk) == 1


def test_a_database_is_migrated_again_only_for_another_program_or_mode(desk: SmallDesk) -> None:
    desk.start().wait_until_up()
    desk.send(signal.SIGTERM)
    desk.start().wait_until_up(starts=2)
    assert migrations_of(desk) == 1
    with psycopg.connect(DeskFile.read(desk.folder / "var").database_url) as connection:
        connection.execute("COMMENT ON SCHEMA app IS 'an older program'")
    desk.send(signal.SIGTERM)
    desk.start().wait_until_up(starts=3)
    assert migrations_of(desk) == 2
    desk.send(signal.SIGTERM)
    desk.start(BOT_MODE="production").wait_until_up(starts=4)
    assert migrations_of(desk) == 3


def migrations_of(desk: SmallDesk) -> int:
    with psycopg.connect(DeskFile.read(desk.folder / "var").database_url) as connection:
        row = connection.execute("SELECT count(*) FROM app.started").fetchone()
    assert row is not None
    return int(row[0])


def test_a_program_that_ignores_the_stop_is_killed(desk: SmallDesk) -> None:
    desk.start(STUBBORN_ENGINE="1").wait_until_up()
    [engine] = desk.began("engine")
    assert desk.send(signal.SIGTERM) == 0
    assert not alive(engine)
    assert sorted(desk.ended()) == ["serve", "work"]


def test_the_guardian_may_die_without_harm(desk: SmallDesk) -> None:
    desk.start().wait_until_up()
    [guardian] = [
        pid
        for pid in children_of(desk.pid)
        if Path(f"/proc/{pid}/comm").read_text().strip() == "desk-guardian"
    ]
    os.kill(guardian, signal.SIGKILL)
    os.kill(desk.began("serve")[0], signal.SIGKILL)
    until(lambda: len(desk.began("serve")) == 2, desk.terminal)
    assert desk.send(signal.SIGTERM) == 0


def test_a_second_desk_for_the_same_data_is_refused_in_a_sentence(desk: SmallDesk) -> None:
    desk.start().wait_until_up()
    second = SmallDesk(desk.folder)
    second.start()
    assert second.process is not None
    assert second.process.wait(SECONDS) == 2
    assert "sudah berjalan" in desk.terminal()
    assert "Traceback" not in desk.terminal()
    assert alive(desk.pid)


def test_a_taken_port_is_named_with_the_way_out(desk: SmallDesk) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", desk.port))
        taken.listen()
        process = desk.start().process
        assert process is not None
        assert process.wait(SECONDS) == 2
    assert f"Port {desk.port}" in desk.terminal()
    assert "BOT_PORT=" in desk.terminal()
    assert "Traceback" not in desk.terminal()


def test_a_failed_migration_stops_the_start(desk: SmallDesk) -> None:
    process = desk.start(FAIL_MIGRATE="1").process
    assert process is not None
    assert process.wait(SECONDS) == 2
    assert desk.began("serve") == []
    assert not (desk.folder / "var/postgres/data/postmaster.pid").exists()


def test_the_data_of_another_version_is_refused_in_a_sentence(desk: SmallDesk) -> None:
    cluster = desk.folder / "var/postgres/data"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("16\n")
    process = desk.start().process
    assert process is not None
    assert process.wait(SECONDS) == 2
    assert "PostgreSQL 16" in desk.terminal()
    assert "Traceback" not in desk.terminal()


def test_every_program_is_told_the_same_clock_and_no_secret_it_does_not_need(
    desk: SmallDesk,
) -> None:
    desk.start(
        BOT_NOW="2026-12-24T08:00:00+07:00",
        BOT_LOG_LEVEL="WARNING",
        BOT_TELEGRAM_TOKEN="123:contoh",
        BOT_SMTP_URL="smtp://loket:rahasia@127.0.0.1:25",
        BOT_SMTP_FROM="loket@contoh.go.id",
    ).wait_until_up()
    serve, work, engine = (
        dict(
            pair.split("=", 1)
            for pair in Path(f"/proc/{desk.began(name)[0]}/environ").read_text().split("\0")
            if pair.startswith("BOT_")
        )
        for name in ("serve", "work", "engine")
    )
    assert work.pop("BOT_TELEGRAM_TOKEN") == "123:contoh"
    assert work.pop("BOT_TELEGRAM_API_URL")
    assert serve.pop("BOT_SMTP_URL") == "smtp://loket:rahasia@127.0.0.1:25"
    of_console = ("BOT_SMTP_FROM", "BOT_PROXY_COUNT", "BOT_PASSWORD_MEMORY_MB")
    assert all(serve.pop(name) for name in (*of_console, "BOT_PASSWORD_ROUNDS"))
    assert serve == work
    assert not any("SMTP" in name for name in engine)
    assert not any("TELEGRAM" in name for name in engine)
    assert serve["BOT_NOW"] == "2026-12-24T08:00:00+07:00"
    assert abs(float(serve["BOT_NOW_SINCE"]) - time.time()) < SECONDS
    assert "BOT_DATABASE_URL" not in engine
    assert "BOT_ENGINE_DATABASE_URL" not in serve
    assert engine["BOT_ENGINE_TOKEN"] == serve["BOT_ENGINE_TOKEN"] != serve["BOT_ACTION_TOKEN"]
    assert engine["BOT_ACTION_TOKEN"] == serve["BOT_ACTION_TOKEN"]
