"""Puts the parts together: settings in, a service or a worker out."""

import asyncio
import contextlib
import signal
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rasa_sdk.executor import ActionExecutor

from actions import ActionConsult
from bot.application.answer_text import AnswerText
from bot.application.care import Care
from bot.application.consult import Consult, LiveCatalogue, load_matching_words
from bot.application.converse import Conversing
from bot.application.cues import CueFinder
from bot.application.deliver import Delivering
from bot.application.fixed_talk import FixedTalk
from bot.application.office_hours.warnings import missing_year
from bot.application.passwords import Passwords
from bot.application.ports import Channel
from bot.application.published_hours import PublishedHours
from bot.application.readiness import Readiness
from bot.application.receive import Reception
from bot.application.transcripts import Transcripts
from bot.application.turns import TurnFinder
from bot.application.typed_choice import TypedChoices
from bot.assistant import RasaEngine
from bot.jobs import register_jobs, run_worker
from bot.language.care import Feelings
from bot.language.emergency import EmergencyRules, EscalationTopics
from bot.language.normalizer import Normalizer
from bot.letters import SmtpLetters
from bot.operator_messages import Message, tell
from bot.settings import Mode, Settings
from bot.store.bell import Bell
from bot.store.database import Database, DatabaseUnavailable
from bot.store.queue import open_queue
from bot.web.action_endpoint import action_routes
from bot.web.app import App, create_app
from bot.web.console.console import ConsoleParts, build_console
from bot.web.consult import consult_routes
from bot.web.docs import docs_routes
from bot.web.health import health_routes
from bot.web.public import public_routes
from bot.web.webchat import DeskOfPage, WebChat, webchat_routes

if TYPE_CHECKING:
    from bot.channels.telegram import Telegram
    from bot.oidc import OidcProvider

ROOT = Path(__file__).parent.parent
LEXICON = ROOT / "data" / "lexicon"
# Conversations drained side by side by one worker; the engine takes one turn at a time anyway.
_CONCURRENCY = 8


class _Parts:
    """What a service and a worker both need."""

    def __init__(self, settings: Settings) -> None:
        dsn = settings.database_url.reveal()
        self.settings = settings
        self.database = Database(dsn)
        self.queue = open_queue(dsn)
        self.engine = RasaEngine(settings.engine_url, settings.engine_token.reveal())
        self.words = AnswerText()

    async def close(self) -> None:
        """Give back every connection."""
        await self.engine.close()
        await self.database.close()


def build_live_catalogue(database: Database) -> LiveCatalogue:
    """Return the catalogue of this database with all that reading messages against it needs."""
    normalizer = Normalizer.from_file(LEXICON / "everyday.json")
    return LiveCatalogue(
        database,
        normalizer,
        load_matching_words(LEXICON / "matching.json"),
        EscalationTopics.from_file(LEXICON / "escalation.json"),
        CueFinder.from_file(LEXICON / "cues.json", normalizer.normalize),
        TurnFinder.from_file(LEXICON / "turns.json"),
    )


def build_care(words: AnswerText) -> Care:
    """Return what adds sympathy, calm and officers to an answer."""
    return Care(
        Normalizer.from_file(LEXICON / "everyday.json"),
        Feelings.from_file(LEXICON / "care.json"),
        EscalationTopics.from_file(LEXICON / "escalation.json"),
        words,
    )


