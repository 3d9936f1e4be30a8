"""The environment variables of the desk, read once and refused when strange."""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.operator_messages import Message, StartError

PREFIX = "BOT_"
_TELEGRAM_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
_HOST = re.compile(r"[A-Za-z0-9.:_-]+")
_MAIL = re.compile(r"[^@\s<>]+@[A-Za-z0-9.-]+")
_USUAL_PORTS = {"http": 80, "https": 443}
_THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}
# The second is useless, or unsafe to guess, without the first.
_TOGETHER = (
    ("smtp_url", "smtp_from"),
    ("oidc_issuer", "oidc_client_id"),
    ("oidc_issuer", "oidc_client_secret"),
    ("oidc_issuer", "public_url"),
)


class Mode(StrEnum):
    DEMO = "demo"
    PRODUCTION = "production"


class LogLevel(StrEnum):
    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


@dataclass(frozen=True)
class Secret:
    """A value that never shows itself in a log or a traceback; empty when not set."""

    value: str = ""

    def reveal(self) -> str:
        return self.value

    def __bool__(self) -> bool:
        return bool(self.value)

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__


@dataclass(frozen=True)
class Settings:
    """Everything that can be set from outside; a field `x_y` is the variable BOT_X_Y."""

    mode: Mode = Mode.DEMO
    now: datetime | None = None
    now_since: float | None = None  # epoch second at which `now` was true, set by the supervisor
    host: str = "127.0.0.1"
    port: int = 8000
    data_dir: Path = Path("var")
    database_url: Secret = Secret()
    engine_url: str = ""
    engine_token: Secret = Secret()
    engine_database_url: Secret = Secret()
    action_token: Secret = Secret()
    action_url: str = ""
    telegram_token: Secret = Secret()
    telegram_api_url: str = "https://api.telegram.org"
    public_url: str = ""
    proxy_count: int = 0
    password_memory_mb: int = 64
    password_rounds: int = 3
    smtp_url: Secret = Secret()
    smtp_from: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: Secret = Secret()
    oidc_name: str = ""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Jakarta"))
    log_level: LogLevel = LogLevel.INFO

    @classmethod
    def from_env(
        cls, environ: Mapping[str, str] | None = None, *, required: Iterable[str] = ()
    ) -> Self:
        """Read the environment; raise StartError with all that is wrong, not only the first.

        `required` names variables (BOT_...) that this process cannot work without.
        """
        environ = os.environ if environ is None else environ
        given = {name: environ[name] for name in cls.names() if environ.get(name)}
        problems = [Message("settings_unknown", {"name": name}) for name in _unknown(environ)]
        problems += [
            Message("settings_missing", {"name": name}) for name in required if name not in given
        ]
        values: dict[str, Any] = {}
        for name, text in given.items():
            _parse_into(values, name, text, problems)
        problems += _contradictions(values)
        if problems:
            raise StartError(*sorted(problems, key=str))
        return cls(**values)

    @property
    def clock(self) -> Clock:
        return Clock() if self.now is None else Clock.set_to(self.now, self.now_since)

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the names of all variables, for the guide and its test."""
        return tuple(_variable(each.name) for each in fields(cls))


def _variable(field_name: str) -> str:
    return PREFIX + field_name.upper()


def _field(name: str) -> str:
    return name.removeprefix(PREFIX).lower()


def _unknown(environ: Iterable[str]) -> list[str]:
    known = set(Settings.names())
    return [name for name in environ if name.startswith(PREFIX) and name not in known]


def _contradictions(values: Mapping[str, Any]) -> list[Message]:
    """Tell which values do not go together, or not without another."""
    problems = []
    if values.get("mode") is Mode.PRODUCTION and "now" in values:
        problems.append(Message("settings_now_in_production"))
    for name, needed in _TOGETHER:
        if name in values and needed not in values:
            told = Message(
                "settings_needed_by", {"name": _variable(needed), "because": _variable(name)}
            )
            problems.append(told)
    return problems


def _parse_into(values: dict[str, Any], name: str, text: str, problems: list[Message]) -> None:
    """Parse one variable; the sentence for a refused one shows the value unless it is secret."""
    field_name = _field(name)
    try:
        values[field_name] = _PARSERS[field_name](text)
    except (ValueError, OverflowError):
        problems.append(Message(f"settings_bad_{field_name}", {"name": name, "value": text}))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no offset")
    return moment


def _epoch(text: str) -> float:
    return datetime.fromtimestamp(float(text), UTC).timestamp()


def _whole(smallest: int, largest: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not smallest <= int(text) <= largest:
            raise ValueError("out of range")
        return int(text)

    return parse


def _host(text: str) -> str:
    if not _HOST.fullmatch(text):
        raise ValueError("not a host")
    return text


def _zone(text: str) -> ZoneInfo:
    # A folder of the zone database ("Asia") raises IsADirectoryError, an unknown name KeyError.
    try:
        return ZoneInfo(text)
    except (KeyError, OSError) as error:
        raise ValueError("not a zone") from error


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("not a URL")
    return text.rstrip("/")


def _origin(text: str) -> str:
    """Return an origin just as browsers write it: they are compared with it."""
    parts = urlsplit(_url(text))
    host = parts.hostname or ""
    if parts.path or parts.query or parts.fragment or "@" in text or not _HOST.fullmatch(host):
        raise ValueError("not only a scheme and a host")
    name = f"[{host}]" if ":" in host else host
    is_usual = parts.port in {None, _USUAL_PORTS[parts.scheme]}
    return f"{parts.scheme}://{name}" if is_usual else f"{parts.scheme}://{name}:{parts.port}"


def _secure_url(text: str) -> str:
    parts = urlsplit(_url(text))
    if parts.scheme != "https" and parts.hostname not in _THIS_MACHINE:
        raise ValueError("not secure")
    return text.rstrip("/")


def _smtp_url(text: str) -> Secret:
    parts = urlsplit(text)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or not parts.port:
        raise ValueError("not a mail server")
    return Secret(text)


def _mail_address(text: str) -> str:
    if not _MAIL.fullmatch(text.strip()):
        raise ValueError("not a mail address")
    return text.strip()


def _line(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError("not one line")
    return text.strip()


def _telegram_token(text: str) -> Secret:
    if not _TELEGRAM_TOKEN.fullmatch(text.strip()):
        raise ValueError("not a token of Telegram's")
    return Secret(text.strip())


def _database_url(text: str) -> Secret:
    if urlsplit(text).scheme != "postgresql":
        raise ValueError("not PostgreSQL")
    return Secret(text)


_PARSERS: dict[str, Callable[[str], object]] = {
    "mode": Mode,
    "now": _moment,
    "now_since": _epoch,
    "host": _host,
    "port": _whole(1, 65535),
    "data_dir": Path,
    "database_url": _database_url,
    "engine_url": _url,
    "engine_token": Secret,
    "engine_database_url": _database_url,
    "action_token": Secret,
    "action_url": _url,
    "telegram_token": _telegram_token,
    "telegram_api_url": _url,
    "public_url": _origin,
    "proxy_count": _whole(0, 9),
    # The floor is what OWASP asks for at least; more than the roof would only starve the desk.
    "password_memory_mb": _whole(19, 1024),
    "password_rounds": _whole(2, 20),
    "smtp_url": _smtp_url,
    "smtp_from": _mail_address,
    "oidc_issuer": _secure_url,
    "oidc_client_id": _line,
    "oidc_client_secret": Secret,
    "oidc_name": _line,
    "zone": _zone,
    "log_level": LogLevel,
}
