"""The PostgreSQL server that comes with the desk: one data folder, a local socket, no port."""

import hashlib
import os
import secrets
import signal
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from urllib.parse import quote

import psycopg

from bot.folders import make_data_folder, make_private_folder, write_private
from bot.operator_messages import StartError
from bot.processes import die_with_parent
from bot.store import identity
from bot.store.leftovers import stop_leftovers
from bot.store.postgres_programs import initdb, program, run
from bot.store.provision import DATABASE, provision

VERSION = "18"
FAST_SHUTDOWN = signal.SIGINT
_LONGEST_SOCKET = 107  # bytes, the kernel's limit for the path of a Unix socket
_SOCKET_FILE = ".s.PGSQL.5432"
_SHORT_FOLDER = Path("/tmp")  # noqa: S108  (the folder made below it is private, or refused)
_READY_SECONDS = 60

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "io_method": "sync",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A failing statement or row may hold a citizen's words: the log gets neither.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


class Role(StrEnum):
    """Who connects: the server's own administrator, the service, or the engine's tracker."""

    ADMIN = "postgres"
    SERVICE = "tanya_loket"
    ENGINE = "engine"


@dataclass(frozen=True)
class EmbeddedPostgres:
    """A server whose files live in `data_dir`/postgres and its passwords in `data_dir`/secrets.

    Use: prepare(), start command() with enter() in the child, wait_ready(), dsn(role).
    """

    data_dir: Path
    durable: bool = True  # False only for throw-away servers of tests

    @property
    def home(self) -> Path:
        return self.data_dir.absolute() / "postgres"

    @property
    def cluster(self) -> Path:
        return self.home / "data"

    @property
    def socket(self) -> str:
        """The folder of the socket: with the data, or a short one where that path is too long.

        Not an abstract socket: psycopg 3 takes the @ for the name of a machine.
        """
        if len(os.fsencode(self.home / _SOCKET_FILE)) <= _LONGEST_SOCKET:
            return str(self.home)
        name = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:24]
        return str(_SHORT_FOLDER / f"tanya-loket-{name}")

    def prepare(self) -> None:
        """Create the data folder, or make an existing one safe to start on.

        Raises:
            StartError: the folder is of another version or owner, or nobody may run the server.
        """
        program("postgres")
        make_data_folder(self.data_dir)
        if self.home.exists():
            identity.owner_of(self.home)
        make_private_folder(self.data_dir / "secrets")
        if self.cluster.exists():
            self._make_safe()
        else:
            self._create()
        if self.socket != str(self.home):
            self._make_socket_folder(Path(self.socket))
        for role in (Role.SERVICE, Role.ENGINE):
            if not self._password_file(role).exists():
                write_private(self._password_file(role), secrets.token_hex(24))

    def command(self) -> list[str]:
        """Return the command line of the server in the foreground."""
        settings = _SETTINGS | {
            "unix_socket_directories": self.socket,
            "fsync": "on" if self.durable else "off",
        }
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(program("postgres")), "-D", str(self.cluster), *words]

    def enter(self, parent: int) -> None:
        """Become the server's user and end with the parent; runs in the child."""
        self._identity.enter()
        die_with_parent(parent, FAST_SHUTDOWN)

    def wait_ready(
        self, alive: Callable[[], bool] = lambda: True, seconds: float = _READY_SECONDS
    ) -> None:
        """Wait until the server answers, then see to its roles, database and schemas.

        Raises:
            StartError: it ended, or does not answer in time.
        """
        deadline = time.monotonic() + seconds
        while not self.answers():
            if not alive() or time.monotonic() > deadline:
                raise StartError.because(
                    "database_not_ready", seconds=seconds, log=self.data_dir / "log"
                )
            time.sleep(0.05)
        self.provision()

    def answers(self) -> bool:
        """Return whether the server takes connections now."""
        try:
            psycopg.connect(self.dsn(Role.ADMIN, "postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def provision(self) -> None:
        """See to the roles, database and schemas of a server that answers."""
        passwords = {str(role): self._password(role) for role in (Role.SERVICE, Role.ENGINE)}
        provision(self.dsn(Role.ADMIN, "postgres"), self.dsn(Role.ADMIN), passwords)

    def dsn(self, role: Role = Role.SERVICE, database: str = DATABASE) -> str:
        """Return the connection URL of a role; it contains the password."""
        host = quote(self.socket, safe="")
        return f"postgresql://{role}:{self._password(role)}@/{database}?host={host}"

    @cached_property
    def _identity(self) -> identity.Identity:
        return identity.owner_of(self.cluster)

    def _make_safe(self) -> None:
        self._check_version()
        if not identity.can_run(self._identity, self.cluster, program("postgres")):
            raise StartError.because("database_no_identity", path=program("postgres"))
        stop_leftovers(self.cluster)
        if not self._password_file(Role.ADMIN).exists():
            self._set_admin_password(self.cluster, self._identity)

    def _check_version(self) -> None:
        try:
            found = (self.cluster / "PG_VERSION").read_text().strip()
        except OSError as error:
            raise StartError.because("database_not_ours", path=self.cluster) from error
        if found != VERSION:
            raise StartError.because(
                "database_other_version", path=self.home, found=found, expected=VERSION
            )

    def _create(self) -> None:
        """Build the cluster beside its place, then move it there: a killed start leaves none."""
        make_private_folder(self.home)
        owner = identity.choose_for(self.home, program("postgres"))
        unfinished = self.home / "data.new"
        rmtree(unfinished, ignore_errors=True)
        run(owner, initdb(unfinished, Role.ADMIN, durable=self.durable))
        # One door: the socket, with a password. initdb was told to reject all until here.
        (unfinished / "pg_hba.conf").write_text("local all all scram-sha-256\n")
        self._set_admin_password(unfinished, owner)
        unfinished.rename(self.cluster)

    def _set_admin_password(self, cluster: Path, owner: identity.Identity) -> None:
        """Set it without a running server, so that a lost secrets folder is no lost data."""
        password = secrets.token_hex(24)
        single_user = [str(program("postgres")), "--single", "-D", str(cluster), "postgres"]
        run(owner, single_user, f"ALTER ROLE {Role.ADMIN} PASSWORD '{password}';\n")
        write_private(self._password_file(Role.ADMIN), password)

    def _make_socket_folder(self, folder: Path) -> None:
        """A folder in a place open to all: taken only when it is the server's own and closed."""
        make_private_folder(folder)
        owner = self._identity
        if os.geteuid() == 0 and folder.lstat().st_uid == 0:
            os.chown(folder, owner.uid, owner.gid, follow_symlinks=False)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or (found.st_uid, found.st_mode & 0o077) != (
            owner.uid,
            0,
        ):
            raise StartError.because("database_socket_taken", path=folder)

    def _password(self, role: Role) -> str:
        return self._password_file(role).read_text().strip()

    def _password_file(self, role: Role) -> Path:
        return self.data_dir / "secrets" / f"database-{role}"
