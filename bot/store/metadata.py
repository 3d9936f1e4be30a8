"""What every table of the desk is declared with: names of constraints, and usual columns."""

from datetime import datetime

from sqlalchemy import Column, DateTime, MetaData, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def words_column(name: str) -> Column[list[str]]:
    """Return a column of texts, empty where nothing is said."""
    return Column(name, ARRAY(Text), nullable=False, server_default=text("'{}'"))


def instant_column(name: str, *, nullable: bool = False, now: bool = False) -> Column[datetime]:
    """Return a column of instants, in UTC whoever writes them."""
    default = func.now() if now else None
    return Column(name, DateTime(timezone=True), nullable=nullable, server_default=default)
