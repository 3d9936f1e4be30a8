"""The tables of history: what was changed in one go, and every row before and after.

Triggers write them, whoever changes the catalogue or its dated rules, with psql too.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Index, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from bot.store.catalogue_rows import CATALOGUE_TABLES
from bot.store.metadata import instant_column, metadata
from bot.store.rule_tables import RULE_TABLES

# All that has a history, in the order in which the tables refer to each other.
RECORDED_TABLES = (*CATALOGUE_TABLES, *RULE_TABLES)

# One transaction. Their numbers grow in the order in which they became true.
catalogue_change = Table(
    "catalogue_change",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    instant_column("at"),
    # Both empty where nobody signed.
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Index("ix_catalogue_change_at", "at"),
)

row_change = Table(
    "row_change",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column(
        "change", BigInteger, ForeignKey("catalogue_change.id", ondelete="CASCADE"), nullable=False
    ),
    Column("table_name", Text, nullable=False),
    # The columns of the primary key, and whole rows; no row before: it was new.
    Column("key", JSONB, nullable=False),
    Column("before", JSONB(none_as_null=True)),
    Column("after", JSONB(none_as_null=True)),
    Index("ix_row_change_change", "change"),
    Index("ix_row_change_key", "table_name", "key"),
)
