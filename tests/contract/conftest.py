"""The real client of Telegram's, talking to a server of ours that keeps Telegram's rules."""

import logging
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.channels.telegram_client import TelegramClient
from bot.observability import configure_logging
from bot.settings import LogLevel, Settings
from tests.bot_api import TOKEN, FakeBotApi, running_bot_api


@pytest.fixture
def api() -> Iterator[FakeBotApi]:
    """A Bot API server; whatever a test does, no call may break the published contract."""
    with running_bot_api() as api:
        yield api
    assert api.faults == []


@pytest.fixture
async def client(api: FakeBotApi) -> AsyncIterator[TelegramClient]:
    """The desk's client, with a right token."""
    client = TelegramClient(TOKEN, api.url)
    yield client
    await client.close()


@pytest.fixture
def quiet_logs(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """All that a desk would log at its most talkative, with its own loggers' levels."""
    root = logging.getLogger()
    before, handlers = root.level, root.handlers[:]
    configure_logging(Settings(log_level=LogLevel.DEBUG))
    root.addHandler(caplog.handler)
    caplog.handler.setLevel(logging.DEBUG)
    yield caplog
    root.handlers[:] = handlers
    root.setLevel(before)
