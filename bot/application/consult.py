"""The use case behind every answer: read the live catalogue, understand, decide, keep doubts."""

import json
from dataclasses import replace
from pathlib import Path

from bot.application.answer_text import AnswerText
from bot.application.care import Care
from bot.application.choices import Choices
from bot.application.consultation import Consultation
from bot.application.context import Context
from bot.application.cues import CueFinder
from bot.application.match import MatchingWords
from bot.application.matching import Matcher
from bot.application.named_days import NamedDays
from bot.application.outcome import Desk, Outcome
from bot.application.pressed import read_choice
from bot.application.turns import TurnFinder
from bot.application.understanding import Asked, Interpreter, Understanding
from bot.domain.catalogue import Catalogue
from bot.domain.dated_rules import DatedRules
from bot.language.emergency import EscalationTopics
from bot.language.normalizer import Normalizer
from bot.store.catalogue import read_catalogue, revision_of_catalogue
from bot.store.database import Database
from bot.store.questions import OpenQuestion, keep_question


class LiveCatalogue:
    """The catalogue as it is now: read again when, and only when, something in it changed."""

    def __init__(
        self,
        database: Database,
        normalizer: Normalizer,
        words: MatchingWords,
        topics: EscalationTopics,
        cues: CueFinder,
        turns: TurnFinder,
    ) -> None:
        self._cues = cues
        self._turns = turns
        self._database = database
        self._normalizer = normalizer
        self._words = words
        self._topics = topics
        self._known: tuple[int, Catalogue, Interpreter] | None = None
        self._reader: tuple[Catalogue, Interpreter] | None = None

    async def current(self) -> tuple[Catalogue, Interpreter]:
        """Return the catalogue and a reader of messages that knows its names."""
        async with self._database.statements() as connection:
            revision = await revision_of_catalogue(connection)
        if self._known is None or self._known[0] != revision:
            self._known = await self._read()
        return self._known[1], self._known[2]

    async def _read(self) -> tuple[int, Catalogue, Interpreter]:
        async with self._database.transaction() as connection:
            # First: what changes while it is read is read again next time.
            revision = await revision_of_catalogue(connection)
            catalogue = await read_catalogue(connection)
        return revision, catalogue, self._reader_of(catalogue)

    def _reader_of(self, catalogue: Catalogue) -> Interpreter:
        """Return the reader that knows these names; building one costs more than an answer.

        It never sees dated rules, so what is entered at a counter all day leaves it as it is.
        """
        lasting = replace(catalogue, rules=DatedRules())
        if self._reader is None or self._reader[0] != lasting:
            self._reader = (lasting, self._interpreter(lasting))
        return self._reader[1]

    def _interpreter(self, catalogue: Catalogue) -> Interpreter:
        matcher = Matcher(catalogue, self._normalizer.normalize, self._words)
        named_days = NamedDays(self._words.holidays)
        return Interpreter(
            catalogue,
            matcher,
            self._normalizer,
            self._topics,
            named_days,
            self._cues,
            self._turns,
        )


class Consult:
    """Answers questions about public services."""

    def __init__(
        self, database: Database, live: LiveCatalogue, words: AnswerText, care: Care
    ) -> None:
        self._database = database
        self._live = live
        self._words = words
        self._care = care
        self._choices = Choices()

    async def answer(self, asked: Asked, context: Context) -> Outcome:
        """Return what to say; a question that stays in doubt is kept for officers."""
        catalogue, interpreter = await self._live.current()
        context = context.known_to(catalogue)
        consultation = Consultation(Desk(catalogue, self._words, self._choices, asked.at))
        if asked.chosen is not None:
            return consultation.decide_pressed(read_choice(catalogue, asked.chosen, context))
        meant = interpreter.interpret(asked, context)
        outcome = consultation.decide(meant, context)
        outcome = self._care.attend(asked.text, meant.topic, outcome, context)
        if outcome.doubt is not None:
            await self._keep(asked, meant, outcome)
        return outcome

    async def understand(self, asked: Asked) -> Understanding:
        """Return what one message means outside any conversation."""
        _, interpreter = await self._live.current()
        return interpreter.interpret(asked, Context())

    async def _keep(self, asked: Asked, meant: Understanding, outcome: Outcome) -> None:
        if outcome.doubt is None:
            return
        kept = OpenQuestion(
            asked.message_id,
            asked.text,
            outcome.doubt,
            meant.aspect,
            meant.subject,
            meant.confidence,
        )
        async with self._database.transaction() as connection:
            await keep_question(connection, kept)


def load_matching_words(path: Path) -> MatchingWords:
    """Read data/lexicon/matching.json."""
    words = json.loads(path.read_text(encoding="utf-8"))
    holidays: dict[str, str] = words.pop("holidays")
    forms = {form: word for word, found in words.pop("forms").items() for form in found}
    listed = {name: frozenset(found) for name, found in words.items()}
    return MatchingWords(holidays=holidays, forms=forms, **listed)
