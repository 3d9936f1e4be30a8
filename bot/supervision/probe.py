"""Ask a local HTTP server whether it answers, with nothing but a socket."""

import asyncio
from urllib.parse import urlsplit

_SECONDS = 5


async def answers(url: str, token: str = "") -> bool:
    """Return whether a GET of the URL is answered with 2xx or 3xx."""
    try:
        status = await asyncio.wait_for(_status(url, token), _SECONDS)
    except (OSError, TimeoutError, ValueError, IndexError):
        return False
    return 200 <= status < 400


async def _status(url: str, token: str) -> int:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
    try:
        lines = [f"GET {parts.path or '/'} HTTP/1.1", f"Host: {parts.netloc}", "Connection: close"]
        if token:
            lines.append(f"Authorization: Bearer {token}")
        writer.write("\r\n".join([*lines, "", ""]).encode())
        return int((await reader.readline()).split()[1])
    finally:
        writer.close()
