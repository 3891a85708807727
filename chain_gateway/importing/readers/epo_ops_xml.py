"""Legal events of the EPO's Open Patent Services (INPADOC): `ops:legal` elements of the members of a patent family.

A security interest is an event "AS" whose free text holds everything: "SECURITY INTEREST;ASSIGNORS:A, INC;B
INC.;REEL/FRAME: 053520/0064". There ";" separates both labels and parties, and "," belongs to the names. The owner
field is the assignee, the effective date the day of execution, and the gazette date the day on which the US office
recorded it (checked against the office's own records of the same instruments). Every other event becomes a row of
another kind, so that nothing vanishes.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from chain_gateway.importing.conveyance import conveyance_of
from chain_gateway.importing.readers.fields import legal_date, stated, unreadable
from chain_gateway.importing.readers.roles import roles
from chain_gateway.importing.readers.xml_stream import elements
from chain_gateway.importing.records import Conveyance, Record, Register, Row, UnreadableField, reel_frame
from chain_gateway.importing.references import references_in

SOURCE = "EPO OPS legal (INPADOC)"
ROOT = "{http://ops.epo.org}world-patent-data"
_OPS = "{http://ops.epo.org}"
_EXCHANGE = "{http://www.epo.org/exchange}"
_PARTIES = re.compile(r";\s*ASSIGNORS?\s*:(.*?)(?:;\s*REEL/FRAME\s*:|$)")
_NUMBER = re.compile(r";\s*REEL/FRAME\s*:\s*([0-9]{1,6}/[0-9]{1,4})")


def read_epo_ops_xml(path: Path) -> Iterator[Row]:
    """Rows of the file, one for each legal event of a member; raises MalformedFile."""
    line = 0
    for family_member in elements(path, frozenset({f"{_OPS}family-member"})):
        for event in family_member.iter(f"{_OPS}legal"):
            line += 1
            try:
                yield _record(path, line, family_member, event)
            except UnreadableField as error:
                yield unreadable(path, line, error)


def _record(path: Path, line: int, family_member: Element, event: Element) -> Record:
    def value(name: str) -> str:
        found = event.find(f".//{_OPS}{name}")
        return stated(name, found.text) if found is not None else ""

    country, filed = value("L001EP"), value("L003EP")
    application = _us_application(country, filed)
    free_text = value("L510EP")
    is_assignment = (value("L008EP") or event.get("code", "").strip()) == "AS"
    described = free_text.split(";", 1)[0] if is_assignment else event.get("desc", "")
    conveyance = conveyance_of(described) if is_assignment else Conveyance.OTHER
    parties, number = _PARTIES.search(free_text), _NUMBER.search(free_text)
    return Record(
        file=path.name,
        line=line,
        source=SOURCE,
        register=Register.PATENT,
        conveyance=conveyance,
        conveyance_text=stated("desc", described),
        patent_no=_grant(family_member, country, filed),
        application_no=application,
        registration_no=reel_frame(number[1]) if number else "",
        references=(),
        text_references=references_in(described) if is_assignment else (),
        executed_on=legal_date("L525EP", value("L525EP"), "YYYYMMDD"),
        recorded_on=legal_date("L007EP", value("L007EP"), "YYYY-MM-DD"),
        **roles(
            conveyance,
            [name.strip() for name in parties[1].split(";")] if parties and is_assignment else [],
            [value("L509EP")] if is_assignment else [],
        ),
        title="",
        rights_stated=None,
    )


def _us_application(country: str, filed: str) -> str:
    """The application's number without the year that the exchange format puts before a US one ("201815919370")."""
    if country == "US" and re.fullmatch(r"(?:1[89]|20)[0-9]{10}", filed):
        return f"US{filed[4:]}"
    return f"{country}{filed}"


def _grant(family_member: Element, country: str, filed: str) -> str:
    """Number of the member's grant, when the member's application is the one that the event is about."""
    application = family_member.find(
        f"{_EXCHANGE}application-reference/{_EXCHANGE}document-id[@document-id-type='docdb']"
    )
    if application is None or application.findtext(f"{_EXCHANGE}doc-number", "").strip() != filed:
        return ""
    for document in family_member.iterfind(f"{_EXCHANGE}publication-reference/{_EXCHANGE}document-id"):
        kind = document.findtext(f"{_EXCHANGE}kind", "").strip()
        if document.get("document-id-type") == "docdb" and kind.startswith(("B", "E", "S")):
            number = document.findtext(f"{_EXCHANGE}doc-number", "").strip()
            return f"{country}{number}"
    return ""
