"""Lists of numbers: pasted, uploaded, shown, downloaded."""

import csv
import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]

from indexer.portal.spreadsheets import csv_file, plain, xlsx_file
from tests.support.asgi import Caller
from tests.support.indexer_stories import OFFICE, PATENT, Story, facts, whole_story
from tests.unit.indexer.portal.conftest import Pages
from tests.unit.indexer.portal.test_pages import text_of

ENGLISH = {"accept-language": "en"}
ASKED = ["US8800931", "201710601862.4", "ZL201710601862", "nonsense", "US8800931"]


@pytest.fixture
def portal(pages: Pages) -> Caller:
    """The whole story's pages."""
    return pages(whole_story()[0].chain)


def _workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_answers_come_in_the_order_asked_with_what_is_no_number_in_its_place(portal: Caller) -> None:
    answer = portal.post("/batch", data={"numbers": "\n".join(ASKED), "format": "csv"}, headers=ENGLISH)
    rows = _rows(answer.content)[1 : 1 + len(ASKED)]
    assert [row[0] for row in rows] == ASKED
    assert [row[2] for row in rows] == ["released", "invalid-number", "pledged", "invalid-number", "released"]
    assert rows[1][4] == "Its check digit is wrong."
    assert "attachment" in answer.headers["content-disposition"]
    assert "not an official extract" in answer.text


def test_a_download_is_in_the_language_of_its_reader(portal: Caller) -> None:
    asked = {"numbers": "US8800931\n201710601862.4", "format": "csv"}
    head, *rows = _rows(portal.post("/batch", data=asked, headers={"accept-language": "zh"}).content)
    assert all(not cell.isascii() for cell in head)
    assert [row[3] for row in rows[:2]] == ["已解除", "号码无效"]


def test_the_page_shows_them_counts_them_and_offers_the_whole(portal: Caller) -> None:
    page = portal.post("/batch", data={"numbers": "\n".join(ASKED)}, headers=ENGLISH)
    assert page.status_code == 200
    seen = text_of(page.text)
    assert "5 answers" in seen
    assert page.text.index("US:PAT:8800931") < page.text.index("CN:PAT:201710601862.3")
    assert 'name="format" value="xlsx"' in page.text


@pytest.mark.parametrize("form", ["csv", "xlsx", "gb18030"])
def test_a_file_is_read_by_the_column_that_is_called_so(portal: Caller, form: str) -> None:
    rows = [("序", "专利号", "备注"), ("1", "US8800931", "x"), ("2", "201710601862.3", "=1+1")]
    content = (
        _workbook(*rows)
        if form == "xlsx"
        else "\n".join(",".join(row) for row in rows).encode("gb18030" if form == "gb18030" else "utf-8-sig")
    )
    name = "list.xlsx" if form == "xlsx" else "list.csv"
    answer = portal.post("/batch", data={"format": "csv"}, files={"file": (name, content)})
    assert [row[0] for row in _rows(answer.content)[1:3]] == ["US8800931", "201710601862.3"]


def test_a_number_that_a_spreadsheet_made_a_figure_is_refused_in_its_place(portal: Caller) -> None:
    content = _workbook(("APPL:US08910294",), (8910294,))
    answer = portal.post("/batch", data={"format": "csv"}, files={"file": ("a.xlsx", content)}, headers=ENGLISH)
    first, second = _rows(answer.content)[1:3]
    assert first[1:3] == ["US:APPL:08910294", "unknown"]
    assert (second[2], second[4]) == (
        "invalid-number",
        "The cell is a figure, which loses leading zeros; make the column text.",
    )


@pytest.mark.parametrize("hostile", ['=HYPERLINK("http://evil")', "+1", "-1", "@SUM(A1)", "\t=1", " =1"])
def test_no_cell_of_a_download_is_a_formula(hostile: str) -> None:
    head, rows = ["a"], [[hostile]]
    assert _rows(csv_file(head, rows, []))[1][0].startswith("'")
    sheet = load_workbook(io.BytesIO(xlsx_file(head, rows, [])))["Pledgebook"]
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value.startswith("'")
    assert plain("CN:PAT:201710601862.3") == "CN:PAT:201710601862.3"


def test_a_hostile_name_leaves_as_text(pages: Pages) -> None:
    story = Story()
    story.tell(facts(PATENT, owners=(OFFICE,)))
    answer = pages(story.chain).post("/batch", data={"numbers": "=1+1\n@x", "format": "csv"})
    assert [row[0] for row in _rows(answer.content)[1:3]] == ["'=1+1", "'@x"]


def test_too_many_numbers_too_large_files_and_bombs_are_refused(portal: Caller) -> None:
    many = portal.post("/batch", data={"numbers": "US7831837\n" * 10_001})
    assert many.status_code == 422
    large = portal.post("/batch", files={"file": ("a.csv", b"x" * 5_100_000)})
    assert large.status_code == 413
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    assert len(packed.getvalue()) < 100_000
    bomb = portal.post("/batch", files={"file": ("a.xlsx", packed.getvalue())})
    assert bomb.status_code == 413


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"PK\x03\x04 no archive"),
        ("a.exe", b"MZ"),
        ("a.csv", b"\xff\xfe\x00\x00\xff"),
        ("a.csv", b"a" * 30_000),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_a_page(portal: Caller, name: str, content: bytes) -> None:
    answer = portal.post("/batch", files={"file": (name, content)})
    assert answer.status_code == 422
    assert "文件无法读取" in answer.text


def test_a_workbook_that_names_outside_entities_is_not_followed(portal: Caller) -> None:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_workbook(("US7831837",)))) as good,
        zipfile.ZipFile(packed, "w") as archive,
    ):
        for each in good.infolist():
            content = good.read(each)
            if each.filename == "xl/worksheets/sheet1.xml":
                content = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + content
            archive.writestr(each.filename, content)
    answer = portal.post("/batch", files={"file": ("a.xlsx", packed.getvalue())})
    assert answer.status_code == 422
    assert "root:" not in answer.text
