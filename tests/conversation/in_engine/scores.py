"""Scores texts with the trained pipeline and with ours, in the engine's own environment."""

from __future__ import annotations

import io
import json
import sys
import tarfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from engine import without_tensorflow


def main(archived: str) -> None:
    without_tensorflow.install()
    import joblib
    from scipy.special import softmax

    from engine.scorer import Scorer

    with tarfile.open(archived) as archive:
        [name] = [name for name in archive.getnames() if name.endswith("linear.joblib")]
        fitted = archive.extractfile(name)
        assert fitted is not None
        model = joblib.load(io.BytesIO(fitted.read()))
    scorer, texts = Scorer(model), json.load(sys.stdin)
    distances = model.machine.decision_function(model.grams.transform(texts))
    told = {
        "classes": [list(model.machine.classes_), list(scorer.classes)],
        "theirs": softmax(model.sharpness * distances, axis=1).tolist(),
        "ours": [scorer.certainties(text).tolist() for text in texts],
    }
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
