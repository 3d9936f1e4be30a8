"""Which columns the table of each part has, and how their cells are written."""

from dataclasses import dataclass

from bot.store.exchange.cells import (
    DAY,
    FACTS,
    FLAG,
    HOURS,
    LINES,
    NAMES,
    POINT,
    REQUIREMENTS,
    STEPS,
    TEXT,
    Notation,
)
from bot.store.exchange.document import Part
from bot.store.exchange.hours import WEEKDAY_FIELDS
from bot.store.exchange.table_words import table_words


@dataclass(frozen=True)
class Column:
    """A column; `within` names the field that holds this one, where it is nested.

    `called` is its name in the template, where another field of the part has the same.
    """

    field: str
    notation: Notation = TEXT
    within: str = ""
    called: str = ""

    @property
    def name(self) -> str:
        """The name in the template, and in problems."""
        return self.called or self.field

    def header(self, part: Part) -> str:
        """Return what the column is called in the table of a part."""
        return table_words().columns[part][self.name]


def _texts(*fields: str) -> tuple[Column, ...]:
    return tuple(Column(field) for field in fields)


COLUMNS: dict[Part, tuple[Column, ...]] = {
    Part.GOVERNMENT: (*_texts("name", "zone"), Column("fictional", FLAG)),
    Part.THEMES: _texts("slug", "name"),
    Part.CIRCUMSTANCES: _texts("slug", "question", "yes", "no", "if_so", "if_not"),
    Part.PLACES: (*_texts("slug", "name", "kind", "within"), Column("aliases", NAMES)),
    Part.UNITS: (
        *_texts("slug", "name"),
        Column("aliases", NAMES),
        *_texts("address"),
        Column("coordinates", POINT),
        Column("serves", NAMES),
        *_texts("zone"),
        *(Column(name, TEXT, "contact") for name in ("phone", "whatsapp", "email")),
        *(Column(day, HOURS, "hours") for day in WEEKDAY_FIELDS),
        Column("serves_on_joint_leave", FLAG),
        Column("verified_on", DAY),
        *_texts("source"),
    ),
    Part.SERVICES: (
        *_texts("slug", "family", "family_name", "theme"),
        Column("family_synonyms", NAMES),
        *_texts("name", "variant"),
        Column("is_default", FLAG),
        *_texts("mode", "online_if", "why_in_person"),
        Column("steps", STEPS),
        Column("name", TEXT, "online", called="online"),
        Column("working", FLAG, "online"),
        Column("local_example", FLAG, "online"),
        Column("requirements", REQUIREMENTS),
        *_texts("fee", "processing_time", "output", "handover", "legal_basis"),
        Column("synonyms", NAMES),
        Column("complex_cases", LINES),
        *_texts("source"),
        Column("verified_on", DAY),
        Column("local_facts", FACTS),
        *_texts("authority"),
    ),
    Part.OFFERINGS: _texts("service", "unit", "mode", "note"),
    Part.HOLIDAYS: (Column("day", DAY), *_texts("kind", "name", "source")),
}
