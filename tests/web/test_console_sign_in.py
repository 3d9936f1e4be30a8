"""Signing in: who gets in, who does not, and what the browser is given."""

import asyncio
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import func, select, text

from bot.application.passwords import Passwords
from bot.domain.staff import Account, Role
from bot.domain.staff_events import EventKind
from bot.store.account_events import newest_events
from bot.store.account_tables import session, sign_in_attempt
from bot.store.accounts import set_password_hash
from bot.store.database import Database
from tests.web.serving import ConsoleSet, Served, served
from tests.web.staff import OTHER_PASSWORD, PASSWORD, WRONG, browser, employ

CHANGED = {"current": PASSWORD, "password": OTHER_PASSWORD, "again": OTHER_PASSWORD}
PHONE = "Mozilla/5.0 (Linux; Android 13; SM-A045F) AppleWebKit/537.36 Chrome/130.0 Mobile Safari"


@pytest.fixture
async def desk(database: Database, dsn: str) -> AsyncIterator[Served]:
    """A desk behind one proxy, so that browsers can be in different places."""
    async with served(database, dsn, console=ConsoleSet(proxies=1)) as desk:
        yield desk


@pytest.fixture
async def siti(database: Database) -> Account:
    """An officer with a password."""
    return await employ(database, Role.OFFICER, "siti", units=("dinas-dukcapil",))


async def kinds(database: Database) -> list[EventKind]:
    async with database.transaction() as connection:
        return [event.kind for event in await newest_events(connection, 100)]


@pytest.mark.usefixtures("siti")
async def test_who_signs_in_reads_name_role_and_units(desk: Served) -> None:
    page = browser(desk)
    done = await page.sign_in("Siti ")
    home = await page.get("")

    assert (done.status_code, done.headers["Location"]) == (303, "/konsol")
    assert "Orang siti" in home.text
    assert "Petugas" in home.text
    assert "Dinas Kependudukan" in home.text


@pytest.mark.usefixtures("siti")
async def test_a_wrong_password_comes_back_with_the_login_and_without_the_password(
    desk: Served, database: Database
) -> None:
    refused = await browser(desk).sign_in("siti", WRONG)

    assert refused.status_code == 422
    assert "Nama pengguna atau kata sandi salah" in refused.text
    assert 'value="siti"' in refused.text
    assert WRONG not in refused.text
    assert EventKind.SIGN_IN_FAILED in await kinds(database)


@pytest.mark.usefixtures("siti")
async def test_whether_a_login_exists_is_not_told(desk: Served) -> None:
    known = await browser(desk).sign_in("siti", WRONG)
    unknown = await browser(desk).sign_in("tono", WRONG)

    def without_secrets(page: httpx.Response) -> str:
        return re.sub(r"[0-9a-f]{64}|value=\"(siti|tono)\"", "", page.text)

    assert known.status_code == unknown.status_code
    assert without_secrets(known) == without_secrets(unknown)


@pytest.mark.parametrize("login", ["siti\0", "\x1b[2J", "a" * 65, "s" * 100_000, "si\u202eti"])
async def test_a_login_that_nobody_can_have_is_an_unknown_one(desk: Served, login: str) -> None:
    refused = await browser(desk).sign_in(login, WRONG)

    assert refused.status_code == 422
    assert "Nama pengguna atau kata sandi salah" in refused.text


async def test_somebody_invited_without_a_password_cannot_enter(
    desk: Served, database: Database
) -> None:
    await employ(database, Role.OFFICER, "baru", password=None)

    assert (await browser(desk).sign_in("baru", "")).status_code == 422
    assert (await browser(desk).sign_in("baru")).status_code == 422


@pytest.mark.usefixtures("siti")
async def test_the_session_is_a_random_token_that_no_script_reads(desk: Served) -> None:
    page = browser(desk)
    done = await page.sign_in("siti")
    cookies = {c.split("=")[0]: c for c in done.headers.get_list("set-cookie")}

    parts = {part.strip().lower() for part in cookies["konsol"].split(";")}
    assert re.match(r"konsol=[A-Za-z0-9_-]{43};", cookies["konsol"])
    assert {"httponly", "samesite=lax", "path=/"} <= parts


