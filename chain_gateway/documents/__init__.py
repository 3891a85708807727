"""Documents by content identifier. A leaf: the ledger holds identifiers only, the documents stay here."""

from chain_gateway.documents.cid import InvalidCid, cid_of, from_binary, to_binary
from chain_gateway.documents.store import (
    MAX_DOCUMENT_BYTES,
    DocumentCorrupt,
    DocumentError,
    DocumentNotFound,
    DocumentTooLarge,
    LocalStore,
)

__all__ = [
    "MAX_DOCUMENT_BYTES",
    "DocumentCorrupt",
    "DocumentError",
    "DocumentNotFound",
    "DocumentTooLarge",
    "InvalidCid",
    "LocalStore",
    "cid_of",
    "from_binary",
    "to_binary",
]
