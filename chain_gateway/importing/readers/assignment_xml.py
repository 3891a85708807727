"""Assignment records as the office's earlier search served them: an answer of a search server, one `doc` for each
instrument.

The rights stand in parallel arrays (applNum, patNum, inventionTitle). Oddities: nothing is the text "NULL" or the date
0001-01-01T00:00:00Z, reel and frame are not padded, and the time of day is that of the server, so only the date counts.
"""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from chain_gateway.importing.conveyance import conveyance_of
from chain_gateway.importing.readers.fields import legal_date, stated, unreadable
from chain_gateway.importing.readers.roles import roles
from chain_gateway.importing.readers.xml_stream import elements
from chain_gateway.importing.records import Record, Register, Row, UnreadableField, reel_frame
from chain_gateway.importing.references import references_in

SOURCE = "USPTO assignment-api (legacy XML)"


def read_assignment_xml(path: Path) -> Iterator[Row]:
    """Rows of the file, numbered through all its instruments; raises MalformedFile."""
    line = 0
    for document in elements(path, frozenset({"doc"})):
        try:
            rows = _records(path, line, _fields(document))
        except UnreadableField as error:
            line += 1
            yield unreadable(path, line, error)
            continue
        line += len(rows)
        yield from rows


def _fields(document: Element) -> dict[str, list[str]]:
    """Values of each field by name; an array has several."""
    fields: dict[str, list[str]] = {}
    for field in document:
        name = field.get("name", "")
        values = [each.text or "" for each in field] if field.tag == "arr" else [field.text or ""]
        fields.setdefault(name, []).extend(stated(name, value) for value in values)
    return fields


def _records(path: Path, line: int, fields: dict[str, list[str]]) -> list[Record]:
    def one(name: str) -> str:
        values = fields.get(name, [])
        if len(values) > 1:
            raise UnreadableField(name, ", ".join(values), "is given more than once")
        return values[0] if values else ""

    count = max(len(fields.get(name, [])) for name in ("applNum", "patNum"))
    arrays = {name: fields.get(name) or [""] * count for name in ("applNum", "patNum", "inventionTitle")}
    for name, values in arrays.items():
        if len(values) != count:
            problem = f"has {len(values)} entries beside {count} rights, so that it is not known which belongs to which"
            raise UnreadableField(name, ", ".join(values), problem)
    if not count:
        raise UnreadableField("applNum", "", "lists no right")
    text = one("conveyanceText")
    conveyance = conveyance_of(text)
    executed = [
        found
        for value in fields.get("patAssignorExDate", [])
        if (found := legal_date("patAssignorExDate", value[:10], "YYYY-MM-DD"))
    ]
    reel, frame = one("reelNo"), one("frameNo")
    parties = roles(conveyance, fields.get("patAssignorName", []), fields.get("patAssigneeName", []))
    recorded_on = legal_date("recordedDate", one("recordedDate")[:10], "YYYY-MM-DD")
    return [
        Record(
            file=path.name,
            line=line + ordinal,
            source=SOURCE,
            register=Register.PATENT,
            conveyance=conveyance,
            conveyance_text=text,
            patent_no=f"US{patent}" if patent else "",
            application_no=f"US{application}" if application else "",
            registration_no=reel_frame(f"{reel}/{frame}") if reel and frame else "",
            references=(),
            text_references=references_in(text),
            executed_on=min(executed, default=None),
            recorded_on=recorded_on,
            **parties,
            title=title,
            rights_stated=count,
            deleted=one("purgeIndicator") == "Y",
        )
        for ordinal, (application, patent, title) in enumerate(
            zip(arrays["applNum"], arrays["patNum"], arrays["inventionTitle"], strict=True), start=1
        )
    ]
