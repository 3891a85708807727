"""What one answer rests on: one snapshot of the store, one block, one today."""

import hashlib
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chain_gateway.ledger.identifiers import RightId
from indexer.lookup.dossier import keys_to_ask
from indexer.lookup.problems import Problem
from indexer.lookup.proof import Proof, prove, prove_past
from indexer.projection.dates import day_of
from indexer.settings import LookupSettings
from indexer.store.bundle import Bundle
from indexer.store.checkpoint import Checkpoint
from indexer.store.position import IndexedBlock
from indexer.store.reader import Reader, Snapshot

_FORM = "1"
"""Form of the answers; a new one makes every kept answer stale."""
_Footing = tuple[Proof, int | None, float, float, int]
"""The fields of `Footing`."""


@dataclass(frozen=True)
class Footing:
    """What every answer's ground says of itself."""

    proof: Proof
    known_at: int | None
    """The block as known at which the question is to be answered; None for the newest."""
    clock: float
    """The clock's second, since 1970."""
    now: float
    """The same, or chain time where that is ahead; for a past block, its time."""
    today: int
    """The newest legal date that can be known: today in the offices' zone; for a past block, that block's day."""

    @property
    def upto(self) -> int:
        """Number of the newest block whose events count."""
        if self.known_at is not None:
            return self.known_at
        return -1 if self.proof.checkpoint is None else self.proof.checkpoint.block

    def tag(self, question: str) -> str:
        """Entity tag of the answer to a question on this ground: same block, same day, same doubts, same answer."""
        block, here = self.proof.block, self.proof.checkpoint
        parts = (
            _FORM,
            question,
            self.known_at,
            None if block is None else block.hash.hex(),
            None if here is None else here.block,
            self.proof.known_head,
            self.proof.complete,
            self.proof.reason,
            self.today,
        )
        return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'

    def rested(self) -> dict[str, Any]:
        """What an answer says of its ground."""
        return {**self.block_and_head(), "reason": self.proof.reason}

    def block_and_head(self) -> dict[str, Any]:
        """The same without the reason, where each status has its own."""
        return {
            "block": self.proof.block_json(),
            "known_at": self.known_at,
            "known_head": self.proof.known_head,
            "complete": self.proof.complete,
        }

    def not_found(self, what: str, number: int) -> Problem:
        """The problem that there is no such thing, or that nobody can tell."""
        if self.proof.reason is not None:
            detail = (
                f"Whether there is a {what} {number} cannot be told ({self.proof.reason}: {self.proof.detail}); ask "
                "again later."
            )
            return Problem(503, "mirror-incomplete", "The mirror of the ledger is not complete", detail)
        return Problem(404, f"unknown-{what}", f"No such {what}", f"No {what} has the id {number}.")


@dataclass(frozen=True)
class Ground(Footing):
    """The ground of an answer that asks the store as it goes on."""

    snapshot: Snapshot


@dataclass(frozen=True)
class RightsGround(Footing):
    """The ground of a status: all that is needed came with it."""

    bundle: Bundle


class Grounds:
    """Opens grounds. `clock` gives seconds since 1970."""

    def __init__(self, reader: Reader, settings: LookupSettings, clock: Callable[[], float]) -> None:
        self._reader = reader
        self._settings = settings
        self._clock = clock

    @contextmanager
    def open(self, known_at: int | None = None) -> Iterator[Ground]:
        """A ground as of now, or as known at a block. Raises Problem for a block that the mirror does not hold."""
        with self._reader.snapshot() as snapshot:
            here = snapshot.checkpoint()
            if known_at is None:
                block = None if here is None else snapshot.block(here.block)
                yield self._ground(snapshot, prove(here, block, self._clock(), self._settings), None)
            else:
                held = _held(here, known_at)
                block = snapshot.block_before(known_at)
                yield self._ground(snapshot, prove_past(held, block, known_at), known_at)

    def of_rights(self, rights: Collection[RightId], known_at: int | None) -> RightsGround:
        """The ground of statuses of these rights. Raises Problem for a block that the mirror does not hold."""
        bundle = self._reader.bundle(*keys_to_ask(rights), known_at)
        return RightsGround(*self._footing(self._proof_of(bundle, known_at), known_at), bundle)

    def of_parts(
        self, parts: Sequence[Collection[RightId]], known_at: int | None
    ) -> Generator[RightsGround, None, None]:
        """The ground of the statuses of each part; all rest on one block and one today."""
        footing: _Footing | None = None
        with closing(self._reader.bundles([keys_to_ask(part) for part in parts], known_at)) as bundles:
            for bundle in bundles:
                footing = footing or self._footing(self._proof_of(bundle, known_at), known_at)
                yield RightsGround(*footing, bundle)

    def _proof_of(self, bundle: Bundle, known_at: int | None) -> Proof:
        if known_at is None:
            return prove(bundle.checkpoint, _own(bundle), self._clock(), self._settings)
        return prove_past(_held(bundle.checkpoint, known_at), bundle.block, known_at)

    def _ground(self, snapshot: Snapshot, proof: Proof, known_at: int | None) -> Ground:
        return Ground(*self._footing(proof, known_at), snapshot)

    def _footing(self, proof: Proof, known_at: int | None) -> _Footing:
        told = 0.0 if proof.block is None else float(proof.block.time)
        clock = self._clock()
        now = told if known_at is not None else max(clock, told)
        return proof, known_at, clock, now, day_of(datetime.fromtimestamp(now, UTC))


def _own(bundle: Bundle) -> IndexedBlock | None:
    """The checkpoint's own block, where the store holds it."""
    here, block = bundle.checkpoint, bundle.block
    return block if here is not None and block is not None and block.number == here.block else None


def _held(here: Checkpoint | None, known_at: int) -> Checkpoint:
    if here is None:
        raise Problem(
            503,
            "mirror-incomplete",
            "The mirror of the ledger is not complete",
            "The ledger was never read; ask again later.",
        )
    if not here.first_block <= known_at <= here.block:
        raise Problem(
            422,
            "block-not-held",
            "The block is not in the mirror",
            f"The mirror holds the ledger from block {here.first_block} to {here.block}; ask as known at one of these.",
            field="at_block",
            value=str(known_at),
        )
    return here
