"""What a button, a shared location or a poster's link means."""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.application.context import Context
from bot.application.leaning import WHERE, unit_in_talk, whereabouts_of
from bot.application.ports import Aspect
from bot.application.understanding import OVERVIEW, Understanding
from bot.domain.catalogue import Catalogue, Theme
from bot.domain.message import HELP_LINK, MENU_LINK

# What a poster's link answers first: is it done online, where, and is the counter open.
_OF_A_LINK = "mode"
_OF_A_UNIT = "hours"
CHECKLIST = "checklist"


class Page(StrEnum):
    """What is shown instead of an answer."""

    START = "start"
    HELP = "help"
    THEMES = "themes"
    THEME = "theme"
    # "Where do you live?"
    WHEREABOUTS = "whereabouts"


# What a link may name beside the catalogue; anything else is a start.
_PAGES_OF_LINKS = {HELP_LINK: Page.HELP, MENU_LINK: Page.THEMES}


@dataclass(frozen=True)
class Opened:
    """A page of the menu; `theme` only where it is that of one."""

    page: Page
    theme: Theme | None = None


@dataclass(frozen=True)
class Pressed:
    """A question, or a page, or an answer within the checklist, and the context it leaves."""

    meant: Understanding
    context: Context
    opened: Opened | None = None
    # Circumstances of the checklist answered so far; None where no checklist was meant.
    answers: dict[str, bool] | None = None


def read_choice(catalogue: Catalogue, chosen: dict[str, str], context: Context) -> Pressed:
    """Return what was chosen; what the catalogue no longer has opens the menu."""
    if "link" in chosen:
        return _link(catalogue, chosen["link"], context)
    if opened := _page(catalogue, chosen):
        return Pressed(_meant(catalogue, {}, context), context, opened)
    if not _exists(catalogue, chosen):
        return Pressed(_meant(catalogue, {}, context), context, Opened(Page.THEMES))
    context = _moved(context, chosen)
    answers = None
    if chosen.get("aspect") == CHECKLIST:
        answers = read_answers(chosen.get("answer", ""))
        chosen = {**chosen, "aspect": "requirements"}
    return Pressed(_meant(catalogue, chosen, context), context, None, answers)


def read_answers(written: str) -> dict[str, bool]:
    """Return the answers of a checklist's button: "kawin=yes,diwakilkan=no"."""
    pairs = (pair.partition("=") for pair in written.split(",") if pair)
    return {slug: value == "yes" for slug, _, value in pairs}


def write_answers(answers: dict[str, bool]) -> str:
    """Return answers as `read_answers` reads them."""
    return ",".join(f"{slug}={'yes' if so else 'no'}" for slug, so in answers.items())


def _link(catalogue: Catalogue, slug: str, context: Context) -> Pressed:
    known = (
        ("service", {service.slug for service in catalogue.services}, _OF_A_LINK),
        ("family", {service.family for service in catalogue.services}, _OF_A_LINK),
        ("unit", {unit.slug for unit in catalogue.units}, _OF_A_UNIT),
    )
    for kind, slugs, aspect in known:
        if slug in slugs:
            # A poster speaks of one thing; what was talked about before is over.
            fresh = replace(context, family=None, service=None, unit=None, day=None)
            return Pressed(_meant(catalogue, {kind: slug, "aspect": aspect}, fresh), fresh)
    opened = _page(catalogue, {"theme": slug}) or Opened(_PAGES_OF_LINKS.get(slug, Page.START))
    return Pressed(_meant(catalogue, {}, context), context, opened)


def _page(catalogue: Catalogue, chosen: dict[str, str]) -> Opened | None:
    if "share" in chosen or chosen.get("menu") == Page.WHEREABOUTS:
        return Opened(Page.WHEREABOUTS)
    if "menu" in chosen:
        return Opened(Page.THEMES)
    for theme in catalogue.themes:
        if theme.slug == chosen.get("theme"):
            return Opened(Page.THEME, theme)
    return None


def _exists(catalogue: Catalogue, chosen: dict[str, str]) -> bool:
    """Return whether all that an old button names is still there."""
    known = {
        "service": {service.slug for service in catalogue.services},
        "family": {service.family for service in catalogue.services},
        "unit": {unit.slug for unit in catalogue.units},
        "place": {place.slug for place in catalogue.places},
    }
    return all(chosen[kind] in slugs for kind, slugs in known.items() if kind in chosen)


def _moved(context: Context, chosen: dict[str, str]) -> Context:
    """Return the context with where the citizen is: the latest word counts."""
    if "place" in chosen:
        return replace(context, place=chosen["place"], near=None, unit=None)
    if "near" in chosen:
        latitude, longitude = map(float, chosen["near"].split(","))
        return replace(context, place=None, near=(latitude, longitude), unit=None)
    return context


def _meant(catalogue: Catalogue, chosen: dict[str, str], context: Context) -> Understanding:
    slug = chosen.get("service")
    family = catalogue.service(slug).family if slug else chosen.get("family")
    variants = catalogue.family(family) if family else ()
    said_where = "near" in chosen or "place" in chosen
    talked_of = context.service if family is None else None
    return Understanding(
        aspects=(Aspect(chosen.get("aspect") or _aspect(context, said_where=said_where), 1.0),),
        family=family or context.family,
        service=slug or (variants[0].slug if len(variants) == 1 else talked_of),
        unit=chosen.get("unit") or unit_in_talk(catalogue, context, family),
        named=family is not None or context.family is not None,
        unit_named="unit" in chosen,
        unknown_document=False,
        day=None,
        time_of_day=None,
        topic=None,
        whereabouts=whereabouts_of(catalogue, context),
        place_named=said_where,
    )


def _aspect(context: Context, *, said_where: bool) -> str:
    # Whoever says where they are asks where to go, whatever was asked before.
    return WHERE if said_where else context.aspect or OVERVIEW
