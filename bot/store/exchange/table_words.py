"""What sheets, columns and marks are called in tables: read from a template."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TEMPLATE = Path(__file__).parents[2] / "templates" / "catalogue_tables.toml"


@dataclass(frozen=True)
class TableWords:
    """`sheets` and `columns` by part; `words` are written within cells."""

    sheets: Mapping[str, str]
    words: Mapping[str, str]
    columns: Mapping[str, Mapping[str, str]]

    def names_in(self, part: str) -> Mapping[str, str]:
        """Return what a table of that part calls fields and lists."""
        marks = {name: self.words[name] for name in ("needed_if", "needed_unless", "example")}
        return {**self.sheets, **marks, "fictional": marks["example"], **self.columns[part]}


@cache
def table_words() -> TableWords:
    """Return the words of the template."""
    tables = tomllib.loads(_TEMPLATE.read_text(encoding="utf-8"))
    return TableWords(tables.pop("sheets"), tables.pop("words"), tables)
