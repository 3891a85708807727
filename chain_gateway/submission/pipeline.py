"""Fills a lane: tries, signs and sends many at once, in the order of acceptance, and closes gaps."""

import contextlib
import logging
import time
from collections.abc import Sequence
from typing import Any

import rlp  # type: ignore[import-untyped]
from eth_utils.crypto import keccak

from chain_gateway.rpc import (
    Block,
    CallRequest,
    CallReverted,
    ChainNode,
    NodeError,
    RefusalCode,
    RpcError,
    TransactionRefused,
)
from chain_gateway.submission.lane import Flight, Lane, gaps
from chain_gateway.submission.lifecycle import Happening, State
from chain_gateway.submission.records import Move, Signed, Submission
from chain_gateway.submission.refusals import never_taken, nonce_taken, refusal
from chain_gateway.submission.work import Early, Step, Work

_log = logging.getLogger(__name__)

_AT_ONCE = 200  # acts tried, or transactions sent, before what came of it is persisted
_NO_OP_GAS = 21_000


class Pipeline:
    """Works on lanes that are this worker's alone."""

    def __init__(self, work: Work, everywhere: ChainNode) -> None:
        self._work = work
        self._everywhere = everywhere
        """All nodes, not only the one that a pass talks to: they must agree before a nonce is given up for lost."""

    def fill(self, lane: Lane, node: ChainNode, head: Block) -> int:
        """Do all that can be done now with what waits; answers how many steps submissions moved."""
        moved, more = 0, True
        while more:
            # What is signed is sent before the next are tried, so that blocks fill meanwhile.
            signed, more = self._sign(lane, node, head)
            due = self._due(lane)
            if due and self._close_gaps(lane, node):
                due = self._due(lane)
            moved += signed + self._send(lane, node, due)
        return moved

    # Trying and signing

    def _sign(self, lane: Lane, node: ChainNode, head: Block) -> tuple[int, bool]:
        """Sign the next acts; how many submissions moved, and whether there may be more to sign now."""
        room = lane.room(self._work.settings.window)
        if not room or (lane.held_at == head.number and lane.waiting):
            return 0, False
        rows = self._work.store.prepared(lane.signer, min(room, _AT_ONCE))
        if not rows:
            return 0, False
        good, refused, stopped = self._try(lane, node, head, rows)
        if refused:
            self._work.store.move(refused)
            self._work.tell({move.id for move in refused})
        signed = self._sign_proven(lane, node, good)
        return len(refused) + signed, not stopped and signed == len(good)

    def _try(
        self, lane: Lane, node: ChainNode, head: Block, rows: Sequence[Submission]
    ) -> tuple[list[Submission], list[Move], bool]:
        """Which acts may be signed now, which end here, and whether the next one has to wait.

        An act that is refused while others of its lane are under way may build on one of them. So it ends only when it
        is refused by a state that knows all acts before it; the acts after it wait with it.
        """
        for row in rows:
            self._work.observe(Step.TRY, row)
        answers = node.call_many([CallRequest(each.to, each.data, each.signer, each.gas) for each in rows])
        settled = all(flight.block is not None and flight.block[0] <= head.number for flight in lane.flights.values())
        good: list[Submission] = []
        refused: list[Move] = []
        for row, answer in zip(rows, answers, strict=True):
            if row.gas > head.gas_limit:
                words = f"it may use {row.gas} gas, and a block holds {head.gas_limit}."
                refused.append(_refused(row, never_taken(words)))
            elif isinstance(answer, CallReverted):
                if settled and not good:
                    refused.append(_refused(row, refusal(answer)))
                elif self._work.settings.early is Early.SEND:
                    good.append(row)
                else:
                    lane.held_at = head.number
                    return good, refused, True
            elif isinstance(answer, NodeError):
                self._work.trouble(lane.signer, str(answer))
                return good, refused, True
            else:
                good.append(row)
        return good, refused, False

    def _sign_proven(self, lane: Lane, node: ChainNode, rows: Sequence[Submission]) -> int:
        if not rows:
            return 0
        key = self._work.keyring.by_address(lane.signer)
        if key is None:
            self._work.trouble(lane.signer, f"This gateway does not hold the key {lane.signer} any more.")
            return 0
        kept, first = self._work.store.allot(lane.signer, node.nonce(lane.signer))
        if kept is not None and kept > first:
            _log.warning("%s: nonces %d to %d were given out and nobody holds them", lane.signer, first, kept - 1)
        common = {"value": 0, "gasPrice": node.gas_price(), "chainId": node.chain_id()}
        fields = [
            common | {"to": row.to, "data": row.data, "gas": row.gas, "nonce": nonce}
            for nonce, row in enumerate(rows, first)
        ]
        for row in rows:
            self._work.observe(Step.SIGN, row)
        signed = [Signed(raw, keccak(raw)) for raw in key.sign_transactions(fields)]
        numbered = list(zip(rows, range(first, first + len(rows)), signed, strict=True))
        self._work.store.sign(lane.signer, kept, [(row.id, nonce, each) for row, nonce, each in numbered])
        for row, nonce, each in numbered:
            lane.flights[nonce] = Flight(row, State.SIGNED, nonce, each)
        self._work.tell({row.id for row in rows})
        return len(rows)

    # Gaps

    def _close_gaps(self, lane: Lane, node: ChainNode) -> bool:
        """Put no-ops where nobody holds a nonce and what is above waits for it; whether there were any."""
        waiting = lane.waiting
        missing = gaps(lane.flights, min(node.nonce(lane.signer), waiting[0].nonce)) if waiting else []
        missing = self._work.store.unknown_nonces(lane.signer, missing) if missing else []
        key = self._work.keyring.by_address(lane.signer)
        if not missing or key is None:
            return False
        _log.warning("%s: closing gaps in its nonces with no-ops: %s", lane.signer, missing)
        raws = key.sign_transactions([_no_op(lane.signer, nonce, node) for nonce in missing])
        signed = [(nonce, Signed(raw, keccak(raw))) for nonce, raw in zip(missing, raws, strict=True)]
        self._work.store.fill(lane.signer, waiting[0].submission.party, _NO_OP_GAS, signed)
        for found, _ in self._work.store.holding(lane.signer):
            if found.nonce in missing:
                lane.flights[found.nonce] = flight_of(found, {})
        return True

    # Sending

    def _due(self, lane: Lane) -> list[Flight]:
        late = time.monotonic() - self._work.settings.resend_seconds
        return [
            flight
            for flight in lane.waiting
            if flight.state is State.SIGNED or flight.sent_at is None or flight.sent_at < late
        ]

    def _send(self, lane: Lane, node: ChainNode, due: Sequence[Flight]) -> int:
        moved = 0
        for start in range(0, len(due), _AT_ONCE):
            chunk = due[start : start + _AT_ONCE]
            for flight in chunk:
                self._work.observe(Step.SEND, flight.submission)
            sent_at = time.monotonic()
            answers = node.send_many([flight.signed.raw for flight in chunk])
            self._send_elsewhere(node, [flight for flight in chunk if flight.sent_at is not None])
            taken: list[Flight] = []
            refused: list[tuple[Flight, TransactionRefused]] = []
            for flight, answer in zip(chunk, answers, strict=True):
                known = isinstance(answer, bytes) or answer.reason is RefusalCode.ALREADY_KNOWN
                if known:
                    flight.sent_at = sent_at
                    taken.append(flight)
                elif isinstance(answer, TransactionRefused):
                    refused.append((flight, answer))
            included, lost, goes_on = self._judge(lane, node, refused)
            happened = [
                (each, Move(each.submission.id, each.state, (Happening.TAKEN_BY_NODE,)))
                for each in (*taken, *included)
                if each.state is State.SIGNED
            ]
            happened += [(each, _lost(each)) for each in lost]
            for flight, _ in happened:
                self._work.observe(Step.NOTE_SENT, flight.submission)
            moved += self._work.move(lane, happened)
            if not goes_on:
                break
        return moved

    def _send_elsewhere(self, node: ChainNode, again: Sequence[Flight]) -> None:
        """Give what was given to one node in vain to the others too: it may have kept it to itself."""
        if not again:
            return
        for witness in self._everywhere.witnesses():
            if witness is not node:
                with contextlib.suppress(RpcError):
                    witness.send_many([flight.signed.raw for flight in again])

    def _judge(
        self, lane: Lane, node: ChainNode, refused: Sequence[tuple[Flight, TransactionRefused]]
    ) -> tuple[list[Flight], list[Flight], bool]:
        """Of what a node did not take: what is in a block already, what lost its nonce, whether to send more now."""
        included: list[Flight] = []
        lost: list[Flight] = []
        goes_on = True
        there = _with_receipts(node, [flight for flight, _ in refused])
        for flight, answer in refused:
            if flight.nonce in there:
                flight.sent_at = None  # to be looked for by its hash
                included.append(flight)
                continue
            match answer.reason:
                case RefusalCode.NONCE_TOO_LOW if self._nonce_is_used_for_good(flight):
                    lost.append(flight)
                    continue
                case RefusalCode.UNDERPRICED if self._offer_more(lane, node, flight):
                    continue
                case RefusalCode.NEVER if not flight.filler and self._fill_place(lane, node, flight, answer):
                    continue
            if goes_on:  # those after it are refused because it is
                self._work.trouble(lane.signer, f"Submission {flight.submission.id}: {answer}")
            goes_on = False
        return included, lost, goes_on

    def _nonce_is_used_for_good(self, flight: Flight) -> bool:
        """Whether a final block holds another transaction with this nonce, as all nodes that answer agree.

        Each is asked for the nonce first and for the receipts then, so that what it includes in between is found.
        """
        for witness in self._everywhere.witnesses():
            confirmations = witness.finality.confirmations
            at: int | str = max(witness.head().number - confirmations, 0) if confirmations else "latest"
            if witness.nonce(flight.submission.signer, at) <= flight.nonce:
                return False
            if _with_receipts(witness, [flight]):
                return False
        return True

    def _offer_more(self, lane: Lane, node: ChainNode, flight: Flight) -> bool:
        """Sign it again for the gas price of now, where that is higher; the earlier one may still be included."""
        price = node.gas_price()
        if price <= _price(flight.signed.raw):
            return False
        fields = _no_op(lane.signer, flight.nonce, node)
        if not flight.filler:
            act = flight.submission
            fields |= {"to": act.to, "data": act.data, "gas": act.gas}
        return self._supersede(lane, flight, fields, flight.filler, None)

    def _fill_place(self, lane: Lane, node: ChainNode, flight: Flight, answer: TransactionRefused) -> bool:
        """Put a no-op with the same nonce in the place of a transaction that no node will ever take."""
        _log.warning("%s: no node takes submission %s, a no-op takes its place: %s", lane.signer, flight.submission.id,
                     answer.message)  # fmt: skip
        error = never_taken(answer.message)
        return self._supersede(lane, flight, _no_op(lane.signer, flight.nonce, node), True, error)

    def _supersede(
        self, lane: Lane, flight: Flight, fields: dict[str, Any], filler: bool, error: dict[str, Any] | None
    ) -> bool:
        key = self._work.keyring.by_address(lane.signer)
        if key is None:
            return False
        raw = key.sign_transactions([fields])[0]
        signed = Signed(raw, keccak(raw))
        if signed.hash in flight.hashes:
            return False
        self._work.store.supersede(flight.submission.id, flight.state, signed, filler, error)
        flight.earlier[flight.signed.hash] = flight.filler
        flight.signed, flight.filler, flight.sent_at = signed, filler, None
        return True


