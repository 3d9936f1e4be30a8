"""Renders the console: typed values in, HTML out; every word is in the templates."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sanic.response import HTTPResponse, html

from bot.application.form_problems import FormProblem
from bot.domain.staff import Permission, may
from bot.web.console.visit import Visit
from bot.web.pages import asset_address
from bot.web.webchat import DeskOfPage, time_text

TEMPLATES = Path(__file__).parents[2] / "templates" / "console"


class Pages:
    """Renders a page for its visitor, with what stands on all of them."""

    def __init__(self, desk: DeskOfPage) -> None:
        self._desk = desk

    async def show(
        self, visit: Visit, name: str, *, status: int = 200, **values: object
    ) -> HTTPResponse:
        """Return a page; `problems` of its form stand beside their fields."""
        government = await self._desk.government()
        me, problems = visit.account, values.pop("problems", {})
        page = (
            _environment()
            .get_template(name)
            .render(
                values,
                problems=problems,
                me=me,
                csrf=visit.token,
                government=government.name,
                zone=government.zone,
                is_demo=self._desk.demo,
                can=lambda wish, unit=None: may(me, Permission(wish), unit),
                notice=_words("notices").get(visit.request.args.get("pesan", "")),
            )
        )
        return html(page, status=status)

    async def refuse(self, visit: Visit, reason: str, status: int) -> HTTPResponse:
        """Return the page that says why somebody gets no further."""
        return await self.show(visit, "refused.html", status=status, reason=reason)


def problem_sentence(problem: FormProblem) -> str:
    """Return what a person reads of a problem."""
    return _words("problems")[problem]


def render_letter(name: str, **values: object) -> tuple[str, str]:
    """Return the subject and the text of a letter; its first line is the subject."""
    text = _letters().get_template(name).render(values)
    subject, _, body = text.partition("\n")
    return subject, body.lstrip("\n")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset_address"] = cache(asset_address)
    environment.filters["moment"] = _moment
    for table in ("problems", "roles", "events"):
        environment.filters[table.removesuffix("s") + "_words"] = _words(table).__getitem__
    return environment


@cache
def _letters() -> Environment:
    # Letters are plain text: nothing is escaped in them.
    return Environment(  # noqa: S701
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, trim_blocks=True
    )


@cache
def _words(table: str) -> Mapping[str, str]:
    read: dict[str, str] = tomllib.loads((TEMPLATES / f"{table}.toml").read_text(encoding="utf-8"))
    return read


def _moment(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%d-%m-%Y}, {time_text(at, zone)}"
