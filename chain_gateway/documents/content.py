"""What a document may be: its type by its first bytes, its name, and what an archive would unpack to."""

import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain

MAX_NAME = 200
"""Characters of a file name."""
MAX_ARCHIVE_BYTES = 32 << 20
"""Largest archive (office documents are archives): it is looked at as a whole."""
MAX_UNPACKED_BYTES = 512 << 20
MAX_ENTRIES = 10_000
MAX_RATIO = 200
"""How much larger than the archive its content may be."""

OPAQUE = "application/octet-stream"
_OFFICE = "application/vnd.openxmlformats-officedocument."
ARCHIVES = frozenset(
    {"application/zip", *(_OFFICE + kind for kind in ("wordprocessingml.document", "spreadsheetml.sheet"))}
)
_BEGINNINGS = {
    "application/pdf": (b"%PDF-",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/tiff": (b"II*\x00", b"MM\x00*"),
    **dict.fromkeys(ARCHIVES, (b"PK\x03\x04",)),
}
_TEXTS = frozenset({"text/plain", "text/csv", "application/json", "application/sd-jwt"})
ACCEPTED = frozenset({*_BEGINNINGS, *_TEXTS, OPAQUE})
"""Types that are taken. A browser shows none of them as a page."""


class RefusedContent(ValueError):
    """The document is not taken; `field` is what is wrong: `content`, `content-type` or `name`."""

    def __init__(self, field: str, value: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field
        self.value = value[:80]


def media_type_of(header: str) -> str:
    """The type that a Content-Type header names (RefusedContent)."""
    kind = header.split(";")[0].strip().lower()
    if kind not in ACCEPTED:
        raise RefusedContent("content-type", kind, f"Send one of {', '.join(sorted(ACCEPTED))}.")
    return kind


def file_name(name: str) -> str:
    """A file's own name, without a folder (RefusedContent)."""
    if not 1 <= len(name) <= MAX_NAME:
        raise RefusedContent("name", name, f"A file name has 1 to {MAX_NAME} characters.")
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for letter in name):
        raise RefusedContent("name", name, "A file name has no control characters and none that turn its direction.")
    if name != name.strip() or name in (".", "..") or any(letter in name for letter in '/\\:*?"<>|'):
        raise RefusedContent("name", name, 'Name the file without its folder, and without any of / \\ : * ? " < > |.')
    return name


def inspected(pieces: Iterable[bytes], kind: str) -> Iterator[bytes]:
    """The pieces, once what they begin with (of an archive: all of it) is what the type says (RefusedContent)."""
    source = iter(pieces)
    if kind in ARCHIVES:
        whole = _collected(source)
        _check_beginning(whole, kind)
        _check_archive(whole)
        yield whole
        return
    head = b""
    while len(head) < 16 and (piece := next(source, None)) is not None:
        head += piece
    _check_beginning(head, kind)
    for piece in chain((head,), source):
        if kind in _TEXTS and b"\0" in piece:
            raise RefusedContent("content", kind, "A text has no NUL.")
        yield piece


def _collected(source: Iterator[bytes]) -> bytes:
    held = bytearray()
    for piece in source:
        held += piece
        if len(held) > MAX_ARCHIVE_BYTES:
            raise RefusedContent("content", "", f"An archive has at most {MAX_ARCHIVE_BYTES >> 20} MiB.")
    return bytes(held)


def _check_beginning(head: bytes, kind: str) -> None:
    beginnings = _BEGINNINGS.get(kind)
    if beginnings is not None and not head.startswith(beginnings):
        raise RefusedContent("content-type", kind, f"The document does not begin as {kind} does: name its own type.")


def _check_archive(whole: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, RecursionError):
        raise RefusedContent("content", "", "The archive is damaged.") from None
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * len(whole) + (1 << 20):
        raise RefusedContent(
            "content", "", f"The archive would unpack to {unpacked:,} bytes in {len(entries):,} files: that is refused."
        )
    for entry in entries:
        if entry.filename.startswith(("/", "\\")) or ".." in entry.filename.replace("\\", "/").split("/"):
            raise RefusedContent(
                "content", entry.filename, "A file of the archive would be written outside its folder."
            )
