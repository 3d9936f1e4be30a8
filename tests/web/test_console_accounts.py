"""Accounts of others: inviting, links, changing, ending; and the record that auditors read."""

import html
import re
from collections.abc import AsyncIterator
from email.message import Message

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler

from bot.application.ports import LetterNotSent
from bot.domain.staff import Account, Role
from bot.letters import SmtpLetters
from bot.store.database import Database
from bot.supervision.desk_lock import free_port
from tests.web.serving import ConsoleSet, Served, served
from tests.web.staff import OTHER_PASSWORD, PASSWORD, UNIT, Browser, browser, employ

FORM: dict[str, str | list[str]] = {
    "login": "dewi.lestari",
    "name": "Dewi Lestari",
    "email": "dewi@contoh.go.id",
    "role": "unit_manager",
    "units": [UNIT],
}
NEW = {"password": PASSWORD, "again": PASSWORD}


class Mailbox(MessageHandler):
    """Keeps what a mail server was handed."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.letters.append(message)


@pytest.fixture
async def desk(database: Database, dsn: str) -> AsyncIterator[Served]:
    """A desk without a mail server."""
    async with served(database, dsn) as desk:
        yield desk


@pytest.fixture
async def ratna(database: Database) -> Account:
    """The only administrator."""
    return await employ(database, Role.ADMINISTRATOR, "ratna")


@pytest.fixture
async def admin(desk: Served, ratna: Account) -> Browser:
    """Her browser."""
    page = browser(desk)
    await page.sign_in(ratna.login)
    return page


def link_in(page: str) -> str:
    """Return the path of the link that a page shows."""
    found = re.search(r"http://[^/\s]+/konsol(/tautan\?kunci=[A-Za-z0-9_-]{43})", page)
    assert found
    return found[1]


async def invited(admin: Browser) -> str:
    """Invite Dewi and return the path of her link."""
    made = await admin.post("/akun/baru", FORM, "/akun/baru")
    assert made.status_code == 200
    return link_in(made.text)


async def use(page: Browser, link: str, fields: dict[str, str] = NEW) -> int:
    """Set a password with a link."""
    token = await page.token("/masuk")
    filled = {"csrf": token, "kunci": link.partition("=")[2], **fields}
    sent = await page.client.post("/konsol/tautan", data=filled)
    return sent.status_code


async def account_path(admin: Browser, name: str) -> str:
    listed = (await admin.get("/akun")).text
    found = re.search(rf'href="/konsol(/akun/[0-9a-f-]+)"><b>{name}', listed)
    assert found
    return found[1]


async def bind_dewi(database: Database) -> None:
    """Let the provider vouch for Dewi."""
    async with database.transaction() as connection:
        await connection.exec_driver_sql(
            "UPDATE account SET provider_subject = 'pegawai-1' WHERE login = 'dewi.lestari'"
        )


async def bound(database: Database) -> int:
    """Return for how many the provider vouches."""
    async with database.transaction() as connection:
        counted = await connection.exec_driver_sql("SELECT count(provider_subject) FROM account")
        return int(counted.scalar_one())


class TestInviting:
    async def test_a_link_lets_somebody_set_a_password_and_in(
        self, desk: Served, admin: Browser
    ) -> None:
        link = await invited(admin)
        dewi = browser(desk)
        shown = await dewi.get(link)
        assert "Dewi Lestari" in shown.text
        assert await use(dewi, link) == 303

        home = await dewi.get("")
        assert "Pengelola unit" in home.text
        assert "Dinas Kependudukan" in home.text
        assert (await browser(desk).sign_in("dewi.lestari")).status_code == 303

    async def test_looking_at_a_link_does_not_use_it_up_and_using_it_does(
        self, desk: Served, admin: Browser
    ) -> None:
        link = await invited(admin)
        for _ in range(3):
            assert (await browser(desk).get(link)).status_code == 200
        assert await use(browser(desk), link) == 303
        assert await use(browser(desk), link, dict.fromkeys(NEW, OTHER_PASSWORD)) == 410
        assert (await browser(desk).get(link)).status_code == 410

    async def test_a_refused_password_does_not_use_a_link_up(
        self, desk: Served, admin: Browser
    ) -> None:
        link = await invited(admin)
        short = {"password": "pendek", "again": "pendek"}
        assert await use(browser(desk), link, short) == 422
        assert await use(browser(desk), link) == 303

    async def test_a_link_ends(self, desk: Served, admin: Browser, database: Database) -> None:
        link = await invited(admin)
        async with database.transaction() as connection:
            await connection.exec_driver_sql("UPDATE account_link SET ends_at = now()")

        assert (await browser(desk).get(link)).status_code == 410
        assert await use(browser(desk), link) == 410

    async def test_a_new_link_replaces_the_one_before(self, desk: Served, admin: Browser) -> None:
        first = await invited(admin)
        path = await account_path(admin, "Dewi")
        second = link_in((await admin.post(f"{path}/tautan")).text)

        assert await use(browser(desk), first) == 410
        assert await use(browser(desk), second) == 303

    async def test_a_reset_throws_everybody_out_who_knew_the_old_password(
        self, desk: Served, admin: Browser
    ) -> None:
        thief = browser(desk)
        await use(thief, await invited(admin))
        path = await account_path(admin, "Dewi")
        link = link_in((await admin.post(f"{path}/tautan")).text)
        await use(browser(desk), link, dict.fromkeys(NEW, OTHER_PASSWORD))

        assert (await thief.get("")).status_code == 303
        assert (await thief.sign_in("dewi.lestari")).status_code == 422

    async def test_no_link_is_kept(self, desk: Served, admin: Browser, database: Database) -> None:
        link = await invited(admin)
        async with database.transaction() as connection:
            query = "SELECT string_agg(l::text, ' ') FROM account_link l"
            kept = str((await connection.exec_driver_sql(query)).scalar_one())

        assert link.partition("=")[2] not in kept

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"login": "a b"}, "Nama pengguna harus"),
            ({"login": "ratna"}, "sudah dipakai"),
            ({"name": " "}, "Nama harus diisi"),
            ({"email": "dewi"}, "tidak lengkap"),
            ({"email": "déwi@contoh.go.id"}, "tidak lengkap"),
            ({"role": "raja"}, "Pilih salah satu peran"),
            ({"units": []}, "paling sedikit satu unit"),
            ({"units": ["unit-hantu"]}, "tidak ada lagi"),
        ],
    )
    async def test_what_is_wrong_comes_back_beside_its_field_with_the_rest_kept(
        self, admin: Browser, wrong: dict[str, str | list[str]], sentence: str
    ) -> None:
        refused = await admin.post("/akun/baru", {**FORM, **wrong}, "/akun/baru")

        assert refused.status_code == 422
        [field] = wrong
        beside = re.search(rf'id="{field}-problem">([^<]+)<', refused.text)
        assert beside
        assert sentence in beside[1]
        for name in ("login", "name", "email"):
            if name not in wrong:
                assert f'value="{FORM[name]}"' in refused.text
        if "units" not in wrong:
            assert re.search(rf'value="{UNIT}" checked', refused.text)

    async def test_everything_wrong_is_told_at_once(self, admin: Browser) -> None:
        refused = await admin.post("/akun/baru", {"login": "", "name": ""}, "/akun/baru")

        assert "3 isian perlu diperbaiki" in refused.text

    async def test_a_name_is_never_read_as_a_page(self, admin: Browser) -> None:
        form = {**FORM, "name": "<script>alert(1)</script>"}
        made = await admin.post("/akun/baru", form, "/akun/baru")

        assert "<script>" not in made.text
        assert html.escape("<script>") in made.text


class TestLetters:
    @pytest.fixture
    def mailbox(self) -> Mailbox:
        """Where letters arrive."""
        return Mailbox()

    @pytest.fixture
    async def mailing(
        self, database: Database, dsn: str, mailbox: Mailbox
    ) -> AsyncIterator[Served]:
        """A desk with a mail server on this machine."""
        port = free_port()
        server = Controller(mailbox, hostname="127.0.0.1", port=port)
        server.start()
        letters = SmtpLetters(f"smtp://127.0.0.1:{port}", "loket@contoh.go.id")
        try:
            async with served(
                database, dsn, demo=False, console=ConsoleSet(letters=letters)
            ) as desk:
                yield desk
        finally:
            server.stop()

    async def test_a_link_goes_out_by_letter_as_well(
        self, mailing: Served, ratna: Account, mailbox: Mailbox
    ) -> None:
        admin = browser(mailing)
        await admin.sign_in(ratna.login)
        made = await admin.post("/akun/baru", FORM, "/akun/baru")
        [letter] = mailbox.letters
        text = letter.get_payload(decode=True).decode()  # type: ignore[union-attr]

        assert "juga sudah dikirim ke dewi@contoh.go.id" in made.text
        assert (letter["From"], letter["To"]) == ("loket@contoh.go.id", "dewi@contoh.go.id")
        assert link_in(text) == link_in(made.text)
        assert "Yth. Dewi Lestari" in text

    async def test_a_demo_writes_to_nobody(
        self, database: Database, dsn: str, ratna: Account
    ) -> None:
        letters = SmtpLetters("smtp://127.0.0.1:9", "loket@contoh.go.id")
        async with served(database, dsn, console=ConsoleSet(letters=letters)) as desk:
            admin = browser(desk)
            await admin.sign_in(ratna.login)
            made = await admin.post("/akun/baru", FORM, "/akun/baru")

        assert link_in(made.text)
        assert "terkirim" not in made.text

    async def test_a_mail_server_that_is_down_is_told_and_the_link_still_works(
        self, database: Database, dsn: str, ratna: Account
    ) -> None:
        letters = SmtpLetters("smtp://127.0.0.1:9", "loket@contoh.go.id")
        async with served(database, dsn, demo=False, console=ConsoleSet(letters=letters)) as desk:
            admin = browser(desk)
            await admin.sign_in(ratna.login)
            made = await admin.post("/akun/baru", FORM, "/akun/baru")

            assert "tidak terkirim" in made.text
            assert await use(browser(desk), link_in(made.text)) == 303

    async def test_an_address_that_no_letter_can_bear_is_not_sent(self) -> None:
        with pytest.raises(LetterNotSent):
            await SmtpLetters("smtp://127.0.0.1:9", "loket@contoh.go.id").send(
                "dewi@contoh.go.id\r\nBcc: x@contoh.go.id", "Tautan", "Isi"
            )


class TestChanging:
    async def test_another_role_holds_at_once_and_begins_with_a_new_sign_in(
        self, desk: Served, admin: Browser
    ) -> None:
        dewi = browser(desk)
        await use(dewi, await invited(admin))
        path = await account_path(admin, "Dewi")
        changed = await admin.post(path, {**FORM, "role": "auditor", "units": []}, path)

        assert changed.headers["Location"].endswith("?pesan=tersimpan")
        assert (await dewi.get("")).status_code == 303
        await dewi.sign_in("dewi.lestari")
        assert "Pengawas" in (await dewi.get("")).text

    async def test_another_name_leaves_sessions_alone(self, desk: Served, admin: Browser) -> None:
        dewi = browser(desk)
        await use(dewi, await invited(admin))
        path = await account_path(admin, "Dewi")
        await admin.post(path, {**FORM, "name": "Dewi L."}, path)

        assert "Selamat datang, Dewi L." in (await dewi.get("")).text

    async def test_another_address_ends_what_the_old_one_opened(
        self, desk: Served, database: Database, admin: Browser
    ) -> None:
        dewi = browser(desk)
        await use(dewi, await invited(admin))
        path = await account_path(admin, "Dewi")
        link = link_in((await admin.post(f"{path}/tautan", page=path)).text)
        await bind_dewi(database)
        await admin.post(path, {**FORM, "email": "lain@contoh.go.id"}, path)

        assert (await dewi.get("")).status_code == 303
        assert (await browser(desk).get(link)).status_code == 410
        assert await bound(database) == 0

    async def test_who_left_is_not_bound_to_the_provider_any_more(
        self, database: Database, admin: Browser
    ) -> None:
        await invited(admin)
        await bind_dewi(database)
        path = await account_path(admin, "Dewi")
        await admin.post(f"{path}/akhiri", page=path)

        assert await bound(database) == 0

    async def test_who_left_is_out_at_once_and_may_come_back(
        self, desk: Served, admin: Browser
    ) -> None:
        dewi = browser(desk)
        await use(dewi, await invited(admin))
        path = await account_path(admin, "Dewi")
        await admin.post(f"{path}/akhiri")
        assert (await dewi.get("")).status_code == 303
        assert (await dewi.sign_in("dewi.lestari")).status_code == 422
        await admin.post(f"{path}/buka")

        assert (await dewi.sign_in("dewi.lestari")).status_code == 303

    async def test_all_sessions_of_somebody_can_be_ended(
        self, desk: Served, admin: Browser
    ) -> None:
        dewi = browser(desk)
        await use(dewi, await invited(admin))
        await admin.post(f"{await account_path(admin, 'Dewi')}/sesi/akhiri")

        assert (await dewi.get("")).status_code == 303

    async def test_the_last_administrator_stays(self, admin: Browser) -> None:
        path = await account_path(admin, "Orang ratna")
        ended = await admin.post(f"{path}/akhiri")
        lowered = await admin.post(path, {"name": "Ratna", "role": "officer"}, path)

        assert (ended.status_code, lowered.status_code) == (422, 422)
        assert "administrator terakhir" in ended.text
        assert "administrator terakhir" in lowered.text
        assert (await admin.get("/akun")).status_code == 200

    async def test_an_account_that_is_not_there_is_not_found(self, admin: Browser) -> None:
        missing = await admin.get("/akun/00000000-0000-0000-0000-000000000000")

        assert missing.status_code == 404


async def test_auditors_read_who_did_what_and_no_secret(
    desk: Served, database: Database, admin: Browser
) -> None:
    await employ(database, Role.AUDITOR, "yohana")
    await use(browser(desk), await invited(admin))
    await browser(desk).sign_in("ratna", "kata sandi yang salah")
    auditor = browser(desk)
    await auditor.sign_in("yohana")
    shown = (await auditor.get("/catatan")).text

    rows = [re.sub(r"<[^>]+>", "|", row) for row in re.findall(r"<tr>.*</tr>", shown)]
    assert any("Membuat akun" in row and "Dewi Lestari||Orang ratna" in row for row in rows)
    assert any("Gagal masuk" in row and "Orang ratna" in row for row in rows)
    assert any("Menetapkan kata sandi" in row for row in rows)
    assert [each for each in (PASSWORD, "kata sandi yang salah", "kunci=") if each in shown] == []


async def test_the_record_is_read_page_by_page(
    database: Database, admin: Browser, ratna: Account
) -> None:
    async with database.transaction() as connection:
        await connection.exec_driver_sql(
            "INSERT INTO account_event (kind, subject_id, network)"
            f" SELECT 'signed_out', '{ratna.id}', n::text FROM generate_series(1, 150) n"
        )
    first = (await admin.get("/catatan")).text
    older = re.search(r"/catatan\?sebelum=[0-9]+", first)
    assert older
    second = (await admin.get(older[0])).text

    assert first.count("<tr>") == 101
    assert second.count("<tr>") == 150 + 1 - 100 + 1
    assert "lebih lama" not in second
    assert (await admin.get("/catatan?sebelum=kemarin")).status_code == 200
