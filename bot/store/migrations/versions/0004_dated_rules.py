"""What is entered for dates; nights and last tickets in the week; holidays of a region."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NEW = (
    *("season", "season_unit", "one_off_change", "holiday_duty", "daily_quota", "quota_used_up"),
    *("situation", "maintenance", "roster_day", "minimum_staff"),
)
HOURS = {
    "night_is_short": "opens < closes OR closes = '00:00' OR opens - closes >= interval '10 hours'",
    "ticket_within_hours": (
        "CASE WHEN opens < closes THEN last_ticket BETWEEN opens AND closes"
        " ELSE last_ticket >= opens OR last_ticket <= closes END"
    ),
}
# Where a week cannot hold a night, the morning after has its rest.
MORNINGS = """
INSERT INTO unit_hours (unit, weekday, opens, closes)
SELECT unit, weekday % 7 + 1, '00:00', closes FROM unit_hours
WHERE closes <= opens AND closes <> '00:00'
"""
EVENINGS = "UPDATE unit_hours SET closes = '00:00' WHERE closes <= opens"
# The counters stay closed, though the day is called by another kind.
WITHOUT_LOCAL = "UPDATE holiday SET kind = 'libur_nasional' WHERE kind = 'libur_daerah'"


def upgrade() -> None:
    op.add_column("unit_hours", sa.Column("last_ticket", sa.Time(), nullable=True))
    op.drop_constraint(op.f("ck_unit_hours_opens_before_closes"), "unit_hours")
    for name, rule in HOURS.items():
        op.create_check_constraint(op.f(f"ck_unit_hours_{name}"), "unit_hours", rule)
    op.create_check_constraint(
        op.f("ck_holiday_known_kind"),
        "holiday",
        "kind IN ('libur_nasional', 'cuti_bersama', 'libur_daerah')",
    )
    _create_seasons()
    _create_days()
    _create_quotas()
    _create_situations()
    _create_staffing()
    for table in NEW:
        op.execute(
            f"CREATE TRIGGER bump_revision AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION bump_catalogue_revision()"
        )


def _create_seasons() -> None:
    op.create_table(
        "season",
        _id(),
        _text("name"),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        _json("week", nullable=True),
        _text("source", nullable=True),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_season_first_before_last")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_season")),
    )
    op.create_table(
        "season_unit",
        sa.Column("season", sa.BigInteger(), nullable=False),
        _text("unit"),
        _json("week", nullable=True),
        _text("address", nullable=True),
        sa.ForeignKeyConstraint(
            ["season"], ["season.id"], name=op.f("fk_season_unit_season"), ondelete="CASCADE"
        ),
        _of_unit("season_unit"),
        sa.PrimaryKeyConstraint("season", "unit", name=op.f("pk_season_unit")),
    )


def _create_days() -> None:
    op.create_table(
        "one_off_change",
        _text("unit"),
        sa.Column("day", sa.Date(), nullable=False),
        _json("ranges"),
        _text("reason"),
        _text("address", nullable=True),
        _of_unit("one_off_change"),
        sa.PrimaryKeyConstraint("unit", "day", name=op.f("pk_one_off_change")),
    )
    op.create_table(
        "holiday_duty",
        _text("unit"),
        sa.Column("day", sa.Date(), nullable=False),
        _of_unit("holiday_duty"),
        sa.PrimaryKeyConstraint("unit", "day", name=op.f("pk_holiday_duty")),
    )


def _create_quotas() -> None:
    op.create_table(
        "daily_quota",
        _id(),
        _text("unit"),
        _text("service", nullable=True),
        _count("people"),
        sa.CheckConstraint("people >= 0", name=op.f("ck_daily_quota_people_are_counted")),
        _of_unit("daily_quota"),
        _of_service("daily_quota"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_daily_quota")),
        sa.UniqueConstraint(
            *("unit", "service"),
            name=op.f("uq_daily_quota_unit_service"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "quota_used_up",
        _id(),
        _text("unit"),
        _text("service", nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        _of_unit("quota_used_up"),
        _of_service("quota_used_up"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_used_up")),
        sa.UniqueConstraint(
            *("unit", "service", "day"),
            name=op.f("uq_quota_used_up_unit_service_day"),
            postgresql_nulls_not_distinct=True,
        ),
    )


def _create_situations() -> None:
    scope = ("units", "places", "services", "except_units", "except_services")
    op.create_table(
        "situation",
        _id(),
        _text("status"),
        *(
            sa.Column(
                name, postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
            )
            for name in scope
        ),
        sa.Column("starts", sa.DateTime(), nullable=False),
        sa.Column("ends", sa.DateTime(), nullable=True),
        _text("reason"),
        *(_text(n, nullable=True) for n in ("legal_reference", "visitor_rules", "instead")),
        sa.Column("online_too", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint(
            "status IN ('normal', 'terbatas', 'daring_saja', 'tutup', 'darurat')",
            name=op.f("ck_situation_known_status"),
        ),
        sa.CheckConstraint("starts < ends", name=op.f("ck_situation_starts_before_ends")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_situation")),
    )
    op.create_table(
        "maintenance",
        _id(),
        _text("channel"),
        sa.Column("starts", sa.DateTime(), nullable=False),
        sa.Column("ends", sa.DateTime(), nullable=False),
        _text("reason"),
        sa.CheckConstraint("starts < ends", name=op.f("ck_maintenance_starts_before_ends")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maintenance")),
    )


def _create_staffing() -> None:
    op.create_table(
        "roster_day",
        _text("unit"),
        sa.Column("day", sa.Date(), nullable=False),
        _count("at_office"),
        _count("at_home"),
        sa.CheckConstraint(
            "at_office >= 0 AND at_home >= 0", name=op.f("ck_roster_day_people_are_counted")
        ),
        _of_unit("roster_day"),
        sa.PrimaryKeyConstraint("unit", "day", name=op.f("pk_roster_day")),
    )
    op.create_table(
        "minimum_staff",
        _text("unit"),
        _count("people"),
        sa.CheckConstraint("people >= 0", name=op.f("ck_minimum_staff_people_are_counted")),
        _of_unit("minimum_staff"),
        sa.PrimaryKeyConstraint("unit", name=op.f("pk_minimum_staff")),
    )


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _json(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), nullable=nullable)


def _of_unit(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["unit"], ["unit.slug"], name=op.f(f"fk_{table}_unit"), ondelete="CASCADE"
    )


def _of_service(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["service"], ["service.slug"], name=op.f(f"fk_{table}_service"), ondelete="CASCADE"
    )


def downgrade() -> None:
    for table in reversed(NEW):
        op.drop_table(table)
    op.execute(WITHOUT_LOCAL)
    op.drop_constraint(op.f("ck_holiday_known_kind"), "holiday")
    for name in HOURS:
        op.drop_constraint(op.f(f"ck_unit_hours_{name}"), "unit_hours")
    op.execute(MORNINGS)
    op.execute(EVENINGS)
    op.create_check_constraint(
        op.f("ck_unit_hours_opens_before_closes"),
        "unit_hours",
        "opens < closes OR closes = '00:00'",
    )
    op.drop_column("unit_hours", "last_ticket")
