"""The source record of an instrument: what was read of it, as canonical JSON (RFC 8785), the document behind each
migrated act.

What all rows share stands once under `common`; `columns` names what differs and `rows` has a list of it for each row,
in the order read. File names and line numbers are not in it, so that the same record read from two places is the same
document. A document holds at most 256 KiB; should the titles of a large instrument not fit, they follow in documents of
their own, which the record names by their SHA-256.

The name of a natural person is not in it: its content identifier is public, and a name can be guessed and tried against
it. Where a party is classed a natural person it says "natural person" and nothing else, and where a description or
title repeats the name as recorded, the same.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import rfc8785

from chain_gateway.importing.instruments import Instrument
from chain_gateway.importing.parties import is_institution, party_name
from chain_gateway.importing.records import Record

MAX_BYTES = 256 * 1024
"""Largest document."""
CONTENT_TYPE = "application/json"
FORMAT = "pledgebook-source-record/1"
PERSON = "natural person"
"""What stands for the name of a natural person."""

_FIELDS = (
    "source",
    "conveyance_text",
    "patent_no",
    "application_no",
    "references",
    "executed_on",
    "recorded_on",
    "pledgors",
    "pledgees",
    "old_pledgees",
    "title",
    "rights_stated",
)


class SourceTooLarge(ValueError):
    """The record of an instrument does not fit into a document even without its titles."""

    def __init__(self, number: str, size: int) -> None:
        super().__init__(
            f"the record of instrument {number} has {size} bytes without its titles; a document holds {MAX_BYTES}"
        )
        self.number = number
        self.size = size


def source_documents(instrument: Instrument) -> tuple[bytes, ...]:
    """The source record, and after it the documents with its titles when they do not fit in. Raises SourceTooLarge."""
    read = _without_persons(instrument.read)
    whole = rfc8785.dumps(_record(instrument, read, _FIELDS))
    if len(whole) <= MAX_BYTES:
        return (whole,)
    parts = tuple(_title_parts(read))
    record = _record(instrument, read, tuple(name for name in _FIELDS if name != "title"))
    record["titles"] = [hashlib.sha256(part).hexdigest() for part in parts]
    main = rfc8785.dumps(record)
    if len(main) > MAX_BYTES:
        raise SourceTooLarge(instrument.number, len(main))
    return (main, *parts)


def _without_persons(read: Sequence[Record]) -> tuple[Record, ...]:
    """The records with `PERSON` for every name of a natural person."""
    recorded = {name for record in read for name in (*record.pledgors, *record.pledgees, *record.old_pledgees)}
    persons = {name for name in recorded if not is_institution(name)}
    if not persons:
        return tuple(read)
    # The longest first, so that nothing of a name is left where another one begins it.
    names = sorted({each for name in persons for each in (name, party_name(name)) if each}, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)
    return tuple(
        replace(
            record,
            pledgors=_institutions(record.pledgors),
            pledgees=_institutions(record.pledgees),
            old_pledgees=_institutions(record.old_pledgees),
            conveyance_text=pattern.sub(PERSON, record.conveyance_text),
            title=pattern.sub(PERSON, record.title),
        )
        for record in read
    )


def _institutions(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name if is_institution(name) else PERSON for name in names)


def _record(instrument: Instrument, read: Sequence[Record], fields: Sequence[str]) -> dict[str, Any]:
    values = {name: [_plain(getattr(record, name)) for record in read] for name in fields}
    common = {name: column[0] for name, column in values.items() if all(value == column[0] for value in column)}
    columns = [name for name in fields if name not in common]
    return {
        "format": FORMAT,
        "register": instrument.register.value,
        "registration_no": instrument.number,
        "conveyance": instrument.conveyance.value,
        "common": common,
        "columns": columns,
        "rows": [[values[name][row] for name in columns] for row in range(len(read))],
    }


def _title_parts(records: Sequence[Record]) -> Iterator[bytes]:
    """The titles, in order, in as many documents as they need."""
    part: list[str] = []
    size = 0
    for record in records:
        length = len(rfc8785.dumps(record.title)) + 1
        if part and size + length > MAX_BYTES - 1024:
            yield rfc8785.dumps({"format": f"{FORMAT}/titles", "titles": part})
            part, size = [], 0
        part.append(record.title)
        size += length
    yield rfc8785.dumps({"format": f"{FORMAT}/titles", "titles": part})


def _plain(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
