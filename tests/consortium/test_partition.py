"""A network that its switch cuts in two: nobody forks, a side with a quorum goes on, and healed they agree."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from chain_gateway.rpc.engines.consortium import Network, NetworkPlan, Permissions
from tests.support.namespaces import HostedNode, Switch, switch, why_not

_WHY_NOT = why_not()
pytestmark = pytest.mark.skipif(_WHY_NOT is not None, reason=str(_WHY_NOT))
SECONDS = 150.0
HALTED_SECONDS = 12.0
ADMIN = "0x" + "11" * 20


@pytest.fixture(scope="module")
def hosts() -> Iterator[Switch]:
    with switch(4) as made:
        yield made


@pytest.fixture(scope="module")
def nodes(hosts: Switch, engine: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[HostedNode]]:
    """Four validators, each on a host of its own."""
    only = Permissions((ADMIN,), (ADMIN,))
    folder = tmp_path_factory.mktemp("parted") / "network"
    network = Network.create(folder, engine, NetworkPlan(chain_id=20_262, senders=only, deployers=only))
    genesis = json.loads(network.genesis_file.read_text("utf-8"))
    ports = [node.ports for node in network.nodes]
    genesis["bootnodes"] = [
        each.replace(f"/127.0.0.1/tcp/{ports[place].peers}/", f"/{hosts.address(place)}/tcp/{ports[place].peers}/")
        for place, each in enumerate(genesis["bootnodes"])
    ]
    network.genesis_file.write_text(json.dumps(genesis), "utf-8")
    made = [
        HostedNode(engine, node.folder, network.genesis_file, node.ports, hosts, place)
        for place, node in enumerate(network.nodes)
    ]
    for node in made:
        node.start()
    yield made
    for node in made:
        node.kill()


def height(node: HostedNode) -> int:
    return int(node.ask("eth_blockNumber"), 16)


def await_height(nodes: list[HostedNode], number: int) -> None:
    deadline = time.monotonic() + SECONDS
    for node in nodes:
        while _height_or_none(node) < number:
            assert time.monotonic() < deadline, f"{node.folder.name} has no block {number}: {node.last_words()}"
            time.sleep(0.5)


def _height_or_none(node: HostedNode) -> int:
    import subprocess

    try:
        return height(node)
    except (subprocess.SubprocessError, ValueError, KeyError):
        return -1


def hashes(nodes: list[HostedNode], upto: int) -> list[set[str]]:
    """The hashes that the nodes have of each block."""
    return [
        {node.ask("eth_getBlockByNumber", hex(number), False)["hash"] for node in nodes}
        for number in range(max(1, upto - 40), upto + 1)
    ]


def test_a_partition_without_a_quorum_halts_and_heals_without_a_fork(nodes: list[HostedNode], hosts: Switch) -> None:
    await_height(nodes, 3)
    hosts.part([2, 3])
    time.sleep(2.0)
    before = [height(node) for node in nodes]
    time.sleep(HALTED_SECONDS)
    assert [height(node) for node in nodes] == before, "two of four make no block, on neither side"
    hosts.heal()
    await_height(nodes, max(before) + 3)
    assert all(len(each) == 1 for each in hashes(nodes, max(before) + 3))


def test_the_side_with_a_quorum_goes_on_and_the_other_catches_up(nodes: list[HostedNode], hosts: Switch) -> None:
    await_height(nodes, 3)
    hosts.part([3])
    time.sleep(2.0)
    alone = height(nodes[3])
    await_height(nodes[:3], alone + 5)
    assert height(nodes[3]) <= alone + 1, "one of four makes no block"
    hosts.heal()
    reached = height(nodes[0]) + 3
    await_height(nodes, reached)
    assert all(len(each) == 1 for each in hashes(nodes, reached))
