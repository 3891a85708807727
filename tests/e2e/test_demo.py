"""The main job as a newcomer runs it. Its counts are the chain's, and equal an independent count over the records."""

import csv
import random
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Command
from tests.support.importing_oracle import csv_rows, independent_count

COMMITTED = ("us_security_interests.csv", "us_security_chains.csv")


def committed_rows() -> list[dict[str, str]]:
    rows = []
    for name in COMMITTED:
        with as_file(files("chain_gateway.importing") / "data" / name) as path:
            rows += csv_rows(path)
    return rows


def ledger_counts(found: dict[str, Any]) -> dict[str, Any]:
    """What the demonstration says, from the chain alone: events and rows that the indexer mirrored."""
    statistics = found["statistics"]
    events = statistics["events"]
    return {
        "migrated": events.get("PledgeMigrated", 0),
        "assigned": events.get("PledgeAssigned", 0),
        "cancelled": events.get("PledgeCancelled", 0),
        "partial": events.get("RightsReleased", 0),
        "pairs_migrated": statistics["pairs"]["registered"],
        "pairs_freed": statistics["pairs"]["freed"],
        "pairs_left": statistics["pairs"]["encumbered"],
        "live_pledges": statistics["pledges"]["Registered"],
        "live_rights": statistics["encumbered_rights"],
        # The two invented Chinese patents are the demonstration's own.
        "rights": statistics["rights"] - 2,
    }


def assert_counts_agree(found: dict[str, Any], rows: list[dict[str, str]]) -> None:
    counted = independent_count(rows)
    chain = ledger_counts(found)
    assert chain == {name: counted[name] for name in chain}
    said = found["import"]
    assert said["rows"] == {
        "read": counted["read"],
        "applied": counted["applied"],
        "refused": counted["refused_rows"],
        "not_reached": 0,
    }
    assert said["refused"] == counted["refused"]
    assert len(said["refused_rows"]) == counted["refused_rows"]


