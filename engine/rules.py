"""Asks Rasa's rules about the end of a conversation, which is all that a rule looks at.

Rasa replays a whole session for each question put to the rules, three times a turn: at 80 events
that was a seventh of the turn.
"""

from __future__ import annotations

from collections import deque
from copy import copy
from dataclasses import dataclass
from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.constants import USER
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT

# Each counts from where it stands on; others (a restart, something undone) reach further back.
_PLAIN = (ActionExecuted, BotUttered, DefinePrevUserUtteredFeaturization, SlotSet, UserUttered)
# No state is made of these where no slot has features.
_UNSEEN = (BotUttered, SlotSet)

_replayed = RulePolicy._prediction_states
_find_action = RulePolicy._find_action_from_rules


@dataclass(frozen=True)
class _Rules:
    """How many states the longest rule has, and whether each ends with an intent."""

    longest: int
    by_intent: bool

    @classmethod
    def of(cls, rules: list[list[dict[str, Any]]]) -> _Rules:
        longest = max(map(len, rules), default=0)
        return cls(longest, all(rule[-1].get(USER, {}).get(INTENT) for rule in rules))


def prediction_states(
    policy: RulePolicy, tracker: DialogueStateTracker, domain: Domain, *args: Any, **named: Any
) -> Any:
    """Return the states that Rasa would, at least as many of the last as the longest rule has."""
    short = tracker if _reaches_back(domain) else _shortened(tracker, _known(policy).longest)
    return _replayed(policy, short, domain, *args, **named)


def find_action(
    policy: RulePolicy,
    tracker: DialogueStateTracker,
    domain: Domain,
    use_text_for_last_user_input: bool,
) -> Any:
    """Return what Rasa would; rules that are all about intents have none for a text."""
    is_idle = tracker.active_loop_name is None
    if use_text_for_last_user_input and is_idle and _known(policy).by_intent:
        return None, None, False
    return _find_action(policy, tracker, domain, use_text_for_last_user_input)


def _reaches_back(domain: Domain) -> bool:
    """Return whether something set long ago, a slot or a form, is part of a state."""
    return bool(domain.form_names) or any(slot.has_features() for slot in domain.slots)


def _known(policy: RulePolicy) -> _Rules:
    if not hasattr(policy, "known_rules"):
        learnt = [key for part in policy.lookup.values() if isinstance(part, dict) for key in part]
        policy.known_rules = _Rules.of([policy._rule_key_to_state(key) for key in learnt])
    known: _Rules = policy.known_rules
    return known


def _shortened(tracker: DialogueStateTracker, states: int) -> DialogueStateTracker:
    events = _last_events(tracker, states)
    if events is None:
        return tracker
    short = copy(tracker)
    short.events, short.slots = deque(events), {}
    return short


def _last_events(tracker: DialogueStateTracker, states: int) -> list[Event] | None:
    """Return the end that gives so many states in full, None where the whole is needed."""
    actions, found = 0, []
    for event in reversed(tracker.events):
        if not isinstance(event, _PLAIN):
            return None
        if not isinstance(event, _UNSEEN):
            found.append(event)
        actions += isinstance(event, ActionExecuted)
        # A state is of the action and the message before it.
        if actions > states and isinstance(event, UserUttered):
            return found[::-1]
    return None
