"""Nonces that somebody burned, gaps, and transactions that no node will ever take."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from chain_gateway.ledger import calls
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.structs import Act, PartyEntry
from chain_gateway.rpc import Node
from chain_gateway.signing import KeyRing, Signer
from chain_gateway.submission import (
    Early,
    NewSubmission,
    PipelineSettings,
    Request,
    State,
    Store,
    Submitter,
    open_store,
)
from chain_gateway.submission.tables import lanes
from tests.support.faulty_ledger import PARTY, FaultyLedger, Office
from tests.support.node_proxy import NodeProxy


class Bench:
    """A lane of its own on the faulty ledger."""

    def __init__(self, ledger: FaultyLedger, proxy: NodeProxy, url: str) -> None:
        self.ledger, self.proxy = ledger, proxy
        self.office: Office = ledger.office()
        self.store: Store = open_store(url)
        self.accepted: list[Any] = []
        self.price: int | None = 0
        self.early = Early.WAIT

    def accept(self, *names: str) -> list[Any]:
        found = self.ledger.accept(self.store, self.office, names)
        self.accepted += zip(names, found, strict=True)
        return found

    def worker(self) -> Submitter:
        node = Node.http(self.proxy.url, fixed_gas_price=self.price)
        settings = PipelineSettings(window=50, resend_seconds=0.0, early=self.early)
        return Submitter(
            self.store, node, self.ledger.deployment, KeyRing({PARTY: self.office.signer}), settings=settings
        )

    def run(self, blocks: int = 1) -> Submitter:
        worker = self.worker()
        worker.run_once()
        for _ in range(blocks):
            self.ledger.mine()
            worker.run_once()
        worker._node.close()
        return worker

    def states(self) -> list[State]:
        return self.ledger.check(self.store, self.office, self.accepted)


@pytest.fixture
def bench(faulty_ledger: FaultyLedger, tmp_path: Path) -> Iterator[Bench]:
    with NodeProxy(faulty_ledger.chain.url) as proxy:
        found = Bench(faulty_ledger, proxy, f"sqlite:///{tmp_path / 'store.db'}")
        yield found
        found.store.close()


def test_a_whole_window_is_in_one_block(bench: Bench) -> None:
    bench.accept(*(f"window {number}" for number in range(40)))
    bench.run()
    assert bench.states() == [State.FINAL] * 40
    assert len({bench.store.get(each.id).block_number for _, each in bench.accepted}) == 1
    first = bench.store.get(bench.accepted[0][1].id)
    assert first.broadcast_at is not None
    assert first.broadcast_at >= first.created_at


def test_nonces_burned_before_signing_are_passed_over(bench: Bench) -> None:
    bench.ledger.burn(bench.office)
    bench.ledger.burn(bench.office, above=1)
    bench.ledger.mine()
    bench.accept("after two")
    bench.run()
    assert bench.states() == [State.FINAL]
    assert bench.store.get(bench.accepted[0][1].id).nonce == 2


def test_a_nonce_burned_above_what_is_signed_ends_one_and_the_others_go_on(bench: Bench) -> None:
    bench.ledger.burn(bench.office, above=1)
    bench.accept("below", "burned", "above")
    bench.run()
    bench.accept("later")
    bench.run(blocks=3)
    assert bench.states() == [State.FINAL, State.REPLACED, State.FINAL, State.FINAL]
    lost = bench.store.get(bench.accepted[1][1].id)
    assert lost.error is not None
    assert lost.error["code"] == "nonce-taken"


@pytest.mark.parametrize("drift", [-3, 5])
def test_a_lane_whose_next_nonce_is_wrong_is_set_right(bench: Bench, drift: int) -> None:
    bench.accept("one", "two", "three")
    bench.run()
    with bench.store._database.write() as connection:
        connection.execute(update(lanes).values(next_nonce=3 + drift))
    bench.accept("four")
    bench.run()
    assert bench.states() == [State.FINAL] * 4
    assert bench.store.get(bench.accepted[3][1].id).nonce == 3


def test_a_gap_below_what_is_signed_is_closed_with_a_no_op(bench: Bench) -> None:
    """The node counted a transaction that is gone again: what was signed above it would wait for ever."""
    bench.proxy.answers["eth_getTransactionCount"] = lambda _: {"result": "0x2"}
    bench.accept("above a gap", "above too")
    bench.run(blocks=0)
    assert [bench.store.get(each.id).nonce for _, each in bench.accepted] == [2, 3]
    bench.proxy.answers.clear()
    bench.run(blocks=2)
    assert bench.states() == [State.FINAL] * 2
    assert bench.ledger.fillers(bench.store, bench.office) == 2


def test_a_transaction_that_breaks_a_rule_of_the_chain_gives_its_place_to_a_no_op(bench: Bench) -> None:
    names = ["before", "never", "after"]
    _, never, _ = bench.accept(*names)
    raw: list[str] = []

    def refuse(request: dict[str, Any]) -> dict[str, Any] | None:
        sent = request["params"][0]
        if b"never".hex() in sent:
            raw.append(sent)
            return {"error": {"code": -32000, "message": "exceeds block gas limit"}}
        return None

    bench.proxy.answers["eth_sendRawTransaction"] = refuse
    bench.run(blocks=2)
    assert raw
    assert bench.states() == [State.FINAL, State.DROPPED, State.FINAL]
    ended = bench.store.get(never.id)
    assert ended.error is not None
    assert (ended.error["code"], ended.filler, ended.nonce) == ("never-taken", True, 1)
    assert "exceeds block gas limit" in ended.error["message"]
    assert bench.ledger.fillers(bench.store, bench.office) == 0


def test_when_the_one_that_no_node_would_take_is_included_after_all_it_is_final(bench: Bench) -> None:
    """A node that refuses may have handed it on: only the chain says which of the two it took."""
    (act,) = bench.accept("taken in secret")

    def refuse(request: dict[str, Any]) -> dict[str, Any] | None:
        if b"taken in secret".hex() in request["params"][0]:
            bench.ledger.chain._provider.make_request("eth_sendRawTransaction", request["params"])  # type: ignore[arg-type]
            return {"error": {"code": -32000, "message": "oversized data"}}
        return {"error": {"code": -32000, "message": "replacement transaction underpriced"}}

    bench.proxy.answers["eth_sendRawTransaction"] = refuse
    bench.run(blocks=0)
    assert bench.store.get(act.id).filler
    bench.proxy.answers.clear()
    bench.run(blocks=1)
    assert bench.states() == [State.FINAL]
    ended = bench.store.get(act.id)
    assert (ended.filler, ended.error) == (False, None)


def test_an_underpriced_transaction_is_signed_again_for_the_price_of_now(bench: Bench) -> None:
    (act,) = bench.accept("cheap")
    bench.proxy.answers["eth_sendRawTransaction"] = lambda _: {
        "error": {"code": -32000, "message": "transaction underpriced"}
    }
    bench.run(blocks=0)
    first = bench.store.get(act.id)
    assert first.state is State.SIGNED
    bench.proxy.answers.clear()
    bench.price = 7
    refused: list[str] = []

    def dear(request: dict[str, Any]) -> dict[str, Any] | None:
        assert first.raw_transaction is not None
        if request["params"][0] == "0x" + first.raw_transaction.hex():
            refused.append(request["params"][0])
            return {"error": {"code": -32000, "message": "transaction underpriced"}}
        return None

    bench.proxy.answers["eth_sendRawTransaction"] = dear
    bench.run(blocks=2)
    assert refused
    assert bench.states() == [State.FINAL]
    ended = bench.store.get(act.id)
    assert (ended.nonce, ended.filler) == (first.nonce, False)
    assert ended.transaction_hash != first.transaction_hash


def test_an_act_larger_than_a_block_ends_before_it_is_signed(bench: Bench) -> None:
    like = bench.store.get(bench.accept("small")[0].id)
    new = NewSubmission("enrol", PARTY, like.signer, like.book, like.to, like.data, like.gas)
    large, _ = bench.store.accept(replace(new, gas=200_000_000), Request("clerk", PARTY, "enrol", bytes(32)))
    bench.run()
    ended = bench.store.get(large.id)
    assert ended.error is not None
    assert (ended.state, ended.nonce, ended.error["code"]) == (State.REVERTED, None, "never-taken")
    assert bench.states() == [State.FINAL]


def key_of_the_next_party(bench: Bench) -> tuple[str, str]:
    """Two acts of which the second builds on the first: a party, and a key for it."""
    (probe,) = bench.accept("probe")
    bench.run()
    before = bench.store.get(probe.id).events
    assert before is not None
    (first,) = bench.accept("owner of a key")
    call = calls.bind_key(int(before[0]["subject"]) + 1, Signer.random().address, Act(document=b"\x01"))
    new = NewSubmission("bind_key", PARTY, bench.office.signer.address, call.book, first.to, call.data, call.gas)
    second, _ = bench.store.accept(new, Request("clerk", PARTY, "bind_key", bytes(32)))
    return first.id, second.id


def test_an_act_that_builds_on_one_in_no_block_waits_for_it(bench: Bench) -> None:
    first, second = key_of_the_next_party(bench)
    bench.accept("behind both")
    bench.run(blocks=0)
    assert [bench.store.get(each).state for each in (first, second)] == [State.BROADCAST, State.PREPARED]
    bench.run(blocks=2)
    assert [bench.store.get(each).state for each in (first, second)] == [State.FINAL] * 2
    assert bench.store.get(first).block_number != bench.store.get(second).block_number
    assert bench.states() == [State.FINAL] * 3


def test_with_early_sending_it_is_in_the_same_block(bench: Bench) -> None:
    bench.early = Early.SEND
    first, second = key_of_the_next_party(bench)
    bench.run()
    assert [bench.store.get(each).state for each in (first, second)] == [State.FINAL] * 2
    assert bench.store.get(first).block_number == bench.store.get(second).block_number


@pytest.mark.parametrize("early", Early)
def test_an_act_that_the_ledger_refuses_behind_others_ends_with_the_reason(bench: Bench, early: Early) -> None:
    bench.early = early
    bench.accept("before the refused")
    call = calls.enrol([PartyEntry(PartyKind.RegistryOffice, "refused")], Act())
    to = bench.ledger.deployment.parties
    new = NewSubmission("enrol", PARTY, bench.office.signer.address, call.book, to, call.data, call.gas)
    refused, _ = bench.store.accept(new, Request("clerk", PARTY, "enrol", bytes(32)))
    bench.accept("after the refused")
    bench.run(blocks=3)
    assert bench.states() == [State.FINAL] * 2
    ended = bench.store.get(refused.id)
    assert ended.error is not None
    assert (ended.state, ended.error["name"]) == (State.REVERTED, "InvalidKind")
    assert (ended.nonce is None) == (early is Early.WAIT)
