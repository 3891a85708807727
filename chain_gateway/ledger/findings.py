"""Findings of a search inside the chain: why a right is not clear. Source: contracts/libraries/Finding.sol."""

from collections.abc import Sequence
from enum import IntFlag

from eth_utils.crypto import keccak

MOST_RIGHTS = 3_500
"""Rights that one transaction can search; the contracts' bound."""

_ENTRY = 4


class Finding(IntFlag):
    """Why a right is not clear; none of them when it is."""

    UNKNOWN = 1 << 0
    """No facts of the right are on the ledger."""
    NOT_IN_FORCE = 1 << 1
    """Pending, or its state is not known."""
    ENDED = 1 << 2
    TERM_OVER = 1 << 3
    NOT_COVERED = 1 << 4
    NOT_RECONCILED = 1 << 5
    FILED = 1 << 6
    PLEDGED = 1 << 7
    PRESERVED = 1 << 8
    LOCKED = 1 << 9


class MalformedFindings(ValueError):
    """The bytes are no findings over a list of that length."""


def unpack(packed: bytes, count: int) -> dict[int, Finding]:
    """Findings by the place of the right in the list of `count` keys, ascending; a place that is absent is clear.

    Raises MalformedFindings for what the contract cannot have written.
    """
    if len(packed) % _ENTRY:
        raise MalformedFindings(f"{len(packed)} bytes are no whole number of findings")
    found: dict[int, Finding] = {}
    previous = -1
    for start in range(0, len(packed), _ENTRY):
        place = int.from_bytes(packed[start : start + 2])
        bits = int.from_bytes(packed[start + 2 : start + _ENTRY])
        if not previous < place < count:
            raise MalformedFindings(f"place {place} follows {previous} in a list of {count}")
        if not 0 < bits < 2 * max(Finding):
            raise MalformedFindings(f"the bits {bits:#x} at place {place} are no findings")
        found[place] = Finding(bits)
        previous = place
    return found


def keys_digest(keys: Sequence[bytes]) -> bytes:
    """What a search commits to: keccak256 of the asset keys, one behind the other, in the searcher's order."""
    return keccak(b"".join(keys))
