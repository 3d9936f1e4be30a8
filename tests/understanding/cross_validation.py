"""What the classifier says of our own examples that it did not learn."""

import json
import os
import subprocess
from pathlib import Path

from bot.operator_messages import StartError
from bot.supervision.desk_children import ENGINE_PYTHON, ROOT
from tests.understanding.answers import Answer


def cross_validate(scratch: Path, root: Path = ROOT) -> dict[str, Answer]:
    """Return what was said of each example of a project's data/nlu, by its text.

    Raises:
        StartError: the engine's environment is not there, or the classifier cannot be trained.
    """
    out, log = scratch / "folds.jsonl", scratch / "folds.log"
    command = [str(ENGINE_PYTHON), "-W", "ignore", "-m", "tests.understanding.folds", str(out)]
    environ = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}
    try:
        with log.open("wb") as output:
            subprocess.run(command, cwd=root, env=environ, stdout=output, stderr=output, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise StartError.because("report_folds_failed", log=log) from error
    told = map(json.loads, out.read_text(encoding="utf-8").split("\n")[:-1])
    return {row["text"]: Answer(row["aspect"], row["given"], row["confidence"]) for row in told}
