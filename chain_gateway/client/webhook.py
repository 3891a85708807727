"""Webhooks as the gateway shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Webhook:
    """Where the party is told of the end of its submissions."""

    id: str
    url: str
    created_at: str
    created_by: str
    previous_secret_until: str | None
    secret: str | None = field(default=None, repr=False)
    """Verifies signatures; only in the answers that made it."""

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Webhook":
        """Read the gateway's JSON (KeyError or TypeError when it is another thing)."""
        return cls(
            id=body["id"],
            url=body["url"],
            created_at=body["created_at"],
            created_by=body["created_by"],
            previous_secret_until=body["previous_secret_until"],
            secret=body.get("secret"),
        )


@dataclass(frozen=True)
class Delivery:
    """One message to a webhook."""

    message: str
    """Its id, the same in every attempt."""
    event: str
    submission: str | None
    state: str
    """"pending", "delivered" or "dead"."""
    attempts: int
    status: int | None
    problem: str | None

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Delivery":
        """Read the gateway's JSON (KeyError or TypeError when it is another thing)."""
        return cls(
            message=body["message"],
            event=body["event"],
            submission=body["submission"],
            state=body["state"],
            attempts=body["attempts"],
            status=body["status"],
            problem=body["problem"],
        )
