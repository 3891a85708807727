"""The worker: takes each accepted submission from its persisted calldata to a final block, exactly once.

Nothing is sent before it is persisted, and nothing is believed sent before a node took it. So whatever moment the
process ends at, a new worker on the same store goes on: what was signed is handed in again, byte for byte, and a
transaction that the chain knows already is recognised by its nonce and found by its hash.
"""

import contextlib
import enum
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import Any

from eth_utils.crypto import keccak

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.errors import decode_revert
from chain_gateway.rpc import (
    CallReverted,
    Node,
    NodeError,
    NodeUnavailable,
    Receipt,
    RefusalCode,
    RpcError,
    TransactionRefused,
)
from chain_gateway.signing import KeyRing, SigningError
from chain_gateway.submission.lane import Waiting, due
from chain_gateway.submission.lifecycle import TERMINAL, Happening, State
from chain_gateway.submission.receipts import ledger_events, remembered, summary
from chain_gateway.submission.records import Submission
from chain_gateway.submission.store import Store

_log = logging.getLogger(__name__)

_RESEND_SECONDS = 15.0
_LONGEST_PAUSE = 5.0
_OTHER_PROCESS_SECONDS = 1.0


class Step(enum.Enum):
    """Steps of the work on a submission; an observer is told of each before it is taken."""

    TRY = "try"
    SIGN = "sign"
    SEND = "send"
    NOTE_SENT = "note-sent"
    LOOK = "look"
    NOTE_SEEN = "note-seen"
    FINISH = "finish"


Observer = Callable[[Step, Submission], None]
Listener = Callable[[Set[str]], None]


