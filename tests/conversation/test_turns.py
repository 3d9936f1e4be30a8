"""A turn stores what stock Rasa stores, with few statements however long the conversation is."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.store.embedded import EmbeddedPostgres, Role
from bot.store.schema import migrate
from bot.supervision.desk_children import ENGINE_PYTHON, ROOT
from bot.supervision.engine_process import engine_environment
from bot.training import train
from tests.conversation.engine_process import ACTION_TOKEN, SECRET, Calls, running_actions

pytestmark = pytest.mark.engine

_SCRIPT = Path(__file__).parent / "in_engine" / "turns_of_rasa.py"
# A session is cut at eighty events, so this is several of them.
_TURNS = 24
_STOCK = "rasa.core.tracker_store.SQLTrackerStore"
_OURS = "engine.tracker_store.ConversationStore"

Told = dict[str, Any]


@pytest.fixture(scope="module")
def database_url(server: EmbeddedPostgres) -> str:
    migrate(server.dsn())
    return server.dsn(Role.ENGINE)


@pytest.fixture(scope="module")
def ours(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Told:
    return _told("ours", _OURS, database_url, tmp_path_factory.mktemp("ours"))


@pytest.fixture(scope="module")
def stock(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Told:
    return _told("stock", _STOCK, database_url, tmp_path_factory.mktemp("stock"))


def test_what_is_answered_and_stored_is_what_stock_rasa_answers_and_stores(
    ours: Told, stock: Told
) -> None:
    assert [turn["answer"] for turn in ours["turns"]] == [turn["answer"] for turn in stock["turns"]]
    assert len(ours["events"]) > 2 * 80
    assert ours["events"] == stock["events"]


def test_a_turn_reads_once_and_writes_once_however_long_the_conversation_is(ours: Told) -> None:
    said = [turn["statements"] for turn in ours["turns"]]
    usual = [statements for statements in said if len(statements) == 2]

    # A session that is cut is written and read again: once in several turns.
    assert max(map(len, said)) == 4
    assert len(usual) > len(said) * 3 / 4
    assert {(read.split()[0], write.split()[0]) for read, write in usual} == {("SELECT", "INSERT")}
    assert len(said[4]) == len(said[-1]) == 2


def test_a_session_is_read_whole_only_where_the_last_turn_of_it_is_not_known(ours: Told) -> None:
    whole = [
        number
        for number, turn in enumerate(ours["turns"])
        if any("SELECT data" in statement for statement in turn["statements"])
    ]

    assert whole[:2] == [0, 1]  # nothing was known, and then a session had begun
    assert len(whole) < len(ours["turns"]) / 2


def _orders(conversation: str) -> list[dict[str, str]]:
    questions = ("syarat kk apa", "berapa biayanya?", "halo", "/restart", "dukcapil buka jam brp?")
    said = [{"text": questions[n % len(questions)]} for n in range(_TURNS)]
    said[3:3] = [{"choice": '/choose{"service": "skck"}'}]
    said[7:7] = [{"text": f"biaya skck {SECRET}"}]  # the action fails
    orders = [
        {**each, "conversation": conversation, "message_id": str(n), "at": "2026-11-24T09:00:00Z"}
        for n, each in enumerate(said)
    ]
    return [*orders[:6], orders[5], *orders[6:]]  # one of them twice


def _told(which: str, store: str, database_url: str, folder: Path) -> Told:
    endpoints = folder / "endpoints.yml"
    orders = "\n".join(map(json.dumps, _orders(f"turns-{which}")))
    with running_actions(Calls()) as actions:
        endpoints.write_text(_endpoints(store, database_url, actions), encoding="utf-8")
        model = train(ENGINE_PYTHON, ROOT).model
        run = subprocess.run(
            [ENGINE_PYTHON, _SCRIPT, which, model, endpoints],
            input=orders,
            cwd=ROOT,
            env=os.environ | engine_environment(),
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
    assert run.returncode == 0, run.stderr[-2000:]
    told: Told = json.loads(run.stdout)
    return told


def _endpoints(store: str, database_url: str, actions: str) -> str:
    return json.dumps(
        {
            "tracker_store": {"type": store, "dialect": "postgresql", "url": database_url},
            "action_endpoint": {
                "url": actions,
                "headers": {"Authorization": f"Bearer {ACTION_TOKEN}"},
            },
        }
    )
