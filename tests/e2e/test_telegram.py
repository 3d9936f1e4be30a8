"""A whole desk on Telegram: an errand from a poster to its answer."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bot_api import TOKEN, Call, FakeBotApi, buttons_of, running_bot_api
from tests.desk import RunningDesk, data_folder, running_desk
from tests.e2e.test_crashes import pids_of

pytestmark = pytest.mark.engine

_PATIENCE_SECONDS = 120
# A Saturday: the village counters open again on Monday.
_NOW = "2026-12-05T10:00:00+07:00"


@pytest.fixture(scope="module")
def api() -> Iterator[FakeBotApi]:
    with running_bot_api() as api:
        yield api
    assert api.faults == []


@pytest.fixture(scope="module")
def desk(api: FakeBotApi) -> Iterator[RunningDesk]:
    settings = {"BOT_TELEGRAM_TOKEN": TOKEN, "BOT_TELEGRAM_API_URL": api.url, "BOT_NOW": _NOW}
    with data_folder() as folder, running_desk(folder, settings) as running:
        running.wait_ready()
        yield running


def wait_for(it_is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while not it_is_so():
        assert time.monotonic() < until, "it never came to be"
        time.sleep(0.1)


def answer_to(api: FakeBotApi, chat: int, say: Callable[[], object]) -> Call:
    """Let a citizen do something, and return the last message of the answer."""
    before = len(api.sent_to(chat))
    say()
    wait_for(lambda: len(api.sent_to(chat)) > before and api.unconfirmed() == 0)
    return api.sent_to(chat)[-1]


@pytest.mark.usefixtures("desk")
def test_an_errand_from_a_poster_to_its_answer(api: FakeBotApi) -> None:
    citizen = 6001
    welcome = answer_to(api, citizen, lambda: api.write(citizen, "/start ktp-el-hilang"))
    assert welcome.given["text"].startswith("KTP-el hilang")

    answer = answer_to(api, citizen, lambda: api.write(citizen, "syaratnya apa?"))
    assert answer.given["text"].startswith("Syarat")
    token = buttons_of(answer)["Biaya"]

    pressed = answer_to(api, citizen, lambda: api.press(citizen, token))
    assert pressed.given["text"].startswith("Biaya")
    assert len(api.calls_of("answerCallbackQuery")) == 1


@pytest.mark.usefixtures("desk")
def test_a_whole_errand_ends_with_the_papers_and_the_next_opening(api: FakeBotApi) -> None:
    citizen, here = 6005, {"latitude": -7.0051, "longitude": 108.9949}
    answer_to(api, citizen, lambda: api.write(citizen, "/start surat-domisili"))
    answer_to(api, citizen, lambda: api.write(citizen, "di mana ngurusnya?"))
    before = len(api.sent_to(citizen))
    answer_to(api, citizen, lambda: api.report({"message": api.message(citizen, location=here)}))
    # The first line takes the keyboard of the location away; the rest brings the buttons.
    nearest = "\n".join(call.given["text"] for call in api.sent_to(citizen)[before:])
    assert nearest.startswith("1. Kantor Kelurahan Sukamaju (±0,0 km)")
    assert "buka lagi lusa, Senin 7 Desember 08.00 WIB" in nearest

    said = answer_to(api, citizen, lambda: api.write(citizen, "syaratnya apa aja"))
    said = _press(api, citizen, said, "Daftar bawaan saya")
    while "pertanyaan" in said.given["text"]:
        said = _press(api, citizen, said, list(buttons_of(said))[-1])
    assert "☐" in said.given["text"]
    assert "Kantor Kelurahan Sukamaju" in said.given["text"]
    assert "buka lagi lusa, Senin 7 Desember 08.00 WIB" in said.given["text"]


def _press(api: FakeBotApi, citizen: int, message: Call, title: str) -> Call:
    token = buttons_of(message)[title]
    return answer_to(api, citizen, lambda: api.press(citizen, token))


@pytest.mark.usefixtures("desk")
def test_a_location_is_asked_for_and_shared_and_its_keyboard_goes(api: FakeBotApi) -> None:
    citizen, here = 6004, {"latitude": -6.9, "longitude": 107.6}
    asked = answer_to(api, citizen, lambda: api.write(citizen, "surat domisili ngurusnya di mana?"))
    assert asked.markup["keyboard"][0][0]["request_location"] is True

    before = len(api.sent_to(citizen))
    answer_to(api, citizen, lambda: api.report({"message": api.message(citizen, location=here)}))
    assert api.sent_to(citizen)[before].markup == {"remove_keyboard": True}


@pytest.mark.usefixtures("desk")
def test_what_cannot_be_read_is_answered_kindly(api: FakeBotApi) -> None:
    voice = {"file_id": "a", "file_unique_id": "b", "duration": 3}
    answer = answer_to(api, 6002, lambda: api.report({"message": api.message(6002, voice=voice)}))
    assert "Bapak/Ibu" in answer.given["text"]


def test_the_secret_is_told_to_the_worker_only_and_stands_in_no_log(
    api: FakeBotApi, desk: RunningDesk
) -> None:
    answer_to(api, 6003, lambda: api.write(6003, "rahasia keluarga kami"))

    assert TOKEN in _environ(pids_of(desk, "-m bot work")[0])
    for part in ("-m bot serve", "-m engine", "bin/postgres"):
        assert TOKEN not in _environ(pids_of(desk, part)[0])
    logs = [*desk.data_dir.glob("*.log"), *desk.data_dir.glob("log/*")]
    told = "".join(log.read_text(errors="replace") for log in logs)
    assert "@loket_uji_bot" in told
    assert TOKEN not in told
    assert "rahasia" not in told


def _environ(pid: int) -> str:
    return Path(f"/proc/{pid}/environ").read_text(encoding="utf-8")
