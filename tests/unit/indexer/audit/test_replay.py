"""What cannot be proven is said to be so: a node that leaves out, alters, forgets or lies."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from chain_gateway.rpc import CallReverted, Log, NodeError
from indexer.audit.audit import Verdict, audit
from indexer.audit.replay import Unproven, replay
from indexer.audit.told import first_head
from indexer.service import Indexer
from indexer.store.reader import Reader
from tests.support.indexer_chain import LEDGER, MadeChain
from tests.support.indexer_stories import whole_story


@pytest.fixture
def chain() -> MadeChain:
    return whole_story()[0].chain


def _replay(chain: MadeChain) -> str:
    with pytest.raises(Unproven) as why:
        replay(chain, LEDGER, chain.head().number, lambda *_: None)
    return str(why.value)


def test_a_whole_chain_gives_the_head_of_the_log(chain: MadeChain) -> None:
    found = replay(chain, LEDGER, chain.head().number, lambda *_: None)
    assert found.sequence == chain.sequence == len(found.events)
    assert found.head == chain._mined[-1].head
    assert found.blocks[1].sequence == 9


def test_a_chain_without_events_is_whole() -> None:
    chain = MadeChain()
    chain.mine()
    assert replay(chain, LEDGER, 1, lambda *_: None).head == first_head(LEDGER.chain_id, LEDGER.log)


@pytest.mark.parametrize("event", [1, 12, 17])
def test_a_node_that_leaves_out_or_alters_proves_nothing(chain: MadeChain, event: int) -> None:
    chain.omitted = {event}
    assert "missing" in _replay(chain)
    chain.omitted, chain.forgotten = set(), {event}
    assert "missing" in _replay(chain)
    chain.forgotten, chain.altered = set(), {event}
    assert "rolling hash" in _replay(chain)


def test_a_missing_tail_is_found_by_the_log_itself(chain: MadeChain) -> None:
    chain.omitted = {chain.sequence}
    assert f"the log counts {chain.sequence} events" in _replay(chain)


def test_a_node_of_another_chain_or_one_that_is_behind_proves_nothing(chain: MadeChain) -> None:
    with pytest.raises(Unproven, match="has 8 blocks and the store 9"):
        replay(chain, LEDGER, chain.head().number + 1, lambda *_: None)


class Forgetful(MadeChain):
    """A node that keeps no state of past blocks, and gives the logs of a few blocks only."""

    refuses = True

    def call(self, to: str, data: bytes, block: int | str = "latest") -> bytes:
        if self.refuses:
            raise NodeError(-32000, "missing trie node")
        return super().call(to, data, block)

    def logs(self, from_block: int, to_block: int, addresses: Iterable[str]) -> list[Log]:
        if to_block - from_block > 1:
            raise NodeError(-32005, "query returned more than 10000 results")
        return super().logs(from_block, to_block, addresses)


def test_ranges_shrink_to_what_the_node_gives() -> None:
    chain = Forgetful()
    chain._mined = whole_story()[0].chain._mined
    assert "keeps the state of past blocks" in _replay(chain)
    chain.refuses = False
    assert replay(chain, LEDGER, chain.head().number, lambda *_: None).sequence == chain.sequence


def test_a_call_that_reverts_proves_nothing(chain: MadeChain, monkeypatch: pytest.MonkeyPatch) -> None:
    def reverting(*_: object) -> bytes:
        raise CallReverted(b"", "no")

    monkeypatch.setattr(chain, "call", reverting)
    assert "reverted" in _replay(chain)


def test_an_empty_store_proves_nothing(chain: MadeChain, tmp_path: Path) -> None:
    indexer = Indexer(chain, LEDGER, f"sqlite:///{tmp_path}/store.db")
    with Reader(indexer._engine).snapshot() as snapshot:
        report = audit(chain, LEDGER, snapshot, 0)
    indexer.close()
    assert (report.verdict, report.reason) == (Verdict.UNPROVEN, "the store has read nothing of the ledger yet")
