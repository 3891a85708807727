"""What the network bears: validators that die, come back, come back old, or never belonged; senders not on the list."""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.consortium import Load
from chain_gateway.api.auth import SCOPE_REGISTRY
from chain_gateway.ledger import calls
from chain_gateway.ledger.artifacts import artifact
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.structs import Act, PartyEntry
from chain_gateway.rpc import Node
from chain_gateway.rpc.engines.consortium import Network
from chain_gateway.rpc.engines.consortium.node_process import NodeProcess, Ports
from chain_gateway.signing import Signer
from pledge.consortium import Consortium
from pledge.demonstration import cast
from pledge.demonstration.run import Demonstration
from pledge.house import House

HALTED_SECONDS = 8.0
SECONDS = 120.0


@pytest.fixture
def network(consortium: Consortium) -> Iterator[Network]:
    """The network, whole again after the test."""
    yield consortium.network
    for each in consortium.network.nodes:
        each.start()
    consortium.network.await_block(height(consortium.network) + 1, SECONDS)


def height(network: Network) -> int:
    return max(found for _, found in network.heights() if found is not None)


def send(node: Node, signer: Signer, to: str | None, data: bytes, gas: int) -> bool:
    """Whether the transaction had an effect."""
    transaction: dict[str, object] = {
        "nonce": node.nonce(signer.address),
        "gasPrice": 0,
        "gas": gas,
        "value": 0,
        "data": data,
        "chainId": node.chain_id(),
    }
    if to is not None:
        transaction["to"] = to
    sent = node.send_raw(signer.sign_transaction(transaction))
    deadline = time.monotonic() + SECONDS
    while (receipt := node.receipt(sent)) is None:
        assert time.monotonic() < deadline, "the transaction was not included"
        time.sleep(0.2)
    return receipt.succeeded


def test_one_of_four_killed_changes_nothing(network: Network) -> None:
    victim, *others = reversed(network.nodes)
    victim.kill()
    network.await_block(height(network) + 3, SECONDS, others)
    victim.start()
    network.await_block(height(network), SECONDS, [victim])


def test_a_load_is_held_while_one_is_killed_and_none_of_it_is_lost_when_two_are(
    network: Network, house: House, demonstration: Demonstration, record_property: Callable[[str, object], None]
) -> None:
    """How much of it is reported, not asserted: `make bench-consortium` is the measurement."""
    assert demonstration.completeness["complete"]
    (office,) = house.lookup.parties(cast.CN_PATENT_OFFICE.name)["parties"]
    load = Load(lambda: house.client("loader", office["id"], (SCOPE_REGISTRY,)), workers=4)

    def phase(name: str, seconds: float) -> float:
        began = time.monotonic()
        time.sleep(seconds)
        rate = load.rate(began, time.monotonic())
        record_property(name, round(rate, 1))
        print(f"{name}: {rate:.1f} final a second")
        return rate

    with load.held():
        assert phase("all four", 6.0) > 0
        network.nodes[3].kill()
        assert phase("one killed", 20.0) > 0, "three of four go on"
        network.nodes[2].kill()
        time.sleep(3.0)
        assert phase("two killed", HALTED_SECONDS) == 0, "nothing becomes final while the chain stands"
        assert load.open == load.workers, "what was accepted waits"
        known = len(load.finals)
        for victim in network.nodes[2:]:
            victim.start()
        deadline = time.monotonic() + SECONDS
        while len(load.finals) < known + load.workers:
            assert time.monotonic() < deadline
            time.sleep(0.2)
    assert (load.open, load.failed) == (0, 0), "each that was accepted became final"


