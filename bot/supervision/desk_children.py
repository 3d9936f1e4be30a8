"""The processes of one desk: what each runs, and what of the environment each is told."""

import os
import secrets
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from bot.processes import die_with_parent
from bot.settings import PREFIX, Settings
from bot.store.embedded import FAST_SHUTDOWN, EmbeddedPostgres, Role
from bot.supervision.desk_file import DeskFile
from bot.supervision.desk_lock import free_port
from bot.supervision.engine_process import engine_command, engine_environment
from bot.supervision.supervisor import Child

ROOT = Path(__file__).resolve().parents[2]
ENGINE_PYTHON = ROOT / ".venv-engine" / "bin" / "python"
ACTION_PATH = "/private/actions"
# Starting it costs little, and nobody is served without it: no long waits, however often it dies.
_DATABASE_PAUSE = 2.0
_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104


@dataclass(frozen=True)
class Programs:
    """The command lines of the desk's own programs; a test puts small ones in their place."""

    migrate: tuple[str, ...] = (sys.executable, "-m", "bot", "migrate")
    serve: tuple[str, ...] = (sys.executable, "-m", "bot", "serve")
    work: tuple[str, ...] = (sys.executable, "-m", "bot", "work")
    train: tuple[str, ...] = (sys.executable, "-m", "bot", "train")
    engine: tuple[str, ...] | None = None  # None: Rasa with the trained model


@dataclass(frozen=True)
class Children:
    """Builds the children of a desk with these settings; ports and tokens are chosen once."""

    settings: Settings
    programs: Programs = Programs()
    started: float = field(default_factory=time.time)
    engine_port: int = field(default_factory=free_port)
    new_token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def data_dir(self) -> Path:
        return self.settings.data_dir.absolute()

    @property
    def embedded(self) -> EmbeddedPostgres | None:
        """The server of our own, unless the operator named another."""
        return None if self.settings.database_url else EmbeddedPostgres(self.data_dir)

    @property
    def database_url(self) -> str:
        """The service's own; of the embedded server only after it was prepared."""
        server = self.embedded
        return server.dsn() if server else self.settings.database_url.reveal()

    @property
    def url(self) -> str:
        return page_url(self.settings)

    @property
    def engine_url(self) -> str:
        return self.settings.engine_url or f"http://127.0.0.1:{self.engine_port}"

    @property
    def engine_token(self) -> str:
        return self.settings.engine_token.reveal() or f"engine-{self.new_token}"

    @property
    def runs_engine(self) -> bool:
        return not self.settings.engine_url

    def desk_file(self) -> DeskFile:
        return DeskFile(self.url, self.engine_url, self.engine_token, self.database_url)

    def database(self, server: EmbeddedPostgres) -> Child:
        return Child(
            "database",
            tuple(server.command()),
            _without_ours(),
            cwd=Path("/"),
            log=self._log("database"),
            prepare=server.prepare,
            enter=server.enter,
            stop_signal=FAST_SHUTDOWN,
            grace=30,
            longest_pause=_DATABASE_PAUSE,
        )

    def migrate(self) -> Child:
        environ = self._service_environ() | _password_environ(self.settings)
        return Child("migrate", self.programs.migrate, environ, cwd=ROOT)

    def serve(self) -> Child:
        environ = self._service_environ() | _console_environ(self.settings)
        return Child("serve", self.programs.serve, environ, cwd=ROOT)

    def work(self) -> Child:
        environ = self._service_environ() | self._telegram_environ()
        return Child("work", self.programs.work, environ, cwd=ROOT)

    def train(self) -> Child:
        return Child("train", self.programs.train, _without_ours(), cwd=ROOT, enter=_politely)

    def can_start_engine(self) -> bool:
        """Return whether there is a trained model; training reads all that it learns from."""
        if self.programs.engine is not None:
            return True
        from bot.training import current_model

        return current_model(ROOT) is not None

    def engine(self) -> Child:
        """Build the engine's child; there must be a trained model."""
        argv, environ = self.programs.engine, _without_ours() | self._engine_environ()
        if argv is None:
            argv, environ = self._rasa(), environ | engine_environment()
        return Child("engine", argv, environ, cwd=ROOT, log=self._log("engine"))

    def _rasa(self) -> tuple[str, ...]:
        from bot.training import current_model

        model = current_model(ROOT)
        if model is None:
            raise LookupError("no trained model")
        return tuple(engine_command(ENGINE_PYTHON, model, "127.0.0.1", self.engine_port))

    def _service_environ(self) -> dict[str, str]:
        settings = self.settings
        ours = {
            "BOT_MODE": settings.mode,
            "BOT_HOST": settings.host,
            "BOT_PORT": str(settings.port),
            "BOT_DATA_DIR": str(self.data_dir),
            "BOT_DATABASE_URL": self.database_url,
            "BOT_ENGINE_URL": self.engine_url,
            "BOT_ENGINE_TOKEN": self.engine_token,
            "BOT_ZONE": settings.zone.key,
            "BOT_LOG_LEVEL": settings.log_level,
        }
        if settings.now is not None:
            ours["BOT_NOW"] = settings.now.isoformat()
            ours["BOT_NOW_SINCE"] = str(settings.now_since or self.started)
        return _without_ours() | ours | self._action_environ()

    def _telegram_environ(self) -> dict[str, str]:
        """Who talks to Telegram is told its secret, and nobody else."""
        token = self.settings.telegram_token
        if not token:
            return {}
        return {
            "BOT_TELEGRAM_TOKEN": token.reveal(),
            "BOT_TELEGRAM_API_URL": self.settings.telegram_api_url,
        }

    def _engine_environ(self) -> dict[str, str]:
        return {
            "BOT_ENGINE_TOKEN": self.engine_token,
            "BOT_ENGINE_DATABASE_URL": self._engine_database_url(),
            **self._action_environ(),
        }

    def _action_environ(self) -> dict[str, str]:
        settings = self.settings
        return {
            "BOT_ACTION_URL": settings.action_url or self.url + ACTION_PATH,
            "BOT_ACTION_TOKEN": settings.action_token.reveal() or f"action-{self.new_token}",
        }

    def _engine_database_url(self) -> str:
        if server := self.embedded:
            return server.dsn(Role.ENGINE)
        given = self.settings.engine_database_url or self.settings.database_url
        return given.reveal()

    def _log(self, name: str) -> Path:
        return self.data_dir / "log" / f"{name}.log"


