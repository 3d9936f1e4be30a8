"""Themes, places, circumstances; where units stand and whom they serve; other kinds of messages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NEW = ("theme", "circumstance", "place")
# Services that were there before themes were: the operator sorts them when it suits.
OTHERS = (
    "INSERT INTO theme (slug, position, name) SELECT 'lainnya', 0, 'Lainnya' "
    "WHERE EXISTS (SELECT FROM service)"
)
AS_RECORDS = """
UPDATE service SET requirements = (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
        'text', line, 'circumstance', NULL, 'holds', true, 'to_bring', true) ORDER BY nr), '[]')
    FROM unnest(plain_requirements) WITH ORDINALITY AS lines (line, nr))
"""
AS_TEXTS = """
UPDATE service SET plain_requirements = ARRAY(
    SELECT line ->> 'text'
    FROM jsonb_array_elements(requirements) WITH ORDINALITY AS lines (line, nr) ORDER BY nr)
"""


def upgrade() -> None:
    op.create_table(
        "theme",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_theme")),
    )
    op.create_table(
        "circumstance",
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("slug", "question", "yes", "no", "if_so", "if_not")
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_circumstance")),
    )
    op.create_table(
        "place",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("within", sa.Text(), nullable=True),
        sa.Column("aliases", _TEXTS, server_default=sa.text("'{}'"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('kecamatan', 'kelurahan', 'desa')", name=op.f("ck_place_known_kind")
        ),
        sa.ForeignKeyConstraint(
            ["within"], ["place.slug"], name=op.f("fk_place_within"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_place")),
    )
    _change_unit()
    _change_service()
    op.add_column("inbox", sa.Column("attachment", sa.Text(), nullable=True))
    for table in NEW:
        op.execute(
            f"CREATE TRIGGER bump_revision AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION bump_catalogue_revision()"
        )


def _change_unit() -> None:
    op.add_column("unit", sa.Column("latitude", sa.Float(), nullable=True))
    op.add_column("unit", sa.Column("longitude", sa.Float(), nullable=True))
    op.add_column(
        "unit", sa.Column("serves", _TEXTS, server_default=sa.text("'{}'"), nullable=False)
    )
    for name, rule in _RULES.items():
        op.create_check_constraint(op.f(f"ck_unit_{name}"), "unit", rule)


def _change_service() -> None:
    op.add_column("service", sa.Column("theme", sa.Text(), nullable=True))
    op.execute(OTHERS)
    op.execute("UPDATE service SET theme = 'lainnya'")
    op.alter_column("service", "theme", nullable=False)
    op.create_foreign_key(op.f("fk_service_theme"), "service", "theme", ["theme"], ["slug"])
    op.alter_column("service", "requirements", new_column_name="plain_requirements")
    op.add_column("service", sa.Column("requirements", postgresql.JSONB(), nullable=True))
    op.execute(AS_RECORDS)
    op.alter_column("service", "requirements", nullable=False)
    op.drop_column("service", "plain_requirements")


def downgrade() -> None:
    for table in NEW:
        op.execute(f"DROP TRIGGER bump_revision ON {table}")
    op.drop_column("inbox", "attachment")
    op.add_column(
        "service",
        sa.Column("plain_requirements", _TEXTS, server_default=sa.text("'{}'"), nullable=False),
    )
    op.execute(AS_TEXTS)
    op.drop_column("service", "requirements")
    op.alter_column("service", "plain_requirements", new_column_name="requirements")
    op.drop_constraint(op.f("fk_service_theme"), "service")
    op.drop_column("service", "theme")
    for name in _RULES:
        op.drop_constraint(op.f(f"ck_unit_{name}"), "unit")
    for name in ("serves", "longitude", "latitude"):
        op.drop_column("unit", name)
    for table in reversed(NEW):
        op.drop_table(table)


_TEXTS = postgresql.ARRAY(sa.Text())
_RULES = {
    "whole_point": "(latitude IS NULL) = (longitude IS NULL)",
    "latitude_on_earth": "latitude BETWEEN -90 AND 90",
    "longitude_on_earth": "longitude BETWEEN -180 AND 180",
}
