"""Replies arrive on Telegram whole, with their buttons, and its refusals mean what they mean."""

import logging
from datetime import timedelta

import pytest

from bot.application.ports import (
    ChannelMisconfigured,
    RecipientGone,
    Rejected,
    SendError,
    Throttled,
    Unreachable,
)
from bot.channels.rendering import length
from bot.channels.telegram_client import TelegramClient
from bot.channels.telegram_sending import LONGEST_TEXT, TelegramChannel
from bot.domain.delivery import Outgoing, Part
from bot.domain.message import OfferedChoice
from tests.bot_api import TOKEN, FakeBotApi, buttons_of

CITIZEN = 900
TOKENS = ("AbCdEfGhIjKlMnOpQrStU1", "AbCdEfGhIjKlMnOpQrStU2", "AbCdEfGhIjKlMnOpQrStU3")
LOCATION = OfferedChoice("Bagikan lokasi", TOKENS[0], shares_location=True)


@pytest.fixture
def channel(client: TelegramClient) -> TelegramChannel:
    return TelegramChannel(client)


def outgoing(
    text: str, choices: tuple[OfferedChoice, ...] = (), *, clears_keyboard: bool = False
) -> Outgoing:
    return Outgoing(
        1, "telegram", str(CITIZEN), text, choices, 0, 1,
        expired=False, clears_keyboard=clears_keyboard,
    )  # fmt: skip


def offered(*titles: str) -> tuple[OfferedChoice, ...]:
    return tuple(OfferedChoice(title, token) for title, token in zip(titles, TOKENS, strict=False))


async def send_all(channel: TelegramChannel, message: Outgoing) -> None:
    for part in channel.parts(message):
        await channel.send(message.address, part)


class TestMessages:
    async def test_a_text_arrives_as_it_is_with_nothing_interpreted(
        self, api: FakeBotApi, channel: TelegramChannel
    ) -> None:
        said = "*Syarat* <KK> & _KTP_ [1](http://a) 100% `gratis` 🙂"

        number = await channel.send(str(CITIZEN), Part(said))

        [call] = api.sent_to(CITIZEN)
        assert call.given == {"chat_id": "900", "text": said}
        assert number.isdigit()

    async def test_a_long_answer_arrives_whole_in_messages_that_telegram_takes(
        self, api: FakeBotApi, channel: TelegramChannel
    ) -> None:
        paragraphs = [f"{number}. " + "syarat 🙂 " * 60 for number in range(20)]

        await send_all(channel, outgoing("\n\n".join(paragraphs), offered("Biaya")))

        calls = api.sent_to(CITIZEN)
        texts = [call.given["text"] for call in calls]
        assert len(texts) > 1
        assert all(length(text) <= LONGEST_TEXT for text in texts)
        assert "\n\n".join(texts).split() == " ".join(paragraphs).split()
        assert [bool(buttons_of(call)) for call in calls] == [False] * (len(calls) - 1) + [True]

    async def test_choices_are_buttons_with_their_tokens(
        self, api: FakeBotApi, channel: TelegramChannel
    ) -> None:
        choices = offered("Biaya", "Syarat", "Berapa lama sampai jadi?")

        await send_all(channel, outgoing("Apa lagi?", choices))

        [call] = api.sent_to(CITIZEN)
        assert buttons_of(call) == {choice.title: choice.token for choice in choices}
        assert [len(row) for row in call.markup["inline_keyboard"]] == [2, 1]

    async def test_a_token_that_no_button_holds_is_never_sent(
        self, api: FakeBotApi, channel: TelegramChannel
    ) -> None:
        fits = Part("a", (OfferedChoice("a", "x" * 64),))
        await channel.send(str(CITIZEN), fits)

        with pytest.raises(Rejected):
            await channel.send(str(CITIZEN), Part("a", (OfferedChoice("a", "é" * 33),)))
        assert len(api.sent_to(CITIZEN)) == 1


