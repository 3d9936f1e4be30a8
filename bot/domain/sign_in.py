"""What is known of somebody who knocks, and of somebody who came in."""

import ipaddress
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from bot.domain.staff import Account

IDLE = timedelta(hours=8)
LONGEST = timedelta(days=7)
# Between password and code; nobody types for longer.
UNFINISHED = timedelta(minutes=10)

# In this order: most browsers name the ones they descend from as well.
_BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "UCBrowser": "UC Browser",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}
_WITH_PORT = re.compile(r"(\[[^\]]+\]|[0-9.]+):[0-9]+")


class Stage(StrEnum):
    """How far a sign-in has come."""

    CODE_NEEDED = "code_needed"
    COMPLETE = "complete"


@dataclass(frozen=True)
class Device:
    """A browser in the words its owner knows it by; empty where it does not say."""

    browser: str = ""
    system: str = ""


@dataclass(frozen=True)
class Visitor:
    """Somebody at the door. `device_token` is the browser's own secret, which it always keeps."""

    network: str
    device_token: str
    device: Device = Device()


@dataclass(frozen=True)
class Session:
    """Somebody who is signed in somewhere, or half way."""

    id: UUID
    account: Account
    stage: Stage
    device: Device
    network: str
    begun_at: datetime
    last_seen_at: datetime


def device_of(user_agent: str) -> Device:
    """Return what a browser says of itself, as far as people know the words."""
    return Device(_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))


def network_of(address: str) -> str:
    """Return whom an address stands for: of IPv6 everybody has a whole /64."""
    # Some proxies write the port as well, another one for every connection.
    with_port = _WITH_PORT.fullmatch(address)
    try:
        found = ipaddress.ip_address((with_port[1] if with_port else address).strip("[]"))
    except ValueError:
        return ""
    if found.version == 4:
        return str(found)
    mapped = found.ipv4_mapped
    return str(mapped) if mapped else str(ipaddress.ip_network(f"{found}/64", strict=False))


def _first(names: dict[str, str], user_agent: str) -> str:
    return next((name for sign, name in names.items() if re.search(rf"\b{sign}\b", user_agent)), "")
