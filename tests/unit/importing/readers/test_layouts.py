"""Each layout is read with its oddities: the made-up samples, and the real files where they are."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from chain_gateway.importing.errors import UnknownFormat
from chain_gateway.importing.readers import FORMATS, detect, read
from chain_gateway.importing.records import Conveyance, Record, Register, Row, UnreadableRow


def rows_of(path: Path) -> list[Row]:
    return list(read(path))


def record(row: Row) -> Record:
    assert isinstance(row, Record), row
    return row


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("interests.csv", "us-csv"),
        ("assignments.xml", "assignment-xml"),
        ("peds.json", "peds-json"),
        ("trademarks.json", "trademark-json"),
        ("legal_events.xml", "epo-ops-xml"),
    ],
)
def test_a_layout_is_known_by_its_content_whatever_the_file_is_called(
    samples: Path, tmp_path: Path, name: str, format: str
) -> None:
    renamed = tmp_path / "records"
    renamed.write_bytes((samples / name).read_bytes())
    assert detect(renamed) == format
    assert [type(row) for row in read(renamed, format)] == [type(row) for row in read(samples / name)]


def test_every_layout_has_a_sample(samples: Path) -> None:
    assert {detect(path) for path in samples.iterdir()} == set(FORMATS)


def test_an_unknown_format_is_refused_with_the_known_ones(samples: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match="us-csv"):
        read(samples / "interests.csv", "cnipa")
    for content in (b"", b"hello", b"[1, 2]", b'[{"name": 1}]', b"a,b,c\n1,2,3\n", b"\x00" * 99, b"%PDF-1.7"):
        (tmp_path / "file").write_bytes(content)
        with pytest.raises(UnknownFormat):
            detect(tmp_path / "file")


def test_the_table_joins_parties_with_a_spaced_semicolon_and_keeps_commas(samples: Path) -> None:
    first, *rest = rows_of(samples / "interests.csv")
    assert record(first) == Record(
        file="interests.csv",
        line=2,
        source="DEMO table",
        register=Register.PATENT,
        conveyance=Conveyance.SECURITY_INTEREST,
        conveyance_text="SECURITY AGREEMENT",
        patent_no="US99000001",
        application_no="US99100001",
        registration_no="900001/0001",
        references=(),
        text_references=(),
        executed_on=date(2030, 1, 2),
        recorded_on=date(2030, 1, 3),
        pledgors=("LANTERN WORKS, INC. (DEMO)", "LANTERN HOLDINGS LLC (DEMO)"),
        pledgees=("FIRST LANTERN BANK (DEMO), AS COLLATERAL AGENT",),
        old_pledgees=(),
        title="A LANTERN",
        rights_stated=3,
    )
    assert record(rest[-2]).register is Register.TRADEMARK
    assert record(rest[-2]).recorded_on is None
    assert record(rest[5]).text_references == ("900001/0001",)


def test_assignment_xml_pairs_its_arrays_and_reads_its_nothings(samples: Path) -> None:
    first, second, release, broken = rows_of(samples / "assignments.xml")
    assert (record(first).patent_no, record(first).application_no) == ("", "US99100011")
    assert (record(second).patent_no, record(second).title) == ("US99000012", "A & B")
    assert record(second).registration_no == "900011/0001"
    assert record(second).executed_on == date(2030, 1, 1)
    assert record(second).pledgors == ("LANTERN WORKS, INC. (DEMO)",)
    assert record(release).conveyance is Conveyance.RELEASE
    assert record(release).recorded_on is None
    assert record(release).pledgees == ("FIRST LANTERN BANK (DEMO)",)
    assert record(release).text_references == ("900011/0001",)
    assert isinstance(broken, UnreadableRow)
    assert (broken.line, broken.field) == (4, "inventionTitle")


def test_peds_json_reads_its_misspelled_key_its_nulls_and_american_dates(samples: Path) -> None:
    grant, release, broken = rows_of(samples / "peds.json")
    assert record(grant).registration_no == "090021/0052"
    assert record(grant).executed_on == date(2030, 7, 30)
    assert record(grant).recorded_on == date(2030, 8, 8)
    assert record(grant).title == "A LANTERN"
    assert (record(release).patent_no, record(release).title, record(release).pledgees) == ("", "", ())
    assert record(release).text_references == ("090021/0052",)
    assert isinstance(broken, UnreadableRow)
    assert (broken.line, broken.field, broken.value) == (3, "recordedDate", "'2030-08-09'")


def test_trademark_json_has_a_row_for_each_property(samples: Path) -> None:
    mark, application, deleted, empty = rows_of(samples / "trademarks.json")
    assert (record(mark).patent_no, record(mark).application_no) == ("USTM9900031", "USTMSN99200031")
    assert (record(application).patent_no, record(application).application_no) == ("", "USTMSN99200032")
    assert record(mark).registration_no == "009031/0571"
    assert record(mark).rights_stated == 3
    assert record(deleted).deleted
    assert record(deleted).pledgees == ("LANTERN FEDERAL CREDIT UNION (DEMO)",)
    assert isinstance(empty, UnreadableRow)


def test_epo_legal_events_hold_everything_in_one_text(samples: Path) -> None:
    interest, fee = map(record, rows_of(samples / "legal_events.xml"))
    assert interest.conveyance is Conveyance.SECURITY_INTEREST
    assert interest.pledgors == ("LANTERN WORKS, INC (DEMO)", "LANTERN HOLDINGS LLC (DEMO)")
    assert interest.pledgees == ("FIRST LANTERN BANK (DEMO)",)
    assert interest.registration_no == "090041/0064"
    assert (interest.executed_on, interest.recorded_on) == (date(2030, 8, 6), date(2030, 8, 17))
    assert (interest.patent_no, interest.application_no) == ("US99000041", "US99100041")
    assert fee.conveyance is Conveyance.OTHER


@pytest.mark.parametrize(
    ("name", "rows", "classes"),
    [
        ("us_peds_security.json", 126, {"SECURITY_INTEREST": 87, "RELEASE": 38, "CORRECTIVE": 1}),
        ("us_trademark_security.json", 28, {"SECURITY_INTEREST": 12, "RELEASE": 16}),
        ("uspto_assignment_assignment_1.xml", 5, {"OTHER": 5}),
        ("uspto_assignment_assignment_2.xml", 1, {"OTHER": 1}),
        ("uspto_assignment_assignment_3.xml", 379, {"SECURITY_INTEREST": 290, "RELEASE": 88, "OTHER": 1}),
        ("epo_ops_legal_US15919370.xml", 14, {"SECURITY_INTEREST": 1, "OTHER": 13}),
    ],
)
def test_the_real_files_are_read_row_by_row(raw: Path, name: str, rows: int, classes: dict[str, int]) -> None:
    found = list(map(record, read(raw / name)))
    assert len(found) == rows
    assert Counter(row.conveyance.name for row in found) == classes
    assert [row.line for row in found] == list(range(1, rows + 1))
    assert all(row.legal_date for row in found)


def test_the_real_oddities_come_out_right(raw: Path) -> None:
    peds = [record(row) for row in read(raw / "us_peds_security.json")]
    assert sum(not row.pledgors and not row.pledgees for row in peds) == 7
    assert {row.registration_no for row in peds if row.references or row.text_references} >= {
        "056095/0574",
        "049672/0095",
    }
    (interest,) = [
        row
        for row in map(record, read(raw / "epo_ops_legal_US15919370.xml"))
        if row.conveyance is Conveyance.SECURITY_INTEREST
    ]
    assert interest.pledgors == ("NCS MULTISTAGE HOLDINGS, INC", "NCS MULTISTAGE INC.")
    assert interest.pledgees == ("WELLS FARGO BANK NATIONAL ASSOCIATION, TEXAS",)
    assert (interest.registration_no, interest.patent_no, interest.application_no) == (
        "053520/0064",
        "US10465445",
        "US15919370",
    )


def test_the_packaged_tables_are_those_of_the_shared_data(raw: Path) -> None:
    from importlib.resources import files

    for name in ("us_security_interests.csv", "us_security_chains.csv"):
        packaged = (files("chain_gateway.importing") / "data" / name).read_bytes()
        assert packaged == (raw.parent / name).read_bytes()
