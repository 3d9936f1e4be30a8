"""Who works at the desk, and what each may do: the only place where rights are decided."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

LONGEST_LOGIN = 64


class Role(StrEnum):
    """What somebody is at the desk."""

    ADMINISTRATOR = "administrator"
    UNIT_MANAGER = "unit_manager"
    OFFICER = "officer"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """What a page or command needs; each route of the console names one."""

    SIGN_IN = "sign_in"  # for everybody, signed in or not
    OWN_ACCOUNT = "own_account"
    SEE_DESK = "see_desk"
    CHANGE_UNIT = "change_unit"  # hours, status, quota and facts of one unit
    CHANGE_CATALOGUE = "change_catalogue"  # what concerns all units: services, holidays, situations
    SEE_QUESTIONS = "see_questions"
    JUDGE_QUESTIONS = "judge_questions"
    SEE_ACCOUNTS = "see_accounts"
    CHANGE_ACCOUNTS = "change_accounts"
    SEE_RECORDS = "see_records"


# What changes something of the desk. One's own password is nobody else's matter.
WRITING = frozenset(
    {
        Permission.CHANGE_UNIT,
        Permission.CHANGE_CATALOGUE,
        Permission.JUDGE_QUESTIONS,
        Permission.CHANGE_ACCOUNTS,
    }
)
# A route with one of these must say which unit it is about.
OF_A_UNIT = frozenset({Permission.CHANGE_UNIT})

_SEEING = frozenset(
    {
        Permission.OWN_ACCOUNT,
        Permission.SEE_DESK,
        Permission.SEE_QUESTIONS,
        Permission.SEE_ACCOUNTS,
        Permission.SEE_RECORDS,
    }
)
_RIGHTS = {
    Role.ADMINISTRATOR: _SEEING | WRITING,
    Role.UNIT_MANAGER: frozenset(
        {
            Permission.OWN_ACCOUNT,
            Permission.SEE_DESK,
            Permission.CHANGE_UNIT,
            Permission.SEE_QUESTIONS,
            Permission.JUDGE_QUESTIONS,
        }
    ),
    Role.OFFICER: frozenset(
        {Permission.OWN_ACCOUNT, Permission.SEE_DESK, Permission.SEE_QUESTIONS}
    ),
    Role.AUDITOR: _SEEING,
}
_EVERY_UNIT = frozenset({Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Account:
    """One person's account; `login` is what they type, `name` how they are called."""

    id: UUID
    login: str
    name: str
    role: Role
    units: frozenset[str] = frozenset()
    email: str | None = None
    is_active: bool = True
    is_demo: bool = False
    has_password: bool = False
    has_second_factor: bool = False


def may(account: Account | None, permission: Permission, unit: str | None = None) -> bool:
    """Return whether somebody, signed in or not, may do that, and to that unit."""
    if permission is Permission.SIGN_IN:
        return True
    if account is None or not account.is_active or permission not in _RIGHTS[account.role]:
        return False
    if permission not in OF_A_UNIT or account.role in _EVERY_UNIT:
        return True
    return unit is not None and unit in account.units
