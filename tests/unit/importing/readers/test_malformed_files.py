"""Bad files: each is refused with its place, or its bad rows are reported where they stand and the others are read."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from chain_gateway.importing.errors import MalformedFile
from chain_gateway.importing.readers import fields, json_array, read, us_csv
from chain_gateway.importing.readers.us_csv import COLUMNS
from chain_gateway.importing.records import MAX_FIELD, Record, Row, UnreadableRow
from tests.support.importing_rows import interest, table

HEADER = ",".join(COLUMNS)


def file(folder: Path, content: bytes | str, name: str = "file") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def kinds(rows: list[Row]) -> list[str]:
    return [row.problem if isinstance(row, UnreadableRow) else "read" for row in rows]


def sample(folder: Path, **change: str) -> bytes:
    return table(folder, interest("900001/0001") | change, name="sample.csv").read_bytes()


def test_a_byte_order_mark_and_line_ends_of_another_system_are_nothing_special(tmp_path: Path) -> None:
    plain = sample(tmp_path)
    for content in (b"\xef\xbb\xbf" + plain, plain.replace(b"\n", b"\r\n"), plain.rstrip(b"\n"), plain + b"\n\n"):
        (row,) = read(file(tmp_path, content))
        assert isinstance(row, Record)
        assert (row.line, row.registration_no) == (2, "900001/0001")


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        (HEADER.replace("pledgee,", "", 1), "lacks columns: 'pledgee'"),
        (HEADER + ",amount", "has unknown columns: 'amount'"),
        (HEADER + ",title", "has columns twice: 'title'"),
        (HEADER.replace(",", ";"), "lacks columns"),
        ("", "lacks columns"),
        ('"' + HEADER, "is not a CSV table"),
    ],
)
def test_another_header_is_refused_and_the_difference_named(tmp_path: Path, header: str, problem: str) -> None:
    with pytest.raises(MalformedFile, match="line 1") as refused:
        list(read(file(tmp_path, header + "\n"), "us-csv"))
    assert problem in str(refused.value)


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    row = interest("900001/0001")
    lines = [",".join(reversed(COLUMNS)), ",".join(f'"{row[name]}"' for name in reversed(COLUMNS))]
    (found,) = read(file(tmp_path, "\n".join(lines)))
    assert isinstance(found, Record)
    assert found.pledgors == ("LANTERN WORKS, INC. (DEMO)",)


def test_a_row_with_too_few_cells_is_reported_and_the_next_one_read(tmp_path: Path) -> None:
    good = sample(tmp_path).decode().splitlines()
    rows = list(read(file(tmp_path, "\n".join([good[0], "a,b,c", good[1]]))))
    assert kinds(rows) == ["has 3 cells and the header has 15", "read"]
    assert [row.line for row in rows] == [2, 3]


def test_a_broken_quotation_is_reported_with_the_lines_it_swallowed(tmp_path: Path) -> None:
    good = sample(tmp_path).decode().splitlines()
    rows = list(read(file(tmp_path, "\n".join([good[0], good[1], '"x"y', good[1], '"never closed', "a", "b"]))))
    assert [row.line for row in rows] == [2, 3, 4, 5]
    assert [isinstance(row, Record) for row in rows] == [True, False, True, False]
    assert isinstance(rows[3], UnreadableRow)
    assert "lines 5 to 7" in rows[3].problem


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("A\x00B", "U+0000"),
        ("A\u202eB", "U+202E"),
        ("A\u200bB", "U+200B"),
        ("A\x1bB", "U+001B"),
        ("A\ue000B", "U+E000"),
        ("A" * (MAX_FIELD + 1), f"longer than {MAX_FIELD}"),
    ],
)
def test_what_cannot_be_seen_or_does_not_end_is_reported_in_its_row(tmp_path: Path, value: str, problem: str) -> None:
    path = table(tmp_path, interest("900001/0001", pledgor=value), interest("900002/0001"))
    bad, good = read(path)
    assert isinstance(bad, UnreadableRow)
    assert (bad.line, bad.field) == (2, "pledgor")
    assert problem in bad.problem
    assert bad.value.isascii()
    assert len(bad.value) < 200
    assert isinstance(good, Record)


def test_bytes_that_are_no_utf_8_are_reported_in_their_row(tmp_path: Path) -> None:
    path = table(tmp_path, interest("900001/0001", pledgor="CAFE INC (DEMO)"), interest("900002/0001"))
    bad, good = read(file(tmp_path, path.read_bytes().replace(b"CAFE", b"CAF\xc9")))
    assert isinstance(bad, UnreadableRow)
    assert "U+DCC9" in bad.problem
    assert isinstance(good, Record)


def test_a_huge_cell_or_line_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = table(tmp_path, interest("900001/0001", title="x" * 200_000), interest("900002/0001"))
    bad, good = read(path)
    assert isinstance(bad, UnreadableRow)
    assert isinstance(good, Record)
    monkeypatch.setattr(us_csv, "_MAX_LINE", 1_000)
    with pytest.raises(MalformedFile, match="longer than 1000 characters"):
        list(read(path))


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = file(tmp_path, sample(tmp_path))
    monkeypatch.setattr(us_csv, "MAX_FILE_BYTES", 10)
    with pytest.raises(MalformedFile, match="split it"):
        list(read(path, "us-csv"))


def test_more_rows_than_a_file_may_have_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = table(tmp_path, *[interest("900001/0001", number) for number in range(1, 5)])
    monkeypatch.setattr(us_csv, "MAX_ROWS", 3)
    with pytest.raises(MalformedFile, match="more than 3 rows"):
        list(read(path))


@pytest.mark.parametrize("path", ["missing.csv", ".", "no\x00name"])
def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path, path: str) -> None:
    with pytest.raises(MalformedFile):
        list(read(tmp_path / path))


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10))


@pytest.mark.parametrize("format", ["assignment-xml", "epo-ops-xml"])
@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("<response><result>", "not well-formed"),
        ("<response></result></response>", "not well-formed"),
        ("<response>&unknown;</response>", "not well-formed"),
        ("<response>\x00</response>", "not well-formed"),
        ("", "not well-formed"),
        (f"<!DOCTYPE r [{ENTITIES}]><response>&e9;</response>", "document type or entities"),
        ('<!DOCTYPE r SYSTEM "file:///etc/passwd"><response/>', "document type or entities"),
        ("<a>" * 5_000 + "</a>" * 5_000, "nested too deeply"),
        ('<?xml version="1.0" encoding="x-unknown"?><response/>', "not well-formed|cannot be read"),
    ],
)
def test_xml_that_is_broken_or_a_bomb_is_refused(tmp_path: Path, format: str, content: str, problem: str) -> None:
    with pytest.raises(MalformedFile, match=problem):
        list(read(file(tmp_path, content), format))


def test_xml_of_another_kind_has_no_rows_and_is_no_error(tmp_path: Path) -> None:
    assert list(read(file(tmp_path, "<html><body>moved</body></html>"))) == []


def test_rights_that_are_not_in_the_xml_are_reported(tmp_path: Path) -> None:
    twice = "<str name='reelNo'>1</str><str name='reelNo'>2</str>"
    content = f"<response><doc>{twice}<arr name='patNum'><str>3</str></arr></doc><doc/></response>"
    rows = list(read(file(tmp_path, content)))
    assert kinds(rows) == ["is given more than once", "lists no right"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "is not a JSON array"),
        ("  \n", "is not a JSON array"),
        ("{}", "is not a JSON array"),
        ("[", "end of the array is missing"),
        ('[{"applId": "1"} {"applId": "2"}]', "is not JSON"),
        ('[{"applId": "1"},', "end of the array is missing"),
        ('[{"applId": "1"},]', "is not JSON"),
        ('[,{"applId": "1"}]', "is not JSON"),
        ('[{"applId": "1"}}', "closed by the wrong bracket"),
        ('[{"applId": ["1"}]]', "is not JSON"),
        ('[{"applId": "1"}] x', "goes on after the end"),
        ('[{"applId": NaN}]', "is not JSON"),
        ('[{"applId": "1]', "end of the array is missing"),
        ('[{"applId": ' + "[" * 200_000 + "]" * 200_000 + "}]", "nested too deeply"),
        (b'[{"applId": "\xff"}]', "is not UTF-8"),
        (b"\xff\xfe[\x00]\x00", "is not UTF-8"),
    ],
)
@pytest.mark.parametrize("format", ["peds-json", "trademark-json"])
def test_json_that_is_broken_is_refused_with_its_entry(
    tmp_path: Path, format: str, content: str | bytes, problem: str
) -> None:
    with pytest.raises(MalformedFile, match=problem):
        list(read(file(tmp_path, content), format))


def test_an_entry_that_never_ends_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_array, "MAX_ENTRY", 100_000)
    with pytest.raises(MalformedFile, match="entry 1"):
        list(read(file(tmp_path, '[{"applId": "' + "x" * 2_000_000), "peds-json"))


def test_a_number_without_end_is_reported_in_its_row(tmp_path: Path) -> None:
    for digits in (5_000, 50_000):
        content = '[{"assignment": {}, "applId": ' + "9" * digits + "}]"
        try:
            (row,) = read(file(tmp_path, content), "peds-json")
        except MalformedFile:
            continue
        assert isinstance(row, UnreadableRow)


def test_nesting_cannot_crash_a_process_whose_recursion_limit_was_raised(tmp_path: Path) -> None:
    # Libraries for contracts raise it, and a decoder that recurses would then overflow the C stack.
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000_000)
    try:
        for opening, closing in (("[", "]"), ('{"a":', "}")):
            with pytest.raises(MalformedFile, match="nested too deeply"):
                list(read(file(tmp_path, "[" + opening * 500_000 + closing * 500_000 + "]"), "peds-json"))
    finally:
        sys.setrecursionlimit(before)


def test_an_empty_array_has_no_rows(tmp_path: Path) -> None:
    assert list(read(file(tmp_path, "\ufeff [ ]\n"), "peds-json")) == []


def test_entries_longer_than_a_chunk_are_read_whole(
    tmp_path: Path, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = json.loads((samples / "peds.json").read_text()) * 50
    path = file(tmp_path, json.dumps(entries, indent=2))
    whole = list(read(path))
    monkeypatch.setattr(json_array, "_CHUNK", 7)
    assert list(read(path)) == whole
    assert len(whole) == len(entries)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"assignment": None}, "assignment"),
        ({"assignment": {}, "applId": ["1"]}, "applId"),
        ({"assignment": {}, "applId": True}, "applId"),
        ({"assignment": {}, "patentTitle": "A\u202eB"}, "patentTitle"),
        ({"assignment": {"assignors": "X"}}, "assignors"),
        ({"assignment": {"assignors": [1]}}, "assignors"),
        ({"assignment": {"recordedDate": "13-31-2020"}}, "recordedDate"),
    ],
)
def test_an_entry_of_another_shape_is_reported_in_its_place(tmp_path: Path, change: dict[str, Any], field: str) -> None:
    path = file(tmp_path, json.dumps([change, {"applId": "99100001", "assignment": {}}]))
    bad, good = read(path, "peds-json")
    assert isinstance(bad, UnreadableRow)
    assert (bad.line, bad.field) == (1, field)
    assert isinstance(good, Record)


def test_an_entry_that_is_no_object_is_reported(tmp_path: Path) -> None:
    for format in ("peds-json", "trademark-json"):
        assert kinds(list(read(file(tmp_path, '[1, null, "x"]'), format))) == ["is not an object"] * 3


def test_the_size_of_an_xml_file_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from chain_gateway.importing.readers import xml_stream

    monkeypatch.setattr(xml_stream, "MAX_TREE_BYTES", 10)
    with pytest.raises(MalformedFile, match="larger than 10 bytes"):
        list(read(file(tmp_path, "<response></response>"), "assignment-xml"))
    assert fields.MAX_TREE_BYTES > 10
