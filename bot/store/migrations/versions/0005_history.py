"""The history of every row of the catalogue and its dated rules."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEYS = {
    "government": ("single",),
    "theme": ("slug",),
    "circumstance": ("slug",),
    "place": ("slug",),
    "unit": ("slug",),
    "unit_hours": ("unit", "weekday", "opens"),
    "service": ("slug",),
    "offering": ("service", "unit"),
    "holiday": ("day",),
    "season": ("id",),
    "season_unit": ("season", "unit"),
    "one_off_change": ("unit", "day"),
    "holiday_duty": ("unit", "day"),
    "daily_quota": ("id",),
    "quota_used_up": ("id",),
    "situation": ("id",),
    "maintenance": ("id",),
    "roster_day": ("unit", "day"),
    "minimum_staff": ("unit",),
}
KEY = """
CREATE FUNCTION key_of_row(whole jsonb, names text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT jsonb_object_agg(name, whole -> name) FROM unnest(names) AS name
$$
"""
# Whoever changes something first waits for others who do: changes become true one after the
# other, and their numbers and instants grow in that order.
CHANGE = """
CREATE FUNCTION change_of_transaction() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    number bigint := nullif(current_setting('loket.change', true), '');
BEGIN
    IF number IS NULL THEN
        PERFORM FROM catalogue_revision FOR UPDATE;
        INSERT INTO catalogue_change (at, who, what) VALUES (
            clock_timestamp(),
            coalesce(current_setting('loket.who', true), ''),
            coalesce(current_setting('loket.what', true), ''))
        RETURNING id INTO number;
        PERFORM set_config('loket.change', number::text, true);
    END IF;
    RETURN number;
END $$
"""
# A row that gets another key is one that went and one that came.
RECORD = """
CREATE FUNCTION record_row_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := CASE WHEN TG_OP IN ('UPDATE', 'DELETE') THEN to_jsonb(OLD) END;
    after jsonb := CASE WHEN TG_OP IN ('UPDATE', 'INSERT') THEN to_jsonb(NEW) END;
    old_key jsonb := key_of_row(before, TG_ARGV);
    new_key jsonb := key_of_row(after, TG_ARGV);
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        EXECUTE format(
            'INSERT INTO row_change (change, table_name, key, before)'
            ' SELECT $1, $2, key_of_row(to_jsonb(t), $3), to_jsonb(t) FROM %I t', TG_TABLE_NAME)
        USING change_of_transaction(), TG_TABLE_NAME, TG_ARGV;
    ELSIF old_key = new_key THEN
        IF before <> after THEN
            INSERT INTO row_change (change, table_name, key, before, after)
            VALUES (change_of_transaction(), TG_TABLE_NAME, old_key, before, after);
        END IF;
    ELSE
        INSERT INTO row_change (change, table_name, key, before, after)
        SELECT change_of_transaction(), TG_TABLE_NAME, rows.key, rows.before, rows.after
        FROM (VALUES (old_key, before, NULL), (new_key, NULL, after)) AS rows (key, before, after)
        WHERE rows.key IS NOT NULL;
    END IF;
    RETURN NULL;
END $$
"""
# `loket.history` is off while a desk gets its first catalogue.
RECORDING = "WHEN (current_setting('loket.history', true) IS DISTINCT FROM 'off')"


def upgrade() -> None:
    op.add_column(
        "catalogue_revision",
        sa.Column(
            "recorded_since",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
    )
    op.create_table(
        "catalogue_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_change")),
    )
    op.create_index("ix_catalogue_change_at", "catalogue_change", ["at"], unique=False)
    op.create_table(
        "row_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("key", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(
            ["change"],
            ["catalogue_change.id"],
            name=op.f("fk_row_change_change"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_row_change")),
    )
    op.create_index("ix_row_change_change", "row_change", ["change"], unique=False)
    op.create_index("ix_row_change_key", "row_change", ["table_name", "key"], unique=False)
    for function in (KEY, CHANGE, RECORD):
        op.execute(function)
    for table, key in KEYS.items():
        call = f"EXECUTE FUNCTION record_row_change({', '.join(key)})"
        op.execute(
            f"CREATE TRIGGER record_change AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW {RECORDING} {call}"
        )
        op.execute(
            f"CREATE TRIGGER record_truncation BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT {RECORDING} {call}"
        )


def downgrade() -> None:
    for table in KEYS:
        op.execute(f"DROP TRIGGER record_change ON {table}")
        op.execute(f"DROP TRIGGER record_truncation ON {table}")
    op.execute("DROP FUNCTION record_row_change()")
    op.execute("DROP FUNCTION change_of_transaction()")
    op.execute("DROP FUNCTION key_of_row(jsonb, text[])")
    op.drop_table("row_change")
    op.drop_table("catalogue_change")
    op.drop_column("catalogue_revision", "recorded_since")
