"""Spares Rasa work that it repeats in every turn with the same result.

Measured with py-spy before any of this: of a turn with an action, half was checking the schema of
the action's answer against the schema of schemas, an eighth looking through all event classes for
every stored event. What each of the others spares is said where it is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import rasa.core.processor
from jsonschema import Draft202012Validator
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

from engine import action_endpoint, rules, trackers
from engine.graph_runner import SequentialGraphRunner

_compared = Domain.is_empty
_SLOT_SET = {"event", "timestamp", "name", "value"}


def install() -> None:
    """Put our versions in Rasa's place; they accept, refuse and store the same."""
    check = Draft202012Validator(RemoteAction.action_response_format_spec()).validate

    def is_valid(_action: RemoteAction, result: dict[str, Any]) -> bool:
        if not _is_plain(result):
            check(result)
        return True

    RemoteAction._validate_action_result = is_valid
    RemoteAction._action_call_format = action_endpoint.call
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))
    DialogueStateTracker.copy = trackers.copied
    MessageProcessor.get_tracker = trackers.get_tracker
    RulePolicy._prediction_states = rules.prediction_states
    RulePolicy._find_action_from_rules = rules.find_action
    Domain.is_empty = _is_empty
    rasa.core.processor.DaskGraphRunner = SequentialGraphRunner


def _is_empty(domain: Domain) -> bool:
    """Rasa writes the whole domain down for each message, to see whether there is one."""
    known: bool | None = getattr(domain, "known_empty", None)
    if known is None:
        known = domain.known_empty = _compared(domain)
    return known


def _is_plain(result: Any) -> bool:
    """Return whether an answer is one of slots and texts, of which the schema asks no more.

    The schema tries each of 23 kinds of events on each: a tenth of the turn.
    """
    return (
        isinstance(result, dict)
        and isinstance(result.get("events"), list)
        and isinstance(result.get("responses"), list)
        and all(isinstance(response, dict) for response in result["responses"])
        and all(map(_sets_a_slot, result["events"]))
    )


def _sets_a_slot(event: Any) -> bool:
    return (
        isinstance(event, dict)
        and event.keys() == _SLOT_SET
        and event["event"] == "slot"
        and event["timestamp"] is None
        and isinstance(event["name"], str)
    )
