"""What can be wrong with what somebody filled in; the sentences are in a template."""

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.staff import Account


class FormProblem(StrEnum):
    """Why a field was not accepted."""

    LOGIN_STRANGE = "login_strange"
    LOGIN_TAKEN = "login_taken"
    NAME_STRANGE = "name_strange"
    EMAIL_STRANGE = "email_strange"
    EMAIL_TAKEN = "email_taken"
    ROLE_MISSING = "role_missing"
    UNITS_MISSING = "units_missing"
    UNITS_STRANGE = "units_strange"
    LAST_ADMINISTRATOR = "last_administrator"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    EASY = "easy"
    LIKE_NAME = "like_name"
    NOT_THE_SAME = "not_the_same"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - the name of a problem
    WRONG_CODE = "wrong_code"
    WRONG_SIGN_IN = "wrong_sign_in"
    SLOWED = "slowed"
    DEMO_IS_FIXED = "demo_is_fixed"
    PROVIDER_DOWN = "provider_down"
    PROVIDER_REFUSED = "provider_refused"
    NO_SUCH_ACCOUNT = "no_such_account"


class NotAccepted(Exception):
    """A form comes back: each problem stands beside its field."""

    def __init__(self, problems: Mapping[str, FormProblem]) -> None:
        super().__init__(", ".join(f"{field}: {each}" for field, each in problems.items()))
        self.problems = dict(problems)


def refuse_demo(account: Account, field: str) -> None:
    """Refuse to change a demo account: the next visitor shall get in as the page says.

    Raises:
        NotAccepted: it is one.
    """
    if account.is_demo:
        raise NotAccepted({field: FormProblem.DEMO_IS_FIXED})
