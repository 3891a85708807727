"""Funds and commitments."""

from chain_gateway.ledger import calls
from chain_gateway.ledger.enums import BuybackRoute, DeclineReason
from chain_gateway.ledger.structs import CommitmentTerms, FundTerms
from tests.property.ledger_model.acts.choices import DAY, Choices
from tests.property.ledger_model.draw import Draw
from tests.property.ledger_model.market import DONE_HERE, HOLDERS, MANAGERS, NOBODY, PAPER, SALT, Tried


class FundActs(Choices):
    """Funds and commitments."""

    def _fund_terms(self, draw: Draw, lucky: bool) -> FundTerms:
        manager = self._party(draw, MANAGERS if lucky or draw.of(2) else ("bank", "owner"))
        return FundTerms(manager, "CNY", 500 + draw.of(2_000), 400 + draw.of(1_500), SALT)

    def _declare_fund(self, draw: Draw, lucky: bool) -> Tried:
        terms = self._fund_terms(draw, lucky)
        key = self._key(draw, lucky, self._party(draw, MANAGERS), "BuybackBook", "declareFund")
        return Tried(calls.declare_fund(terms, DONE_HERE), key, lambda: self._rules.declare_fund(key, terms.manager))

    def _revise_fund(self, draw: Draw, lucky: bool) -> Tried:
        funds, terms = self.market.replay.funds.funds, self._fund_terms(draw, lucky)
        fund = draw.one(list(funds)) if lucky and funds else NOBODY
        owner = funds[fund].owner if fund in funds else self.market.ids["fund"]
        key = self._key(draw, lucky, owner, "BuybackBook", "reviseFund")
        call = calls.revise_fund(fund, terms, DONE_HERE)
        return Tried(call, key, lambda: self._rules.revise_fund(key, fund, terms.manager, terms.capital))

    def _set_cap(self, draw: Draw, lucky: bool) -> Tried:
        cap, key = 5_000 + draw.of(5_000 if lucky else 6_000), self._governed(draw, lucky)
        return Tried(calls.set_cap(cap, DONE_HERE), key, lambda: self._rules.set_cap(key, cap))

    def _offer(self, draw: Draw, lucky: bool) -> Tried:
        funds, time = self.market.replay.funds.funds, self.market.chain.time
        pledge, _ = self._pledge(draw, "offer", lucky)
        fund = draw.one([*funds, NOBODY] if not lucky or not funds else list(funds))
        manager = funds[fund].terms["manager"] if fund in funds else self._party(draw, MANAGERS)
        key = self._key(draw, lucky, manager if lucky else self._party(draw, MANAGERS), "BuybackBook", "offer")
        route = draw.one((BuybackRoute.Claim, BuybackRoute.Sale))
        window = (time, time + 60 * DAY + draw.of(DAY), 1 + draw.of(20))
        terms = CommitmentTerms(route, "CNY", 50 + draw.of(400), 0, *window, 0, SALT, PAPER, SALT)
        call = calls.offer(fund, pledge, terms, DONE_HERE)
        return Tried(call, key, lambda: self._rules.offer(key, fund, pledge, time))

    def _withdraw_offer(self, draw: Draw, lucky: bool) -> Tried:
        commitment, key = self._by_manager(draw, lucky, "withdraw_offer", "withdrawOffer")
        call = calls.withdraw_offer(commitment, DONE_HERE)
        return Tried(call, key, lambda: self._rules.withdraw_offer(key, commitment))

    def _decline(self, draw: Draw, lucky: bool) -> Tried:
        commitment, key = self._by_holder(draw, lucky, "decline", "decline")
        call = calls.decline(commitment, DeclineReason.PriceTooLow, DONE_HERE)
        return Tried(call, key, lambda: self._rules.decline(key, commitment))

    def _accept(self, draw: Draw, lucky: bool) -> Tried:
        commitment, key = self._by_holder(draw, lucky, "accept", "accept")
        entry = self.market.replay.funds.commitments.get(commitment)
        pledgors: tuple[int, ...] = (self.market.ids["owner"],)
        if entry is not None and (lucky or draw.of(2)):
            pledgors = self.market.replay.pledges.pledges[entry.pledge].pledgors
        principal, time = 600 + draw.of(400 if lucky else 500), self.market.chain.time
        call = calls.accept(commitment, principal, pledgors, SALT, DONE_HERE)
        return Tried(call, key, lambda: self._rules.accept(key, commitment, principal, pledgors, time))

    def _exercise(self, draw: Draw, lucky: bool) -> Tried:
        commitment, key = self._by_holder(draw, lucky, "exercise", "exercise")
        time = self.market.chain.time
        return Tried(calls.exercise(commitment, DONE_HERE), key, lambda: self._rules.exercise(key, commitment, time))

    def _pay(self, draw: Draw, lucky: bool) -> Tried:
        commitment, key = self._by_manager(draw, lucky, "pay", "pay")
        entry = self.market.replay.funds.commitments.get(commitment)
        left = entry.price - entry.paid if entry is not None else 1
        amount = max(1, left) if draw.of(3) else 1 + draw.of(300)
        call = calls.pay(commitment, amount, SALT, DONE_HERE)
        return Tried(call, key, lambda: self._rules.pay(key, commitment, amount))

    def _confirm(self, draw: Draw, lucky: bool) -> Tried:
        commitment, key = self._by_holder(draw, lucky, "confirm", "confirm")
        entry = self.market.replay.funds.commitments.get(commitment)
        received = entry.paid if entry is not None and draw.of(4) else 1 + draw.of(300)
        call = calls.confirm(commitment, received, SALT, DONE_HERE)
        return Tried(call, key, lambda: self._rules.confirm(key, commitment, received))

    def _dispute(self, draw: Draw, lucky: bool) -> Tried:
        commitment, key = self._by_a_side(draw, lucky, "dispute", "dispute")
        return Tried(calls.dispute(commitment, DONE_HERE), key, lambda: self._rules.dispute(key, commitment))

    def _mark_overdue(self, draw: Draw, lucky: bool) -> Tried:
        commitment, key = self._by_a_side(draw, lucky, "mark_overdue", "markOverdue")
        time = self.market.chain.time
        call = calls.mark_overdue(commitment, DONE_HERE)
        return Tried(call, key, lambda: self._rules.mark_overdue(key, commitment, time))

    def _lapse(self, draw: Draw, lucky: bool) -> Tried:
        commitment, key = self._by_a_side(draw, lucky, "lapse", "lapse")
        time = self.market.chain.time
        return Tried(calls.lapse(commitment, DONE_HERE), key, lambda: self._rules.lapse(key, commitment, time))

    def _waive(self, draw: Draw, lucky: bool) -> Tried:
        commitment, key = self._by_holder(draw, lucky, "waive", "waive")
        return Tried(calls.waive(commitment, DONE_HERE), key, lambda: self._rules.waive(key, commitment))

    def _resell(self, draw: Draw, lucky: bool) -> Tried:
        commitment, key = self._by_manager(draw, lucky, "resell", "resell")
        call = calls.resell(commitment, draw.of(600), SALT, DONE_HERE)
        return Tried(call, key, lambda: self._rules.resell(key, commitment))

    def _by_manager(self, draw: Draw, lucky: bool, name: str, verb: str) -> tuple[int, str]:
        commitment, entry = self._commitment(draw, name, lucky)
        party = self._party(draw, MANAGERS)
        if entry is not None and (lucky or draw.of(2)):
            party = self.market.replay.funds.funds[entry.fund].terms["manager"]
        return commitment, self._key(draw, lucky, party, "BuybackBook", verb)

    def _by_holder(self, draw: Draw, lucky: bool, name: str, verb: str) -> tuple[int, str]:
        commitment, entry = self._commitment(draw, name, lucky)
        party = self._party(draw, HOLDERS)
        if entry is not None and (lucky or draw.of(2)):
            party = self.market.replay.pledges.pledges[entry.pledge].pledgee
        return commitment, self._key(draw, lucky, party, "BuybackBook", verb)

    def _by_a_side(self, draw: Draw, lucky: bool, name: str, verb: str) -> tuple[int, str]:
        side = self._by_manager if draw.of(2) else self._by_holder
        return side(draw, lucky, name, verb)
