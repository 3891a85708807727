"""Which layout a file is in, and its rows."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from chain_gateway.importing.errors import UnknownFormat
from chain_gateway.importing.readers import epo_ops_xml
from chain_gateway.importing.readers.assignment_xml import read_assignment_xml
from chain_gateway.importing.readers.epo_ops_xml import read_epo_ops_xml
from chain_gateway.importing.readers.fields import MAX_FILE_BYTES, require_size
from chain_gateway.importing.readers.peds_json import read_peds_json
from chain_gateway.importing.readers.trademark_json import read_trademark_json
from chain_gateway.importing.readers.us_csv import COLUMNS, read_us_csv
from chain_gateway.importing.readers.xml_stream import root_tag
from chain_gateway.importing.records import Row

FORMATS: Mapping[str, Callable[[Path], Iterator[Row]]] = {
    "us-csv": read_us_csv,
    "assignment-xml": read_assignment_xml,
    "peds-json": read_peds_json,
    "trademark-json": read_trademark_json,
    "epo-ops-xml": read_epo_ops_xml,
}
"""Reader of each layout by its name."""

_LOOKED_AT = 16 * 1024  # bytes that decide


def detect(path: Path) -> str:
    """Name of the file's layout by its content, whatever it is called. Raises UnknownFormat, MalformedFile."""
    require_size(path, MAX_FILE_BYTES)
    with path.open("rb") as stream:
        start = stream.read(_LOOKED_AT)
    text = start.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").lstrip()
    if text.startswith("<"):
        return "epo-ops-xml" if root_tag(path) == epo_ops_xml.ROOT else "assignment-xml"
    if text.startswith("["):
        if '"converyanceName"' in text or '"applId"' in text:
            return "peds-json"
        if '"conveyance"' in text or '"reelNumber"' in text:
            return "trademark-json"
        raise UnknownFormat(
            path, "start", "format", text[:40], f"is JSON of no known layout; known: {', '.join(FORMATS)}"
        )
    header = text.splitlines()[0] if text else ""
    if sum(column in header for column in COLUMNS) * 2 > len(COLUMNS):
        return "us-csv"
    raise UnknownFormat(path, "start", "format", header[:40], f"is in no known layout; known: {', '.join(FORMATS)}")


def read(path: Path, format: str = "auto") -> Iterator[Row]:
    """Rows of a file in a layout of `FORMATS`, or in the one that its content shows. Raises UnknownFormat,
    MalformedFile.
    """
    name = detect(path) if format == "auto" else format
    if name not in FORMATS:
        raise UnknownFormat(path, "", "format", format, f"is no known layout; known: auto, {', '.join(FORMATS)}")
    return FORMATS[name](path)