def page_url(settings: Settings) -> str:
    """Return where the page of a desk is, as this machine reaches it."""
    host = _ANY_ADDRESS.get(settings.host, settings.host)
    return f"http://{host}:{settings.port}"


def _password_environ(settings: Settings) -> dict[str, str]:
    return {
        "BOT_PASSWORD_MEMORY_MB": str(settings.password_memory_mb),
        "BOT_PASSWORD_ROUNDS": str(settings.password_rounds),
    }


def _console_environ(settings: Settings) -> dict[str, str]:
    """Who serves the console is told its secrets, and nobody else."""
    given = {
        "BOT_PUBLIC_URL": settings.public_url,
        "BOT_PROXY_COUNT": str(settings.proxy_count),
        "BOT_SMTP_URL": settings.smtp_url.reveal(),
        "BOT_SMTP_FROM": settings.smtp_from,
        "BOT_OIDC_ISSUER": settings.oidc_issuer,
        "BOT_OIDC_CLIENT_ID": settings.oidc_client_id,
        "BOT_OIDC_CLIENT_SECRET": settings.oidc_client_secret.reveal(),
        "BOT_OIDC_NAME": settings.oidc_name,
    }
    return _password_environ(settings) | {name: value for name, value in given.items() if value}


def _politely(parent: int) -> None:
    """Training leaves the processors to the page, which citizens may use meanwhile."""
    os.nice(10)
    die_with_parent(parent)


def _without_ours() -> dict[str, str]:
    """The environment that every child may see; what is ours is told to each by name."""
    return {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
