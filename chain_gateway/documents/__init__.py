"""Documents by content identifier. A leaf: the ledger holds identifiers only, the documents stay here.

`kubo` (an IPFS node as the store) and `disclosure` (fields opened one by one) are imported by name where they are
wanted.
"""

from chain_gateway.documents.cid import InvalidCid, from_binary, to_binary
from chain_gateway.documents.local import LocalStore
from chain_gateway.documents.store import (
    MAX_DOCUMENT_BYTES,
    Copy,
    DocumentCorrupt,
    DocumentError,
    DocumentNotFound,
    DocumentStore,
    DocumentTooLarge,
    Holding,
    StoreUnavailable,
    TooFewCopies,
)
from chain_gateway.documents.unixfs import ForeignTree, MalformedTree, Root, cid_of

__all__ = [
    "MAX_DOCUMENT_BYTES",
    "Copy",
    "DocumentCorrupt",
    "DocumentError",
    "DocumentNotFound",
    "DocumentStore",
    "DocumentTooLarge",
    "ForeignTree",
    "Holding",
    "InvalidCid",
    "LocalStore",
    "MalformedTree",
    "Root",
    "StoreUnavailable",
    "TooFewCopies",
    "cid_of",
    "from_binary",
    "to_binary",
]
