"""The conversations themselves: enough of them, of every kind, about the whole catalogue."""

from collections import Counter

import pytest

from bot.domain.catalogue import Catalogue
from tests.conversation.talk_files import Talk, Turn, read_talks

_TALKS = read_talks()
_SAYS = {"say", "press"}
_HOLDS = {"about", "asks", "aspect", "unit", "mode", "open", "says", "never", "choices"}
# Where citizens correct themselves, change their mind, interrupt, ask two things, or go back.
_SPECIAL = {"corrections", "changes_of_mind", "interruptions", "two_questions", "returns"}
_KINDS = _SPECIAL | {"follow_ups", "checklists", "places", "doubts", "care"}


def test_there_are_enough_of_them_and_a_third_are_no_straight_talk() -> None:
    kinds = Counter(talk.kind for talk in _TALKS)

    assert kinds.keys() == _KINDS
    assert min(kinds.values()) >= 5
    assert len(_TALKS) >= 150
    assert 3 * sum(kinds[kind] for kind in _SPECIAL) >= len(_TALKS)


def test_they_speak_of_every_family_and_many_units(seed: Catalogue) -> None:
    families = {service.slug: service.family for service in seed.services}
    turns = [turn for talk in _TALKS for turn in talk.turns]
    told = {families[turn["about"]] for turn in turns if turn.get("about")}

    assert told == set(families.values())
    assert len({turn["unit"] for turn in turns if turn.get("unit")}) >= 15


@pytest.mark.parametrize("talk", _TALKS, ids=[talk.id for talk in _TALKS])
def test_every_turn_says_one_thing_and_holds_another(talk: Talk, seed: Catalogue) -> None:
    assert 3 <= len(talk.turns) <= 8
    services = {service.slug for service in seed.services}
    for turn in talk.turns:
        assert len(_SAYS & set(turn)) == 1
        assert set(turn) - _SAYS - {"at"} <= _HOLDS
        assert set(turn) & _HOLDS, f"{turn}: nothing could be wrong with it"
        parts = [part for name in ("says", "never", "choices") for part in turn.get(name, ())]
        assert all(isinstance(part, str) for part in parts), f"{turn}: put numbers in quotes"
        assert turn.get("about") in services | {None}
        assert turn.get("unit") in {unit.slug for unit in seed.units} | {None}


def test_no_two_of_them_say_the_same() -> None:
    openings = Counter(talk.turns[0].get("say", "").casefold() for talk in _TALKS)
    whole = Counter(tuple(_said(turn) for turn in talk.turns) for talk in _TALKS)

    assert [opening for opening, times in openings.items() if times > 1] == []
    assert max(whole.values()) == 1


def _said(turn: Turn) -> str:
    words: str = turn.get("say") or turn["press"]
    return words.casefold()
