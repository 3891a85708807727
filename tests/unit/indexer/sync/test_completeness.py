"""Proof that no event is missing or altered."""

import pickle
from dataclasses import replace

import pytest

from chain_gateway.ledger.events import Appended, LedgerEvent, decode
from indexer.store.position import Position
from indexer.sync.completeness import Incomplete, advance, begin, compare_tip, origin, tie
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


def apart(before: list[LedgerEvent | Appended], after: list[LedgerEvent | Appended]) -> Position:
    """Where two stretches end that were proven apart and then tied together."""
    position, _ = advance(START, before)
    begun = begin(after)
    if begun is None:
        return position
    opening, _, rest = begun
    tie(position, opening)
    return advance(Position(opening.sequence, opening.announced), rest)[0]


@pytest.mark.parametrize("events", range(4))
def test_stretches_that_are_proven_apart_end_where_the_whole_ends(
    delivered: list[LedgerEvent | Appended], events: int
) -> None:
    assert apart(delivered[: 2 * events], delivered[2 * events :]) == advance(START, delivered)[0]


def test_an_event_that_is_missing_between_two_stretches_is_missed(delivered: list[LedgerEvent | Appended]) -> None:
    with pytest.raises(Incomplete) as error:
        apart(delivered[:2], delivered[4:])
    assert error.value.reason == "sequence-gap"


def test_an_event_that_is_in_two_stretches_is_refused(delivered: list[LedgerEvent | Appended]) -> None:
    with pytest.raises(Incomplete) as error:
        apart(delivered[:4], delivered[2:])
    assert error.value.reason == "sequence-repeated"


def test_a_stretch_that_begins_with_an_altered_event_does_not_follow(delivered: list[LedgerEvent | Appended]) -> None:
    event = next(each for each in delivered[2:4] if isinstance(each, LedgerEvent))
    other = replace(event, log=replace(event.log, data=event.log.data + b"\0"))
    with pytest.raises(Incomplete) as error:
        apart(delivered[:2], [other if each is event else each for each in delivered[2:]])
    assert error.value.reason == "hash-mismatch"


def test_a_stretch_that_begins_with_half_an_event_is_refused(delivered: list[LedgerEvent | Appended]) -> None:
    for half in (delivered[:1], delivered[1:2]):
        with pytest.raises(Incomplete) as error:
            begin(half)
        assert error.value.reason in ("event-missing", "announcement-missing")


def test_an_event_that_opens_a_stretch_twice_is_refused(delivered: list[LedgerEvent | Appended]) -> None:
    with pytest.raises(Incomplete) as error:
        apart([], [*delivered, *delivered[:2]])
    assert error.value.reason == "sequence-repeated"


def test_the_reason_survives_the_way_from_another_process() -> None:
    found = pickle.loads(pickle.dumps(Incomplete("sequence-gap", "Event 7 is missing")))  # noqa: S301 - our own
    assert (found.reason, found.detail) == ("sequence-gap", "Event 7 is missing")
    assert str(found) == "Event 7 is missing (sequence-gap)"
