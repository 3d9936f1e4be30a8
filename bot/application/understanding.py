"""What a message asks and about what: aspects, names of the catalogue, and the context."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.application.context import Context
from bot.application.cues import NO_CUES, CueFinder, Cues
from bot.application.match import Match, Subject
from bot.application.matching import Matcher
from bot.application.named_days import NamedDays
from bot.application.place_matching import PlaceFinder
from bot.application.ports import Aspect
from bot.domain.catalogue import Catalogue
from bot.domain.places import Coordinates, Place
from bot.domain.reach import NOWHERE, Whereabouts
from bot.language.emergency import EscalationTopics
from bot.language.normalizer import Normalizer
from bot.language.when import find_day, find_time

# Below this a guess is wrong more often than right (by cross-validation on our own examples).
UNSURE = 0.45
# A follow-up is short: "kalau yang rusak?", "yang di kecamatan?".
_FOLLOW_UP_WORDS = 5
# Aspects that a bare name gets from a classifier that saw nothing else.
_EMPTY_ASPECTS = frozenset({"other", "lost_or_damaged", "location", "out_of_scope", "affirm"})
# Questions about a service as a whole when nothing more was said than its name.
OVERVIEW = "procedure"
# Answers that send somebody to a counter or tell to stay at home: two services that differ in it
# are not taken for one another, however little one is less likely.
_TELLING_MODE = frozenset({"mode", "procedure", "other", "lost_or_damaged"})
# The aspects of turns of phrase that no classifier needs to judge.
LISTS = "capabilities"
COMPARES = "mode"
WHERE = "location"


@dataclass(frozen=True)
class Asked:
    """One message as the engine hands it on; `chosen` holds what a pressed button says."""

    message_id: int
    at: datetime
    text: str
    aspects: tuple[Aspect, ...] = ()
    chosen: dict[str, str] | None = None
    names_a_document: bool = False


@dataclass(frozen=True)
class Understanding:
    """The message in the desk's own terms."""

    aspects: tuple[Aspect, ...]
    family: str | None
    service: str | None
    unit: str | None
    # True when the message itself named the service, not the conversation before it.
    named: bool
    unit_named: bool
    # A document that the catalogue does not have: the context must not answer for it.
    unknown_document: bool
    day: date | None
    time_of_day: time | None
    # A topic that officers decide, never the assistant (data/lexicon/escalation.json).
    topic: str | None
    # The units that a name may mean, where it is that of several.
    unit_choices: tuple[str, ...] = ()
    # The families that a name may mean, where it is that of several.
    family_choices: tuple[str, ...] = ()
    # The one of these for which most was said: told as understood, but asked all the same.
    likeliest: Subject | None = None
    second: Subject | None = None
    whereabouts: Whereabouts = NOWHERE
    place_named: bool = False
    cues: Cues = NO_CUES

    @property
    def aspect(self) -> str:
        return self.aspects[0].name

    @property
    def confidence(self) -> float:
        return self.aspects[0].confidence

    @property
    def subject(self) -> str | None:
        """The service, its family while the variant is not known, or the likeliest of several."""
        if self.likeliest is not None:
            return self.likeliest.service or self.likeliest.family
        return self.service or self.family


