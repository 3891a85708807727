"""From default to realisation."""

from dataclasses import replace

from chain_gateway.ledger import calls
from chain_gateway.ledger.enums import DefaultGround, EnforcementRoute, RealisationMethod
from chain_gateway.ledger.structs import Realisation
from tests.property.ledger_model.acts.choices import STANDING, SUITED, Choices
from tests.property.ledger_model.draw import Draw
from tests.property.ledger_model.market import DONE_HERE, SALT, Tried


class EnforcementActs(Choices):
    """From default to realisation."""

    def _declare_default(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "declare_default", lucky)
        backed = [self.market.replay.funds.commitments[each].pledge for each in self._standing(STANDING["exercise"])]
        # Only what is covered and realised whole is lost, a long way that chance alone seldom goes.
        sound, covered = set(self._pledges(*SUITED["declare_default"])), self.market.replay.risks.covers
        backed = [*backed, *(each for each in covered if each in sound)]
        if lucky and backed and draw.of(3):
            pledge = draw.one(backed)
            entry = self.market.replay.pledges.pledges[pledge]
        key = self._by_pledgee(draw, lucky, entry, "EnforcementBook", "declareDefault")
        call = calls.declare_default(pledge, DefaultGround.DebtNotPerformed, 20250101 + draw.of(20), DONE_HERE)
        return Tried(call, key, lambda: self._rules.declare_default(key, pledge))

    def _cure(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "cure", lucky)
        key = self._by_pledgee(draw, lucky, entry, "EnforcementBook", "cure")
        return Tried(calls.cure(pledge, DONE_HERE), key, lambda: self._rules.cure(key, pledge))

    def _enforce(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "enforce", lucky)
        key = self._by_pledgee(draw, lucky, entry, "EnforcementBook", "enforce")
        call = calls.enforce(pledge, EnforcementRoute.Agreement, "", DONE_HERE)
        return Tried(call, key, lambda: self._rules.enforce(key, pledge))

    def _realise(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "realise", lucky)
        key = self._by_pledgee(draw, lucky, entry, "EnforcementBook", "realise")
        rights, left = self._whole(draw, entry, lucky), tuple(each for each in entry.rights if each not in entry.sold)
        sold = (draw.some(left) or left) if lucky else draw.some(self.rights)
        if lucky and pledge in self.market.replay.risks.covers:
            sold = left
        short = not lucky and draw.of(3) == 0
        made = Realisation(RealisationMethod.Auction, 0, "CNY", 10, 1, 2, 3, 0, 4, 0, b"", SALT)
        if pledge in self.market.replay.risks.covers or draw.of(2):
            made = replace(made, principal=7, surplus=0, deficiency=300)
        call = calls.realise(pledge, rights, sold, replace(made, surplus=3) if short else made, DONE_HERE)
        return Tried(call, key, lambda: self._rules.realise(key, pledge, rights, sold, short))
