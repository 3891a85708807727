"""What slither finds is compared with what docs/security.md answers."""

from __future__ import annotations

from typing import Any

import pytest

from scripts.slither_findings import HEADING, answered, found


def element(name: str, *parents: tuple[str, str]) -> dict[str, Any]:
    """An element as slither describes it, its parents from the nearest on."""
    fields: dict[str, Any] = {}
    inner = fields
    for kind, parent in parents:
        inner["parent"] = {"type": kind, "name": parent, "type_specific_fields": {}}
        inner = inner["parent"]["type_specific_fields"]
    return {"name": name, "type_specific_fields": fields}


def results(*elements: dict[str, Any]) -> dict[str, Any]:
    """Slither's answer with one finding for each element."""
    return {
        "success": True,
        "error": None,
        "results": {"detectors": [{"check": "timestamp", "elements": [each]} for each in elements]},
    }


def test_names_functions_by_their_contract() -> None:
    assert found(results(element("accept", ("contract", "Book")))) == {("timestamp", "Book.accept")}


def test_names_variables_by_function_and_contract() -> None:
    given = results(element("sequence", ("function", "append"), ("contract", "ILedgerLog")))
    assert found(given) == {("timestamp", "ILedgerLog.append.sequence")}


def test_two_ways_to_one_place_are_one_finding() -> None:
    accept = element("accept", ("contract", "Book"))
    assert len(found(results(accept, accept))) == 1


def test_no_detectors_is_no_finding() -> None:
    assert found({"success": True, "error": None, "results": {}}) == set()


def test_a_failed_run_is_not_taken_for_a_clean_one() -> None:
    with pytest.raises(SystemExit, match="no compiler"):
        found({"success": False, "error": "no compiler", "results": {}})


def test_reads_every_place_of_a_row_and_stops_at_the_next_part() -> None:
    rows = [
        "| `timestamp` | `A.early` | above the part |",
        HEADING,
        "| detector | place | answer |",
        "|---|---|---|",
        "| `timestamp` | `A.one`, `A.two` | days |",
        "| `assembly` | `B.three` |  |",
        "## Next",
        "| `timestamp` | `A.late` | below |",
        "",
    ]
    page = "\n".join(rows)
    assert answered(page) == {("timestamp", "A.one"), ("timestamp", "A.two")}


def test_a_page_without_the_part_is_refused() -> None:
    with pytest.raises(SystemExit):
        answered("# Security\n")
