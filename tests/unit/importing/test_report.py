"""The report counts what was done and lists every refused row with its reason."""

import csv
import io
import json
from pathlib import Path

from chain_gateway.importing.outcomes import RefusalCode, Refused
from chain_gateway.importing.report import REFUSED_COLUMNS, ImportReport, report_of
from tests.support.importing_rows import assignment, interest, plan_of, release

P = "900001/0001"


def report(folder: Path, **how: object) -> ImportReport:
    plan = plan_of(
        folder,
        interest(P, 1),
        interest(P, 2),
        interest(P, 2),
        assignment("900002/0001", P, 1),
        assignment("900002/0001", P, 2),
        release("900003/0001", P, 1),
        release("900004/0001", "", 2, conveyance_text="=HYPERLINK(1)"),
        interest("900005/0001", 3, recorded_date="yesterday"),
    )
    return report_of(plan, **how)  # type: ignore[arg-type]


def test_the_tally_counts_pledges_rights_and_rows(tmp_path: Path) -> None:
    tally = report(tmp_path).tally
    assert (tally.rows, tally.rows_applied, tally.rows_refused, tally.rows_not_reached) == (8, 5, 3, 0)
    assert (tally.migrated, tally.assigned, tally.cancelled, tally.partial_releases) == (1, 1, 0, 1)
    assert (tally.rights_migrated, tally.rights_freed) == (2, 1)
    assert tally.refused == {"recorded-twice": 1, "no-reference": 1, "unreadable": 1}
    assert tally.by_class == {
        "ASSIGNMENT OF SECURITY INTEREST": {"instruments": 1, "rows": 2, "applied": 2, "refused": 0},
        "RELEASE BY SECURED PARTY": {"instruments": 2, "rows": 2, "applied": 1, "refused": 1},
        "SECURITY INTEREST": {"instruments": 1, "rows": 3, "applied": 2, "refused": 1},
        "UNREADABLE": {"instruments": 0, "rows": 1, "applied": 0, "refused": 1},
    }


def test_an_import_that_stopped_counts_what_it_did_not_reach(tmp_path: Path) -> None:
    stopped = report(tmp_path, done=1, interrupted="stopped")
    assert not stopped.complete
    tally = stopped.tally
    assert (tally.rows_applied, tally.rows_refused, tally.rows_not_reached) == (2, 3, 3)
    assert (tally.migrated, tally.assigned) == (1, 0)


def test_what_the_ledger_refused_is_a_refused_row(tmp_path: Path) -> None:
    refusal = Refused(RefusalCode.LEDGER_REFUSED, "no", error="WrongState")
    found = report(tmp_path, refused_commands={2: refusal})
    assert found.tally.rows_applied == 4
    assert found.tally.partial_releases == 0
    assert [row["error"] for row in found.to_json()["refused_rows"] if row["code"] == "ledger-refused"] == [
        "WrongState"
    ]


def test_what_the_ledger_refused_of_an_applied_row_is_a_warning(tmp_path: Path) -> None:
    other = "900006/0001"
    both = f"{P} ; {other}"
    second = interest(other, 1, execution_date="2018-12-31")
    plan = plan_of(tmp_path, interest(P, 1), second, release("900007/0001", both, 1))
    no = Refused(RefusalCode.LEDGER_REFUSED, "not now", error="WrongState")
    found = report_of(plan, {3: no})
    assert (found.tally.rows_applied, found.tally.rows_refused, found.tally.cancelled) == (3, 0, 1)
    (warning,) = found.to_json()["warnings"]
    assert (warning["code"], warning["registration_no"], warning["line"]) == ("reference-not-applied", "900007/0001", 4)
    assert warning["text"] == "ledger-refused (WrongState): not now"
    nothing_left = report_of(plan, {2: no, 3: no})
    assert nothing_left.tally.rows_refused == 1
    assert nothing_left.warnings == ()


def test_refused_rows_are_written_in_order_as_csv_and_json(tmp_path: Path) -> None:
    found = report(tmp_path)
    rows = list(csv.DictReader(io.StringIO(found.refused_csv())))
    assert tuple(rows[0]) == REFUSED_COLUMNS
    assert [(row["line"], row["code"]) for row in rows] == [
        ("4", "recorded-twice"),
        ("8", "no-reference"),
        ("9", "unreadable"),
    ]
    objects = [json.loads(line) for line in found.refused_json().splitlines()]
    assert [each["line"] for each in objects] == [4, 8, 9]
    assert json.loads(json.dumps(found.to_json()))["refused_rows"] == objects


def test_no_cell_of_the_csv_is_a_formula(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, interest("=1+1", 1), interest("@x", 2), release("-1", P, 1))
    for row in csv.DictReader(io.StringIO(report_of(plan).refused_csv())):
        assert row["registration_no"][0] == "'"
