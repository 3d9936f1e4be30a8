"""The second factor: codes from a telephone, recovery codes, and what happens without it."""

import html
import re
import time
from collections.abc import AsyncIterator

import httpx
import pyotp
import pytest

from bot.domain.staff import Account, Role
from bot.store.database import Database
from tests.web.serving import ConsoleSet, Served, served
from tests.web.staff import PASSWORD, WRONG, Browser, browser, employ


@pytest.fixture
async def desk(database: Database, dsn: str) -> AsyncIterator[Served]:
    """A desk behind a proxy."""
    async with served(database, dsn, console=ConsoleSet(proxies=1)) as desk:
        yield desk


@pytest.fixture
async def siti(database: Database) -> Account:
    """An officer with a password."""
    return await employ(database, Role.OFFICER, "siti")


class Telephone:
    """Keeps a secret and tells codes, each of a later half minute than the one before."""

    def __init__(self, secret: str) -> None:
        self._totp = pyotp.TOTP(secret)
        self._now = int(time.time()) // 30

    def code(self) -> str:
        code = self._totp.generate_otp(self._now)
        self._now += 1
        return code


async def turned_on(desk: Served) -> tuple[Browser, Telephone, list[str]]:
    """Turn it on for Siti as she does it, and return what she has then."""
    page = browser(desk)
    await page.sign_in("siti")
    await page.post("/akun-saya/kode/mulai", {"current": PASSWORD}, "/akun-saya")
    shown = (await page.get("/akun-saya/kode")).text
    secret = re.search(r'class="secret">([A-Z2-7]{32})<', shown)
    assert secret
    telephone = Telephone(secret[1])
    codes = await page.post("/akun-saya/kode", {"code": telephone.code()}, "/akun-saya/kode")
    return page, telephone, re.findall(r"<li><code>([A-Z0-9-]{19})</code>", codes.text)


async def half_way(desk: Served, network: str = "") -> Browser:
    """Return a browser that gave the right password and owes a code."""
    page = browser(desk, network or None)
    done = await page.sign_in("siti")
    assert done.headers["Location"] == "/konsol/masuk/kode?lanjut=/konsol"
    return page


async def give(page: Browser, code: str) -> httpx.Response:
    return await page.post("/masuk/kode", {"code": code}, "/masuk/kode")


@pytest.mark.usefixtures("siti")
async def test_the_secret_is_shown_as_picture_text_and_address(desk: Served) -> None:
    page = browser(desk)
    await page.sign_in("siti")
    await page.post("/akun-saya/kode/mulai", {"current": PASSWORD}, "/akun-saya")
    shown = (await page.get("/akun-saya/kode")).text
    secret = re.search(r'class="secret">([A-Z2-7]{32})<', shown)

    assert secret
    assert "<svg" in shown
    assert "style=" not in shown
    address = f"otpauth://totp/Tanya%20Loket:siti?secret={secret[1]}&issuer=Tanya%20Loket"
    assert f'href="{html.escape(address)}"' in shown


@pytest.mark.usefixtures("siti")
async def test_it_counts_only_after_the_telephone_proved_itself(desk: Served) -> None:
    page = browser(desk)
    await page.sign_in("siti")
    await page.post("/akun-saya/kode/mulai", {"current": PASSWORD}, "/akun-saya")
    wrong = await page.post("/akun-saya/kode", {"code": "000000"}, "/akun-saya/kode")

    assert wrong.status_code == 422
    assert (await browser(desk).sign_in("siti")).headers["Location"] == "/konsol"


@pytest.mark.usefixtures("siti")
async def test_once_on_a_password_alone_opens_nothing(desk: Served) -> None:
    await turned_on(desk)
    page = await half_way(desk)

    assert (await page.get("")).status_code == 303
    assert (await page.get("/akun-saya")).status_code == 303
    refused = await page.client.post(
        "/konsol/akun-saya/kata-sandi", data={"csrf": await page.token("/masuk/kode")}
    )
    assert refused.status_code == 403


@pytest.mark.usefixtures("siti")
async def test_a_code_opens_and_the_token_of_the_first_step_is_dead(desk: Served) -> None:
    _, telephone, _ = await turned_on(desk)
    page = await half_way(desk)
    first = page.client.cookies["konsol"]
    done = await give(page, telephone.code())
    old = browser(desk)
    old.client.cookies.set("konsol", first)

    assert done.headers["Location"] == "/konsol"
    assert (await page.get("")).status_code == 200
    assert (await old.get("/masuk/kode")).headers["Location"] == "/konsol/masuk"


