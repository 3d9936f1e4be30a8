"""Scores texts with the trained pipeline and with ours, in the engine's own environment."""

from __future__ import annotations

import io
import json
import sys
import tarfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from engine import without_tensorflow


def main(model: str) -> None:
    without_tensorflow.install()
    import joblib

    from engine.scorer import Scorer

    with tarfile.open(model) as archive:
        [name] = [name for name in archive.getnames() if name.endswith("linear.joblib")]
        fitted = archive.extractfile(name)
        assert fitted is not None
        pipeline = joblib.load(io.BytesIO(fitted.read()))
    scorer, texts = Scorer(pipeline), json.load(sys.stdin)
    told = {
        "classes": [list(pipeline.classes_), list(scorer.classes)],
        "theirs": pipeline.predict_proba(texts).tolist(),
        "ours": [scorer.certainties(text).tolist() for text in texts],
    }
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
