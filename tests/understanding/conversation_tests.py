"""How many tests of conversations passed, as a run of pytest with --junitxml wrote it down."""

import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from bot.operator_messages import StartError
from tests.understanding.shares import Share

VARIABLE = "JUNIT"


def read_tallies(environ: Mapping[str, str]) -> dict[str, Share]:
    """Return how many tests of each module passed, skipped ones left out; nothing if not asked.

    Raises:
        StartError: the file that is named cannot be read.
    """
    named = environ.get(VARIABLE)
    if not named:
        return {}
    try:
        return tallies(Path(named).read_text(encoding="utf-8"))
    except (OSError, ElementTree.ParseError) as error:
        raise StartError.because("understand_no_file", path=named) from error


def tallies(written: str) -> dict[str, Share]:
    """Return the tallies of one report."""
    passed: defaultdict[str, list[bool]] = defaultdict(list)
    for case in ElementTree.fromstring(written).iter("testcase"):  # noqa: S314 - our own report
        ended = {child.tag for child in case}
        if "skipped" not in ended:
            passed[_module(case.get("classname", ""))].append(not ended & {"failure", "error"})
    return {name: Share.among(each) for name, each in sorted(passed.items())}


def _module(classname: str) -> str:
    return next((part for part in classname.split(".") if part.startswith("test_")), classname)
