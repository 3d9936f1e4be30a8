"""The tables of what is entered for dates, as the domain's `dated_rules` and `situation` hold it.

Hours stand here as JSON lists of ranges: nobody asks SQL about them, and the domain checks them
whenever they are read. Times without a zone are local ones of the unit.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from bot.store.metadata import metadata, words_column


def _id() -> Column[int]:
    return Column("id", BigInteger, Identity(), primary_key=True)


def _unit(*, primary_key: bool = False) -> Column[str]:
    belongs = ForeignKey("unit.slug", ondelete="CASCADE")
    return Column("unit", Text, belongs, primary_key=primary_key, nullable=False)


def _service() -> Column[str]:
    """Return a column of one service; NULL means all of them."""
    return Column("service", Text, ForeignKey("service.slug", ondelete="CASCADE"))


season = Table(
    "season",
    metadata,
    _id(),
    Column("name", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    # A list of seven lists of ranges, Monday first.
    Column("week", JSONB(none_as_null=True)),
    Column("source", Text),
    CheckConstraint("first_day <= last_day", name="first_before_last"),
)

season_unit = Table(
    "season_unit",
    metadata,
    Column("season", BigInteger, ForeignKey("season.id", ondelete="CASCADE"), primary_key=True),
    _unit(primary_key=True),
    Column("week", JSONB(none_as_null=True)),
    Column("address", Text),
)

one_off_change = Table(
    "one_off_change",
    metadata,
    _unit(primary_key=True),
    Column("day", Date, primary_key=True),
    Column("ranges", JSONB, nullable=False),
    Column("reason", Text, nullable=False),
    Column("address", Text),
)

holiday_duty = Table(
    "holiday_duty",
    metadata,
    _unit(primary_key=True),
    Column("day", Date, primary_key=True),
)

daily_quota = Table(
    "daily_quota",
    metadata,
    _id(),
    _unit(),
    _service(),
    Column("people", Integer, nullable=False),
    UniqueConstraint("unit", "service", postgresql_nulls_not_distinct=True),
    CheckConstraint("people >= 0", name="people_are_counted"),
)

quota_used_up = Table(
    "quota_used_up",
    metadata,
    _id(),
    _unit(),
    _service(),
    Column("day", Date, nullable=False),
    Column("since", DateTime, nullable=False),
    UniqueConstraint("unit", "service", "day", postgresql_nulls_not_distinct=True),
)

situation = Table(
    "situation",
    metadata,
    _id(),
    Column("status", Text, nullable=False),
    # Slugs. A unit that is gone stays named: an emptied list would touch everybody.
    words_column("units"),
    words_column("places"),
    words_column("services"),
    words_column("except_units"),
    words_column("except_services"),
    Column("starts", DateTime, nullable=False),
    Column("ends", DateTime),
    Column("reason", Text, nullable=False),
    Column("legal_reference", Text),
    Column("visitor_rules", Text),
    Column("instead", Text),
    Column("online_too", Boolean, nullable=False, server_default=text("false")),
    CheckConstraint(
        "status IN ('normal', 'terbatas', 'daring_saja', 'tutup', 'darurat')", name="known_status"
    ),
    CheckConstraint("starts < ends", name="starts_before_ends"),
)

maintenance = Table(
    "maintenance",
    metadata,
    _id(),
    Column("channel", Text, nullable=False),
    Column("starts", DateTime, nullable=False),
    Column("ends", DateTime, nullable=False),
    Column("reason", Text, nullable=False),
    CheckConstraint("starts < ends", name="starts_before_ends"),
)

roster_day = Table(
    "roster_day",
    metadata,
    _unit(primary_key=True),
    Column("day", Date, primary_key=True),
    Column("at_office", Integer, nullable=False),
    Column("at_home", Integer, nullable=False),
    CheckConstraint("at_office >= 0 AND at_home >= 0", name="people_are_counted"),
)

minimum_staff = Table(
    "minimum_staff",
    metadata,
    _unit(primary_key=True),
    Column("people", Integer, nullable=False),
    CheckConstraint("people >= 0", name="people_are_counted"),
)

# In the order in which they refer to each other, all of them after the catalogue's.
RULE_TABLES = (
    *(season, season_unit, one_off_change, holiday_duty, daily_quota, quota_used_up, situation),
    *(maintenance, roster_day, minimum_staff),
)
