"""Encryption of a document before it is stored: AES-256-GCM in segments, so that no document is held in memory whole.

Layout: a header of 16 bytes (`PLEDGEDOC`, version, nonce prefix of 6 bytes), then segments of 256 KiB of plaintext,
each followed by its tag of 16 bytes. Segment i is sealed under the nonce `prefix | i (4 bytes, big-endian) | last (2
bytes)`, `last` being 1 for the last segment and 0 for the others, with the header as additional data. Segments can
therefore be neither changed, exchanged, left out nor added: the STREAM construction (Hoang, Reyhanitabar, Rogaway,
Vizár, 2015, https://eprint.iacr.org/2015/189). A key seals one document only, so no nonce is used twice.
"""

import os
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
SEGMENT = 262_144
"""Bytes of plaintext in a segment; the last may be shorter, or empty."""
TAG = 16
_MAGIC = b"PLEDGEDOC\x01"
HEADER_BYTES = 16
_MAX_SEGMENTS = 2**32


class Unreadable(ValueError):
    """The sealed document cannot be opened: another key, or bytes that were changed, left out or added."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"The document cannot be opened: {problem}.")
        self.problem = problem


def new_key() -> bytes:
    """A fresh key for one document."""
    return os.urandom(KEY_BYTES)


def sealed_size(size: int) -> int:
    """Bytes of a sealed document of `size` bytes of plaintext."""
    segments = max(1, -(-size // SEGMENT))
    return HEADER_BYTES + size + segments * TAG


def seal(pieces: Iterable[bytes], key: bytes) -> Iterator[bytes]:
    """The sealed document, piece by piece. `key` is of `new_key`, and never used for another document."""
    prefix = os.urandom(6)
    header = _MAGIC + prefix
    cipher = AESGCM(key)
    yield header
    for index, segment, last in _segments(pieces, SEGMENT):
        yield cipher.encrypt(_nonce(prefix, index, last=last), segment, header)


def unseal(pieces: Iterable[bytes], key: bytes) -> Iterator[bytes]:
    """The plaintext, segment by segment; each is checked before it is handed on (Unreadable).

    What was handed on before an error is genuine, but not the whole document: a caller must not take it for one.
    """
    source = iter(pieces)
    head = bytearray()
    while len(head) < HEADER_BYTES:
        piece = next(source, None)
        if piece is None:
            raise Unreadable(f"it ends after {len(head)} bytes")
        head += piece
    header, rest = bytes(head[:HEADER_BYTES]), bytes(head[HEADER_BYTES:])
    if not header.startswith(_MAGIC):
        raise Unreadable("it is not sealed as this ledger seals documents")
    cipher = AESGCM(key)

    def remaining() -> Iterator[bytes]:
        if rest:
            yield rest
        yield from source

    for index, segment, last in _segments(remaining(), SEGMENT + TAG):
        try:
            yield cipher.decrypt(_nonce(header[len(_MAGIC) :], index, last=last), segment, header)
        except InvalidTag:
            raise Unreadable("the key is another one, or the bytes were changed") from None


def _segments(pieces: Iterable[bytes], length: int) -> Iterator[tuple[int, bytes, bool]]:
    """(index, segment, whether it is the last); the last one is known only when the source has ended."""
    held = bytearray()
    index = 0
    for piece in pieces:
        held += piece
        while len(held) > length:
            yield index, bytes(held[:length]), False
            del held[:length]
            index += 1
            if index == _MAX_SEGMENTS:
                raise Unreadable(f"it has more than {_MAX_SEGMENTS} segments")
    yield index, bytes(held), True


def _nonce(prefix: bytes, index: int, *, last: bool) -> bytes:
    return prefix + index.to_bytes(4, "big") + (b"\x00\x01" if last else b"\x00\x00")
