"""Validators come and go by the runbook's commands, on a network of its own, and its headers show it to a verifier."""

import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eth_keys.datatypes import PrivateKey
from typer.testing import CliRunner

from chain_gateway.proofs import RefusedChange, SetChange, Trust
from chain_gateway.proofs.changes import follow, read_changes
from chain_gateway.rpc.engines.consortium import Network, NetworkPlan, Permissions
from pledge.cli import app
from pledge.exits import Exit, Stop
from tests.consortium.conftest import ROOT
from tests.support.sealed_chain import CONTRACTS

SECONDS = 120.0
ADMIN = "0x" + "11" * 20


@pytest.fixture(scope="module")
def place(engine: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folder of a network of four without a ledger."""
    folder = tmp_path_factory.mktemp("votes")
    only = Permissions((ADMIN,), (ADMIN,))
    network = Network.create(folder / "network", engine, NetworkPlan(chain_id=20_263, senders=only, deployers=only))
    pinned = json.loads(network.validators_file.read_text("utf-8")) | {"contracts": CONTRACTS}
    network.validators_file.write_text(json.dumps(pinned), "utf-8")
    network.start()
    yield folder
    Network.open(folder / "network", engine).stop()


def run(place: Path, *words: str) -> Any:
    """`pledge chain ...`; its JSON where it answers one."""
    done = CliRunner().invoke(app, ["chain", *words, "--folder", str(place), "--engines", str(ROOT / ".engines")])
    assert done.exit_code == 0, (done.output, done.exception)
    return json.loads(done.output) if "--json" in words else done.output


def await_set(place: Path, size: int) -> dict[str, Any]:
    deadline = time.monotonic() + SECONDS
    while len((found := run(place, "status", "--json"))["set"]) != size:
        assert time.monotonic() < deadline, found
        time.sleep(0.5)
    return dict(found)


@pytest.fixture(scope="module")
def story(place: Path, engine: Path) -> dict[str, Any]:
    """A fifth validator is voted in, then the second is voted out and struck off; what the commands left behind."""
    pinned = Trust.load(place / "network" / "validators.json")
    run(place, "join")
    fifth = Network.open(place / "network", engine).validators[4]
    for voter in ("node-1", "node-3"):
        run(place, "vote", "add", fifth, "--validator", voter)
    pending = run(place, "status", "--json")
    waited = time.monotonic() + SECONDS
    while len(pending["votes"]) < 2 and time.monotonic() < waited:
        time.sleep(0.5)
        pending = run(place, "status", "--json")
    run(place, "vote", "add", fifth, "--validator", "node-4")
    grown = await_set(place, 5)
    second = Network.open(place / "network", engine).validators[1]
    run(place, "vote", "remove", second)
    shrunk = await_set(place, 4)
    run(place, "leave", "node-2")
    network = Network.open(place / "network", engine)
    for node in network.nodes:  # each member starts anew once, to know the boot nodes there are now
        node.stop()
        node.start()
        network.await_block(1 + max(height for _, height in network.heights() if height is not None), SECONDS)
    file = place / "changes.json"
    shown = run(place, "changes", "-o", str(file), "--pin", "--json")
    return {
        "pinned": pinned, "fifth": fifth, "second": second, "pending": pending, "grown": grown, "shrunk": shrunk,
        "file": file, "shown": shown,
    }  # fmt: skip


def test_two_votes_of_four_are_pending_and_the_third_decides(story: dict[str, Any]) -> None:
    votes = story["pending"]["votes"]
    assert {(each["candidate"], each["add"]) for each in votes} == {(story["fifth"], True)}
    assert len(votes) == 2
    assert len(story["pending"]["set"]) == 4
    assert story["fifth"] in story["grown"]["set"]
    assert story["grown"]["votes"] == [], "they are spent"
    assert story["second"] not in story["shrunk"]["set"]


def test_the_headers_of_the_real_network_show_both_changes(story: dict[str, Any]) -> None:
    pinned = story["pinned"]
    changes = read_changes(story["file"].read_bytes(), pinned)
    followed = follow(pinned, changes)
    assert [len(each.validators) for each in followed.sets] == [4, 5, 4]
    assert story["fifth"] in followed.sets[2].validators
    assert story["second"] not in followed.sets[2].validators
    assert story["shown"]["sets"] == followed.as_json()["sets"]


def test_the_pinned_file_has_the_sets_and_needs_the_headers_no_more(story: dict[str, Any], place: Path) -> None:
    trust = Trust.load(place / "network" / "validators.json")
    assert [len(each.validators) for each in trust.sets] == [4, 5, 4]
    assert follow(trust, read_changes(story["file"].read_bytes(), trust)) == trust


def forgeries(changes: tuple[SetChange, ...]) -> dict[str, tuple[SetChange, ...]]:
    """What can be done to the genuine headers without the validators' keys."""
    first, second = changes
    stranger = PrivateKey(b"\x77" * 32).public_key.to_canonical_address()
    return {
        "a vote less than a majority": (replace(first, votes=first.votes[:2]), second),
        "one vote three times": (replace(first, votes=(first.votes[0],) * 3), second),
        "no votes": (replace(first, votes=()), second),
        "the other change's votes": (replace(first, votes=second.votes), second),
        "the first change left out": (second,),
        "the changes in another order": (second, first),
        "a block's candidate changed": (
            replace(first, votes=(replace(first.votes[0], miner=stranger), *first.votes[1:])), second,
        ),
        "the block after it made a vote": (replace(first, votes=(*first.votes[:2], first.after)), second),
        "another parent": (replace(first, after=replace(first.after, parent_hash=bytes(32))), second),
        "an older block before it": (replace(first, before=first.votes[0]), second),
        "the set of before after it": (replace(first, after=replace(first.after, extra_data=first.before.extra_data)),),
        "a later block after it": (replace(first, after=second.before), second),
        "a number changed": (replace(first, after=replace(first.after, number=first.after.number + 1)), second),
    }  # fmt: skip


def test_forged_headers_of_the_real_network_show_nothing(story: dict[str, Any]) -> None:
    changes = read_changes(story["file"].read_bytes(), story["pinned"])
    believed = []
    for name, forged in forgeries(changes).items():
        try:
            follow(story["pinned"], forged)
            believed.append(name)
        except RefusedChange:
            pass
    assert believed == []


def test_a_node_is_replaced_by_an_empty_one_with_its_keys(story: dict[str, Any], place: Path, engine: Path) -> None:
    """The runbook's replacement: keys kept, chain thrown away; it fetches the chain from the others."""
    assert story["grown"]["set"]
    network = Network.open(place / "network", engine)
    node = network.nodes[-1]
    node.stop()
    shutil.rmtree(node.folder / "blockchain")
    shutil.rmtree(node.folder / "trie")
    reached = max(height for _, height in network.heights() if height is not None)
    node.start()
    network.await_block(reached + 3, SECONDS, [node])


def test_an_upgrade_is_rolled_one_validator_after_the_other(story: dict[str, Any], place: Path, engine: Path) -> None:
    """The engine is the same version, as there is no later one; that a quorum stands all along is what is shown."""
    assert story["grown"]["set"]
    network = Network.open(place / "network", engine)
    for node in network.nodes:
        others = [each for each in network.nodes if each is not node]
        before = max(height for _, height in network.heights() if height is not None)
        node.stop()
        network.await_block(before + 2, SECONDS, others)
        node.start()
        network.await_block(before + 2, SECONDS, [node])


def test_what_would_break_the_network_is_refused(story: dict[str, Any], place: Path) -> None:
    where = ["--folder", str(place), "--engines", str(ROOT / ".engines")]
    for words, code in (
        (("leave", "node-3"), Exit.REFUSED),  # a validator is voted out first
        (("vote", "add", story["fifth"]), Exit.BAD_INPUT),
        (("vote", "remove", story["second"]), Exit.BAD_INPUT),
        (("vote", "add", "0x12"), Exit.BAD_INPUT),
        (("vote", "add", ADMIN, "--validator", "node-9"), Exit.BAD_INPUT),
    ):
        done = CliRunner().invoke(app, ["chain", *words, *where])
        assert isinstance(done.exception, Stop), words
        assert done.exception.code is code, words
