"""The life of a submission as a pure state machine: no I/O, no clock.

prepared -> signed -> broadcast -> included -> final; before them awaiting-approval, where a policy asks for a second
person. The other ends are `reverted` (the ledger refused it), `replaced` (its nonce went to another transaction) and
`dropped` (taken back, or not approved, before it was signed; or no node would ever take its transaction, and a no-op
with the same nonce is in a final block in its place).
"""

import enum
from types import MappingProxyType


class State(enum.Enum):
    """Where a submission is."""

    AWAITING_APPROVAL = "awaiting-approval"
    """Persisted with its calldata; a second person of the party must approve it before anything else happens."""
    PREPARED = "prepared"
    """Persisted with its calldata; no nonce yet."""
    SIGNED = "signed"
    """Has a nonce and a signed transaction, both persisted; no node took it yet, as far as is known."""
    BROADCAST = "broadcast"
    """A node took it."""
    INCLUDED = "included"
    """It is in a block that may still be replaced."""
    FINAL = "final"
    """It is in a final block and the ledger holds the act."""
    REVERTED = "reverted"
    """The ledger refused it, in the trial before signing or in a final block."""
    REPLACED = "replaced"
    """Another transaction of the same key took its nonce; it can never be included."""
    DROPPED = "dropped"
    """It was taken back, rejected, or not approved in time, before it was signed; or a no-op used its nonce."""


class Happening(enum.Enum):
    """What can happen to a submission."""

    APPROVED = "approved"
    APPROVAL_REFUSED = "approval-refused"
    APPROVAL_EXPIRED = "approval-expired"
    TRIAL_REVERTED = "trial-reverted"
    TAKEN_BACK = "taken-back"
    SIGNED = "signed"
    TAKEN_BY_NODE = "taken-by-node"
    SEEN_IN_BLOCK = "seen-in-block"
    BLOCK_REPLACED = "block-replaced"
    FINAL_SUCCESS = "final-success"
    FINAL_REVERT = "final-revert"
    FINAL_NO_OP = "final-no-op"
    NONCE_LOST = "nonce-lost"


TERMINAL = frozenset({State.FINAL, State.REVERTED, State.REPLACED, State.DROPPED})
"""States that a submission does not leave."""

DUE = frozenset({State.PREPARED, State.SIGNED, State.BROADCAST, State.INCLUDED})
"""States in which the worker has something to do."""

IN_FLIGHT = frozenset({State.SIGNED, State.BROADCAST})
"""States in which a submission holds a nonce that the chain has not used yet."""

TRANSITIONS = MappingProxyType(
    {
        (State.AWAITING_APPROVAL, Happening.APPROVED): State.PREPARED,
        (State.AWAITING_APPROVAL, Happening.APPROVAL_REFUSED): State.DROPPED,
        (State.AWAITING_APPROVAL, Happening.APPROVAL_EXPIRED): State.DROPPED,
        (State.AWAITING_APPROVAL, Happening.TAKEN_BACK): State.DROPPED,
        (State.PREPARED, Happening.TRIAL_REVERTED): State.REVERTED,
        (State.PREPARED, Happening.TAKEN_BACK): State.DROPPED,
        (State.PREPARED, Happening.SIGNED): State.SIGNED,
        (State.SIGNED, Happening.TAKEN_BY_NODE): State.BROADCAST,
        (State.SIGNED, Happening.NONCE_LOST): State.REPLACED,
        (State.BROADCAST, Happening.SEEN_IN_BLOCK): State.INCLUDED,
        (State.BROADCAST, Happening.NONCE_LOST): State.REPLACED,
        (State.INCLUDED, Happening.BLOCK_REPLACED): State.BROADCAST,
        (State.INCLUDED, Happening.FINAL_SUCCESS): State.FINAL,
        (State.INCLUDED, Happening.FINAL_REVERT): State.REVERTED,
        (State.INCLUDED, Happening.FINAL_NO_OP): State.DROPPED,
    }
)
"""Every legal transition."""


class IllegalTransition(Exception):
    """The happening is not possible in the state; whoever reported it is wrong, or two workers share one lane."""

    def __init__(self, state: State, happening: Happening) -> None:
        super().__init__(f"A {state.value} submission cannot meet {happening.value}. Is a second worker on this store?")
        self.state = state
        self.happening = happening


def advance(state: State, happening: Happening) -> State:
    """The state after the happening. Raises IllegalTransition."""
    try:
        return TRANSITIONS[state, happening]
    except KeyError:
        raise IllegalTransition(state, happening) from None
