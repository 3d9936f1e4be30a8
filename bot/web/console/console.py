"""The console put together: every page with the parts it needs."""

import re
from dataclasses import dataclass

from sanic.response import HTTPResponse

from bot.application.accounts import EVENTS_OF_A_PAGE, Accounts
from bot.application.consult import LiveCatalogue
from bot.application.my_account import MyAccount
from bot.application.passwords import Passwords
from bot.application.ports import IdentityProvider, Letters
from bot.application.proof import Proof
from bot.application.signing_in import SigningIn
from bot.domain.staff import Permission
from bot.store.database import Database
from bot.store.demo_accounts import demo_accounts
from bot.web.console.accounts import AccountPages, account_routes
from bot.web.console.link import link_routes
from bot.web.console.my_account import MyPages, my_account_routes
from bot.web.console.pages import Pages
from bot.web.console.provider import ProviderPages, provider_routes
from bot.web.console.routing import Console
from bot.web.console.sign_in import SignInPages, sign_in_routes
from bot.web.console.visit import Visit
from bot.web.webchat import DeskOfPage

_ID = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True)
class ConsoleParts:
    """What the console works with."""

    database: Database
    live: LiveCatalogue
    desk: DeskOfPage
    passwords: Passwords
    provider: IdentityProvider | None = None
    letters: Letters | None = None


def build_console(parts: ConsoleParts) -> Console:
    """Return the console with all its routes."""
    pages = Pages(parts.desk)
    demo = parts.desk.demo
    proof = Proof(parts.database, parts.passwords, demo=demo)
    signing_in = SigningIn(parts.database, proof)
    mine = MyAccount(parts.database, parts.passwords, proof)
    accounts = Accounts(parts.database)
    console = Console(signing_in, pages.refuse)
    name = parts.provider.name if parts.provider else None
    forms = SignInPages(pages, signing_in, name, demo_accounts() if demo else ())
    sign_in_routes(console, forms)
    if parts.provider is not None:
        provider_routes(console, ProviderPages(forms, signing_in, parts.provider))
    link_routes(console, pages, mine, signing_in)
    my_account_routes(console, MyPages(pages, mine, signing_in))
    # Everybody is an administrator of a demo: it writes to nobody.
    letters = None if demo else parts.letters
    account_routes(console, AccountPages(pages, accounts, parts.live, letters))
    _add_home(console, pages, parts.live)
    _add_records(console, pages, accounts)
    return console


def _add_home(console: Console, pages: Pages, live: LiveCatalogue) -> None:
    @console.get("", permission=Permission.SEE_DESK)
    async def home(visit: Visit) -> HTTPResponse:
        catalogue, _ = await live.current()
        mine = [unit for unit in catalogue.units if unit.slug in visit.staff.units]
        return await pages.show(visit, "home.html", units=mine)


def _add_records(console: Console, pages: Pages, accounts: Accounts) -> None:
    @console.get("/catatan", permission=Permission.SEE_RECORDS)
    async def records(visit: Visit) -> HTTPResponse:
        wanted = str(visit.request.args.get("sebelum", ""))
        before = int(wanted) if _ID.fullmatch(wanted) else None
        events = await accounts.events(before)
        older = events[-1].id if len(events) == EVENTS_OF_A_PAGE else None
        return await pages.show(visit, "records.html", events=events, older=older)
