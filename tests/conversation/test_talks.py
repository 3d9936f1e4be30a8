"""Whole conversations against the real desk: every turn of talks/*.yml, over the public API.

A turn is said, or pressed by typing the title of a button that the desk has just shown. `about` is
the service answered about (null: none is), `asks` the family whose variant the desk asks for,
`says` and `never` are parts of its words, `choices` are buttons among those shown.
"""

from collections.abc import Iterator, Sequence

import httpx
import pytest

from tests.conversation.talk_files import Talk, Turn, read_talks

_TALKS = read_talks()
# A fact that was not filled in, a template that was not rendered, a claim the desk never makes.
_NEVER = ("None", "{{", "{%", "bisa online")


@pytest.mark.engine
@pytest.mark.parametrize("talk", _TALKS, ids=[talk.id for talk in _TALKS])
def test_the_desk_follows_the_conversation(desk: str, talk: Talk) -> None:
    told: list[str] = []
    wrong = False
    conversation: str | None = None
    shown: list[str] = []
    with httpx.Client(base_url=desk, trust_env=False, timeout=30) as client:
        for turn in talk.turns:
            got = _consult(client, turn, turn.get("at", talk.at), conversation)
            problems = list(_problems(turn, got, shown))
            conversation, shown = got["conversation"], _titles(got)
            told += [_words(turn), *(f"    expected: {problem}" for problem in problems)]
            if problems:
                wrong = True
                told += [f"    | {line}" for r in got["replies"] for line in r["text"].split("\n")]
                told.append(f"    [{' | '.join(shown)}] {got['understood']}")
    if wrong:
        pytest.fail("\n".join(["", *told]), pytrace=False)


def _consult(client: httpx.Client, turn: Turn, at: str, conversation: str | None) -> Turn:
    body = {"text": _words(turn), "at": at, "conversation": conversation}
    answered: Turn = client.post("/api/v1/consult", json=body).raise_for_status().json()
    return answered


def _problems(turn: Turn, got: Turn, shown: Sequence[str]) -> Iterator[str]:
    """Yield what differs from the turn."""
    if "press" in turn and turn["press"] not in shown:
        yield f"the button {turn['press']!r} was shown, got {shown}"
    understood, answer = got["understood"] or {}, got["answer"] or {}
    if "about" in turn:
        yield from _unequal("the service answered about", turn["about"], answer.get("service"))
    if "asks" in turn:
        yield from _unequal("the family asked back about", turn["asks"], understood.get("service"))
        yield from _unequal("no answer yet", None, got["answer"] and answer["service"])
    if "aspect" in turn:
        yield from _unequal("the aspect", turn["aspect"], understood.get("aspect"))
    if "unit" in turn:
        unit = (answer.get("unit") or {}).get("slug") if answer else understood.get("unit")
        yield from _unequal("the unit", turn["unit"], unit)
    for name in ("mode", "open"):
        if name in turn:
            yield from _unequal(name, turn[name], answer.get(name))
    yield from _in_the_words(turn, got, answer)


def _in_the_words(turn: Turn, got: Turn, answer: Turn) -> Iterator[str]:
    said = _plain(" ".join(reply["text"] for reply in got["replies"]))
    never = (*turn.get("never", ()), *(_NEVER if answer else ()))
    if not said:
        yield "some words"
    yield from (f"the words {part!r}" for part in turn.get("says", ()) if _plain(part) not in said)
    yield from (f"nothing of {part!r}" for part in never if _plain(part) in said)
    shown = _titles(got)
    yield from (f"the button {title!r}" for title in turn.get("choices", ()) if title not in shown)
    if _lacks_its_condition(answer, said):
        yield "'daring' only with its condition"


def _lacks_its_condition(answer: Turn, said: str) -> bool:
    condition = answer.get("online_if") if answer.get("mode") != "tatap_muka" else None
    return condition is not None and "daring lewat" in said and _plain(condition) not in said


def _unequal(name: str, expected: object, got: object) -> Iterator[str]:
    if expected != got:
        yield f"{name} is {expected!r}, got {got!r}"


def _titles(got: Turn) -> list[str]:
    return [choice["title"] for reply in got["replies"] for choice in reply["choices"]]


def _words(turn: Turn) -> str:
    words: str = turn["say"] if "say" in turn else turn["press"]
    return words


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