@pytest.mark.usefixtures("siti")
async def test_a_code_counts_once(desk: Served) -> None:
    _, telephone, _ = await turned_on(desk)
    code = telephone.code()

    assert (await give(await half_way(desk), code)).status_code == 303
    again = await give(await half_way(desk), code)
    assert again.status_code == 422
    assert "sudah dipakai" in again.text


@pytest.mark.usefixtures("siti")
async def test_a_recovery_code_opens_once_however_it_is_typed(desk: Served) -> None:
    _, _, codes = await turned_on(desk)
    assert len(set(codes)) == 10
    typed = codes[0].lower().replace("-", " ")

    assert (await give(await half_way(desk), typed)).status_code == 303
    assert (await give(await half_way(desk), codes[0])).status_code == 422
    assert (await give(await half_way(desk), codes[1])).status_code == 303


@pytest.mark.usefixtures("siti")
async def test_recovery_codes_are_kept_as_digests(desk: Served, database: Database) -> None:
    _, _, codes = await turned_on(desk)
    async with database.transaction() as connection:
        query = "SELECT string_agg(r::text, ' ') FROM recovery_code r"
        kept = str((await connection.exec_driver_sql(query)).scalar_one())

    assert [code for code in codes if code in kept] == []


@pytest.mark.usefixtures("siti")
async def test_new_recovery_codes_replace_the_old_ones(desk: Served) -> None:
    page, _, old = await turned_on(desk)
    path = "/akun-saya/kode-pemulihan"
    made = await page.post(path, {"current": PASSWORD}, "/akun-saya")
    new = re.findall(r"<li><code>([A-Z0-9-]{19})</code>", made.text)

    assert (await give(await half_way(desk), old[0])).status_code == 422
    assert (await give(await half_way(desk), new[0])).status_code == 303


@pytest.mark.usefixtures("siti")
async def test_guessing_codes_is_slowed_and_the_owner_gets_in(desk: Served) -> None:
    owner, telephone, _ = await turned_on(desk)
    owner.headers["X-Forwarded-For"] = "198.51.100.1"
    guesser = await half_way(desk, "198.51.100.66")
    guesses = [(await give(guesser, f"{number:06}")).status_code for number in range(7)]
    await owner.post("/keluar")
    await owner.sign_in("siti")

    assert guesses == [422] * 5 + [429] * 2
    assert (await give(owner, telephone.code())).status_code == 303


@pytest.mark.usefixtures("siti")
async def test_many_strangers_cannot_go_through_all_codes_and_a_recovery_code_still_counts(
    desk: Served,
) -> None:
    _, telephone, codes = await turned_on(desk)
    answers = []
    for place in range(9):
        guesser = await half_way(desk, f"198.51.100.{place}")
        answers += [(await give(guesser, f"{n:06}")).status_code for n in range(4)]
    late = await half_way(desk, "203.0.113.1")

    assert answers.count(422) == 30
    assert (await give(late, telephone.code())).status_code == 429
    assert (await give(late, codes[0])).status_code == 303


@pytest.mark.usefixtures("siti")
@pytest.mark.parametrize("path", ["/akun-saya/kode/matikan", "/akun-saya/kode-pemulihan"])
async def test_a_stolen_session_cannot_change_it_without_the_password(
    desk: Served, path: str
) -> None:
    page, _, codes = await turned_on(desk)
    refused = await page.post(path, {"current": WRONG}, "/akun-saya")

    assert refused.status_code == 422
    assert "Kata sandi ini salah" in refused.text
    assert (await give(await half_way(desk), codes[0])).status_code == 303


@pytest.mark.usefixtures("siti")
async def test_it_can_be_turned_off(desk: Served) -> None:
    page, _, _ = await turned_on(desk)
    done = await page.post("/akun-saya/kode/matikan", {"current": PASSWORD}, "/akun-saya")

    assert done.headers["Location"] == "/konsol/akun-saya?pesan=kode-mati"
    assert (await browser(desk).sign_in("siti")).headers["Location"] == "/konsol"


@pytest.mark.usefixtures("siti")
async def test_an_administrator_helps_who_lost_the_telephone(
    desk: Served, database: Database, siti: Account
) -> None:
    await turned_on(desk)
    await employ(database, Role.ADMINISTRATOR, "ratna")
    admin = browser(desk)
    await admin.sign_in("ratna")
    await admin.post(f"/akun/{siti.id}/kode/matikan", page=f"/akun/{siti.id}")

    assert (await browser(desk).sign_in("siti")).headers["Location"] == "/konsol"
