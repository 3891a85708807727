"""Several nodes stand in for each other, and nothing is believed that two of them tell differently."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from chain_gateway.rpc import Finality, Node, NodesDisagree, NodeSet, NodeSetSettings, NodeUnavailable
from chain_gateway.rpc.engines import AnvilChain, anvil_binary
from chain_gateway.rpc.health import place
from tests.support.node_proxy import NodeProxy

QUICK = NodeSetSettings(check_seconds=0.0, patience_seconds=5.0, rest_seconds=0.3)


@pytest.fixture(scope="module")
def chain() -> Iterator[AnvilChain]:
    with AnvilChain(anvil_binary(Path("node_modules"))) as chain:
        chain._provider.make_request("anvil_mine", ["0x8"])
        yield chain


@pytest.fixture
def proxies(chain: AnvilChain) -> Iterator[list[NodeProxy]]:
    with ExitStack() as stack:
        yield [stack.enter_context(NodeProxy(chain.url)) for _ in range(2)]


@pytest.fixture
def nodes(proxies: list[NodeProxy]) -> Iterator[NodeSet]:
    found = NodeSet([Node.http(proxy.url, timeout_seconds=2) for proxy in proxies], chain_id=31_337, settings=QUICK)
    yield found
    found.close()


def test_it_answers_as_one_node(chain: AnvilChain, nodes: NodeSet) -> None:
    head = chain.node.head()
    assert nodes.head() == head
    assert nodes.block(head.number) == head
    assert nodes.content(head.number) == chain.node.content(head.number)
    assert nodes.chain_id() == 31_337
    assert nodes.nonce("0x" + "11" * 20) == 0
    assert nodes.receipts([bytes(32)]) == [None]
    assert [(each.head, each.lag, each.problem) for each in nodes.health()] == [(head.number, 0, None)] * 2
    assert len(nodes.witnesses()) == 2
    assert nodes.vouched(head)
    assert nodes.alarm() is None


@pytest.mark.parametrize("mood", ["down", "500", "garbage"])
def test_another_node_answers_when_one_fails_and_it_is_asked_again_later(
    proxies: list[NodeProxy], nodes: NodeSet, mood: str
) -> None:
    first = nodes.session()
    proxies[0].mood = mood
    assert nodes.head().number >= 8
    assert nodes.session() is not first
    proxies[1].mood = mood
    with pytest.raises(NodeUnavailable):
        nodes.head()
    proxies[0].mood = "good"
    time.sleep(0.4)
    assert nodes.session() is first
    assert nodes.health()[0].problem is None
    assert nodes.health()[1].problem is not None


def test_a_node_that_fails_between_two_looks_rests_and_the_questions_go_on(proxies: list[NodeProxy]) -> None:
    settings = NodeSetSettings(check_seconds=60.0, patience_seconds=5.0, rest_seconds=60.0)
    nodes = NodeSet([Node.http(proxy.url, timeout_seconds=2) for proxy in proxies], settings=settings)
    first = nodes.session()
    proxies[0].mood = "500"
    with pytest.raises(NodeUnavailable):
        first.head()
    assert nodes.session() is not first
    assert nodes.call_many([]) == []
    nodes.close()


def test_a_slow_node_holds_nothing_up(proxies: list[NodeProxy]) -> None:
    settings = NodeSetSettings(check_seconds=0.0, patience_seconds=0.3)
    nodes = NodeSet([Node.http(proxy.url, timeout_seconds=10) for proxy in proxies], settings=settings)
    proxies[0].mood, proxies[0].delay = "slow", 3.0
    started = time.monotonic()
    assert nodes.head().number >= 8
    assert time.monotonic() - started < 2.5
    assert "does not answer" in (nodes.health()[0].problem or "")
    nodes.close()


def test_a_node_that_lags_is_not_asked(proxies: list[NodeProxy], nodes: NodeSet, chain: AnvilChain) -> None:
    early = chain._provider.make_request("eth_getBlockByNumber", ["0x2", False])

    def lag(request: dict[str, Any]) -> dict[str, Any] | None:
        return {"result": early["result"]} if request["params"][0] == "latest" else None

    proxies[0].answers["eth_getBlockByNumber"] = lag
    assert nodes.head() == chain.node.head()
    assert "blocks behind" in (nodes.health()[0].problem or "")
    assert len(nodes.witnesses()) == 1


def test_a_node_of_another_chain_is_not_asked(proxies: list[NodeProxy], nodes: NodeSet) -> None:
    proxies[0].answers["eth_chainId"] = lambda _: {"result": "0x1"}
    assert nodes.head().number >= 8
    assert nodes.health()[0].problem == "it is on chain 1, not 31337"


def lie(proxy: NodeProxy, chain: AnvilChain, number: int) -> None:
    """Let the node show another hash for one block."""
    real = chain._provider.make_request("eth_getBlockByNumber", [hex(number), False])["result"]
    other = real | {"hash": "0x" + "ab" * 32}

    def show(request: dict[str, Any]) -> dict[str, Any] | None:
        asked = request["params"][0]
        newest = number == chain.node.head().number and asked == "latest"
        return {"result": other} if newest or asked == hex(number) else None

    proxy.answers["eth_getBlockByNumber"] = show


@pytest.mark.parametrize("number", [0, 8])
def test_nodes_that_disagree_about_a_final_block_stop_everything_until_they_agree_again(
    proxies: list[NodeProxy], nodes: NodeSet, chain: AnvilChain, number: int
) -> None:
    assert nodes.head().number == 8
    lie(proxies[1], chain, number)
    for ask in (nodes.head, nodes.session, nodes.witnesses, lambda: nodes.nonce("0x" + "11" * 20)):
        with pytest.raises(NodesDisagree, match=f"final block {number}") as found:
            ask()
        assert found.value.number == number
        assert len(set(found.value.hashes.values())) == 2
    assert nodes.alarm() is not None
    proxies[1].answers.clear()
    assert nodes.head().number == 8
    assert nodes.alarm() is None


def test_an_alarm_stands_while_one_that_disagreed_is_away(
    proxies: list[NodeProxy], nodes: NodeSet, chain: AnvilChain
) -> None:
    lie(proxies[1], chain, 8)
    with pytest.raises(NodesDisagree):
        nodes.head()
    proxies[1].mood = "down"
    with pytest.raises(NodesDisagree):
        nodes.head()


def test_a_block_that_another_node_has_not_or_has_otherwise_is_not_vouched_for(
    proxies: list[NodeProxy], chain: AnvilChain
) -> None:
    settings = NodeSetSettings(check_seconds=60.0)
    nodes = NodeSet([Node.http(proxy.url) for proxy in proxies], settings=settings)
    head = nodes.head()
    proxies[1].answers["eth_getBlockByNumber"] = lambda _: {"result": None}
    assert not nodes.vouched(head)
    lie(proxies[1], chain, head.number)
    with pytest.raises(NodesDisagree):
        nodes.vouched(head)
    with pytest.raises(NodesDisagree):
        nodes.head()
    nodes.close()


def test_before_finality_a_difference_is_no_alarm(proxies: list[NodeProxy], chain: AnvilChain) -> None:
    lie(proxies[1], chain, 8)
    finality = Finality.after(2)
    nodes = NodeSet([Node.http(proxy.url, finality=finality) for proxy in proxies], settings=QUICK)
    assert nodes.head().number == 8
    assert not nodes.vouched(chain.node.head())
    nodes.close()


def test_fewer_than_half_are_no_witnesses(chain: AnvilChain) -> None:
    gone = [Node.http("http://127.0.0.1:1", timeout_seconds=1) for _ in range(2)]
    nodes = NodeSet([Node.http(chain.url), *gone], settings=QUICK)
    assert nodes.head().number >= 8
    with pytest.raises(NodeUnavailable, match="only 1 of 3"):
        nodes.witnesses()
    nodes.close()


def test_no_nodes_are_no_set() -> None:
    with pytest.raises(ValueError, match="at least one"):
        NodeSet([])


def test_of_an_endpoint_only_its_place_is_told() -> None:
    assert place("https://user:secret@node.example:8545/key/123?token=x") == "https://node.example:8545"
    assert place("embedded") == "embedded"
