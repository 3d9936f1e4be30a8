"""The accounts of others: the list, one account, inviting, and links to hand over."""

import logging
from uuid import UUID

from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, redirect

from bot.application.accounts import LINK_LASTS, Accounts, Filled
from bot.application.consult import LiveCatalogue
from bot.application.form_problems import FormProblem, NotAccepted
from bot.application.ports import LetterNotSent, Letters
from bot.domain.catalogue import Unit
from bot.domain.staff import Account, Permission, Role
from bot.web.console.cross_site import own_origin
from bot.web.console.link import link_below
from bot.web.console.pages import Pages, render_letter
from bot.web.console.routing import PREFIX, Console
from bot.web.console.visit import Visit

logger = logging.getLogger(__name__)

_LIST = f"{PREFIX}/akun"


_DAYS = LINK_LASTS.days


class AccountPages:
    """Renders accounts and links, and takes what an administrator fills in."""

    def __init__(
        self, pages: Pages, accounts: Accounts, live: LiveCatalogue, letters: Letters | None
    ) -> None:
        self._pages = pages
        self._accounts = accounts
        self._live = live
        self._letters = letters

    async def list_accounts(self, visit: Visit) -> HTTPResponse:
        """Return the page with all accounts."""
        return await self._pages.show(
            visit,
            "accounts.html",
            accounts=await self._accounts.all(),
            units={unit.slug: unit.name for unit in await self._units()},
        )

    async def new_account(self, visit: Visit) -> HTTPResponse:
        """Return the empty form."""
        return await self._form(visit, None, Filled("", "", "", "", ()), {})

    async def invite(self, visit: Visit) -> HTTPResponse:
        """Make an account and show its first link."""
        filled, known = _filled(visit), await self._slugs()
        try:
            new, token = await self._accounts.invite(visit.staff, filled, known)
        except NotAccepted as error:
            return await self._form(visit, None, filled, error.problems)
        return await self._link(visit, new, token)

    async def show_account(self, visit: Visit, account_id: UUID) -> HTTPResponse:
        """Return the page of one account."""
        account = await self._find(account_id)
        return await self._form(visit, account, _filled_of(account), {})

    async def change_account(self, visit: Visit, account_id: UUID) -> HTTPResponse:
        """Store what an account shall be."""
        account, filled = await self._find(account_id), _filled(visit)
        try:
            await self._accounts.change(visit.staff, account, filled, await self._slugs())
        except NotAccepted as error:
            return await self._form(visit, account, filled, error.problems)
        return _to(account, "tersimpan")

    async def make_link(self, visit: Visit, account_id: UUID) -> HTTPResponse:
        """Show a new link."""
        account = await self._find(account_id)
        try:
            token = await self._accounts.make_link(visit.staff, account)
        except NotAccepted as error:
            return await self._form(visit, account, _filled_of(account), error.problems)
        return await self._link(visit, account, token)

    async def end_access(self, visit: Visit, account_id: UUID) -> HTTPResponse:
        """Let somebody in no more."""
        account = await self._find(account_id)
        try:
            await self._accounts.end(visit.staff, account)
        except NotAccepted as error:
            return await self._form(visit, account, _filled_of(account), error.problems)
        return _to(account, "akses-berakhir")

    async def give_access_back(self, visit: Visit, account_id: UUID) -> HTTPResponse:
        """Let somebody in again."""
        account = await self._find(account_id)
        await self._accounts.give_back(visit.staff, account)
        return _to(account, "akses-dibuka")

    async def end_sessions(self, visit: Visit, account_id: UUID) -> HTTPResponse:
        """Sign somebody out everywhere."""
        account = await self._find(account_id)
        await self._accounts.end_sessions(visit.staff, account)
        return _to(account, "sesi")

    async def turn_others_code_off(self, visit: Visit, account_id: UUID) -> HTTPResponse:
        """Help somebody whose telephone is lost."""
        account = await self._find(account_id)
        await self._accounts.turn_code_off(visit.staff, account)
        return _to(account, "kode-mati")

    async def _find(self, account_id: UUID) -> Account:
        found = await self._accounts.find(account_id)
        if found is None:
            raise NotFound
        return found

    async def _units(self) -> tuple[Unit, ...]:
        catalogue, _ = await self._live.current()
        return catalogue.units

    async def _slugs(self) -> set[str]:
        return {unit.slug for unit in await self._units()}

    async def _form(
        self,
        visit: Visit,
        account: Account | None,
        filled: Filled,
        problems: dict[str, FormProblem],
    ) -> HTTPResponse:
        """Return the form of a new account (None) or of one that is there."""
        return await self._pages.show(
            visit,
            "account.html",
            status=422 if problems else 200,
            problems=problems,
            account=account,
            filled=filled,
            roles=tuple(Role),
            units=await self._units(),
            sessions=await self._accounts.sessions(account) if account else (),
        )

    async def _link(self, visit: Visit, account: Account, token: str) -> HTTPResponse:
        """Return the page with a link, shown this once, and send it where that is possible."""
        address = link_below(own_origin(visit.request), token)
        sent = await self._send(account, address)
        return await self._pages.show(
            visit, "link_made.html", account=account, address=address, sent=sent, days=_DAYS
        )

    async def _send(self, account: Account, address: str) -> bool | None:
        """Return whether a letter went out, None where there is no address or no mail server."""
        if self._letters is None or account.email is None:
            return None
        subject, text = render_letter("letter.txt", account=account, address=address, days=_DAYS)
        try:
            await self._letters.send(account.email, subject, text)
        except LetterNotSent as error:
            logger.warning("Letter not sent", extra={"reason": str(error)})
            return False
        return True


def account_routes(console: Console, pages: AccountPages) -> None:
    """Add the routes of others' accounts."""
    see, change, one = Permission.SEE_ACCOUNTS, Permission.CHANGE_ACCOUNTS, "<account_id:uuid>"
    console.get("/akun", permission=see)(pages.list_accounts)
    console.get("/akun/baru", permission=change)(pages.new_account)
    console.post("/akun/baru", permission=change)(pages.invite)
    console.get(f"/akun/{one}", permission=see)(pages.show_account)
    console.post(f"/akun/{one}", permission=change)(pages.change_account)
    console.post(f"/akun/{one}/tautan", permission=change)(pages.make_link)
    console.post(f"/akun/{one}/akhiri", permission=change)(pages.end_access)
    console.post(f"/akun/{one}/buka", permission=change)(pages.give_access_back)
    console.post(f"/akun/{one}/sesi/akhiri", permission=change)(pages.end_sessions)
    console.post(f"/akun/{one}/kode/matikan", permission=change)(pages.turn_others_code_off)


def _to(account: Account, notice: str) -> HTTPResponse:
    return redirect(f"{_LIST}/{account.id}?pesan={notice}", status=303)


def _filled(visit: Visit) -> Filled:
    login, name, email, role = map(visit.field, ("login", "name", "email", "role"))
    return Filled(login, name, email, role, tuple(visit.fields("units")))


def _filled_of(account: Account) -> Filled:
    units = tuple(sorted(account.units))
    return Filled(account.login, account.name, account.email or "", account.role, units)
