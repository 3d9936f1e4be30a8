"""The engine's door: only the service, every message once, every failure loud, words only words."""

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.supervision.engine_process import engine_command
from bot.training import train
from tests.conversation.engine_process import (
    ACTION_TOKEN,
    ROOT,
    SECRET,
    Engine,
    running_engine,
)

pytestmark = pytest.mark.engine

ENGINE_PYTHON = ROOT / ".venv-engine" / "bin" / "python"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    model = train(ENGINE_PYTHON, ROOT).model
    with running_engine(ENGINE_PYTHON, model, tmp_path_factory.mktemp("engine")) as running:
        yield running


class TestStrangers:
    @pytest.mark.parametrize("token", ["", "Bearer wrong", "Bearer", "engine-token"])
    @pytest.mark.parametrize("path", ["turn", "understand", "ready"])
    def test_are_refused(self, engine: Engine, path: str, token: str) -> None:
        method = "GET" if path == "ready" else "POST"
        answer = engine.client.request(method, path, headers={"Authorization": token}, json={})

        assert (answer.status_code, answer.content) == (401, b"")

    @pytest.mark.parametrize("path", ["/", "/webhooks/rest/webhook", "/model/parse", "/status"])
    def test_find_no_other_door(self, engine: Engine, path: str) -> None:
        address = engine.client.base_url.copy_with(raw_path=path.encode())

        assert engine.client.post(address, json={}).status_code == 404


class TestTurn:
    def test_gives_replies_whole_and_in_order(self, engine: Engine) -> None:
        answer = engine.turn("whole", "1", text="syarat kk apa")

        assert answer.json()["replies"] == [
            {"text": "1: syarat kk apa", "buttons": [{"title": "a", "payload": "b"}]},
            {"text": "2:\n\nNone"},
            {"custom": {"heard": 13}},
        ]
        assert answer.json()["repeated"] is False
        assert answer.json()["understood"]["intent"] == "requirements"

    def test_tells_the_action_who_and_when(self, engine: Engine) -> None:
        engine.turn("told", "m-1", text="biaya skck")

        assert set(engine.calls.tokens) == {f"Bearer {ACTION_TOKEN}"}
        message = engine.calls.trackers[-1]["latest_message"]
        assert message["metadata"] == {"message_id": "m-1", "at": "2026-11-24T09:00:00+07:00"}
        assert message["aspects"][0]["name"] == "fee"

    def test_of_a_repeated_message_gives_the_earlier_replies(self, engine: Engine) -> None:
        engine.turn("again", "1", text="syarat kk apa")
        first = engine.turn("again", "2", text="biaya skck berapa").json()
        calls = len(engine.calls.tokens)
        again = engine.turn("again", "2", text="biaya skck berapa").json()

        assert again == {**first, "repeated": True}
        assert len(engine.calls.tokens) == calls

    def test_sent_twice_at_once_is_taken_once(self, engine: Engine) -> None:
        calls = len(engine.calls.tokens)
        with ThreadPoolExecutor(4) as pool:
            answers = list(
                pool.map(lambda _: engine.turn("twice", "1", text="biaya skck").json(), range(4))
            )

        assert sorted(answer["repeated"] for answer in answers) == [False, True, True, True]
        assert len(engine.calls.tokens) == calls + 1

    @pytest.mark.parametrize("text", [f"biaya skck {SECRET}", "biaya skck diam saja"])
    def test_that_says_nothing_fails(self, engine: Engine, text: str) -> None:
        answer = engine.turn("failing", text, text=text)

        assert (answer.status_code, answer.json()) == (500, {"error": "NoReply"})

    def test_that_failed_is_tried_again(self, engine: Engine) -> None:
        for _ in range(2):
            calls = len(engine.calls.tokens)
            engine.turn("retried", "1", text="biaya skck diam saja")
            assert len(engine.calls.tokens) == calls + 1

    def test_of_a_button_is_no_text(self, engine: Engine) -> None:
        pressed = engine.turn("button", "1", choice='/choose{"service": "skck"}').json()
        after = engine.turn("button", "2", text="biaya nya berapa").json()

        assert pressed["understood"] == {"intent": "choose", "confidence": 1.0, "aspects": []}
        assert after["replies"][1]["text"] == "2:\n\nskck"

    @pytest.mark.parametrize("choice", ["/restart", "/fee", '/choose{"service": 1}', "skck"])
    def test_of_another_payload_is_refused(self, engine: Engine, choice: str) -> None:
        answer = engine.turn("button", "3", choice=choice)

        assert (answer.status_code, answer.json()) == (400, {"error": "choice"})

    def test_after_many_keeps_what_is_talked_about(self, engine: Engine) -> None:
        engine.turn("long", "0", choice='/choose{"service": "skck"}')
        said = [engine.turn("long", str(n), text="biaya nya").json() for n in range(1, 40)]
        again = engine.turn("long", "39", text="biaya nya").json()

        assert {answer["replies"][1]["text"] for answer in said} == {"2:\n\nskck"}
        assert again["repeated"] is True
        assert max(len(tracker["events"]) for tracker in engine.calls.trackers) < 110


