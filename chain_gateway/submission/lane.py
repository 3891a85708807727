"""Lanes: the transactions of one key, which the chain takes in the order of their nonces only. No I/O, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from chain_gateway.submission.lifecycle import State
from chain_gateway.submission.records import Signed, Submission


@dataclass
class Flight:
    """A submission that holds a nonce, as a worker keeps it in memory; the store knows all of it but the times."""

    submission: Submission
    state: State
    nonce: int
    signed: Signed
    filler: bool = False
    """Whether `signed` is a no-op."""
    earlier: dict[bytes, bool] = field(default_factory=dict)
    """Hashes of transactions that `signed` took the place of, and whether each was a no-op."""
    block: tuple[int, bytes] | None = None
    """Number and hash of the block that holds it."""
    sent_at: float | None = None
    """When this worker last gave it to a node, by a clock that only goes forward; None when it did not."""

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """Every transaction that may be the one that is included."""
        return (self.signed.hash, *self.earlier)

    @property
    def waits(self) -> bool:
        """Whether no block that is known holds it yet."""
        return self.state in (State.SIGNED, State.BROADCAST)


@dataclass
class Lane:
    """The submissions of one signer that hold a nonce, by nonce."""

    signer: str
    flights: dict[int, Flight] = field(default_factory=dict)
    held_at: int | None = None
    """Head at which the next act was refused while others were under way; it is tried again at another head."""

    @property
    def waiting(self) -> list[Flight]:
        """Those that no block holds yet, in the order of their nonces."""
        return [self.flights[nonce] for nonce in sorted(self.flights) if self.flights[nonce].waits]

    def room(self, window: int) -> int:
        """How many more may be signed now."""
        return max(window - sum(flight.waits for flight in self.flights.values()), 0)


def first_nonce(chain_nonce: int, highest: int | None) -> int:
    """The nonce of the next transaction of a lane.

    `chain_nonce` is how many transactions of the key the chain has included, `highest` the highest nonce that this
    store ever gave out for the key (None: none yet).
    """
    return max(chain_nonce, 0 if highest is None else highest + 1)


def gaps(held: Iterable[int], chain_nonce: int) -> list[int]:
    """Nonces that nobody holds, from the chain's next up to the highest held: what is above them waits for them."""
    taken = set(held)
    return [nonce for nonce in range(chain_nonce, max(taken)) if nonce not in taken] if taken else []
