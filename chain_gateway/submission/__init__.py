"""Accepted writes on their way to the ledger: persisted first, then numbered, signed, sent and watched."""

from chain_gateway.submission.bulks import AnotherFile, Bulk, BulkRow, UnknownBulk
from chain_gateway.submission.distant import Acceptor, DistantWorker
from chain_gateway.submission.errors import (
    AmbiguousName,
    IdempotencyKeyReused,
    MovedByAnother,
    NameKnown,
    NamePending,
    NotAwaitingApproval,
    SecondPersonNeeded,
    StoreOfAnotherLedger,
    SubmissionError,
    UnknownSubmission,
)
from chain_gateway.submission.lifecycle import TERMINAL, Happening, IllegalTransition, State, advance
from chain_gateway.submission.quotas import Draw, Lent, Quotas
from chain_gateway.submission.records import (
    Accepted,
    AuditAct,
    DirectoryEntry,
    HeldAct,
    Hold,
    LaneDepth,
    Move,
    NewSubmission,
    Offer,
    Request,
    Signed,
    Submission,
)
from chain_gateway.submission.refusals import refusal
from chain_gateway.submission.store import Store, open_store
from chain_gateway.submission.submitter import Submitter
from chain_gateway.submission.work import Early, PipelineSettings, Step

__all__ = [
    "TERMINAL",
    "Accepted",
    "Acceptor",
    "AmbiguousName",
    "AnotherFile",
    "AuditAct",
    "Bulk",
    "BulkRow",
    "DirectoryEntry",
    "DistantWorker",
    "Draw",
    "Early",
    "Happening",
    "HeldAct",
    "Hold",
    "IdempotencyKeyReused",
    "IllegalTransition",
    "LaneDepth",
    "Lent",
    "Move",
    "MovedByAnother",
    "NameKnown",
    "NamePending",
    "NewSubmission",
    "NotAwaitingApproval",
    "Offer",
    "PipelineSettings",
    "Quotas",
    "Request",
    "SecondPersonNeeded",
    "Signed",
    "State",
    "Step",
    "Store",
    "StoreOfAnotherLedger",
    "Submission",
    "SubmissionError",
    "Submitter",
    "UnknownBulk",
    "UnknownSubmission",
    "advance",
    "open_store",
    "refusal",
]
