"""Acts on parties, keys and pauses."""

from eth_utils.address import to_checksum_address

from chain_gateway.ledger import calls
from chain_gateway.ledger.enums import DocumentKeyScheme, PartyKind
from chain_gateway.ledger.structs import PartyEntry, Verb
from chain_gateway.ledger.verbs import selector_of
from tests.property.ledger_model.acts.choices import Choices
from tests.property.ledger_model.draw import Draw
from tests.property.ledger_model.market import DONE_HERE, HOLDERS, NOBODY, OFFICES, PLEDGORS, Tried


class PartyActs(Choices):
    """Acts on parties, keys and pauses."""

    def _admit(self, draw: Draw, lucky: bool) -> Tried:
        key = self._governed(draw, lucky)
        call = calls.admit(PartyEntry(PartyKind.Auditor, "演示审计"), [self.market.new_signer().address], DONE_HERE)
        return Tried(call, key, lambda: self._rules.admit(key))

    def _enrol(self, draw: Draw, lucky: bool) -> Tried:
        key = self._key(draw, lucky, self._party(draw, OFFICES), "PartyRegistry", "enrol")
        kind = PartyKind.Enterprise if lucky else draw.one((PartyKind.Bank, PartyKind.Searcher))
        call = calls.enrol([PartyEntry(kind, "演示出质人")], DONE_HERE)
        return Tried(call, key, lambda: self._rules.enrol(key, kind))

    def _rename(self, draw: Draw, lucky: bool) -> Tried:
        parties = self.market.replay.parties.parties
        known = [party for party, each in parties.items() if each.kind != PartyKind.NaturalPerson]
        party = draw.one(known if lucky or draw.of(4) else [NOBODY])
        registrar = parties[party].registrar if party in parties else 0
        offices = self._key(draw, lucky, registrar or self.market.ids["office"], "PartyRegistry", "rename")
        key = self._governed(draw, lucky) if lucky and not registrar else offices
        call = calls.rename(party, "演示新名", bytes(32), DONE_HERE)
        return Tried(call, key, lambda: self._rules.rename(key, party))

    def _new_key(self, draw: Draw, lucky: bool) -> str:
        taken = list(self.market.replay.parties.keys)
        return self.market.new_signer().address if lucky or draw.of(2) else to_checksum_address(draw.one(taken))

    def _held(self, draw: Draw, lucky: bool, party: int) -> str:
        held = self.market.replay.parties.keys
        mine = [key for key, each in held.items() if each.party == party and not each.revoked]
        return to_checksum_address(draw.one(mine if lucky and mine else list(held)))

    def _anyone(self, draw: Draw, lucky: bool) -> int:
        return self._party(draw, list(self.market.ids)) if lucky or draw.of(4) else NOBODY

    def _add_key(self, draw: Draw, lucky: bool) -> Tried:
        key, party, new = self._governed(draw, lucky), self._anyone(draw, lucky), self._new_key(draw, lucky)
        return Tried(calls.add_key(party, new, DONE_HERE), key, lambda: self._rules.add_key(key, party, new.lower()))

    def _bind_key(self, draw: Draw, lucky: bool) -> Tried:
        key = self._key(draw, lucky, self._party(draw, OFFICES), "PartyRegistry", "bindKey")
        party = self._party(draw, PLEDGORS) if lucky else self._anyone(draw, lucky)
        new = self._new_key(draw, lucky)
        return Tried(calls.bind_key(party, new, DONE_HERE), key, lambda: self._rules.bind_key(key, party, new.lower()))

    def _publish_document_key(self, draw: Draw, lucky: bool) -> Tried:
        party = self._anyone(draw, True)
        key = self._key(draw, lucky, party, "PartyRegistry", "publishDocumentKey")
        scheme = draw.one(tuple(DocumentKeyScheme))
        length = {DocumentKeyScheme.X25519: 32, DocumentKeyScheme.P256: 33}.get(scheme, 0) + (
            0 if lucky else draw.of(2)
        )
        public = (b"\x02" + bytes(64))[:length]
        call = calls.publish_document_key(scheme, public, DONE_HERE)
        return Tried(call, key, lambda: self._rules.publish_document_key(key, scheme, public))

    def _revoke_key(self, draw: Draw, lucky: bool) -> Tried:
        crowded = [name for name, party in self.market.ids.items() if len(self.market.full_keys(party)) > 1]
        party = self._party(draw, crowded or ["searcher"]) if lucky else self._anyone(draw, lucky)
        key, old = self._governed(draw, lucky), self._held(draw, lucky, party)
        return Tried(
            calls.revoke_key(party, old, DONE_HERE), key, lambda: self._rules.revoke_key(key, party, old.lower())
        )

    def _rotate_key(self, draw: Draw, lucky: bool) -> Tried:
        party = self._anyone(draw, lucky)
        key, old, new = self._governed(draw, lucky), self._held(draw, lucky, party), self._new_key(draw, lucky)
        call = calls.rotate_key(party, old, new, DONE_HERE)
        return Tried(call, key, lambda: self._rules.rotate_key(key, party, old.lower(), new.lower()))

    def _delegate_key(self, draw: Draw, lucky: bool) -> Tried:
        party = self._party(draw, (*HOLDERS, *OFFICES))
        key = self._key(draw, lucky, party, "PartyRegistry", "delegateKey")
        new = self._new_key(draw, lucky)
        lent = [
            Verb(self.market.chain.deployment.address_of(book), selector_of(book, verb))
            for book, verb in (
                ("PledgeRegistry", draw.one(("discharge", "register", "file"))),
                ("ChangeBook", draw.one(("determine", "dropChange"))),
                ("EnforcementBook", "declareDefault"),
                ("PartyRegistry", "delegateKey"),
            )
        ]
        call = calls.delegate_key(new, lent, DONE_HERE)
        return Tried(call, key, lambda: self._rules.delegate_key(key, new.lower()))

    def _revoke_delegation(self, draw: Draw, lucky: bool) -> Tried:
        held = self.market.replay.parties.keys
        lent = [key for key, each in held.items() if each.delegation and not each.revoked]
        old = draw.one(lent if lucky and lent else list(held))
        key = self._key(draw, lucky, held[old].party, "PartyRegistry", "revokeDelegation")
        call = calls.revoke_delegation(to_checksum_address(old), DONE_HERE)
        return Tried(call, key, lambda: self._rules.revoke_delegation(key, old))

    def _pause(self, draw: Draw, lucky: bool) -> Tried:
        return self._set_paused(draw, lucky, True)

    def _unpause(self, draw: Draw, lucky: bool) -> Tried:
        return self._set_paused(draw, lucky, False)

    def _set_paused(self, draw: Draw, lucky: bool, paused: bool) -> Tried:
        pausable = (("PledgeRegistry", "file"), ("PledgeRegistry", "migrate"), ("BuybackBook", "offer"))
        book, verb = draw.one(pausable if lucky else (*pausable, ("PledgeRegistry", "discharge")))
        key, target = self._governed(draw, lucky), self.market.chain.deployment.address_of(book)
        build = calls.pause if paused else calls.unpause
        call = build(target, selector_of(book, verb), DONE_HERE)
        return Tried(call, key, lambda: self._rules.pause(key, book, verb, paused))

    def _suspend(self, draw: Draw, lucky: bool) -> Tried:
        key, party = self._governed(draw, lucky), self._anyone(draw, lucky)
        return Tried(calls.suspend(party, DONE_HERE), key, lambda: self._rules.suspend(key, party, True))

    def _reinstate(self, draw: Draw, lucky: bool) -> Tried:
        suspended = [party for party, each in self.market.replay.parties.parties.items() if each.suspended]
        key = self._governed(draw, lucky)
        party = draw.one(suspended) if lucky and suspended else self._anyone(draw, lucky)
        return Tried(calls.reinstate(party, DONE_HERE), key, lambda: self._rules.suspend(key, party, False))
