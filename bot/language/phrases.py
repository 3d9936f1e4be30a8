"""Phrases written as data and found as whole words, with alternatives, groups and gaps."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Groups = Mapping[str, list[str]]

_MARKS = "?!.,"
_SENTENCE_ENDS = frozenset("?!.")
# Stands between sentences, so that no phrase reaches from one into the next.
_BARRIER = "|"
_GAP = rf"(?: [^ {_BARRIER}]+){{0,4}}"
_NEVER = re.compile(r"(?!)")


class PhraseError(ValueError):
    """A phrase names a group that does not exist, or says nothing; the message names it."""


@dataclass(frozen=True)
class Rule:
    """Phrases that count: `always`, or only where nothing of `unless` is said as well."""

    always: re.Pattern[str]
    when: re.Pattern[str]
    unless: re.Pattern[str]

    def applies_to(self, laid_out: str) -> bool:
        """Return whether the rule holds for a text prepared by `lay_out`."""
        if self.always.search(laid_out):
            return True
        return bool(self.when.search(laid_out)) and not self.unless.search(laid_out)


def read_rules(path: Path, key: str) -> tuple[tuple[str, Rule], ...]:
    """Read the rules of a lexicon file in order, each with what it stands for."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return tuple((rule[key], _rule(rule, data["groups"])) for rule in data["rules"])


def lay_out(text: str) -> str:
    """Put one space around every word of a normalized text and a barrier after each sentence."""
    laid: list[str] = []
    for token in text.split():
        word = token.rstrip(_MARKS)
        if word:
            laid.append(word)
        if _SENTENCE_ENDS & set(token[len(word) :]):
            laid.append(_BARRIER)
    return f" {' '.join(laid)} "


def _rule(data: Mapping[str, Any], groups: Groups) -> Rule:
    return Rule(
        always=_compiled(data.get("always", ()), groups),
        when=_compiled(data.get("when", ()), groups),
        unless=_compiled(data.get("unless", ()), groups),
    )


def _compiled(phrases: Iterable[str], groups: Groups) -> re.Pattern[str]:
    sources = [_source(phrase, groups) for phrase in phrases]
    return re.compile(f" (?:{'|'.join(sources)})(?= )") if sources else _NEVER


def _source(phrase: str, groups: Groups) -> str:
    """Translate "<group> ... word|other": a gap stands for at most four words."""
    source = ""
    for part in phrase.split():
        if part == "...":
            source += _GAP
        else:
            source += (" " if source else "") + _alternatives(part, phrase, groups)
    if not source or phrase.startswith("...") or phrase.endswith("..."):
        raise PhraseError(f"{phrase!r} begins or ends with nothing")
    return source


def _alternatives(part: str, phrase: str, groups: Groups) -> str:
    words: list[str] = []
    for choice in part.split("|"):
        name = choice[1:-1] if choice.startswith("<") else None
        if name is not None and name not in groups:
            raise PhraseError(f"{phrase!r} names the unknown group {choice!r}")
        words.extend([choice] if name is None else groups[name])
    return f"(?:{'|'.join(re.escape(word) for word in words)})"
