"""The web application on a free port of this machine, as browsers and programmes meet it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic

from actions import ActionConsult
from bot.application.answer_text import AnswerText
from bot.application.consult import Consult
from bot.application.published_hours import PublishedHours
from bot.application.readiness import Readiness
from bot.application.transcripts import Transcripts
from bot.bootstrap import build_care, build_live_catalogue
from bot.clock import Clock
from bot.jobs import register_jobs, run_worker
from bot.store.bell import Bell
from bot.store.database import Database
from bot.web.action_endpoint import action_routes
from bot.web.app import App, create_app
from bot.web.consult import consult_routes
from bot.web.docs import docs_routes
from bot.web.health import health_routes
from bot.web.public import public_routes
from bot.web.webchat import DeskOfPage, WebChat, webchat_routes
from tests.conversations import Desk
from tests.engines import FakeEngine

ACTION_TOKEN = "token-of-the-engine"


@dataclass(frozen=True)
class Served:
    """A served desk: where it is, and the parts behind it."""

    url: str
    desk: Desk

    def client(self) -> httpx.AsyncClient:
        """Return a new browser or programme; it follows no redirect by itself."""
        return httpx.AsyncClient(base_url=self.url, trust_env=False, timeout=30)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Answer messages while the block lasts."""
        stopping = asyncio.Event()
        queue, database = self.desk.queue, self.desk.database
        # No task group: a fixture may be left in another task than it was entered in.
        worker = asyncio.create_task(run_worker(queue, database, concurrency=4, stopping=stopping))
        try:
            yield
        finally:
            stopping.set()
            await worker


@asynccontextmanager
async def served(
    database: Database,
    dsn: str,
    engine: FakeEngine | None = None,
    *,
    demo: bool = True,
    clock: Clock | None = None,
) -> AsyncIterator[Served]:
    """Serve a desk with a fake engine while the block lasts; its public data tell by `clock`."""
    desk = Desk.on(database, dsn, engine)
    register_jobs(desk.queue, desk.conversing)
    app = _app(desk, dsn, clock or Clock(), demo=demo)
    # Sanic's rewriting of its own methods works once in a process, and tests serve many desks.
    app.config.TOUCHUP = False
    try:
        async with _running(app) as url:
            yield Served(url, desk)
    finally:
        Sanic.unregister_app(app)


@asynccontextmanager
async def _running(app: App) -> AsyncIterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server: Any = await app.create_server(sock=listener, return_asyncio_server=True)
        await server.startup()
        await server.before_start()
        await server.after_start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            await server.before_stop()
            server.close()
            await server.after_stop()


def _app(desk: Desk, dsn: str, clock: Clock, *, demo: bool) -> App:
    bell = Bell(dsn)
    live = build_live_catalogue(desk.database)
    transcripts = Transcripts(desk.database, bell)
    page = DeskOfPage(live, clock, demo=demo, clock_is_set=False)
    executor = ActionExecutor()
    words = AnswerText()
    consult = Consult(desk.database, live, words, build_care(words))
    executor.register_action(ActionConsult(consult))
    return create_app(
        [
            webchat_routes(WebChat(desk.reception, transcripts, desk.engine, page)),
            consult_routes(desk.reception, transcripts, demo=demo),
            public_routes(PublishedHours(live, words, clock)),
            action_routes(executor, ACTION_TOKEN),
            health_routes(Readiness(desk.database, desk.engine)),
            docs_routes(),
        ],
        bell,
    )
