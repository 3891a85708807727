"""Finds what was sent in the chain's blocks: block by block, and by hash where that may have missed it."""

import contextlib
import time
from collections.abc import Iterable, Sequence
from typing import Any

from chain_gateway.ledger.events import LedgerEvent
from chain_gateway.rpc import Block, CallRequest, CallReverted, ChainNode, NodeError, Receipt
from chain_gateway.submission.lane import Flight, Lane
from chain_gateway.submission.lifecycle import Happening, State
from chain_gateway.submission.receipts import ledger_events, remembered, summary
from chain_gateway.submission.records import FILL, Move
from chain_gateway.submission.refusals import hidden_revert, refusal
from chain_gateway.submission.work import Step, Work

_FURTHEST = 50  # blocks read one by one; after a longer absence everything is asked for by its hash

Found = tuple[Flight, Receipt, Block]


class Watcher:
    """Keeps the place in the chain up to which blocks were read."""

    def __init__(self, work: Work, everywhere: ChainNode) -> None:
        self._work = work
        self._everywhere = everywhere
        """All nodes: what ends a submission, each of them must have."""
        self._last: Block | None = None

    def look(self, node: ChainNode, head: Block, lanes: Sequence[Lane]) -> int:
        """Note what new blocks hold of the lanes, and what became final; answers how many steps submissions moved."""
        moved = self._by_hash(node, lanes)
        moved += self._by_block(node, head, lanes)
        if node.finality.confirmations:
            moved += self._finish(node, head, lanes)
        return moved

    def _by_hash(self, node: ChainNode, lanes: Sequence[Lane]) -> int:
        """Those that this worker did not send, or sent so long ago that their block should have come."""
        late = time.monotonic() - self._work.settings.resend_seconds
        moved = 0
        for lane in lanes:
            asked = [
                flight
                for flight in lane.waiting
                if flight.state is State.BROADCAST and (flight.sent_at is None or flight.sent_at < late)
            ]
            if not asked:
                continue
            self._observe(Step.LOOK, asked)
            found: list[Found] = []
            blocks: dict[int, Block | None] = {}
            for flight, receipt in _receipts(node, asked):
                if receipt.block_number not in blocks:
                    blocks[receipt.block_number] = node.block(receipt.block_number)
                block = blocks[receipt.block_number]
                if block is not None and block.hash == receipt.block_hash:
                    found.append((flight, receipt, block))
            moved += self._note(node, lane, found)
        return moved

    def _by_block(self, node: ChainNode, head: Block, lanes: Sequence[Lane]) -> int:
        last, self._last = self._last, head
        if last is None or not any(lane.waiting for lane in lanes):
            return 0
        if head.number < last.number or head.number > last.number + _FURTHEST:
            self._doubt(lanes)
            return 0
        if head.number == last.number:
            if head.hash != last.hash:
                self._doubt(lanes)
            return 0
        moved, before = 0, last
        for number in range(last.number + 1, head.number + 1):
            content = node.content(number)
            if content is None:
                self._last = before
                break
            block, hashes = content
            if block.parent_hash != before.hash:
                self._doubt(lanes)  # what was read before is not the chain any more
            moved += self._read(node, block, hashes, lanes)
            before = self._last = block
        return moved

    def _read(self, node: ChainNode, block: Block, hashes: Sequence[bytes], lanes: Sequence[Lane]) -> int:
        moved = 0
        there = set(hashes)
        for lane in lanes:
            ours = {
                each: flight
                for flight in lane.waiting
                if flight.state is State.BROADCAST
                for each in flight.hashes
                if each in there
            }
            if not ours:
                continue
            self._observe(Step.LOOK, ours.values())
            found: list[Found] = []
            receipts = node.receipts_in(block.number, list(ours), len(hashes))
            for flight, receipt in zip(ours.values(), receipts, strict=True):
                if receipt is not None and receipt.block_hash == block.hash:
                    found.append((flight, receipt, block))
                else:
                    flight.sent_at = None  # the chain changed between the two questions
            moved += self._note(node, lane, found)
        return moved

    def _note(self, node: ChainNode, lane: Lane, found: Sequence[Found]) -> int:
        found = self._vouched(found) if not node.finality.confirmations else found
        if not found:
            return 0
        self._observe(Step.NOTE_SEEN, (flight for flight, _, _ in found))
        final = not node.finality.confirmations
        if final:
            self._observe(Step.FINISH, (flight for flight, _, _ in found))
        whys = self._whys(node, found) if final else {}
        happened = []
        for flight, receipt, block in found:
            events = ledger_events(receipt.logs, self._work.deployment)
            move = Move(
                flight.submission.id,
                flight.state,
                (Happening.SEEN_IN_BLOCK,),
                block=(block.number, block.hash, block.timestamp),
                events=tuple(summary(event) for event in events),
            )
            happened.append((flight, self._ended(move, flight, receipt, events, whys) if final else move))
        return self._work.move(lane, happened)

    def _vouched(self, found: Sequence[Found]) -> Sequence[Found]:
        """Those whose block the other nodes have too; the others are looked for again."""
        numbers = {block.number: block for _, _, block in found}
        unknown = {number for number, block in numbers.items() if not self._everywhere.vouched(block)}
        for flight, _, block in found:
            if block.number in unknown:
                flight.sent_at = None
        return [each for each in found if each[2].number not in unknown]

    def _finish(self, node: ChainNode, head: Block, lanes: Sequence[Lane]) -> int:
        moved = 0
        for lane in lanes:
            by_block: dict[int, list[Flight]] = {}
            for flight in lane.flights.values():
                if flight.state is State.INCLUDED and flight.block is not None:
                    by_block.setdefault(flight.block[0], []).append(flight)
            for number in sorted(by_block):
                if number <= head.number:
                    moved += self._finish_block(node, head, lane, number, by_block[number])
        return moved

    def _finish_block(self, node: ChainNode, head: Block, lane: Lane, number: int, flights: list[Flight]) -> int:
        block = node.block(number)
        if block is None:
            return 0
        replaced = [flight for flight in flights if flight.block is not None and flight.block[1] != block.hash]
        for flight in replaced:
            flight.sent_at = None
        moved = self._work.move(
            lane, [(each, Move(each.submission.id, each.state, (Happening.BLOCK_REPLACED,))) for each in replaced]
        )
        if not node.finality.is_final(number, head.number):
            return moved
        kept = [flight for flight in flights if flight.block is not None and flight.block[1] == block.hash]
        found = [
            (flight, receipt, block) for flight, receipt in _receipts(node, kept) if receipt.block_hash == block.hash
        ]
        self._observe(Step.FINISH, (flight for flight, _, _ in found))
        whys = self._whys(node, found)
        happened = [
            (flight, self._ended(Move(flight.submission.id, flight.state, ()), flight, receipt, events, whys))
            for flight, receipt, _ in found
            for events in (ledger_events(receipt.logs, self._work.deployment),)
        ]
        return moved + self._work.move(lane, happened)

    def _ended(
        self,
        move: Move,
        flight: Flight,
        receipt: Receipt,
        events: Sequence[LedgerEvent],
        whys: dict[str, dict[str, Any]],
    ) -> Move:
        """The same move, and how the submission ends by a final receipt with these events."""
        sent = receipt.transaction_hash
        filler = flight.filler if sent == flight.signed.hash else flight.earlier[sent]
        error, kept = None, None
        if filler and flight.submission.verb != FILL:
            end = Happening.FINAL_NO_OP
        elif receipt.succeeded:
            end = Happening.FINAL_SUCCESS
            kept = remembered(events)
        else:
            end = Happening.FINAL_REVERT
            error = whys[flight.submission.id]
        return Move(
            move.id,
            move.state,
            (*move.happenings, end),
            error,
            move.block,
            move.events,
            (sent, filler),
            kept if kept is not None else move.remembered,
        )

    def _whys(self, node: ChainNode, found: Sequence[Found]) -> dict[str, dict[str, Any]]:
        """Why included transactions reverted: asked of the state before their block, as near as a node can tell."""
        whys: dict[str, dict[str, Any]] = {}
        by_block: dict[int, list[Flight]] = {}
        for flight, receipt, block in found:
            if not receipt.succeeded:
                whys[flight.submission.id] = hidden_revert(block.number)
                by_block.setdefault(block.number, []).append(flight)
        for number, flights in by_block.items():
            with contextlib.suppress(NodeError):  # a node that keeps no old states; that they reverted is known
                questions = [
                    CallRequest(each.submission.to, each.submission.data, each.submission.signer, each.submission.gas)
                    for each in flights
                ]
                for flight, answer in zip(flights, node.call_many(questions, number - 1), strict=True):
                    if isinstance(answer, CallReverted):
                        whys[flight.submission.id] = refusal(answer)
        return whys

    def _doubt(self, lanes: Sequence[Lane]) -> None:
        """Ask for everything by its hash."""
        for lane in lanes:
            for flight in lane.waiting:
                flight.sent_at = None

    def _observe(self, step: Step, flights: Iterable[Flight]) -> None:
        for flight in flights:
            self._work.observe(step, flight.submission)


def _receipts(node: ChainNode, flights: Sequence[Flight]) -> list[tuple[Flight, Receipt]]:
    """Receipts of the flights that some block holds, whichever of their transactions it is."""
    asked = [(flight, each) for flight in flights for each in flight.hashes]
    answers = node.receipts([each for _, each in asked])
    return [(flight, receipt) for (flight, _), receipt in zip(asked, answers, strict=True) if receipt is not None]
