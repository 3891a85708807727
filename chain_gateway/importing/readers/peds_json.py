"""Application records of the office's earlier service (PEDS): a JSON array, one entry for each right and instrument.

Oddities: the description's key is "converyanceName", dates are MM-DD-YYYY, nothing is the text "null", reel and frame
are not padded, and a record may have no parties at all (null).
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from chain_gateway.importing.conveyance import conveyance_of
from chain_gateway.importing.readers.fields import legal_date, objects, stated, unreadable
from chain_gateway.importing.readers.json_array import json_entries
from chain_gateway.importing.readers.roles import roles
from chain_gateway.importing.records import Record, Register, Row, UnreadableField, reel_frame
from chain_gateway.importing.references import references_in

SOURCE = "USPTO PEDS"


def read_peds_json(path: Path) -> Iterator[Row]:
    """Rows of the file; raises MalformedFile when it is no JSON array."""
    for number, entry in json_entries(path):
        try:
            yield _record(path, number, entry)
        except UnreadableField as error:
            yield unreadable(path, number, error)


def _record(path: Path, number: int, entry: object) -> Record:
    if not isinstance(entry, dict):
        raise UnreadableField("entry", entry, "is not an object")
    instrument = entry.get("assignment")
    if not isinstance(instrument, dict):
        raise UnreadableField("assignment", instrument, "is not an object")
    text = stated("converyanceName", instrument.get("converyanceName"))
    conveyance = conveyance_of(text)
    assignors = objects("assignors", instrument.get("assignors"))
    assignees = objects("assignee", instrument.get("assignee"))
    executed = [
        day
        for each in assignors
        if (day := legal_date("execDate", stated("execDate", each.get("execDate")), "MM-DD-YYYY"))
    ]
    patent = stated("patentNumber", entry.get("patentNumber"))
    application = stated("applId", entry.get("applId"))
    return Record(
        file=path.name,
        line=number,
        source=SOURCE,
        register=Register.PATENT,
        conveyance=conveyance,
        conveyance_text=text,
        patent_no=f"US{patent}" if patent else "",
        application_no=f"US{application}" if application else "",
        registration_no=_number(instrument),
        references=(),
        text_references=references_in(text),
        executed_on=min(executed, default=None),
        recorded_on=legal_date("recordedDate", stated("recordedDate", instrument.get("recordedDate")), "MM-DD-YYYY"),
        **roles(
            conveyance,
            [stated("assignorName", each.get("assignorName")) for each in assignors],
            [stated("assigneeName", each.get("assigneeName")) for each in assignees],
        ),
        title=stated("patentTitle", entry.get("patentTitle")),
        rights_stated=None,
    )


def _number(instrument: Mapping[str, Any]) -> str:
    reel = stated("reelNumber", instrument.get("reelNumber"))
    frame = stated("frameNumber", instrument.get("frameNumber"))
    return reel_frame(f"{reel}/{frame}") if reel and frame else ""
