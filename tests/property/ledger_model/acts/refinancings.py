"""Refinancing of claims."""

from chain_gateway.ledger import calls
from chain_gateway.ledger.enums import PledgeState, RefinancingKind, RefinancingState
from chain_gateway.ledger.structs import RefinancingTerms
from tests.property.ledger_model.acts.choices import Choices
from tests.property.ledger_model.draw import Draw
from tests.property.ledger_model.market import CLAIM_USERS, DONE_HERE, HOLDERS, NOBODY, SALT, Tried
from tests.property.ledger_model.model import LIVE
from tests.property.ledger_model.replay.refinancings import Refinancing
from tests.property.ledger_model.rules import Keys


class RefinancingActs(Choices):
    """Claims that are offered, taken and released."""

    def _assess_eligibility(self, draw: Draw, lucky: bool) -> Tried:
        live = self._pledges(LIVE)
        pledge = draw.one(live if lucky and live else [*self.market.replay.pledges.pledges, NOBODY])
        eligible = bool(draw.of(4))
        haircut = draw.of(4_000) if eligible and (lucky or draw.of(2)) else draw.of(2) * 10_000 * (not lucky)
        key = self._key(draw, lucky, self.market.ids["central"], "RefinancingBook", "assessEligibility")
        call = calls.assess_eligibility(pledge, eligible, haircut, DONE_HERE)
        return Tried(call, key, lambda: self._rules.assess_eligibility(key, pledge, eligible, haircut))

    def _offer_claim(self, draw: Draw, lucky: bool) -> Tried:
        known = self.market.replay.pledges.pledges
        suited = self._pledges((PledgeState.Registered,), 0)
        pledge = draw.one(suited if lucky and suited else [*known, NOBODY])
        entry = known.get(pledge) or self._none(draw)
        kind = draw.one((RefinancingKind.Pool, RefinancingKind.CentralBank, RefinancingKind.Relending))
        user = "trustee" if kind == RefinancingKind.Pool else "central"
        if not lucky and draw.of(3) == 0:
            user = draw.one((*CLAIM_USERS, "bank"))
        terms = RefinancingTerms(kind, self.market.ids[user], 1 + draw.of(700 if lucky else 1_500), "demo", SALT)
        key = self._by_pledgee(draw, lucky, entry, "RefinancingBook", "offerClaim")
        call = calls.offer_claim(pledge, terms, DONE_HERE)
        judge = (key, pledge, kind, terms.user, terms.amount)
        return Tried(call, key, lambda: self._rules.offer_claim(*judge))

    def _drop_claim(self, draw: Draw, lucky: bool) -> Tried:
        refinancing, entry = self._refinancing(draw, lucky, RefinancingState.Offered)
        party = self._party(draw, HOLDERS)
        if entry is not None:
            party = draw.one((entry.holder, entry.terms["user"]))
        key = self._key(draw, lucky, party, "RefinancingBook", "dropClaim")
        call = calls.drop_claim(refinancing, DONE_HERE)
        return Tried(call, key, lambda: self._rules.drop_claim(key, refinancing))

    def _take_claim(self, draw: Draw, lucky: bool) -> Tried:
        refinancing, key, rights = self._by_user(draw, lucky, RefinancingState.Offered, "takeClaim")
        call = calls.take_claim(refinancing, rights, DONE_HERE)
        return Tried(call, key, lambda: self._rules.take_claim(key, refinancing, rights))

    def _release_claim(self, draw: Draw, lucky: bool) -> Tried:
        refinancing, key, rights = self._by_user(draw, lucky, RefinancingState.Live, "releaseClaim")
        call = calls.release_claim(refinancing, rights, DONE_HERE)
        return Tried(call, key, lambda: self._rules.release_claim(key, refinancing, rights))

    def _by_user(self, draw: Draw, lucky: bool, state: RefinancingState, verb: str) -> tuple[int, str, Keys]:
        refinancing, entry = self._refinancing(draw, lucky, state)
        party = self._party(draw, CLAIM_USERS)
        pledge = self._none(draw)
        if entry is not None:
            pledge = self.market.replay.pledges.pledges[entry.pledge]
            # Also the pledgee, who may release what was cancelled.
            party = entry.terms["user"] if lucky or draw.of(2) else pledge.pledgee
        key = self._key(draw, lucky, party, "RefinancingBook", verb)
        return refinancing, key, self._whole(draw, pledge, lucky)

    def _refinancing(self, draw: Draw, lucky: bool, state: RefinancingState) -> tuple[int, Refinancing | None]:
        known = self.market.replay.refinancings.refinancings
        suited = [each for each, entry in known.items() if entry.state == state]
        chosen = draw.one(suited if lucky and suited else [*known, NOBODY])
        return chosen, known.get(chosen)
