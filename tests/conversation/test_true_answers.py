"""The desk says what is true: every row of true_answers*.yml, asked over the public API."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import httpx
import pytest

from tests.conversation.truth import Row, read_truth

_TABLE = read_truth()
_DEFAULTS: Row = _TABLE["defaults"]
_TALKS: list[list[Row]] = [[row] for row in _TABLE["questions"]] + _TABLE["conversations"]
# A fact that the code failed to fill in, or a template that was not rendered.
_NEVER = ("None", "{{", "{%", "bisa online")


@pytest.mark.engine
@pytest.mark.parametrize("talk", _TALKS, ids=[talk[0]["ask"] for talk in _TALKS])
def test_the_desk_says_what_is_true(desk: str, talk: Sequence[Row]) -> None:
    wrong: list[str] = []
    conversation: str | None = None
    for row in talk:
        at = row.get("at") or _DEFAULTS["at"]
        got = _consult(desk, row["ask"], at, conversation)
        conversation = got["conversation"]
        if problems := list(_problems(row, got)):
            wrong.append(_told(row["ask"], at, problems, got))
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def _consult(desk: str, text: str, at: str, conversation: str | None) -> dict[str, Any]:
    body = {"text": text, "at": at} | ({"conversation": conversation} if conversation else {})
    with httpx.Client(trust_env=False, timeout=30) as client:
        response = client.post(f"{desk}/api/v1/consult", json=body)
    assert response.status_code == httpx.codes.OK, f"{text}: {response.text}"
    answered: dict[str, Any] = response.json()
    return answered


def _problems(row: Row, got: Row) -> Iterator[str]:
    """Yield what differs from the row, an expectation and what came instead."""
    yield from _in_what_was_understood(row, got["understood"] or {})
    yield from _in_the_words(row, got["replies"], got["answer"])
    if "service" not in row:
        if got["answer"] is not None:
            yield f"no answer about a service, got {got['answer']['service']}"
    elif got["answer"] is None or got["answer"]["service"] != row["service"]:
        about = got["answer"] and got["answer"]["service"]
        yield f"an answer about {row['service']}, got one about {about}"
    else:
        yield from _in_the_facts(row, got["answer"])
        yield from _in_the_state(row, got["answer"])


def _in_what_was_understood(row: Row, understood: Row) -> Iterator[str]:
    yield from _unequal(
        "understood.service", row.get("service") or row.get("family"), understood.get("service")
    )
    if "aspect" in row:
        yield from _unequal("understood.aspect", row["aspect"], understood.get("aspect"))
    if "unit" in row and "service" not in row:
        yield from _unequal("understood.unit", row["unit"], understood.get("unit"))


def _in_the_words(row: Row, replies: Sequence[Row], answer: Row | None) -> Iterator[str]:
    texts = [_plain(reply["text"]) for reply in replies]
    if not texts or not all(texts):
        yield "a reply with words, got none"
    for said in row.get("says", ()):
        if not any(_plain(said) in text for text in texts):
            yield f"some reply says {said!r}"
    for said in (*row.get("never", ()), *(_NEVER if answer else ())):
        if any(_plain(said) in text for text in texts):
            yield f"no reply says {said!r}"
    yield from _in_the_buttons(row, replies)
    yield from _online_without_its_condition(answer, " ".join(texts))


def _in_the_buttons(row: Row, replies: Sequence[Row]) -> Iterator[str]:
    expected = row.get("choices", _TABLE["families"].get(row.get("family")))
    if expected is not None:
        shown = [choice["title"] for reply in replies for choice in reply["choices"]]
        yield from _unequal("choices", sorted(expected), sorted(shown))


def _online_without_its_condition(answer: Row | None, said: str) -> Iterator[str]:
    """The worst mistake of this desk: "daring", and nothing of what it depends on."""
    if answer is None or not answer["online_if"]:
        return
    promises = ("bisa daring", "sebagian daring", "daring lewat")
    condition = _plain(answer["online_if"])
    if any(promise in said for promise in promises) and condition not in said:
        yield f"'daring' only with its condition {condition!r}"


def _in_the_facts(row: Row, answer: Row) -> Iterator[str]:
    facts = _facts_of(row)
    for name in ("family", "mode"):
        yield from _unequal(name, facts[name], answer[name])
    yield from _lacking("online_if", facts["online_if"], answer["online_if"])
    online = answer["online"]
    yield from _unequal("online.channel", facts["online"], online and online["channel"])
    for phrase in facts["fee"]:
        yield from _lacking("fee", phrase, answer["fee"])
    for name in ("processing_time", "output", "source"):
        yield from _lacking(name, facts[name], answer[name])
    yield from _lacking("requirements", facts["requirement"], " ".join(answer["requirements"]))
    yield from _unequal("status", "normal", answer["status"])
    yield from _unequal("stale", row.get("stale", False), answer["stale"])


def _in_the_state(row: Row, answer: Row) -> Iterator[str]:
    slug = row.get("unit") or _service_of(row["service"])["unit"]
    unit = answer["unit"] or {}
    yield from _unequal("unit.slug", slug, unit.get("slug"))
    yield from _lacking("unit.address", _TABLE["units"][slug], unit.get("address"))
    state = row if "open" in row else _DEFAULTS
    yield from _unequal("open", state["open"], answer["open"])
    yield from _other_instant("until", state.get("until"), answer["until"])
    yield from _other_instant("opens_at", state.get("opens_at"), answer["opens_at"])
    yield from _lacking("reason", state.get("reason", "jam layanan"), answer["reason"])


def _unequal(name: str, expected: object, got: object) -> Iterator[str]:
    if expected != got:
        yield f"{name} = {expected!r}, got {got!r}"


def _lacking(name: str, phrase: str | None, got: str | None) -> Iterator[str]:
    if phrase is None or got is None:
        yield from _unequal(name, phrase, got)
    elif _plain(phrase) not in _plain(got):
        yield f"{name} with {phrase!r}, got {got!r}"


def _other_instant(name: str, expected: str | None, got: str | None) -> Iterator[str]:
    """The instant and its offset: a time told in another zone is another wall clock."""
    if expected is None or got is None:
        yield from _unequal(name, expected, got)
        return
    wanted, told = datetime.fromisoformat(expected), datetime.fromisoformat(got)
    if wanted != told or wanted.utcoffset() != told.utcoffset():
        yield f"{name} = {expected}, got {got}"


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _told(question: str, at: str, problems: Sequence[str], got: Row) -> str:
    expected = [f"  expected: {problem}" for problem in problems]
    replies = [f"  | {line}" for reply in got["replies"] for line in _lines(reply)]
    return "\n".join([f"\n{question!r} at {at}", *expected, *replies])


def _lines(reply: Row) -> list[str]:
    titles = [choice["title"] for choice in reply["choices"]]
    return [*reply["text"].splitlines(), *([f"[{' | '.join(titles)}]"] if titles else [])]


def _service_of(slug: str) -> dict[str, Any]:
    facts: dict[str, Any] = _TABLE["services"][slug]
    return facts


def _facts_of(row: Row) -> dict[str, Any]:
    """The facts of a service, as the unit asked about offers it."""
    facts = _service_of(row["service"])
    own: dict[str, Any] = facts.get("instead", {}).get(row.get("unit"), {})
    return facts | own