class TestLocation:
    async def test_it_is_asked_for_with_a_keyboard_that_hides_after_use(
        self, api: FakeBotApi, channel: TelegramChannel
    ) -> None:
        await send_all(channel, outgoing("Di mana?", (LOCATION, *offered("Pilih kecamatan"))))

        [call] = api.sent_to(CITIZEN)
        assert call.markup["one_time_keyboard"] is True
        assert call.markup["keyboard"] == [
            [{"text": "Bagikan lokasi", "request_location": True}],
            [{"text": "Pilih kecamatan", "request_location": False}],
        ]

    async def test_the_keyboard_is_removed_by_the_next_message(
        self, api: FakeBotApi, channel: TelegramChannel
    ) -> None:
        await send_all(channel, outgoing("Terima kasih.", clears_keyboard=True))

        assert api.sent_to(CITIZEN)[0].markup == {"remove_keyboard": True}

    async def test_an_answer_with_buttons_removes_it_with_its_first_paragraph(
        self, api: FakeBotApi, channel: TelegramChannel
    ) -> None:
        answer = outgoing("Terdekat: A.\n\nBuka.", offered("Biaya"), clears_keyboard=True)

        await send_all(channel, answer)

        first, second = api.sent_to(CITIZEN)
        assert first.markup == {"remove_keyboard": True}
        assert (first.given["text"], second.given["text"]) == ("Terdekat: A.", "Buka.")
        assert buttons_of(second)

    async def test_a_keyboard_that_follows_another_replaces_it(
        self, api: FakeBotApi, channel: TelegramChannel
    ) -> None:
        await send_all(channel, outgoing("Di mana?\n\nPilih.", (LOCATION,), clears_keyboard=True))

        [call] = api.sent_to(CITIZEN)
        assert "keyboard" in call.markup

    async def test_a_single_line_keeps_its_buttons(
        self, api: FakeBotApi, channel: TelegramChannel
    ) -> None:
        await send_all(channel, outgoing("Pilih:", offered("A"), clears_keyboard=True))

        [call] = api.sent_to(CITIZEN)
        assert buttons_of(call)


class TestRefusals:
    @pytest.mark.parametrize(
        ("status", "description", "means"),
        [
            (403, "Forbidden: bot was blocked by the user", RecipientGone),
            (403, "Forbidden: user is deactivated", RecipientGone),
            (400, "Bad Request: chat not found", RecipientGone),
            (400, "Bad Request: PEER_ID_INVALID", RecipientGone),
            (400, "Bad Request: BUTTON_DATA_INVALID", Rejected),
            (400, "Bad Request: message is too long", Rejected),
            (401, "Unauthorized", ChannelMisconfigured),
            (404, "Not Found", ChannelMisconfigured),
            (500, "Internal Server Error", Unreachable),
            (502, "Bad Gateway", Unreachable),
            (429, "Too Many Requests", Unreachable),
        ],
    )
    async def test_each_says_what_to_do_next(
        self,
        api: FakeBotApi,
        channel: TelegramChannel,
        status: int,
        description: str,
        means: type[SendError],
    ) -> None:
        api.refuse(CITIZEN, status, description)

        with pytest.raises(SendError) as refused:
            await channel.send(str(CITIZEN), Part("halo"))

        assert type(refused.value) is means

    async def test_too_much_says_how_long_to_wait(
        self, api: FakeBotApi, channel: TelegramChannel
    ) -> None:
        api.refuse(CITIZEN, 429, "Too Many Requests: retry after 7", retry_after=7)

        with pytest.raises(Throttled) as refused:
            await channel.send(str(CITIZEN), Part("halo"))

        assert refused.value.retry_after == timedelta(seconds=7)

    async def test_a_chat_that_became_a_group_is_gone(
        self, api: FakeBotApi, channel: TelegramChannel
    ) -> None:
        api.refuse(CITIZEN, 400, "upgraded to a supergroup chat", migrate_to_chat_id=-1001)

        with pytest.raises(RecipientGone):
            await channel.send(str(CITIZEN), Part("halo"))

    async def test_a_wrong_token_is_ours_to_mend(self, api: FakeBotApi) -> None:
        stranger = TelegramClient("1:salah", api.url)

        with pytest.raises(ChannelMisconfigured):
            await TelegramChannel(stranger).send(str(CITIZEN), Part("halo"))
        await stranger.close()

    async def test_nobody_there_is_tried_later(self) -> None:
        lonely = TelegramClient(TOKEN, "http://127.0.0.1:9")

        with pytest.raises(Unreachable):
            await TelegramChannel(lonely).send(str(CITIZEN), Part("halo"))
        await lonely.close()

    async def test_nothing_is_repeated_behind_our_back(
        self, api: FakeBotApi, channel: TelegramChannel
    ) -> None:
        api.refuse(CITIZEN, 429, "Too Many Requests: retry after 1", retry_after=1)

        with pytest.raises(Throttled):
            await channel.send(str(CITIZEN), Part("halo"))

        assert api.sent_to(CITIZEN) == []


async def test_no_log_holds_the_token_or_what_was_said(
    api: FakeBotApi, channel: TelegramChannel, quiet_logs: "pytest.LogCaptureFixture"
) -> None:
    api.refuse(CITIZEN, 500, "Internal Server Error")
    with pytest.raises(Unreachable):
        await channel.send(str(CITIZEN), Part("rahasia keluarga"))
    await channel.send(str(CITIZEN), Part("rahasia keluarga"))

    said = " ".join(record.getMessage() for record in quiet_logs.records)
    assert TOKEN not in said
    assert "rahasia" not in said
    assert logging.getLogger().isEnabledFor(logging.DEBUG)