@pytest.fixture(scope="module")
def demonstration(pledge: Command, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    kept = tmp_path_factory.mktemp("demo") / "kept"
    run = pledge("demo", "--json", "--keep", str(kept))
    assert run.code == 0, run.err
    found: dict[str, Any] = run.json
    found["kept"] = kept
    return found


def test_the_counts_come_from_the_chain_and_equal_an_independent_count(demonstration: dict[str, Any]) -> None:
    assert_counts_agree(demonstration, committed_rows())


def test_every_answer_carries_its_block_and_is_complete(demonstration: dict[str, Any]) -> None:
    for answer in demonstration["lookups"].values():
        assert answer["complete"] is True
        assert answer["block"]["number"] > 0
        assert len(answer["block"]["hash"]) == 66
        assert answer["notice"]["en"]
        assert answer["notice"]["zh"]


def test_the_look_ups_show_pledged_released_and_both_cases_of_never_pledged(demonstration: dict[str, Any]) -> None:
    seen = {case: (answer["status"], answer["reason"]) for case, answer in demonstration["lookups"].items()}
    assert seen == {
        "pledged": ("pledged", None),
        "released": ("released", None),
        "never pledged, kind covered": ("clear", None),
        "never pledged, kind not covered": ("unknown", "not-covered"),
        "real Chinese patent, not attested here": ("unknown", "not-attested"),
        "released, the demonstration's own": ("released", None),
    }


def test_a_patent_with_several_lenders_ranks_them_by_registration(demonstration: dict[str, Any]) -> None:
    held = demonstration["lookups"]["pledged"]["pledges"]
    assert [each["rank"] for each in held] == list(range(1, len(held) + 1))
    assert len(held) > 1
    assert [each["effective_on"] for each in held] == sorted(each["effective_on"] for each in held)


def test_the_history_of_the_longest_chain_is_whole_and_in_order(demonstration: dict[str, Any]) -> None:
    acts = demonstration["history"]["acts"]
    recorded = {row["registration_no"] for row in committed_rows() if row["patent_no"] == "US7831837"}
    refused = {
        row["registration_no"]
        for row in demonstration["import"]["refused_rows"]
        if row["right"] == "US7831837" and row["code"] != "recorded-twice"
    }
    told = {act["official_number"] or act["details"]["registration_number"] for act in acts}
    assert told == recorded - refused
    assert [act["sequence"] for act in acts] == sorted(act["sequence"] for act in acts)
    assert all(act["document"] and act["transaction"] and act["actor"]["id"] for act in acts)


def test_the_second_pledge_of_the_same_patent_is_refused_by_name(demonstration: dict[str, Any]) -> None:
    story = demonstration["pledging"]
    assert story["second_filing_refused"]["name"] == "AlreadyEncumbered"
    assert int(story["second_filing_refused"]["arguments"]["pledge"]) == story["pledge"]
    assert story["statuses"] == {
        "pledged": "pledged",
        "refused": "pledged",
        "discharged": "pledged",
        "released": "released",
    }
    names = [act["act"] for act in story["acts"]]
    assert names == ["PledgeFiled", "PledgeRegistered", "PledgeDischarged", "PledgeCancelled"]


def test_the_rolling_hash_matches(demonstration: dict[str, Any]) -> None:
    state = demonstration["completeness"]
    assert state["complete"] is True
    assert state["sequence"] == sum(demonstration["statistics"]["events"].values()) + 4
    assert len(bytes.fromhex(state["head"].removeprefix("0x"))) == 32


def test_no_answer_carries_an_amount_or_the_salt(demonstration: dict[str, Any]) -> None:
    text = repr([demonstration["pledging"]["acts"], demonstration["lookups"], demonstration["history"]])
    assert "1000000000" not in text
    assert "salt" not in text
    assert "amount" not in text


def test_what_is_kept_holds_the_stores_and_no_plain_key(demonstration: dict[str, Any]) -> None:
    kept: Path = demonstration["kept"]
    assert {each.name for each in kept.iterdir()} >= {
        "deployment.json",
        "documents",
        "gateway.sqlite",
        "index.sqlite",
        "keystore",
    }
    for file in (kept / "keystore").iterdir():
        assert file.stat().st_mode & 0o077 == 0
        assert "ciphertext" in file.read_text()


CHANGES: list[dict[str, str]] = [
    {"patent_no": "", "application_no": ""},
    {"registration_no": "099999/0001"},
    {"recorded_date": "1990-01-01"},
]


@pytest.mark.parametrize(("seed", "changes"), [(1, CHANGES[:2]), (2, CHANGES[2:])])
def test_the_counts_still_agree_after_rows_are_changed_at_random(
    pledge: Command, tmp_path: Path, seed: int, changes: list[dict[str, str]]
) -> None:
    chance = random.Random(seed)  # noqa: S311
    # Without the three longest instruments, so that a run takes seconds.
    rows = [row for row in committed_rows() if row["properties_in_instrument"] not in ("833", "1099", "117")]
    for place, change in zip(chance.sample(range(len(rows)), len(changes)), changes, strict=True):
        rows[place] |= change
    table = tmp_path / "records.csv"
    with table.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    run = pledge("demo", "--json", "--records", str(table))
    assert run.code == 0, run.err
    assert_counts_agree(run.json, rows)


def test_the_page_for_people_shows_every_part(pledge: Command, tmp_path: Path) -> None:
    table = tmp_path / "few.csv"
    rows = [row for row in committed_rows() if row["patent_no"] in ("US7831837", "US8789601")]
    with table.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    run = pledge("demo", "--records", str(table))
    assert run.code == 0, run.err
    for part in (
        "Real US records",
        "counted on the chain",
        "Rows not applied",
        "US7831837",
        "Look-ups",
        "AlreadyEncumbered",
        "matches",
    ):
        assert part in run.out
