"""What the store holds, as immutable values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chain_gateway.submission.lifecycle import TERMINAL, Happening, State, advance

FILL = "fill"
"""Verb of a no-op that closes a gap in a lane."""


@dataclass(frozen=True)
class NewSubmission:
    """A write that was accepted, before it has an id."""

    verb: str
    """Verb of the ledger, such as "file" or "record_amendment"."""
    party: int
    """The acting party, 0 for the governance."""
    signer: str
    """Checksum address of the key that will sign; it names the lane."""
    book: str
    to: str
    """Checksum address of the book."""
    data: bytes
    gas: int


@dataclass(frozen=True)
class Submission:
    """One write, from its acceptance to its end."""

    id: str
    state: State
    verb: str
    party: int
    signer: str
    book: str
    to: str
    data: bytes
    gas: int
    nonce: int | None
    raw_transaction: bytes | None
    transaction_hash: bytes | None
    filler: bool
    """Whether its transaction is a no-op, because no node would take the act's own or to close a gap."""
    broadcast_at: str | None
    """When a node first took it; ISO 8601, UTC."""
    block_number: int | None
    block_hash: bytes | None
    block_time: int | None
    """Chain time of the including block, seconds since 1970 UTC."""
    error: Mapping[str, Any] | None
    """Why it ended without effect: {"code", "message", "advice", "name", "arguments"}."""
    events: tuple[Mapping[str, Any], ...] | None
    """Ledger events it caused: {"sequence", "book", "name", "subject", "actor"}; None before inclusion."""
    created_at: str
    """ISO 8601, UTC."""
    updated_at: str

    @property
    def terminal(self) -> bool:
        """Whether its state will not change any more."""
        return self.state in TERMINAL


@dataclass(frozen=True)
class Signed:
    """A signed transaction."""

    raw: bytes
    hash: bytes


@dataclass(frozen=True)
class Pledged:
    """Who pledged what."""

    rights: tuple[bytes, ...]
    """Asset keys, ascending."""
    pledgors: tuple[int, ...]
    """Ids, ascending."""


@dataclass(frozen=True)
class Remembered:
    """What the gateway's own tables take over from the events of one submission."""

    parties: tuple[int, ...] = ()
    """Ids of the parties entered or renamed, in the order of the entries."""
    pledged: Mapping[int, Pledged] = field(default_factory=dict)
    """The pledges filed or carried over."""
    freed: Mapping[int, tuple[bytes, ...]] = field(default_factory=dict)
    """Rights taken off a pledge."""
    added: Mapping[int, tuple[bytes, ...]] = field(default_factory=dict)
    """Rights added to a pledge."""


@dataclass(frozen=True)
class Move:
    """What happened to one submission, with all that is to be noted of it."""

    id: str
    state: State
    """The state that it is in before."""
    happenings: tuple[Happening, ...]
    """One after the other."""
    error: Mapping[str, Any] | None = None
    """Why it ends without effect."""
    block: tuple[int, bytes, int] | None = None
    """Number, hash and time of the block that holds it."""
    events: tuple[Mapping[str, Any], ...] = ()
    """Ledger events that it caused there."""
    included: tuple[bytes, bool] | None = None
    """Hash of the transaction that is in the block, and whether that is a no-op."""
    remembered: Remembered = Remembered()

    @property
    def end(self) -> State:
        """The state after it. Raises IllegalTransition."""
        state = self.state
        for happening in self.happenings:
            state = advance(state, happening)
        return state


@dataclass(frozen=True)
class LaneDepth:
    """How much one lane has to do."""

    signer: str
    prepared: int
    """Accepted and not signed yet."""
    in_flight: int
    """Signed or broadcast, and in no block yet."""
    included: int
    """In a block that is not final yet."""
    oldest: str
    """When the oldest that is not final yet was accepted."""


@dataclass(frozen=True)
class Request:
    """Who asked for a write, and with which words; for the audit of acts and for idempotency."""

    subject: str
    """The person or service that the token names."""
    party: int
    verb: str
    body_hash: bytes
    """sha256 over the path and the body, 32 bytes."""
    idempotency_key: str | None = None
    """Key of the request; None when the request sends nothing to the ledger."""
    token_id: str | None = None
    """Id of the token that the request came with."""
    certificate: str | None = None
    """SHA-256 of the client certificate that it came with, 64 hexadecimal digits."""


@dataclass(frozen=True)
class Hold:
    """That an act waits for a second person, and what that one is shown."""

    arguments: Mapping[str, Any]
    """The call that would be signed, as JSON has it. It may hold amounts and names: for the party's own eyes."""
    expires_at: str
    """ISO 8601, UTC; afterwards the act is dropped."""


@dataclass(frozen=True)
class HeldAct:
    """An act that waits, or waited, for a second person of the same party."""

    submission_id: str
    party: int
    verb: str
    asked_by: str
    """Subject of the token that asked for it; it cannot decide on it."""
    asked_at: str
    arguments: Mapping[str, Any]
    expires_at: str
    decision: str | None
    """"approved", "rejected", "expired", or None while it waits."""
    decided_by: str | None
    decided_at: str | None
    reason: str | None


@dataclass(frozen=True)
class DirectoryEntry:
    """A party's name as this gateway knows it; for a natural person it is nowhere else."""

    name: str
    identifier: str
    kind: str
    salt: bytes
    """Random 32 bytes of a natural person's commitment, empty for an institution."""
    party: int | None = None
    """Its id, None while it is being entered; given of a party that is renamed."""


@dataclass(frozen=True)
class Offer:
    """A write as it is handed in, one of several that are accepted together."""

    new: NewSubmission
    request: Request
    entries: tuple[DirectoryEntry, ...] = ()
    """Names of the parties that it enters."""
    hold: Hold | None = None
    """That it waits for a second person before anything is signed."""


@dataclass(frozen=True)
class Timing:
    """When a submission that ended was accepted, first broadcast, and ended (ISO 8601, UTC)."""

    id: str
    created_at: str
    broadcast_at: str | None
    """None of one that was never broadcast."""
    ended_at: str


@dataclass(frozen=True)
class Accepted:
    """A write that is in the outbox."""

    submission: Submission
    replayed: bool
    """Whether an earlier request with the same key is what is answered."""


@dataclass(frozen=True)
class AuditAct:
    """One entry of the audit of acts; each holds the hash of the one before."""

    sequence: int
    at: str
    subject: str
    party: int
    verb: str
    body_hash: bytes
    submission_id: str | None
    outcome: str
    """"accepted", "held" (it waits for a second person), "approved", "rejected", "expired", "replayed" or "refused"."""
    problem: str | None
    """Problem code of a refused act."""
    token_id: str | None
    certificate: str | None
    """SHA-256 of the client certificate, 64 hexadecimal digits."""
    signer: str | None
    """Checksum address of the key that signs the act, where it is known."""
    previous: bytes
    hash: bytes
