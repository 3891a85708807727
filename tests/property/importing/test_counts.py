"""The plan's figures equal those of an independent count over the table, on the real records and on changed ones."""

import csv
import io
import random
from collections import Counter
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chain_gateway.importing.commands import Assign, Cancel, Migrate, PartialRelease
from chain_gateway.importing.ledger_view import EmptyLedger
from chain_gateway.importing.outcomes import Applied
from chain_gateway.importing.plan import ImportPlan, make_plan
from chain_gateway.importing.readers import read
from chain_gateway.importing.readers.us_csv import COLUMNS
from chain_gateway.importing.records import Row
from chain_gateway.importing.report import report_of
from tests.support.importing_oracle import csv_rows, independent_count

INTERESTS, CHAINS = "us_security_interests.csv", "us_security_chains.csv"


def packaged(name: str) -> list[dict[str, str]]:
    with as_file(files("chain_gateway.importing") / "data" / name) as path:
        return csv_rows(path)


REAL = packaged(INTERESTS)
# Without the three instruments of 833 and 1,099 rows, so that an example takes a fraction of a second.
SMALL = [row for row in REAL if row["properties_in_instrument"] not in ("833", "1099")]

# Values that a changed row may get. They name parties that do not exist.
CHANGES = {
    "patent_no": ["", "US7831837", "US10280724", "USD811183", "US20040073746A1", "US12X", "USTM4451202"],
    "application_no": ["", "US11424427", "US15356436", "US1142", "USTMSN85920572"],
    "registration_no": ["", "048818/0520", "40136/1", "REEL 12", "099999/0001"],
    "references": ["", "048818/0520", "049107/0392", "099999/0001", "049107/0392 ; 049111/0583", "40136/1"],
    "execution_date": ["", "2019-05-07", "2031-01-01", "2019-02-30", "05/07/2019"],
    "recorded_date": ["", "2019-05-07", "1990-01-01", "2031-12-31", "2019-5-7"],
    "event_code": [
        "SECURITY INTEREST",
        "RELEASE BY SECURED PARTY",
        "ASSIGNMENT OF SECURITY INTEREST",
        "CORRECTIVE",
        "MERGER",
        "",
    ],
    "conveyance_text": ["", "RELEASE AT REEL 048818/FRAME 0520", "RELEASE RECORDED AT R/F 049111-0583", "ASSIGNMENT"],
    "pledgor": ["", "LANTERN WORKS, INC. (DEMO)", "A (DEMO) ; B (DEMO)"],
    "pledgee": ["", "FIRST LANTERN BANK (DEMO)", "A BANK (DEMO) ; B BANK (DEMO)"],
    "old_pledgee": ["", "FIRST LANTERN BANK (DEMO)"],
    "right": ["patent", "trademark", "design", ""],
    "title": ["", "A LANTERN"],
    "properties_in_instrument": ["", "1", "many"],
}


def written(path: Path, rows: list[dict[str, str]]) -> Path:
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def planned(*paths: Path) -> ImportPlan:
    rows: list[Row] = [row for path in paths for row in read(path)]
    return make_plan(rows, EmptyLedger())


def figures(plan: ImportPlan) -> dict[str, Any]:
    """The plan's figures, its commands played on an empty register."""
    live: dict[tuple[str, str], set[str]] = {}
    named: set[str] = set()
    freed = 0
    counts: Counter[str] = Counter()
    for command in plan.commands:
        counts[type(command).__name__] += 1
        if isinstance(command, Migrate):
            key = command.instrument.register.value, command.instrument.number
            assert key not in live
            live[key] = {right.text for right in command.rights}
            named |= live[key]
            continue
        key = command.pledge.register.value, command.pledge.registration_number
        if isinstance(command, Cancel):
            assert {right.text for right in command.rights} == live[key]
            freed += len(live[key])
            live[key] = set()
        elif isinstance(command, PartialRelease):
            assert {right.text for right in command.rights} == live[key]
            gone = {right.text for right in command.freed}
            assert gone < live[key]
            freed += len(gone)
            live[key] -= gone
        else:
            assert isinstance(command, Assign)
            assert live[key]
    tally = report_of(plan).tally
    assert tally.rows == tally.rows_applied + tally.rows_refused
    return {
        "read": len(plan.rows),
        "applied": sum(isinstance(each.outcome, Applied) for each in plan.rows),
        "refused": dict(sorted(Counter(str(refusal.code) for _, refusal in plan.refused).items())),
        "refused_rows": len(plan.refused),
        "migrated": counts["Migrate"],
        "assigned": counts["Assign"],
        "cancelled": counts["Cancel"],
        "partial": counts["PartialRelease"],
        "pairs_migrated": tally.rights_migrated,
        "pairs_freed": freed,
        "pairs_left": sum(map(len, live.values())),
        "live_pledges": sum(map(bool, live.values())),
        "live_rights": len({right for rights in live.values() for right in rights}),
        "rights": len(named),
    }


def changed(rows: list[dict[str, str]], chance: random.Random) -> list[dict[str, str]]:
    """The rows after one change: a row removed, repeated somewhere, moved, or altered in a field."""
    rows = list(rows)
    place = chance.randrange(len(rows))
    match chance.choice(["remove", "repeat", "move", "alter", "alter", "alter", "alter"]):
        case "remove":
            del rows[place]
        case "repeat":
            rows.insert(chance.randrange(len(rows)), rows[place])
        case "move":
            rows.insert(chance.randrange(len(rows) - 1), rows.pop(place))
        case _:
            field = chance.choice(list(CHANGES))
            rows[place] = rows[place] | {field: chance.choice(CHANGES[field])}
    return rows


def test_the_plan_of_the_real_records_has_the_figures_of_the_independent_count(tmp_path: Path) -> None:
    plan = planned(written(tmp_path / "real.csv", REAL))
    assert figures(plan) == independent_count(REAL)
    assert figures(plan)["migrated"] == len(
        {r["registration_no"] for r in REAL if r["event_code"] == "SECURITY INTEREST"}
    )


def test_both_real_tables_together_enter_nothing_twice(tmp_path: Path) -> None:
    chains = packaged(CHAINS)
    plan = planned(written(tmp_path / "a.csv", REAL), written(tmp_path / "b.csv", chains))
    counted = independent_count(REAL + chains)
    assert figures(plan) == counted
    alone = independent_count(REAL)
    assert {name: counted[name] for name in ("migrated", "applied", "pairs_left")} == {
        name: alone[name] for name in ("migrated", "applied", "pairs_left")
    }
    assert counted["refused_rows"] == alone["refused_rows"] + len(chains)


@pytest.mark.parametrize("seed", range(8))
def test_a_random_change_of_the_real_records_changes_both_counts_alike(tmp_path: Path, seed: int) -> None:
    rows = changed(REAL, random.Random(seed))  # noqa: S311
    assert figures(planned(written(tmp_path / "changed.csv", rows))) == independent_count(rows)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), changes=st.integers(1, 12))
def test_many_random_changes_change_both_counts_alike(tmp_path: Path, seed: int, changes: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    rows = SMALL
    for _ in range(changes):
        rows = changed(rows, chance)
    plan = planned(written(tmp_path / "changed.csv", rows))
    assert figures(plan) == independent_count(rows)
    for each in plan.rows:
        assert not isinstance(each.outcome, Applied) or each.outcome.commands