def flight_of(found: Submission, earlier: dict[bytes, bool]) -> Flight:
    """A submission that holds a nonce, as the store has it."""
    assert found.nonce is not None
    assert found.raw_transaction is not None
    assert found.transaction_hash is not None
    block = None
    if found.block_number is not None and found.block_hash is not None:
        block = (found.block_number, found.block_hash)
    signed = Signed(found.raw_transaction, found.transaction_hash)
    return Flight(found, found.state, found.nonce, signed, found.filler, earlier, block)


def _refused(row: Submission, error: dict[str, Any]) -> Move:
    return Move(row.id, State.PREPARED, (Happening.TRIAL_REVERTED,), error)


def _lost(flight: Flight) -> Move:
    error = nonce_taken(flight.submission.signer, flight.nonce)
    return Move(flight.submission.id, flight.state, (Happening.NONCE_LOST,), error)


def _no_op(signer: str, nonce: int, node: ChainNode) -> dict[str, Any]:
    """A transaction of nothing to oneself."""
    return {
        "to": signer,
        "value": 0,
        "data": b"",
        "gas": _NO_OP_GAS,
        "gasPrice": node.gas_price(),
        "chainId": node.chain_id(),
        "nonce": nonce,
    }


def _price(raw: bytes) -> int:
    """Gas price of a raw legacy transaction."""
    return int.from_bytes(rlp.decode(raw)[1])


def _with_receipts(node: ChainNode, flights: Sequence[Flight]) -> set[int]:
    """Nonces of the flights of which some transaction is in a block."""
    asked = [(flight.nonce, each) for flight in flights for each in flight.hashes]
    answers = node.receipts([each for _, each in asked]) if asked else []
    return {nonce for (nonce, _), receipt in zip(asked, answers, strict=True) if receipt is not None}