class Interpreter:
    """Reads what citizens write against one state of the catalogue."""

    def __init__(
        self,
        catalogue: Catalogue,
        matcher: Matcher,
        normalizer: Normalizer,
        topics: EscalationTopics,
        named_days: NamedDays,
        cues: CueFinder,
    ) -> None:
        self._named_days = named_days
        self._topics = topics
        self._catalogue = catalogue
        self._matcher = matcher
        self._normalizer = normalizer
        self._cues = cues
        self._places = PlaceFinder(catalogue, normalizer.normalize, cues.home_words)

    def interpret(self, asked: Asked, context: Context) -> Understanding:
        """Return what is meant; the context fills in what the message leaves out."""
        text = self._normalizer.strip_salutation(self._normalizer.normalize(asked.text))
        match = self._matcher.match(text, context.family)
        if _first(asked.aspects).name not in _TELLING_MODE:
            match = match.trusted()
        match = match.settled(context.family)
        match, place, spots = self._whereabouts_said(text, match, context)
        cues = self._cues.find(text)
        named = match.family is not None or bool(match.choices)
        unknown = asked.names_a_document and not named
        today = asked.at.astimezone(ZoneInfo(self._catalogue.government.zone)).date()
        named_day = self._named_days.find(text, self._catalogue.holidays, today)
        day = find_day(text, today) or named_day
        bare = self._matcher.says_only(text, match.places | spots)
        names_something = bool(named or match.units or day or place)
        leans = names_something and self._leans_on(text, context, bare=bare)
        family = match.family or (None if unknown or match.choices else context.family)
        service = self._service(match, context, family)
        choices = self._unit_choices(match, context, service, family)
        unit = choices[0] if len(choices) == 1 else None
        return Understanding(
            aspects=self._aspects(asked.aspects, context, cues, leans=leans, bare=bare),
            family=family,
            service=service,
            unit=unit if choices else self._unit_in_talk(context, family, place),
            named=named,
            unit_named=bool(match.units),
            unknown_document=unknown,
            day=day or (context.day if leans else None),
            time_of_day=find_time(text),
            topic=self._topics.find(text),
            unit_choices=choices if len(choices) > 1 else (),
            family_choices=match.choices,
            likeliest=match.likeliest if match.choices else None,
            second=match.second,
            whereabouts=Whereabouts(place) if place else self._whereabouts(context),
            place_named=place is not None,
            cues=cues,
        )

    def _whereabouts_said(
        self, text: str, match: Match, context: Context
    ) -> tuple[Match, Place | None, frozenset[int]]:
        """Tell where somebody lives from which office is meant: both may be a kecamatan's name."""
        words, taken = _words(text), match.unit_places
        if context.family and len(taken) == len(words):
            # The bare name of an office that does not serve what is asked: "where do you live?"
            serving = serving_units(self._catalogue, context.family)
            taken = taken if serving & set(match.units) else frozenset()
        place, spots = self._places.find(words, taken)
        if place is not None and spots & match.unit_places:
            match = match.without_units()
        return match, place, spots

    def _leans_on(self, text: str, context: Context, *, bare: bool) -> bool:
        """Return whether the aspect of the last question is meant again."""
        if context.aspect is None or len(text.split()) > _FOLLOW_UP_WORDS:
            return False
        return bare or self._matcher.is_follow_up(text)

    def _aspects(
        self,
        aspects: tuple[Aspect, ...],
        context: Context,
        cues: Cues,
        *,
        leans: bool,
        bare: bool,
    ) -> tuple[Aspect, ...]:
        if cues.lists or cues.menu or cues.help:
            return (Aspect(LISTS, 1.0),)
        if cues.compares:
            return (Aspect(COMPARES, 1.0),)
        first = _first(aspects)
        empty = first.name in _EMPTY_ASPECTS and not (first.name == WHERE and cues.where)
        says_nothing = bare or empty or first.confidence < UNSURE
        if leans and context.aspect and says_nothing:
            return (Aspect(context.aspect, 1.0),)
        if cues.nearest and (says_nothing or first.name == OVERVIEW):
            return (Aspect(WHERE, 1.0),)
        return aspects or (first,)

    def _service(self, match: Match, context: Context, family: str | None) -> str | None:
        if match.service:
            return match.service
        return context.service if family == context.family else None

    def _whereabouts(self, context: Context) -> Whereabouts:
        return whereabouts_of(self._catalogue, context)

    def _unit_choices(
        self, match: Match, context: Context, service: str | None, family: str | None
    ) -> tuple[str, ...]:
        """Return the units that may be meant: those of the name that serve what is asked."""
        if len(match.units) <= 1:
            return match.units
        if context.unit in match.units:
            return (context.unit,)
        if family is None:
            return match.units
        serving = serving_units(self._catalogue, family, service)
        # When none of them serves it, one is told as an example of that.
        return tuple(slug for slug in match.units if slug in serving) or match.units[:1]

    def _unit_in_talk(
        self, context: Context, family: str | None, place: Place | None
    ) -> str | None:
        """Keep the unit of the conversation, unless the citizen has just said to live elsewhere."""
        return None if place else unit_in_talk(self._catalogue, context, family)


def _first(aspects: tuple[Aspect, ...]) -> Aspect:
    return aspects[0] if aspects else Aspect("out_of_scope", 0.0)


def _words(text: str) -> list[str]:
    return [token.strip("?!.,") for token in text.split()]


def whereabouts_of(catalogue: Catalogue, context: Context) -> Whereabouts:
    """Return what the conversation knows of where the citizen lives or is."""
    known = {place.slug: place for place in catalogue.places}
    point = Coordinates(*context.near) if context.near else None
    return Whereabouts(known.get(context.place or ""), point)


def unit_in_talk(catalogue: Catalogue, context: Context, family: str | None) -> str | None:
    """Return the unit of the conversation only where it serves what is asked now."""
    if context.unit is None or family is None:
        return context.unit
    return context.unit if context.unit in serving_units(catalogue, family) else None


def serving_units(catalogue: Catalogue, family: str, service: str | None = None) -> set[str]:
    """Return the units that offer a service, or any of its family."""
    services = [service] if service else [s.slug for s in catalogue.family(family)]
    return {unit.slug for slug in services for unit in catalogue.units_offering(slug)}
