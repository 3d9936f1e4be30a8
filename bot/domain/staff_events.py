"""What is written down about accounts, for auditors: kinds, never words, secrets or guesses."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    """What happened to an account or at the door; the sentences are in events.toml."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_SLOWED = "sign_in_slowed"
    CODE_FAILED = "code_failed"
    RECOVERY_CODE_USED = "recovery_code_used"
    PROVIDER_REFUSED = "provider_refused"
    SIGNED_OUT = "signed_out"
    SESSIONS_ENDED = "sessions_ended"
    PASSWORD_SET = "password_set"  # noqa: S105 - the name of an event
    CODE_TURNED_ON = "code_turned_on"
    CODE_TURNED_OFF = "code_turned_off"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    ACCOUNT_MADE = "account_made"
    ACCOUNT_CHANGED = "account_changed"
    ROLE_CHANGED = "role_changed"
    ACCESS_ENDED = "access_ended"
    ACCESS_GIVEN_BACK = "access_given_back"
    LINK_MADE = "link_made"


@dataclass(frozen=True)
class StaffEvent:
    """One line of the record; `actor` did it to `subject`, both by name where known."""

    id: int
    at: datetime
    kind: EventKind
    actor: str | None
    subject: str | None
    network: str
