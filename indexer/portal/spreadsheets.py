"""Numbers out of uploaded lists, and lists to download. What leaves here is text to every program that opens it."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]

from indexer.lookup.problems import Problem

CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ENCODINGS = ("utf-8-sig", "gb18030")
_HEADINGS = {
    "number", "no", "no.", "right", "patent", "patent number", "patent_no", "application number", "query",
    "号码", "专利号", "申请号", "注册号", "登记号", "权利号码",
}  # fmt: skip
"""What the first row calls the column of numbers, where it says so; else the first column is read."""
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MOST_COLUMNS = 100
_LONGEST_LINE = 20_000


def numbers_in_text(text: str, most: int) -> list[Any]:
    """One number a line, blank lines left out. Raises Problem for more than `most`."""
    return _bounded((line.strip() for line in text.splitlines()), most)


def numbers_in_file(name: str, content: bytes, most: int, most_unpacked: int) -> list[Any]:
    """The numbers of a CSV or XLSX file: of the column that is called so, else of the first.

    A cell that a spreadsheet holds as a number stays one: it has lost its leading zeros, and is refused in its place.
    Raises Problem.
    """
    rows = _xlsx(content, most_unpacked) if content[:4] == b"PK\x03\x04" else _csv(content)
    if content[:4] != b"PK\x03\x04" and not name.lower().endswith((".csv", ".txt", ".tsv")):
        raise _unreadable("Give a CSV or XLSX file.")
    return _bounded(_column(rows), most)


def csv_file(head: Sequence[str], rows: Iterable[Sequence[object]], notes: Sequence[str]) -> bytes:
    """A CSV file that spreadsheets open as it is: with a byte order mark, no cell a formula, notes behind the rows."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([plain(cell) for cell in row] for row in rows)
    writer.writerows([plain(note)] for note in notes)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def xlsx_file(head: Sequence[str], rows: Iterable[Sequence[object]], notes: Sequence[str]) -> bytes:
    """The same as a workbook, the notes on a sheet of their own."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Pledgebook")
    sheet.freeze_panes = "A2"

    def cell(value: object) -> Any:
        made = WriteOnlyCell(sheet, plain(value))
        made.data_type = "s"  # openpyxl would take a text with an equals sign for a formula
        return made

    for row in (head, *rows):
        sheet.append([cell(each) for each in row])
    said = book.create_sheet("Notice")
    for note in notes:
        said.append([cell(note)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def plain(value: object) -> str:
    """A cell that no spreadsheet takes for a formula, and that has no character which XML forbids."""
    text = "" if value is None else str(value)
    text = "".join(each if each.isprintable() else " " for each in text)
    return f"'{text}" if text.lstrip().startswith(_STARTS_A_FORMULA) else text


def _bounded(found: Iterable[Any], most: int) -> list[Any]:
    numbers: list[Any] = []
    for each in found:
        if each in ("", None):
            continue
        numbers.append(each)
        if len(numbers) > most:
            raise Problem(422, "too-many-numbers", "", f"A list has at most {most} numbers; split it.")
    return numbers


def _column(rows: Iterator[Sequence[Any]]) -> Iterator[Any]:
    column = 0
    for place, row in enumerate(rows):
        if place == 0:
            named = [at for at, cell in enumerate(row) if isinstance(cell, str) and cell.strip().lower() in _HEADINGS]
            if named:
                column = named[0]
                continue
        cell = row[column] if column < len(row) else None
        yield cell.strip() if isinstance(cell, str) else cell


def _csv(content: bytes) -> Iterator[Sequence[Any]]:
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise _unreadable("Its text is neither UTF-8 nor GB 18030.")
    lines = text.splitlines()
    if any(len(line) > _LONGEST_LINE for line in lines) or "\x00" in text:
        raise _unreadable("It has lines that no list has.")
    first = lines[0] if lines else ""
    separator = max(",;\t", key=first.count)
    try:
        yield from csv.reader(lines, delimiter=separator)
    except csv.Error as error:
        raise _unreadable(str(error)) from None


def _xlsx(content: bytes, most_unpacked: int) -> Iterator[Sequence[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            # A member is never read beyond the size that is stated of it.
            if sum(each.file_size for each in archive.infolist()) > most_unpacked:
                raise Problem(413, "body-too-large", "", f"Unpacked it has more than {most_unpacked} bytes.")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            yield from book.worksheets[0].iter_rows(max_col=_MOST_COLUMNS, values_only=True)
        finally:
            book.close()
    except Problem:
        raise
    except Exception as error:  # noqa: BLE001  # whatever a broken file makes the reader do
        raise _unreadable(f"It is no workbook that can be read ({type(error).__name__}).") from None


def _unreadable(detail: str) -> Problem:
    return Problem(422, "unreadable-file", "", detail)
