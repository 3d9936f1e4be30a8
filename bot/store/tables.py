"""The tables of the catalogue and of what is said; migrations must agree with this file."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Sequence,
    SmallInteger,
    Table,
    Text,
    Time,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from bot.store.metadata import instant_column, metadata, words_column

# What citizens are told -------------------------------------------------------------------------

government = Table(
    "government",
    metadata,
    Column("single", Boolean, primary_key=True, server_default=text("true")),
    Column("name", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("fictional", Boolean, nullable=False),
    CheckConstraint("single", name="one_row"),
)

theme = Table(
    "theme",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
)

# Asked in the checklist of requirements: "Sudah kawin?"
circumstance = Table(
    "circumstance",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("question", Text, nullable=False),
    Column("yes", Text, nullable=False),
    Column("no", Text, nullable=False),
    Column("if_so", Text, nullable=False),
    Column("if_not", Text, nullable=False),
)

place = Table(
    "place",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("within", Text, ForeignKey("place.slug", ondelete="CASCADE")),
    words_column("aliases"),
    CheckConstraint("kind IN ('kecamatan', 'kelurahan', 'desa')", name="known_kind"),
)

unit = Table(
    "unit",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    words_column("aliases"),
    Column("address", Text, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    # Slugs of places; empty: the unit serves everybody.
    words_column("serves"),
    Column("zone", Text, nullable=False),
    Column("phone", Text),
    Column("whatsapp", Text),
    Column("email", Text),
    # False: nobody has filled the hours in, which is not the same as closed.
    Column("hours_known", Boolean, nullable=False),
    Column("serves_on_joint_leave", Boolean, nullable=False, server_default=text("false")),
    Column("verified_on", Date, nullable=False),
    Column("source", Text, nullable=False),
    CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="whole_point"),
    CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude_on_earth"),
    CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude_on_earth"),
)

unit_hours = Table(
    "unit_hours",
    metadata,
    Column("unit", Text, ForeignKey("unit.slug", ondelete="CASCADE"), primary_key=True),
    Column("weekday", SmallInteger, primary_key=True),
    Column("opens", Time, primary_key=True),
    # At or before `opens`: on the next day, as the domain allows it.
    Column("closes", Time, nullable=False),
    Column("last_ticket", Time),
    CheckConstraint("weekday BETWEEN 1 AND 7", name="iso_weekday"),
    CheckConstraint(
        "opens < closes OR closes = '00:00' OR opens - closes >= interval '10 hours'",
        name="night_is_short",
    ),
    CheckConstraint(
        "CASE WHEN opens < closes THEN last_ticket BETWEEN opens AND closes"
        " ELSE last_ticket >= opens OR last_ticket <= closes END",
        name="ticket_within_hours",
    ),
)

service = Table(
    "service",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("family", Text, nullable=False),
    Column("family_name", Text, nullable=False),
    Column("theme", Text, ForeignKey("theme.slug"), nullable=False),
    Column("name", Text, nullable=False),
    Column("variant", Text, nullable=False),
    Column("is_default", Boolean, nullable=False, server_default=text("false")),
    Column("mode", Text, nullable=False),
    Column("online_if", Text),
    Column("why_in_person", Text),
    Column("steps", JSONB, nullable=False),
    Column("online", JSONB),
    # A list of {"text", "circumstance", "holds", "to_bring"}.
    Column("requirements", JSONB, nullable=False),
    Column("fee", Text, nullable=False),
    Column("processing_time", Text, nullable=False),
    Column("output", Text, nullable=False),
    Column("handover", Text, nullable=False),
    Column("legal_basis", Text, nullable=False),
    words_column("synonyms"),
    words_column("family_synonyms"),
    words_column("complex_cases"),
    Column("source", Text, nullable=False),
    Column("verified_on", Date, nullable=False),
    words_column("local_facts"),
    Column("authority", Text, nullable=False),
    CheckConstraint("mode IN ('daring', 'hibrida', 'tatap_muka')", name="known_mode"),
)

offering = Table(
    "offering",
    metadata,
    Column("service", Text, ForeignKey("service.slug", ondelete="CASCADE"), primary_key=True),
    Column("unit", Text, ForeignKey("unit.slug", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("mode", Text),
    Column("note", Text),
    CheckConstraint("mode IN ('daring', 'hibrida', 'tatap_muka')", name="known_mode"),
)

holiday = Table(
    "holiday",
    metadata,
    Column("day", Date, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("source", Text, nullable=False),
    CheckConstraint(
        "kind IN ('libur_nasional', 'cuti_bersama', 'libur_daerah')", name="known_kind"
    ),
)

# Bumped by triggers on every table above and those of dated rules, whoever writes: readers keep
# the catalogue in memory and look at this one number before each answer.
catalogue_revision = Table(
    "catalogue_revision",
    metadata,
    Column("single", Boolean, primary_key=True, server_default=text("true")),
    Column("revision", BigInteger, nullable=False),
    # Whatever changed after this is in the history.
    instant_column("recorded_since", now=True),
    CheckConstraint("single", name="one_row"),
)

# What is said -----------------------------------------------------------------------------------

# One sequence for both boxes: a reader asks for "everything after the last id I saw".
message_id = Sequence("message_id", metadata=metadata)


def _message_id() -> Column[int]:
    return Column("id", BigInteger, primary_key=True, server_default=message_id.next_value())


conversation = Table(
    "conversation",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    instant_column("created_at", now=True),
    UniqueConstraint("channel", "address"),
)

inbox = Table(
    "inbox",
    metadata,
    _message_id(),
    Column(
        "conversation_id", Uuid, ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False
    ),
    Column("channel", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    # Masked before it came here; the original is kept nowhere.
    Column("text", Text),
    Column("choice", Text),
    # Something that the assistant cannot read; nothing of it is kept but its kind.
    Column("attachment", Text),
    Column("masked", Boolean, nullable=False, server_default=text("false")),
    # The instant to answer for, when the asker named one (demo mode only).
    instant_column("asked_for", nullable=True),
    instant_column("received_at", now=True),
    instant_column("answered_at", nullable=True),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    instant_column("retry_at", nullable=True),
    Column("result", JSONB),
    UniqueConstraint("channel", "external_id"),
    Index("ix_inbox_conversation", "conversation_id", "id"),
    Index(
        "ix_inbox_unanswered", "conversation_id", "id", postgresql_where=text("answered_at IS NULL")
    ),
)

outbox = Table(
    "outbox",
    metadata,
    _message_id(),
    Column(
        "conversation_id", Uuid, ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False
    ),
    Column("inbox_id", BigInteger, ForeignKey("inbox.id", ondelete="CASCADE"), nullable=False),
    # 0, 1, 2, ... are the answer; -1 says that the answer will come later.
    Column("position", SmallInteger, nullable=False),
    Column("text", Text, nullable=False),
    instant_column("created_at", now=True),
    # When the citizen's page or programme took it, or the platform the last part of it.
    instant_column("delivered_at", nullable=True),
    # When to send it next; empty where the citizen fetches it, and once nothing is left to do.
    instant_column("due_at", nullable=True),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("parts_sent", SmallInteger, nullable=False, server_default=text("0")),
    # The platform's id of the last part, and why it will never arrive.
    Column("external_id", Text),
    Column("failure", Text),
    UniqueConstraint("inbox_id", "position"),
    Index("ix_outbox_conversation", "conversation_id", "id"),
    Index("ix_outbox_due", "conversation_id", "id", postgresql_where=text("due_at IS NOT NULL")),
)

choice = Table(
    "choice",
    metadata,
    Column("token", Text, primary_key=True),
    Column("outbox_id", BigInteger, ForeignKey("outbox.id", ondelete="CASCADE"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("title", Text, nullable=False),
    Column("payload", Text, nullable=False),
    UniqueConstraint("outbox_id", "position"),
)

# Questions not understood, or answered in doubt: what the desk learns from.
question = Table(
    "question",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("inbox_id", BigInteger, ForeignKey("inbox.id", ondelete="CASCADE"), nullable=False),
    Column("text", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("aspect", Text),
    Column("service", Text),
    Column("confidence", Float, nullable=False),
    instant_column("asked_at", now=True),
    UniqueConstraint("inbox_id"),
)
