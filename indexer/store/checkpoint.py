"""Where the follower is, as the store keeps it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Checkpoint:
    """The store's one row of progress. See `tables.checkpoint` for what each field means."""

    chain_id: int
    log: str
    first_block: int
    block: int
    sequence: int
    head: bytes
    proven_block: int
    reason: str | None
    detail: str | None
    halted: bool
    known_head: int
    polled_at: int | None

    @property
    def complete(self) -> bool:
        """Whether the rolling hash of all events matched the log's own at the newest indexed block."""
        return (
            self.reason is None
            and not self.halted
            and self.block >= self.first_block
            and self.proven_block == self.block
        )
