"""Places in the ledger's history, as the store keeps them: blocks, and the event up to which all is known. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class IndexedBlock:
    """A block that the store holds.

    `sequence` and `head` are the ledger's position after it: the number of the newest event and the rolling hash.
    """

    number: int
    hash: bytes
    parent_hash: bytes
    time: int
    """Chain time, in seconds since 1970-01-01 UTC."""
    sequence: int
    head: bytes


@dataclass(frozen=True)
class Position:
    """A place in the ledger's history: the newest event's number (0 before the first) and the rolling hash up to it."""

    sequence: int
    head: bytes
