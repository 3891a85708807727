"""Reads from a node how the set of validators changed, as headers that show it."""

from collections.abc import Callable

from chain_gateway.proofs import SealedHeader, SetChange, Trust
from chain_gateway.rpc.evidence import EvidenceSource

_AT_ONCE = 200
"""Blocks of one batch; what the consortium's nodes allow."""


def collect(
    source: EvidenceSource, trust: Trust, head: int, progress: Callable[[int], None] = lambda _: None
) -> list[SetChange]:
    """The changes since the last pinned set, up to the block `head`, with the votes that made them.

    Every header is read, one batch after the other; `progress` is told the last number. Raises RpcError, and
    InvalidHeader on a chain whose blocks are not sealed.
    """
    found: list[SetChange] = []
    named: list[SealedHeader] = []
    start = trust.sets[-1].from_block
    before: SealedHeader | None = None
    for first in range(start, head + 1, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE - 1, head) + 1)
        for block in source.blocks(numbers):
            header = SealedHeader.from_rpc(block)
            if before is not None and set(before.validators) != set(header.validators):
                found.append(_change(before, header, named))
            if header.number % trust.epoch_blocks == 0:
                named.clear()  # the engine forgets votes, those of this block too
            elif header.candidate is not None:
                named.append(header)
            before = header
        progress(numbers[-1])
    return found


def _change(before: SealedHeader, after: SealedHeader, named: list[SealedHeader]) -> SetChange:
    """The change between two headers; the votes on its candidate are spent by it."""
    changed = set(before.validators) ^ set(after.validators)
    votes = tuple(header for header in named if header.candidate in changed)
    named[:] = [header for header in named if header.candidate not in changed]
    return SetChange(before, after, votes)
