"""A conversation may be long: its sessions are cut, and what is talked about goes on."""

from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.engine

# Some thirty events a turn are cut at 80, so this is more than ten sessions.
_TURNS = 40


def test_what_is_talked_about_outlasts_many_sessions(desk: str) -> None:
    first = _consult(desk, "ktp saya hilang, bisa online?", None)
    later = [_consult(desk, "berapa biayanya?", first["conversation"]) for _ in range(_TURNS)]

    assert first["answer"]["service"] == "ktp-el-hilang"
    assert [said["answer"]["service"] for said in later] == ["ktp-el-hilang"] * _TURNS
    assert {said["understood"]["aspect"] for said in later} == {"fee"}


def _consult(desk: str, text: str, conversation: str | None) -> dict[str, Any]:
    body = {"text": text, "conversation": conversation}
    answer = httpx.post(f"{desk}/api/v1/consult", json=body, timeout=30, trust_env=False)
    said: dict[str, Any] = answer.raise_for_status().json()
    return said
