"""The source record of an instrument says all that was read of it, once, and fits into one document."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from chain_gateway.importing.instruments import Instrument, group
from chain_gateway.importing.readers import read
from chain_gateway.importing.source_document import MAX_BYTES, SourceTooLarge, source_documents
from tests.support.importing_rows import interest, table

P = "900001/0001"


def instrument(folder: Path, *rows: dict[str, str]) -> Instrument:
    (found,), _ = group(list(read(table(folder, *rows))))
    return found


def rows_in(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [document["common"] | dict(zip(document["columns"], row, strict=True)) for row in document["rows"]]


def test_it_is_canonical_json_with_what_is_common_said_once(tmp_path: Path) -> None:
    (content,) = source_documents(instrument(tmp_path, interest(P, 1), interest(P, 2, title="A WICK")))
    document = json.loads(content)
    assert rfc8785.dumps(document) == content
    assert document["columns"] == ["patent_no", "application_no", "title"]
    assert document["rows"] == [["US99000001", "US99100001", "A LANTERN"], ["US99000002", "US99100002", "A WICK"]]
    assert document["common"]["pledgees"] == ["FIRST LANTERN BANK (DEMO)"]
    assert document["common"]["recorded_on"] == "2019-01-02"
    assert (document["register"], document["registration_no"]) == ("patent", P)


def test_rows_that_were_refused_are_in_it_as_read(tmp_path: Path) -> None:
    odd = interest(P, 3, pledgee="ANOTHER BANK (DEMO), AS AGENT")
    (content,) = source_documents(instrument(tmp_path, interest(P, 1), interest(P, 2), interest(P, 2), odd))
    rows = rows_in(json.loads(content))
    assert [row["patent_no"] for row in rows] == ["US99000001", "US99000002", "US99000002", "US99000003"]
    assert rows[3]["pledgees"] == ["ANOTHER BANK (DEMO), AS AGENT"]


def test_the_name_of_a_natural_person_is_nowhere_in_it(tmp_path: Path) -> None:
    jane = "Lamplight, Jane Q., as Agent"
    rows = [
        interest(P, 1, pledgor=f"LANTERN WORKS, INC. (DEMO) ; {jane}", pledgee="COX, MARY TRUST"),
        interest(P, 2, pledgor="DE SA, MARIA", title="A LANTERN BY DE SA, MARIA"),
        interest(P, 3, conveyance_text="SECURITY AGREEMENT OF LAMPLIGHT, JANE Q. AND ANOTHER"),
    ]
    (content,) = source_documents(instrument(tmp_path, *rows))
    for name in (b"jane", b"lamplight", b"cox", b"mary", b"maria"):
        assert name not in content.lower()
    first, second, third = rows_in(json.loads(content))
    assert first["pledgors"] == ["LANTERN WORKS, INC. (DEMO)", "natural person"]
    assert (first["pledgees"], third["pledgees"]) == (["natural person"], ["FIRST LANTERN BANK (DEMO)"])
    assert (second["pledgors"], second["title"]) == (["natural person"], "A LANTERN BY natural person")
    assert third["conveyance_text"] == "SECURITY AGREEMENT OF natural person AND ANOTHER"
    assert source_documents(instrument(tmp_path, *rows)) == (content,)


def test_it_does_not_depend_on_the_file_that_held_the_record(tmp_path: Path) -> None:
    rows = [interest(P, 1), interest(P, 2)]
    other, _ = group(list(read(table(tmp_path, interest("900009/0001"), *rows, name="other.csv"))))
    assert source_documents(other[0]) == source_documents(instrument(tmp_path, *rows))


def test_a_record_of_1_100_rights_with_ordinary_titles_is_one_document(tmp_path: Path) -> None:
    (content,) = source_documents(instrument(tmp_path, *[interest(P, n, title="T" * 150) for n in range(1, 1_101)]))
    assert len(content) <= MAX_BYTES


def test_titles_that_do_not_fit_follow_in_documents_that_the_record_names(tmp_path: Path) -> None:
    titles = [f"{number} " + "灯" * 200 for number in range(1, 1_101)]
    main, *parts = source_documents(
        instrument(tmp_path, *[interest(P, number, title=title) for number, title in enumerate(titles, start=1)])
    )
    assert all(len(each) <= MAX_BYTES for each in (main, *parts))
    assert json.loads(main)["titles"] == [hashlib.sha256(part).hexdigest() for part in parts]
    assert "title" not in json.loads(main)["columns"]
    assert [title for part in parts for title in json.loads(part)["titles"]] == titles


def test_a_record_that_fits_nowhere_is_said_to_be_too_large(tmp_path: Path) -> None:
    rows = [interest(P, number, pledgor=f"L{number} (DEMO) " + "X" * 16_000 + " INC.") for number in range(1, 20)]
    with pytest.raises(SourceTooLarge, match=P):
        source_documents(instrument(tmp_path, *rows))
