"""The web application on a free port of this machine, as browsers and programmes meet it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic

from actions import ActionConsult
from bot.application.answer_text import AnswerText
from bot.application.consult import Consult
from bot.application.passwords import Passwords
from bot.application.ports import IdentityProvider, Letters
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
from bot.web.console.console import ConsoleParts, build_console
from bot.web.console.routing import Console
from bot.web.consult import consult_routes
from bot.web.docs import docs_routes
from bot.web.health import health_routes
from bot.web.public import public_routes
from bot.web.webchat import DeskOfPage, WebChat, webchat_routes
from tests.conversations import Desk
from tests.engines import FakeEngine

ACTION_TOKEN = "token-of-the-engine"
# Far cheaper than settings allow, so that tests of everything else need not wait for them.
PASSWORDS = Passwords(memory_mb=1, rounds=1)


@dataclass(frozen=True)
class ConsoleSet:
    """How the console of a served desk differs from one without any setting."""

    provider: IdentityProvider | None = None
    letters: Letters | None = None
    public_url: str = ""
    proxies: int = 0
    passwords: Passwords = PASSWORDS
    # Adds routes of the test's own.
    more: Callable[[Console], None] = lambda _console: None


@dataclass(frozen=True)
class Served:
    """A served desk: where it is, and the parts behind it."""

    url: str
    desk: Desk
    app: App
    console: Console
    kept: list[httpx.AsyncClient] = field(default_factory=list)

    def client(self) -> httpx.AsyncClient:
        """Return a new browser or programme; it follows no redirect by itself."""
        return httpx.AsyncClient(base_url=self.url, trust_env=False, timeout=30)

    def kept_client(self) -> httpx.AsyncClient:
        """Return a new browser that is closed with the desk."""
        self.kept.append(self.client())
        return self.kept[-1]

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
    console: ConsoleSet | None = None,
) -> AsyncIterator[Served]:
    """Serve a desk with a fake engine while the block lasts; its public data tell by `clock`."""
    desk = Desk.on(database, dsn, engine)
    register_jobs(desk.queue, desk.conversing)
    app, built = _app(desk, dsn, clock or Clock(), console or ConsoleSet(), demo=demo)
    # Sanic's rewriting of its own methods works once in a process, and tests serve many desks.
    app.config.TOUCHUP = False
    try:
        async with _running(app) as url:
            served = Served(url, desk, app, built)
            try:
                yield served
            finally:
                for client in served.kept:
                    await client.aclose()
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


def _app(
    desk: Desk, dsn: str, clock: Clock, settings: ConsoleSet, *, demo: bool
) -> tuple[App, Console]:
    bell = Bell(dsn)
    live = build_live_catalogue(desk.database)
    transcripts = Transcripts(desk.database, bell)
    page = DeskOfPage(live, clock, demo=demo, clock_is_set=False)
    console = build_console(
        ConsoleParts(
            desk.database, live, page, settings.passwords, settings.provider, settings.letters
        )
    )
    settings.more(console)
    executor = ActionExecutor()
    words = AnswerText()
    consult = Consult(desk.database, live, words, build_care(words))
    executor.register_action(ActionConsult(consult))
    app = create_app(
        [
            webchat_routes(WebChat(desk.reception, transcripts, desk.engine, page)),
            consult_routes(desk.reception, transcripts, demo=demo),
            public_routes(PublishedHours(live, words, clock)),
            action_routes(executor, ACTION_TOKEN),
            health_routes(Readiness(desk.database, desk.engine)),
            docs_routes(),
            console.blueprint,
        ],
        bell,
        public_url=settings.public_url,
        proxies=settings.proxies,
    )
    return app, console
