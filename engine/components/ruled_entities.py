"""Entities of spaCy's ruler with their id as value: Rasa's own extractor drops the id."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False, model_from="SpacyNLP"
)
class RuledEntities(GraphComponent, EntityExtractorMixin):  # type: ignore[misc]
    """Copies the ruler's findings into the message."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RuledEntities:
        """Return the component; it has nothing to load."""
        return cls()

    def process(self, messages: list[Message], model: Any) -> list[Message]:
        """Add the entities of each message."""
        for message in messages:
            doc = message.get(SPACY_DOCS[TEXT]) or model.model("")
            found = [_entity(span) for span in doc.ents]
            known = message.get(ENTITIES, [])
            message.set(ENTITIES, known + self.add_extractor_name(found), add_to_output=True)
        return messages


def _entity(span: Any) -> dict[str, Any]:
    return {
        "entity": span.label_,
        "value": span.ent_id_,
        "start": span.start_char,
        "end": span.end_char,
    }
