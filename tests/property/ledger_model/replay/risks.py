"""Pools, schemes, covers and losses, out of events."""

from collections import defaultdict
from dataclasses import dataclass, field

from chain_gateway.ledger.enums import SchemeState
from tests.property.ledger_model.replay.events import Event, Fields

WHOLE = 10_000


@dataclass
class Pool:
    """A pool: what was paid in, set aside, paid out and given back."""

    owner: int
    currency: bytes
    paid_in: int = 0
    reserved: int = 0
    used: int = 0
    replenished: int = 0

    @property
    def capital(self) -> int:
        return self.paid_in - self.used + self.replenished


@dataclass
class Scheme:
    """A scheme, who has joined it, and what its tranches bear so far."""

    proposer: int
    terms: Fields
    state: int
    joined: set[int]
    used: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def tranches(self) -> tuple[Fields, ...]:
        found: tuple[Fields, ...] = self.terms["tranches"]
        return found


@dataclass
class Share:
    """One tranche's part in a loss."""

    share: int
    paid: int = 0
    confirmed: int = 0
    relieved: int = 0
    returned: int = 0
    subrogated: int = 0


@dataclass
class Loss:
    """A loss."""

    pledge: int
    scheme: int
    order: int
    amount: int
    shares: tuple[Share, ...]
    recovered: int = 0


