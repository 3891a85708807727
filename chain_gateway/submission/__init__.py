"""Accepted writes on their way to the ledger: persisted first, then numbered, signed, sent and watched."""

from chain_gateway.submission.errors import (
    AmbiguousName,
    IdempotencyKeyReused,
    MovedByAnother,
    NameKnown,
    NamePending,
    StoreOfAnotherLedger,
    SubmissionError,
    UnknownSubmission,
)
from chain_gateway.submission.lifecycle import TERMINAL, Happening, IllegalTransition, State, advance
from chain_gateway.submission.records import (
    Accepted,
    AuditAct,
    DirectoryEntry,
    NewSubmission,
    Offer,
    Request,
    Submission,
)
from chain_gateway.submission.store import Store, open_store
from chain_gateway.submission.submitter import Step, Submitter, refusal

__all__ = [
    "TERMINAL",
    "Accepted",
    "AmbiguousName",
    "AuditAct",
    "DirectoryEntry",
    "Happening",
    "IdempotencyKeyReused",
    "IllegalTransition",
    "MovedByAnother",
    "NameKnown",
    "NamePending",
    "NewSubmission",
    "Offer",
    "Request",
    "State",
    "Step",
    "Store",
    "StoreOfAnotherLedger",
    "Submission",
    "SubmissionError",
    "Submitter",
    "UnknownSubmission",
    "advance",
    "open_store",
    "refusal",
]
