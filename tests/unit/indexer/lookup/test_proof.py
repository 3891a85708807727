"""When an answer may be relied on."""

from dataclasses import replace

import pytest

from indexer.lookup.proof import prove
from indexer.settings import LookupSettings
from indexer.store.checkpoint import Checkpoint
from indexer.store.position import IndexedBlock

NOW = 1_000.0
BLOCK = IndexedBlock(9, b"h", b"p", 900, 5, b"r")
HERE = Checkpoint(
    chain_id=1,
    log="0x",
    first_block=1,
    block=9,
    sequence=5,
    head=b"r",
    proven_block=9,
    reason=None,
    detail=None,
    halted=False,
    known_head=9,
    polled_at=1_000,
)
SETTINGS = LookupSettings(lag_seconds=60, lag_blocks=5)


def test_a_proven_mirror_near_the_head_is_relied_on() -> None:
    proof = prove(HERE, BLOCK, NOW, SETTINGS)
    assert (proof.complete, proof.reason) == (True, None)


@pytest.mark.parametrize(
    ("change", "complete", "reason"),
    [
        ({"polled_at": None}, True, "incomplete"),
        ({"reason": "sequence-gap"}, False, "incomplete"),
        ({"halted": True}, False, "incomplete"),
        ({"polled_at": 939}, True, "unreachable"),
        ({"polled_at": 940}, True, None),
        ({"known_head": 14}, True, None),
        ({"known_head": 15}, True, "lagging"),
        ({"proven_block": 8}, False, "lagging"),
        ({"halted": True, "polled_at": 0, "known_head": 99}, False, "incomplete"),
    ],
)
def test_each_doubt_has_its_reason(change: dict[str, object], complete: bool, reason: str | None) -> None:
    proof = prove(replace(HERE, **change), BLOCK, NOW, SETTINGS)  # type: ignore[arg-type]
    assert (proof.complete, proof.reason) == (complete, reason)


def test_without_a_checkpoint_or_a_block_nothing_is_relied_on() -> None:
    assert prove(None, None, NOW, SETTINGS).reason == "incomplete"
    assert prove(HERE, None, NOW, SETTINGS).reason == "incomplete"
