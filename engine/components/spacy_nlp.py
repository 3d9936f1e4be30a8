"""spaCy's Indonesian pipeline, built from data when Rasa asks: nothing on disk to go stale."""

from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.utils import spacy_utils
from spacy.lang.id import Indonesian
from spacy.lang.tokenizer_exceptions import BASE_EXCEPTIONS
from spacy.language import Language

# A hyphen or an apostrophe counts inside a word alone: e-ktp, jum'at.
_SIGNS = re.compile(r"[^\w\s'-]|_|(?<!\w)['-]|['-](?!\w)")
_LONGEST_TEXT = 2000


@DefaultV1Recipe.register(
    [
        DefaultV1Recipe.ComponentType.MODEL_LOADER,
        DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER,
    ],
    is_trainable=False,
    model_from="SpacyNLP",
)
class SpacyNLP(spacy_utils.SpacyNLP):  # type: ignore[misc]
    """A blank Indonesian pipeline with a ruler; Rasa looks for a provider of this very name."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpacyNLP:
        """Build the pipeline; the terms are general, names of services are live data elsewhere."""
        terms = Path(config["terms"]).read_text(encoding="utf-8")
        # Rasa takes the name for the fingerprint of this output.
        name = "id-" + hashlib.sha256(terms.encode()).hexdigest()[:12]
        model = spacy_utils.SpacyModel(model=_pipeline(terms), model_name=name)
        return cls(model, {**cls.get_default_config(), **config})

    def _preprocess_text(self, text: str | None) -> str:
        # spaCy takes 40 s for ten thousand emoji in a row; signs are no part of any term, and
        # each becomes a space, so that entities keep their places.
        lowered: str = super()._preprocess_text(text)
        return _SIGNS.sub(" ", lowered[:_LONGEST_TEXT])


class _Indonesian(Indonesian):
    """spaCy's Indonesian without its 16,000 reduplications, which take 5 s to load."""

    class Defaults(Indonesian.Defaults):
        tokenizer_exceptions = BASE_EXCEPTIONS


# Rasa's graph creates the component twice.
@lru_cache(maxsize=1)
def _pipeline(terms: str) -> Language:
    nlp = _Indonesian()
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns(_patterns(json.loads(terms)))
    return nlp


def _patterns(terms: dict[str, dict[str, list[str]]]) -> list[dict[str, str]]:
    return [
        {"label": label, "id": value, "pattern": word}
        for label, values in terms.items()
        for value, words in values.items()
        for word in words
    ]
