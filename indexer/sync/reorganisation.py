"""What a changed block means, by the engine's finality. Pure.

Instant finality: a block once included never changes, so a changed one is a violation of the engine's promise, and the
follower halts and says so. Confirmations: blocks near the head may be replaced; the store goes back to the common
ancestor.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chain_gateway.rpc import Finality, FinalityKind
from indexer.store.position import IndexedBlock


class FinalityViolation(Exception):
    """A block that had to be final was changed. Carries `block` (its number), `known` and `found` (32-byte hashes).

    Nothing that the store holds from this block on can be relied on; an operator must find out which history is the
    true one, and build the store anew.
    """

    def __init__(self, block: int, known: bytes, found: bytes | None, why: str) -> None:
        self.block = block
        self.known = known
        self.found = found
        shown = f"0x{found.hex()}" if found else "no block"
        super().__init__(
            f"Final block {block} was 0x{known.hex()} and the node now has {shown}: {why}. Compare several validators' "
            "nodes, then build the store anew from the right chain."
        )


@dataclass(frozen=True)
class Unchanged:
    """The node still has the store's newest block."""


@dataclass(frozen=True)
class Behind:
    """The node's chain ends before the store's and agrees with it so far: this node lags, nothing changed."""

    head: int


@dataclass(frozen=True)
class Rewind:
    """The store goes back to `ancestor`, the newest block that both chains have; None when they share none of the
    known.
    """

    ancestor: IndexedBlock | None
    lowest_changed: int


Verdict = Unchanged | Behind | Rewind


def judge(
    known: Sequence[IndexedBlock], node_head: int, hash_at: Callable[[int], bytes | None], finality: Finality
) -> Verdict:
    """Compares what is known with what the node has.

    `known` are the store's blocks, newest first, without gaps only near the head; `node_head` is the number of the
    node's newest block; `hash_at` gives the node's hash of a block number. Raises FinalityViolation when a block has
    changed that the engine had made final.
    """
    if not known:
        return Unchanged()
    newest = known[0]
    changed: IndexedBlock | None = None
    found: bytes | None = None
    ancestor: IndexedBlock | None = None
    for block in known:
        if block.number > node_head:
            continue
        at_node = hash_at(block.number)
        if at_node == block.hash:
            ancestor = block
            break
        changed, found = block, at_node
    if changed is None:
        return Unchanged() if newest.number <= node_head else Behind(node_head)
    if finality.kind is FinalityKind.INSTANT:
        raise FinalityViolation(changed.number, changed.hash, found, "this engine makes every block final at once")
    depth = newest.number - changed.number + 1
    if depth > finality.confirmations:
        raise FinalityViolation(
            changed.number, changed.hash, found, f"{depth} blocks changed, at most {finality.confirmations} may"
        )
    return Rewind(ancestor, changed.number)
