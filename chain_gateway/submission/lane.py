"""Lanes: the transactions of one key, which the chain takes in the order of their nonces only."""

from collections.abc import Iterable
from dataclasses import dataclass

from chain_gateway.submission.lifecycle import State


@dataclass(frozen=True)
class Waiting:
    """A submission under way, as far as the order of work needs it."""

    id: str
    signer: str
    state: State


def due(waiting: Iterable[Waiting]) -> list[str]:
    """Which submissions can be worked on now, in order, from all that are under way in order of acceptance.

    In each lane it is the first that is not in a block yet: the next is tried only against what that one leaves behind,
    and an act that builds on another is thus never refused for coming too early. Those in a block wait for nothing
    but its finality.
    """
    occupied: set[str] = set()
    found: list[str] = []
    for submission in waiting:
        if submission.state is State.INCLUDED:
            found.append(submission.id)
        elif submission.signer not in occupied:
            occupied.add(submission.signer)
            found.append(submission.id)
    return found
