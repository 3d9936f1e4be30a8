"""Keeps citizens' words out of the engine's log."""

from __future__ import annotations

import logging
import sys

import structlog


class WithoutDetails(logging.Filter):
    """Reduces an exception to its class: its message may hold what a citizen wrote."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record in place and let it pass."""
        if record.exc_info and record.exc_info[0]:
            record.msg = f"{record.name}: {record.exc_info[0].__name__}"
            record.args, record.exc_info, record.exc_text = (), None, None
        return True


def configure() -> None:
    """Log warnings in one line each; Rasa's finer levels print the text of every message."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(WithoutDetails())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("engine").setLevel(logging.INFO)
    # Libraries frozen in time warn about each other on every start.
    logging.captureWarnings(capture=True)
    logging.getLogger("py.warnings").setLevel(logging.CRITICAL)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        processors=[structlog.processors.add_log_level, _without_values],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _without_values(_: object, __: str, event: dict[str, object]) -> str:
    return f"{event.get('level')} {event.get('event')}"
