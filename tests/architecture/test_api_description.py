"""The hand-written description of the API says what the code does."""

import ast
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml

from bot.application.answer_body import answer_body
from bot.application.answer_text import AnswerText
from bot.application.outcome import understood_by
from bot.application.ports import Aspect
from bot.domain.answer import compose_answer
from bot.domain.catalogue import Mode, StepMode
from bot.domain.situation import ServiceStatus
from bot.store.migrate import SEED
from bot.store.seed_files import load_seed
from tests.architecture.tree import ROOT, files_named, syntax, text_of

_DESCRIPTION: dict[str, Any] = yaml.safe_load(text_of(ROOT / "bot" / "templates" / "openapi.yml"))
_SCHEMAS: dict[str, Any] = _DESCRIPTION["components"]["schemas"]
_ANSWER = _SCHEMAS["Answer"]["properties"]
_CATALOGUE = load_seed(SEED)
# The pages of people, what their scripts ask, and what only the engine asks.
_NOT_THE_API = ("/docs", "/kirim", "/private/", "/api/v1/webchat/")


def test_every_route_of_the_api_is_described_and_no_other() -> None:
    described = {(verb, path) for path, verbs in _DESCRIPTION["paths"].items() for verb in verbs}
    served = {
        (verb, path)
        for verb, path in _routes()
        if path != "/" and not path.startswith(_NOT_THE_API)
    }

    assert served == described


@pytest.mark.parametrize("service", [service.slug for service in _CATALOGUE.services])
def test_every_answer_has_the_described_fields(service: str) -> None:
    answer = compose_answer(_CATALOGUE, service, None, datetime(2026, 11, 24, 3, tzinfo=UTC))
    body = json.loads(json.dumps(answer_body(answer, AnswerText())))

    assert body.keys() == _ANSWER.keys() == set(_SCHEMAS["Answer"]["required"])
    assert {step_field for step in body["steps"] for step_field in step} <= _fields("steps")
    assert body["unit"].keys() == _fields("unit")
    assert body["online"] is None or body["online"].keys() == _fields("online")


def test_what_was_understood_has_the_described_fields() -> None:
    assert understood_by([Aspect("fee", 0.9)]).keys() == _SCHEMAS["Understood"]["properties"].keys()


def test_the_described_words_are_those_of_the_domain() -> None:
    assert set(_ANSWER["mode"]["enum"]) == set(Mode)
    assert set(_ANSWER["status"]["enum"]) == set(ServiceStatus)
    assert set(_ANSWER["steps"]["items"]["properties"]["mode"]["enum"]) == set(StepMode)


def _routes() -> Iterator[tuple[str, str]]:
    """Yield the method and path of every route, as its decorator or call names them."""
    for path in files_named(".py", below="bot/web"):
        for node in ast.walk(syntax(path)):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name("routes"), attr=verb),
                    args=[ast.Constant(str(address)), *_],
                ):
                    yield verb, address.replace("<", "{").replace(">", "}")


def _fields(name: str) -> set[str]:
    described = _ANSWER[name]
    thing = described.get("items") or described["oneOf"][-1]
    return set(thing["properties"])
