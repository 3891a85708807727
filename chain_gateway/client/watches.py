"""Client of watch lists: what a party is told of the rights, pledges and names that it watches."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from chain_gateway.client.transport import JsonService


@dataclass(frozen=True)
class FeedPage:
    """Some of what a party was told."""

    items: list[dict[str, Any]]
    """Items of a JSON Feed."""
    after: int
    """Where to go on, now or later."""


class WatchClient(JsonService):
    """The watches of the party that `token` names, at the look-up at `base_url`. Raises ServiceUnavailable, Problem."""

    def __init__(
        self, base_url: str, token: str, transport: httpx.BaseTransport | None = None, timeout_seconds: float = 60.0
    ) -> None:
        super().__init__(
            base_url,
            headers={"authorization": f"Bearer {token}"},
            transport=transport,
            timeout_seconds=timeout_seconds,
        )

    def add(
        self,
        *,
        right: str | None = None,
        pledge: int | None = None,
        name: str | None = None,
        certificate_block: int | None = None,
        webhook: str | None = None,
    ) -> dict[str, Any]:
        """Watches exactly one of a right, a pledge and a name from now on. With `webhook` the answer holds the secret
        that verifies its signatures, this once.
        """
        asked = {
            "right": right,
            "pledge": pledge,
            "name": name,
            "certificate_block": certificate_block,
            "webhook": webhook,
        }
        body = {field: value for field, value in asked.items() if value is not None}
        return self._json("POST", "/v1/watches", body=body)

    def all(self) -> list[dict[str, Any]]:
        """The party's watches, the oldest first."""
        found: list[dict[str, Any]] = self._json("GET", "/v1/watches")["watches"]
        return found

    def remove(self, watch: str) -> None:
        """Ends a watch. What it told stays in the feed."""
        self._send("DELETE", f"/v1/watches/{quote(watch, safe='')}")

    def feed(self, after: int = 0, limit: int = 100) -> Iterator[FeedPage]:
        """What the party was told after a place in its feed, page by page, the oldest first; at least one page."""
        while True:
            page = self._json("GET", "/v1/watches/feed.json", query={"after": str(after), "limit": str(limit)})
            after = int(httpx.URL(page["next_url"]).params["after"])
            yield FeedPage(page["items"], after)
            if len(page["items"]) < limit:
                return
