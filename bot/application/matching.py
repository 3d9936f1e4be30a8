"""Which service, variant and unit a citizen names, found in the live catalogue.

The catalogue's synonyms are the only knowledge used, so a service added a moment ago is
understood without training. A synonym is found when all its words stand in the text, in any
order and near each other; a word of five letters or more may have one typing error, unless
what was typed is an everyday word of its own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.application.match import Match, MatchingWords, Subject
from bot.application.service_names import (
    Hit,
    Name,
    apart_from,
    best_variants,
    by_family,
    heaviest,
    strong,
    weigh,
)
from bot.application.spelling import Spots, Vocabulary, nearest
from bot.application.unit_matching import UnitFinder
from bot.domain.catalogue import Catalogue, Mode, Service

_MARKS = "?!.,"
# What a name counts that is only brought along, or tells what happened before.
_BESIDE = 0.3
# From which share of what tells the first, a second family may be meant as well.
_CLOSE = 0.4
# And from which share of all that is said of the first.
_SAID = 0.32
# What each word amidst those of a name costs.
_APART = 0.1


class Matcher:
    """Finds names of one catalogue. Build a new one when the catalogue changes."""

    def __init__(
        self, catalogue: Catalogue, normalize: Callable[[str], str], words: MatchingWords
    ) -> None:
        self._catalogue = catalogue
        self._normalize = normalize
        self._words = words
        self._mode_of = {service.slug: service.mode for service in catalogue.services}
        self._forms = Vocabulary(words.forms, words.spelt_right, errors=1)
        self._names = tuple(self._names_of(catalogue.services))
        self._weights = weigh(self._names, words.general | words.access)
        self._starting: dict[str, list[Name]] = {}
        for name in self._names:
            self._starting.setdefault(name.words[0], []).append(name)
        self._vocabulary = Vocabulary(self._weights, words.spelt_right)
        self._units = UnitFinder(catalogue, normalize, words.spelt_right)

    def match(self, text: str, family_in_talk: str | None = None) -> Match:
        """Return what a normalized text names; a bare variant ("yang rusak") needs its family."""
        spoken = _plain(text)
        units, unit_places = self._units.find(spoken)
        tokens = [self._standing_for(token) for token in spoken]
        hits = self._drop_persons(tokens, self._hits(tokens))
        families = by_family(hits)
        if not families:
            service, places = self._variant_in(tokens, family_in_talk)
            family = family_in_talk if service else None
            return Match(family, service, units, None, (), None, places | unit_places, unit_places)
        ranked = sorted(families, key=lambda f: (-self._evidence(tokens, families[f]), f))
        family = ranked[0]
        places = unit_places.union(*(hit.places for hit in families[family]))
        second = self._second(tokens, families, ranked)
        choices = () if second else self._may_mean(tokens, families, ranked)
        service = self._service_of(family, families[family], tokens)
        shared = heaviest(families[family]).name.words
        equal = [f for f in choices if heaviest(families[f]).name.words == shared]
        likeliest = Subject(family, service) if choices and len(equal) == 1 else None
        return Match(family, service, units, second, choices, likeliest, places, unit_places)

    def _may_mean(
        self,
        tokens: Sequence[str],
        families: Mapping[str, list[Hit]],
        ranked: Sequence[str],
    ) -> tuple[str, ...]:
        """Return the families that may be meant, where it is not plainly one.

        They share the heaviest name, or stand so close that taking one for the other would tell
        somebody to stay at home who must come, or the other way round.
        """
        first = heaviest(families[ranked[0]])
        named = tuple(
            family
            for family in ranked
            if any(hit.name.words == first.name.words for hit in families[family])
            or self._is_close(tokens, families, ranked[0], family)
        )
        return named if len(named) > 1 else ()

    def _is_close(
        self, tokens: Sequence[str], families: Mapping[str, list[Hit]], first: str, family: str
    ) -> bool:
        """Return whether a family is named as plainly, and is done in another way."""
        apart = apart_from(strong(families[first]), families[family])
        apart = [hit for hit in apart if not self._is_beside(tokens, hit)]
        if not apart or self._telling(apart) < _CLOSE * self._telling(families[first]):
            return False
        if self._evidence(tokens, apart) < _SAID * self._evidence(tokens, families[first]):
            return False
        return self._modes(tokens, families, first) != self._modes(tokens, families, family)

    def _modes(
        self, tokens: Sequence[str], families: Mapping[str, list[Hit]], family: str
    ) -> set[Mode]:
        service = self._service_of(family, families[family], tokens)
        return {s.mode for s in self._catalogue.family(family) if service in (None, s.slug)}

    def _second(
        self, tokens: Sequence[str], families: Mapping[str, list[Hit]], ranked: Sequence[str]
    ) -> Subject | None:
        """Return a second service that is joined to the first and not only brought along."""
        first = heaviest(families[ranked[0]])
        for family in ranked[1:]:
            # "ktp sama sim hilang": both are lost, though the one word stands beside the other.
            apart = apart_from([first], families[family])
            hit = heaviest(apart) if apart else None
            if hit and self._is_joined(tokens, first, hit) and not self._is_brought(tokens, hit):
                return Subject(family, self._service_of(family, families[family], tokens))
        return None

    def _is_joined(self, tokens: Sequence[str], first: Hit, other: Hit) -> bool:
        start, end = sorted((first, other), key=lambda hit: hit.first)
        between = tokens[max(start.places) + 1 : min(end.places)]
        joined = not self._words.conjunctions.isdisjoint(between)
        return joined and self._words.brought_along.isdisjoint(between)

    def says_only(self, text: str, places: frozenset[int]) -> bool:
        """Return whether nothing but these words was said: "kk?", "yang di kecamatan"."""
        skipped = self._words.filler | self._words.follow_up
        tokens = _plain(text)
        return all(at in places or token in skipped for at, token in enumerate(tokens))

    def denies(self, text: str, family: str) -> bool:
        """Return whether a normalized text says of a family, wherever it names it, "not this"."""
        tokens = [self._standing_for(token) for token in _plain(text)]
        hits = by_family(self._hits(tokens)).get(family, [])
        before = [tokens[max(0, hit.first - 2) : hit.first] for hit in hits]
        return bool(hits) and all(not self._words.denials.isdisjoint(near) for near in before)

    def is_of_elsewhere(self, text: str) -> bool:
        """Return whether a normalized text speaks of something that no document is."""
        return not self._words.elsewhere.isdisjoint(_plain(text))

    def names_an_office(self, text: str) -> bool:
        """Return whether a normalized text names an office, known here or not."""
        spoken = f" {' '.join(_plain(text))} "
        return any(f" {office} " in spoken for office in self._words.offices)

    def is_follow_up(self, text: str) -> bool:
        """Return whether a normalized text opens like a question that leans on the last one."""
        first = text.split(maxsplit=1)[:1]
        return bool(first) and first[0].strip(_MARKS) in self._words.follow_up

    # Names ------------------------------------------------------------------------------------

    def _names_of(self, services: Iterable[Service]) -> Iterable[Name]:
        for service in services:
            for synonym in (service.name, *service.synonyms):
                if words := self._name_words(synonym):
                    # How something is done says nothing of which variant is meant: whoever asks
                    # "sim online?" must not be told of renewal, the one that is online.
                    chooses = self._words.access.isdisjoint(words)
                    yield Name(words, service.family, service.slug if chooses else None)
            for synonym in (service.family_name, *service.family_synonyms):
                if words := self._name_words(synonym):
                    yield Name(words, service.family, None)

    def _name_words(self, name: str) -> tuple[str, ...]:
        words = (word.strip(_MARKS + "():") for word in self._normalize(name).split())
        named = (self._standing_for(word) for word in words if word not in self._words.filler)
        return tuple(dict.fromkeys(word for word in named if word))

    def _standing_for(self, word: str) -> str:
        """Return the standard word of one of its forms, misspelt or not."""
        forms = self._words.forms
        meant = (word,) if word in forms else self._forms.meant_by(word)
        return forms[meant[0]] if meant else word

    # Services ---------------------------------------------------------------------------------

    def _hits(self, tokens: Sequence[str]) -> list[Hit]:
        spots = self._vocabulary.spots(tokens)
        found = (self._hit(n, spots) for word in spots for n in self._starting.get(word, ()))
        return [hit for hit in found if hit is not None]

    def _hit(self, name: Name, spots: Spots) -> Hit | None:
        places = nearest(name.words, spots)
        if places is None:
            return None
        weight = sum(self._weights[word] for word in name.words)
        apart = max(places) - min(places) + 1 - len(places)
        return Hit(name, weight - _APART * apart, min(places), tuple(places))

    def _drop_persons(self, tokens: Sequence[str], hits: list[Hit]) -> list[Hit]:
        """Drop "kk" where it addresses a person: beside a greeting, or beside another document."""
        others = {hit.name.family for hit in hits if not self._ambiguous(hit)}
        return [hit for hit in hits if not self._reads_as_person(tokens, hit, bool(others))]

    def _ambiguous(self, hit: Hit) -> frozenset[str]:
        return self._words.ambiguous_as_person.intersection(hit.name.words)

    def _reads_as_person(self, tokens: Sequence[str], hit: Hit, other_named: bool) -> bool:
        places = [at for at in hit.places if tokens[at] in self._ambiguous(hit)]
        if not places or (len(hit.name.words) > 1 and not other_named):
            return False
        at = places[0]
        around = {*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 2]}
        if around & self._words.person_words:
            return True
        alone_at_the_edge = len(hit.name.words) == 1 and at in (0, len(tokens) - 1)
        return other_named and alone_at_the_edge

    def _evidence(self, tokens: Sequence[str], hits: list[Hit]) -> float:
        """Weigh a family: what is asked for counts, what is only brought along counts less."""
        best = heaviest(hits)
        if self._is_beside(tokens, best):
            return best.weight * _BESIDE - 0.01 * best.first
        return best.weight - 0.01 * best.first

    def _is_brought(self, tokens: Sequence[str], hit: Hit) -> bool:
        before = tokens[max(0, hit.first - 2) : hit.first]
        return not self._words.brought_along.isdisjoint(before)

    def _is_beside(self, tokens: Sequence[str], hit: Hit) -> bool:
        """Return whether it is only brought, or what happened: "bawa ktp", "habis nikah"."""
        before = tokens[max(0, hit.first - 2) : hit.first]
        return self._is_brought(tokens, hit) or not self._words.occasions.isdisjoint(before)

    def _telling(self, hits: Sequence[Hit]) -> float:
        """Return the weight of the most telling word, however many words a name has."""
        return max(self._weights[word] for hit in hits for word in hit.name.words)

    def _service_of(self, family: str, hits: list[Hit], tokens: Sequence[str]) -> str | None:
        variants = self._catalogue.family(family)
        if len(variants) == 1:
            return variants[0].slug
        named = self._settled(best_variants([hit for hit in hits if hit.name.service]), hits)
        if len(named) == 1:
            return named.pop()
        return None if named else self._variant_in(tokens, family)[0]

    def _settled(self, best: set[str], hits: Sequence[Hit]) -> set[str]:
        """Add the variants that are named as well in words of their own, but done in another way.

        "ktp baru atau ktp hilang": the one is done in person only, the other is not.
        """
        plain = {word for hit in hits if not hit.name.service for word in hit.name.words}
        common = plain | self._words.general
        own = {
            hit.name.service: hit.own_places(common)
            for hit in sorted(hits, key=lambda hit: hit.weight)
            if hit.name.service
        }
        taken = frozenset[int]().union(*(own[slug] for slug in best))
        modes = {self._mode_of[slug] for slug in best}
        rivals = {s for s in own if own[s] and not own[s] & taken and self._mode_of[s] not in modes}
        return best | rivals if len(best) == 1 else best

    def _variant_in(
        self, tokens: Sequence[str], family: str | None
    ) -> tuple[str | None, frozenset[int]]:
        """Return the one variant whose own words ("rusak") stand in the text, and where."""
        names = [name for name in self._names if name.family == family]
        common = {word for name in names if not name.service for word in name.words}
        spots = self._vocabulary.spots(tokens)
        found: dict[str, frozenset[int]] = {}
        longest = 1
        for name in names:
            own = [word for word in name.words if word not in common]
            if len(own) < longest or not name.service:
                continue
            places = nearest(own, spots)
            if places is None:
                continue
            if len(own) > longest:
                # "ubah faskes" says more than the "ubah" of another variant.
                found, longest = {}, len(own)
            found[name.service] = found.get(name.service, frozenset()).union(places)
        return found.popitem() if len(found) == 1 else (None, frozenset())


def _plain(text: str) -> list[str]:
    return [token.strip(_MARKS) for token in text.split()]
