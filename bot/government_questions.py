"""Asks what a desk must know of its government, again and again until the answer can be used."""

from collections.abc import Callable

from bot.operator_messages import StartError, sentence
from bot.store.exchange.checks import ZONES

Ask = Callable[[str], str]

_SHORTEST_NAME, _LONGEST_NAME = 3, 100
_SHORT = {"wib": "Asia/Jakarta", "wita": "Asia/Makassar", "wit": "Asia/Jayapura"}


def government_name(given: str | None, ask: Ask) -> str:
    """Return the name that was given, or else the first usable answer.

    Raises:
        StartError: the given name cannot be used, or nobody answers.
    """
    return _answer(given, sentence("init_ask_name"), "init_bad_name", _name, ask)


def government_zone(given: str | None, default: str, ask: Ask) -> str:
    """Return the zone that was given, or else the first usable answer; none is the default.

    Raises:
        StartError: the given zone is none of Indonesia's, or nobody answers.
    """
    question = sentence("init_ask_zone", default=default)
    return _answer(given, question, "init_bad_zone", lambda answer: _zone(answer or default), ask)


def _answer(
    given: str | None, question: str, refusal: str, read: Callable[[str], str | None], ask: Ask
) -> str:
    if given is not None:
        usable = read(given.strip())
        if usable is None:
            raise StartError.because(refusal)
        return usable
    asked = question
    while True:
        try:
            usable = read(ask(f"{asked} ").strip())
        except EOFError as error:
            raise StartError.because("init_needs_answers") from error
        if usable is not None:
            return usable
        asked = f"{sentence(refusal)}\n{question}"


def _name(answer: str) -> str | None:
    name = " ".join(answer.split())
    fits = _SHORTEST_NAME <= len(name) <= _LONGEST_NAME and name.isprintable()
    return name if fits and any(letter.isalpha() for letter in name) else None


def _zone(answer: str) -> str | None:
    if answer.isascii() and answer.isdecimal() and 1 <= int(answer) <= len(ZONES):
        return ZONES[int(answer) - 1]
    known = _SHORT | {zone.casefold(): zone for zone in ZONES}
    return known.get(answer.casefold())
