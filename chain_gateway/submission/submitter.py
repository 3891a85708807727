"""The worker: takes each accepted submission from its persisted calldata to a final block, exactly once.

Nothing is sent before it is persisted, and nothing is believed sent before a node took it. So whatever moment the
process ends at, a new worker on the same store goes on: what was signed is handed in again, byte for byte, and a
transaction that the chain knows already is recognised by its nonce and found by its hash (docs/adr/0016).
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Set

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.rpc import ChainNode, NodeUnavailable, RpcError
from chain_gateway.signing import KeyRing, SigningError
from chain_gateway.submission.errors import MovedByAnother
from chain_gateway.submission.lane import Lane
from chain_gateway.submission.lifecycle import TERMINAL, IllegalTransition
from chain_gateway.submission.pipeline import Pipeline, flight_of
from chain_gateway.submission.records import Submission
from chain_gateway.submission.store import Store
from chain_gateway.submission.watcher import Watcher
from chain_gateway.submission.work import Listener, Observer, PipelineSettings, Work

_log = logging.getLogger(__name__)

_LONGEST_PAUSE = 5.0
_OTHER_PROCESS_SECONDS = 1.0  # another process cannot wake this one: it looks by itself
_TIDY_SECONDS = 60.0


class Submitter:
    """Works on the submissions of one store: one lane for each signing key, each worked on by one process at a time.

    `observer` is told of each step before it is taken.
    """

    def __init__(
        self,
        store: Store,
        node: ChainNode,
        deployment: Deployment,
        keyring: KeyRing,
        observer: Observer | None = None,
        settings: PipelineSettings | None = None,
    ) -> None:
        self._store = store
        self._node = node
        self._claims = store.claims()
        self._work = Work(
            store,
            deployment,
            keyring,
            settings if settings is not None else PipelineSettings(),
            observer if observer is not None else lambda _step, _submission: None,
            self._tell,
            self._trouble,
        )
        self._pipeline = Pipeline(self._work, node)
        self._watcher = Watcher(self._work, node)
        self._lanes: dict[str, Lane] = {}
        self._troubles: dict[str, str] = {}
        self._troubled: set[str] = set()
        self._changed = threading.Condition()
        self._generation = 0
        self._listeners: list[Listener] = []
        self._woken = False
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._working = threading.Lock()
        self._tidied = float("-inf")

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

    def listen(self, listener: Listener) -> None:
        """Call `listener` so from now on, for as long as this submitter lives."""
        self._listeners.append(listener)

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
        with self._working:
            try:
                return self._run_through()
            finally:
                self._forget()

    def _run(self) -> None:
        pause = self._node.poll_seconds
        while not self._stopping:
            with self._changed:
                self._woken = False
            try:
                self._tidy()  # a time is over whether a node answers or not
                with self._working:
                    self._run_through()
            except NodeUnavailable as problem:
                self._stumble(str(problem))
                pause = min(pause * 2, _LONGEST_PAUSE)
            except Exception as problem:  # noqa: BLE001  # the worker outlives what it stumbles over
                self._stumble(f"{type(problem).__name__}: {problem}")
                _log.exception("the worker stumbled and goes on")
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                self._troubles.pop("node", None)
                # A lane in trouble waits like a node that is away, unless another one has work and sets the pace.
                stuck = self._troubles and set(self._lanes) <= self._troubles.keys()
                pause = min(pause * 2, _LONGEST_PAUSE) if stuck else self._node.poll_seconds
            with self._changed:
                quiet = not self._troubles and not self._lanes
                self._changed.wait_for(
                    lambda: self._woken or self._stopping, _OTHER_PROCESS_SECONDS if quiet else pause
                )
        self._forget()

    def _run_through(self) -> int:
        moves = 0
        moved = True
        while moved and not self._stopping:
            moved = False
            count = self._pass()
            moves += count
            moved = count > 0
        return moves

    def _pass(self) -> int:
        """One round over all lanes, all of it with one node, so that what it says of nonces and receipts agrees."""
        self._troubled.clear()
        if not self._claims.intact():
            self._lanes.clear()
        self._take_up()
        if not self._lanes:
            self._troubles.clear()
            return 0
        node = self._node.session()
        head = node.head()
        lanes = list(self._lanes.values())
        moved = self._watch(lambda: self._watcher.look(node, head, lanes))
        for lane in lanes:
            count = self._watch(lambda lane=lane: self._pipeline.fill(lane, node, head), lane)  # type: ignore[misc]
            moved += count
            if count and lane.signer not in self._troubled:
                self._troubles.pop(lane.signer, None)
        return moved

    def _watch(self, do: Callable[[], int], lane: Lane | None = None) -> int:
        """Do a part of a round; what goes wrong with one lane does not hold up the others."""
        try:
            return do()
        except NodeUnavailable:
            raise
        except (RpcError, SigningError) as problem:
            self._trouble(lane.signer if lane is not None else "node", str(problem))
        except (MovedByAnother, IllegalTransition) as problem:
            _log.info("another worker was here: %s", problem)
            for each in [lane.signer] if lane is not None else list(self._lanes):
                self._lanes.pop(each, None)
        return 0

    def _take_up(self) -> None:
        """Claim the lanes that have work, and let go of what has none in memory."""
        busy = self._store.busy()
        for signer in [signer for signer in self._lanes if signer not in busy]:
            del self._lanes[signer]
        for signer in busy:
            if signer not in self._lanes and self._claims.claim(signer):
                lane = Lane(signer)
                for found, earlier in self._store.holding(signer):
                    flight = flight_of(found, earlier)
                    lane.flights[flight.nonce] = flight
                self._lanes[signer] = lane
        for signer in [signer for signer in self._troubles if signer != "node" and signer not in self._lanes]:
            del self._troubles[signer]

    def _forget(self) -> None:
        """Keep nothing in memory and no claim: what was under way may have happened or not, and the store knows."""
        self._lanes.clear()
        self._claims.release()

    def _stumble(self, problem: str) -> None:
        self._forget()
        self._trouble("node", problem)

    def _tidy(self) -> None:
        """Now and then, drop acts that nobody approved in time, and take away keys and quotas whose time is over."""
        if time.monotonic() - self._tidied < _TIDY_SECONDS:
            return
        self._store.expire_held()
        self._store.quotas.forget()
        if self._store.forget_keys() == 0:
            self._tidied = time.monotonic()

    def _tell(self, moved: Set[str]) -> None:
        with self._changed:
            self._generation += 1
            self._changed.notify_all()
        for listener in tuple(self._listeners):
            listener(moved)

    def _trouble(self, lane: str, problem: str) -> None:
        self._troubled.add(lane)
        if self._troubles.get(lane) != problem:
            _log.warning("%s: %s", lane, problem)
        self._troubles[lane] = problem
