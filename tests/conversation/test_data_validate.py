"""Rasa's own check of domain, rules and examples has nothing to say."""

import os
import re
import subprocess

import pytest

from bot.supervision.desk_children import ENGINE_PYTHON, ROOT

_TROUBLE = re.compile(r"\b(WARNING|ERROR|CRITICAL)\b|\b\w*Warning: |^Traceback|Error: ")
# Libraries say of themselves, while Rasa imports them, what they will change one day.
_OF_LIBRARIES = re.compile(r"\b(DeprecationWarning|MovedIn20Warning): ")


@pytest.mark.engine
def test_rasa_data_validate_is_clean() -> None:
    ended = subprocess.run(
        [ENGINE_PYTHON, "-m", "rasa", "data", "validate", "--fail-on-warnings"],
        cwd=ROOT,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )

    assert troubles(ended.stdout) == []
    assert ended.returncode == 0
    assert "No story structure conflicts found" in ended.stdout


@pytest.mark.parametrize(
    "line",
    [
        "rasa/utils/io.py:100: UserWarning: The intent 'a' is listed in the domain",
        "2026-11-22 06:12:27 WARNING  rasa.validator  - There is a message in the training data",
        "2026-11-22 06:12:27 ERROR    rasa.validator  - The intent 'a' is not listed in the domain",
        "rasa.shared.exceptions.YamlSyntaxException: ParserError: while parsing",
    ],
)
def test_a_line_of_trouble_is_found(line: str) -> None:
    assert troubles(f"INFO     rasa.validator  - Validating intents...\n{line}\n") == [line]


def troubles(output: str) -> list[str]:
    """Return the lines that tell of something wrong with our files."""
    return [
        line
        for line in output.splitlines()
        if _TROUBLE.search(line) and not _OF_LIBRARIES.search(line)
    ]
