"""The readers of much, compared with a real node: filters, roots of receipts, subscriptions, two indexers at once."""

import shutil
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from eth_utils.address import to_canonical_address

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.rpc import BulkNode, HeadWatch, NodeError, NodeUnavailable
from chain_gateway.rpc.engines.anvil import AnvilChain, anvil_binary
from chain_gateway.signing import Signer
from indexer.service import Indexer
from indexer.settings import FollowerSettings
from indexer.store.digest import state_digest
from indexer.sync import bloom
from indexer.sync.blocks import BlockRange
from indexer.sync.receipts_root import receipts_root
from indexer.sync.stretch import Stretch, read_stretch
from indexer.sync.workers import Workers
from pledge.deployment import deploy

PACKAGES = Path(__file__).parents[2] / "node_modules"

pytestmark = pytest.mark.skipif(
    not (PACKAGES / "@foundry-rs").is_dir() and shutil.which("anvil") is None,
    reason="anvil is not installed: `npm ci` brings it (`make test` does so)",
)


@pytest.fixture(scope="module")
def chain() -> Iterator[AnvilChain]:
    with AnvilChain(anvil_binary(PACKAGES)) as chain:
        yield chain


@pytest.fixture(scope="module")
def ledger(chain: AnvilChain) -> Deployment:
    """A deployed ledger: some ninety events."""
    governance = Signer.random()
    chain.fund(governance.address)
    return deploy(chain.node, governance)


@pytest.fixture
def node(chain: AnvilChain) -> Iterator[BulkNode]:
    bulk = BulkNode(chain.node, chain.url)
    yield bulk
    bulk.close()


def test_a_bulk_reader_answers_what_the_node_answers(chain: AnvilChain, ledger: Deployment, node: BulkNode) -> None:
    head = node.head()
    assert node.chain_id() == chain.node.chain_id()
    assert [each and each.hash for each in node.blocks([1, head.number, head.number + 1])] == [
        (chain.node.block(1) or head).hash,
        head.hash,
        None,
    ]
    assert node.logs(1, head.number, ledger.books()) == chain.node.logs(1, head.number, ledger.books())


def test_the_root_rebuilt_from_receipts_is_the_headers(ledger: Deployment, node: BulkNode) -> None:
    for number in range(1, node.head().number + 1):
        block = node.block(number)
        assert block is not None
        assert receipts_root(node.receipts(number)) == block.receipts_root
    assert ledger.log


def test_the_filter_of_a_header_holds_what_its_logs_have_and_little_else(ledger: Deployment, node: BulkNode) -> None:
    head = node.head()
    logs = node.logs(head.number - 2, head.number - 2, ledger.books())
    block = node.block(head.number - 2)
    assert block is not None
    assert block.logs_bloom is not None
    assert logs
    values = {value for log in logs for value in (to_canonical_address(log.address), *log.topics)}
    assert bloom.may_hold(block.logs_bloom, values)
    assert not bloom.may_hold(block.logs_bloom, [b"\x01" * 20])


def test_receipts_are_read_one_by_one_where_a_node_knows_no_better(node: BulkNode) -> None:
    number = node.head().number
    assert node._receipts_one_by_one(number) == node._one("eth_getBlockReceipts", hex(number))


def test_a_node_that_is_gone_is_unavailable(chain: AnvilChain) -> None:
    nowhere = BulkNode(chain.node, "http://127.0.0.1:9", timeout_seconds=1)
    with pytest.raises(NodeUnavailable):
        nowhere.logs(0, 1, [])
    nowhere.close()


def test_sqlite_and_postgresql_hold_the_same(
    ledger: Deployment, node: BulkNode, tmp_path: Path, postgresql_url: str
) -> None:
    found = []
    for url in (f"sqlite:///{tmp_path}/store.db", postgresql_url):
        indexer = Indexer(node, ledger, url)
        assert indexer.catch_up().complete
        found.append([state_digest(indexer._engine, block) for block in (ledger.first_block, 40, None)])
        indexer.close()
    assert found[0] == found[1]
    assert found[0][2].rows > found[0][0].rows


