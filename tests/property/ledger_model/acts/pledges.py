"""From filing to the end of a pledge."""

from chain_gateway.ledger import calls
from chain_gateway.ledger.enums import CancellationGround, RefusalGround
from chain_gateway.ledger.structs import Filing, Registration
from tests.property.ledger_model.acts.choices import Choices
from tests.property.ledger_model.draw import Draw
from tests.property.ledger_model.market import CARRIED_OVER, DONE_HERE, LENDERS, OFFICES, PAPER, Tried


class PledgeActs(Choices):
    """From filing to the end of a pledge."""

    def _file(self, draw: Draw, lucky: bool) -> Tried:
        pledgee = self._party(draw, LENDERS)
        key = self._key(
            draw, lucky, pledgee if lucky or draw.of(2) else self._party(draw, LENDERS), "PledgeRegistry", "file"
        )
        rights, pledgors = self._to_pledge(draw, lucky, filing=True)
        other = self._party(draw, LENDERS)
        joint = (other,) if draw.of(4) == 0 and (other != pledgee or not lucky) else ()
        terms = self.market.obligation(1 + draw.of(2), 1_000 + draw.of(3), 20261231)
        filing = Filing(pledgee, joint, pledgors, rights, terms)
        signed, told = [], []
        if draw.of(3):
            signed, told = self.market.consents(draw, pledgors, 0, pledgee, joint, terms, rights, lucky)
        return Tried(
            calls.file(filing, signed, DONE_HERE),
            key,
            lambda: self._rules.file(key, pledgee, joint, pledgors, rights, told),
        )

    def _fresh_number(self, draw: Draw, lucky: bool) -> str:
        taken = [number for _, number in self.market.replay.pledges.numbers]
        self.market.fresh += 1
        return f"R{self.market.fresh}" if lucky or not taken else draw.one(taken)

    def _register(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "register", lucky)
        key = self._by_office(draw, lucky, entry, "PledgeRegistry", "register")
        rights, number = self._whole(draw, entry, lucky), self._fresh_number(draw, lucky)
        paper = lucky or draw.of(2) == 0
        pledgors = self._pledgors(draw, entry, lucky)
        said = Registration(number, 20240105, PAPER if paper else b"")
        call = calls.register(pledge, rights, pledgors, said, DONE_HERE)
        return Tried(call, key, lambda: self._rules.register(key, pledge, rights, pledgors, number, paper))

    def _migrate(self, draw: Draw, lucky: bool) -> Tried:
        pledgee = self._party(draw, LENDERS)
        rights, pledgors = self._to_pledge(draw, lucky, filing=False)
        terms = self.market.obligation(1 + draw.of(2), 1_000 + draw.of(3), 20261231)
        office = self.market.replay.rights.rules(rights[0]).office if lucky else self._party(draw, OFFICES)
        key = self._key(draw, lucky, office, "PledgeRegistry", "migrate")
        number = self._fresh_number(draw, lucky)
        call = calls.migrate(Filing(pledgee, (), pledgors, rights, terms), number, 20240105, CARRIED_OVER)
        return Tried(call, key, lambda: self._rules.migrate(key, pledgee, (), rights, number))

    def _refuse(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "refuse", lucky)
        key, rights = self._by_office(draw, lucky, entry, "PledgeRegistry", "refuse"), self._whole(draw, entry, lucky)
        call = calls.refuse(pledge, rights, RefusalGround.Other, DONE_HERE)
        return Tried(call, key, lambda: self._rules.refuse(key, pledge, rights))

    def _withdraw(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "withdraw", lucky)
        key = self._by_pledgee(draw, lucky, entry, "PledgeRegistry", "withdraw")
        rights = self._whole(draw, entry, lucky)
        call = calls.withdraw(pledge, rights, DONE_HERE)
        return Tried(call, key, lambda: self._rules.withdraw(key, pledge, rights))

    def _ask_correction(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "ask_correction", lucky)
        key = self._by_office(draw, lucky, entry, "PledgeRegistry", "askCorrection")
        call = calls.ask_correction(pledge, 20240301, DONE_HERE)
        return Tried(call, key, lambda: self._rules.ask_correction(key, pledge))

    def _answer_correction(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "answer_correction", lucky)
        key = self._by_pledgee(draw, lucky, entry, "PledgeRegistry", "answerCorrection")
        return Tried(
            calls.answer_correction(pledge, DONE_HERE), key, lambda: self._rules.answer_correction(key, pledge)
        )

    def _discharge(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "discharge", lucky)
        key = self._by_pledgee(draw, lucky, entry, "PledgeRegistry", "discharge")
        call = calls.discharge(pledge, CancellationGround.DebtPerformed, self._others(entry), DONE_HERE)
        return Tried(call, key, lambda: self._rules.discharge(key, pledge))

    def _cancel(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "cancel", lucky)
        key, rights = self._by_office(draw, lucky, entry, "PledgeRegistry", "cancel"), self._whole(draw, entry, lucky)
        ground = draw.one((CancellationGround.DebtPerformed, CancellationGround.ContractVoid))
        carried = self._carried(draw, entry, lucky)
        call = calls.cancel(pledge, rights, ground, CARRIED_OVER if carried else DONE_HERE)
        return Tried(call, key, lambda: self._rules.cancel(key, pledge, rights, ground, carried))

    def _revoke(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "revoke", lucky)
        key, rights = self._by_office(draw, lucky, entry, "PledgeRegistry", "revoke"), self._whole(draw, entry, lucky)
        call = calls.revoke(pledge, rights, RefusalGround.PledgorNotOwner, DONE_HERE)
        return Tried(call, key, lambda: self._rules.revoke(key, pledge, rights))
