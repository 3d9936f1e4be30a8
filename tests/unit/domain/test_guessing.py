"""Guessing is slowed, and the owner gets in."""

import pytest

from bot.domain.guessing import Failures, may_try, may_try_digits


@pytest.mark.parametrize(("failed", "allowed"), [(0, True), (4, True), (5, False), (900, False)])
def test_a_stranger_has_five_tries_from_one_place(failed: int, allowed: bool) -> None:
    assert may_try(Failures(None, by_account_and_network=failed)) is allowed


@pytest.mark.parametrize(("failed", "allowed"), [(29, True), (30, False)])
def test_one_place_has_thirty_tries_at_all_accounts_together(failed: int, allowed: bool) -> None:
    assert may_try(Failures(None, by_network=failed)) is allowed


@pytest.mark.parametrize(("failed", "allowed"), [(9, True), (10, False)])
def test_a_known_browser_has_ten_tries_of_its_own(failed: int, allowed: bool) -> None:
    assert may_try(Failures(failed)) is allowed


def test_a_known_browser_is_not_slowed_by_what_others_do() -> None:
    others = Failures(0, by_account_and_network=900, by_network=900, by_account=900)

    assert may_try(others)
    assert may_try_digits(others)


def test_in_an_attack_each_place_may_try_less_and_a_fresh_one_still_may() -> None:
    assert may_try(Failures(None, by_account_and_network=2, by_account=99))
    assert not may_try(Failures(None, by_account_and_network=2, by_account=100))
    assert may_try(Failures(None, by_account=1_000_000))


def test_six_digits_are_not_left_to_many_strangers_and_recovery_codes_still_count() -> None:
    attacked = Failures(None, by_account=30)

    assert may_try_digits(Failures(None, by_account=29))
    assert not may_try_digits(attacked)
    assert may_try(attacked)


def test_six_digits_are_slowed_like_passwords() -> None:
    assert not may_try_digits(Failures(None, by_account_and_network=5))
