"""What goes wrong with the nodes that keep documents: nothing false is acknowledged, nothing false is served."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from chain_gateway.documents import (
    Copy,
    DocumentCorrupt,
    DocumentNotFound,
    Holding,
    StoreUnavailable,
    TooFewCopies,
    cid_of,
)
from chain_gateway.documents.kubo import KuboStore
from chain_gateway.documents.unixfs import CHUNK
from tests.support.kubo import KuboNode, private_swarm


@pytest.fixture
def swarm(tmp_path: Path) -> Iterator[list[KuboNode]]:
    with private_swarm(tmp_path / "swarm") as nodes:
        yield nodes


def _store(swarm: list[KuboNode]) -> KuboStore:
    return KuboStore([node.address for node in swarm])


def _damage(node: KuboNode, block: bytes) -> None:
    """Other bytes of the same length in the block's file below the node's folder."""
    (path,) = [each for each in (node.folder / "blocks").rglob("*.data") if each.read_bytes() == block]
    path.write_bytes(bytes(reversed(block)))


def test_a_node_that_dies_in_mid_upload_leaves_nothing_acknowledged(swarm: list[KuboNode]) -> None:
    pieces = [os.urandom(CHUNK) for _ in range(40)]

    def dying() -> Iterator[bytes]:
        for index, piece in enumerate(pieces):
            if index == 20:
                swarm[0].stop(kill=True)
            yield piece

    with pytest.raises(StoreUnavailable, match="Nothing was acknowledged"):
        _store(swarm).add(dying())
    swarm[0].start()
    swarm[1].connect(swarm[0])
    with pytest.raises(DocumentNotFound):
        next(_store(swarm).read(cid_of(b"".join(pieces))))
    assert b"".join(_store(swarm).read(_store(swarm).add(pieces).cid)) == b"".join(pieces)


def test_with_one_node_down_a_document_is_not_acknowledged_and_afterwards_it_is(swarm: list[KuboNode]) -> None:
    swarm[1].stop()
    with pytest.raises(TooFewCopies, match="1 of the 2 nodes"):
        _store(swarm).add([b"a contract"])
    swarm[1].start()
    swarm[1].connect(swarm[0])
    root = _store(swarm).add([b"a contract"])
    assert {copy.state for copy in _store(swarm).copies(root.cid)} == {Holding.PINNED}


def test_reading_goes_on_with_one_node_down_and_says_so_with_both(swarm: list[KuboNode]) -> None:
    content = os.urandom(5 * CHUNK)
    cid = _store(swarm).add([content]).cid
    swarm[0].stop(kill=True)
    assert b"".join(_store(swarm).read(cid)) == content
    assert _store(swarm).copies(cid) == (
        Copy("node-1", Holding.UNREACHABLE),
        Copy("node-2", Holding.PINNED),
    )
    swarm[1].stop(kill=True)
    with pytest.raises(StoreUnavailable, match="do not answer"):
        next(_store(swarm).read(cid))
    with pytest.raises(StoreUnavailable, match="no node of"):
        _store(swarm).add([content])


def test_half_of_the_pins_lost_is_seen_and_repaired(swarm: list[KuboNode]) -> None:
    cids = [_store(swarm).add([os.urandom(2 * CHUNK)]).cid for _ in range(4)]
    for cid in cids[::2]:
        swarm[1].call(f"pin/rm?arg={cid}")
    swarm[1].call("repo/gc")
    states = [{copy.state for copy in _store(swarm).copies(cid)} for cid in cids]
    assert states == [{Holding.PINNED, Holding.MISSING}, {Holding.PINNED}] * 2
    for cid in cids:
        assert {copy.state for copy in _store(swarm).repair(cid)} == {Holding.PINNED}


def test_a_corrupted_block_is_not_served_but_taken_from_the_other_node_and_repaired(swarm: list[KuboNode]) -> None:
    content = os.urandom(6 * CHUNK)
    cid = _store(swarm).add([content]).cid
    _damage(swarm[0], content[2 * CHUNK : 3 * CHUNK])
    assert b"".join(_store(swarm).read(cid)) == content
    assert [copy.state for copy in _store(swarm).verify(cid)] == [Holding.DAMAGED, Holding.PINNED]
    assert [copy.state for copy in _store(swarm).repair(cid)] == [Holding.PINNED, Holding.PINNED]
    _damage(swarm[0], content[:CHUNK])
    _damage(swarm[1], content[:CHUNK])
    with pytest.raises(DocumentCorrupt):
        next(_store(swarm).read(cid))
    with pytest.raises(DocumentCorrupt, match="every node"):
        _store(swarm).repair(cid)
