"""The citizen's location in a real browser: sent rounded where allowed, never needed."""

import json

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Request, expect

from tests.browser.desk import SHARE, Desk

pytestmark = pytest.mark.browser

HERE = {"latitude": -6.9147439, "longitude": 107.6098111}
ROUNDED = (-6.915, 107.61)
# What a browser does whose owner puts the question for permission aside: nothing.
NEVER_ANSWERS = "navigator.geolocation.getCurrentPosition = () => {}"
UNAVAILABLE = "navigator.geolocation.getCurrentPosition = (_, failed) => failed({ code: 2 })"
ALLOWED_LATE = """navigator.geolocation.getCurrentPosition =
  found => { window.allow = () => found({ coords: { latitude: -6.9147, longitude: 107.6098 } }) }"""
INSECURE = "Object.defineProperty(window, 'isSecureContext', { value: false })"


def bubbles(page: Page) -> Locator:
    return page.get_by_role("log", name="Percakapan").get_by_role("listitem")


def press_share(page: Page, desk: Desk) -> None:
    desk.say("Bapak/Ibu tinggal di mana?", SHARE, "Mekarjaya")
    page.get_by_role("button", name=SHARE).click()


def write_instead(page: Page) -> None:
    page.get_by_role("textbox").fill("Mekarjaya")
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(bubbles(page)).to_have_count(3)


def test_a_location_is_rounded_before_it_leaves_the_phone(
    chat: Page, desk: Desk, context: BrowserContext, complaints: list[str]
) -> None:
    context.grant_permissions(["geolocation"])
    context.set_geolocation(HERE)  # type: ignore[arg-type]
    sent: list[Request] = []
    chat.on("request", lambda request: sent.append(request))
    press_share(chat, desk)

    expect(bubbles(chat)).to_have_count(3)
    expect(bubbles(chat).nth(1)).to_contain_text("(lokasi)")
    expect(chat.locator("#locating")).to_be_hidden()
    assert desk.locations == [ROUNDED]
    assert complaints == []
    [body] = [json.loads(r.post_data or "") for r in sent if r.method == "POST"]
    assert set(body) == {"external_id", "latitude", "longitude"}


def test_a_location_waits_for_the_line_like_any_message(
    chat: Page, desk: Desk, context: BrowserContext
) -> None:
    context.grant_permissions(["geolocation"])
    context.set_geolocation(HERE)  # type: ignore[arg-type]
    desk.say("Bapak/Ibu tinggal di mana?", SHARE)
    expect(bubbles(chat)).to_have_count(1)
    context.route("**/api/v1/webchat/messages", lambda route: route.abort())
    chat.get_by_role("button", name=SHARE).click()
    expect(bubbles(chat).last).to_contain_text("Belum terkirim")
    chat.reload()
    expect(bubbles(chat).last).to_contain_text("(lokasi)")
    context.unroute("**/api/v1/webchat/messages")
    chat.get_by_role("button", name="Kirim ulang sekarang").click()

    expect(bubbles(chat)).to_have_count(3)
    assert desk.locations == [ROUNDED]


def test_who_refuses_goes_on_by_writing(chat: Page, desk: Desk, context: BrowserContext) -> None:
    context.clear_permissions()
    press_share(chat, desk)

    expect(chat.locator("#locating")).to_contain_text("Lokasi tidak dikirim")
    expect(chat.get_by_role("button", name=SHARE)).to_be_visible()
    assert desk.locations == []
    write_instead(chat)
    expect(chat.locator("#locating")).to_be_hidden()


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (UNAVAILABLE, "Lokasi belum ditemukan"),
        (INSECURE, "Halaman ini tidak dapat membaca lokasi"),
    ],
)
def test_trouble_is_told_kindly_and_nothing_is_lost(
    chat: Page, desk: Desk, trouble: str, sentence: str
) -> None:
    chat.evaluate(f"() => {{ {trouble} }}")
    press_share(chat, desk)

    expect(chat.locator("#locating")).to_contain_text(sentence)
    write_instead(chat)


def test_a_location_that_does_not_come_is_not_waited_for_forever(chat: Page, desk: Desk) -> None:
    chat.clock.install()
    chat.evaluate(f"() => {{ {NEVER_ANSWERS} }}")
    press_share(chat, desk)
    expect(chat.locator("#locating")).to_contain_text("Mencari lokasi")
    chat.clock.run_for(10_000)

    expect(chat.locator("#locating")).to_contain_text("Lokasi belum ditemukan")


def test_a_location_that_comes_after_the_citizen_went_on_is_not_sent(
    chat: Page, desk: Desk
) -> None:
    chat.evaluate(f"() => {{ {ALLOWED_LATE} }}")
    press_share(chat, desk)
    expect(chat.locator("#locating")).to_contain_text("Mencari lokasi")
    write_instead(chat)
    chat.evaluate("window.allow()")
    chat.wait_for_timeout(500)

    assert desk.locations == []
    expect(bubbles(chat)).to_have_count(3)