class TestTypedCommands:
    @pytest.mark.parametrize(
        "text",
        [
            "/restart",
            " /restart",
            "\u200b/restart",
            "\u00a0/restart",
            "\u2003/ \n//restart",
            "/session_start",
            '/choose{"service": "kk"}',
            '/fee{"service": "kk"}',
            "EXTERNAL: reminder",
            "EXTERNAL: /restart",
            "@restart",
        ],
    )
    def test_are_text(self, engine: Engine, text: str) -> None:
        engine.turn(text, "1", choice='/choose{"service": "skck"}')
        answer = engine.turn(text, "2", text=text)
        after = engine.turn(text, "3", text="biaya nya berapa").json()

        assert answer.status_code == 200
        assert answer.json()["understood"]["intent"] not in {"choose", "restart", "session_start"}
        # Nothing was forgotten, and no slot was set by what was typed.
        assert after["replies"][1]["text"] == "2:\n\nskck"


class TestMessagesWithoutWords:
    @pytest.mark.parametrize("text", ["", "  \n\t ", "\U0001f64f", "\u200b", "???", "\x00", "/"])
    def test_are_turns_like_any_other(self, engine: Engine, text: str) -> None:
        answer = engine.turn(f"wordless {text!r}", "1", text=text)

        assert answer.status_code == 200
        understood = answer.json()["understood"]
        assert (understood["intent"], understood["confidence"]) == ("out_of_scope", 0.0)

    @pytest.mark.parametrize("unit", ["biaya skck berapa ", "a", "\U0001f64f", "? ", "dan "])
    def test_of_ten_thousand_characters_are_turns_too(self, engine: Engine, unit: str) -> None:
        answer = engine.turn(f"long {unit}", "1", text=(unit * 10_000)[:10_000])

        assert answer.status_code == 200
        assert answer.elapsed.total_seconds() < 5


class TestUnderstanding:
    @pytest.mark.parametrize(
        ("text", "aspects"),
        [
            ("bikin ktp bisa online? bayar berapa?", {"mode", "fee"}),
            ("syarat kk apa aja dan brp biayanya", {"requirements", "fee"}),
            ("dukcapil buka jam brp? alamatnya dmn?", {"hours", "location"}),
            ("halo min, syarat skck apa ya? makasih", {"requirements"}),
            ("Saya mau bikin KTP. Syaratnya apa?", {"requirements"}),
            ("assalamualaikum", {"greet"}),
        ],
    )
    def test_finds_each_question_once(self, engine: Engine, text: str, aspects: set[str]) -> None:
        [parse] = engine.understand(text)

        assert {aspect["name"] for aspect in parse["aspects"]} == aspects
        assert parse["intent"] == parse["aspects"][0]["name"]
        confidences = [aspect["confidence"] for aspect in parse["aspects"]]
        assert confidences == sorted(confidences, reverse=True)

    def test_does_not_depend_on_which_document_is_named(self, engine: Engine) -> None:
        documents = ("ktp", "skck", "kartu keluarga", "akta cerai", "npwp")
        parses = engine.understand(*(f"{name} bisa online ga?" for name in documents))

        assert len({(parse["intent"], parse["confidence"]) for parse in parses}) == 1
        assert parses[0]["intent"] == "mode"

    def test_leaves_conversations_alone(self, engine: Engine) -> None:
        engine.turn("untouched", "1", text="syarat kk apa")
        engine.understand("/restart", "syarat kk")

        assert engine.turn("untouched", "1", text="syarat kk apa").json()["repeated"] is True


def test_what_citizens_write_is_not_logged(engine: Engine) -> None:
    engine.turn("logged", "1", text=f"biaya skck {SECRET}")
    engine.turn("logged", "2", text="kalimat-penanda biaya skck")
    engine.turn("logged", "3", choice='/choose{"service": "kalimat-penanda"}')
    engine.understand("kalimat-penanda")
    log = engine.log.read_text(encoding="utf-8")

    assert "RasaException" in log  # the failure itself is
    assert SECRET not in log
    assert "kalimat-penanda" not in log


@pytest.mark.parametrize("token", ["", "${BOT_ENGINE_TOKEN}"])
def test_without_a_token_the_engine_does_not_start(tmp_path: Path, token: str) -> None:
    credentials = tmp_path / "credentials.yml"
    credentials.write_text(f"engine.channel.PrivateChannel:\n  token: '{token}'\n")
    command = engine_command(ENGINE_PYTHON, Path("none"), "127.0.0.1", 1)
    started = subprocess.run(
        [*command, "--credentials", str(credentials)],
        cwd=ROOT,
        capture_output=True,
        timeout=90,
        check=False,
    )

    assert started.returncode != 0
    assert b"needs a token" in started.stderr
