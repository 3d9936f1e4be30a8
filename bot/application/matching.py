"""Which service, variant and unit a citizen names, found in the live catalogue.

The catalogue's synonyms are the only knowledge used, so a service added a moment ago is
understood without training. A synonym is found when all its words stand in the text, in any
order and near each other; a word of five letters or more may have one typing error, unless
what was typed is an everyday word of its own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from bot.application.match import Match, MatchingWords, Subject
from bot.application.spelling import nearest, same_word
from bot.application.unit_matching import UnitFinder
from bot.domain.catalogue import Catalogue, Service

_MARKS = "?!.,"


@dataclass(frozen=True)
class _Name:
    """One synonym as words, and what it stands for."""

    words: tuple[str, ...]
    family: str
    service: str | None


@dataclass(frozen=True)
class _Hit:
    name: _Name
    weight: float
    first: int
    places: frozenset[int] = field(default_factory=frozenset)


class Matcher:
    """Finds names of one catalogue. Build a new one when the catalogue changes."""

    def __init__(
        self, catalogue: Catalogue, normalize: Callable[[str], str], words: MatchingWords
    ) -> None:
        self._catalogue = catalogue
        self._normalize = normalize
        self._words = words
        self._names = tuple(self._names_of(catalogue.services))
        self._weights = _weights(self._names)
        self._units = UnitFinder(catalogue, normalize, self._same)

    def match(self, text: str, family_in_talk: str | None = None) -> Match:
        """Return what a normalized text names; a bare variant ("yang rusak") needs its family."""
        tokens = [token.strip(_MARKS) for token in text.split()]
        hits = self._drop_persons(tokens, self._hits(tokens))
        units, unit_places = self._units.find(tokens)
        families = _by_family(hits)
        if not families:
            service, places = self._variant_in(tokens, family_in_talk)
            family = family_in_talk if service else None
            return Match(family, service, units, None, (), places | unit_places, unit_places)
        ranked = sorted(families, key=lambda f: (-self._evidence(tokens, families[f]), f))
        family = ranked[0]
        places = unit_places.union(*(hit.places for hit in families[family]))
        return Match(
            family,
            self._service_of(family, families[family], tokens),
            units,
            self._second(tokens, families, ranked),
            self._sharing(families, ranked),
            places,
            unit_places,
        )

    def _sharing(
        self, families: Mapping[str, list[_Hit]], ranked: Sequence[str]
    ) -> tuple[str, ...]:
        """Return the families that the heaviest name stands for, where it is not one's alone."""
        words = _heaviest(families[ranked[0]]).name.words
        named = tuple(f for f in ranked if any(h.name.words == words for h in families[f]))
        return named if len(named) > 1 else ()

    def _second(
        self, tokens: Sequence[str], families: Mapping[str, list[_Hit]], ranked: Sequence[str]
    ) -> Subject | None:
        """Return a second service that is joined to the first and not only brought along."""
        first = _heaviest(families[ranked[0]])
        for family in ranked[1:]:
            # "ktp sama sim hilang": both are lost, though the one word stands beside the other.
            apart = [hit for hit in families[family] if not hit.places & first.places]
            hit = _heaviest(apart) if apart else None
            if hit and self._is_joined(tokens, first, hit) and not self._is_brought(tokens, hit):
                return Subject(family, self._service_of(family, families[family], tokens))
        return None

    def _is_joined(self, tokens: Sequence[str], first: _Hit, other: _Hit) -> bool:
        start, end = sorted((first, other), key=lambda hit: hit.first)
        between = tokens[max(start.places) + 1 : min(end.places)]
        joined = not self._words.conjunctions.isdisjoint(between)
        return joined and self._words.brought_along.isdisjoint(between)

    def says_only(self, text: str, places: frozenset[int]) -> bool:
        """Return whether nothing but these words was said: "kk?", "yang di kecamatan"."""
        skipped = self._words.filler | self._words.follow_up
        tokens = [token.strip(_MARKS) for token in text.split()]
        return all(at in places or token in skipped for at, token in enumerate(tokens))

    def is_follow_up(self, text: str) -> bool:
        """Return whether a normalized text opens like a question that leans on the last one."""
        first = text.split(maxsplit=1)[:1]
        return bool(first) and first[0].strip(_MARKS) in self._words.follow_up

    # Names ------------------------------------------------------------------------------------

    def _names_of(self, services: Iterable[Service]) -> Iterable[_Name]:
        for service in services:
            for synonym in (service.name, *service.synonyms):
                if words := self._name_words(synonym):
                    # How something is done says nothing of which variant is meant: whoever asks
                    # "sim online?" must not be told of renewal, the one that is online.
                    chooses = self._words.access.isdisjoint(words)
                    yield _Name(words, service.family, service.slug if chooses else None)
            for synonym in (service.family_name, *service.family_synonyms):
                if words := self._name_words(synonym):
                    yield _Name(words, service.family, None)

    def _name_words(self, name: str) -> tuple[str, ...]:
        words = (word.strip(_MARKS + "():") for word in self._normalize(name).split())
        return tuple(dict.fromkeys(w for w in words if w and w not in self._words.filler))

    # Services ---------------------------------------------------------------------------------

    def _hits(self, tokens: Sequence[str]) -> list[_Hit]:
        found = (self._hit(name, tokens) for name in self._names)
        return [hit for hit in found if hit is not None]

    def _hit(self, name: _Name, tokens: Sequence[str]) -> _Hit | None:
        places = nearest(name.words, tokens, self._same)
        if places is None:
            return None
        weight = sum(self._weights[word] for word in name.words)
        return _Hit(name, weight, min(places), frozenset(places))

    def _drop_persons(self, tokens: Sequence[str], hits: list[_Hit]) -> list[_Hit]:
        """Drop "kk" where it addresses a person: beside a greeting, or beside another document."""
        others = {hit.name.family for hit in hits if not self._ambiguous(hit)}
        return [hit for hit in hits if not self._reads_as_person(tokens, hit, bool(others))]

    def _ambiguous(self, hit: _Hit) -> frozenset[str]:
        return self._words.ambiguous_as_person.intersection(hit.name.words)

    def _reads_as_person(self, tokens: Sequence[str], hit: _Hit, other_named: bool) -> bool:
        places = [at for at in hit.places if tokens[at] in self._ambiguous(hit)]
        if not places or (len(hit.name.words) > 1 and not other_named):
            return False
        at = places[0]
        around = {*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 2]}
        if around & self._words.person_words:
            return True
        alone_at_the_edge = len(hit.name.words) == 1 and at in (0, len(tokens) - 1)
        return other_named and alone_at_the_edge

    def _evidence(self, tokens: Sequence[str], hits: list[_Hit]) -> float:
        """Weigh a family: what is asked for counts, what is only brought along counts less."""
        best = _heaviest(hits)
        brought = self._is_brought(tokens, best)
        return best.weight * (0.3 if brought else 1.0) - 0.01 * best.first

    def _is_brought(self, tokens: Sequence[str], hit: _Hit) -> bool:
        before = tokens[max(0, hit.first - 2) : hit.first]
        return not self._words.brought_along.isdisjoint(before)

    def _service_of(self, family: str, hits: list[_Hit], tokens: Sequence[str]) -> str | None:
        variants = self._catalogue.family(family)
        if len(variants) == 1:
            return variants[0].slug
        named = _best_variants([hit for hit in hits if hit.name.service])
        if len(named) == 1:
            return named.pop()
        return None if named else self._variant_in(tokens, family)[0]

    def _variant_in(
        self, tokens: Sequence[str], family: str | None
    ) -> tuple[str | None, frozenset[int]]:
        """Return the one variant whose own words ("rusak") stand in the text, and where."""
        names = [name for name in self._names if name.family == family]
        common = {word for name in names if not name.service for word in name.words}
        found: dict[str, frozenset[int]] = {}
        longest = 1
        for name in names:
            own = [word for word in name.words if word not in common]
            if len(own) < longest or not name.service:
                continue
            places = nearest(own, tokens, self._same)
            if places is None:
                continue
            if len(own) > longest:
                # "ubah faskes" says more than the "ubah" of another variant.
                found, longest = {}, len(own)
            found[name.service] = found.get(name.service, frozenset()).union(places)
        return found.popitem() if len(found) == 1 else (None, frozenset())

    def _same(self, word: str, token: str) -> bool:
        return word == token or (token not in self._words.spelt_right and same_word(word, token))


def _heaviest(hits: list[_Hit]) -> _Hit:
    return max(hits, key=lambda hit: (hit.weight, -hit.first))


def _by_family(hits: Iterable[_Hit]) -> dict[str, list[_Hit]]:
    families: dict[str, list[_Hit]] = {}
    for hit in hits:
        families.setdefault(hit.name.family, []).append(hit)
    return families


def _best_variants(hits: list[_Hit]) -> set[str]:
    top = max((hit.weight for hit in hits), default=0.0)
    return {hit.name.service for hit in hits if hit.name.service and hit.weight >= top - 1e-9}


def _weights(names: Sequence[_Name]) -> dict[str, float]:
    """Weigh words by how few services use them: "ktp" says less than "kelahiran"."""
    users: dict[str, set[str]] = {}
    for name in names:
        for word in name.words:
            users.setdefault(word, set()).add(name.service or name.family)
    total = len({name.service or name.family for name in names})
    return {word: 1.0 + log(total / len(used)) for word, used in users.items()}
