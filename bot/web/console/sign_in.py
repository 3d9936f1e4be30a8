"""Signing in and out: the password, then the code where the account asks for one."""

from http import HTTPStatus

from sanic.response import HTTPResponse, redirect

from bot.application.form_problems import FormProblem
from bot.application.proof import NotProved
from bot.application.signing_in import SignedIn, SigningIn
from bot.domain.guessing import WINDOW
from bot.domain.sign_in import Session, Stage
from bot.domain.staff import Permission
from bot.store.demo_accounts import DemoAccount
from bot.web.console.cookies import drop_session, set_session
from bot.web.console.pages import Pages
from bot.web.console.routing import CODE_PAGE, SIGN_IN_PAGE, Console, place_inside
from bot.web.console.visit import Visit


class SignInPages:
    """Renders the two forms, and takes their answers."""

    def __init__(
        self,
        pages: Pages,
        signing_in: SigningIn,
        provider_name: str | None,
        demo_accounts: tuple[DemoAccount, ...],
    ) -> None:
        self._pages = pages
        self._signing_in = signing_in
        self._provider_name = provider_name
        self._demo_accounts = demo_accounts

    async def form(self, visit: Visit, problem: FormProblem | None = None) -> HTTPResponse:
        """Return the form for login and password; what was typed as password is never repeated."""
        shown = await self._pages.show(
            visit,
            "sign_in.html",
            status=_status(problem),
            problem=problem,
            login=visit.field("login"),
            wanted=_wanted(visit),
            provider_name=self._provider_name,
            demo_accounts=self._demo_accounts,
        )
        return _may_come_again(shown, problem)

    async def sign_in(self, visit: Visit) -> HTTPResponse:
        """Judge a login and a password."""
        login, password = visit.field("login"), visit.field("password")
        try:
            done = await self._signing_in.with_password(login, password, visit.visitor)
        except NotProved as error:
            return await self.form(visit, error.problem)
        return enter(visit, done, _wanted(visit))

    async def code_form(self, visit: Visit, problem: FormProblem | None = None) -> HTTPResponse:
        """Return the form for the code, to whom it is asked."""
        if _unfinished(visit) is None:
            return redirect(SIGN_IN_PAGE, status=303)
        shown = await self._pages.show(
            visit, "code.html", status=_status(problem), problem=problem, wanted=_wanted(visit)
        )
        return _may_come_again(shown, problem)

    async def finish(self, visit: Visit) -> HTTPResponse:
        """Judge a code."""
        unfinished = _unfinished(visit)
        if unfinished is None:
            return redirect(SIGN_IN_PAGE, status=303)
        try:
            done = await self._signing_in.with_code(unfinished, visit.field("code"), visit.visitor)
        except NotProved as error:
            return await self.code_form(visit, error.problem)
        return enter(visit, done, _wanted(visit))

    async def sign_out(self, visit: Visit) -> HTTPResponse:
        """End the session here and in the browser."""
        await self._signing_in.sign_out(visit.own_session)
        response = redirect(f"{SIGN_IN_PAGE}?pesan=keluar", status=303)
        drop_session(visit.request, response)
        return response


def sign_in_routes(console: Console, forms: SignInPages) -> None:
    """Add the routes of signing in and out."""

    @console.get("/masuk", permission=Permission.SIGN_IN)
    async def sign_in_form(visit: Visit) -> HTTPResponse:
        if visit.account is not None:
            return redirect(_wanted(visit), status=303)
        return await forms.form(visit)

    @console.post("/masuk", permission=Permission.SIGN_IN)
    async def sign_in(visit: Visit) -> HTTPResponse:
        return await forms.sign_in(visit)

    @console.get("/masuk/kode", permission=Permission.SIGN_IN)
    async def code_form(visit: Visit) -> HTTPResponse:
        return await forms.code_form(visit)

    @console.post("/masuk/kode", permission=Permission.SIGN_IN)
    async def code(visit: Visit) -> HTTPResponse:
        return await forms.finish(visit)

    @console.post("/keluar", permission=Permission.OWN_ACCOUNT)
    async def sign_out(visit: Visit) -> HTTPResponse:
        return await forms.sign_out(visit)


def enter(visit: Visit, done: SignedIn, wanted: str) -> HTTPResponse:
    """Give the browser its new token and lead it on."""
    complete = done.stage is Stage.COMPLETE
    response = redirect(wanted if complete else f"{CODE_PAGE}?lanjut={wanted}", status=303)
    set_session(visit.request, response, done.token)
    return response


def _unfinished(visit: Visit) -> Session | None:
    session = visit.session
    return session if session and session.stage is Stage.CODE_NEEDED else None


def _wanted(visit: Visit) -> str:
    return place_inside(visit.field("lanjut") or str(visit.request.args.get("lanjut", "")))


def _status(problem: FormProblem | None) -> int:
    if problem is None:
        return HTTPStatus.OK
    slowed = problem is FormProblem.SLOWED
    return HTTPStatus.TOO_MANY_REQUESTS if slowed else HTTPStatus.UNPROCESSABLE_ENTITY


def _may_come_again(response: HTTPResponse, problem: FormProblem | None) -> HTTPResponse:
    if problem is FormProblem.SLOWED:
        response.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
    return response
