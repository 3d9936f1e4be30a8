"""Rights: who may do what, and to which unit."""

from dataclasses import replace
from uuid import UUID

import pytest

from bot.domain.staff import OF_A_UNIT, WRITING, Account, Permission, Role, may

ANYBODY = Account(UUID(int=1), "siti", "Siti", Role.OFFICER, frozenset({"dukcapil"}))


def of(role: Role) -> Account:
    return replace(ANYBODY, role=role)


@pytest.mark.parametrize("permission", set(Permission) - {Permission.SIGN_IN})
def test_who_is_not_signed_in_may_only_sign_in(permission: Permission) -> None:
    assert may(None, Permission.SIGN_IN)
    assert not may(None, permission, "dukcapil")


@pytest.mark.parametrize("permission", set(Permission) - {Permission.SIGN_IN})
@pytest.mark.parametrize("role", Role)
def test_who_has_left_may_do_nothing(role: Role, permission: Permission) -> None:
    assert not may(replace(of(role), is_active=False), permission, "dukcapil")


@pytest.mark.parametrize("permission", Permission)
def test_an_administrator_may_do_everything_to_every_unit(permission: Permission) -> None:
    assert may(of(Role.ADMINISTRATOR), permission, "samsat")


@pytest.mark.parametrize("permission", set(Permission) - WRITING)
def test_an_auditor_may_see_everything(permission: Permission) -> None:
    assert may(of(Role.AUDITOR), permission)


@pytest.mark.parametrize("permission", WRITING)
def test_an_auditor_may_change_nothing(permission: Permission) -> None:
    assert not may(of(Role.AUDITOR), permission, "dukcapil")


@pytest.mark.parametrize("permission", OF_A_UNIT)
def test_a_manager_may_touch_own_units_only(permission: Permission) -> None:
    manager = of(Role.UNIT_MANAGER)

    assert may(manager, permission, "dukcapil")
    assert not may(manager, permission, "samsat")
    assert not may(manager, permission)
    assert not may(replace(manager, units=frozenset()), permission, "dukcapil")


@pytest.mark.parametrize("permission", WRITING - OF_A_UNIT - {Permission.JUDGE_QUESTIONS})
def test_a_manager_may_not_change_what_concerns_all(permission: Permission) -> None:
    assert not may(of(Role.UNIT_MANAGER), permission, "dukcapil")


@pytest.mark.parametrize("permission", WRITING)
def test_an_officer_may_change_nothing_yet(permission: Permission) -> None:
    assert not may(of(Role.OFFICER), permission, "dukcapil")


@pytest.mark.parametrize("role", set(Role) - {Role.ADMINISTRATOR, Role.AUDITOR})
def test_accounts_and_their_record_are_for_administrators_and_auditors(role: Role) -> None:
    assert not may(of(role), Permission.SEE_ACCOUNTS)
    assert not may(of(role), Permission.SEE_RECORDS)
