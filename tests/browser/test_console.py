"""The console in a real browser: without script, by keyboard alone, on a phone, for everybody."""

import re
from collections.abc import Iterator
from typing import Literal
from uuid import uuid4

import psycopg
import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.store.embedded import EmbeddedPostgres, Role
from bot.store.provision import DATABASE
from tests.browser.axe import serious_problems
from tests.browser.conftest import SCREENS
from tests.browser.staff_desk import served_alone

pytestmark = pytest.mark.browser

ADMIN = ("admin", "coba-jadi-pengelola")
PASSWORD = "kucing hitam lompat pagar"


@pytest.fixture(scope="module")
def console(server: EmbeddedPostgres) -> Iterator[str]:
    """The address of the console of a desk of its own."""
    with psycopg.connect(server.dsn(Role.ADMIN, "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE konsol OWNER {DATABASE}")
        with served_alone(server.dsn(database="konsol")) as url:
            yield f"{url}/konsol"
        connection.execute("DROP DATABASE konsol WITH (FORCE)")


@pytest.fixture
def page(context: BrowserContext, console: str) -> Page:
    """The sign-in page."""
    page = context.new_page()
    page.goto(f"{console}/masuk")
    return page


def sign_in(page: Page, login: str, password: str) -> None:
    page.get_by_label("Nama pengguna").fill(login)
    page.get_by_label("Kata sandi").fill(password)
    page.get_by_role("button", name="Masuk").click()


def invite(page: Page, console: str) -> tuple[str, str]:
    """Invite somebody new and return the login and the link."""
    login = f"dewi.{uuid4().hex[:8]}"
    page.goto(f"{console}/akun/baru")
    page.get_by_label("Nama pengguna").fill(login)
    page.get_by_label("Nama", exact=True).fill("Dewi Lestari")
    page.get_by_role("radio", name=re.compile("Pengelola unit")).check()
    page.get_by_role("checkbox", name="Samsat").first.check()
    page.get_by_role("button", name="Buat akun").click()
    return login, page.get_by_label("Tautan").input_value()


def fits_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_somebody_invited_gets_in_and_turns_codes_on_without_any_script(
    browser: Browser, console: str
) -> None:
    width, height = SCREENS["phone"]
    contexts = [
        browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=False)
        for _ in range(2)
    ]
    admin, dewi = (context.new_page() for context in contexts)
    admin.goto(f"{console}/masuk")
    sign_in(admin, *ADMIN)
    login, link = invite(admin, console)
    dewi.goto(link)
    dewi.get_by_label("Kata sandi baru").fill(PASSWORD)
    dewi.get_by_label("Ketik sekali lagi").fill(PASSWORD)
    dewi.get_by_role("button", name="Simpan dan masuk").click()
    expect(dewi.get_by_role("heading", level=1)).to_have_text("Selamat datang, Dewi Lestari")

    dewi.get_by_role("link", name="Akun saya").click()
    dewi.locator("#telephone-current").fill(PASSWORD)
    dewi.get_by_role("button", name="Nyalakan kode dari ponsel").click()
    expect(dewi.get_by_role("img", name="Kode QR")).to_be_visible()
    telephone = pyotp.TOTP(dewi.locator(".secret").inner_text())
    dewi.get_by_label("Kode", exact=True).fill(telephone.now())
    dewi.get_by_role("button", name="Nyalakan").click()
    recovery = dewi.locator(".codes code").first.inner_text()
    dewi.get_by_role("link", name="Sudah saya simpan").click()
    dewi.get_by_role("button", name="Keluar", exact=True).click()
    expect(dewi.get_by_role("status")).to_have_text("Bapak/Ibu sudah keluar.")
    sign_in(dewi, login, PASSWORD)
    dewi.get_by_label("Kode", exact=True).fill(recovery)
    dewi.get_by_role("button", name="Lanjut").click()
    expect(dewi.get_by_role("heading", level=1)).to_have_text("Selamat datang, Dewi Lestari")
    for context in contexts:
        context.close()


