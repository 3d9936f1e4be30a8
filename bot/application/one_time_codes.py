"""Codes of six digits from a telephone, and the recovery codes for when it is lost."""

import hmac
import re
import secrets
from datetime import datetime

import pyotp

ISSUER = "Tanya Loket"
_STEP_SECONDS = 30
# Telephones' clocks differ: the half minute before and after count as well.
_NEIGHBOURS = (0, -1, 1)
_RECOVERY_CODES = 10
_RECOVERY_GROUPS = 4
_GROUP = 4
# Letters that nobody takes for another: no I, L, O, 0, 1.
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def new_secret() -> str:
    """Return a secret for a telephone to keep."""
    return pyotp.random_base32()


def address_of(secret: str, login: str) -> str:
    """Return the address that a telephone's application reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def step_of(code: str, secret: str, at: datetime) -> int | None:
    """Return the half minute whose code this is, None where it is of none near `at`."""
    digits = "".join(code.split())
    if not is_digits(code):
        return None
    now = int(at.timestamp()) // _STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in (now + each for each in _NEIGHBOURS):
        if hmac.compare_digest(totp.generate_otp(step), digits):
            return step
    return None


def is_digits(code: str) -> bool:
    """Return whether a code is one of six digits, as a telephone shows them."""
    return bool(re.fullmatch(r"[0-9]{6}", "".join(code.split())))


def new_recovery_codes() -> tuple[str, ...]:
    """Return codes of some 79 random bits each, in groups that can be read aloud."""
    return tuple(
        "-".join(
            "".join(secrets.choice(_LETTERS) for _ in range(_GROUP))
            for _ in range(_RECOVERY_GROUPS)
        )
        for _ in range(_RECOVERY_CODES)
    )


def normal_recovery_code(typed: str) -> str:
    """Return a recovery code as it was given, however it was typed."""
    letters = re.sub(r"[^A-Z0-9]", "", typed.upper())
    return "-".join(letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP))
