"""Let the outbox know what is still to be sent, and how it went.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "outbox", sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column(
        "outbox",
        sa.Column("parts_sent", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
    )
    op.add_column("outbox", sa.Column("external_id", sa.Text(), nullable=True))
    op.add_column("outbox", sa.Column("failure", sa.Text(), nullable=True))
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["conversation_id", "id"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_outbox_due", table_name="outbox", postgresql_where=sa.text("due_at IS NOT NULL")
    )
    for column in ("failure", "external_id", "parts_sent", "attempts", "due_at"):
        op.drop_column("outbox", column)
