"""What a message asks and about what: aspects, names of the catalogue, and the context."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.application.context import Context
from bot.application.cues import NO_CUES, CueFinder, Cues
from bot.application.leaning import (
    UNSURE,
    WHERE,
    Leaning,
    serving_units,
    unit_in_talk,
    whereabouts_of,
    words_of,
)
from bot.application.match import Match, Subject
from bot.application.matching import Matcher
from bot.application.named_days import NamedDays
from bot.application.place_matching import PlaceFinder
from bot.application.ports import Aspect
from bot.application.turns import Turn, TurnFinder
from bot.domain.catalogue import Catalogue
from bot.domain.places import Place
from bot.domain.reach import NOWHERE, Whereabouts
from bot.language.emergency import EscalationTopics
from bot.language.normalizer import Normalizer
from bot.language.when import find_day, find_time

# A follow-up is short: "kalau yang rusak?", "yang di kecamatan?".
_FOLLOW_UP_WORDS = 5
# Aspects that a bare name gets from a classifier that saw nothing else.
_EMPTY_ASPECTS = frozenset(
    {"other", "lost_or_damaged", "location", "out_of_scope", "affirm", "deny"}
)
# Yes and no: they ask nothing, unless something is named beside them.
AFFIRMS = "affirm"
DENIES = "deny"
# A message that corrects or goes back may be a little longer than other follow-ups.
_TURNING_WORDS = 8
# Questions about a service as a whole when nothing more was said than its name.
OVERVIEW = "procedure"
# Answers that send somebody to a counter or tell to stay at home: two services that differ in it
# are not taken for one another, however little one is less likely.
_TELLING_MODE = frozenset({"mode", "procedure", "other", "lost_or_damaged"})
# The aspects of turns of phrase that no classifier needs to judge.
LISTS = "capabilities"
COMPARES = "mode"


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
    # An office that the catalogue does not have: no other may answer for it.
    unknown_office: bool = False
    second: Subject | None = None
    whereabouts: Whereabouts = NOWHERE
    place_named: bool = False
    # A unit is asked about in passing: what was talked about goes on after it.
    in_passing: bool = False
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
        turns: TurnFinder,
    ) -> None:
        self._turns = turns
        self._named_days = named_days
        self._topics = topics
        self._catalogue = catalogue
        self._matcher = matcher
        self._normalizer = normalizer
        self._cues = cues
        self._places = PlaceFinder(catalogue, normalizer.normalize, cues.home_words)
        self._leaning = Leaning(catalogue, matcher, normalizer, self._places, turns)

    def interpret(self, asked: Asked, context: Context) -> Understanding:
        """Return what is meant; the context fills in what the message leaves out."""
        spoken = self._normalizer.strip_salutation(self._normalizer.normalize(asked.text))
        cues = self._cues.find(spoken)
        turn = self._leaning.turn(spoken, context, cues)
        text, context, returned = self._leaning.returned(turn, context)
        first = _first(asked.aspects)
        # Only a complaint: "kantornya di jalan apa" goes on about the card.
        elsewhere = first.name == "complaint" and self._matcher.is_of_elsewhere(text)
        match = self._matcher.match(text, None if elsewhere else context.family)
        if first.name not in _TELLING_MODE | {AFFIRMS, DENIES}:
            match = match.trusted()
        match = match.settled(context.family)
        match, place, spots = self._whereabouts_said(text, match, context)
        denied = self._denies_the_talk(spoken, match, context)
        if denied:
            match = match.without_family()
        named = match.family is not None or bool(match.choices)
        strange = asked.names_a_document and not self._leaning.belongs(text, context)
        unknown = not named and (strange or elsewhere)
        today = asked.at.astimezone(ZoneInfo(self._catalogue.government.zone)).date()
        named_day = self._named_days.find(text, self._catalogue.holidays, today)
        day = find_day(text, today) or named_day
        bare = self._matcher.says_only(text, match.places | spots)
        # "biaya kia" is a name, and a question all the same.
        bare = bare and not self._asks_in_a_word(text, asked.aspects)
        names_something = bool(named or match.units or day or place or returned)
        turns = returned or turn.corrects
        leans = names_something and self._leans_on(text, context, bare=bare, turns=turns)
        forgotten = unknown or denied or bool(match.choices)
        family = match.family or (None if forgotten else context.family)
        service = self._service(match, context, family)
        choices = self._unit_choices(match, context, service, family)
        unit = choices[0] if len(choices) == 1 else None
        aspects = self._aspects(asked.aspects, context, cues, turn, leans=leans, bare=bare)
        if turn.refuses and named and match.family == context.family:
            aspects = (Aspect(DENIES, 1.0),)
        elif names_something and aspects[0].name in (AFFIRMS, DENIES):
            # "iya yang hilang" answers what the desk asked back.
            short = len(text.split()) <= _FOLLOW_UP_WORDS
            aspects = (Aspect((context.aspect if short else None) or OVERVIEW, 1.0),)
        passing = None
        if not (named or unknown or place):
            passing = self._leaning.in_passing(match, context, aspects[0], cues, leans=leans)
        return Understanding(
            aspects=aspects,
            family=None if passing else family,
            service=None if passing else service,
            unit=passing or (unit if choices else self._unit_in_talk(context, family, place)),
            named=named or returned,
            unit_named=bool(match.units or passing),
            unknown_document=unknown,
            unknown_office=self._matcher.names_an_office(text) and not (match.units or named),
            day=day or (context.day if leans else None),
            time_of_day=find_time(text),
            topic=self._topics.find(spoken),
            unit_choices=choices if len(choices) > 1 else (),
            family_choices=match.choices,
            likeliest=match.likeliest if match.choices else None,
            second=match.second,
            whereabouts=Whereabouts(place) if place else whereabouts_of(self._catalogue, context),
            place_named=place is not None,
            in_passing=passing is not None,
            cues=cues,
        )

    # How it leans on the talk -------------------------------------------------------------------

    def _denies_the_talk(self, text: str, match: Match, context: Context) -> bool:
        """Return whether not what is talked about is meant, but an office: "bukan nib, bapenda"."""
        if not match.units or context.family is None:
            return False
        return self._matcher.denies(text, context.family)

    def _asks_in_a_word(self, text: str, aspects: tuple[Aspect, ...]) -> bool:
        sure = [aspect.name for aspect in aspects[:1] if aspect.confidence >= UNSURE]
        return sure == [self._turns.aspect_in(text.split())]

    def _whereabouts_said(
        self, text: str, match: Match, context: Context
    ) -> tuple[Match, Place | None, frozenset[int]]:
        """Tell where somebody lives from which office is meant: both may be a kecamatan's name."""
        words, taken = words_of(text), match.unit_places
        if context.family and len(taken) == len(words):
            # The bare name of an office that does not serve what is asked: "where do you live?"
            serving = serving_units(self._catalogue, context.family)
            taken = taken if serving & set(match.units) else frozenset()
        place, spots = self._places.find(words, taken)
        if place is not None and spots & match.unit_places:
            match = match.without_units()
        return match, place, spots

    def _leans_on(self, text: str, context: Context, *, bare: bool, turns: bool) -> bool:
        """Return whether the aspect of the last question is meant again."""
        most = _TURNING_WORDS if turns else _FOLLOW_UP_WORDS
        if context.aspect is None or len(text.split()) > most:
            return False
        return bare or turns or self._matcher.is_follow_up(text)

    def _aspects(
        self,
        aspects: tuple[Aspect, ...],
        context: Context,
        cues: Cues,
        turn: Turn,
        *,
        leans: bool,
        bare: bool,
    ) -> tuple[Aspect, ...]:
        if turn.aspect:
            return (Aspect(turn.aspect, 1.0),)
        first = _first(aspects)
        complains = first.name == "complaint" and first.confidence >= UNSURE
        if (cues.lists and not complains) or cues.menu or cues.help:
            return (Aspect(LISTS, 1.0),)
        if cues.compares:
            return (Aspect(COMPARES, 1.0),)
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

    def _unit_choices(
        self, match: Match, context: Context, service: str | None, family: str | None
    ) -> tuple[str, ...]:
        """Return the units that may be meant: those of the name that serve what is asked."""
        if len(match.units) <= 1:
            return match.units
        if context.unit in match.units:
            return (context.unit,)
        if (own := self._own_unit(match, context)) is not None:
            return (own,)
        if family is None:
            return match.units
        serving = serving_units(self._catalogue, family, service)
        # When none of them serves it, one is told as an example of that.
        return tuple(slug for slug in match.units if slug in serving) or match.units[:1]

    def _own_unit(self, match: Match, context: Context) -> str | None:
        """Return the one of several units that serves where the citizen lives: "kantor desanya"."""
        home = whereabouts_of(self._catalogue, context).place
        if home is None:
            return None
        around = {home.slug, home.within}
        own = [slug for slug in match.units if around & {*self._catalogue.unit(slug).serves}]
        return own[0] if len(own) == 1 else None

    def _unit_in_talk(
        self, context: Context, family: str | None, place: Place | None
    ) -> str | None:
        """Keep the unit of the conversation, unless the citizen has just said to live elsewhere."""
        return None if place else unit_in_talk(self._catalogue, context, family)


def _first(aspects: tuple[Aspect, ...]) -> Aspect:
    return aspects[0] if aspects else Aspect("out_of_scope", 0.0)
