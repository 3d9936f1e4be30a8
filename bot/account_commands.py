"""The operator's command that makes an administrator: the first one, or one more."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from getpass import getpass
from uuid import uuid4

from bot.application.accounts import Accounts, Filled, read_account
from bot.application.form_problems import FormProblem, NotAccepted
from bot.application.my_account import problems_of_new_password
from bot.application.passwords import Passwords
from bot.domain.staff import Account, Role
from bot.operator_messages import StartError, sentence
from bot.settings import Settings
from bot.store.database import Database
from bot.store.migrate import prepare_schema
from bot.supervision.borrowed_database import borrowed_database
from bot.supervision.desk_children import page_url
from bot.web.console.link import link_below
from bot.web.console.pages import problem_sentence

Ask = Callable[[str], str]


@dataclass(frozen=True)
class Asking:
    """How the operator is asked: for all to see, and for nobody to see."""

    plainly: Ask = input
    secretly: Ask = getpass


def create_admin(
    settings: Settings, login: str | None, name: str | None, *, link: bool, asking: Asking
) -> str:
    """Make an administrator, with a password that is asked or with a link to set one.

    Raises:
        StartError: what was given cannot be used, or nobody answers.
    """
    try:
        account = _account(login, name, asking)
        hashed = None if link else _passwords(settings).hash_now(_password(account, asking))
    except EOFError as error:
        raise StartError.because("admin_needs_answers") from error
    with borrowed_database(settings) as dsn:
        prepare_schema(dsn)
        try:
            token = asyncio.run(_create(dsn, account, hashed))
        except NotAccepted as error:
            raise _refusal(error.problems) from error
    if hashed is not None:
        return sentence("admin_done", login=account.login)
    address = link_below(settings.public_url or page_url(settings), token)
    return sentence("admin_link", login=account.login, address=address)


def _account(login: str | None, name: str | None, asking: Asking) -> Account:
    filled = Filled(
        login or _ask(asking.plainly, sentence("admin_ask_login")),
        name or _ask(asking.plainly, sentence("admin_ask_name")),
        "",
        Role.ADMINISTRATOR,
        (),
    )
    try:
        return read_account(uuid4(), filled, ())
    except NotAccepted as error:
        raise _refusal(error.problems) from error


def _password(account: Account, asking: Asking) -> str:
    """Ask for a password twice, until one can be taken."""
    refused = ""
    while True:
        password = _ask(asking.secretly, refused + sentence("admin_ask_password"))
        again = _ask(asking.secretly, sentence("admin_ask_again"))
        problems = problems_of_new_password(password, again, account)
        if not problems:
            return password
        refused = "".join(f"{problem_sentence(each)}\n" for each in problems.values())


def _ask(ask: Ask, question: str) -> str:
    return ask(f"{question} ")


async def _create(dsn: str, account: Account, hashed: str | None) -> str:
    database = Database(dsn, pool_size=1)
    try:
        return await Accounts(database).add(None, account, hashed)
    finally:
        await database.close()


def _passwords(settings: Settings) -> Passwords:
    return Passwords(settings.password_memory_mb, settings.password_rounds)


def _refusal(problems: dict[str, FormProblem]) -> StartError:
    told = "\n".join(problem_sentence(problem) for problem in problems.values())
    return StartError.because("admin_refused", problems=told)
