"""Draws whole catalogues for property tests: valid ones, with every nasty letter there is."""

from datetime import date

from hypothesis import strategies as st

from bot.domain.catalogue import (
    Catalogue,
    Contact,
    Government,
    Mode,
    Offering,
    OnlineChannel,
    Service,
    Step,
    StepMode,
    Theme,
    Unit,
)
from bot.domain.holidays import Holiday, HolidayKind
from bot.domain.places import Coordinates, Place, PlaceKind
from bot.domain.requirements import Circumstance, Condition, Requirement
from bot.store.exchange.checks import LOCAL_FACTS, ZONES
from tests.dated_rules import weeks

_LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp"))
# What spreadsheets and YAML read as something else.
_NASTY = st.sampled_from(
    [
        *("=1+1", "+62811", "-5", "@a", "'=a", "''", "'", "0812", "1e5", "null", "~", "true", "ya"),
        *("2026-01-01", "08:00", "# a", "- a", "a: b", "{a}", "[a]", "&a", "*a", "!a", "%", '"'),
        *("tutup", "bila", "a\u00a0b", "\N{OK HAND SIGN}", "\N{LATIN SMALL LIGATURE FI}", "a, b"),
        *("_x000D_", "<a>&amp;", "NULL", "\N{LATIN SMALL LETTER E WITH ACUTE}", "\\", "on", "<<"),
    ]
)


def texts(*, longest: int = 60, without: str = "") -> st.SearchStrategy[str]:
    """Draw a text as the desk keeps it: single spaces, no control letters."""
    written = st.one_of(_NASTY, st.text(_LETTERS, max_size=longest))
    tidy = written.map(lambda text: " ".join(text.split())[:longest].strip())
    return tidy.filter(lambda text: bool(text) and not any(mark in text for mark in without))


SLUGS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
NAMES = st.lists(texts(without=";"), max_size=3).map(tuple)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
TITLES = texts(longest=20)


def optional(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    return st.none() | strategy


def _slugs(most: int, least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(SLUGS, min_size=least, max_size=most, unique=True)


POINTS = st.builds(Coordinates, st.floats(-90, 90), st.floats(-180, 180))


@st.composite
def places(draw: st.DrawFn) -> tuple[Place, ...]:
    """Draw kecamatan, and others within them, in any order."""
    slugs = draw(_slugs(4))
    found = []
    for position, slug in enumerate(slugs):
        kind = PlaceKind.KECAMATAN if position == 0 else draw(st.sampled_from(list(PlaceKind)))
        within = None if kind is PlaceKind.KECAMATAN else slugs[0]
        found.append(Place(slug, draw(texts()), kind, within, draw(NAMES)))
    return tuple(draw(st.permutations(found)))


@st.composite
def units(draw: st.DrawFn, slug: str, known_places: tuple[Place, ...]) -> Unit:
    """Draw a unit that serves some of the places."""
    serves = [place.slug for place in known_places if draw(st.booleans())]
    return Unit(
        slug,
        *(draw(texts()), draw(NAMES), draw(texts())),
        draw(st.none() | POINTS),
        tuple(serves),
        draw(st.sampled_from(ZONES)),
        Contact(*(draw(optional(texts())) for _ in range(3))),
        draw(st.none() | weeks()),
        draw(st.booleans()),
        draw(DAYS),
        draw(texts()),
    )


STEPS = st.builds(
    Step,
    texts(without="|"),
    st.sampled_from(list(StepMode)),
    optional(texts(without="|")),
)
CHANNELS = st.builds(OnlineChannel, texts(), st.booleans(), st.booleans())


def requirements(asked: tuple[Circumstance, ...]) -> st.SearchStrategy[Requirement]:
    """Draw a requirement, with a condition or without."""
    conditions: st.SearchStrategy[Condition | None] = st.none()
    if asked:
        conditions |= st.builds(Condition, st.sampled_from(asked), st.booleans())
    return st.builds(Requirement, texts(without="|"), conditions, st.booleans())


@st.composite
def families(
    draw: st.DrawFn, slugs: list[str], theme: str, asked: tuple[Circumstance, ...]
) -> list[Service]:
    """Draw the variants of one family."""
    family, name, synonyms = draw(SLUGS), draw(texts()), draw(NAMES)
    return [draw(services(slug, (family, name, theme, synonyms), asked)) for slug in slugs]


@st.composite
def services(
    draw: st.DrawFn,
    slug: str,
    family: tuple[str, str, str, tuple[str, ...]],
    asked: tuple[Circumstance, ...],
) -> Service:
    """Draw one variant, with all that its mode must say."""
    mode = draw(st.sampled_from(list(Mode)))
    online = mode is not Mode.TATAP_MUKA
    return Service(
        slug=slug,
        family=family[0],
        family_name=family[1],
        theme=family[2],
        family_synonyms=family[3],
        name=draw(texts()),
        variant=draw(TITLES),
        is_default=False,
        mode=mode,
        online_if=draw(texts()) if online else draw(optional(texts())),
        why_in_person=draw(optional(texts())) if mode is Mode.DARING else draw(texts()),
        steps=tuple(draw(st.lists(STEPS, max_size=2))),
        online=draw(CHANNELS) if online else draw(st.none() | CHANNELS),
        requirements=tuple(draw(st.lists(requirements(asked), max_size=3))),
        **{name: draw(texts()) for name in ("fee", "processing_time", "output", "handover")},
        **{name: draw(texts()) for name in ("legal_basis", "source", "authority")},
        synonyms=draw(NAMES),
        complex_cases=tuple(draw(st.lists(texts(), max_size=2))),
        verified_on=draw(DAYS),
        local_facts=tuple(draw(st.lists(st.sampled_from(LOCAL_FACTS), unique=True))),
    )


@st.composite
def catalogues(draw: st.DrawFn, *, fictional: bool = False) -> Catalogue:
    """Draw a whole catalogue that passes every check."""
    least = draw(st.sampled_from([1, 1, 1, 0]))  # most hold at least one of each
    themes = tuple(Theme(slug, draw(TITLES)) for slug in draw(_slugs(2, least)))
    asked = tuple(
        Circumstance(slug, draw(texts()), draw(TITLES), draw(TITLES), draw(texts()), draw(texts()))
        for slug in draw(_slugs(2, least))
    )
    known_places = draw(places())
    drawn_units = tuple(draw(units(slug, known_places)) for slug in draw(_slugs(3, least)))
    offered: list[Service] = []
    if themes and drawn_units:
        slugs = draw(_slugs(3, least))
        one, other = (
            draw(families(part, themes[0].slug, asked)) for part in (slugs[:2], slugs[2:])
        )
        same = bool(one and other) and one[0].family == other[0].family
        # Variants of a family need not be neighbours.
        offered = draw(st.permutations(one + ([] if same else other)))
    modes = st.none() | st.sampled_from(list(Mode))
    offerings = tuple(
        Offering(service.slug, unit.slug, draw(modes), draw(optional(texts())))
        for service in offered
        for unit in (drawn_units[0], *(u for u in drawn_units[1:] if draw(st.booleans())))
    )
    holidays = tuple(
        Holiday(day, draw(st.sampled_from(list(HolidayKind))), draw(texts()), draw(texts()))
        for day in sorted(draw(st.lists(DAYS, max_size=4, unique=True)))
    )
    government = Government(draw(texts()), draw(st.sampled_from(ZONES)), fictional)
    return Catalogue(
        *(government, themes, asked, known_places, tuple(offered), drawn_units),
        *(offerings, holidays),
    )
