"""Which passwords are taken: long enough, not known to every guesser, not one's own name."""

import re
from functools import cache
from pathlib import Path
from unicodedata import normalize

from zxcvbn import zxcvbn

from bot.application.form_problems import FormProblem
from bot.domain.staff import Account

SHORTEST = 10
LONGEST = 128
_WORDS = Path(__file__).parent / "guessable_words.txt"
# Of zxcvbn's scores from 0 to 4 the first that a patient guesser does not reach.
_STRONG_ENOUGH = 3
# What it reads at most: of 64 signs that can stand for letters it takes seconds to tell.
_READ = 24


def problem_of_password(password: str, account: Account) -> FormProblem | None:
    """Return why a password is not taken for an account, None when it is; it takes a while."""
    plain = normalize("NFKC", password)
    if len(plain) < SHORTEST:
        return FormProblem.TOO_SHORT
    if len(plain) > LONGEST:
        return FormProblem.TOO_LONG
    if _letters(plain) in {_letters(own) for own in _own_words(account)}:
        return FormProblem.LIKE_NAME
    known = [*_guessable(), *_own_words(account)]
    score: int = zxcvbn(plain[:_READ], user_inputs=known)["score"]
    return None if score >= _STRONG_ENOUGH else FormProblem.EASY


def _own_words(account: Account) -> list[str]:
    email = (account.email or "").partition("@")[0]
    whole = [account.login, account.name, email]
    return [word for word in (*whole, *" ".join(whole).split()) if word]


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]", "", text.casefold())


@cache
def _guessable() -> tuple[str, ...]:
    """Words that guessers of Indonesian passwords try first; zxcvbn knows English ones."""
    return tuple(_WORDS.read_text(encoding="utf-8").split())