class Submitter:
    """Works on the submissions of one store, one lane for each signing key. One worker for a store.

    `observer` is told of each step before it is taken.
    """

    def __init__(
        self,
        store: Store,
        node: Node,
        deployment: Deployment,
        keyring: KeyRing,
        observer: Observer | None = None,
    ) -> None:
        self._store = store
        self._node = node
        self._deployment = deployment
        self._keyring = keyring
        self._observe: Observer = observer if observer is not None else lambda _step, _submission: None
        self._sent_at: dict[str, float] = {}
        self._troubles: dict[str, str] = {}
        self._changed = threading.Condition()
        self._generation = 0
        self._listeners: list[Listener] = []
        self._woken = False
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._working = threading.Lock()

    # For the service

    def start(self) -> None:
        """Work in a thread of its own until `stop`; unfinished submissions of an earlier run are taken up first."""
        if self._thread is not None:
            raise RuntimeError("This submitter runs already.")
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="submitter", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread after the step that it is at; what is under way goes on at the next start."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        thread.join()

    def notify(self) -> None:
        """Something new was accepted."""
        with self._changed:
            self._woken = True
            self._changed.notify_all()

    def wait(self, submission_id: str, timeout_seconds: float) -> Submission:
        """The submission when it ends, or as it is after `timeout_seconds`. Raises UnknownSubmission."""
        deadline = time.monotonic() + timeout_seconds
        while True:
            with self._changed:
                seen = self._generation
            state = self._store.state(submission_id)
            remaining = deadline - time.monotonic()
            if state in TERMINAL or remaining <= 0:
                return self._store.get(submission_id)
            with self._changed:
                # The short bound is for a worker in another process, which cannot tell this one.
                self._changed.wait_for(
                    lambda seen=seen: self._generation != seen,  # type: ignore[misc]
                    min(remaining, _OTHER_PROCESS_SECONDS),
                )

    @contextlib.contextmanager
    def told(self, listener: Listener) -> Iterator[None]:
        """Inside, `listener` is called with the ids of submissions whenever this worker moved them; in its thread."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    def troubles(self) -> Mapping[str, str]:
        """Lanes (by signer address, "node" for all) that cannot go on at the moment, and why."""
        return dict(self._troubles)

    @property
    def running(self) -> bool:
        """Whether the worker's thread is alive."""
        return self._thread is not None and self._thread.is_alive()

    # The work

    def run_once(self) -> int:
        """Do all that can be done now; answers how many steps submissions moved. Raises NodeUnavailable."""
        moves = 0
        with self._working:
            moved = True
            while moved and not self._stopping:
                moved = False
                waiting = self._store.waiting()
                self._forget_troubles(waiting)
                for submission_id in due(waiting):
                    if self._work_on(submission_id):
                        moves += 1
                        moved = True
        return moves

    def _run(self) -> None:
        pause = self._node.poll_seconds
        while not self._stopping:
            with self._changed:
                self._woken = False
            try:
                self.run_once()
            except NodeUnavailable as problem:
                self._trouble("node", str(problem))
                pause = min(pause * 2, _LONGEST_PAUSE)
            except Exception as problem:  # noqa: BLE001  # the worker outlives what it stumbles over
                self._trouble("node", f"{type(problem).__name__}: {problem}")
                _log.exception("the worker stumbled and goes on")
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                self._troubles.pop("node", None)
                # A lane in trouble waits like a node that is away, unless another one has work and sets the pace.
                stuck = self._troubles and self._lanes_waiting() <= self._troubles.keys()
                pause = min(pause * 2, _LONGEST_PAUSE) if stuck else self._node.poll_seconds
            with self._changed:
                idle = None if not self._troubles and not self._lanes_waiting() else pause
                self._changed.wait_for(lambda: self._woken or self._stopping, idle)

    def _forget_troubles(self, waiting: Iterable[Waiting]) -> None:
        """Keep troubles of lanes only that still have work."""
        lanes = {submission.signer for submission in waiting} | {"node"}
        for lane in [lane for lane in self._troubles if lane not in lanes]:
            self._troubles.pop(lane, None)

    def _lanes_waiting(self) -> set[str]:
        """Lanes that have work."""
        try:
            return {submission.signer for submission in self._store.waiting()}
        except Exception:  # noqa: BLE001  # a store that fails now is asked again after the pause
            return {"node"}

    def _work_on(self, submission_id: str) -> bool:
        """Move one submission by one step if that is possible now."""
        submission = self._store.get(submission_id)
        try:
            match submission.state:
                case State.PREPARED:
                    moved = self._try_and_sign(submission)
                case State.SIGNED:
                    moved = self._send(submission)
                case State.BROADCAST:
                    moved = self._look(submission)
                case State.INCLUDED:
                    moved = self._finish(submission)
                case _:
                    moved = False
        except NodeUnavailable:
            self._sent_at.clear()  # a node that went away may have forgotten what it was given
            raise
        except (RpcError, SigningError) as problem:
            self._trouble(submission.signer, str(problem))
            return False
        if moved:
            self._troubles.pop(submission.signer, None)
            with self._changed:
                self._generation += 1
                self._changed.notify_all()
            for listener in tuple(self._listeners):
                listener({submission_id})
        return moved

    def _try_and_sign(self, submission: Submission) -> bool:
        self._observe(Step.TRY, submission)
        error = self._trial(submission, "latest")
        if error is not None:
            self._store.record(submission.id, Happening.TRIAL_REVERTED, error)
            return True
        signer = self._keyring.by_address(submission.signer)
        if signer is None:
            self._trouble(submission.signer, f"This gateway does not hold the key {submission.signer} any more.")
            return False
        fields = {
            "to": submission.to,
            "value": 0,
            "data": submission.data,
            "gas": submission.gas,
            "gasPrice": self._node.gas_price(),
            "chainId": self._node.chain_id(),
        }
        chain_nonce = self._node.nonce(submission.signer)
        self._observe(Step.SIGN, submission)

        def make(nonce: int) -> tuple[bytes, bytes]:
            raw = signer.sign_transaction(fields | {"nonce": nonce})
            return raw, keccak(raw)

        self._store.sign(submission.id, chain_nonce, make)
        return True

    def _send(self, submission: Submission) -> bool:
        self._observe(Step.SEND, submission)
        taken = self._hand_in(submission)
        if taken is None:
            return False
        self._observe(Step.NOTE_SENT, submission)
        if taken:
            self._store.record(submission.id, Happening.TAKEN_BY_NODE)
        else:
            self._lose(submission)
        return True

    def _look(self, submission: Submission) -> bool:
        self._observe(Step.LOOK, submission)
        receipt = self._receipt(submission)
        if receipt is None:
            if self._sent_recently(submission):
                return False
            if self._hand_in(submission) is not False:
                return False
            self._lose(submission)
            return True
        block = self._node.block(receipt.block_number)
        if block is None or block.hash != receipt.block_hash:
            return False  # the chain changed between the two questions; ask again
        events = ledger_events(receipt.logs, self._deployment)
        self._observe(Step.NOTE_SEEN, submission)
        self._store.seen(
            submission.id, (block.number, block.hash, block.timestamp), [summary(event) for event in events]
        )
        return True

    def _finish(self, submission: Submission) -> bool:
        receipt = self._receipt(submission)
        if receipt is None or receipt.block_hash != submission.block_hash:
            self._store.record(submission.id, Happening.BLOCK_REPLACED)
            self._sent_at.pop(submission.id, None)
            return True
        finality = self._node.finality
        if finality.confirmations and not finality.is_final(receipt.block_number, self._node.head().number):
            return False
        self._observe(Step.FINISH, submission)
        if receipt.succeeded:
            kept = remembered(ledger_events(receipt.logs, self._deployment))
            self._store.finish(submission.id, kept.parties, kept.pledged, kept.freed, kept.added)
        else:
            self._store.record(submission.id, Happening.FINAL_REVERT, self._why(submission, receipt))
        self._sent_at.pop(submission.id, None)
        return True

    def _hand_in(self, submission: Submission) -> bool | None:
        """Give the signed transaction to the node.

        True when the node has it, False when its nonce went to another transaction, None when the node does not take
        it now.
        """
        assert submission.raw_transaction is not None
        assert submission.nonce is not None
        try:
            self._node.send_raw(submission.raw_transaction)
        except TransactionRefused as refused:
            if refused.reason is RefusalCode.ALREADY_KNOWN or self._receipt(submission) is not None:
                pass
            elif refused.reason is RefusalCode.NONCE_TOO_LOW and self._nonce_is_used_for_good(submission):
                return False
            else:
                self._trouble(submission.signer, f"Submission {submission.id}: {refused}")
                return None
        self._sent_at[submission.id] = time.monotonic()
        return True

    def _nonce_is_used_for_good(self, submission: Submission) -> bool:
        """Whether a final block holds another transaction with this nonce; asked before the receipt is, once more."""
        assert submission.nonce is not None
        confirmations = self._node.finality.confirmations
        at: int | str = max(self._node.head().number - confirmations, 0) if confirmations else "latest"
        used = self._node.nonce(submission.signer, at) > submission.nonce
        return used and self._receipt(submission) is None

    def _lose(self, submission: Submission) -> None:
        error = {
            "code": "nonce-taken",
            "message": (
                f"Another transaction of the key {submission.signer} took nonce {submission.nonce}; this one can never "
                "be included."
            ),
            "advice": "Let nobody but this gateway sign with the key, and hand the act in again with a new key.",
        }
        self._store.record(submission.id, Happening.NONCE_LOST, error)
        self._sent_at.pop(submission.id, None)

    def _sent_recently(self, submission: Submission) -> bool:
        sent = self._sent_at.get(submission.id)
        return sent is not None and time.monotonic() - sent < _RESEND_SECONDS

    def _receipt(self, submission: Submission) -> Receipt | None:
        assert submission.transaction_hash is not None
        return self._node.receipt(submission.transaction_hash)

    def _trial(self, submission: Submission, block: int | str) -> dict[str, Any] | None:
        """Run the call without sending it; answers why it fails, None when it does not.

        A NodeError says nothing of the act: it is the caller's to bear, and the submission stays as it is.
        """
        try:
            self._node.call(submission.to, submission.data, block, submission.signer, submission.gas)
        except CallReverted as reverted:
            return refusal(reverted)
        return None

    def _why(self, submission: Submission, receipt: Receipt) -> dict[str, Any]:
        """Why an included transaction reverted: asked of the state before its block, as near as a node can tell."""
        with contextlib.suppress(NodeError):  # a node that keeps no old states; that it reverted is known
            error = self._trial(submission, receipt.block_number - 1)
            if error is not None:
                return error
        return {
            "code": "refused-by-ledger",
            "message": (
                f"The transaction was included in block {receipt.block_number} and reverted; the state before that "
                "block does not show why."
            ),
            "advice": "An act just before changed what it builds on. Look at the present state, then hand it in again.",
        }

    def _trouble(self, lane: str, problem: str) -> None:
        if self._troubles.get(lane) != problem:
            _log.warning("%s: %s", lane, problem)
        self._troubles[lane] = problem


def refusal(reverted: CallReverted) -> dict[str, Any]:
    """A contract's refusal as the store and the API show it."""
    if not reverted.data:
        return {
            "code": "refused-by-ledger",
            "message": f"The ledger's contract stopped without saying why ({reverted.reason or 'no data'}).",
            "advice": "It may have run out of gas. Try with fewer rights; if that fails too, tell the operator.",
        }
    error = decode_revert(reverted.data)
    return {
        "code": "refused-by-ledger",
        "message": error.message,
        "advice": error.advice,
        "name": error.name,
        "arguments": dict(error.arguments),
    }
