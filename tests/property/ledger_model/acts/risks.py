"""Schemes of shared risk, pools, and losses."""

from chain_gateway.ledger import calls
from chain_gateway.ledger.enums import RecoveryOrder, SchemeState
from chain_gateway.ledger.structs import PoolTerms, SchemeTerms, Tranche
from tests.property.ledger_model.acts.choices import DAY, Choices
from tests.property.ledger_model.draw import Draw
from tests.property.ledger_model.market import DONE_HERE, HOLDERS, NOBODY, PAPER, SALT, Tried
from tests.property.ledger_model.replay.risks import Loss

BEARERS = ("guarantor", "agent", "insurer")
PROPOSERS = ("bank", *BEARERS)
WHOLE = 10_000


class RiskActs(Choices):
    """Schemes of shared risk, pools, and losses."""

    def _declare_pool(self, draw: Draw, lucky: bool) -> Tried:
        key = self._key(draw, lucky, self._party(draw, BEARERS), "RiskShareBook", "declarePool")
        terms = PoolTerms("CNY", 1 + draw.of(300), PAPER, SALT)
        return Tried(calls.declare_pool(terms, DONE_HERE), key, lambda: self._rules.declare_pool(key))

    def _fund_pool(self, draw: Draw, lucky: bool) -> Tried:
        pools = self.market.replay.risks.pools
        pool = draw.one([*pools, NOBODY] if not lucky or not pools else list(pools))
        owner = pools[pool].owner if pool in pools and lucky else self._party(draw, BEARERS)
        key = self._key(draw, lucky, owner, "RiskShareBook", "fundPool")
        call = calls.fund_pool(pool, 1 + draw.of(100), SALT, DONE_HERE)
        return Tried(call, key, lambda: self._rules.fund_pool(key, pool))

    def _propose_scheme(self, draw: Draw, lucky: bool) -> Tried:
        risks, ids, time = self.market.replay.risks, self.market.ids, self.market.chain.time
        retained, part = draw.of(4_000), 1 + draw.of(5_999)
        guarantor, agent, insurer = (ids[name] for name in BEARERS)
        owned = [pool for pool, entry in risks.pools.items() if entry.owner == guarantor or not lucky]
        pool = draw.one([0, *owned])
        rates = (retained if lucky or draw.of(2) else retained + 1, part, WHOLE - retained - part, 1 + draw.of(WHOLE))
        shape = ((0, 0, 0), (guarantor, 0, pool), (agent, 0, 0), (insurer, 1, 0))
        tranches = tuple(
            Tranche(party, rate, reinsures, own, *((0, 0) if not party else (50 + draw.of(400), 600)))
            for rate, (party, reinsures, own) in zip(rates, shape, strict=True)
        )
        order = draw.one((RecoveryOrder.CreditorFirst, RecoveryOrder.ProRata))
        times = (time, time + 40 * DAY, time + 60 * DAY)
        terms = SchemeTerms("CNY", order, *times, 2_000, PAPER, SALT, tranches)
        key = self._key(draw, lucky, self._party(draw, PROPOSERS), "RiskShareBook", "proposeScheme")
        told = tuple((each.party, each.rate, each.reinsures, each.pool) for each in tranches)
        return Tried(calls.propose_scheme(terms, DONE_HERE), key, lambda: self._rules.propose_scheme(key, told))

    def _join_scheme(self, draw: Draw, lucky: bool) -> Tried:
        scheme = self._scheme(draw, lucky, SchemeState.Proposed)
        entry = self.market.replay.risks.schemes.get(scheme)
        bearers = [self.market.ids[name] for name in BEARERS]
        waiting = [party for party in bearers if entry is not None and party not in entry.joined]
        key = self._key(draw, lucky, draw.one(waiting if lucky and waiting else bearers), "RiskShareBook", "joinScheme")
        return Tried(calls.join_scheme(scheme, DONE_HERE), key, lambda: self._rules.join_scheme(key, scheme))

    def _close_scheme(self, draw: Draw, lucky: bool) -> Tried:
        schemes = self.market.replay.risks.schemes
        scheme = draw.one([*schemes, NOBODY] if not lucky or not schemes else list(schemes))
        proposer = schemes[scheme].proposer if scheme in schemes and lucky else self._party(draw, PROPOSERS)
        key = self._key(draw, lucky, proposer, "RiskShareBook", "closeScheme")
        return Tried(calls.close_scheme(scheme, DONE_HERE), key, lambda: self._rules.close_scheme(key, scheme))

    def _cover_pledge(self, draw: Draw, lucky: bool) -> Tried:
        scheme, time = self._scheme(draw, lucky, SchemeState.InForce), self.market.chain.time
        pledge, entry = self._pledge(draw, "cover_pledge", lucky)
        key = self._by_pledgee(draw, lucky, entry, "RiskShareBook", "coverPledge")
        principal = 100 + draw.of(400 if lucky else 2_000)
        call = calls.cover_pledge(scheme, pledge, principal, SALT, DONE_HERE)
        return Tried(call, key, lambda: self._rules.cover_pledge(key, scheme, pledge, principal, time))

    def _end_cover(self, draw: Draw, lucky: bool) -> Tried:
        pledges, covers = self.market.replay.pledges.pledges, self.market.replay.risks.covers
        pledge = draw.one(list(covers) if lucky and covers else [*pledges, NOBODY])
        key = self._by_pledgee(draw, lucky, pledges.get(pledge) or self._none(draw), "RiskShareBook", "endCover")
        return Tried(calls.end_cover(pledge, DONE_HERE), key, lambda: self._rules.end_cover(key, pledge))

    def _declare_loss(self, draw: Draw, lucky: bool) -> Tried:
        pledges, time, ripe = self.market.replay.pledges.pledges, self.market.chain.time, self._lost()
        pledge = draw.one(ripe if lucky and ripe else [*pledges, NOBODY])
        key = self._by_pledgee(draw, lucky, pledges.get(pledge) or self._none(draw), "LossBook", "declareLoss")
        _, principal = self.market.replay.risks.covers.get(pledge, (0, 300))
        amount = 1 + draw.of(min(principal, 250) if lucky else 600)
        call = calls.declare_loss(pledge, amount, SALT, DONE_HERE)
        return Tried(call, key, lambda: self._rules.declare_loss(key, pledge, amount, time))

    def _pay_share(self, draw: Draw, lucky: bool) -> Tried:
        loss, place, entry = self._some_share(draw, lucky)
        left = 1
        if entry is not None and place < len(entry.shares):
            share = entry.shares[place]
            left = self.market.replay.risks.due(entry, place) - share.relieved - share.paid
        amount = left if left > 0 and draw.of(3) else 1 + draw.of(120)
        key = self._key(draw, lucky, self._payer(draw, entry, place), "LossBook", "payShare")
        call = calls.pay_share(loss, place, amount, SALT, DONE_HERE)
        return Tried(call, key, lambda: self._rules.pay_share(key, loss, place, amount))

    def _confirm_share(self, draw: Draw, lucky: bool) -> Tried:
        loss, place, entry = self._some_share(draw, lucky, paid=True)
        known = entry is not None and 0 < place < len(entry.shares)
        received = entry.shares[place].paid if known and draw.of(4) else 1 + draw.of(120)
        payee = self._rules._payee(entry, place) if known and (lucky or draw.of(2)) else self._party(draw, HOLDERS)
        key = self._key(draw, lucky, payee, "LossBook", "confirmShare")
        call = calls.confirm_share(loss, place, received, SALT, DONE_HERE)
        return Tried(call, key, lambda: self._rules.confirm_share(key, loss, place, received))

    def _subrogate(self, draw: Draw, lucky: bool) -> Tried:
        loss, place, entry = self._some_share(draw, lucky, paid=True)
        extent = 1 + draw.of(3 if lucky else 200)
        key = self._key(draw, lucky, self._payer(draw, entry, place), "LossBook", "subrogate")
        call = calls.subrogate(loss, place, extent, SALT, DONE_HERE)
        return Tried(call, key, lambda: self._rules.subrogate(key, loss, place, extent))

    def _share_recovery(self, draw: Draw, lucky: bool) -> Tried:
        losses = self.market.replay.risks.losses
        loss = draw.one(list(losses) if lucky and losses else [*losses, NOBODY])
        entry = losses.get(loss)
        collector = self._party(draw, HOLDERS)
        if entry is not None and (lucky or draw.of(2)):
            collector = self.market.replay.pledges.pledges[entry.pledge].pledgee
        key = self._key(draw, lucky, collector, "LossBook", "shareRecovery")
        amount = 1 + draw.of(40 if lucky else 400)
        call = calls.share_recovery(loss, amount, SALT, DONE_HERE)
        return Tried(call, key, lambda: self._rules.share_recovery(key, loss, amount))

    def _scheme(self, draw: Draw, lucky: bool, state: SchemeState) -> int:
        schemes = self.market.replay.risks.schemes
        time = self.market.chain.time
        suited = [
            scheme for scheme, entry in schemes.items() if entry.state == state and time <= entry.terms["closesAt"]
        ]
        return draw.one(suited if lucky and suited else [*schemes, NOBODY])

    def _some_share(self, draw: Draw, lucky: bool, *, paid: bool = False) -> tuple[int, int, Loss | None]:
        """A loss, a place in it, and the loss as it stands: one with something to pay or confirm when lucky."""
        risks = self.market.replay.risks
        suited = [
            (loss, place)
            for loss, entry in risks.losses.items()
            for place, share in enumerate(entry.shares)
            if place and (share.paid if paid else risks.due(entry, place) - share.relieved - share.paid > 0)
        ]
        if lucky and suited:
            loss, place = draw.one(suited)
        else:
            loss, place = draw.one([*risks.losses, NOBODY]), draw.of(5)
        return loss, place, risks.losses.get(loss)

    def _payer(self, draw: Draw, entry: Loss | None, place: int) -> int:
        tranches = self.market.replay.risks.schemes[entry.scheme].tranches if entry is not None else ()
        if 0 < place < len(tranches) and draw.of(8):
            return int(tranches[place]["party"])
        return self._party(draw, BEARERS)
