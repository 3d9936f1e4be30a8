"""The operators' guide explains every setting, and every sentence that stops a desk."""

import re
import string
import tomllib

import pytest

from bot.settings import Settings
from tests.architecture.tree import ROOT, text_of

_GUIDE = text_of(ROOT / "docs" / "panduan-operator.md")
_SENTENCES = tomllib.loads(text_of(ROOT / "bot" / "templates" / "operator.toml"))
# What is said when all goes well, or explains itself where it is shown.
_NO_TROUBLE = re.compile(
    r"cli_|telegram_ready|starting|stopp|page_|engine_(loading|ready|training$)|database_ready|migrated|progress"
    r"|init_(ask|bad|done)|import_(part|recorded|reordered|nothing|checked|done)|export_done"
    r"|admin_(ask|done|link)"
    r"|understand_done|settings_(bad_|title)|ask_nothing|training_(done|runs|not_needed)"
    r"|report_(no_set|folds$|asks|done|first|other_set|nothing_fell|figure_)"
)
_TROUBLES = sorted(key for key in _SENTENCES if not _NO_TROUBLE.match(key))
_REFUSED = tomllib.loads(text_of(ROOT / "bot" / "templates" / "hours.toml"))["refused"]


@pytest.mark.parametrize("name", Settings.names())
def test_every_setting_is_explained(name: str) -> None:
    assert re.search(rf"^\| `{name}` \|", _GUIDE, re.MULTILINE)


def test_no_setting_is_explained_that_is_not_there() -> None:
    assert set(re.findall(r"\bBOT_[A-Z_]+\b", _GUIDE)) - set(Settings.names()) == set()


@pytest.mark.parametrize("key", _TROUBLES)
def test_every_trouble_is_explained(key: str) -> None:
    assert f"| {_opening(_SENTENCES[key])}" in _GUIDE


@pytest.mark.parametrize("key", sorted(_REFUSED))
def test_every_refused_change_is_explained(key: str) -> None:
    assert f"| {_opening(_REFUSED[key])}" in _GUIDE


def _opening(sentence: str) -> str:
    """Return the first clause as the guide quotes it, with "…" for what differs each time."""
    shown = "".join(
        fixed + ("…" if value else "") for fixed, value, *_ in string.Formatter().parse(sentence)
    )
    return re.split(r"[;.](?:\s|$)|:\n", shown)[0]