def build_service(settings: Settings) -> App:
    """Return the web application: page, API, actions, health."""
    parts = _Parts(settings)
    bell = Bell(settings.database_url.reveal())
    live = build_live_catalogue(parts.database)
    reception = Reception(parts.database, parts.queue, FixedTalk(parts.words))
    transcripts = Transcripts(parts.database, bell)
    executor = ActionExecutor()
    consult = Consult(parts.database, live, parts.words, build_care(parts.words))
    executor.register_action(ActionConsult(consult))
    demo = settings.mode is Mode.DEMO
    desk = DeskOfPage(live, settings.clock, demo=demo, clock_is_set=settings.now is not None)
    provider = _provider(settings)
    letters = _letters(settings)
    passwords = build_passwords(settings)
    console = ConsoleParts(parts.database, live, desk, passwords, provider, letters)
    app = create_app(
        [
            webchat_routes(WebChat(reception, transcripts, parts.engine, desk)),
            consult_routes(reception, transcripts, demo=demo),
            public_routes(PublishedHours(live, parts.words, settings.clock)),
            action_routes(executor, settings.action_token.reveal()),
            health_routes(Readiness(parts.database, parts.engine)),
            docs_routes(),
            build_console(console).blueprint,
        ],
        bell,
        public_url=settings.public_url,
        proxies=settings.proxy_count,
    )

    @app.after_server_start
    async def tell_what_is_missing(_app: App) -> None:
        await _tell_missing_holidays(parts)

    @app.after_server_stop
    async def close_connections(_app: App) -> None:
        await parts.close()
        console.passwords.close()
        if provider is not None:
            await provider.close()

    return app


async def _tell_missing_holidays(parts: _Parts) -> None:
    """Remind the operator at every start; a database that is not there now is no reason to fail."""
    with contextlib.suppress(DatabaseUnavailable):
        if year := await missing_year(parts.database, parts.settings.clock.now()):
            tell(Message("holidays_missing", {"year": year}))


def build_passwords(settings: Settings) -> Passwords:
    """Return what hashes and checks passwords, as expensively as the settings say."""
    return Passwords(settings.password_memory_mb, settings.password_rounds)


def _provider(settings: Settings) -> "OidcProvider | None":
    """Put the provider's client together; its libraries are imported by desks only that use it."""
    if not settings.oidc_issuer:
        return None
    from bot.oidc import OidcProvider

    name = settings.oidc_name or urlsplit(settings.oidc_issuer).hostname or ""
    secret = settings.oidc_client_secret.reveal()
    return OidcProvider(name, settings.oidc_issuer, settings.oidc_client_id, secret)


def _letters(settings: Settings) -> SmtpLetters | None:
    if not settings.smtp_url:
        return None
    return SmtpLetters(settings.smtp_url.reveal(), settings.smtp_from)


def serve(settings: Settings) -> None:
    """Serve until told to stop."""
    app = build_service(settings)
    app.run(settings.host, settings.port, single_process=True, motd=False, access_log=False)


def work(settings: Settings) -> None:
    """Answer messages until told to stop."""
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    parts = _Parts(settings)
    talk = FixedTalk(parts.words)
    emergencies = EmergencyRules.from_file(LEXICON / "emergency.json")
    normalizer = Normalizer.from_file(LEXICON / "everyday.json")
    typed = TypedChoices.from_file(LEXICON / "short_answers.json", normalizer.normalize)
    conversing = Conversing(
        parts.database,
        parts.queue,
        parts.engine,
        settings.clock,
        emergencies,
        talk,
        typed,
        build_care(parts.words),
    )
    telegram = _telegram(parts, talk) if settings.telegram_token else None
    channels: dict[str, Channel] = {"telegram": telegram.channel} if telegram else {}
    register_jobs(parts.queue, conversing, Delivering(parts.database, channels))
    stopping = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)
    listening = asyncio.create_task(telegram.listen(stopping) if telegram else stopping.wait())
    listening.add_done_callback(lambda _: stopping.set())
    try:
        await run_worker(
            parts.queue,
            parts.database,
            concurrency=_CONCURRENCY,
            stopping=stopping,
            sends_to=channels,
        )
    finally:
        stopping.set()
        await asyncio.wait({listening})
        await parts.close()
    await listening


def _telegram(parts: _Parts, talk: FixedTalk) -> "Telegram":
    """Put Telegram together; its library is imported by desks only that use it."""
    from bot.channels.telegram import Telegram
    from bot.channels.telegram_client import TelegramClient

    settings = parts.settings
    client = TelegramClient(settings.telegram_token.reveal(), settings.telegram_api_url)
    reception = Reception(parts.database, parts.queue, talk)
    dsn = settings.database_url.reveal()
    return Telegram.of(client, reception, dsn, unknown_choice=talk.unknown_choice(), tell=tell)
