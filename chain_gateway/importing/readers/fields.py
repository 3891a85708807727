"""What the readers share: sizes, dates as the layouts write them, values that mean "nothing", and JSON objects read
with care.
"""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from chain_gateway.importing.errors import MalformedFile, shown
from chain_gateway.importing.records import UnreadableField, UnreadableRow, clean

MAX_FILE_BYTES = 256 * 1024 * 1024
"""Largest file that is read as a stream."""
MAX_TREE_BYTES = 64 * 1024 * 1024
"""Largest XML file: its parser holds one instrument at a time, and what lies between them."""
MAX_ROWS = 250_000
"""Most rows of one file; a plan holds them all, at about a kilobyte each."""

_NOTHING = frozenset({"", "null", "none"})
_FORMS = {
    "YYYY-MM-DD": (re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})"), (1, 2, 3)),
    "YYYYMMDD": (re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"), (1, 2, 3)),
    "MM-DD-YYYY": (re.compile(r"([0-9]{2})-([0-9]{2})-([0-9]{4})"), (3, 1, 2)),
    "MM/DD/YYYY": (re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})"), (3, 1, 2)),
}


def require_size(path: Path, limit: int) -> None:
    """MalformedFile when the file is not there, no file, or larger than `limit` bytes."""
    try:
        if not path.is_file():
            raise MalformedFile(path, "", "path", path.name, "there is no such file")
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        raise MalformedFile(path, "", "path", path.name, f"cannot be opened: {error}") from None
    if size > limit:
        raise MalformedFile(path, "", "size", size, f"larger than {limit} bytes; split it")


def stated(field: str, value: object) -> str:
    """A text, where a layout writes "NULL" or "null" for nothing; UnreadableField when it is no text or number."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise UnreadableField(field, value, "is not a text")
    text = clean(field, str(value))
    return "" if text.casefold() in _NOTHING else text


def legal_date(field: str, value: str, form: str) -> date | None:
    """A date in one of the layouts' forms; None for nothing and for the year 1, which stands for it."""
    text = stated(field, value)
    if not text:
        return None
    pattern, (year, month, day) = _FORMS[form]
    match = pattern.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        found = date(int(match[year]), int(match[month]), int(match[day]))
    except ValueError:
        raise UnreadableField(field, value, f"is not a date of the form {form}") from None
    return None if found.year == 1 else found


def count(field: str, value: object) -> int | None:
    """A number of things; None when it is not stated."""
    text = stated(field, value)
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,7}", text):
        raise UnreadableField(field, value, "is not a number of things")
    return int(text)


def member(entry: Mapping[str, Any], name: str) -> Any:
    """The member of a JSON object, None when it is missing."""
    return entry.get(name)


def objects(field: str, value: object) -> list[Mapping[str, Any]]:
    """A list of JSON objects; null is an empty one."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise UnreadableField(field, value, "is not a list of objects")
    return value


def unreadable(path: Path, line: int, error: UnreadableField) -> UnreadableRow:
    """The row that the error is about, as it is reported."""
    return UnreadableRow(path.name, line, error.field, shown(error.value), error.problem)
