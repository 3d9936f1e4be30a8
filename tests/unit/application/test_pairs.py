"""Two services that are done differently are never taken for one another in silence.

Somebody who is told "bisa daring" of the other one stays at home, or travels for nothing. Every
ordered pair of services whose modes differ is named in one breath, with and without "atau".
"""

from functools import cache
from itertools import permutations

import pytest

from bot.application.context import Context
from bot.bootstrap import LEXICON
from bot.domain.catalogue import Catalogue, Service
from bot.language.normalizer import Normalizer
from bot.store.migrate import SEED
from bot.store.seed_files import load_seed
from tests.unit.application.interpreting import Talk

CATALOGUE: Catalogue = load_seed(SEED)
PAIRS = [(a, b) for a, b in permutations(CATALOGUE.services, 2) if a.mode is not b.mode]
# "legalisir akta anak" names one service in the words of two, and may be taken for it.
MOST_CROSSINGS = len(PAIRS) // 8


@cache
def talk() -> Talk:
    return Talk(CATALOGUE)


NORMALIZER = Normalizer.from_file(LEXICON / "everyday.json")


@cache
def words(name: str) -> frozenset[str]:
    return frozenset(NORMALIZER.normalize(name).split())


def shortest(service: Service) -> str:
    # "tes" before "sim" reads as somebody who tries whether the desk is there.
    whole = [name for name in service.synonyms if words(name) == words(_bare(name))]
    return min(whole, key=lambda name: (len(name.split()), len(name)))


def _bare(name: str) -> str:
    return NORMALIZER.strip_salutation(NORMALIZER.normalize(name))


@cache
def crosses(one: str, other: str) -> bool:
    """Return whether some name is made of words of both."""
    both = words(one) | words(other)
    names = {name for s in CATALOGUE.services for name in (*s.synonyms, *s.family_synonyms)}
    return any(
        words(name) <= both and not words(name) <= words(one) and not words(name) <= words(other)
        for name in names
    )


def takes_one_in_silence(text: str) -> bool:
    talk().context = Context()
    meant = talk().meant(text, "mode")
    outcome = talk().ask(text, "mode")
    if outcome.answer is None:
        assert outcome.replies[-1].choices, text
        return False
    return meant.second is None


@pytest.mark.parametrize("between", [" ", " atau ", " apa "])
def test_of_two_services_that_differ_in_mode_none_is_picked(between: str) -> None:
    plain = [(a, b) for a, b in PAIRS if not crosses(shortest(a), shortest(b))]
    assert len(PAIRS) - len(plain) <= MOST_CROSSINGS
    texts = [f"{shortest(a)}{between}{shortest(b)} bisa online?" for a, b in plain]
    assert [text for text in texts if takes_one_in_silence(text)] == []


def test_a_document_only_brought_along_is_not_asked_about() -> None:
    assert takes_one_in_silence("rekam ktp bawa akta kelahiran bisa online?")


def test_what_happened_before_is_not_asked_about() -> None:
    assert takes_one_in_silence("bikin kk setelah cerai bisa online?")


def test_other_questions_keep_to_the_likeliest() -> None:
    talk().context = Context()
    assert talk().ask("syarat akta kelahiran anak yang nikah siri", "requirements").answer
