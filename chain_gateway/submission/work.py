"""What the parts of a worker share: the store, the steps that an observer is told of, and the settings."""

import enum
from collections.abc import Callable, Set
from dataclasses import dataclass

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.signing import KeyRing
from chain_gateway.submission.lane import Flight, Lane
from chain_gateway.submission.lifecycle import TERMINAL
from chain_gateway.submission.records import Move, Submission
from chain_gateway.submission.store import Store


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


class Early(enum.Enum):
    """What to do with an act that the trial refuses while earlier acts of its lane are under way."""

    WAIT = "wait"
    """Try it again when they are in a block: it may build on them. What comes after it in the lane waits too."""
    SEND = "send"
    """Sign and send it in its turn; if the ledger refuses it in its block, it has used a nonce and gas."""


@dataclass(frozen=True)
class PipelineSettings:
    """How a worker fills its lanes."""

    window: int = 100
    """Most submissions of a lane that are signed and in no block yet; Polygon Edge lets 128 of an account wait."""
    early: Early = Early.WAIT
    resend_seconds: float = 15.0
    """After so long without a block that holds it, a transaction is given to the node again."""


@dataclass(frozen=True)
class Work:
    """What each part works with."""

    store: Store
    deployment: Deployment
    keyring: KeyRing
    settings: PipelineSettings
    observe: Observer
    tell: Listener
    """Is called with the ids of those that moved."""
    trouble: Callable[[str, str], None]
    """Is called with a lane's signer and what keeps it from going on."""

    def move(self, lane: Lane, happened: list[tuple[Flight, Move]]) -> int:
        """Persist what happened to flights of a lane, then follow in memory; answers how much happened."""
        if not happened:
            return 0
        self.store.move([move for _, move in happened])
        for flight, move in happened:
            flight.state = move.end
            if move.block is not None:
                flight.block = move.block[:2]
            if flight.waits:
                flight.block = None
            if flight.state in TERMINAL:
                del lane.flights[flight.nonce]
        self.tell({move.id for _, move in happened})
        return sum(len(move.happenings) for _, move in happened)