def test_a_long_reading_in_two_processes_holds_the_same(
    ledger: Deployment, node: BulkNode, chain: AnvilChain, tmp_path: Path, postgresql_url: str
) -> None:
    chain._provider.make_request("anvil_mine", [hex(1_500)])  # type: ignore[arg-type]
    found = []
    for url, processes in ((f"sqlite:///{tmp_path}/store.db", 0), (postgresql_url, 1)):
        indexer = Indexer(node, ledger, url, follower=FollowerSettings(range_blocks=100, processes=processes))
        progress = indexer.catch_up()
        assert progress.complete
        found.append((progress.sequence, state_digest(indexer._engine, None)))
        indexer.close()
    assert found[0] == found[1]


def test_another_process_reads_what_this_one_reads_and_says_what_is_wrong(
    ledger: Deployment, node: BulkNode, chain: AnvilChain
) -> None:
    head = node.head().number
    span = BlockRange(ledger.first_block, head)
    with Workers(1).reading(node.opener(), ledger, "postgresql") as give:
        _until(lambda: give(span) is not None)
        reading = give(span)
        assert reading is not None
        assert reading.result(60) == read_stretch(node, ledger, span, "postgresql")
        gone = give(BlockRange(head + 1_000, head + 1_001))
        assert gone is not None
        with pytest.raises(NodeError, match=str(head + 1_000)):
            gone.result(60)
    nowhere = BulkNode(chain.node, "http://127.0.0.1:9", timeout_seconds=1)
    with Workers(1).reading(nowhere.opener(), ledger, "postgresql") as give:
        readings: list[Future[Stretch] | None] = []
        _until(lambda: readings.append(give(span)) or readings[-1] is not None)
        assert readings[-1] is not None
        with pytest.raises(NodeUnavailable):
            readings[-1].result(60)


def test_a_new_block_is_told_at_once(chain: AnvilChain, ledger: Deployment) -> None:
    assert ledger.log
    watch = HeadWatch(chain.url.replace("http://", "ws://"))
    try:
        assert watch.wait(10)  # connected
        chain.node.head()
        chain.fund("0x" + "12" * 20)
        chain._provider.make_request("evm_mine", [])  # type: ignore[arg-type]
        started = time.monotonic()
        assert watch.wait(10)
        assert time.monotonic() - started < 5
    finally:
        watch.close()


def test_a_node_without_a_websocket_is_polled(ledger: Deployment) -> None:
    assert ledger.log
    watch = HeadWatch("ws://127.0.0.1:9")
    started = time.monotonic()
    assert not watch.wait(0.2)
    assert time.monotonic() - started >= 0.2
    watch.close()


def test_of_two_indexers_on_one_database_one_leads_and_the_other_takes_over(
    ledger: Deployment, node: BulkNode, chain: AnvilChain, postgresql_url: str
) -> None:
    first = Indexer(node, ledger, postgresql_url)
    second = Indexer(BulkNode(chain.node, chain.url), ledger, postgresql_url)
    try:
        first.start(0.05)
        _until(lambda: first.metrics.leading._value.get() == 1)
        second.start(0.05)
        chain._provider.make_request("evm_mine", [])  # type: ignore[arg-type]
        _until(lambda: _block(second) == node.head().number)
        assert second.metrics.leading._value.get() == 0
        assert second.metrics.events._value.get() == 0
        first.close()
        chain._provider.make_request("evm_mine", [])  # type: ignore[arg-type]
        _until(lambda: second.metrics.leading._value.get() == 1 and _block(second) == node.head().number)
    finally:
        second.close()


def _block(indexer: Indexer) -> int:
    with indexer.reader.snapshot() as snapshot:
        here = snapshot.checkpoint()
    return -1 if here is None else here.block


def _until(true: object) -> None:
    assert callable(true)
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)
