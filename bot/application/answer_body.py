"""An answer as data, for programmes: see `answer` of POST /api/v1/consult."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.application.answer_text import AnswerText
from bot.domain.answer import Answer
from bot.domain.catalogue import Unit


def answer_body(answer: Answer, words: AnswerText) -> dict[str, Any]:
    """Return an answer with times as ISO 8601, offset of the unit's zone included."""
    service, unit, availability = answer.service, answer.unit, answer.availability
    return {
        "service": service.slug,
        "family": service.family,
        "mode": answer.mode.value,
        "online_if": service.online_if,
        "status": answer.status.value,
        "steps": [
            {"title": step.title, "mode": step.mode.value, "why_in_person": step.why_in_person}
            for step in service.steps
        ],
        "online": service.online
        and {"channel": service.online.name, "working": service.online.working},
        "unit": unit and _unit_body(unit),
        "open": availability and availability.open,
        "until": _local(availability.until if availability else None, unit),
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


def _unit_body(unit: Unit) -> dict[str, Any]:
    return {"slug": unit.slug, "name": unit.name, "address": unit.address, "zone": unit.zone}


def _local(instant: datetime | None, unit: Unit | None) -> str | None:
    if instant is None or unit is None:
        return None
    return instant.astimezone(ZoneInfo(unit.zone)).isoformat()
