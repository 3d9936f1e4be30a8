"""The page behind a one-time link: its bearer sets a password and is in."""

from sanic.response import HTTPResponse

from bot.application.form_problems import FormProblem, NotAccepted
from bot.application.my_account import MyAccount
from bot.application.password_rules import SHORTEST
from bot.application.proof import NotProved
from bot.application.signing_in import SigningIn
from bot.domain.staff import Permission
from bot.web.console.pages import Pages
from bot.web.console.routing import PREFIX, Console
from bot.web.console.sign_in import enter
from bot.web.console.visit import Visit

_PATH = "/tautan"


def link_routes(console: Console, pages: Pages, mine: MyAccount, signing_in: SigningIn) -> None:
    """Add the page of links. Looking does not use one up: messengers fetch what they show."""

    @console.get(_PATH, permission=Permission.SIGN_IN)
    async def link(visit: Visit) -> HTTPResponse:
        return await form(visit, str(visit.request.args.get("kunci", "")), {})

    @console.post(_PATH, permission=Permission.SIGN_IN)
    async def use_link(visit: Visit) -> HTTPResponse:
        token = visit.field("kunci")
        try:
            proved = await mine.set_password_by_link(
                token, visit.field("password"), visit.field("again"), visit.visitor
            )
            if proved is not None:
                return enter(visit, await signing_in.open(proved, visit.visitor), PREFIX)
        except NotAccepted as error:
            return await form(visit, token, error.problems)
        except NotProved:
            # Another link or an administrator was faster: this one is of no use any more.
            return await form(visit, token, {})
        return await form(visit, token, {})

    async def form(visit: Visit, token: str, problems: dict[str, FormProblem]) -> HTTPResponse:
        account = await mine.account_of_link(token)
        if account is None:
            return await pages.refuse(visit, "link", 410)
        return await pages.show(
            visit,
            "link.html",
            status=422 if problems else 200,
            problems=problems,
            account=account,
            link_token=token,
            shortest=SHORTEST,
        )


def link_below(origin: str, token: str) -> str:
    """Return what is handed over. The token is in no path: paths may be logged."""
    return f"{origin}{PREFIX}{_PATH}?kunci={token}"
