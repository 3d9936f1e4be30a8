"""The accounts that a demo desk shows to everybody, read from their file."""

from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import yaml

from bot.domain.staff import Account, Role

_FILE = Path(__file__).parent / "demo" / "accounts.yml"


@dataclass(frozen=True)
class DemoAccount:
    """An account with the password that the sign-in page shows."""

    account: Account
    password: str


def demo_accounts() -> tuple[DemoAccount, ...]:
    """Return the demo accounts as their file says."""
    rows = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(_demo_account(row) for row in rows)


def _demo_account(row: dict[str, str]) -> DemoAccount:
    # The same person on every desk: a test or a guide can name them.
    known = uuid5(NAMESPACE_URL, f"demo:{row['login']}")
    units = frozenset(row["units"])
    account = Account(known, row["login"], row["name"], Role(row["role"]), units, is_demo=True)
    return DemoAccount(account, row["password"])