@pytest.mark.usefixtures("siti")
async def test_over_https_the_cookies_are_bound_to_this_host(database: Database, dsn: str) -> None:
    settings = ConsoleSet(public_url="https://loket.contoh.go.id", proxies=1)
    async with served(database, dsn, console=settings) as desk, desk.client() as client:
        page = await client.get("/konsol/masuk", headers={"X-Forwarded-Proto": "https"})
    [cookie] = page.headers.get_list("set-cookie")

    assert cookie.startswith("__Host-perangkat=")
    assert "secure" in cookie.lower()
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"


async def test_only_digests_of_tokens_are_kept(
    desk: Served, database: Database, siti: Account
) -> None:
    page = browser(desk)
    await page.sign_in(siti.login)
    secrets = list(page.client.cookies.values())
    async with database.transaction() as connection:
        query = text(
            "SELECT concat((SELECT string_agg(s::text, ' ') FROM session s),"
            " (SELECT string_agg(d::text, ' ') FROM known_device d))"
        )
        kept = (await connection.execute(query)).scalar_one()

    assert len(secrets) == 2
    assert str(siti.id) in kept
    assert [each for each in secrets if each in kept] == []


@pytest.mark.usefixtures("siti")
async def test_the_token_is_new_at_every_sign_in(desk: Served) -> None:
    page = browser(desk)
    await page.sign_in("siti")
    first = page.client.cookies["konsol"]
    await page.post("/keluar")
    await page.sign_in("siti")

    assert page.client.cookies["konsol"] != first


async def test_a_token_that_the_desk_never_gave_opens_nothing(desk: Served) -> None:
    page = browser(desk)
    page.client.cookies.set("konsol", "a" * 43)

    assert (await page.get("")).headers["Location"] == "/konsol/masuk?lanjut=/konsol"


@pytest.mark.usefixtures("siti")
async def test_a_cookie_of_a_similar_name_takes_the_place_of_none(desk: Served) -> None:
    page = browser(desk)
    await page.sign_in("siti")
    mine = page.client.cookies["konsol"]

    async def home(cookies: str) -> int:
        async with desk.client() as client:
            return (await client.get("/konsol", headers={"Cookie": cookies})).status_code

    strange = "a" * 43
    for prefix in ("__Host-", "__Secure-"):
        assert await home(f"{prefix}konsol={strange}; konsol={mine}") == 200
        assert await home(f"{prefix}konsol={mine}") == 303
    assert await home(f"konsol={mine}; konsol={strange}") == 303


@pytest.mark.usefixtures("siti")
async def test_signing_out_ends_the_session_itself(desk: Served) -> None:
    page = browser(desk)
    await page.sign_in("siti")
    stolen = page.client.cookies["konsol"]
    done = await page.post("/keluar")
    thief = browser(desk)
    thief.client.cookies.set("konsol", stolen)

    assert done.headers["Location"] == "/konsol/masuk?pesan=keluar"
    assert (await thief.get("")).status_code == 303


@pytest.mark.usefixtures("siti")
@pytest.mark.parametrize(
    ("column", "past"),
    [("last_seen_at", "now() - interval '8 hours 1 minute'"), ("ends_at", "now()")],
)
async def test_a_session_ends_when_idle_and_in_any_case_one_day(
    desk: Served, database: Database, column: str, past: str
) -> None:
    page = browser(desk)
    await page.sign_in("siti")
    assert (await page.get("")).status_code == 200
    async with database.transaction() as connection:
        await connection.execute(text(f"UPDATE session SET {column} = {past}"))

    assert (await page.get("")).status_code == 303


