"""Where documents are kept: what every store does, and what goes wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from chain_gateway.documents.unixfs import Root

MAX_DOCUMENT_BYTES = 1 << 30
"""Largest document that a store takes (1 GiB of what is stored, sealed or not)."""


class DocumentError(Exception):
    """Base of the stores' errors; a malformed identifier is InvalidCid, a damaged tree MalformedTree."""


class DocumentNotFound(DocumentError):
    """The store does not hold the document."""

    def __init__(self, cid: str) -> None:
        super().__init__(f"No document {cid} is stored here. Ask whoever filed it for the file, and store that.")
        self.cid = cid


class DocumentTooLarge(DocumentError):
    """The document is larger than the store takes."""

    def __init__(self, size: int, most: int = MAX_DOCUMENT_BYTES) -> None:
        super().__init__(f"The document has {size:,} bytes or more, the most is {most:,}. Compress or split it.")
        self.size = size
        self.most = most


class DocumentCorrupt(DocumentError):
    """The stored bytes are not the ones that the identifier names."""

    def __init__(self, cid: str, found: str) -> None:
        super().__init__(
            f"Document {cid} is damaged where it is stored: its content is {found}. Restore it from a copy."
        )
        self.cid = cid
        self.found = found


class StoreUnavailable(DocumentError):
    """The store cannot be reached, refuses, or is full: nothing was acknowledged."""

    def __init__(self, what: str, problem: str) -> None:
        super().__init__(f"The document store {what} did not do it: {problem}. Nothing was acknowledged; try again.")
        self.what = what
        self.problem = problem


class TooFewCopies(DocumentError):
    """The document is stored, but on fewer nodes than it must be: it is not acknowledged."""

    def __init__(self, cid: str, copies: int, wanted: int, reasons: str) -> None:
        super().__init__(
            f"Document {cid} is pinned on {copies} of the {wanted} nodes that it must be on ({reasons}). "
            "Bring the nodes back and store it again; what is there already is not sent twice."
        )
        self.cid = cid
        self.copies = copies
        self.wanted = wanted


class Holding(StrEnum):
    """What one node says of one document."""

    PINNED = "pinned"
    MISSING = "missing"
    DAMAGED = "damaged"
    """A block of it is there with other bytes; only `verify` sees that."""
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Copy:
    """One node's copy of a document."""

    node: str
    """`local` for the folder; `node-1`, `node-2` and so on, in the order in which the gateway was told of them."""
    state: Holding


class DocumentStore(Protocol):
    """A store of documents by content. Safe for several threads at once."""

    wanted_copies: int
    """Nodes that must hold a document before it is acknowledged."""

    def add(self, pieces: Iterable[bytes]) -> Root:
        """Store a document that comes in pieces; answers when it is kept, on as many nodes as it must be.

        A second time changes nothing. Raises DocumentTooLarge, StoreUnavailable, TooFewCopies.
        """

    def read(self, cid: str) -> Iterator[bytes]:
        """The document in pieces; each is hashed before it is handed on.

        Raises InvalidCid, DocumentNotFound, DocumentCorrupt, MalformedTree, StoreUnavailable.
        """

    def copies(self, cid: str) -> tuple[Copy, ...]:
        """Which nodes say that they hold it (InvalidCid)."""

    def verify(self, cid: str) -> tuple[Copy, ...]:
        """Which nodes hold it whole and undamaged: every block is read and hashed (InvalidCid)."""

    def repair(self, cid: str) -> tuple[Copy, ...]:
        """Bring it back from the good copies to where it is missing or damaged; what `verify` says then. Raises as
        `read`.
        """


def bounded(pieces: Iterable[bytes], most: int = MAX_DOCUMENT_BYTES) -> Iterator[bytes]:
    """The pieces, as long as they are not more than `most` bytes in all (DocumentTooLarge)."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise DocumentTooLarge(size, most)
        yield piece
