"""What an answer owes the person who asks: a word of sympathy, calm, and officers who decide."""

from dataclasses import replace

from bot.application.answer_text import AnswerText
from bot.application.choices import Choices
from bot.application.context import Context
from bot.application.outcome import Outcome
from bot.domain.message import Choice, Reply
from bot.language.care import Feelings
from bot.language.emergency import EscalationTopics
from bot.language.normalizer import Normalizer
from bot.store.questions import Doubt

# The desk had nothing to say to the question itself.
_NOTHING_SAID = frozenset({Doubt.ASKED_BACK, Doubt.NOT_UNDERSTOOD, Doubt.UNKNOWN_SERVICE})
_ASKS_NOTHING = frozenset({"out_of_scope", "affirm", "deny"})


class Care:
    """Adds to an answer what its question does not ask for."""

    def __init__(
        self,
        normalizer: Normalizer,
        feelings: Feelings,
        topics: EscalationTopics,
        words: AnswerText,
    ) -> None:
        self._normalizer = normalizer
        self._feelings = feelings
        self._topics = topics
        self._words = words
        self._choices = Choices()

    def attend(self, text: str, topic: str | None, outcome: Outcome, context: Context) -> Outcome:
        """Return the outcome with what officers decide, and with sympathy, where there is cause."""
        feeling = self._feelings.find(self._said(text))
        silent = _says_nothing(outcome)
        if feeling and feeling.kind == "insult" and not topic and (feeling.alone or silent):
            return replace(
                outcome,
                replies=(self._alone(feeling.kind),),
                context=replace(context, doubts=0),
                answer=None,
                doubt=None,
            )
        if topic:
            outcome = self._with_officers(outcome, topic, silent=silent)
        if feeling and feeling.kind != "insult":
            outcome = self._with_sympathy(outcome, feeling.kind, silent=silent and not topic)
        return outcome

    def instead_of_courtesy(self, text: str) -> tuple[Reply, ...] | None:
        """Return what to say where the engine heard a greeting or thanks; None to let it stand."""
        said = self._said(text)
        if topic := self._topics.find(said):
            notice = self._words.notice("escalation", topic=topic, alone=True)
            return (Reply(notice, self._ways_on()),)
        feeling = self._feelings.find(said)
        return (self._alone(feeling.kind),) if feeling else None

    def _said(self, text: str) -> str:
        return self._normalizer.strip_salutation(self._normalizer.normalize(text))

    def _with_officers(self, outcome: Outcome, topic: str, *, silent: bool) -> Outcome:
        notice = self._words.notice("escalation", topic=topic, alone=silent)
        outcome = replace(outcome, doubt=outcome.doubt or Doubt.ANSWERED_IN_DOUBT)
        if silent:
            after = replace(outcome.context, doubts=0)
            return replace(outcome, replies=(Reply(notice, self._ways_on()),), context=after)
        *earlier, last = outcome.replies
        if outcome.answer is None and last.choices:
            # Which service or place is meant is still to be said: the question stays last.
            return replace(outcome, replies=(*earlier, Reply(notice), last))
        officers = (*last.choices, self._choices.officers())
        replies = (*earlier, Reply(last.text), Reply(notice, officers))
        return replace(outcome, replies=replies)

    def _with_sympathy(self, outcome: Outcome, kind: str, *, silent: bool) -> Outcome:
        if silent:
            after = replace(outcome.context, doubts=0)
            return replace(outcome, replies=(self._alone(kind),), context=after)
        first, *others = outcome.replies
        sympathy = self._words.notice("care", kind=kind, alone=False)
        first = Reply(f"{sympathy}\n\n{first.text}", first.choices)
        return replace(outcome, replies=(first, *others))

    def _alone(self, kind: str) -> Reply:
        return Reply(self._words.notice("care", kind=kind, alone=True), self._ways_on())

    def _ways_on(self) -> tuple[Choice, ...]:
        return (self._choices.officers(), self._choices.menu())


def _says_nothing(outcome: Outcome) -> bool:
    if outcome.doubt in _NOTHING_SAID:
        return True
    beside = outcome.understood["aspect"] in _ASKS_NOTHING
    return beside and outcome.answer is None and outcome.understood["service"] is None