async def test_who_was_signed_out_comes_back_to_where_they_were(
    desk: Served, siti: Account
) -> None:
    page = browser(desk)
    asked = await page.get("/akun-saya")
    fields = {"login": siti.login, "password": PASSWORD, "lanjut": "/konsol/akun-saya"}
    done = await page.post("/masuk", fields, "/masuk")

    assert asked.headers["Location"] == "/konsol/masuk?lanjut=/konsol/akun-saya"
    assert done.headers["Location"] == "/konsol/akun-saya"


@pytest.mark.usefixtures("siti")
@pytest.mark.parametrize(
    "elsewhere",
    ["https://jahat.contoh", "//jahat.contoh", "/konsol//jahat", "/konsol/\\jahat", "/konsolan"],
)
async def test_nobody_is_led_elsewhere(desk: Served, elsewhere: str) -> None:
    fields = {"login": "siti", "password": PASSWORD, "lanjut": elsewhere}
    done = await browser(desk).post("/masuk", fields, "/masuk")

    assert done.headers["Location"] == "/konsol"


class TestGuessing:
    async def guess(self, desk: Served, times: int, network: str, login: str = "siti") -> list[int]:
        """Try wrong passwords from one place with one strange browser, many at once."""
        page = browser(desk, network)
        token = await page.token()
        fields = {"csrf": token, "login": login, "password": WRONG}

        async def once() -> int:
            sent = await page.client.post("/konsol/masuk", data=fields, headers=page.headers)
            return sent.status_code

        return await asyncio.gather(*(once() for _ in range(times)))

    @pytest.mark.usefixtures("siti")
    async def test_after_five_wrong_passwords_a_place_must_wait(
        self, desk: Served, database: Database
    ) -> None:
        answers = await self.guess(desk, 8, "198.51.100.7")
        late = await browser(desk, "198.51.100.7").sign_in("siti")

        assert sorted(answers) == [422] * 5 + [429] * 3
        assert (late.status_code, late.headers["Retry-After"]) == (429, "900")
        assert "Tunggu 15 menit" in late.text
        assert (await kinds(database)).count(EventKind.SIGN_IN_SLOWED) == 1

    @pytest.mark.usefixtures("siti")
    async def test_another_place_and_a_later_time_are_recorded_anew(
        self, desk: Served, database: Database
    ) -> None:
        for place in ("198.51.100.7", "198.51.100.8", "198.51.100.7"):
            await self.guess(desk, 7, place)
        assert (await kinds(database)).count(EventKind.SIGN_IN_SLOWED) == 2
        async with database.transaction() as connection:
            await connection.execute(text("UPDATE account_event SET at = at - interval '16 min'"))
        await self.guess(desk, 1, "198.51.100.7")

        assert (await kinds(database)).count(EventKind.SIGN_IN_SLOWED) == 3

    async def test_a_login_that_does_not_exist_is_recorded_once_as_well(
        self, desk: Served, database: Database
    ) -> None:
        await self.guess(desk, 8, "198.51.100.7", "tono")

        assert (await kinds(database)).count(EventKind.SIGN_IN_SLOWED) == 1

    async def test_a_login_that_does_not_exist_is_slowed_alike(self, desk: Served) -> None:
        answers = await self.guess(desk, 8, "198.51.100.7", "tono")

        assert sorted(answers) == [422] * 5 + [429] * 3

    async def test_trying_many_logins_from_one_place_is_slowed(self, desk: Served) -> None:
        answers = [
            await self.guess(desk, 4, "198.51.100.7", f"orang{number}") for number in range(9)
        ]

        assert sum(each.count(422) for each in answers) == 30

    @pytest.mark.usefixtures("siti")
    async def test_a_thousand_wrong_passwords_lock_nobody_out(
        self, desk: Served, database: Database
    ) -> None:
        known = browser(desk, "198.51.100.7")
        await known.sign_in("siti")
        await known.post("/keluar")
        # Ten tries from each of a hundred places, the owner's own among them.
        for start in range(0, 100, 10):
            places = [f"198.51.100.{number}" for number in range(start, start + 10)]
            await asyncio.gather(*(self.guess(desk, 10, place) for place in places))
        async with database.transaction() as connection:
            failed = (
                await connection.execute(select(func.count()).select_from(sign_in_attempt))
            ).scalar_one()

        assert failed < 320
        assert (await known.sign_in("siti")).status_code == 303
        assert (await browser(desk, "203.0.113.9").sign_in("siti")).status_code == 303

    @pytest.mark.usefixtures("siti")
    async def test_a_known_browser_may_not_guess_without_end_either(self, desk: Served) -> None:
        page = browser(desk, "198.51.100.7")
        await page.sign_in("siti")
        await page.post("/keluar")
        answers = [(await page.sign_in("siti", WRONG)).status_code for _ in range(12)]

        assert answers == [422] * 10 + [429] * 2

    @pytest.mark.usefixtures("siti")
    async def test_an_address_that_no_proxy_vouches_for_counts_for_nothing(
        self, database: Database, dsn: str
    ) -> None:
        async with served(database, dsn) as desk:
            answers = [
                (await browser(desk, f"198.51.100.{number}").sign_in("siti", WRONG)).status_code
                for number in range(7)
            ]

        assert answers == [422] * 5 + [429] * 2


