"""The table of recorded US security interests: one row for each instrument and right, columns in any order."""

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from chain_gateway.importing.errors import MalformedFile, shown
from chain_gateway.importing.parties import split_parties
from chain_gateway.importing.readers.fields import MAX_FILE_BYTES, MAX_ROWS, count, legal_date, require_size, unreadable
from chain_gateway.importing.records import (
    Conveyance,
    Record,
    Register,
    Row,
    UnreadableField,
    UnreadableRow,
    clean,
    reel_frame,
)
from chain_gateway.importing.references import references_in

if TYPE_CHECKING:
    import _csv

COLUMNS = (
    "source",
    "right",
    "event_code",
    "conveyance_text",
    "patent_no",
    "application_no",
    "registration_no",
    "references",
    "execution_date",
    "recorded_date",
    "pledgor",
    "pledgee",
    "old_pledgee",
    "title",
    "properties_in_instrument",
)
_MAX_LINE = 1024 * 1024  # characters; a line is never held longer than this


def read_us_csv(path: Path) -> Iterator[Row]:
    """Rows of the table. Raises MalformedFile when the header is not this table's."""
    require_size(path, MAX_FILE_BYTES)
    # Bytes that are no UTF-8 become lone surrogates, which `clean` refuses row by row.
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
        rows = csv.reader(_bounded(lines, path), strict=True)
        try:
            header = next(rows, [])
        except csv.Error as error:
            raise MalformedFile(path, "line 1", "header", "", f"is not a CSV table: {error}") from None
        _require_header(path, header)
        yield from _rows(path, rows, header)


def _rows(path: Path, rows: "_csv.Reader", header: list[str]) -> Iterator[Row]:
    number = 0
    while True:
        line = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            upto = f" (lines {line} to {rows.line_num})" if rows.line_num > line else ""
            yield UnreadableRow(path.name, line, "row", "", f"is not a CSV row{upto}: {error}")
            continue
        if not cells:
            continue  # an empty line is no row
        number += 1
        if number > MAX_ROWS:
            raise MalformedFile(path, f"line {line}", "rows", number, f"more than {MAX_ROWS} rows; split the file")
        if len(cells) != len(header):
            problem = f"has {len(cells)} cells and the header has {len(header)}"
            yield UnreadableRow(path.name, line, "row", shown(",".join(cells)), problem)
            continue
        try:
            yield _record(path, line, dict(zip(header, cells, strict=True)))
        except UnreadableField as error:
            yield unreadable(path, line, error)


def _record(path: Path, line: int, cells: dict[str, str]) -> Record:
    text = {name: clean(name, value) for name, value in cells.items()}
    try:
        register = Register(text["right"].lower())
    except ValueError:
        raise UnreadableField("right", text["right"], "is neither patent nor trademark") from None
    conveyance = Conveyance(text["event_code"]) if text["event_code"] in set(Conveyance) else Conveyance.OTHER
    return Record(
        file=path.name,
        line=line,
        source=text["source"],
        register=register,
        conveyance=conveyance,
        conveyance_text=text["conveyance_text"],
        patent_no=text["patent_no"],
        application_no=text["application_no"],
        registration_no=reel_frame(text["registration_no"]),
        references=tuple(dict.fromkeys(reel_frame(each) for each in split_parties(text["references"]))),
        text_references=references_in(text["conveyance_text"]),
        executed_on=legal_date("execution_date", text["execution_date"], "YYYY-MM-DD"),
        recorded_on=legal_date("recorded_date", text["recorded_date"], "YYYY-MM-DD"),
        pledgors=split_parties(text["pledgor"]),
        pledgees=split_parties(text["pledgee"]),
        old_pledgees=split_parties(text["old_pledgee"]),
        title=text["title"],
        rights_stated=count("properties_in_instrument", text["properties_in_instrument"]),
    )


def _bounded(lines: TextIOWrapper, path: Path) -> Iterator[str]:
    """The lines of a text file; MalformedFile for one that would not fit in memory."""
    number = 0
    while line := lines.readline(_MAX_LINE + 1):
        number += 1
        if len(line) > _MAX_LINE:
            raise MalformedFile(path, f"line {number}", "line", line, f"longer than {_MAX_LINE} characters")
        yield line


def _require_header(path: Path, header: list[str]) -> None:
    missing = [name for name in COLUMNS if name not in header]
    unknown = [name for name in header if name not in COLUMNS]
    twice = sorted({name for name in header if header.count(name) > 1})
    for problem, names in (("lacks columns", missing), ("has unknown columns", unknown), ("has columns twice", twice)):
        if names:
            raise MalformedFile(path, "line 1", "header", ", ".join(header), f"{problem}: {shown(', '.join(names))}")
