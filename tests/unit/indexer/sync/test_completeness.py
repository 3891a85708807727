"""Proof that no event is missing or altered."""

from dataclasses import replace

import pytest

from chain_gateway.ledger.events import Appended, LedgerEvent, decode
from indexer.store.position import Position
from indexer.sync.completeness import Incomplete, advance, compare_tip, origin
from indexer.sync.source import raw_log
from tests.support.indexer_chain import LEDGER, MadeChain
from tests.support.indexer_stories import founding

START = origin(LEDGER.chain_id, LEDGER.log)


@pytest.fixture
def delivered() -> list[LedgerEvent | Appended]:
    """Announcement and event, three times."""
    chain = MadeChain()
    chain.mine(*founding()[:3])
    events = [decode(raw_log(log), LEDGER) for log, _ in chain.all_logs()]
    return [each for each in events if isinstance(each, LedgerEvent | Appended)]


def broken(delivered: list[LedgerEvent | Appended], position: Position = START) -> str:
    with pytest.raises(Incomplete) as error:
        advance(position, delivered)
    return error.value.reason


def test_whole_delivery_gives_the_logs_own_head(delivered: list[LedgerEvent | Appended]) -> None:
    position, events = advance(START, delivered)
    last = delivered[-2]
    assert isinstance(last, Appended)
    assert position == Position(3, last.head)
    assert [event.sequence for event in events] == [1, 2, 3]


def test_the_order_of_delivery_does_not_matter(delivered: list[LedgerEvent | Appended]) -> None:
    assert advance(START, reversed(delivered)) == advance(START, delivered)


def test_nothing_delivered_changes_nothing() -> None:
    assert advance(START, []) == (START, ())


def test_an_omitted_event_is_missed(delivered: list[LedgerEvent | Appended]) -> None:
    assert broken(delivered[2:]) == "sequence-gap"
    assert broken(delivered[:2] + delivered[4:]) == "sequence-gap"


def test_an_event_that_was_announced_only_is_missed(delivered: list[LedgerEvent | Appended]) -> None:
    assert broken(delivered[:3] + delivered[4:]) == "event-missing"


def test_an_event_that_was_not_announced_is_refused(delivered: list[LedgerEvent | Appended]) -> None:
    assert broken(delivered[1:]) == "announcement-missing"


def test_a_number_that_occurs_twice_is_refused(delivered: list[LedgerEvent | Appended]) -> None:
    assert broken([*delivered, delivered[-1]]) == "sequence-repeated"
    assert broken(delivered, Position(1, bytes(32))) == "sequence-repeated"


def test_an_altered_event_gives_another_hash(delivered: list[LedgerEvent | Appended]) -> None:
    event = delivered[1]
    assert isinstance(event, LedgerEvent)
    altered = replace(event, log=replace(event.log, data=b"\x01"))
    assert broken([delivered[0], altered, *delivered[2:]]) == "hash-mismatch"


def test_an_altered_announcement_is_refused(delivered: list[LedgerEvent | Appended]) -> None:
    announcement = delivered[0]
    assert isinstance(announcement, Appended)
    assert broken([replace(announcement, head=bytes(32)), *delivered[1:]]) == "hash-mismatch"
    assert broken([replace(announcement, book=LEDGER.pledges), *delivered[1:]]) == "wrong-book"


def test_a_missing_tail_is_found_by_the_logs_own_count() -> None:
    with pytest.raises(Incomplete, match="counts 5 events at block 9, 3 were delivered") as error:
        compare_tip(Position(3, b"h"), 5, b"other", 9)
    assert error.value.reason == "missing-tail"


@pytest.mark.parametrize(("sequence", "head"), [(3, b"other"), (2, b"h")])
def test_another_head_than_the_logs_own_is_refused(sequence: int, head: bytes) -> None:
    with pytest.raises(Incomplete) as error:
        compare_tip(Position(3, b"h"), sequence, head, 9)
    assert error.value.reason == "head-mismatch"


def test_the_logs_own_head_is_accepted() -> None:
    compare_tip(Position(3, b"h"), 3, b"h", 9)