async def test_a_wrong_password_takes_as_long_whether_the_login_exists_or_not(
    database: Database, dsn: str, siti: Account
) -> None:
    dear = Passwords(memory_mb=19, rounds=2)
    async with database.transaction() as connection:
        await set_password_hash(connection, siti.id, dear.hash_now(PASSWORD))
    loop = asyncio.get_running_loop()
    taken: dict[str, list[float]] = {"siti": [], "tono": []}
    async with served(database, dsn, console=ConsoleSet(proxies=1, passwords=dear)) as desk:
        for number in range(12):
            for login, times in taken.items():
                page = browser(desk, f"198.51.100.{number}")
                fields = {"csrf": await page.token(), "login": login, "password": WRONG}
                begun = loop.time()
                await page.client.post("/konsol/masuk", data=fields, headers=page.headers)
                times.append(loop.time() - begun)
    dear.close()
    known, unknown = (sorted(times)[len(times) // 2] for times in taken.values())

    # One hash takes some 50 ms; without it the second would be a fifth of the first.
    assert 0.5 < unknown / known < 2


@pytest.mark.usefixtures("siti")
class TestForms:
    async def test_a_form_of_another_site_is_refused(self, desk: Served) -> None:
        page = browser(desk)
        await page.sign_in("siti")
        token = await page.token("")
        for strange in (
            {"Origin": "https://jahat.contoh"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
        ):
            sent = await page.client.post("/konsol/keluar", data={"csrf": token}, headers=strange)
            assert (sent.status_code, "Tidak ada yang berubah" in sent.text) == (403, True)

        assert (await page.get("")).status_code == 200

    async def test_a_form_of_our_own_page_is_taken(self, desk: Served) -> None:
        page = browser(desk)
        await page.sign_in("siti")
        page.headers |= {"Origin": desk.url, "Sec-Fetch-Site": "same-origin"}

        assert (await page.post("/keluar")).status_code == 303

    @pytest.mark.parametrize("token", ["", "salah", "0" * 64])
    async def test_a_form_without_the_token_of_this_session_is_refused(
        self, desk: Served, token: str
    ) -> None:
        page = browser(desk)
        await page.sign_in("siti")
        sent = await page.client.post("/konsol/keluar", data={"csrf": token})

        assert sent.status_code == 403

    async def test_the_token_of_another_session_is_of_no_use(self, desk: Served) -> None:
        mine, theirs = browser(desk), browser(desk)
        for each in (mine, theirs):
            await each.sign_in("siti")
        stolen = await theirs.token("")
        sent = await mine.client.post("/konsol/keluar", data={"csrf": stolen})

        assert sent.status_code == 403

    async def test_even_the_sign_in_form_must_be_ours(self, desk: Served) -> None:
        fields = {"login": "siti", "password": PASSWORD, "csrf": "0" * 64}
        sent = await browser(desk).client.post("/konsol/masuk", data=fields)

        assert sent.status_code == 403
        assert "konsol" not in sent.cookies


async def test_pages_are_kept_by_nobody_and_run_no_inline_script(desk: Served) -> None:
    page = await browser(desk).get("/masuk")
    policy = page.headers["Content-Security-Policy"]

    assert page.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert not re.search(r"<script|<style|style=|\son\w+=", page.text)


async def test_demo_accounts_are_shown_in_a_demo_only(database: Database, dsn: str) -> None:
    async with served(database, dsn) as demo:
        shown = (await browser(demo).get("/masuk")).text
    async with served(database, dsn, demo=False) as real:
        hidden = (await browser(real).get("/masuk")).text

    assert "coba-jadi-pengelola" in shown
    assert "coba-jadi" not in hidden


@pytest.mark.usefixtures("siti")
async def test_sessions_are_told_by_browser_and_ended_at_once(
    desk: Served, database: Database
) -> None:
    mine, phone = browser(desk), browser(desk, agent=PHONE)
    for each in (mine, phone):
        await each.sign_in("siti")
    shown = (await mine.get("/akun-saya")).text
    [address] = re.findall(r"/konsol(/akun-saya/sesi/[0-9a-f-]+/akhiri)", shown)
    await mine.post(address)

    assert re.search(r"Chrome\s+di Android", shown)
    assert (await phone.get("")).status_code == 303
    assert (await mine.get("")).status_code == 200
    assert EventKind.SESSIONS_ENDED in await kinds(database)


async def test_nobody_ends_the_session_of_another(
    desk: Served, database: Database, siti: Account
) -> None:
    await employ(database, Role.OFFICER, "tono")
    mine, theirs = browser(desk), browser(desk)
    await mine.sign_in("siti")
    await theirs.sign_in("tono")
    async with database.transaction() as connection:
        query = select(session.c.id).where(session.c.account_id == siti.id)
        target = (await connection.execute(query)).scalar_one()
    await theirs.post(f"/akun-saya/sesi/{target}/akhiri")

    assert (await mine.get("")).status_code == 200


class TestOwnPassword:
    @pytest.mark.usefixtures("siti")
    async def test_changing_it_signs_every_other_browser_out(self, desk: Served) -> None:
        mine, elsewhere = browser(desk), browser(desk)
        for each in (mine, elsewhere):
            await each.sign_in("siti")
        before = mine.client.cookies["konsol"]
        done = await mine.post("/akun-saya/kata-sandi", CHANGED, "/akun-saya")

        assert done.headers["Location"] == "/konsol/akun-saya?pesan=kata-sandi"
        assert mine.client.cookies["konsol"] != before
        assert (await mine.get("")).status_code == 200
        assert (await elsewhere.get("")).status_code == 303
        assert (await browser(desk).sign_in("siti")).status_code == 422
        assert (await browser(desk).sign_in("siti", OTHER_PASSWORD)).status_code == 303

    @pytest.mark.usefixtures("siti")
    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"current": WRONG}, "Kata sandi ini salah"),
            ({"password": "pendek", "again": "pendek"}, "paling sedikit 10"),
            ({"password": "indonesia123", "again": "indonesia123"}, "mudah ditebak"),
            ({"password": "orangsiti 2026!", "again": "orangsiti 2026!"}, "sama dengan nama"),
            ({"again": PASSWORD}, "tidak sama"),
            ({"current": WRONG, "password": "pendek"}, "Kata sandi ini salah"),
        ],
    )
    async def test_a_refused_one_says_why_beside_its_field_and_repeats_none(
        self, desk: Served, wrong: dict[str, str], sentence: str
    ) -> None:
        mine = browser(desk)
        await mine.sign_in("siti")
        sent = await mine.post("/akun-saya/kata-sandi", {**CHANGED, **wrong}, "/akun-saya")

        assert sent.status_code == 422
        assert sentence in sent.text
        assert [each for each in (PASSWORD, OTHER_PASSWORD, WRONG) if each in sent.text] == []
        assert (await browser(desk).sign_in("siti")).status_code == 303
