"""A bulk filing as the gateway shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chain_gateway.client.errors import Problem


@dataclass(frozen=True)
class BulkRow:
    """What became of one row: a submission or a problem."""

    row: int
    """Counts from 1; empty lines are not counted."""
    reference: str | None
    submission: str | None
    state: str | None
    problem: Problem | None
    """Why the row was refused, or why its submission ended without effect."""

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "BulkRow":
        """Read the gateway's JSON (KeyError or TypeError when it is another thing)."""
        problem = body["problem"]
        return cls(
            row=body["row"],
            reference=body["reference"],
            submission=body["submission"],
            state=body["state"],
            problem=Problem.from_json(problem) if problem is not None else None,
        )


@dataclass(frozen=True)
class Bulk:
    """A bulk filing and how far it is."""

    id: str
    state: str
    """"receiving" (cut off; the same request goes on), "under-way" or "ended"."""
    rows: int
    accepted: int
    refused: int
    states: Mapping[str, int]
    """How many of its submissions are in each state that occurs."""
    failures: tuple[BulkRow, ...]
    """The first 100 rows that were refused or whose submission ended without effect."""
    replayed: bool

    @property
    def ended(self) -> bool:
        """Whether nothing of it will change any more."""
        return self.state == "ended"

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Bulk":
        """Read the gateway's JSON (KeyError or TypeError when it is another thing)."""
        return cls(
            id=body["id"],
            state=body["state"],
            rows=body["rows"],
            accepted=body["accepted"],
            refused=body["refused"],
            states=dict(body["states"]),
            failures=tuple(BulkRow.from_json(row) for row in body["failures"]),
            replayed=body["replayed"],
        )
