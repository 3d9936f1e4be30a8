"""An answer as data, for programmes: see `answer` of POST /api/v1/consult."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.application.answer_text import AnswerText
from bot.application.typed_text import clause
from bot.domain.answer import Answer, UnitState
from bot.domain.catalogue import Unit
from bot.domain.openings import Availability


def answer_body(answer: Answer, words: AnswerText) -> dict[str, Any]:
    """Return an answer with times as ISO 8601, offset of the unit's zone included."""
    service, unit, availability = answer.service, answer.unit, answer.availability
    return {
        "service": service.slug,
        "family": service.family,
        "mode": answer.mode.value,
        "online_if": service.online_if,
        "status": answer.status.value,
        "situation": _situation_body(answer),
        "steps": [
            {"title": step.title, "mode": step.mode.value, "why_in_person": step.why_in_person}
            for step in service.steps
        ],
        "online": _online_body(answer),
        "unit": _unit_body(answer.units[0]) if answer.units else None,
        "open": availability and availability.open,
        "until": _local(availability.until if availability else None, unit),
        "last_ticket": _local(_last_ticket(availability), unit),
        "opens_at": _local(availability.opens_at if availability else None, unit),
        "reason": availability and words.reason(availability),
        "requirements": [words.requirement(line) for line in service.requirements],
        "fee": service.fee,
        "processing_time": service.processing_time,
        "output": service.output,
        "source": service.source,
        "verified_on": service.verified_on.isoformat(),
        "stale": answer.stale,
    }


def _situation_body(answer: Answer) -> dict[str, Any] | None:
    situation = answer.situation
    if situation is None:
        return None
    return {
        "status": situation.status.value,
        "reason": clause(situation.reason),
        "until": _iso(answer.situation_ends),
        "legal_reference": situation.legal_reference,
        "visitor_rules": situation.visitor_rules,
        "instead": situation.instead,
    }


def _online_body(answer: Answer) -> dict[str, Any] | None:
    """Return the online way as it is at the instant, and why it does not work."""
    channel, state = answer.service.online, answer.online
    if channel is None or state is None:
        return None
    return {
        "channel": channel.name,
        "working": state.works,
        "reason": clause(state.reason) or None,
        "until": _iso(state.until),
    }


def _unit_body(state: UnitState) -> dict[str, Any]:
    unit = state.unit
    return {"slug": unit.slug, "name": unit.name, "address": state.address, "zone": unit.zone}


def _last_ticket(availability: Availability | None) -> datetime | None:
    """Return until when somebody is taken in, which no quota or situation cuts short."""
    if availability is None or availability.last_ticket is None:
        return None
    return min(availability.last_ticket, availability.until or availability.last_ticket)


def _local(instant: datetime | None, unit: Unit | None) -> str | None:
    if instant is None or unit is None:
        return None
    return _iso(instant.astimezone(ZoneInfo(unit.zone)))


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
