"""What a node delivers must fit together."""

from dataclasses import replace

import pytest

from indexer.sync.blocks import BlockRange
from indexer.sync.completeness import Incomplete
from indexer.sync.fetch import ChainMoved, fetch
from tests.support.indexer_chain import LEDGER, MadeChain
from tests.support.indexer_stories import founding


@pytest.fixture
def chain() -> MadeChain:
    """Four blocks; the second and the fourth are empty."""
    chain = MadeChain()
    for told in (founding()[:2], (), founding()[2:3], ()):
        chain.mine(*told)
    return chain


def numbers(chain: MadeChain, first: int, last: int) -> list[int]:
    return [each.block.number for each in fetch(chain, LEDGER, BlockRange(first, last), None)]


def test_only_blocks_with_events_and_the_last_one_are_read(chain: MadeChain) -> None:
    assert numbers(chain, 1, 4) == [1, 3, 4]
    assert numbers(chain, 2, 2) == [2]


def test_a_block_that_follows_another_parent_is_not_taken(chain: MadeChain) -> None:
    with pytest.raises(ChainMoved, match="Block 2 no longer follows"):
        fetch(chain, LEDGER, BlockRange(2, 2), bytes(32))


def test_logs_of_another_block_than_the_header_are_not_taken(chain: MadeChain) -> None:
    mined = chain._mined[3]
    chain._mined[3] = replace(mined, block=replace(mined.block, hash=b"other"))
    with pytest.raises(ChainMoved, match="Block 3 changed while its logs were read"):
        fetch(chain, LEDGER, BlockRange(3, 3), None)


def test_a_block_that_is_gone_is_noticed(chain: MadeChain) -> None:
    with pytest.raises(ChainMoved, match="Block 5 was there and is gone"):
        fetch(chain, LEDGER, BlockRange(5, 5), None)


def test_logs_that_were_not_asked_for_are_refused(chain: MadeChain) -> None:
    stray = chain._mined[1].logs
    chain.logs = lambda *_: list(stray)  # type: ignore[method-assign]
    with pytest.raises(Incomplete) as error:
        fetch(chain, LEDGER, BlockRange(3, 3), None)
    assert error.value.reason == "logs-contradict"


def test_two_different_logs_at_one_place_are_refused(chain: MadeChain) -> None:
    logs = chain._mined[3].logs
    chain.logs = lambda *_: [*logs, replace(logs[0], data=bytes(32))]  # type: ignore[method-assign]
    with pytest.raises(Incomplete) as error:
        fetch(chain, LEDGER, BlockRange(3, 3), None)
    assert error.value.reason == "logs-contradict"


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"data": b"\x01"}, "malformed-event"), ({"topics": (b"\x01" * 32,) * 4}, "unknown-event")],
)
def test_a_log_that_is_no_event_of_this_version_is_never_skipped(
    chain: MadeChain, change: dict[str, bytes], reason: str
) -> None:
    logs = chain._mined[3].logs
    chain.logs = lambda *_: [logs[0], replace(logs[1], **change)]  # type: ignore[method-assign, arg-type]
    with pytest.raises(Incomplete) as error:
        fetch(chain, LEDGER, BlockRange(3, 3), None)
    assert error.value.reason == reason
