"""The chat page in a real browser, on a phone and on a desktop."""

import json
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import APIResponse, BrowserContext, Locator, Page, Request, Route, expect

from tests.browser.desk import SHARE, Desk

pytestmark = pytest.mark.browser

API = re.compile("/api/v1/webchat/messages")
SEND = re.compile("/api/v1/webchat/messages$")
LONG_ANSWER = "\n".join(f"Baris {number} dari jawaban panjang." for number in range(80))
ANY_ANSWER = re.compile(r"^\s*Tanya Loket")


def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Tulis pertanyaan Bapak/Ibu")


def bubbles(page: Page) -> Locator:
    return page.get_by_role("log", name="Percakapan").get_by_role("listitem")


def send(page: Page, text: str) -> None:
    box(page).fill(text)
    page.get_by_role("button", name="Kirim", exact=True).click()


def send_and_read_answer(page: Page, text: str) -> None:
    before = bubbles(page).count()
    send(page, text)
    expect(bubbles(page)).to_have_count(before + 2)
    expect(bubbles(page).last).to_have_text(ANY_ANSWER)


def sent_ids(requests: list[Request]) -> list[str]:
    posts = [request for request in requests if request.method == "POST"]
    return [json.loads(request.post_data or "{}")["external_id"] for request in posts]


def test_a_question_is_sent_and_answered_with_the_keyboard_alone(
    chat: Page, complaints: list[str]
) -> None:
    chat.keyboard.press("Tab")
    expect(chat.get_by_role("link", name="Langsung ke kotak tulis")).to_be_focused()
    chat.keyboard.press("Enter")
    chat.keyboard.type("Syarat KIA apa saja?")
    chat.keyboard.press("Shift+Enter")
    chat.keyboard.type("Dan biayanya?")
    chat.keyboard.press("Enter")

    expect(bubbles(chat)).to_have_count(2)
    expect(bubbles(chat).first.locator(".text")).to_have_text(
        "Syarat KIA apa saja?\nDan biayanya?", use_inner_text=True
    )
    expect(bubbles(chat).first).to_contain_text("Terkirim")
    expect(bubbles(chat).last).to_have_text(ANY_ANSWER)
    expect(box(chat)).to_have_value("")
    expect(box(chat)).to_be_focused()
    assert complaints == []


def test_a_choice_is_pressed_with_the_keyboard_and_then_offered_no_more(
    chat: Page, complaints: list[str]
) -> None:
    send_and_read_answer(chat, "Saya mau urus KTP")
    chat.get_by_role("button", name="KTP hilang", exact=True).focus()
    chat.keyboard.press("Enter")

    expect(bubbles(chat)).to_have_count(4)
    expect(bubbles(chat).nth(2)).to_contain_text("KTP hilang")
    expect(bubbles(chat).locator("button")).to_have_count(0)
    expect(chat.get_by_role("log")).to_be_focused()
    assert complaints == []


def test_only_the_newest_message_offers_choices(chat: Page, desk: Desk) -> None:
    desk.say("Pilih layanan", "KTP", "KK")
    expect(bubbles(chat).locator("button")).to_have_text(["KTP", "KK"])
    desk.say("Pilih loket", "Sukamaju")
    expect(bubbles(chat).locator("button")).to_have_text(["Sukamaju"])
    chat.reload()
    expect(bubbles(chat).locator("button")).to_have_text(["Sukamaju"])


def test_a_suggested_question_is_sent_as_text(chat: Page) -> None:
    question = "Berapa biaya perpanjang SIM?"
    chat.get_by_role("button", name=question).click()
    expect(bubbles(chat)).to_have_count(2)
    expect(bubbles(chat).first).to_contain_text(question)
    expect(chat.get_by_role("button", name=question)).to_have_count(0)


@pytest.mark.parametrize("name", ["Lihat menu layanan", "Menu"])
def test_the_menu_is_one_tap_away(chat: Page, name: str, complaints: list[str]) -> None:
    chat.locator("button[name=link]").get_by_text(name, exact=True).click()

    expect(bubbles(chat)).to_have_count(2)
    expect(bubbles(chat).first).to_contain_text("Menu layanan")
    expect(chat.get_by_role("button", name="Lihat menu layanan")).to_have_count(1)
    assert complaints == []


def test_reload_keeps_the_conversation_and_the_unfinished_text(chat: Page) -> None:
    send_and_read_answer(chat, "Dukcapil buka jam berapa?")
    said = bubbles(chat).locator(".text").all_inner_texts()
    box(chat).fill("Kalau hari Sab")
    chat.reload()
    expect(bubbles(chat).locator(".text")).to_have_text(said)
    expect(box(chat)).to_have_value("Kalau hari Sab")


