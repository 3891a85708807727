"""Cursors of long lists: opaque to whoever asks, and good for the one list that gave them out.

A cursor holds the list that it belongs to, the block as of which all pages of it are read, and the place after which
the next page begins. So a list that is read page by page is one list, whatever happens meanwhile.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from pydantic_core import from_json, to_json

from indexer.lookup.problems import Problem

_LONGEST = 400
_BEFORE_ALL = -1


@dataclass(frozen=True)
class ListName:
    """Which list: what it is called, and what was asked of it."""

    name: str
    asked: tuple[object, ...]

    @property
    def digest(self) -> str:
        """What a cursor carries of it."""
        return hashlib.sha256(repr((self.name, self.asked)).encode("utf-8", "backslashreplace")).hexdigest()[:16]


@dataclass(frozen=True)
class Place:
    """Where a page begins: after a block, or after a date and an event's number, or after an id."""

    block: int | None = None
    """Block as of which the list is read; None for the newest."""
    block_hash: str | None = None
    after: tuple[int, ...] = (_BEFORE_ALL,)


def write_cursor(name: ListName, place: Place) -> str:
    """The cursor of the next page."""
    body = to_json([name.digest, place.block, place.block_hash, list(place.after)])
    return base64.urlsafe_b64encode(body).rstrip(b"=").decode("ascii")


def read_cursor(name: ListName, cursor: str | None, length: int = 1) -> Place:
    """The place that a cursor names; the beginning for None. `length` is how many numbers the list's places have.

    Raises Problem for what is no cursor, and for one of another list.
    """
    if cursor is None:
        return Place(after=(_BEFORE_ALL,) * length)
    digest, block, block_hash, after = _parts(cursor)
    if digest != name.digest:
        raise Problem(
            422,
            "cursor-of-another-list",
            "The cursor is of another list",
            "A cursor goes on with the list that gave it out, asked with the same parameters; begin without one.",
            field="cursor",
            value=cursor,
        )
    if len(after) != length:
        raise _invalid(cursor)
    return Place(block, block_hash, tuple(after))


def outdated(cursor: str | None) -> Problem:
    """The problem that the block of a cursor is no longer part of the chain."""
    return Problem(
        410,
        "cursor-outdated",
        "The list has changed under the cursor",
        "The chain was reorganised, and the block as of which the list was read is gone; begin without a cursor.",
        field="cursor",
        value=cursor,
    )


def _parts(cursor: str) -> tuple[str, int, str, list[int]]:
    if len(cursor) > _LONGEST:
        raise _invalid(cursor)
    try:
        body = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        digest, block, block_hash, after = from_json(body)
    except (binascii.Error, ValueError, TypeError):
        raise _invalid(cursor) from None
    fits = (
        isinstance(digest, str)
        and isinstance(block_hash, str)
        and isinstance(after, list)
        and all(_is_place(each) for each in (block, *after))
    )
    if not fits:
        raise _invalid(cursor)
    return digest, block, block_hash, after


def _is_place(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and _BEFORE_ALL <= value < 2**63


def _invalid(cursor: str) -> Problem:
    return Problem(
        422,
        "invalid-cursor",
        "The cursor is not valid",
        "Give the text of `next` from the page before, whole and unchanged, or begin without a cursor.",
        field="cursor",
        value=cursor,
    )
