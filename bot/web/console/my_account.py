"""One's own account: password, code from the telephone, and where one is signed in."""

from uuid import UUID

import segno
from markupsafe import Markup
from sanic.response import HTTPResponse, redirect

from bot.application.form_problems import FormProblem, NotAccepted
from bot.application.my_account import MyAccount
from bot.application.one_time_codes import address_of
from bot.application.password_rules import SHORTEST
from bot.application.signing_in import SigningIn
from bot.domain.staff import Permission
from bot.domain.staff_events import EventKind
from bot.web.console.cookies import set_session
from bot.web.console.pages import Pages
from bot.web.console.routing import PREFIX, Console
from bot.web.console.visit import Visit

_PAGE = f"{PREFIX}/akun-saya"
_CODE = f"{_PAGE}/kode"


class MyPages:
    """Renders one's own account; a form in error comes back with the others as they were."""

    def __init__(self, pages: Pages, mine: MyAccount, signing_in: SigningIn) -> None:
        self._pages = pages
        self._mine = mine
        self._signing_in = signing_in

    async def my_account(self, visit: Visit) -> HTTPResponse:
        """Return the page with everything of one's own."""
        return await self._overview(visit, {}, "")

    async def change_my_password(self, visit: Visit) -> HTTPResponse:
        """Set another password; every other browser is signed out."""
        current, password, again = map(visit.field, ("current", "password", "again"))
        try:
            await self._mine.change_password(visit.staff, current, password, again, visit.visitor)
        except NotAccepted as error:
            return await self._overview(visit, error.problems, "password")
        return await self._renewed(visit, redirect(f"{_PAGE}?pesan=kata-sandi", status=303))

    async def offer_code(self, visit: Visit) -> HTTPResponse:
        """Begin to use a telephone."""
        try:
            await self._mine.offer_code(visit.staff, visit.field("current"), visit.visitor)
        except NotAccepted as error:
            return await self._overview(visit, error.problems, "telephone")
        return redirect(_CODE, status=303)

    async def telephone(self, visit: Visit) -> HTTPResponse:
        """Return the page that brings a secret to the telephone."""
        return await self._telephone(visit, {})

    async def turn_code_on(self, visit: Visit) -> HTTPResponse:
        """Judge the first code, and show the recovery codes."""
        try:
            codes = await self._mine.turn_code_on(visit.staff, visit.field("code"), visit.visitor)
        except NotAccepted as error:
            return await self._telephone(visit, error.problems)
        return await self._renewed(visit, await self._codes(visit, codes))

    async def turn_code_off(self, visit: Visit) -> HTTPResponse:
        """Ask for no code any more."""
        try:
            await self._mine.turn_code_off(visit.staff, visit.field("current"), visit.visitor)
        except NotAccepted as error:
            return await self._overview(visit, error.problems, "telephone_off")
        return await self._renewed(visit, redirect(f"{_PAGE}?pesan=kode-mati", status=303))

    async def new_recovery_codes(self, visit: Visit) -> HTTPResponse:
        """Show fresh recovery codes."""
        try:
            current = visit.field("current")
            codes = await self._mine.new_recovery_codes(visit.staff, current, visit.visitor)
        except NotAccepted as error:
            return await self._overview(visit, error.problems, "recovery")
        return await self._codes(visit, codes)

    async def end_my_session(self, visit: Visit, session_id: UUID) -> HTTPResponse:
        """Sign out elsewhere."""
        kind, network = EventKind.SESSIONS_ENDED, visit.visitor.network
        await self._signing_in.end(visit.staff, session_id, kind, network)
        return redirect(f"{_PAGE}?pesan=sesi", status=303)

    async def _overview(
        self, visit: Visit, problems: dict[str, FormProblem], form: str
    ) -> HTTPResponse:
        """Return the page; `form` is the one that the problems are about."""
        return await self._pages.show(
            visit,
            "my_account.html",
            status=422 if problems else 200,
            problems=problems,
            form=form,
            sessions=await self._mine.sessions(visit.staff),
            own=visit.own_session.id,
            codes_left=await self._mine.recovery_codes_left(visit.staff),
            shortest=SHORTEST,
        )

    async def _telephone(self, visit: Visit, problems: dict[str, FormProblem]) -> HTTPResponse:
        secret = await self._mine.offered_code(visit.staff)
        if secret is None:
            return redirect(_PAGE, status=303)
        address = address_of(secret, visit.staff.login)
        return await self._pages.show(
            visit,
            "telephone.html",
            status=422 if problems else 200,
            problems=problems,
            secret=secret,
            address=address,
            picture=_picture(address),
        )

    async def _codes(self, visit: Visit, codes: tuple[str, ...]) -> HTTPResponse:
        return await self._pages.show(visit, "recovery_codes.html", codes=codes)

    async def _renewed(self, visit: Visit, response: HTTPResponse) -> HTTPResponse:
        """Give this browser a new session in the place of all others."""
        done = await self._signing_in.renew(visit.staff, visit.visitor)
        set_session(visit.request, response, done.token)
        return response


def my_account_routes(console: Console, pages: MyPages) -> None:
    """Add the routes of one's own account."""
    own = Permission.OWN_ACCOUNT
    console.get("/akun-saya", permission=own)(pages.my_account)
    console.post("/akun-saya/kata-sandi", permission=own)(pages.change_my_password)
    console.post("/akun-saya/kode/mulai", permission=own)(pages.offer_code)
    console.get("/akun-saya/kode", permission=own)(pages.telephone)
    console.post("/akun-saya/kode", permission=own)(pages.turn_code_on)
    console.post("/akun-saya/kode/matikan", permission=own)(pages.turn_code_off)
    console.post("/akun-saya/kode-pemulihan", permission=own)(pages.new_recovery_codes)
    console.post("/akun-saya/sesi/<session_id:uuid>/akhiri", permission=own)(pages.end_my_session)


def _picture(address: str) -> Markup:
    """Return the QR code as SVG inside the page: no other request, and nothing inline to run."""
    drawn = segno.make(address, error="m").svg_inline(
        scale=4, border=4, dark="#000", light="#fff", omitsize=True
    )
    return Markup(drawn)  # noqa: S704 - drawn by the library, of squares alone
