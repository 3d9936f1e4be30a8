"""Fits what officers typed, a reason or a rule for visitors, into sentences of ours."""

import re

_MARKS = ".,;:!?"
_SPACE_BEFORE = re.compile(rf"\s+(?=[{_MARKS}])")
_SEVERAL = re.compile(rf"([{_MARKS}])[{_MARKS}]+")


def clause(text: str | None) -> str:
    """Return a text as part of a sentence: on one line, without a mark at its ends."""
    words = _SPACE_BEFORE.sub("", " ".join((text or "").split()))
    return _SEVERAL.sub(r"\1", words).strip(_MARKS + " ")


def sentence(text: str | None) -> str:
    """Return a text as a sentence with exactly one mark at its end, or nothing."""
    words = clause(text)
    if not words:
        return ""
    last = (text or "").rstrip()[-1]
    return words[:1].upper() + words[1:] + (last if last in "!?" else ".")
