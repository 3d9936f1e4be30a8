"""What Telegram reports is heard as what a citizen did; whatever else comes breaks nothing."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram_updates import Heard, read_update
from tests.bot_api import BOT_ID
from tests.bot_api_contract import VARIABLE, description, violations

_FILE = Path(__file__).with_name("telegram_updates.yml")
_KINDS = ("text", "choice", "location", "link", "attachment")
_CASES: list[dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
_STANDS_FOR: dict[str, dict[str, object]] = {
    "PRIVATE": {"id": 900, "type": "private", "first_name": "Warga"},
    "GROUP": {"id": -555, "type": "group", "title": "RT 05"},
    "WARGA": {"id": 900, "is_bot": False, "first_name": "Warga", "language_code": "id"},
}
_NAMES = st.sampled_from(
    [
        *("message", "edited_message", "callback_query", "chat", "type", "id", "text", "data"),
        *("message_id", "media_group_id", "location", "latitude", "longitude", "photo", "caption"),
    ]
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text("a/ 🙂", max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=12,
)


def _case(case: dict[str, Any]) -> dict[str, Any]:
    return {**case, "update": _spelled_out(case["update"])}


def _spelled_out(value: object) -> object:
    if isinstance(value, dict):
        return {name: _spelled_out(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_spelled_out(each) for each in value]
    return _STANDS_FOR.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize("case", [*map(_case, _CASES)], ids=[case["name"] for case in _CASES])
class TestEveryUpdate:
    def test_says_what_the_citizen_did(self, case: dict[str, Any]) -> None:
        heard = read_update(case["update"], BOT_ID)

        assert _kind(heard) == case.get("hears")
        assert heard.unheard == case.get("ignored")
        assert heard.press == case.get("press")

    def test_is_known_again_when_it_is_reported_twice(self, case: dict[str, Any]) -> None:
        first, second = (read_update(case["update"], BOT_ID) for _ in range(2))

        assert first == second
        if first.message and "id" in case:
            assert first.message.external_id == f"{BOT_ID}:{case['id']}"

    def test_belongs_to_the_chat_and_to_this_bot(self, case: dict[str, Any]) -> None:
        message = read_update(case["update"], BOT_ID).message
        another = read_update(case["update"], BOT_ID + 1).message

        if message is not None and another is not None:
            assert (message.channel, message.address) == ("telegram", "900")
            assert message.external_id != another.external_id


def test_messages_of_two_citizens_have_different_ids() -> None:
    ids = {
        read_update(
            {"message": {"message_id": 1, "chat": {"id": chat, "type": "private"}, "text": "a"}}, 1
        ).message
        for chat in (1, 11)
    }

    assert len({each.external_id for each in ids if each}) == 2


@settings(deadline=None)
@given(update=st.dictionaries(_NAMES, _JSON, max_size=4))
def test_no_update_whatsoever_is_an_error(update: dict[str, Any]) -> None:
    assert isinstance(read_update(update, BOT_ID), Heard)


@settings(deadline=None)
@given(message=st.dictionaries(_NAMES, _JSON, max_size=6))
def test_no_private_message_whatsoever_is_an_error(message: dict[str, Any]) -> None:
    private = {"message": {**message, "chat": {"id": 1, "type": "private"}, "message_id": 1}}

    assert isinstance(read_update(private, BOT_ID), Heard)


class TestTheCheckOfCalls:
    """The check itself bites, where the published description is at hand."""

    @pytest.fixture(autouse=True)
    def description_at_hand(self) -> None:
        if description() is None:
            pytest.skip(f"no description of the Bot API; name its file in {VARIABLE}")

    @pytest.mark.parametrize(
        ("method", "given"),
        [
            ("sendTelepathy", {}),
            ("sendMessage", {"chat_id": "1"}),
            ("sendMessage", {"chat_id": "1", "text": ""}),
            ("sendMessage", {"chat_id": "1", "text": "a" * 4097}),
            ("sendMessage", {"chat_id": "1", "text": "a", "colour": "red"}),
            ("sendMessage", {"chat_id": "1", "text": "a", "reply_markup": '{"inline": []}'}),
            ("sendMessage", {"chat_id": "1", "text": "a", "protect_content": "perhaps"}),
            ("getUpdates", {"timeout": "soon"}),
            ("getUpdates", {"allowed_updates": '"message"'}),
            ("answerCallbackQuery", {"callback_query_id": "1", "text": "a" * 201}),
        ],
    )
    def test_finds_a_wrong_call(self, method: str, given: dict[str, str]) -> None:
        assert violations(method, given)

    def test_finds_data_that_no_button_holds(self) -> None:
        keyboard = '{"inline_keyboard": [[{"text": "a", "callback_data": "%s"}]]}'
        call = {"chat_id": "1", "text": "a"}

        assert violations("sendMessage", call | {"reply_markup": keyboard % ("x" * 65)})
        assert not violations("sendMessage", call | {"reply_markup": keyboard % ("x" * 64)})


def _kind(heard: Heard) -> dict[str, object] | None:
    """Return the one field of a message that is filled."""
    if heard.message is None:
        return None
    filled = {k: v for k, v in asdict(heard.message).items() if k in _KINDS and v is not None}
    point = heard.message.location
    return filled if point is None else {"location": [point.latitude, point.longitude]}
