"""What the processes log: constant sentences with ids, counts and durations, never text."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

from bot.settings import Mode, Settings

# These would log addresses with ids in them, or every job, at INFO.
_QUIET = ("httpx", "httpcore", "procrastinate", "asyncio", "rasa_sdk")
# It logs what citizens write: at DEBUG, and at ERROR where it cannot read an answer.
_SILENT = ("telegram",)
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def configure_logging(settings: Settings) -> None:
    """Send every record to standard error: JSON in production, one plain line in a demo."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if settings.mode is Mode.PRODUCTION else PlainLines())
    logging.basicConfig(level=settings.log_level.value, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


class JsonLines(logging.Formatter):
    """One JSON object a line, for a log collector."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record with its ids as fields of their own."""
        fields: dict[str, object] = {
            "at": _time_of(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_extras(record),
        }
        if error := _error(record):
            fields["error"] = error
        return json.dumps(fields, ensure_ascii=False, default=str)


class PlainLines(logging.Formatter):
    """One line for a person: time, level, sentence, ids."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record with its ids behind the sentence."""
        ids = " ".join(f"{name}={value}" for name, value in _extras(record).items())
        words = (_time_of(record), record.levelname, record.getMessage(), ids, _error(record))
        return " ".join(word for word in words if word)


def _time_of(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _extras(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}


def _error(record: logging.LogRecord) -> str:
    """Tell the kind of an error and where it was raised; its message may hold a citizen's words."""
    if not record.exc_info or record.exc_info[1] is None:
        return ""
    error = record.exc_info[1]
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}"
