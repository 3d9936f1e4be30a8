"""A linear classifier of word and character n-grams: what a message asks, with certainty."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.aspects import Aspect, Clause, asked
from engine.clauses import Clauses
from engine.scorer import Scorer
from engine.tempering import WORD, Tempered, fit
from engine.wording import Wording

_FILE = "linear.joblib"
_RANKED = 10
# Said of a message without a single word, such as an emoji: nothing was recognised.
_NOTHING = Aspect("out_of_scope", 0.0)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):  # type: ignore[misc]
    """Sets `intent`, `intent_ranking` and `aspects` of a message."""

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: Tempered | None = None,
    ) -> None:
        self._storage, self._resource = storage, resource
        self._scorer = Scorer(model) if model is not None else None
        lexicon = Path(config["lexicon"])
        self._wording = Wording.from_folder(lexicon)
        self._clauses = Clauses.from_file(lexicon / "clauses.json")

    @staticmethod
    def required_packages() -> list[str]:
        """Name what must be importable."""
        return ["sklearn"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """Return an untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        """Return the trained classifier."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / _FILE))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the intents of all examples but those that only buttons send."""
        examples = [m for m in training_data.intent_examples if not m.get(TEXT).startswith("/")]
        texts = [self._wording.read(m.get(TEXT)).features for m in examples]
        model = fit(texts, [m.get(INTENT) for m in examples])
        self._scorer = Scorer(model)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(model, folder / _FILE, compress=3)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Say what each message asks."""
        for message in messages:
            ranking, aspects = self._read(message.get(TEXT) or "")
            message.set(INTENT, vars(aspects[0]), add_to_output=True)
            message.set("intent_ranking", [vars(a) for a in ranking], add_to_output=True)
            message.set("aspects", [vars(a) for a in aspects], add_to_output=True)
        return messages

    def _read(self, text: str) -> tuple[list[Aspect], list[Aspect]]:
        reading = self._wording.read(text)
        if not reading.content:
            return [_NOTHING], [_NOTHING]
        parts = self._clauses.of(reading.content)
        if len(parts) == 1:
            parts = []
        features = [reading.features, *map(self._wording.features, parts)]
        whole, *rest = self._certainties(features)
        clauses = [Clause(c, self._clauses.asks(p)) for c, p in zip(rest, parts, strict=True)]
        ranking = sorted(whole.items(), key=lambda item: -item[1])[:_RANKED]
        return [Aspect(*item) for item in ranking], asked(whole, clauses)

    def _certainties(self, features: list[str]) -> list[dict[str, float]]:
        if self._scorer is None:
            raise RuntimeError("the classifier was asked before it was trained")
        scorer = self._scorer
        rows = ((scorer.certainties(t) * _trust(t, scorer.words)).tolist() for t in features)
        return [dict(zip(scorer.classes, row, strict=True)) for row in rows]


def _trust(features: str, known: Collection[str]) -> float:
    """Return how far certainty may go: among words never seen, it is chance (0.3 to 1)."""
    words = [word for word in re.findall(WORD, features) if word != "?"]
    seen = sum(word in known for word in words)
    return min(1.0, 0.3 + 1.4 * seen / len(words)) if words else 0.3
