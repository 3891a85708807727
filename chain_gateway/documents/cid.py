"""Content identifiers: CID version 1, codec raw, hash sha2-256, text in base32 (https://github.com/multiformats/cid).

One raw block's identifier is the hash of the document itself, so an IPFS node gives the same document the same one.
"""

import base64
import binascii
import hashlib

_PREFIX = bytes((0x01, 0x55, 0x12, 0x20))  # version 1, codec raw, sha2-256, 32 bytes
BINARY_LENGTH = len(_PREFIX) + 32
"""Bytes of a binary identifier."""
TEXT_LENGTH = 59
"""Characters of an identifier in text: "b" and 58 of base32."""


class InvalidCid(ValueError):
    """The value is no content identifier of the form used here."""

    def __init__(self, value: str, problem: str) -> None:
        shown = value if len(value) <= 80 else value[:80] + "..."
        super().__init__(
            f"{shown!r} is no content identifier of this ledger: {problem}. "
            "It takes CID version 1, raw, sha2-256, written in base32 ('bafkrei...')."
        )
        self.value = value
        self.problem = problem


def cid_of(content: bytes) -> str:
    """Identifier of a document, in text."""
    return from_binary(_PREFIX + hashlib.sha256(content).digest())


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
    if not binary.startswith(_PREFIX):
        raise InvalidCid(text, "it is of another version, codec or hash")
    if from_binary(binary) != text:
        raise InvalidCid(text, "its last character holds stray bits")
    return binary


def from_binary(binary: bytes) -> str:
    """Text of a binary identifier (InvalidCid)."""
    if len(binary) != BINARY_LENGTH or not binary.startswith(_PREFIX):
        raise InvalidCid("0x" + binary.hex(), "it is not version 1, raw, sha2-256 of 32 bytes")
    return "b" + base64.b32encode(binary).decode("ascii").rstrip("=").lower()
