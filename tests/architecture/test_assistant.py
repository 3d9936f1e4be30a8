"""The assistant's files agree with one another: domain, rules, examples, actions."""

import ast
import json
import os
from collections import Counter
from functools import cache
from typing import Any

import pytest
import yaml

from bot.application.choices import Choices, link_payload, near_payload
from bot.application.context import Context
from bot.domain.message import Choice
from bot.domain.places import Coordinates
from bot.store.migrate import SEED
from bot.store.seed_files import load_seed
from engine.order import Order
from tests.architecture.tree import ROOT, files_named, strings, syntax, text_of
from tests.understanding.labelled import VARIABLE, read_set, set_path
from tests.understanding.near_copies import learnt_from

# Never learned: only a pressed button sends it.
_PRESSED = {"choose"}
_FEWEST_EXAMPLES = 25


@cache
def domain() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(text_of(ROOT / "domain.yml"))
    return loaded


@cache
def steps() -> list[dict[str, Any]]:
    """Return every step of every rule and story."""
    files = [*files_named(".yml", below="data/rules"), *files_named(".yml", below="data/stories")]
    told = [yaml.safe_load(text_of(path)) for path in files]
    tales = [t for each in told for t in (*each.get("rules", ()), *each.get("stories", ()))]
    return [step for tale in tales for step in tale["steps"]]


@cache
def examples() -> dict[str, list[str]]:
    """Return what citizens say, by intent."""
    said: dict[str, list[str]] = {}
    for path in files_named(".yml", below="data/nlu"):
        for group in yaml.safe_load(text_of(path))["nlu"]:
            lines = group["examples"].splitlines()
            said.setdefault(group["intent"], []).extend(line[2:].strip() for line in lines)
    return said


def _intents() -> list[str]:
    return [next(iter(each)) if isinstance(each, dict) else each for each in domain()["intents"]]


def _responses() -> set[str]:
    return set(domain()["responses"])


def _named(prefix: str) -> set[str]:
    """Return the names of a kind that rules and the code of the service mention."""
    told = {step["action"] for step in steps() if "action" in step}
    coded = {
        text
        for folder in ("actions", "bot")
        for path in files_named(".py", below=folder)
        for text in strings(syntax(path))
    }
    return {name for name in told | coded if name.startswith(prefix)}


def test_every_response_is_used_and_every_used_one_is_there() -> None:
    assert _named("utter_") == _responses()


def test_every_action_is_written_and_used() -> None:
    written = {
        name
        for path in files_named(".py", below="actions")
        for each in ast.walk(syntax(path))
        if isinstance(each, ast.FunctionDef) and each.name == "name"
        for name in strings(each)
        if name.startswith("action_")
    }

    assert written == set(domain()["actions"])
    assert {s["action"] for s in steps() if s.get("action", "").startswith("action_")} == written


def test_every_intent_begins_a_rule_and_none_begins_two() -> None:
    begun = [step["intent"] for step in steps() if "intent" in step]

    assert Counter(begun) == Counter(_intents())


def test_every_intent_has_examples_unless_a_button_sends_it() -> None:
    assert set(examples()) == set(_intents()) - _PRESSED
    assert [name for name, said in examples().items() if len(said) < _FEWEST_EXAMPLES] == []


def test_no_example_teaches_two_intents() -> None:
    taught = Counter(
        text for said in examples().values() for text in {each.casefold() for each in said}
    )

    assert [text for text, times in taught.items() if times > 1] == []


def test_no_example_repeats_what_understanding_is_measured_with() -> None:
    path = set_path(os.environ)
    if path is None:
        pytest.skip(f"no labelled set is at hand; {VARIABLE} names one")
    measured = [row.text for row in read_set(path)]

    # Our own examples alone are shown: the set is no part of the project.
    assert learnt_from((text for said in examples().values() for text in said), measured) == []


def test_every_slot_is_a_part_of_the_context_and_every_part_a_slot() -> None:
    assert set(domain()["slots"]) == Context().as_slots().keys()


def test_slots_that_the_context_fills_are_left_alone_by_the_engine() -> None:
    mappings = {name: slot["mappings"] for name, slot in domain()["slots"].items()}

    assert {name for name, each in mappings.items() if each != [{"type": "custom"}]} == set()


def test_every_entity_is_found_by_a_ruler_or_sent_by_a_button() -> None:
    entities = set(domain()["entities"])
    ruled = set(json.loads(text_of(ROOT / "data" / "lexicon" / "terms.json")))
    read_of_a_choice = strings(syntax(ROOT / "bot" / "application" / "pressed.py"))

    assert sorted((ruled | _sent_by_buttons()) - entities) == []
    assert sorted(entities - ruled - read_of_a_choice) == []


def test_the_engine_takes_what_every_button_sends() -> None:
    body = {"conversation": "a", "message_id": "1", "at": "2026-11-24T09:00:00+07:00"}

    for payload in _payloads():
        assert Order.from_json({**body, "choice": payload}).choice


@pytest.mark.parametrize("name", [path.name for path in files_named(".json", below="data/lexicon")])
def test_every_lexicon_is_read(name: str) -> None:
    read = {
        text
        for folder in ("bot", "engine")
        for path in files_named(".py", below=folder)
        for text in strings(syntax(path))
    }
    configured = text_of(ROOT / "config.yml")

    assert name in read or name in configured


def _sent_by_buttons() -> set[str]:
    return {name for payload in _payloads() for name in json.loads(payload.removeprefix("/choose"))}


def _payloads() -> set[str]:
    """Return what buttons of every kind send, for one family of the demo catalogue."""
    choices, catalogue = Choices(), load_seed(SEED)
    service = catalogue.services[0]
    shown = (
        *choices.next_questions(service.slug, ()),
        *choices.variants(catalogue.family(service.family), "fee"),
        *choices.families(catalogue.services, "fee"),
        *choices.themes(catalogue),
        *choices.whereabouts(catalogue, "location", service.slug),
        *choices.answers(service.slug, catalogue.circumstances[0], "kawin=yes"),
        choices.menu(),
        choices.nearest(),
        choices.checklist(service.slug),
        Choice("", near_payload(Coordinates(-7.0, 109.0))),
        Choice("", link_payload("ktp-el")),
    )
    return {each.payload for each in shown}
