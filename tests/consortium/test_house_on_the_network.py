"""The whole house on four validators: the demonstration, on real records, as on the embedded chain and on anvil."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chain_gateway.api.auth import SCOPE_REGISTRY
from chain_gateway.client.errors import Problem
from chain_gateway.rpc import BulkNode
from indexer.service import Indexer
from pledge.cli import app
from pledge.consortium import Consortium
from pledge.demonstration import cast
from pledge.demonstration.run import Demonstration
from pledge.house import House
from tests.integration.test_house_on_anvil import few_records
from tests.support.importing_oracle import independent_count


def test_the_demonstration_runs_on_the_network(demonstration: Demonstration, tmp_path: Path) -> None:
    counted = independent_count(few_records(tmp_path / "few.csv"))
    assert demonstration.completeness["complete"] is True
    assert demonstration.statistics["events"]["PledgeMigrated"] == counted["migrated"]
    assert demonstration.pledging["second_filing_refused"]["name"] == "AlreadyEncumbered"


def test_an_index_from_nothing_is_the_same_on_every_validator(
    house: House, demonstration: Demonstration, consortium: Consortium, tmp_path: Path
) -> None:
    assert demonstration.completeness["complete"]
    assert house.indexer is not None
    found = set()
    for place, process in enumerate(consortium.network.nodes):
        node = consortium.network.node(process, reader=house.deployment.log)
        indexer = Indexer(BulkNode(node, node.endpoint), house.deployment, f"sqlite:///{tmp_path / str(place)}.db")
        progress = indexer.catch_up()
        assert progress
        with indexer.reader.snapshot() as snapshot:
            here = snapshot.checkpoint()
            assert here is not None
            assert here.complete
            found.add((here.sequence, here.head.hex()))
        indexer.close()
        node.close()
    assert len(found) == 1


def test_the_audit_finds_the_index_true_on_the_network_and_a_changed_row_false(
    house: House, demonstration: Demonstration, consortium: Consortium, folder: Path, tmp_path: Path
) -> None:
    assert demonstration.completeness["complete"]
    assert house.indexer is not None
    copy = tmp_path / "index.sqlite"
    house.indexer.catch_up()
    shutil.copy(folder / "index.sqlite", copy)
    for suffix in ("-wal", "-shm"):
        if (folder / f"index.sqlite{suffix}").exists():
            shutil.copy(folder / f"index.sqlite{suffix}", f"{copy}{suffix}")
    asked = ["audit", "--rpc", consortium.network.urls[1], "--store", f"sqlite:///{copy}", "--json"]
    asked += ["--deployment", str(folder / "deployment.json")]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, (done.output[-2000:], done.exception)
    assert json.loads(done.output)["differences"] == []
    import sqlite3

    with sqlite3.connect(copy) as store:
        store.execute("UPDATE registrations SET registration_number = 'forged' WHERE rowid = 1")
    store.close()
    assert CliRunner().invoke(app, asked).exit_code == 1


def test_the_gateway_tells_a_refusal_of_the_network_as_on_any_chain(house: House, demonstration: Demonstration) -> None:
    pledge = demonstration.pledging["pledge"]
    (office,) = house.lookup.parties(cast.CN_PATENT_OFFICE.name)["parties"]
    gateway = house.client("officer", office["id"], (SCOPE_REGISTRY,))
    body = {"ground": "DebtPerformed", "act": {"recorded_on": "2026-11-24"}}
    try:
        done = gateway.submit(f"/v1/pledges/{pledge}/cancellation", body)
    except Problem as problem:
        pytest.fail(f"it is to be refused by the ledger, not by the gateway: {problem}")
    assert done.state == "reverted"
    assert done.error is not None
    assert done.error.error is not None
    assert done.error.error["name"] == "WrongState"
