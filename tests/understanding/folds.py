"""Five-fold cross-validation of the classifier on our own examples, in the engine's environment.

`python -m tests.understanding.folds OUT` writes {"aspect", "given", "confidence", "text"} a line:
what a classifier says of an example that it did not learn, nor any near copy of it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from engine import without_tensorflow

_FOLDS = 5
_SEED = 0
_CLASSIFIER = "LinearIntentClassifier"


def main(out: Path) -> None:
    """Write what was understood of every example."""
    without_tensorflow.install()
    from rasa.shared.nlu.training_data.loading import load_data

    messages = load_data("data/nlu").intent_examples
    with out.open("w", encoding="utf-8") as file:
        for row in _validated(messages):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _validated(messages: list[Any]) -> Iterator[dict[str, object]]:
    from sklearn.model_selection import StratifiedGroupKFold

    from tests.understanding.near_copies import families

    texts = [message.get("text") for message in messages]
    aspects = [message.get("intent") for message in messages]
    folds = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=_SEED)
    for learnt, asked in folds.split(texts, aspects, families(texts)):
        said = _understood([messages[n] for n in learnt], [texts[n] for n in asked])
        for n, aspect in zip(asked, said):  # noqa: B905 - as long as one another
            given = {"given": aspect["name"], "confidence": aspect["confidence"]}
            yield {"text": texts[n], "aspect": aspects[n], **given}


def _understood(learnt: list[Any], texts: list[str]) -> list[dict[str, Any]]:
    """Return the first aspect of each text, from the component that the desk uses."""
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    from engine.components.linear_intent import LinearIntentClassifier

    with TemporaryDirectory() as folder:
        storage, resource = LocalModelStorage(Path(folder)), Resource(_CLASSIFIER)
        classifier = LinearIntentClassifier.create(_config(), storage, resource, None)
        classifier.train(TrainingData(learnt))
    asked = classifier.process([Message({"text": text}) for text in texts])
    return [message.get("aspects")[0] for message in asked]


def _config() -> dict[str, Any]:
    from rasa.shared.utils.io import read_config_file

    pipeline = read_config_file("config.yml")["pipeline"]
    return next(dict(part) for part in pipeline if part["name"].endswith(f".{_CLASSIFIER}"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
