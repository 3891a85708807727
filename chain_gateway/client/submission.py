"""A submission as the gateway shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chain_gateway.client.errors import Problem

TERMINAL_STATES = frozenset({"final", "reverted", "replaced", "dropped"})
"""States that a submission does not leave."""


@dataclass(frozen=True)
class SubmissionBlock:
    """Block that included the submission's transaction."""

    number: int
    hash: str
    time: str
    """ISO 8601, UTC."""


@dataclass(frozen=True)
class SubmissionEvent:
    """One ledger event that the submission caused."""

    sequence: int
    book: str
    name: str
    subject: int | str
    actor: int


@dataclass(frozen=True)
class Submission:
    """One write, from its acceptance to its end."""

    id: str
    state: str
    verb: str
    party: int
    transaction: str | None
    block: SubmissionBlock | None
    error: Problem | None
    """Why the ledger refused it, in state `reverted`."""
    events: tuple[SubmissionEvent, ...]
    """What it caused, once it is included."""
    created_at: str
    updated_at: str
    replayed: bool
    """True when the answer repeats an earlier one with the same Idempotency-Key."""

    @property
    def terminal(self) -> bool:
        """Whether its state will not change any more."""
        return self.state in TERMINAL_STATES

    @property
    def succeeded(self) -> bool:
        """Whether the ledger holds the act, finally."""
        return self.state == "final"

    def event(self, name: str) -> SubmissionEvent:
        """The first event of that name (LookupError when there is none)."""
        for event in self.events:
            if event.name == name:
                return event
        raise LookupError(
            f"Submission {self.id} ({self.state}) caused no {name}; it caused {[e.name for e in self.events]}."
        )

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Submission":
        """Read the gateway's JSON (KeyError or TypeError when it is another thing)."""
        block, error, result = body["block"], body["error"], body["result"]
        return cls(
            id=body["id"],
            state=body["state"],
            verb=body["verb"],
            party=body["party"],
            transaction=body["transaction"],
            block=SubmissionBlock(block["number"], block["hash"], block["time"]) if block is not None else None,
            error=Problem.from_json(error) if error is not None else None,
            events=tuple(
                SubmissionEvent(e["sequence"], e["book"], e["name"], e["subject"], e["actor"]) for e in result["events"]
            )
            if result is not None
            else (),
            created_at=body["created_at"],
            updated_at=body["updated_at"],
            replayed=body["replayed"],
        )
