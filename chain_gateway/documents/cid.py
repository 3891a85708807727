"""Content identifiers: CID version 1, hash sha2-256, text in base32 (https://github.com/multiformats/cid).

A document of at most one chunk is one raw block, and its identifier is the hash of the document itself. A larger one
is a tree of chunks whose root is a dag-pb node (see `unixfs`). Both are what an IPFS node gives the same bytes.
"""

import base64
import binascii
import hashlib

RAW = 0x55
"""Codec of a block that is a piece of a document, or a whole one."""
DAG_PB = 0x70
"""Codec of a node that lists pieces."""

_CODECS = (RAW, DAG_PB)
BINARY_LENGTH = 36
"""Bytes of a binary identifier: version, codec, hash function, length of the hash, hash."""
TEXT_LENGTH = 59
"""Characters of an identifier in text: "b" and 58 of base32."""


class InvalidCid(ValueError):
    """The value is no content identifier of the form used here."""

    def __init__(self, value: str, problem: str) -> None:
        shown = value if len(value) <= 80 else value[:80] + "..."
        super().__init__(
            f"{shown!r} is no content identifier of this ledger: {problem}. "
            "It takes CID version 1, raw or dag-pb, sha2-256, written in base32 ('bafkrei...' or 'bafybei...')."
        )
        self.value = value
        self.problem = problem


def cid_of_block(block: bytes | memoryview, codec: int = RAW) -> str:
    """Identifier of one block, in text."""
    return from_binary(bytes((0x01, codec, 0x12, 0x20)) + hashlib.sha256(block).digest())


def codec_of(text: str) -> int:
    """RAW or DAG_PB (InvalidCid)."""
    return to_binary(text)[1]


def to_binary(text: str) -> bytes:
    """The 36 bytes of an identifier in text, as the ledger's events carry it (InvalidCid)."""
    if len(text) != TEXT_LENGTH or not text.isascii():
        raise InvalidCid(text, f"it has {len(text)} characters instead of {TEXT_LENGTH} of ASCII")
    if not text.startswith("b") or text != text.lower():
        raise InvalidCid(text, "it is not in lower-case base32")
    try:
        binary = base64.b32decode(text[1:].upper() + "======")
    except binascii.Error:
        raise InvalidCid(text, "it is not in lower-case base32") from None
    if not _is_ours(binary):
        raise InvalidCid(text, "it is of another version, codec or hash")
    if from_binary(binary) != text:
        raise InvalidCid(text, "its last character holds stray bits")
    return binary


def from_binary(binary: bytes) -> str:
    """Text of a binary identifier (InvalidCid)."""
    if not _is_ours(binary):
        raise InvalidCid("0x" + binary.hex(), "it is not version 1, raw or dag-pb, sha2-256 of 32 bytes")
    return "b" + base64.b32encode(binary).decode("ascii").rstrip("=").lower()


def _is_ours(binary: bytes) -> bool:
    return len(binary) == BINARY_LENGTH and binary[0] == 1 and binary[1] in _CODECS and binary[2:4] == b"\x12\x20"
