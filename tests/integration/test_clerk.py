"""A clerk's dry run on a running house: every right with the ground it would fail on, and nothing sent."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chain_gateway.ledger.dates import today
from pledge.commands.demo import DEMONSTRATION_SCRYPT_WORK
from pledge.demonstration import cast
from pledge.demonstration.run import indexed
from pledge.demonstration.setting import Setting, make_ready
from pledge.house import House, HouseSettings
from tests.e2e.conftest import run_pledge


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with House.embedded(HouseSettings(folder, os.urandom(8).hex(), scrypt_work=DEMONSTRATION_SCRYPT_WORK)) as house:
        yield house


@pytest.fixture(scope="module")
def setting(house: House) -> Setting:
    return make_ready(house, today())


def filing(setting: Setting, rights: list[str]) -> dict[str, Any]:
    contract = setting.enrolled.first_bank.put_document(b"demonstration contract")
    return {
        "act": {"document": contract},
        "pledgors": [setting.enrolled.firm_id],
        "rights": rights,
        "obligation": {
            "kind": "Fixed",
            "currency": "CNY",
            "amount_minor": "100",
            "debtor": setting.enrolled.firm_id,
            "starts_on": "2026-01-01",
            "ends_on": "2027-01-01",
            "contract": contract,
        },
    }


def check(house: House, setting: Setting, folder: Path, body: object) -> Any:
    file = folder / "filing.json"
    file.write_text(json.dumps(body), encoding="utf-8")
    token = house.token("clerk", setting.ids[cast.FIRST_BANK], cast.BANK_SCOPES)
    return run_pledge("check", str(file), "--url", house.url, "--json", PLEDGE_TOKEN=token)


def test_a_sound_filing_would_be_taken_and_nothing_is_sent(house: House, setting: Setting, tmp_path: Path) -> None:
    before = house.node.head().number
    run = check(house, setting, tmp_path, filing(setting, [cast.FREE_PATENT]))
    assert run.code == 0, run.err
    assert run.json["ok"] is True
    assert house.node.head().number == before


def test_each_right_is_named_with_its_ground(house: House, setting: Setting, tmp_path: Path) -> None:
    run = check(house, setting, tmp_path, filing(setting, [cast.FREE_PATENT, cast.REAL_CHINESE_PATENT]))
    assert run.code == 1
    sound, unknown = run.json["rights"]
    assert (sound["right"], sound["ok"]) == (f"CN:PAT:{cast.FREE_PATENT}", True)
    assert unknown["ok"] is False
    assert unknown["findings"][0]["error"] == "UnknownRight"


def test_a_file_that_is_no_filing_is_told_so(house: House, setting: Setting, tmp_path: Path) -> None:
    for body, says in (([1], "no JSON object"), ({"rights": "x"}, "rights")):
        run = check(house, setting, tmp_path, body)
        assert run.code == 2
        assert says in run.err


def test_the_look_up_of_the_free_patent_is_clear_only_once_it_is_indexed(house: House, setting: Setting) -> None:
    assert setting.enrolled.firm_id
    indexed(house)
    assert house.lookup.status(cast.FREE_PATENT)["status"] == "clear"


def test_a_file_of_pledges_is_filed_row_by_row_and_once(house: House, setting: Setting, tmp_path: Path) -> None:
    good = filing(setting, [cast.FREE_PATENT]) | {"reference": "loan-1"}
    bad = filing(setting, ["CN201710601862.5"]) | {"reference": "loan-2"}
    file = tmp_path / "pledges.ndjson"
    file.write_text(json.dumps(good) + "\n" + json.dumps(bad) + "\n", encoding="utf-8")
    token = house.token("clerk", setting.ids[cast.FIRST_BANK], cast.BANK_SCOPES)
    run = run_pledge("file", str(file), "--url", house.url, "--json", PLEDGE_TOKEN=token)
    assert run.code == 1, run.err
    assert (run.json["rows"], run.json["states"]) == (2, {"final": 1})
    (failure,) = run.json["failures"]
    assert (failure["row"], failure["reference"], failure["problem"]) == (2, "loan-2", "invalid-number")
    again = run_pledge("file", str(file), "--url", house.url, PLEDGE_TOKEN=token)
    assert again.code == 1
    assert "1 final" in again.out
    assert "sent before" in again.out
