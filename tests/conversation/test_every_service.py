"""Every service of the seed can be asked about: 6 facts, 3 ways to call it, over the public API."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from bot.domain.catalogue import Catalogue, Mode, Service
from bot.domain.reach import is_local_only
from bot.store.migrate import SEED
from bot.store.seed_files import load_seed
from tests.misspellings import misspelt

_WORDINGS: Mapping[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("every_service.yml").read_text(encoding="utf-8")
)
_CATALOGUE: Catalogue = load_seed(SEED)
_AT_ONCE = 8
# No aspect of its own: whatever is understood, the answer must tell it.
_NO_ASPECT = "output"


@dataclass(frozen=True)
class Asked:
    """One question and what it is about."""

    text: str
    fact: str
    service: Service


@pytest.mark.engine
@pytest.mark.parametrize("service", _CATALOGUE.services, ids=lambda service: service.slug)
def test_a_service_is_told_of_by_each_name_and_fact(desk: str, service: Service) -> None:
    questions = list(questions_about(service))
    with (
        httpx.Client(base_url=desk, trust_env=False, timeout=60) as client,
        ThreadPoolExecutor(_AT_ONCE) as pool,
    ):
        answers = list(pool.map(lambda asked: _ask(client, asked), questions))
    wrong = [
        f"{asked.text!r}: {', '.join(found)}"
        for asked, got in zip(questions, answers, strict=True)
        if (found := list(problems(asked, got)))
    ]
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def test_every_wording_is_used_and_every_question_is_another() -> None:
    asked = [each for service in _CATALOGUE.services for each in questions_about(service)]

    assert len({each.text.casefold() for each in asked}) == len(asked) == 42 * 6 * 3
    assert all(len(wordings) >= 4 for wordings in _WORDINGS.values())
    for wordings in _WORDINGS.values():
        for wording in wordings:
            opening, ending = wording.split("{name}")
            assert any(a.text.startswith(opening) and a.text.endswith(ending) for a in asked)


@pytest.mark.parametrize("service", _CATALOGUE.services, ids=lambda service: service.slug)
def test_a_misspelling_is_never_the_name_of_something_else(service: Service) -> None:
    synonym = commonest_synonym(service)
    for turn in range(12):
        slipped = misspelt(synonym, turn, _words())
        changed = set(slipped.split()) - set(synonym.split())
        assert len(changed) == 1, slipped
        assert not changed & _words(), slipped


def questions_about(service: Service) -> Iterator[Asked]:
    """Yield each fact asked for by name, by commonest synonym and by a misspelling of it."""
    position = _CATALOGUE.services.index(service)
    synonym = commonest_synonym(service)
    for turn, (fact, wordings) in enumerate(_WORDINGS.items()):
        names = (service.name, synonym, misspelt(synonym, position + turn, _words()))
        for way, name in enumerate(names):
            wording = wordings[(position + way) % len(wordings)]
            yield Asked(wording.format(name=name), fact, service)


def commonest_synonym(service: Service) -> str:
    """Return the synonym that comes first, of those that tell the variant where there are some."""
    if len(_CATALOGUE.family(service.family)) == 1:
        return service.family_synonyms[0]
    return next(name for name in service.synonyms if name not in service.family_synonyms)


def problems(asked: Asked, got: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with an answer: its service, its aspect, or what it leaves unsaid."""
    understood, answer = got["understood"], got["answer"]
    about = answer["service"] if answer else understood["service"]
    if answer is None or about != asked.service.slug:
        yield f"the service is {about}"
        return
    if asked.fact not in (understood["aspect"], _NO_ASPECT):
        yield f"the aspect is {understood['aspect']}"
    said = _plain(" ".join(reply["text"] for reply in got["replies"]))
    for phrase in told_of(asked.fact, asked.service):
        if _plain(phrase) not in said:
            yield f"nothing is said of {phrase!r}"


def told_of(fact: str, service: Service) -> tuple[str, ...]:
    """Return what an answer must say of a fact, as the seed has it."""
    if fact == "mode":
        in_person = service.mode is Mode.TATAP_MUKA
        return ("harus datang langsung",) if in_person else (service.online_if or "",)
    if fact == "location":
        return (_CATALOGUE.units_offering(service.slug)[0].address,)
    facts = {
        "requirements": tuple(needed.text for needed in service.requirements),
        "fee": (service.fee,),
        "duration": (service.processing_time,),
        "output": (service.output,),
    }
    return facts[fact]


def _ask(client: httpx.Client, asked: Asked) -> dict[str, Any]:
    """Return the answer; whose counter depends on the home is told it when the desk asks."""
    first = _consult(client, asked.text, None)
    if asked.fact != "location" or not is_local_only(_CATALOGUE, asked.service.slug):
        return first
    last = _consult(client, _home(asked.service), first["conversation"])
    return last | {"understood": first["understood"]}


def _home(service: Service) -> str:
    """Return a place that the main unit of a service serves."""
    served = _CATALOGUE.units_offering(service.slug)[0].serves
    return next(place.name for place in _CATALOGUE.places if place.slug in served)


def _consult(client: httpx.Client, text: str, conversation: str | None) -> dict[str, Any]:
    body = {"text": text} | ({"conversation": conversation} if conversation else {})
    response = client.post("/api/v1/consult", json=body)
    assert response.status_code == httpx.codes.OK, f"{text}: {response.text}"
    answered: dict[str, Any] = response.json()
    return answered


@cache
def _words() -> frozenset[str]:
    """Return every word that a name of the catalogue is made of."""
    names = (
        name
        for service in _CATALOGUE.services
        for name in (service.name, *service.synonyms, *service.family_synonyms)
    )
    return frozenset(word for name in names for word in name.casefold().split())


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