class Risks:
    """RiskShareBook and LossBook."""

    def __init__(self) -> None:
        self.pools: dict[int, Pool] = {}
        self.schemes: dict[int, Scheme] = {}
        self.covers: dict[int, tuple[int, int]] = {}
        """Scheme and principal of each covered pledge."""
        self.losses: dict[int, Loss] = {}
        self.loss_of: dict[int, int] = {}

    def on_pool_declared(self, event: Event) -> None:
        terms = event.data["terms"]
        self.pools[event.about] = Pool(event.actor, terms["currency"], terms["capital"])

    def on_pool_funded(self, event: Event) -> None:
        pool = self.pools[event.about]
        pool.paid_in += event.data["amount"]
        assert pool.capital == event.data["capital"]

    def on_scheme_proposed(self, event: Event) -> None:
        state = SchemeState.InForce if event.data["inForce"] else SchemeState.Proposed
        self.schemes[event.about] = Scheme(event.actor, event.data["terms"], state, {event.actor})

    def on_scheme_joined(self, event: Event) -> None:
        scheme = self.schemes[event.about]
        scheme.joined.add(event.actor)
        if event.data["inForce"]:
            scheme.state = SchemeState.InForce

    def on_scheme_closed(self, event: Event) -> None:
        self.schemes[event.about].state = SchemeState.Closed

    def on_pledge_covered(self, event: Event) -> None:
        self.covers[event.about] = (event.data["scheme"], event.data["principal"])

    def on_cover_ended(self, event: Event) -> None:
        del self.covers[event.about]

    def on_loss_declared(self, event: Event) -> None:
        data = event.data
        shares = tuple(Share(share) for share in data["shares"])
        loss = Loss(data["pledge"], data["scheme"], data["order"], data["amount"], shares)
        self.losses[event.about] = loss
        self.loss_of[loss.pledge] = event.about
        del self.covers[loss.pledge]
        for place in range(1, len(shares)):
            self.schemes[loss.scheme].used[place] += shares[place].share
            if (pool := self._pool(loss, place)) is not None:
                pool.reserved += shares[place].share
        self._check(loss)

    def on_share_paid(self, event: Event) -> None:
        share = self._share(event)
        share.paid += event.data["amount"]
        assert share.paid == event.data["paid"]

    def on_share_confirmed(self, event: Event) -> None:
        loss, share = self.losses[event.about], self._share(event)
        if (pool := self._pool(loss, event.data["place"])) is not None:
            more = event.data["received"] - share.confirmed
            pool.reserved -= more
            pool.used += more
        share.confirmed = event.data["received"]
        self._check(loss)

    def on_rights_subrogated(self, event: Event) -> None:
        share = self._share(event)
        share.subrogated += event.data["extent"]
        assert share.subrogated == event.data["subrogated"]

    def on_recovery_shared(self, event: Event) -> None:
        loss, data = self.losses[event.about], event.data
        loss.recovered += data["amount"]
        for place, share in enumerate(loss.shares):
            share.returned += data["borne"][place]
            share.relieved += data["relieved"][place]
            if not place:
                continue
            self.schemes[loss.scheme].used[place] -= data["relieved"][place]
            if (pool := self._pool(loss, place)) is not None:
                pool.reserved -= data["relieved"][place]
                pool.replenished += data["borne"][place]
        self._check(loss)

    # Readings

    def pool_of(self, pool: int) -> dict[str, object]:
        entry = self.pools.get(pool)
        if entry is None:
            return {}
        names = ("owner", "currency", "capital", "reserved", "used", "replenished")
        return {name: getattr(entry, name) for name in names}

    def scheme_of(self, scheme: int) -> dict[str, object]:
        entry = self.schemes.get(scheme)
        if entry is None:
            return {}
        names = ("currency", "order", "opensAt", "closesAt", "claimsUntil", "coverLimit")
        return {
            "state": entry.state,
            "proposer": entry.proposer,
            **{name: entry.terms[name] for name in names},
            "covered": self.covered(scheme),
            "tranches": len(entry.tranches),
        }

    def tranche_of(self, scheme: int, place: int) -> dict[str, object]:
        entry = self.schemes.get(scheme)
        if entry is None or place >= len(entry.tranches):
            return {}
        terms = entry.tranches[place]
        names = ("party", "rate", "reinsures", "pool", "capPerLoss", "capInTotal")
        joined = place == 0 or terms["party"] in entry.joined
        return {**{name: terms[name] for name in names}, "joined": joined, "used": entry.used[place]}

    def covering_of(self, pledge: int) -> dict[str, object]:
        scheme, principal = self.covers.get(pledge, (0, 0))
        return {"scheme": scheme, "principal": principal}

    def loss_reading(self, loss: int) -> dict[str, object]:
        entry = self.losses.get(loss)
        if entry is None:
            return {}
        names = ("pledge", "scheme", "order", "amount", "recovered")
        return {**{name: getattr(entry, name) for name in names}, "tranches": len(entry.shares)}

    def share_of(self, loss: int, place: int) -> dict[str, object]:
        entry = self.losses.get(loss)
        if entry is None or place >= len(entry.shares):
            return {}
        return {**vars(entry.shares[place]), "due": self.due(entry, place)}

    def covered(self, scheme: int) -> int:
        """Principal under cover."""
        return sum(principal for under, principal in self.covers.values() if under == scheme)

    def due(self, loss: Loss, place: int) -> int:
        """What a tranche owes in all by now."""
        terms, share = self.schemes[loss.scheme].tranches[place], loss.shares[place]
        if not terms["reinsures"]:
            return share.share
        paid_to = loss.shares[terms["reinsures"]].confirmed
        return min(share.share, int(paid_to * terms["rate"] // WHOLE))

    def _share(self, event: Event) -> Share:
        return self.losses[event.about].shares[event.data["place"]]

    def _pool(self, loss: Loss, place: int) -> Pool | None:
        return self.pools.get(self.schemes[loss.scheme].tranches[place]["pool"])

    def _check(self, loss: Loss) -> None:
        """What must hold whatever happens: shares are the loss, and nobody gets more than it bore."""
        tranches = self.schemes[loss.scheme].tranches
        primary = [place for place, terms in enumerate(tranches) if not terms["reinsures"]]
        assert sum(loss.shares[place].share for place in primary) == loss.amount
        assert sum(share.returned + share.relieved for share in loss.shares) == loss.recovered <= loss.amount
        for place, (terms, share) in enumerate(zip(tranches, loss.shares, strict=True)):
            assert share.confirmed + share.relieved <= self.due(loss, place)
            assert share.returned <= (share.confirmed if place else share.share)
            if place:
                assert share.share <= terms["capPerLoss"]
                assert self.schemes[loss.scheme].used[place] <= terms["capInTotal"]
            if (pool := self._pool(loss, place)) is not None:
                assert 0 <= pool.reserved <= pool.capital