def test_two_killed_halt_it_and_what_the_gateway_took_is_final_once_after_they_return(
    network: Network, house: House, demonstration: Demonstration
) -> None:
    assert demonstration.completeness["complete"]
    (office,) = house.lookup.parties(cast.CN_PATENT_OFFICE.name)["parties"]
    gateway = house.client("officer", office["id"], (SCOPE_REGISTRY,))
    names = [f"演示停机企业 {number}" for number in range(12)]
    for victim in network.nodes[2:]:
        victim.kill()
    accepted = [
        gateway.post("/v1/parties", {"entries": [{"kind": "Enterprise", "name": name}]}, f"halt-{place}")
        for place, name in enumerate(names)
    ]
    before = height(network)
    time.sleep(HALTED_SECONDS)
    assert height(network) <= before + 1, "two of four must not make blocks"
    assert not any(gateway.submission(each.id).terminal for each in accepted), "nothing is final while the chain stands"
    again = gateway.post("/v1/parties", {"entries": [{"kind": "Enterprise", "name": names[0]}]}, "halt-0")
    assert again.id == accepted[0].id, "the same request is the same submission"
    for victim in network.nodes[2:]:
        victim.start()
    assert {gateway.wait(each.id, SECONDS).state for each in accepted} == {"final"}
    network.await_block(height(network) + 1, SECONDS)
    found = [house.lookup.parties(name)["parties"] for name in _mirrored(house, names)]
    assert [len(each) for each in found] == [1] * len(names), "each party exactly once"


def _mirrored(house: House, names: list[str]) -> list[str]:
    """The names, once the index has the last of them."""
    deadline = time.monotonic() + SECONDS
    while not house.lookup.parties(names[-1])["parties"]:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return names


def test_a_validator_restored_from_an_old_backup_catches_up(network: Network, tmp_path: Path) -> None:
    victim, *others = reversed(network.nodes)
    victim.stop()
    shutil.copytree(victim.folder, tmp_path / "backup")
    victim.start()
    network.await_block(height(network) + 5, SECONDS)
    victim.stop()
    shutil.rmtree(victim.folder)
    shutil.copytree(tmp_path / "backup", victim.folder)
    victim.start()
    network.await_block(height(network) + 2, SECONDS, [victim, *others])


def test_a_node_with_another_genesis_never_joins(network: Network, engine: Path, tmp_path: Path) -> None:
    other = json.loads(network.genesis_file.read_text("utf-8"))
    other["genesis"]["timestamp"] = "0x1"
    genesis = tmp_path / "genesis.json"
    genesis.write_text(json.dumps(other), "utf-8")
    folder = tmp_path / "stranger"
    shutil.copytree(network.nodes[-1].folder, folder, ignore=shutil.ignore_patterns("blockchain", "trie", "engine.*"))
    network.nodes[-1].stop()
    stranger = NodeProcess(engine, folder, genesis, network.nodes[-1].ports)
    stranger.start()
    try:
        network.await_block(height(network) + 5, SECONDS, network.nodes[:-1])
        ours = network.node(network.nodes[0])
        theirs = network.node(stranger)
        first = ours.block(1)
        assert first is not None
        foreign = theirs.block(1) if stranger.pid is not None else None
        assert foreign is None or foreign.hash != first.hash
        assert stranger.pid is None or theirs.head().number < height(network)
    finally:
        stranger.kill()


def test_a_sender_outside_the_list_changes_nothing_and_cannot_deploy(consortium: Consortium, house: House) -> None:
    stranger = Signer.random()
    node = consortium.node
    call = calls.enrol([PartyEntry(PartyKind.Enterprise, "演示外来者")], Act())
    assert send(node, stranger, house.deployment.parties, call.data, call.gas) is False
    assert send(node, stranger, None, artifact("LedgerFactory").bytecode, 3_000_000) is False


def test_a_listed_sender_may_not_deploy_until_it_is_listed_for_that(consortium: Consortium) -> None:
    member = Signer.random()
    node = consortium.node
    consortium.allow(member.address)
    assert send(node, member, None, artifact("LedgerFactory").bytecode, 3_000_000) is False
    consortium.allow(member.address, deploying=True)
    assert send(node, member, None, artifact("LedgerFactory").bytecode, 3_000_000) is True
    consortium.forbid(member.address)
    assert send(node, member, consortium.members.governance.address, b"", 100_000) is False


def test_ports_are_those_of_the_description(network: Network) -> None:
    again = Network.open(network.folder, Path("/nowhere"))
    assert again.urls == network.urls
    assert [each.ports for each in again.nodes] == [each.ports for each in network.nodes]
    assert all(isinstance(each.ports, Ports) for each in again.nodes)
