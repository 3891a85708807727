"""The entries of a JSON array, one at a time, so that a file of any length needs the memory of its longest entry.

The nesting is counted before anything is decoded: a decoder that follows it by recursion can crash the process.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from pydantic_core import from_json

from chain_gateway.importing.errors import MalformedFile
from chain_gateway.importing.readers.fields import MAX_FILE_BYTES, MAX_ROWS, require_size

_CHUNK = 64 * 1024
MAX_ENTRY = 4 * 1024 * 1024
"""Longest entry in characters."""
MAX_DEPTH = 64
"""Deepest nesting; the real layouts have five."""
_MARK = re.compile(r'[\[\]{},"]')
_IN_TEXT = re.compile(r'["\\]')


def json_entries(path: Path) -> Iterator[tuple[int, Any]]:
    """Ordinal (from 1) and value of each entry of the array that the file is. Raises MalformedFile."""
    require_size(path, MAX_FILE_BYTES)
    for number, text in enumerate(_texts(path), start=1):
        if number > MAX_ROWS:
            _refuse(path, number, number, f"more than {MAX_ROWS} entries; split the file")
        try:
            yield number, from_json(text, allow_inf_nan=False, cache_strings="keys")
        except ValueError as error:
            _refuse(path, number, text.strip(), f"is not JSON: {error}")


def _texts(path: Path) -> Iterator[str]:
    """The text of each entry, up to the comma or bracket that ends it."""
    pieces: list[str] = []
    size = depth = number = skip = 0
    in_text = ended = False
    for chunk in _chunks(path):
        at, start, skip = skip, 0, 0
        if depth == 0 and not ended:
            blank = len(chunk) - len(chunk.lstrip())
            if blank == len(chunk):
                continue
            if chunk[blank] != "[":
                raise MalformedFile(path, "start", "array", chunk[blank : blank + 40], "is not a JSON array")
            depth, at, start = 1, blank + 1, blank + 1
        while not ended and (mark := (_IN_TEXT if in_text else _MARK).search(chunk, at)):
            at, sign = mark.end(), mark[0]
            if in_text:
                in_text = sign != '"'
                at += sign == "\\"  # the character after a backslash never ends the text
            elif sign == '"':
                in_text = True
            elif sign in "[{":
                depth += 1
                if depth > MAX_DEPTH:
                    _refuse(path, number + 1, sign, "is nested too deeply")
            elif sign in "]}":
                depth -= 1
                if depth == 0 and sign == "}":
                    _refuse(path, number + 1, sign, "the array is closed by the wrong bracket")
            if (depth == 0 and sign == "]") or (depth == 1 and sign == "," and not in_text):
                pieces.append(chunk[start : at - 1])
                text = "".join(pieces)
                ended = depth == 0
                if text.strip() or number or not ended:  # "[]" has no entry, "[,]" has two that are none
                    number += 1
                    yield text
                pieces, size, start = [], 0, at
        skip = max(0, at - len(chunk))
        if ended:
            if chunk[start:].strip():
                raise MalformedFile(
                    path, "end", "array", chunk[start : start + 40], "goes on after the end of the array"
                )
            continue
        pieces.append(chunk[start:])
        size += len(chunk) - start
        if size > MAX_ENTRY:
            _refuse(path, number + 1, chunk, f"is longer than {MAX_ENTRY} characters, or its end is missing")
    if not depth and not ended:
        raise MalformedFile(path, "start", "array", "", "is not a JSON array: the file is empty")
    if not ended:
        _refuse(path, number + 1, "".join(pieces).strip(), "the end of the array is missing")


def _chunks(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8-sig", newline="") as text:
        try:
            while chunk := text.read(_CHUNK):
                yield chunk
        except UnicodeDecodeError as error:
            raise MalformedFile(path, "", "encoding", "", f"is not UTF-8: {error.reason}") from None


def _refuse(path: Path, number: int, value: object, problem: str) -> NoReturn:
    raise MalformedFile(path, f"entry {number}", "entry", str(value)[:200], problem)
