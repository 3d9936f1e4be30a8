"""`make understand`: what the desk understands of many questions, for measuring."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx

from bot.application.answer_text import AnswerText
from bot.application.consult import Consult
from bot.application.ports import EngineUnavailable, TurnFailed
from bot.application.understanding import Asked
from bot.assistant import RasaEngine
from bot.bootstrap import build_care, build_live_catalogue
from bot.domain.privacy import mask
from bot.operator_messages import StartError
from bot.settings import Settings
from bot.store.database import Database
from bot.supervision.desk_file import DeskFile
from bot.supervision.desk_lock import free_port

_BATCH = 200
_START_SECONDS = 600


def understand_file(questions: Path, answers: Path, settings: Settings) -> int:
    """Read {"text"} lines, write {"text", "aspect", "service", "confidence"}; return how many.

    The running desk is asked; where none runs, one is started for as long as it takes.

    Raises:
        StartError: the file cannot be read, or a line of it is wrong.
    """
    texts = _read(questions)
    with _some_desk(settings) as desk:
        try:
            rows = asyncio.run(_understand(texts, desk))
        except (EngineUnavailable, TurnFailed) as error:
            raise StartError.because("ask_unreachable", url=desk.engine_url) from error
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    answers.write_text("".join(lines), encoding="utf-8")
    return len(rows)


def _read(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise StartError.because("understand_no_file", path=path) from error
    return [_text(line, path, n) for n, line in enumerate(lines, start=1) if line.strip()]


def _text(line: str, path: Path, number: int) -> str:
    try:
        return str(json.loads(line)["text"])
    except (ValueError, KeyError, TypeError) as error:
        raise StartError.because("understand_bad_line", path=path, line=number) from error


async def _understand(texts: list[str], desk: DeskFile) -> list[dict[str, object]]:
    database = Database(desk.database_url, pool_size=2)
    engine = RasaEngine(desk.engine_url, desk.engine_token)
    words = AnswerText()
    consult = Consult(database, build_live_catalogue(database), words, build_care(words))
    now = datetime.now(UTC)
    rows: list[dict[str, object]] = []
    try:
        await _wait_for(engine)
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            # Masked as in a conversation, so that the same is measured.
            masked = [mask(text).text for text in batch]
            for text, hidden, aspects in zip(
                batch, masked, await engine.understand(masked), strict=True
            ):
                meant = await consult.understand(Asked(0, now, hidden, aspects))
                rows.append(
                    {
                        "text": text,
                        "aspect": meant.aspect,
                        "service": meant.subject,
                        "confidence": round(meant.confidence, 4),
                    }
                )
    finally:
        await engine.close()
        await database.close()
    return rows


async def _wait_for(engine: RasaEngine) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        if await engine.is_ready():
            return
        await asyncio.sleep(0.5)
    raise StartError.because("understand_not_ready", seconds=_START_SECONDS)


@contextmanager
def _some_desk(settings: Settings) -> Iterator[DeskFile]:
    running = _running_desk(settings)
    if running is not None:
        yield running
        return
    with _temporary_desk(settings) as desk:
        yield desk


def _running_desk(settings: Settings) -> DeskFile | None:
    """Return the desk that runs now; a killed one leaves its file behind."""
    try:
        desk = DeskFile.read(settings.data_dir)
        httpx.get(f"{desk.url}/healthz", timeout=2.0, trust_env=False)
    except (StartError, httpx.HTTPError):
        return None
    return desk


@contextmanager
def _temporary_desk(settings: Settings) -> Iterator[DeskFile]:
    environ = {**os.environ, "BOT_PORT": str(free_port())}
    process = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=environ, stdout=sys.stderr)
    try:
        yield _wait_for_desk(settings, process)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait_for_desk(settings: Settings, process: "subprocess.Popen[bytes]") -> DeskFile:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if desk := _running_desk(settings):
            return desk
        time.sleep(0.3)
    raise StartError.because("desk_not_running", path=settings.data_dir)
