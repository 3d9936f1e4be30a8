"""How a message leans on the talk: it turns it, goes back in it, or asks something in passing."""

import re

from bot.application.context import Context
from bot.application.cues import Cues
from bot.application.match import Match
from bot.application.matching import Matcher
from bot.application.place_matching import PlaceFinder
from bot.application.ports import Aspect
from bot.application.turns import Turn, TurnFinder
from bot.domain.catalogue import Catalogue
from bot.domain.places import Coordinates
from bot.domain.reach import Whereabouts
from bot.language.normalizer import Normalizer

# Below this a guess is wrong more often than right (by cross-validation on our own examples).
UNSURE = 0.45
WHERE = "location"
# How papers without a name of their own in the catalogue are written in its facts: BPKB, SPPT.
_ACRONYM = re.compile(r"\b[A-Z]{3,}\b")
# What may be asked of a unit in passing, whatever is talked about.
_IN_PASSING = frozenset({"hours", "contact", "location"})


class Leaning:
    """Reads a message against what was talked about before it."""

    def __init__(
        self,
        catalogue: Catalogue,
        matcher: Matcher,
        normalizer: Normalizer,
        places: PlaceFinder,
        turns: TurnFinder,
    ) -> None:
        self._catalogue = catalogue
        self._matcher = matcher
        self._normalizer = normalizer
        self._places = places
        self._turns = turns

    def turn(self, text: str, context: Context, cues: Cues) -> Turn:
        """Return how the message turns the talk; "kembali ke menu" only opens the menu."""
        if cues.menu:
            return Turn(text)
        return self._turns.find(text, lambda part, rest: self._kinds(part, rest, context))

    def _kinds(self, part: str, rest: str, context: Context) -> frozenset[str]:
        """Return what kinds of names a part of a message holds, beside the rest of it."""
        family = self._matcher.match(rest, context.family).family or context.family
        match = self._matcher.match(part, family)
        place, _ = self._places.find(words_of(part), frozenset())
        kinds = {
            "service": match.family is not None or bool(match.choices),
            "where": bool(match.units) or place is not None,
        }
        return frozenset(kind for kind, is_named in kinds.items() if is_named)

    def returned(self, turn: Turn, context: Context) -> tuple[str, Context, bool]:
        """Return what is left to read, the context it goes back to, and whether it does."""
        if not (turn.returns or turn.recalls):
            return turn.text, context, False
        text = turn.text
        match = self._matcher.match(text).settled(None)
        if match.family is not None:
            told = (context.topic, *context.earlier)
            topics = [topic for topic in told if topic and topic.family == match.family]
        elif match.units or match.choices or not self._goes_back(turn):
            topics = []
        else:
            topics = list(context.earlier[:: -1 if turn.to_first else 1])
            # "balik ke pindah tadi": part of a name is enough among the few talked about.
            hinted = [topic for topic in topics if _hints(text, self._names(topic.family))]
            if hinted:
                topics, text = hinted, _without(text, self._names(hinted[0].family))
        if not topics:
            return text, context, False
        return text, context.back_to(topics[0]), True

    def _names(self, family: str) -> frozenset[str]:
        """Return the words by which a family is called."""
        service = self._catalogue.family(family)[0]
        called = " ".join((service.family_name, *service.family_synonyms))
        return frozenset(self._normalizer.normalize(called).split())

    def _goes_back(self, turn: Turn) -> bool:
        """Return whether another topic is meant: "yang tadi" alone, not "yang tadi berapa"."""
        says_more = not self._matcher.says_only(turn.text, frozenset())
        return turn.returns or turn.to_first or not says_more

    def belongs(self, text: str, context: Context) -> bool:
        """Return whether a document is part of the service in talk: the BPKB when a car is sold."""
        if context.service is None:
            return False
        service = self._catalogue.service(context.service)
        told = " ".join((service.fee, service.output, *(r.text for r in service.requirements)))
        papers = {word.lower() for word in _ACRONYM.findall(told)}
        return not papers.isdisjoint(words_of(text))

    def in_passing(
        self, match: Match, context: Context, asked: Aspect, cues: Cues, *, leans: bool
    ) -> str | None:
        """Return the unit asked about in the midst of a service that it does not serve."""
        if context.family is None or asked.name not in _IN_PASSING or asked.confidence < UNSURE:
            return None
        serving = serving_units(self._catalogue, context.family)
        already = context.unit if context.unit not in serving else None
        unit = match.unit or (None if match.units else already)
        if unit is None or unit in serving:
            return None
        # "kalau di kecamatan?" asks of the service; "alamat kecamatan di mana?" of the unit.
        of_unit = not leans and (asked.name != WHERE or cues.where)
        return unit if already or of_unit else None


def words_of(text: str) -> list[str]:
    """Return the words of a text without their marks."""
    return [token.strip("?!.,") for token in text.split()]


def _hints(text: str, names: frozenset[str]) -> bool:
    return not names.isdisjoint(words_of(text))


def _without(text: str, names: frozenset[str]) -> str:
    return " ".join(token for token in text.split() if token.strip("?!.,") not in names)


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
