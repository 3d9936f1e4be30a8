"""Passwords: which are taken, how they are kept, and when they are kept anew."""

import time
from collections.abc import Iterator
from uuid import UUID

import pytest

from bot.application.form_problems import FormProblem
from bot.application.password_rules import problem_of_password
from bot.application.passwords import Passwords
from bot.domain.staff import Account, Role

SITI = Account(
    UUID(int=1), "siti.aminah", "Siti Aminah", Role.OFFICER, email="aminah.siti@contoh.go.id"
)


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    """A cheap hasher."""
    passwords = Passwords(memory_mb=1, rounds=1)
    yield passwords
    passwords.close()


@pytest.mark.parametrize(
    "password",
    ["kucing hitam lompat pagar", "x7#Kq!mPz2", "perahu-kayu-danau", "ñandú 時計 élan 9!"],
)
def test_a_password_that_is_hard_to_guess_is_taken(password: str) -> None:
    assert problem_of_password(password, SITI) is None


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("x7#Kq!mPz", FormProblem.TOO_SHORT),
        ("ab" * 65, FormProblem.TOO_LONG),
        ("1234567890", FormProblem.EASY),
        ("qwertyuiop", FormProblem.EASY),
        ("Password123!", FormProblem.EASY),
        ("indonesia123", FormProblem.EASY),
        ("bismillah2024", FormProblem.EASY),
        ("merdeka1945", FormProblem.EASY),
        ("aaaaaaaaaaaaaaa", FormProblem.EASY),
        ("pelayanan123", FormProblem.EASY),
        ("Siti Aminah", FormProblem.LIKE_NAME),
        ("siti.aminah1", FormProblem.LIKE_NAME),
        ("aminah.siti99", FormProblem.LIKE_NAME),
    ],
)
def test_a_password_that_guessers_try_is_refused(password: str, problem: FormProblem) -> None:
    assert problem_of_password(password, SITI) is problem


def test_a_long_password_of_signs_like_letters_is_judged_as_soon_as_a_short_one() -> None:
    def seconds(length: int) -> float:
        begun = time.perf_counter()
        problem_of_password(("4@8({[<369&#!1|0$5+7%2" * 6)[:length], SITI)
        return time.perf_counter() - begun

    assert seconds(128) < 3 * seconds(24)


async def test_a_password_is_kept_as_argon2id_and_recognised(passwords: Passwords) -> None:
    kept = await passwords.hash("kucing hitam")

    assert kept.startswith("$argon2id$v=19$m=1024,t=1,p=2$")
    assert await passwords.fits("kucing hitam", kept)
    assert not await passwords.fits("kucing putih", kept)


async def test_a_letter_written_in_another_way_is_the_same_letter(passwords: Passwords) -> None:
    kept = await passwords.hash("caf\u00e9 di tepi")

    assert await passwords.fits("cafe\u0301 di tepi", kept)


@pytest.mark.parametrize("kept", [None, "", "rusak"])
async def test_without_a_password_nothing_fits(passwords: Passwords, kept: str | None) -> None:
    assert not await passwords.fits("", kept)


async def test_other_parameters_ask_for_a_new_hash(passwords: Passwords) -> None:
    dearer = Passwords(memory_mb=2, rounds=1)
    kept = await passwords.hash("kucing hitam")
    dearer.close()

    assert not passwords.is_outdated(kept)
    assert dearer.is_outdated(kept)
