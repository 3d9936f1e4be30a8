"""How the engine is started: its command, and what its libraries are told."""

from __future__ import annotations

from pathlib import Path


def engine_command(engine_python: Path, model: Path, host: str, port: int) -> list[str]:
    """Return the command; it is run in the project's root folder."""
    return [
        str(engine_python),
        *("-m", "engine"),
        *("--model", str(model)),
        *("--host", host),
        *("--port", str(port)),
    ]


def engine_environment() -> dict[str, str]:
    """Return what the engine's libraries must be told, beside its addresses and tokens."""
    return {
        "RASA_TELEMETRY_ENABLED": "false",
        # Rasa's pool would otherwise be 50 connections, and 100 beyond.
        "POSTGRESQL_SCHEMA": "engine",
        "POSTGRESQL_POOL_SIZE": "4",
        "POSTGRESQL_MAX_OVERFLOW": "4",
        # One message is too little work to share among threads.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
