"""Trademark assignments of the office's Assignment Center: a JSON array of instruments, each with its properties.

Oddities: reel is a number and frame a padded text, dates are MM/DD/YYYY, a mark that is not registered has no
registration number (the serial number of its application remains), an instrument may state more properties than it
lists, and several assignees may stand in one text, which is kept as recorded.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from chain_gateway.importing.conveyance import conveyance_of
from chain_gateway.importing.readers.fields import count, legal_date, objects, stated, unreadable
from chain_gateway.importing.readers.json_array import json_entries
from chain_gateway.importing.readers.roles import roles
from chain_gateway.importing.records import Record, Register, Row, UnreadableField, UnreadableRow, reel_frame
from chain_gateway.importing.references import references_in

SOURCE = "USPTO Assignment Center trademark"


def read_trademark_json(path: Path) -> Iterator[Row]:
    """Rows of the file, numbered through all its instruments; raises MalformedFile when it is no JSON array."""
    line = 0
    for _, entry in json_entries(path):
        try:
            if not isinstance(entry, dict):
                raise UnreadableField("entry", entry, "is not an object")
            properties = objects("properties", entry.get("properties"))
            if not properties:
                raise UnreadableField("properties", entry.get("properties"), "lists no right")
        except UnreadableField as error:
            line += 1
            yield unreadable(path, line, error)
            continue
        for each in properties:
            line += 1
            yield _row(path, line, entry, each)


def _row(path: Path, line: int, entry: Mapping[str, Any], each: Mapping[str, Any]) -> Record | UnreadableRow:
    try:
        return _record(path, line, entry, each)
    except UnreadableField as error:
        return unreadable(path, line, error)


def _record(path: Path, line: int, entry: Mapping[str, Any], each: Mapping[str, Any]) -> Record:
    text = stated("conveyance", entry.get("conveyance"))
    conveyance = conveyance_of(text)
    reel, frame = stated("reelNumber", entry.get("reelNumber")), stated("frameNumber", entry.get("frameNumber"))
    registration = stated("registrationNumber", each.get("registrationNumber"))
    serial = stated("serialNumber", each.get("serialNumber"))
    assignees = entry.get("assignees")
    if assignees is not None and not isinstance(assignees, list):
        raise UnreadableField("assignees", assignees, "is not a list")
    recorded = stated("recordedDate", entry.get("recordedDate"))
    return Record(
        file=path.name,
        line=line,
        source=SOURCE,
        register=Register.TRADEMARK,
        conveyance=conveyance,
        conveyance_text=text,
        patent_no=f"USTM{registration}" if registration else "",
        application_no=f"USTMSN{serial}" if serial else "",
        registration_no=reel_frame(f"{reel}/{frame}") if reel and frame else "",
        references=(),
        text_references=references_in(text),
        executed_on=legal_date(
            "assignorExecutionDate", stated("assignorExecutionDate", entry.get("assignorExecutionDate")), "MM/DD/YYYY"
        ),
        recorded_on=legal_date("recordedDate", recorded, "MM/DD/YYYY"),
        **roles(
            conveyance,
            [stated("assignorName", one.get("assignorName")) for one in objects("assignors", entry.get("assignors"))],
            [stated("assignees", one) for one in assignees or []],
        ),
        title=stated("mark", each.get("mark")),
        rights_stated=count("noOfProperties", entry.get("noOfProperties")),
        deleted=entry.get("deleteStatusIndicator") is True,
    )
