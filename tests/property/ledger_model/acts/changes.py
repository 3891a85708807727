"""Changes of pledges."""

from itertools import pairwise

from chain_gateway.ledger import calls
from chain_gateway.ledger.consent import amendment_digest
from chain_gateway.ledger.enums import ChangeKind, CommitmentState, DeterminationGround, TransferKind
from chain_gateway.ledger.structs import Amendment, Determination, TransferConsent
from tests.property.ledger_model.acts.choices import Choices
from tests.property.ledger_model.draw import Draw
from tests.property.ledger_model.market import CARRIED_OVER, DONE_HERE, HOLDERS, LENDERS, NOBODY, PAPER, SALT, Tried
from tests.property.ledger_model.replay.events import digest
from tests.property.ledger_model.replay.funds import Commitment
from tests.property.ledger_model.replay.pledges import Pledge, subordination_digest
from tests.property.ledger_model.rules import Keys, Terms


class ChangeActs(Choices):
    """Changes of pledges."""

    def _ask_amendment(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "ask_amendment", lucky)
        key = self._by_pledgee(draw, lucky, entry, "ChangeBook", "askAmendment")
        rights, added = self._whole(draw, entry, lucky), draw.some(self.rights) if draw.of(2) else ()
        if lucky:
            added = tuple(each for each in added if self._addable(each, entry))
        terms = Terms(1 + draw.of(2), 999 + draw.of(4), draw.one((20261230, 20261231, 20270101)))
        obligation = self.market.obligation(terms.kind, terms.amount, terms.ends_on)
        signed, told = [], []
        pledgors = self._pledgors(draw, entry, lucky)
        # Else on paper, where the pledgors must consent.
        if draw.of(3):
            whole = tuple(sorted({*rights, *added}))
            signed, told = self.market.consents(
                draw, entry.pledgors, pledge, entry.pledgee, (), obligation, whole, lucky
            )
        self.asked[amendment_digest(obligation, added)] = (obligation, added)
        amendment = Amendment(obligation, added, pledgors)
        call = calls.ask_amendment(pledge, rights, amendment, signed, self._others(entry), DONE_HERE)
        return Tried(call, key, lambda: self._rules.ask_amendment(key, pledge, rights, added, pledgors, terms, told))

    def _addable(self, key: bytes, entry: Pledge) -> bool:
        rights = self.market.replay.rights
        right = rights.right(key)
        taken = rights.exclusive(key) and (right.registered or right.filed)
        owned = bool(right.owners) and set(right.owners) <= set(entry.pledgors)
        return not taken and owned and key not in entry.rights and rights.rules(key).office == entry.office

    def _record_amendment(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "record_amendment", lucky)
        key, rights = (
            self._by_office(draw, lucky, entry, "ChangeBook", "recordAmendment"),
            self._whole(draw, entry, lucky),
        )
        carried = not lucky and draw.of(2) == 0
        obligation, added = self.market.obligation(1, 1_000, 20261231), draw.some(self.rights)
        if not carried and entry.change == ChangeKind.Amendment:
            obligation, added = self.asked[entry.pending]  # type: ignore[assignment]
        pending = amendment_digest(obligation, added)
        pledgors, paper = self._pledgors(draw, entry, lucky), lucky or draw.of(2) == 0
        amendment = Amendment(obligation, added, pledgors)
        act = CARRIED_OVER if carried else DONE_HERE
        call = calls.record_amendment(pledge, rights, amendment, PAPER if paper else b"", act)
        return Tried(
            call,
            key,
            lambda: self._rules.record_amendment(key, pledge, rights, added, pledgors, pending, paper, carried),
        )

    def _nominate_assignee(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "nominate_assignee", lucky)
        key = self._by_pledgee(draw, lucky, entry, "ChangeBook", "nominateAssignee")
        called = [each for each in self._behind(pledge) if each.state == CommitmentState.Exercised]
        assignee = self._party(draw, HOLDERS if lucky or draw.of(2) else ("searcher", "owner"))
        if called and draw.of(4):
            assignee = self.market.replay.funds.funds[called[0].fund].owner
        call = calls.nominate_assignee(pledge, assignee, DONE_HERE)
        return Tried(call, key, lambda: self._rules.nominate_assignee(key, pledge, assignee))

    def _behind(self, pledge: int) -> list[Commitment]:
        return [each for each in self.market.replay.funds.commitments.values() if each.pledge == pledge]

    def _accept_assignment(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "accept_assignment", lucky)
        nominee = int.from_bytes(entry.pending) if entry.change == ChangeKind.Assignment else 0
        party = nominee if lucky and nominee else self._party(draw, HOLDERS)
        key = self._key(draw, lucky, party, "ChangeBook", "acceptAssignment")
        return Tried(
            calls.accept_assignment(pledge, DONE_HERE), key, lambda: self._rules.accept_assignment(key, pledge)
        )

    def _record_assignment(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "record_assignment", lucky)
        key = self._by_office(draw, lucky, entry, "ChangeBook", "recordAssignment")
        carried = not lucky and draw.of(2) == 0
        nominee = int.from_bytes(entry.pending) if entry.change == ChangeKind.Assignment else 0
        assignee = nominee if nominee and not carried else self._party(draw, LENDERS)
        call = calls.record_assignment(pledge, assignee, CARRIED_OVER if carried else DONE_HERE)
        return Tried(call, key, lambda: self._rules.record_assignment(key, pledge, assignee, carried))

    def _ask_partial_release(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "ask_partial_release", lucky)
        key = self._by_pledgee(draw, lucky, entry, "ChangeBook", "askPartialRelease")
        rights, freed = self._whole(draw, entry, lucky), draw.some(entry.rights if lucky else self.rights)
        self.asked[digest(freed)] = (freed, 0)
        call = calls.ask_partial_release(pledge, rights, freed, self._others(entry), DONE_HERE)
        return Tried(call, key, lambda: self._rules.ask_partial_release(key, pledge, rights, freed))

    def _record_partial_release(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "record_partial_release", lucky)
        key = self._by_office(draw, lucky, entry, "ChangeBook", "recordPartialRelease")
        rights, carried = self._whole(draw, entry, lucky), not lucky and draw.of(2) == 0
        freed = draw.some(self.rights)
        if not carried and entry.change == ChangeKind.PartialRelease:
            freed = self.asked[entry.pending][0]  # type: ignore[assignment]
        call = calls.record_partial_release(pledge, rights, freed, CARRIED_OVER if carried else DONE_HERE)
        return Tried(call, key, lambda: self._rules.record_partial_release(key, pledge, rights, freed, carried))

    def _neighbours(self, draw: Draw, pledge: int, entry: Pledge, lucky: bool) -> tuple[Keys, int]:
        pairs = [
            (key, behind)
            for key in entry.rights
            for ahead, behind in pairwise(self.market.replay.rights.right(key).registered)
            if ahead == pledge
        ]
        if lucky and pairs:
            key, favoured = draw.one(pairs)
            return (key,), favoured
        return draw.some(self.rights), draw.one([*self.market.replay.pledges.pledges, NOBODY])

    def _ask_subordination(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "ask_subordination", lucky)
        key = self._by_pledgee(draw, lucky, entry, "ChangeBook", "askSubordination")
        rights, favoured = self._neighbours(draw, pledge, entry, lucky)
        self.asked[subordination_digest(favoured, rights)] = (rights, favoured)
        call = calls.ask_subordination(pledge, rights, favoured, DONE_HERE)
        return Tried(call, key, lambda: self._rules.ask_subordination(key, pledge, rights, favoured))

    def _record_subordination(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "record_subordination", lucky)
        key, carried = (
            self._by_office(draw, lucky, entry, "ChangeBook", "recordSubordination"),
            not lucky and draw.of(2) == 0,
        )
        rights, favoured = self._neighbours(draw, pledge, entry, lucky)
        if not carried and entry.change == ChangeKind.Subordination:
            rights, favoured = self.asked[entry.pending]  # type: ignore[assignment]
        pending = subordination_digest(favoured, rights)
        call = calls.record_subordination(pledge, rights, favoured, CARRIED_OVER if carried else DONE_HERE)
        return Tried(
            call,
            key,
            lambda: self._rules.record_subordination(key, pledge, rights, favoured, pending, carried),
        )

    def _drop_change(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "drop_change", lucky)
        party = draw.one((entry.pledgee, entry.office)) if lucky else self._party(draw, HOLDERS)
        key = self._key(draw, lucky, party, "ChangeBook", "dropChange")
        return Tried(calls.drop_change(pledge, DONE_HERE), key, lambda: self._rules.drop_change(key, pledge))

    def _determine(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "determine", lucky)
        key = self._by_pledgee(draw, lucky, entry, "ChangeBook", "determine")
        amount = 900 if lucky else 1_100
        call = calls.determine(pledge, DeterminationGround.PeriodOver, Determination(amount, SALT), DONE_HERE)
        return Tried(call, key, lambda: self._rules.determine(key, pledge, amount))

    def _consent_to_transfer(self, draw: Draw, lucky: bool) -> Tried:
        pledge, entry = self._pledge(draw, "consent_to_transfer", lucky)
        key = self._by_pledgee(draw, lucky, entry, "ChangeBook", "consentToTransfer")
        rights, covered = self._whole(draw, entry, lucky), draw.some(entry.rights if lucky else self.rights)
        call = calls.consent_to_transfer(pledge, rights, TransferConsent(TransferKind.Transfer, covered), DONE_HERE)
        return Tried(call, key, lambda: self._rules.consent_to_transfer(key, pledge, rights, covered))