def test_a_message_written_offline_survives_a_reload_and_goes_out_once_online(
    chat: Page, context: BrowserContext
) -> None:
    requests: list[Request] = []
    chat.on("request", lambda request: requests.append(request))
    # The page itself still loads, as on a line that comes and goes; the desk is out of reach.
    context.route(API, lambda route: route.abort())
    send(chat, "Apakah hari ini buka?")
    expect(bubbles(chat).last).to_contain_text("Belum terkirim")
    chat.reload()
    expect(bubbles(chat)).to_have_count(1)
    expect(bubbles(chat).last).to_contain_text("Belum terkirim")

    context.unroute(API)
    chat.get_by_role("button", name="Kirim ulang sekarang").click()
    expect(bubbles(chat)).to_have_count(2)
    expect(bubbles(chat).last).to_have_text(ANY_ANSWER)
    expect(bubbles(chat).first).to_contain_text("Terkirim")
    tries = sent_ids(requests)
    assert len(tries) >= 3
    assert len(set(tries)) == 1
    with chat.expect_request(API):
        chat.reload()
    expect(bubbles(chat)).to_have_count(2)
    assert sent_ids(requests) == tries, "a message that the desk has is not sent again"


def test_a_lost_confirmation_does_not_double_the_message(chat: Page) -> None:
    lost: list[str] = []

    def store_but_lose_the_confirmation(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(sent_ids([route.request])[0])
            route.fetch()
            route.abort()
        else:
            route.continue_()

    chat.route(SEND, store_but_lose_the_confirmation)
    with chat.expect_response(lambda answer: answer.status == 202) as second:
        send(chat, "Di mana kantor Dukcapil?")
    assert sent_ids([second.value.request]) == lost
    expect(bubbles(chat)).to_have_count(2)
    expect(bubbles(chat).first).to_contain_text("Di mana kantor Dukcapil?")
    expect(bubbles(chat).last).to_have_text(ANY_ANSWER)


def test_a_slow_confirmation_does_not_show_the_message_twice(chat: Page) -> None:
    held: list[tuple[Route, APIResponse]] = []
    chat.route(SEND, lambda route: held.append((route, route.fetch())))
    send(chat, "Di mana kantor Dukcapil?")
    chat.wait_for_timeout(1000)  # the desk has told the page of the message and its answer by now
    expect(bubbles(chat)).to_have_count(1)
    expect(bubbles(chat).first).to_contain_text("Mengirim")
    [(route, answer)] = held
    route.fulfill(response=answer)
    expect(bubbles(chat)).to_have_count(2)
    expect(bubbles(chat).first).to_contain_text("Terkirim")


def test_two_messages_keep_their_order_when_the_first_must_be_repeated(chat: Page) -> None:
    refusals = iter([True])

    def refuse_once(route: Route) -> None:
        if route.request.method == "POST" and next(refusals, False):
            route.fulfill(status=503, json={"error": "Gangguan sebentar."})
        else:
            route.continue_()

    chat.route(SEND, refuse_once)
    send(chat, "Pertama")
    send(chat, "Kedua")
    expect(bubbles(chat).first).to_contain_text("Gangguan sebentar.")
    expect(bubbles(chat)).to_have_count(4)
    chat.reload()
    mine = bubbles(chat).filter(has_text="Anda").locator(".text")
    expect(mine).to_have_text(["Pertama", "Kedua"])


def test_a_refused_message_says_why_and_can_be_changed(chat: Page) -> None:
    chat.route(SEND, lambda route: route.fulfill(status=413, json={"error": "Terlalu panjang."}))
    send(chat, "Cerita panjang")
    expect(bubbles(chat).last).to_contain_text("Tidak terkirim. Terlalu panjang.")
    chat.get_by_role("button", name="Ubah").click()
    expect(bubbles(chat)).to_have_count(0)
    expect(box(chat)).to_have_value("Cerita panjang")
    chat.reload()
    expect(bubbles(chat)).to_have_count(0)


def test_texts_are_never_markup_and_only_https_addresses_are_links(
    chat: Page, desk: Desk, complaints: list[str]
) -> None:
    text = "<img src=x onerror=alert(1)> javascript:alert(1) (https://sukamaju.go.id/a?b=1&c=2)."
    desk.say(text)
    for _ in ("live", "after reload"):
        expect(bubbles(chat).locator(".text")).to_have_text([text])
        expect(bubbles(chat).locator("img")).to_have_count(0)
        links = bubbles(chat).get_by_role("link")
        expect(links).to_have_count(1)
        expect(links).to_have_attribute("href", "https://sukamaju.go.id/a?b=1&c=2")
        chat.reload()
    assert complaints == []


def test_a_long_answer_is_shown_from_its_beginning_without_taking_the_focus(
    chat: Page, desk: Desk
) -> None:
    send_and_read_answer(chat, "Halo")
    expect(chat.locator("#typing")).to_be_hidden()
    desk.say(LONG_ANSWER)
    expect(bubbles(chat)).to_have_count(3)
    expect(bubbles(chat).last.locator(".meta")).to_be_in_viewport()
    expect(box(chat)).to_be_focused()


def test_a_citizen_reading_further_up_is_not_moved_but_told(chat: Page, desk: Desk) -> None:
    desk.say(LONG_ANSWER)
    expect(bubbles(chat)).to_have_count(1)
    chat.evaluate("window.scrollTo(0, 0)")
    desk.say("Ada tambahan.")
    button = chat.get_by_role("button", name="Pesan baru di bawah")
    expect(button).to_be_visible()
    assert chat.evaluate("window.scrollY") == 0
    button.click()
    expect(bubbles(chat).last).to_be_in_viewport()
    expect(button).to_be_hidden()


def test_the_page_shows_that_an_answer_is_being_prepared(chat: Page) -> None:
    sign = chat.get_by_text("Menyiapkan jawaban")
    expect(sign).to_be_hidden()
    send(chat, "Halo")
    expect(sign).to_be_visible()
    expect(bubbles(chat)).to_have_count(2)
    expect(sign).to_be_hidden()


def test_the_page_says_so_while_the_assistant_is_not_ready(chat: Page, desk: Desk) -> None:
    notice = chat.get_by_text("Asisten sedang disiapkan")
    expect(notice).to_be_hidden()
    desk.engine_ready = False
    chat.reload()
    expect(notice).to_be_visible()
    desk.engine_ready = True
    expect(notice).to_be_hidden()


def test_a_text_over_the_limit_is_counted_and_stays_in_the_box(chat: Page) -> None:
    box(chat).fill("a" * 1700)
    expect(chat.locator("#counter")).to_have_text("")
    box(chat).fill("a" * 1900)
    expect(chat.locator("#counter")).to_have_text("Sisa 100 karakter")
    box(chat).fill("a" * 2007)
    expect(chat.locator("#counter")).to_have_text("Terlalu panjang: kurangi 7 karakter")
    chat.keyboard.press("Enter")
    expect(bubbles(chat)).to_have_count(0)
    expect(box(chat)).to_have_value("a" * 2007)


def test_nothing_is_wider_than_the_screen(chat: Page, desk: Desk) -> None:
    desk.say("https://sukamaju.go.id/" + "panjang" * 40, "Pilihan " + "sangat" * 30)
    send_and_read_answer(chat, "w" * 300)
    assert chat.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_everything_that_can_be_operated_is_large_enough_and_has_a_name(
    chat: Page, desk: Desk
) -> None:
    desk.say("Pilih layanan", "KTP", "KK")
    expect(bubbles(chat)).to_have_count(1)
    controls = chat.locator("button:visible, textarea:visible, main a:visible").all()
    assert len(controls) >= 4
    for control in controls:
        size = control.bounding_box()
        assert size is not None
        assert size["height"] >= 44
        assert control.aria_snapshot().count('"') >= 2


def test_the_first_page_is_light_and_comes_from_the_desk_alone(
    context: BrowserContext, chat_url: str, complaints: list[str]
) -> None:
    page = context.new_page()
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))
    page.goto(chat_url, wait_until="load")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tanya Loket")
    loaded = [request for request in requests if "/api/" not in request.url]
    answers = [request.response() for request in loaded]
    assert {urlsplit(request.url).netloc for request in requests} == {urlsplit(chat_url).netloc}
    assert sum(len(answer.body()) for answer in answers if answer) < 30_000
    assert len({request.url for request in loaded}) == 4
    assert complaints == []


