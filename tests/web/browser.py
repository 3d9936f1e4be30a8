"""What a browser does with the chat page: keep its cookie, read its token, send and listen."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

MESSAGES = "/api/v1/webchat/messages"


@dataclass
class Browser:
    """An open chat page."""

    client: httpx.AsyncClient
    token: str

    @classmethod
    async def open(cls, client: httpx.AsyncClient) -> "Browser":
        """Load the page and keep what it says."""
        page = (await client.get("/")).text
        found = re.search(r'data-csrf="([^"]+)"', page)
        assert found
        return cls(client, found[1])

    async def send(self, **fields: Any) -> httpx.Response:
        """Send a text or a choice as the page's script does."""
        body = {"external_id": uuid4().hex, **fields}
        return await self.client.post(MESSAGES, json=body, headers={"X-CSRF-Token": self.token})

    async def submit(self, **fields: str) -> httpx.Response:
        """Send a text or a choice as the page's form does where no script runs."""
        return await self.client.post("/kirim", data={"csrf": self.token, **fields})

    async def listen(self, after: int = 0, wait: int = 0) -> dict[str, Any]:
        """Ask for what was said after an id."""
        response = await self.client.get(MESSAGES, params={"after": after, "wait": wait})
        assert response.status_code == 200
        return dict(response.json())

    async def until_answered(self, replies: int = 1) -> list[dict[str, Any]]:
        """Return all messages as soon as the desk said so many of them."""
        after = 0
        messages: list[dict[str, Any]] = []
        while sum(not message["from_citizen"] for message in messages) < replies:
            messages += (await self.listen(after, 20))["messages"]
            after = messages[-1]["id"]
        return messages
