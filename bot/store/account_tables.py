"""The tables of accounts: who works here, where they are signed in, and what was recorded."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)

from bot.store.metadata import instant_column, metadata


def _of_account(*, primary_key: bool = False) -> Column[object]:
    reference = ForeignKey("account.id", ondelete="CASCADE")
    return Column("account_id", Uuid, reference, primary_key=primary_key, nullable=False)


account = Table(
    "account",
    metadata,
    Column("id", Uuid, primary_key=True),
    # In small letters, both: they are compared as they stand.
    Column("login", Text, nullable=False, unique=True),
    Column("email", Text, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password_hash", Text),
    # The secret that the telephone has as well, and one that is not confirmed yet.
    Column("totp_secret", Text),
    Column("totp_offered", Text),
    # The last half minute whose code was taken: no code counts twice.
    Column("totp_step", BigInteger, nullable=False, server_default=text("0")),
    # Who the sign-in provider says this is, noted at the first time.
    Column("provider_subject", Text, unique=True),
    Column("is_demo", Boolean, nullable=False, server_default=text("false")),
    instant_column("made_at", now=True),
    instant_column("ended_at", nullable=True),
    CheckConstraint(
        "role IN ('administrator', 'unit_manager', 'officer', 'auditor')", name="known_role"
    ),
)

account_unit = Table(
    "account_unit",
    metadata,
    _of_account(primary_key=True),
    Column("unit", Text, ForeignKey("unit.slug", ondelete="CASCADE"), primary_key=True),
)

# Of every secret that a browser or a letter carries, only a digest is kept.
session = Table(
    "session",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("token_digest", LargeBinary, nullable=False, unique=True),
    _of_account(),
    Column("stage", Text, nullable=False),
    Column("browser", Text, nullable=False),
    Column("system", Text, nullable=False),
    Column("network", Text, nullable=False),
    instant_column("begun_at", now=True),
    instant_column("last_seen_at", now=True),
    instant_column("ends_at"),
    CheckConstraint("stage IN ('code_needed', 'complete')", name="known_stage"),
    Index("ix_session_account_id", "account_id"),
)

known_device = Table(
    "known_device",
    metadata,
    _of_account(primary_key=True),
    Column("device_digest", LargeBinary, primary_key=True),
    instant_column("last_seen_at", now=True),
)

account_link = Table(
    "account_link",
    metadata,
    Column("token_digest", LargeBinary, primary_key=True),
    _of_account(),
    instant_column("made_at", now=True),
    instant_column("ends_at"),
    Index("ix_account_link_account_id", "account_id"),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    _of_account(primary_key=True),
    Column("code_digest", LargeBinary, primary_key=True),
)

# What was tried at the door. A row is a failure until the try is known to have succeeded, so
# that a thousand tries at once count as well. Names are kept as digests: people type their
# password into the wrong field.
sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    instant_column("at", now=True),
    Column("kind", Text, nullable=False),
    Column("login_digest", LargeBinary, nullable=False),
    Column("network", Text, nullable=False),
    # Only of a device that is known for that account.
    Column("device_digest", LargeBinary),
    Index("ix_sign_in_attempt_login_digest_at", "login_digest", "at"),
    Index("ix_sign_in_attempt_network_at", "network", "at"),
    Index("ix_sign_in_attempt_at", "at"),
)

# Read by auditors. Accounts are never deleted, so both stay known.
account_event = Table(
    "account_event",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    instant_column("at", now=True),
    Column("kind", Text, nullable=False),
    Column("actor_id", Uuid, ForeignKey("account.id")),
    Column("subject_id", Uuid, ForeignKey("account.id")),
    Column("network", Text, nullable=False),
)
