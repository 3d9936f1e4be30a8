"""Renders the citizens' chat page: typed values in, HTML out; every word is in the templates."""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent.parent / "templates" / "pages"

# Everything comes from the desk and nothing is inline: a script smuggled into a text cannot run.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

# A page may ask where its reader is, and nothing of others may; no page needs the rest.
PERMISSIONS_POLICY = "geolocation=(self), camera=(), microphone=()"

# A bracket, quote or full stop after an address belongs to the sentence. chat.js has a twin.
_LINK = re.compile(r"https://[^\s<>\"'`]*[^\s<>\"'`.,;:!?()\[\]]")


class Problem(StrEnum):
    """Why the desk did not take a message; the sentences are in problems.toml."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    UNAVAILABLE = "unavailable"
    STALE_CHOICE = "stale_choice"
    STALE_PAGE = "stale_page"
    BAD_LOCATION = "bad_location"


@dataclass(frozen=True)
class ChatChoice:
    """A button under a message; the token says nothing to its reader and everything to the desk."""

    title: str
    token: str
    shares_location: bool = False


@dataclass(frozen=True)
class ChatMessage:
    """One bubble; `at` is ready to be read, with its zone ("09.12 WIB")."""

    id: int
    from_citizen: bool
    text: str
    choices: tuple[ChatChoice, ...]
    at: str


@dataclass(frozen=True)
class ChatPage:
    """All that the page shows; `external_id` is a fresh random id for the form without script."""

    government: str
    mode_demo: bool
    messages: tuple[ChatMessage, ...]
    engine_ready: bool
    last_id: int
    desk_clock: str | None
    token: str
    external_id: str
    problem: Problem | None = None
    draft: str = ""


def render_chat(page: ChatPage) -> str:
    """Return the whole page; a refused form comes back with its `problem` and `draft`."""
    problem = render_problem(page.problem) if page.problem else None
    return _environment().get_template("chat.html").render(page=page, problem=problem)


def render_problem(problem: Problem) -> str:
    """Return the sentence for a citizen, the same on the page and in the API's `error`."""
    return _problem_sentences()[problem.value]


def asset_address(name: str) -> str:
    """Return a static file's address, with its content's hash so that it may be cached forever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:10]}"


def linked(text: str) -> Markup:
    """Escape a text and make links of the https addresses in it."""
    return Markup("").join(_linked_parts(text))


def _linked_parts(text: str) -> Iterator[Markup]:
    end = 0
    for match in _LINK.finditer(text):
        yield escape(text[end : match.start()])
        yield Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(match.group())
        end = match.end()
    yield escape(text[end:])


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["linked"] = linked
    environment.globals["asset_address"] = cache(asset_address)
    return environment


@cache
def _problem_sentences() -> dict[str, str]:
    sentences = tomllib.loads((TEMPLATES / "problems.toml").read_text(encoding="utf-8"))
    return {key: str(sentence) for key, sentence in sentences.items()}


def render_docs(api: dict[str, Any]) -> str:
    """Return the page that describes the API, written from its OpenAPI document."""
    as_json = partial(json.dumps, ensure_ascii=False, indent=2)
    return _environment().get_template("docs.html").render(api=api, as_json=as_json)
