"""Proof that no event is missing or altered. Pure.

Every event carries a registry-wide number, and the ledger's log keeps a rolling hash over all of them. The tracker
computes both anew from what the node delivered. A gap, a repeated number or another hash than the log announced breaks
the proof; and what no later event can reveal, a missing tail, is found by comparing with the log's own `sequence()`
and `head()`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from chain_gateway.ledger import rolling_hash
from chain_gateway.ledger.events import Appended, LedgerEvent
from indexer.store.position import Position


class Incomplete(Exception):
    """The events do not add up. `reason` is a stable code, `detail` a sentence with the values.

    Codes: `sequence-gap`, `sequence-repeated`, `event-missing`, `announcement-missing`, `wrong-book`, `hash-mismatch`,
    `missing-tail`, `head-mismatch`, `unknown-book`, `unknown-event`, `malformed-event`, `logs-contradict`,
    `log-missing`, `receipts-missing`, `receipts-contradict`.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{detail} ({reason})")
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type["Incomplete"], tuple[str, str]]:
        """How it goes from a reading process to this one."""
        return type(self), (self.reason, self.detail)


@dataclass(frozen=True)
class Opening:
    """The first event of a stretch of the ledger, and the hash that the log announced after it.

    A stretch is proven from there on without knowing what came before it; `tie` proves the rest.
    """

    sequence: int
    book: str
    """Address of the contract that emitted it."""
    hashed: tuple[bytes, bytes, bytes]
    """Topics 0, 2 and 3."""
    data_hash: bytes
    announced: bytes


def origin(chain_id: int, log: str) -> Position:
    """Where the history of the log at address `log` begins."""
    return Position(0, rolling_hash.genesis(chain_id, log))


def advance(
    position: Position, delivered: Iterable[LedgerEvent | Appended]
) -> tuple[Position, tuple[LedgerEvent, ...]]:
    """The position after the delivered events, and these events in the order of their numbers.

    Each numbered event must come with its announcement (`Appended`), which says the rolling hash. Raises Incomplete.
    """
    events: dict[int, LedgerEvent] = {}
    announced: dict[int, Appended] = {}
    for each in delivered:
        sequence = each.sequence
        seen: dict[int, Any] = announced if type(each) is Appended else events
        if sequence <= position.sequence or sequence in seen:
            raise Incomplete("sequence-repeated", f"Event {sequence} occurs a second time")
        seen[sequence] = each
    for sequence in range(position.sequence + 1, position.sequence + 1 + len(events.keys() | announced.keys())):
        position = _step(position, sequence, events.get(sequence), announced.get(sequence))
    return position, tuple(events[sequence] for sequence in sorted(events))


def begin(
    delivered: Sequence[LedgerEvent | Appended],
) -> tuple[Opening, LedgerEvent, list[LedgerEvent | Appended]] | None:
    """The opening of a stretch that begins with what was delivered, its event, and what else was delivered.

    None when nothing was. Raises Incomplete.
    """
    if not delivered:
        return None
    sequence = min(each.sequence for each in delivered)
    found: dict[bool, Any] = {}
    rest: list[LedgerEvent | Appended] = []
    for each in delivered:
        is_announcement = type(each) is Appended
        if each.sequence == sequence and is_announcement not in found:
            found[is_announcement] = each
        else:
            rest.append(each)
    event, announcement = _paired(sequence, found.get(False), found.get(True))
    hashed = _hashed(event.log.topics)
    return Opening(sequence, event.log.address, hashed, event.data_hash, announcement.head), event, rest


def tie(position: Position, opening: Opening) -> None:
    """Proves that a stretch follows the position. Raises Incomplete."""
    if opening.sequence <= position.sequence:
        raise Incomplete("sequence-repeated", f"Event {opening.sequence} occurs a second time")
    if opening.sequence != position.sequence + 1:
        raise Incomplete("sequence-gap", f"Event {position.sequence + 1} is missing, though later ones were delivered")
    head = rolling_hash.advance(position.head, opening.sequence, opening.book, *opening.hashed, opening.data_hash)
    _same_head(opening.sequence, head, opening.announced)


def compare_tip(position: Position, sequence: int, head: bytes, block: int) -> None:
    """Compares with the log's own reading at `block`. Raises Incomplete when events up to there miss or differ."""
    if sequence > position.sequence:
        raise Incomplete(
            "missing-tail", f"The log counts {sequence} events at block {block}, {position.sequence} were delivered"
        )
    if sequence < position.sequence or head != position.head:
        raise Incomplete(
            "head-mismatch",
            f"At block {block} the log has event {sequence} with hash 0x{head.hex()}, "
            f"the delivered events give {position.sequence} with 0x{position.head.hex()}",
        )


def _step(position: Position, sequence: int, event: LedgerEvent | None, announcement: Appended | None) -> Position:
    if event is None and announcement is None:
        raise Incomplete("sequence-gap", f"Event {sequence} is missing, though later ones were delivered")
    event, announcement = _paired(sequence, event, announcement)
    head = rolling_hash.advance(position.head, sequence, event.log.address, *_hashed(event.log.topics), event.data_hash)
    _same_head(sequence, head, announcement.head)
    return Position(sequence, head)


def _paired(sequence: int, event: LedgerEvent | None, announcement: Appended | None) -> tuple[LedgerEvent, Appended]:
    """An event and its announcement, which belong together."""
    if event is None:
        raise Incomplete("event-missing", f"Event {sequence} was announced by the log, but not delivered")
    if announcement is None:
        raise Incomplete("announcement-missing", f"Event {sequence} was delivered, but not its announcement by the log")
    if announcement.book != event.log.address:
        raise Incomplete(
            "wrong-book", f"Event {sequence} was announced for {announcement.book} and came from {event.log.address}"
        )
    return event, announcement


def _same_head(sequence: int, head: bytes, announced: bytes) -> None:
    if head != announced:
        raise Incomplete(
            "hash-mismatch",
            f"Event {sequence} gives the rolling hash 0x{head.hex()}, the log announced 0x{announced.hex()}",
        )


def _hashed(topics: Sequence[bytes]) -> tuple[bytes, bytes, bytes]:
    """Topics 0, 2 and 3; topic 1 is the number itself. Absent topics count as zero."""
    if len(topics) == 4:
        return topics[0], topics[2], topics[3]
    padded = [*topics, *([bytes(32)] * (4 - len(topics)))]
    return padded[0], padded[2], padded[3]