@pytest.fixture
def chat_without_script(context: BrowserContext, chat_url: str) -> Page:
    """The page in a browser that runs no script."""
    assert context.browser
    page = context.browser.new_page(
        viewport={"width": 360, "height": 740}, java_script_enabled=False
    )
    context.on("close", lambda _: page.close())
    page.goto(chat_url)
    return page


def test_without_script_a_question_and_a_choice_are_sent_by_form(chat_without_script: Page) -> None:
    page = chat_without_script
    send(page, "Saya mau urus KTP")
    expect(bubbles(page).first).to_contain_text("Saya mau urus KTP")
    reload_link = page.get_by_role("link", name="Perbarui halaman untuk melihat jawaban")
    expect(reload_link).to_be_visible()
    page.wait_for_timeout(600)
    reload_link.click()
    page.reload()
    page.get_by_role("button", name="KTP hilang").click()
    expect(bubbles(page).nth(2)).to_contain_text("KTP hilang")


def test_without_script_the_menu_and_the_location_are_forms(
    chat_without_script: Page, desk: Desk
) -> None:
    page = chat_without_script
    page.locator("header button[name=link]").click()
    expect(bubbles(page).first).to_contain_text("Menu layanan")
    page.wait_for_timeout(600)
    desk.say("Bapak/Ibu tinggal di mana?", SHARE)
    page.reload()
    page.get_by_role("button", name=SHARE).click()

    expect(bubbles(page).nth(3)).to_contain_text(SHARE)


def test_without_script_a_refused_text_comes_back_with_the_reason(
    chat_without_script: Page,
) -> None:
    page = chat_without_script
    text = "a" * 10_001
    send(page, text)
    expect(page.get_by_role("alert")).to_contain_text("Pesan terlalu panjang")
    expect(box(page)).to_have_value(text)
