import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from bot.operator_messages import StartError
from bot.store.embedded import EmbeddedPostgres, Role
from bot.store.identity import Identity
from bot.store.leftovers import stop_leftovers
from tests.servers import running, start

AS_ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not AS_ROOT, reason="needs root to become another user")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that another user can pass through, unlike pytest's own."""
    with TemporaryDirectory(prefix="loket-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def server_in(folder: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(folder, durable=False)


def ask(server: EmbeddedPostgres, query: str, role: Role = Role.SERVICE) -> object:
    with psycopg.connect(server.dsn(role)) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def change(server: EmbeddedPostgres, query: str, role: Role = Role.SERVICE) -> None:
    with psycopg.connect(server.dsn(role)) as connection:
        connection.execute(query)


def refused(server: EmbeddedPostgres) -> str:
    with pytest.raises(StartError) as caught:
        server.prepare()
    return caught.value.messages[0].key


def test_what_was_written_is_there_after_a_stop_and_a_start(folder: Path) -> None:
    with running(server_in(folder)) as server:
        change(server, "CREATE TABLE note AS SELECT 'tetap' AS word")
    with running(server_in(folder)) as server:
        assert ask(server, "SELECT word FROM app.note") == "tetap"


def test_each_role_sees_its_own_schemas(folder: Path) -> None:
    with running(server_in(folder)) as server:
        change(server, "CREATE TABLE app.note (word text)")
        change(server, "CREATE TABLE events (id int)", Role.ENGINE)
        assert ask(server, "SELECT current_schemas(false)") == ["app", "queue"]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(server, "SELECT count(*) FROM app.note", Role.ENGINE)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(server, "SELECT count(*) FROM engine.events")


def test_the_service_may_create_the_extensions_it_needs(folder: Path) -> None:
    with running(server_in(folder)) as server:
        for name in ("pg_trgm", "btree_gist", "unaccent"):
            change(server, f"CREATE EXTENSION {name}")
        assert ask(server, "SELECT 'kartu' % 'karto'") is True


def test_a_wrong_password_is_refused(folder: Path) -> None:
    with running(server_in(folder)) as server:
        for role in Role:
            _, _, strange = server.dsn(role).partition("@")
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(f"postgresql://{role}:salah@{strange}")


def test_nobody_can_reach_it_over_the_network(folder: Path) -> None:
    with running(server_in(folder)) as server:
        assert ask(server, "SHOW listen_addresses") == ""
        with socket.socket() as probe, pytest.raises(OSError, match="refused"):
            probe.connect(("127.0.0.1", 5432))


def test_it_writes_through_to_the_disk_by_default(folder: Path) -> None:
    assert "fsync=on" in EmbeddedPostgres(folder).command()


def test_passwords_are_for_the_owner_alone(folder: Path) -> None:
    server_in(folder).prepare()
    modes = {file.stat().st_mode & 0o777 for file in (folder / "secrets").iterdir()}
    assert modes == {0o600}
    assert (folder / "secrets").stat().st_mode & 0o777 == 0o700


def test_a_killed_server_starts_again_with_what_was_committed(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    server.prepare()
    process = start(server)
    server.wait_ready()
    change(server, "CREATE TABLE note AS SELECT 'tetap' AS word")
    process.kill()
    process.wait()
    with running(EmbeddedPostgres(folder)) as again:
        assert ask(again, "SELECT word FROM note") == "tetap"


def test_a_server_that_outlived_its_supervisor_is_stopped_first(folder: Path) -> None:
    server = server_in(folder)
    server.prepare()
    old = start(server)
    server.wait_ready()
    with running(server_in(folder)) as again:
        assert old.wait(timeout=5) == 0
        assert ask(again, "SELECT 1") == 1


def test_a_pid_file_whose_number_another_program_got_is_no_obstacle(folder: Path) -> None:
    with running(server_in(folder)) as server:
        pass
    recorded = (str(os.getpid()), str(server.cluster), "1", "5432", str(server.home), "", "")
    (server.cluster / "postmaster.pid").write_text("\n".join(recorded))
    with running(server_in(folder)) as again:
        assert ask(again, "SELECT 1") == 1


def test_a_backend_without_a_postmaster_is_ended_before_a_start(folder: Path) -> None:
    server = server_in(folder)
    server.prepare()
    command = [sys.executable, "-c", "input()"]
    with subprocess.Popen(command, cwd=server.cluster, stdin=subprocess.PIPE) as orphan:
        stop_leftovers(server.cluster)
        # Asked first; killed where it takes too long, as on a machine under load.
        assert orphan.wait(timeout=5) in (-signal.SIGQUIT, -signal.SIGKILL)


def test_a_killed_first_start_leaves_nothing_half_made(folder: Path) -> None:
    (folder / "postgres" / "data.new" / "base").mkdir(parents=True)
    with running(server_in(folder)) as server:
        assert ask(server, "SELECT 1") == 1
        assert not (folder / "postgres" / "data.new").exists()


def test_a_lost_secrets_folder_is_no_lost_data(folder: Path) -> None:
    with running(server_in(folder)) as server:
        change(server, "CREATE TABLE note AS SELECT 'tetap' AS word")
    for file in (folder / "secrets").iterdir():
        file.unlink()
    with running(server_in(folder)) as server:
        assert ask(server, "SELECT word FROM note") == "tetap"


def test_the_data_of_another_version_is_refused(folder: Path) -> None:
    server = server_in(folder)
    server.prepare()
    (server.cluster / "PG_VERSION").write_text("17\n")
    assert refused(server_in(folder)) == "database_other_version"


def test_a_folder_that_is_no_cluster_is_refused(folder: Path) -> None:
    (folder / "postgres" / "data").mkdir(parents=True)
    assert refused(server_in(folder)) == "database_not_ours"


def test_a_long_path_gets_its_socket_in_a_short_private_folder(folder: Path) -> None:
    deep = folder / ("sangat-panjang-" * 7)
    with running(server_in(deep)) as server:
        assert ask(server, "SELECT 1") == 1
        assert Path(server.socket).stat().st_mode & 0o777 == 0o700
    Path(server.socket).chmod(0o755)
    assert refused(server_in(deep)) == "database_socket_taken"
    Path(server.socket).rmdir()


def test_two_long_paths_get_two_sockets(folder: Path) -> None:
    one, two = (server_in(folder / (letter * 120)) for letter in "ab")
    assert one.socket != two.socket


def test_the_longest_path_of_a_socket_is_used_to_the_last_byte(folder: Path) -> None:
    rest = 107 - len(f"{folder}//postgres/.s.PGSQL.5432")
    with running(server_in(folder / ("x" * rest))) as server:
        assert server.socket == str(server.home)
    assert server_in(folder / ("x" * (rest + 1))).socket != str(server.home)


def test_a_path_with_spaces_and_letters_beyond_ascii_works(folder: Path) -> None:
    with running(server_in(folder / "data loket é & 100%")) as server:
        assert ask(server, "SELECT 1") == 1


@needs_root
def test_root_gives_the_server_to_an_ordinary_user_and_changes_no_other_folder(
    folder: Path,
) -> None:
    with running(server_in(folder)) as server:
        assert server.cluster.stat().st_uid != 0
    assert folder.stat().st_uid == 0
    assert folder.stat().st_mode & 0o777 == 0o711


@needs_root
def test_below_a_closed_folder_root_uses_a_namespace_and_opens_nothing(folder: Path) -> None:
    folder.chmod(0o700)
    with running(server_in(folder)) as server:
        assert ask(server, "SELECT 1") == 1
        assert server.cluster.stat().st_uid == 0
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o711)  # passable now; the folder stays with the owner it was made for
    with running(server_in(folder)) as server:
        assert server.cluster.stat().st_uid == 0


@needs_root
def test_an_ordinary_user_runs_a_server_of_its_own(folder: Path) -> None:
    (folder / "own").mkdir()
    os.chown(folder / "own", 65534, 65534)
    script = (
        "from pathlib import Path; from tests.servers import running;"
        "from bot.store.embedded import EmbeddedPostgres as E;"
        f"w = running(E(Path('{folder}/own/var'), durable=False)); s = w.__enter__();"
        "import psycopg, os; print(os.geteuid(), s.cluster.stat().st_uid,"
        " psycopg.connect(s.dsn()).execute('SELECT 7').fetchone()[0]); w.__exit__(None, None, None)"
    )
    done = as_user(65534, script)
    assert (done.stdout.split(), done.stderr) == (["65534", "65534", "7"], "")


@needs_root
def test_an_ordinary_user_is_refused_the_folder_of_another(folder: Path) -> None:
    server_in(folder).prepare()
    folder.chmod(0o777)
    script = (
        "from pathlib import Path; from bot.store.embedded import EmbeddedPostgres as E;"
        "from bot.operator_messages import StartError\n"
        f"try: E(Path('{folder}')).prepare()\n"
        "except StartError as error: print(error.messages[0].key)"
    )
    assert as_user(65533, script).stdout.strip() == "database_other_owner"


def as_user(uid: int, script: str) -> subprocess.CompletedProcess[str]:
    """Run a script with this interpreter; where the user cannot reach it, the test is skipped."""
    words = ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", sys.executable, "-c"]
    if subprocess.run([*words, "pass"], check=False, capture_output=True).returncode != 0:
        pytest.skip(f"{sys.executable} is closed to other users")
    return subprocess.run([*words, script], check=False, capture_output=True, text=True)


def test_the_server_ends_with_the_process_that_started_it(folder: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tests.servers import start;"
        "from bot.store.embedded import EmbeddedPostgres as E;"
        f"s = E(Path('{folder}'), durable=False); s.prepare(); p = start(s); s.wait_ready();"
        "print(p.pid, flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    assert parent.stdin is not None
    server = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdin.close()
    parent.stdout.close()
    assert gone(server)


def gone(pid: int, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return not Path(f"/proc/{pid}").exists()


def test_an_identity_that_cannot_be_taken_is_not_chosen(tmp_path: Path) -> None:
    from bot.store.identity import can_run

    nobody_here = Identity(uid=4_000_000_000, gid=4_000_000_000)
    assert not can_run(nobody_here, tmp_path, Path("/nowhere/postgres"))
