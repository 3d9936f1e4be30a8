"""The tables of the first desk, and the trigger that numbers every change of the catalogue."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

CATALOGUE = ("government", "unit", "unit_hours", "service", "offering", "holiday")
BUMP = """
CREATE FUNCTION bump_catalogue_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalogue_revision SET revision = revision + 1;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("message_id")))
    op.create_table(
        "catalogue_revision",
        sa.Column("single", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("single", name=op.f("ck_catalogue_revision_one_row")),
        sa.PrimaryKeyConstraint("single", name=op.f("pk_catalogue_revision")),
    )
    op.create_table(
        "conversation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("channel", "address", name=op.f("uq_conversation_channel_address")),
    )
    op.create_table(
        "government",
        sa.Column("single", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("fictional", sa.Boolean(), nullable=False),
        sa.CheckConstraint("single", name=op.f("ck_government_one_row")),
        sa.PrimaryKeyConstraint("single", name=op.f("pk_government")),
    )
    op.create_table(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holiday")),
    )
    op.create_table(
        "service",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("is_default", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("online_if", sa.Text(), nullable=True),
        sa.Column("why_in_person", sa.Text(), nullable=True),
        sa.Column("steps", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("online", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column(
            "requirements",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("fee", sa.Text(), nullable=False),
        sa.Column("processing_time", sa.Text(), nullable=False),
        sa.Column("output", sa.Text(), nullable=False),
        sa.Column("handover", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column(
            "synonyms", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column(
            "family_synonyms",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column(
            "complex_cases",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.Column(
            "local_facts",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "mode IN ('daring', 'hibrida', 'tatap_muka')", name=op.f("ck_service_known_mode")
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_service")),
    )
    op.create_table(
        "unit",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "aliases", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("whatsapp", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("hours_known", sa.Boolean(), nullable=False),
        sa.Column(
            "serves_on_joint_leave", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_unit")),
    )
    op.create_table(
        "inbox",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('message_id')"),
            nullable=False,
        ),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("choice", sa.Text(), nullable=True),
        sa.Column("masked", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("asked_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "received_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_inbox_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("channel", "external_id", name=op.f("uq_inbox_channel_external_id")),
    )
    op.create_index("ix_inbox_conversation", "inbox", ["conversation_id", "id"], unique=False)
    op.create_index(
        "ix_inbox_unanswered",
        "inbox",
        ["conversation_id", "id"],
        unique=False,
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_table(
        "offering",
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "mode IN ('daring', 'hibrida', 'tatap_muka')", name=op.f("ck_offering_known_mode")
        ),
        sa.ForeignKeyConstraint(
            ["service"], ["service.slug"], name=op.f("fk_offering_service"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["unit"], ["unit.slug"], name=op.f("fk_offering_unit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("service", "unit", name=op.f("pk_offering")),
    )
    op.create_table(
        "unit_hours",
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.CheckConstraint(
            "opens < closes OR closes = '00:00'", name=op.f("ck_unit_hours_opens_before_closes")
        ),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name=op.f("ck_unit_hours_iso_weekday")),
        sa.ForeignKeyConstraint(
            ["unit"], ["unit.slug"], name=op.f("fk_unit_hours_unit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("unit", "weekday", "opens", name=op.f("pk_unit_hours")),
    )
    op.create_table(
        "outbox",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('message_id')"),
            nullable=False,
        ),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("inbox_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_outbox_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["inbox_id"], ["inbox.id"], name=op.f("fk_outbox_inbox_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("inbox_id", "position", name=op.f("uq_outbox_inbox_id_position")),
    )
    op.create_index("ix_outbox_conversation", "outbox", ["conversation_id", "id"], unique=False)
    op.create_table(
        "question",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("inbox_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("aspect", sa.Text(), nullable=True),
        sa.Column("service", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column(
            "asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["inbox_id"], ["inbox.id"], name=op.f("fk_question_inbox_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("inbox_id", name=op.f("uq_question_inbox_id")),
    )
    op.create_table(
        "choice",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("outbox_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["outbox_id"], ["outbox.id"], name=op.f("fk_choice_outbox_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_choice")),
        sa.UniqueConstraint("outbox_id", "position", name=op.f("uq_choice_outbox_id_position")),
    )
    op.execute("INSERT INTO catalogue_revision (revision) VALUES (0)")
    op.execute(BUMP)
    for table in CATALOGUE:
        op.execute(
            f"CREATE TRIGGER bump_revision AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION bump_catalogue_revision()"
        )


def downgrade() -> None:
    for table in CATALOGUE:
        op.execute(f"DROP TRIGGER bump_revision ON {table}")
    op.execute("DROP FUNCTION bump_catalogue_revision()")
    op.drop_table("choice")
    op.drop_table("question")
    op.drop_index("ix_outbox_conversation", table_name="outbox")
    op.drop_table("outbox")
    op.drop_table("unit_hours")
    op.drop_table("offering")
    op.drop_index(
        "ix_inbox_unanswered", table_name="inbox", postgresql_where=sa.text("answered_at IS NULL")
    )
    op.drop_index("ix_inbox_conversation", table_name="inbox")
    op.drop_table("inbox")
    op.drop_table("unit")
    op.drop_table("service")
    op.drop_table("holiday")
    op.drop_table("government")
    op.drop_table("conversation")
    op.drop_table("catalogue_revision")
    op.execute(sa.schema.DropSequence(sa.Sequence("message_id")))
