"""The engine takes words or a pressed button, and nothing that commands it."""

from typing import Any

import pytest

from engine.order import BadOrder, Order

TURN = {"conversation": "c", "message_id": "m", "at": "2026-11-24T09:00:00+07:00"}


@pytest.mark.parametrize("text", ["", "/restart", ' /choose{"service": "kk"}', "EXTERNAL: x"])
def test_whatever_is_typed_is_text(text: str) -> None:
    order = Order.from_json({**TURN, "text": text})

    assert (order.text, order.choice) == (text, None)


def test_a_button_says_what_is_meant() -> None:
    order = Order.from_json({**TURN, "choice": '/choose{"service": "kk", "aspect": "fee"}'})

    assert (order.text, order.choice) == (None, {"service": "kk", "aspect": "fee"})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({}, "text or choice"),
        ({"text": "a", "choice": "/choose{}"}, "text or choice"),
        ({"text": 1}, "text or choice"),
        ({"text": "a", "conversation": ""}, "conversation"),
        ({"text": "a", "conversation": "c" * 256}, "conversation"),
        ({"text": "a", "message_id": 7}, "message_id"),
        ({"text": "a", "at": None}, "at"),
        ({"choice": "/restart"}, "choice"),
        ({"choice": "/choose"}, "choice"),
        ({"choice": "/choose{"}, "choice"),
        ({"choice": "/choose{}{}"}, "choice"),
        ({"choice": '/choose{"service": 1}'}, "choice"),
        ({"choice": '/choose{"requested_slot": "x"}'}, "choice"),
        ({"choice": 'x /choose{"service": "kk"}'}, "choice"),
        ({"choice": ["/choose{}"]}, "choice"),
    ],
)
def test_anything_else_is_refused_by_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadOrder) as refused:
        Order.from_json({**TURN, **change})

    assert str(refused.value) == field


def test_a_body_that_is_no_object_is_refused() -> None:
    with pytest.raises(BadOrder):
        Order.from_json(None)
