"""Whether an answer rests on a complete mirror of the ledger. Pure.

Any doubt beats everything else: a status is then `unknown`, with the reason.
"""

from dataclasses import dataclass
from typing import Any

from indexer.lookup.texts import iso_time
from indexer.settings import LookupSettings
from indexer.store.checkpoint import Checkpoint
from indexer.store.position import IndexedBlock


@dataclass(frozen=True)
class Proof:
    """What the store can vouch for.

    `complete` says that the rolling hash matched at the newest indexed block; `reason` is None when statuses may be
    told, else `incomplete`, `unreachable` or `lagging`, with the sentence `detail`.
    """

    checkpoint: Checkpoint | None
    block: IndexedBlock | None
    complete: bool
    reason: str | None
    detail: str | None

    @property
    def known_head(self) -> int | None:
        """Number of the node's newest block when it last answered: how far the block of the answer is behind."""
        return None if self.checkpoint is None else self.checkpoint.known_head

    def block_json(self) -> dict[str, Any] | None:
        """The block that the answer rests on; null before the first."""
        if self.block is None:
            return None
        return {"number": self.block.number, "hash": f"0x{self.block.hash.hex()}", "time": iso_time(self.block.time)}


def prove(checkpoint: Checkpoint | None, block: IndexedBlock | None, now: float, settings: LookupSettings) -> Proof:
    """What can be vouched for at the clock's second `now`. `block` is the checkpoint's block, as the store holds it."""
    reason, detail = _doubt(checkpoint, block, now, settings)
    return Proof(checkpoint, block, checkpoint is not None and checkpoint.complete, reason, detail)


def prove_past(checkpoint: Checkpoint, block: IndexedBlock | None, known_at: int) -> Proof:
    """What can be vouched for as known at the block `known_at`, which the mirror holds. `block` is the newest up to it
    that the store keeps. That a node is silent, or further ahead, does not touch the past.
    """
    reason, detail = _doubt_of_past(checkpoint, block, known_at)
    return Proof(checkpoint, block, reason is None, reason, detail)


def _doubt_of_past(checkpoint: Checkpoint, block: IndexedBlock | None, known_at: int) -> tuple[str | None, str | None]:
    if checkpoint.halted or checkpoint.reason is not None:
        return "incomplete", checkpoint.detail
    if block is None:
        return "incomplete", "No block of the ledger was read."
    if known_at > checkpoint.proven_block:
        return "lagging", f"The log's own reading was last compared at block {checkpoint.proven_block}."
    return None, None


def _doubt(
    checkpoint: Checkpoint | None, block: IndexedBlock | None, now: float, settings: LookupSettings
) -> tuple[str | None, str | None]:
    if checkpoint is None or checkpoint.polled_at is None:
        return "incomplete", "The ledger was never read."
    if checkpoint.halted or checkpoint.reason is not None:
        return "incomplete", checkpoint.detail
    silent = now - checkpoint.polled_at
    if silent > settings.lag_seconds:
        return "unreachable", f"The node last answered {int(silent)} seconds ago."
    behind = checkpoint.known_head - checkpoint.block
    if behind > settings.lag_blocks:
        return "lagging", f"The chain is {behind} blocks ahead."
    if block is None:
        return "incomplete", "No block of the ledger was read."
    if not checkpoint.complete:
        return "lagging", f"The log's own reading was last compared at block {checkpoint.proven_block}."
    return None, None
