"""How guessing is slowed without locking anybody out: told how often it failed, says yes or no."""

from dataclasses import dataclass
from datetime import timedelta

WINDOW = timedelta(minutes=15)
ATTACK_WINDOW = timedelta(hours=1)

_BY_KNOWN_DEVICE = 10
_BY_STRANGER = 5
_BY_NETWORK = 30
# So many failures of strangers in the longer window are an attack on that account; each network
# may then try less often. One that has not failed yet may always try: it can be the owner.
_IS_ATTACK = 100
_BY_STRANGER_IN_ATTACK = 2
# Six digits are few: strangers together get so many tries at them, then only recovery codes count.
_CODES_OF_STRANGERS = 30


@dataclass(frozen=True)
class Failures:
    """Failed tries before this one. All but the first count those of strange devices alone."""

    by_known_device: int | None  # None: this device never signed in to this account
    by_account_and_network: int = 0
    by_network: int = 0
    by_account: int = 0  # wherever they came from, in the longer window


def may_try(failures: Failures) -> bool:
    """Return whether a password or a recovery code may be tried now."""
    if failures.by_known_device is not None:
        return failures.by_known_device < _BY_KNOWN_DEVICE
    attacked = failures.by_account >= _IS_ATTACK
    allowed = _BY_STRANGER_IN_ATTACK if attacked else _BY_STRANGER
    return failures.by_account_and_network < allowed and failures.by_network < _BY_NETWORK


def may_try_digits(failures: Failures) -> bool:
    """Return whether a code of six digits may be tried now."""
    if failures.by_known_device is None and failures.by_account >= _CODES_OF_STRANGERS:
        return False
    return may_try(failures)