def test_the_keyboard_alone_signs_in_and_out(page: Page, complaints: list[str]) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi")).to_be_focused()
    page.keyboard.press("Enter")
    while page.evaluate("document.activeElement.id") != "login":
        page.keyboard.press("Tab")
    page.keyboard.type(ADMIN[0])
    page.keyboard.press("Tab")
    page.keyboard.type(ADMIN[1])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Selamat datang")
    leave = page.get_by_role("button", name="Keluar")
    for _ in range(20):
        if leave.evaluate("button => button === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(leave).to_be_focused()
    page.keyboard.press("Enter")

    expect(page).to_have_title(re.compile("^Masuk"))
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_keeps_anybody_from_any_page(
    page: Page, console: str, scheme: Literal["light", "dark"], complaints: list[str]
) -> None:
    page.emulate_media(color_scheme=scheme)
    found = {"sign-in": problems_of(page)}
    sign_in(page, "admin", "salah sama sekali")
    found["refused sign-in"] = problems_of(page)
    sign_in(page, *ADMIN)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Selamat datang")
    for path in ("", "/akun-saya", "/akun", "/akun/baru", "/catatan", "/tautan?kunci=x"):
        page.goto(console + path)
        found[path] = problems_of(page)
    page.goto(f"{console}/akun/baru")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.get_by_role("button", name="Buat akun").click()
    expect(page.get_by_role("alert")).to_contain_text("isian perlu diperbaiki")
    found["refused form"] = problems_of(page)
    _, link = invite(page, console)
    found["link made"] = problems_of(page)
    page.goto(link)
    found["link"] = problems_of(page)
    page.get_by_label("Kata sandi baru").fill(PASSWORD)
    page.get_by_label("Ketik sekali lagi").fill(PASSWORD)
    page.get_by_role("button", name="Simpan dan masuk").click()
    page.goto(f"{console}/akun-saya")
    page.locator("#telephone-current").fill(PASSWORD)
    page.get_by_role("button", name="Nyalakan kode dari ponsel").click()
    found["telephone"] = problems_of(page)
    page.get_by_label("Kode", exact=True).fill(
        pyotp.TOTP(page.locator(".secret").inner_text()).now()
    )
    page.get_by_role("button", name="Nyalakan").click()
    found["recovery codes"] = problems_of(page)
    page.goto(f"{console}/akun")
    found["no right"] = problems_of(page)

    assert {name: said for name, said in found.items() if said} == {}
    assert [said for said in complaints if "status of 4" not in said] == []


def problems_of(page: Page) -> list[str]:
    """Return what is wrong with a page: for aids, for fingers, for the width of the screen."""
    said = serious_problems(page)
    if not fits_the_screen(page):
        said.append("wider than the screen")
    for control in page.locator("button:visible, main input:visible:not(.away)").all():
        box = control.bounding_box()
        kind = control.get_attribute("type")
        if box and box["height"] < 44 and kind not in {"radio", "checkbox"}:
            said.append(f"too small: {control.get_attribute('name')}")
    return said


def test_a_form_posted_by_another_site_changes_nothing(
    page: Page, console: str, context: BrowserContext
) -> None:
    sign_in(page, *ADMIN)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Selamat datang")
    token = page.locator("input[name=csrf]").first.get_attribute("value")
    other = context.new_page()
    # Another host of this very machine: the cookie of the console goes to 127.0.0.1 alone.
    form = (
        f'<form action="{console}/keluar" method="post">'
        f'<input name="csrf" value="{token}"><button>x</button></form>'
    )
    other.route(
        "http://localhost/**", lambda route: route.fulfill(body=form, content_type="text/html")
    )
    other.goto("http://localhost/jahat")
    other.get_by_role("button").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Halaman kedaluwarsa")
    page.reload()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Selamat datang")


def test_a_phone_keeps_what_was_filled_in_and_shows_what_is_wrong(page: Page, console: str) -> None:
    sign_in(page, *ADMIN)
    page.goto(f"{console}/akun/baru")
    page.get_by_label("Nama pengguna").fill("admin")
    page.get_by_label("Nama", exact=True).fill("Orang Lain")
    page.get_by_role("radio", name=re.compile("Petugas")).check()
    page.get_by_role("button", name="Buat akun").click()

    expect(page.locator("#login-problem")).to_have_text(
        "Nama pengguna ini sudah dipakai akun lain."
    )
    expect(page.get_by_label("Nama", exact=True)).to_have_value("Orang Lain")
    expect(page.get_by_role("radio", name=re.compile("Petugas"))).to_be_checked()
    page.get_by_role("link", name="Nama pengguna ini sudah dipakai").click()
    expect(page.get_by_label("Nama pengguna")).to_be_focused()
