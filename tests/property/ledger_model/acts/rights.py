"""Acts on rights, and searches."""

from dataclasses import replace

from eth_utils.crypto import keccak

from chain_gateway.ledger import calls
from chain_gateway.ledger.enums import AssetClass, CircumstanceKind, RightKind, Validity
from chain_gateway.ledger.structs import Circumstance, ClassLabel, Preservation
from tests.property.ledger_model.acts.choices import Choices
from tests.property.ledger_model.draw import Draw
from tests.property.ledger_model.market import DONE_HERE, NOBODY, OFFICES, PLEDGORS, SALT, Tried


class RightActs(Choices):
    """Acts on rights, and searches."""

    def _right(self, draw: Draw, lucky: bool) -> bytes:
        return draw.one(self.rights) if lucky or draw.of(3) else keccak(text="no right")

    def _of_the_office(self, draw: Draw, lucky: bool, verb: str) -> tuple[str, bytes]:
        right = self._right(draw, lucky)
        office = self.market.replay.rights.rules(right).office if lucky else self._party(draw, OFFICES)
        return self._key(draw, lucky, office or self.market.ids["office"], "AssetRegistry", verb), right

    def _attest(self, draw: Draw, lucky: bool) -> Tried:
        facts = self.market.facts[draw.one(self.rights)]
        office = self.market.ids["us_office" if facts.right.jurisdiction == "US" else "office"]
        owners = facts.owners if draw.of(3) else (self._party(draw, PLEDGORS),)
        if not lucky and draw.of(2):
            owners = (NOBODY,)
        validity = draw.one((Validity.InForce,) * 6 + (Validity.Lapsed, Validity.Pending))
        facts = replace(facts, validity=validity, owners=owners, as_of=draw.one((20240101, 20240301, 20230101)))
        key = self._key(draw, lucky, office if lucky else self._party(draw, OFFICES), "AssetRegistry", "attest")
        return Tried(calls.attest([facts], DONE_HERE), key, lambda: self._rules.attest(key, office, owners))

    def _attest_circumstances(self, draw: Draw, lucky: bool) -> Tried:
        key, right = self._of_the_office(draw, lucky, "attestCircumstances")
        told = Circumstance(right, draw.one(tuple(CircumstanceKind)[1:]), 20240101, 0, "1", "演示", "demo", 20240102)
        call = calls.attest_circumstances([told], DONE_HERE)
        return Tried(call, key, lambda: self._rules.of_the_office(key, "attestCircumstances", right))

    def _note_preservations(self, draw: Draw, lucky: bool) -> Tried:
        key, right = self._of_the_office(draw, lucky, "notePreservations")
        told = Preservation(right, "演示法院", "演示1号", 20240101, source="demo", as_of=20240102)
        call = calls.note_preservations([told], DONE_HERE)
        return Tried(call, key, lambda: self._rules.of_the_office(key, "notePreservations", right))

    def _lift_preservation(self, draw: Draw, lucky: bool) -> Tried:
        held = [(key, each) for key, right in self.market.replay.rights.rights.items() for each in right.preservations]
        right, preservation = draw.one(held) if lucky and held else (self._right(draw, lucky), draw.of(300))
        office = self.market.replay.rights.rules(right).office or self.market.ids["office"]
        key = self._key(draw, lucky, office, "AssetRegistry", "liftPreservation")
        call = calls.lift_preservation(right, preservation, DONE_HERE)
        return Tried(call, key, lambda: self._rules.lift_preservation(key, right, preservation))

    def _declare_coverage(self, draw: Draw, lucky: bool) -> Tried:
        kind, office = draw.one((RightKind.Patent, RightKind.Trademark)), self.market.ids["office"]
        key = self._key(
            draw, lucky, office if lucky else self._party(draw, OFFICES), "AssetRegistry", "declareCoverage"
        )
        call = calls.declare_coverage("CN", kind, 20200101 + draw.of(20), 20250601 + draw.of(20), DONE_HERE)
        return Tried(call, key, lambda: self._rules.declare_coverage(key, office))

    def _label_class(self, draw: Draw, lucky: bool) -> Tried:
        right = self._right(draw, lucky)
        key = self._key(draw, lucky, self._party(draw, ("appraiser", "office")), "AssetRegistry", "labelClass")
        label = ClassLabel(right, draw.one(tuple(AssetClass)[1:]), "demo", 20240102)
        call = calls.label_class([label], DONE_HERE)
        return Tried(call, key, lambda: self._rules.label_class(key, right))

    def _certify(self, draw: Draw, lucky: bool) -> Tried:
        key = self._key(draw, lucky, self._party(draw, ("searcher", "bank", "office")), "SearchRegister", "certify")
        keys = (*draw.some(self.rights), keccak(text="no right"))
        call = calls.certify(SALT, 1, 1, draw.one((20230101, 20250601, 20300101)), keys, DONE_HERE)
        return Tried(call, key, lambda: self._rules.certify(key))
