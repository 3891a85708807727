"""How a loss runs down a scheme and what comes back runs up again: the contract's arithmetic with exact integers.

It is told by its rules, not translated: shares are fractions, and the units that rounding leaves are dealt out by the
size of what was cut off. Tests compare it with the contract. Place 0 is the creditor's everywhere; amounts are minor
units. Source: contracts/libraries/Waterfall.sol, law.md 7 and the stories with figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from chain_gateway.ledger.enums import RecoveryOrder

WHOLE = 10_000
"""The whole, in basis points."""


@dataclass(frozen=True)
class Layer:
    """A tranche as far as a loss is concerned."""

    rate: int
    """Basis points: of the loss, or of what the reinsured tranche pays."""
    reinsures: int = 0
    """Place of the tranche that it reimburses; 0 for a share of the loss itself."""
    limit: int | None = None
    """The most that it can bear of this loss; None for the creditor, which has no limit."""


@dataclass(frozen=True)
class Standing:
    """What stands with a tranche when something comes back."""

    own: int
    """What it bears for good."""
    owed: int = 0
    """What it owes and has not paid; its payee bears it until then."""


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` by `weights`, to the last unit: the units that are left go to the largest remainders, at equal ones to
    the earlier place.
    """
    if amount == 0:
        return [0] * len(weights)
    exact = [Fraction(amount * weight, sum(weights)) for weight in weights]
    shares = [share.numerator // share.denominator for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda place: shares[place] - exact[place])
    for place in by_remainder[: amount - sum(shares)]:
        shares[place] += 1
    return shares


def reimbursed(paid: int, layer: Layer) -> int:
    """What a reinsurer owes on what its reinsured paid: its rate in whole units, at most its limit."""
    due = paid * layer.rate // WHOLE
    return due if layer.limit is None else min(due, layer.limit)


def share_loss(amount: int, layers: Sequence[Layer]) -> list[int]:
    """What each tranche bears at most; those that share the loss itself add up to it.

    Raises ValueError when their rates do not add up to the whole.
    """
    rates = [layer.rate if layer.reinsures == 0 else 0 for layer in layers]
    if sum(rates) != WHOLE:
        raise ValueError(f"the rates that share the loss itself add up to {sum(rates)}, not to {WHOLE}")
    shares = split(amount, rates)
    for place, layer in enumerate(layers):
        if place == 0 or layer.limit is None:
            continue
        if layer.reinsures == 0:
            borne = min(shares[place], layer.limit)
            shares[0] += shares[place] - borne
            shares[place] = borne
        else:
            shares[place] = reimbursed(shares[layer.reinsures], layer)
    return shares


def share_recovery(amount: int, standings: Sequence[Standing], order: RecoveryOrder) -> tuple[list[int], list[int]]:
    """What comes back to each for what it bears, and by how much each owes less.

    Raises ValueError when more comes back than stands.
    """
    parts = [part for each in standings for part in (each.own, each.owed)]
    if amount > sum(parts):
        raise ValueError(f"{amount} cannot come back: {sum(parts)} stands")
    if order is RecoveryOrder.CreditorFirst:
        creditor, owed, others = parts[:1], parts[1::2], parts[2::2]
        first = min(amount, sum(creditor))
        second = min(amount - first, sum(owed))
        others = split(amount - first - second, others)
        return [first, *others], split(second, owed)
    shared = split(amount, parts)
    return shared[::2], shared[1::2]
