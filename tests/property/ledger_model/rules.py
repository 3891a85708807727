"""The verdict on an act, from nothing but what the events told so far: the contracts' rules, said a second time.

Each verb returns nothing, or raises Refused with the name of the contracts' error, in the order in which the contracts
judge. What an act says in itself (dates, lengths, empty fields) is sound here: forge's tests judge that.
Source: design law.md and domain.md; contracts/interfaces.
"""

from dataclasses import dataclass
from itertools import pairwise

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.enums import (
    BuybackRoute,
    CancellationGround,
    ChangeKind,
    CommitmentState,
    DocumentKeyScheme,
    ObligationKind,
    PartyKind,
    PledgeState,
    RefinancingKind,
    RefinancingState,
    Validity,
)
from chain_gateway.ledger.verbs import selector_of
from tests.property.ledger_model.model import LIVE, REGISTERED, Refused
from tests.property.ledger_model.replay.events import digest, words
from tests.property.ledger_model.replay.funds import Commitment
from tests.property.ledger_model.replay.pledges import Pledge
from tests.property.ledger_model.replay.refinancings import Refinancing
from tests.property.ledger_model.replay.replay import Replay
from tests.property.ledger_model.replay.rights import PRESERVATION
from tests.property.ledger_model.risk_rules import RiskRules

MOST_PLEDGES = 16
WHOLE = 10_000
Keys = tuple[bytes, ...]


@dataclass(frozen=True)
class Terms:
    """What of an obligation weighs on the pledgor; the rest of it stays the same in these tests."""

    kind: int
    amount: int
    ends_on: int


class Rules(RiskRules):
    """What the ledger takes, in the state that the replay has reached."""

    def __init__(self, replay: Replay, deployment: Deployment) -> None:
        self.replay = replay
        self.addresses = {name: address.lower() for address, name in deployment.books().items()}
        self.addresses["PledgorConsents"] = deployment.consents.lower()

    # Who may call

    def actor(self, key: str, book: str, verb: str) -> int:
        """The party that the key calls the verb for."""
        parties, target, selector = self.replay.parties, self.addresses[book], selector_of(book, verb)
        if not parties.can_call(key, target, selector):
            paused = parties.is_paused(target, selector) and book != "PartyRegistry"
            raise Refused("Paused" if paused else "AccessManagedUnauthorized")
        return parties.party_of(key)

    def governance(self, key: str, verb: str, book: str = "PartyRegistry") -> None:
        """A verb that the AccessManager guards."""
        target, selector = self.addresses[book], selector_of(book, verb)
        if not self.replay.parties.governance.allows(key, target, selector):
            raise Refused("AccessManagedUnauthorized")

    # PartyRegistry

    def admit(self, key: str) -> None:
        self.governance(key, "admit")

    def enrol(self, key: str, kind: PartyKind) -> None:
        self.actor(key, "PartyRegistry", "enrol")
        if kind in (PartyKind.RegistryOffice, PartyKind.CentralBank, PartyKind.Searcher):
            raise Refused("InvalidKind")

    def rename(self, key: str, party: int) -> None:
        actor = self.actor(key, "PartyRegistry", "rename")
        self._entered(party)
        if self.replay.parties.parties[party].registrar != actor:
            raise Refused("NotTheRegistrar")

    def add_key(self, key: str, party: int, new: str) -> None:
        self.governance(key, "addKey")
        self._entered(party)
        self._free_key(new)

    def bind_key(self, key: str, party: int, new: str) -> None:
        self.actor(key, "PartyRegistry", "bindKey")
        self._entered(party)
        kind = self.replay.parties.parties[party].kind
        if kind not in (PartyKind.Enterprise, PartyKind.NaturalPerson, PartyKind.University):
            raise Refused("InvalidKind")
        self._free_key(new)

    def revoke_key(self, key: str, party: int, old: str) -> None:
        self.governance(key, "revokeKey")
        self._entered(party)
        self._held_key(party, old)

    def rotate_key(self, key: str, party: int, old: str, new: str) -> None:
        self.governance(key, "rotateKey")
        self._entered(party)
        self._held_key(party, old)
        self._free_key(new)

    def delegate_key(self, key: str, new: str) -> None:
        self.actor(key, "PartyRegistry", "delegateKey")
        self._full(key)
        self._free_key(new)

    def publish_document_key(self, key: str, scheme: DocumentKeyScheme, public: bytes) -> None:
        self.actor(key, "PartyRegistry", "publishDocumentKey")
        self._full(key)
        if len(public) != {DocumentKeyScheme.X25519: 32, DocumentKeyScheme.P256: 33}.get(scheme, 0):
            raise Refused("InvalidDocumentKey")

    def revoke_delegation(self, key: str, old: str) -> None:
        party = self.actor(key, "PartyRegistry", "revokeDelegation")
        self._full(key)
        self._held_key(party, old)
        if self.replay.parties.delegation_of(old) == 0:
            raise Refused("NotAKeyOf")

    def pause(self, key: str, book: str, verb: str, paused: bool) -> None:
        self.governance(key, "pause" if paused else "unpause")
        target, selector = self.addresses[book], selector_of(book, verb)
        if paused and verb not in ("file", "migrate", "offer"):
            raise Refused("NotPausable")
        if self.replay.parties.is_paused(target, selector) is paused:
            raise Refused("PauseUnchanged")

    def suspend(self, key: str, party: int, suspended: bool) -> None:
        self.governance(key, "suspend" if suspended else "reinstate")
        self._entered(party)
        if self.replay.parties.parties[party].suspended is suspended:
            raise Refused("AlreadySo")

    # AssetRegistry and SearchRegister

    def of_the_office(self, key: str, verb: str, right: bytes) -> None:
        """An office attests something of a right that is known."""
        actor = self.actor(key, "AssetRegistry", verb)
        self._known_right(right)
        if self.replay.rights.rules(right).office != actor:
            raise Refused("NotTheOffice")

    def attest(self, key: str, office: int, owners: tuple[int, ...]) -> None:
        if self.actor(key, "AssetRegistry", "attest") != office:
            raise Refused("NotTheOffice")
        if any(owner not in self.replay.parties.parties for owner in owners):
            raise Refused("UnknownParty")

    def declare_coverage(self, key: str, office: int) -> None:
        if self.actor(key, "AssetRegistry", "declareCoverage") != office:
            raise Refused("NotTheOffice")

    def lift_preservation(self, key: str, right: bytes, preservation: int) -> None:
        self.of_the_office(key, "liftPreservation", right)
        if preservation not in self.replay.rights.right(right).preservations:
            raise Refused("NotPreservedBy")

    def label_class(self, key: str, right: bytes) -> None:
        self.actor(key, "AssetRegistry", "labelClass")
        self._known_right(right)

    def certify(self, key: str) -> None:
        self.actor(key, "SearchRegister", "certify")

    def pledgeable(self, rights: Keys, pledgors: tuple[int, ...], reserving: bool = False) -> int:
        """The office of rights that the pledgors may pledge."""
        self._ascending(rights)
        office, owning = 0, set[int]()
        for key in rights:
            self._known_right(key)
            right = self.replay.rights.right(key)
            office = self._same_office(key, office)
            self._in_force(key)
            owning |= self._owners(key, pledgors)
            if self.replay.rights.exclusive(key) and (right.registered or right.filed):
                raise Refused("AlreadyEncumbered")
        if reserving:
            for key in rights:
                self._has_room(key)
            if owning != set(pledgors):
                raise Refused("PledgorOwnsNothing")
        return office

    # PledgeRegistry

    def file(self, key: str, pledgee: int, joint: tuple[int, ...], pledgors: tuple[int, ...], rights: Keys,
             consents: list[tuple[int, str, bool]]) -> None:  # fmt: skip
        """`consents` are pledgor, key, and whether the nonce is fresh; none on paper."""
        actor = self.actor(key, "PledgeRegistry", "file")
        if pledgee != actor:
            raise Refused("NotThePledgee")
        if pledgee in joint:
            raise Refused("InvalidParty")
        if actor in pledgors:
            raise Refused("InvalidParty")
        if consents:
            if tuple(pledgor for pledgor, _, _ in consents) != pledgors:
                raise Refused("ConsentsDoNotMatch")
            self._consents(consents)
        self.pledgeable(rights, pledgors, reserving=True)

    def register(
        self, key: str, pledge: int, rights: Keys, pledgors: tuple[int, ...], number: str, paper: bool
    ) -> None:
        entry, actor = self._by_office(key, "PledgeRegistry", "register", pledge)
        self._in(entry, PledgeState.Filed)
        self._whole(entry, rights)
        self._pledgors(entry, pledgors)
        if entry.paper and not paper:
            raise Refused("PaperConsentMissing")
        self._number(actor, number)
        owning = set[int]()
        for right in rights:
            self._in_force(right)
            owning |= self._owners(right, pledgors)
            if self.replay.rights.exclusive(right) and self.replay.rights.right(right).registered:
                raise Refused("AlreadyEncumbered")
        if owning != set(pledgors):
            raise Refused("PledgorOwnsNothing")

    def migrate(self, key: str, pledgee: int, joint: tuple[int, ...], rights: Keys, number: str) -> None:
        actor = self.actor(key, "PledgeRegistry", "migrate")
        if pledgee in joint:
            raise Refused("InvalidParty")
        self._number(actor, number)
        if self._establishable(rights) != actor:
            raise Refused("NotThePledgesOffice")

    def refuse(self, key: str, pledge: int, rights: Keys) -> None:
        entry, _ = self._by_office(key, "PledgeRegistry", "refuse", pledge)
        self._in(entry, PledgeState.Filed)
        self._whole(entry, rights)

    def withdraw(self, key: str, pledge: int, rights: Keys) -> None:
        entry, _ = self._by_pledgee(key, "PledgeRegistry", "withdraw", pledge)
        self._in(entry, PledgeState.Filed)
        self._whole(entry, rights)

    def ask_correction(self, key: str, pledge: int) -> None:
        entry, _ = self._by_office(key, "PledgeRegistry", "askCorrection", pledge)
        self._in(entry, PledgeState.Filed)

    def answer_correction(self, key: str, pledge: int) -> None:
        entry, _ = self._by_pledgee(key, "PledgeRegistry", "answerCorrection", pledge)
        self._in(entry, PledgeState.Filed)
        if not entry.correcting:
            raise Refused("NoCorrectionAsked")

    def discharge(self, key: str, pledge: int) -> None:
        entry, _ = self._by_pledgee(key, "PledgeRegistry", "discharge", pledge)
        self._in(entry, *LIVE, PledgeState.Realised)
        self._unused(pledge)
        self._nothing_waits(entry)

    def cancel(self, key: str, pledge: int, rights: Keys, ground: CancellationGround, migrated: bool) -> None:
        entry, _ = self._by_office(key, "PledgeRegistry", "cancel", pledge)
        if migrated and not entry.migrated:
            raise Refused("NotMigrated")
        if entry.state != PledgeState.Discharged:
            self._in(entry, *LIVE)
            void = ground in (CancellationGround.ContractVoid, CancellationGround.OtherLaw)
            if not migrated and not void:
                raise Refused("NotDischarged")
        self._whole(entry, rights)

    def revoke(self, key: str, pledge: int, rights: Keys) -> None:
        entry, _ = self._by_office(key, "PledgeRegistry", "revoke", pledge)
        self._in(entry, *REGISTERED)
        self._whole(entry, rights)

    # ChangeBook

    def ask_amendment(
        self,
        key: str,
        pledge: int,
        rights: Keys,
        added: Keys,
        pledgors: tuple[int, ...],
        terms: Terms,
        consents: list[tuple[int, str, bool]],
    ) -> None:
        entry = self._asking(key, "askAmendment", pledge)
        self._whole(entry, rights)
        former = entry.terms
        heavier = terms.amount > former["amount"] or terms.kind != former["kind"] or terms.ends_on > former["endsOn"]
        if not (consents or added or heavier):
            return
        self._pledgors(entry, pledgors)
        if added:
            if self.pledgeable(added, pledgors) != entry.office:
                raise Refused("NotThePledgesOffice")
            if set(added) & set(entry.rights):
                raise Refused("RightInPledge")
        if consents:
            if tuple(pledgor for pledgor, _, _ in consents) != pledgors:
                raise Refused("ConsentsDoNotMatch")
            self._consents(consents)

    def record_amendment(
        self,
        key: str,
        pledge: int,
        rights: Keys,
        added: Keys,
        pledgors: tuple[int, ...],
        pending: bytes,
        paper: bool,
        migrated: bool,
    ) -> None:
        entry = self._recording(key, "recordAmendment", pledge, ChangeKind.Amendment, pending, migrated)
        if entry.on_paper and not paper:
            raise Refused("PaperConsentMissing")
        if not added:
            return
        self._whole(entry, rights)
        if not migrated:
            self._pledgors(entry, pledgors)
        self._ascending(added)
        if set(added) & set(entry.rights):
            raise Refused("RightInPledge")
        if migrated:
            office = self._establishable(added)
        else:
            office = self.pledgeable(added, pledgors)
            for right in added:
                self._has_room(right)
        if office != entry.office:
            raise Refused("NotThePledgesOffice")

    def nominate_assignee(self, key: str, pledge: int, assignee: int) -> None:
        entry = self._asking(key, "nominateAssignee", pledge)
        self._determined(entry)
        kind, active = self.replay.parties.party_kind(assignee)
        takers = self._kinds("ChangeBook", "acceptAssignment")
        if not active or not takers >> kind & 1 or assignee == entry.pledgee:
            raise Refused("InvalidParty")

    def accept_assignment(self, key: str, pledge: int) -> None:
        actor = self.actor(key, "ChangeBook", "acceptAssignment")
        entry = self._known(pledge)
        if entry.change != ChangeKind.Assignment or entry.accepted:
            raise Refused("NoSuchChange")
        if entry.pending != words(actor):
            raise Refused("NotTheAssignee")

    def record_assignment(self, key: str, pledge: int, assignee: int, migrated: bool) -> None:
        pending = words(assignee)
        entry = self._recording(key, "recordAssignment", pledge, ChangeKind.Assignment, pending, migrated)
        if migrated and (assignee == entry.pledgee or assignee not in self.replay.parties.parties):
            raise Refused("InvalidParty")
        if not migrated and not entry.accepted:
            raise Refused("NotAccepted")

    def ask_partial_release(self, key: str, pledge: int, rights: Keys, freed: Keys) -> None:
        entry = self._asking(key, "askPartialRelease", pledge)
        self._whole(entry, rights)
        self._some(entry, freed)
        if len(freed) == len(entry.rights):
            raise Refused("NothingRemains")

    def record_partial_release(self, key: str, pledge: int, rights: Keys, freed: Keys, migrated: bool) -> None:
        pending = digest(freed)
        entry = self._recording(key, "recordPartialRelease", pledge, ChangeKind.PartialRelease, pending, migrated)
        self._whole(entry, rights)
        self._some(entry, freed)
        if len(freed) == len(entry.rights):
            raise Refused("NothingRemains")

    def ask_subordination(self, key: str, pledge: int, rights: Keys, favoured: int) -> None:
        self._asking(key, "askSubordination", pledge)
        self._next(rights, pledge, favoured)

    def record_subordination(self, key: str, pledge: int, rights: Keys, favoured: int, pending: bytes,
                             migrated: bool) -> None:  # fmt: skip
        self._recording(key, "recordSubordination", pledge, ChangeKind.Subordination, pending, migrated)
        self._next(rights, pledge, favoured)

    def drop_change(self, key: str, pledge: int) -> None:
        actor = self.actor(key, "ChangeBook", "dropChange")
        entry = self._known(pledge)
        nominee = entry.change == ChangeKind.Assignment and entry.pending == words(actor)
        if actor not in (entry.office, entry.pledgee) and not nominee:
            raise Refused("NotThePledgee")
        if entry.change == ChangeKind.None_:
            raise Refused("NoSuchChange")

    def determine(self, key: str, pledge: int, amount: int) -> None:
        entry, _ = self._by_pledgee(key, "ChangeBook", "determine", pledge)
        self._in(entry, *LIVE)
        if entry.terms["kind"] != ObligationKind.Maximum or entry.determined:
            raise Refused("NothingToDetermine")
        if entry.terms["amount"] != 0 and amount > entry.terms["amount"]:
            raise Refused("AboveCeiling")

    def consent_to_transfer(self, key: str, pledge: int, rights: Keys, covered: Keys) -> None:
        entry, _ = self._by_pledgee(key, "ChangeBook", "consentToTransfer", pledge)
        self._in(entry, *LIVE)
        self._whole(entry, rights)
        self._some(entry, covered)

    # EnforcementBook

    def declare_default(self, key: str, pledge: int) -> None:
        entry, _ = self._by_pledgee(key, "EnforcementBook", "declareDefault", pledge)
        self._in(entry, PledgeState.Registered)

    def cure(self, key: str, pledge: int) -> None:
        entry, _ = self._by_pledgee(key, "EnforcementBook", "cure", pledge)
        self._in(entry, PledgeState.Defaulted)

    def enforce(self, key: str, pledge: int) -> None:
        entry, _ = self._by_pledgee(key, "EnforcementBook", "enforce", pledge)
        self._in(entry, PledgeState.Defaulted)
        self._determined(entry)

    def realise(self, key: str, pledge: int, rights: Keys, sold: Keys, short: bool) -> None:
        entry, _ = self._by_pledgee(key, "EnforcementBook", "realise", pledge)
        self._in(entry, PledgeState.Enforcing)
        self._whole(entry, rights)
        self._some(entry, sold)
        if short:
            raise Refused("ProceedsDoNotAddUp")
        if entry.sold & set(sold):
            raise Refused("AlreadyRealised")
        if entry.sold | set(sold) >= set(entry.rights):
            self._nothing_waits(entry)

    # RefinancingBook

    def assess_eligibility(self, key: str, pledge: int, eligible: bool, haircut: int) -> None:
        self.actor(key, "RefinancingBook", "assessEligibility")
        self._in(self._known(pledge), *LIVE)
        if haircut > (WHOLE - 1 if eligible else 0):
            raise Refused("InvalidHaircut")

    def offer_claim(self, key: str, pledge: int, kind: int, user: int, amount: int) -> None:
        self._by_pledgee(key, "RefinancingBook", "offerClaim", pledge)
        party, active = self.replay.parties.party_kind(user)
        fit = PartyKind.Trustee if kind == RefinancingKind.Pool else PartyKind.CentralBank
        if not active or party != fit:
            raise Refused("InvalidParty")
        self._usable(pledge, kind, user, amount)

    def drop_claim(self, key: str, refinancing: int) -> None:
        actor = self.actor(key, "RefinancingBook", "dropClaim")
        entry = self._refinancing(refinancing)
        if actor not in (entry.holder, entry.terms["user"]):
            raise Refused("NotTheUser")
        if entry.state != RefinancingState.Offered:
            raise Refused("WrongRefinancingState")

    def take_claim(self, key: str, refinancing: int, rights: Keys) -> None:
        actor = self.actor(key, "RefinancingBook", "takeClaim")
        entry = self._refinancing(refinancing)
        if actor != entry.terms["user"]:
            raise Refused("NotTheUser")
        if entry.state != RefinancingState.Offered:
            raise Refused("WrongRefinancingState")
        pledge = self._known(entry.pledge)
        if entry.holder != pledge.pledgee:
            raise Refused("NotThePledgee")
        self._usable(entry.pledge, entry.terms["kind"], actor, entry.terms["amount"])
        self._whole(pledge, rights)
        locked = [right for right in map(self.replay.rights.right, rights) if right.locks & ~PRESERVATION]
        if any(each in self.replay.refinancings.uses for right in locked for each in right.registered):
            raise Refused("ClaimInUse")
        if locked:
            raise Refused("AlreadyLocked")

    def release_claim(self, key: str, refinancing: int, rights: Keys) -> None:
        actor = self.actor(key, "RefinancingBook", "releaseClaim")
        entry = self._refinancing(refinancing)
        if actor != entry.terms["user"]:
            pledge = self._known(entry.pledge)
            if actor != pledge.pledgee or pledge.state < PledgeState.Cancelled:
                raise Refused("NotTheUser")
        if entry.state != RefinancingState.Live:
            raise Refused("WrongRefinancingState")
        if digest(rights) != entry.locked:
            raise Refused("WrongRights")

    # BuybackBook

    def declare_fund(self, key: str, manager: int) -> None:
        self.actor(key, "BuybackBook", "declareFund")
        self._manager(manager)

    def revise_fund(self, key: str, fund: int, manager: int, capital: int) -> None:
        actor = self.actor(key, "BuybackBook", "reviseFund")
        if fund not in self.replay.funds.funds:
            raise Refused("UnknownFund")
        if self.replay.funds.funds[fund].owner != actor:
            raise Refused("NotTheFundsOwner")
        self._manager(manager)
        if self.replay.funds.bound(fund) + self.replay.funds.inventory(fund) > capital:
            raise Refused("CapitalExceeded")

    def set_cap(self, key: str, cap: int) -> None:
        self.actor(key, "BuybackBook", "setCap")
        if not 0 < cap <= WHOLE:
            raise Refused("InvalidCap")

    def offer(self, key: str, fund: int, pledge: int, time: int) -> None:
        actor = self.actor(key, "BuybackBook", "offer")
        if fund not in self.replay.funds.funds:
            raise Refused("UnknownFund")
        if self.replay.funds.funds[fund].terms["manager"] != actor:
            raise Refused("NotTheFundsManager")
        entry = self._known(pledge)
        self._in(entry, PledgeState.Filed, PledgeState.Registered)
        self._foreign(entry, fund)
        self._punctual(fund, time)

    def withdraw_offer(self, key: str, commitment: int) -> None:
        self._stands(self._by_manager(key, "withdrawOffer", commitment), CommitmentState.Offered)

    def decline(self, key: str, commitment: int) -> None:
        self._stands(self._by_holder(key, "decline", commitment), CommitmentState.Offered)

    def accept(self, key: str, commitment: int, principal: int, pledgors: tuple[int, ...], time: int) -> None:
        entry = self._by_holder(key, "accept", commitment)
        funds, pledge = self.replay.funds, self._known(entry.pledge)
        self._stands(entry, CommitmentState.Offered)
        if time > entry.terms["closesAt"]:
            raise Refused("InvalidWindow")
        self._in(pledge, PledgeState.Registered)
        if pledgors != pledge.pledgors:
            raise Refused("WrongPledgors")
        if principal > pledge.terms["amount"]:
            raise Refused("PrincipalTooHigh")
        if (funds.committed(entry.pledge) + entry.price) * WHOLE > principal * funds.cap:
            raise Refused("CapExceeded")
        self._foreign(pledge, entry.fund)
        self._punctual(entry.fund, time)
        fund = funds.funds[entry.fund]
        if funds.bound(entry.fund) + funds.inventory(entry.fund) + entry.price > fund.capital:
            raise Refused("CapitalExceeded")
        most = max(fund.exposure.get(pledgor, 0) for pledgor in pledgors)
        if most + entry.price > fund.terms["pledgorLimit"]:
            raise Refused("PledgorLimitExceeded")

    def exercise(self, key: str, commitment: int, time: int) -> None:
        entry = self._by_holder(key, "exercise", commitment)
        pledge = self._known(entry.pledge)
        self._stands(entry, CommitmentState.Accepted)
        self._in(pledge, PledgeState.Defaulted, PledgeState.Enforcing)
        self._foreign(pledge, entry.fund)
        if not entry.terms["opensAt"] <= time <= entry.terms["closesAt"]:
            raise Refused("OutsideWindow")

    def pay(self, key: str, commitment: int, amount: int) -> None:
        entry = self._by_manager(key, "pay", commitment)
        self._stands(entry, CommitmentState.Exercised)
        if entry.paid + amount > entry.price:
            raise Refused("PaymentTooHigh")

    def confirm(self, key: str, commitment: int, received: int) -> None:
        entry = self._by_holder(key, "confirm", commitment)
        self._stands(entry, CommitmentState.Exercised)
        if not entry.received < received <= entry.paid:
            raise Refused("ReceiptDoesNotMatch")
        if received == entry.price and entry.terms["route"] == BuybackRoute.Claim:
            pledge, buyer = self._known(entry.pledge), self.replay.funds.funds[entry.fund].owner
            if (pledge.change, pledge.pending) != (ChangeKind.Assignment, words(buyer)):
                raise Refused("DeliveryMissing")

    def dispute(self, key: str, commitment: int) -> None:
        entry = self._by_a_side(key, "dispute", commitment)
        self._stands(entry, CommitmentState.Exercised)
        if entry.disputed:
            raise Refused("AlreadyDone")

    def mark_overdue(self, key: str, commitment: int, time: int) -> None:
        entry = self._by_a_side(key, "markOverdue", commitment)
        self._stands(entry, CommitmentState.Exercised)
        if time <= entry.due_at:
            raise Refused("NotOverdue")
        if entry.overdue_marked:
            raise Refused("AlreadyDone")

    def lapse(self, key: str, commitment: int, time: int) -> None:
        entry = self._by_a_side(key, "lapse", commitment)
        self._stands(entry, CommitmentState.Offered, CommitmentState.Accepted)
        if time <= entry.terms["closesAt"] and self._known(entry.pledge).state < PledgeState.Realised:
            raise Refused("NotLapsed")

    def waive(self, key: str, commitment: int) -> None:
        entry = self._by_holder(key, "waive", commitment)
        if entry.state == CommitmentState.Exercised and entry.paid:
            raise Refused("AlreadyPaid")
        self._stands(entry, CommitmentState.Accepted, CommitmentState.Exercised)

    def resell(self, key: str, commitment: int) -> None:
        entry = self._by_manager(key, "resell", commitment)
        self._stands(entry, CommitmentState.Settled)
        owner = self.replay.funds.funds[entry.fund].owner
        if entry.terms["route"] == BuybackRoute.Claim and self._known(entry.pledge).pledgee != owner:
            raise Refused("DeliveryMissing")

    # Guards of parties

    def _entered(self, party: int) -> None:
        if party not in self.replay.parties.parties:
            raise Refused("UnknownParty")

    def _free_key(self, key: str) -> None:
        if key in self.replay.parties.keys:
            raise Refused("KeyTaken")

    def _held_key(self, party: int, key: str) -> None:
        held = self.replay.parties.keys.get(key)
        if held is None or held.party != party or held.revoked:
            raise Refused("NotAKeyOf")

    def _full(self, key: str) -> None:
        if self.replay.parties.delegation_of(key):
            raise Refused("OnlyFullKeys")

    def _kinds(self, book: str, verb: str) -> int:
        return self.replay.parties.kinds_of(self.addresses[book], selector_of(book, verb))

    def _consents(self, consents: list[tuple[int, str, bool]]) -> None:
        for pledgor, key, fresh in consents:
            if not fresh:
                raise Refused("ConsentUsed")
            if not self.replay.parties.is_live_key(pledgor, key):
                raise Refused("ConsentKeyNotLive")

    # Guards of rights

    def _known_right(self, key: bytes) -> None:
        if not self.replay.rights.right(key).kind:
            raise Refused("UnknownRight")

    def _in_force(self, key: bytes) -> None:
        right = self.replay.rights.right(key)
        if right.validity != Validity.InForce:
            raise Refused("RightNotInForce")
        if right.locks & PRESERVATION:
            raise Refused("RightPreserved")

    def _owners(self, key: bytes, pledgors: tuple[int, ...]) -> set[int]:
        owners = set(self.replay.rights.right(key).owners)
        if not owners:
            raise Refused("OwnersNotAttested")
        if not owners <= set(pledgors):
            raise Refused("OwnerConsentMissing")
        return owners

    def _same_office(self, key: bytes, office: int) -> int:
        own = self.replay.rights.rules(key).office
        if office not in (0, own):
            raise Refused("MixedOffices")
        return own

    def _has_room(self, key: bytes) -> None:
        right = self.replay.rights.right(key)
        if len(right.registered) + len(right.filed) >= MOST_PLEDGES:
            raise Refused("TooManyEncumbrances")

    def _establishable(self, keys: Keys) -> int:
        self._ascending(keys)
        office = 0
        for key in keys:
            self._known_right(key)
            office = self._same_office(key, office)
            if self.replay.rights.exclusive(key) and self.replay.rights.right(key).registered:
                raise Refused("AlreadyEncumbered")
            self._has_room(key)
        return office

    def _ascending(self, keys: Keys) -> None:
        if any(first >= second for first, second in pairwise(keys)):
            raise Refused("NotAscending")

    # Guards of pledges

    def _known(self, pledge: int) -> Pledge:
        if pledge not in self.replay.pledges.pledges:
            raise Refused("UnknownPledge")
        return self.replay.pledges.pledges[pledge]

    def _by_pledgee(self, key: str, book: str, verb: str, pledge: int) -> tuple[Pledge, int]:
        actor = self.actor(key, book, verb)
        entry = self._known(pledge)
        if entry.pledgee != actor:
            raise Refused("NotThePledgee")
        return entry, actor

    def _by_office(self, key: str, book: str, verb: str, pledge: int) -> tuple[Pledge, int]:
        actor = self.actor(key, book, verb)
        entry = self._known(pledge)
        if entry.office != actor:
            raise Refused("NotThePledgesOffice")
        return entry, actor

    def _asking(self, key: str, verb: str, pledge: int) -> Pledge:
        entry, _ = self._by_pledgee(key, "ChangeBook", verb, pledge)
        self._in(entry, *LIVE)
        self._unused(pledge)
        self._nothing_waits(entry)
        return entry

    def _recording(self, key: str, verb: str, pledge: int, change: ChangeKind, pending: bytes,
                   migrated: bool) -> Pledge:  # fmt: skip
        entry, _ = self._by_office(key, "ChangeBook", verb, pledge)
        self._in(entry, *LIVE)
        if migrated:
            if not entry.migrated:
                raise Refused("NotMigrated")
            self._nothing_waits(entry)
        elif (entry.change, entry.pending) != (change, pending):
            raise Refused("NoSuchChange")
        return entry

    def _pledgors(self, entry: Pledge, pledgors: tuple[int, ...]) -> None:
        if pledgors != entry.pledgors:
            raise Refused("WrongPledgors")

    def _in(self, entry: Pledge, *states: PledgeState) -> None:
        if entry.state not in states:
            raise Refused("WrongState")

    def _nothing_waits(self, entry: Pledge) -> None:
        if entry.change != ChangeKind.None_:
            raise Refused("ChangePending")

    def _whole(self, entry: Pledge, rights: Keys) -> None:
        if rights != entry.rights:
            raise Refused("WrongRights")

    def _some(self, entry: Pledge, named: Keys) -> None:
        if not named:
            raise Refused("EmptyList")
        if not set(named) <= set(entry.rights):
            raise Refused("RightNotInPledge")

    def _determined(self, entry: Pledge) -> None:
        if entry.terms["kind"] == ObligationKind.Maximum and not entry.determined:
            raise Refused("ClaimNotDetermined")

    def _number(self, office: int, number: str) -> None:
        if self.replay.pledges.pledge_by_number(office, number):
            raise Refused("RegistrationNumberTaken")

    def _next(self, rights: Keys, pledge: int, favoured: int) -> None:
        if not rights:
            raise Refused("EmptyList")
        for key in rights:
            if (pledge, favoured) not in pairwise(self.replay.rights.right(key).registered):
                raise Refused("NotNextInRank")

    def _unused(self, pledge: int) -> None:
        if pledge in self.replay.refinancings.uses:
            raise Refused("ClaimInUse")

    # Guards of refinancings

    def _refinancing(self, refinancing: int) -> Refinancing:
        if refinancing not in self.replay.refinancings.refinancings:
            raise Refused("UnknownRefinancing")
        return self.replay.refinancings.refinancings[refinancing]

    def _usable(self, pledge: int, kind: int, user: int, amount: int) -> None:
        entry, haircut = self._known(pledge), 0
        self._unused(pledge)
        self._in(entry, PledgeState.Registered)
        self._nothing_waits(entry)
        if kind == RefinancingKind.Pool:
            self._determined(entry)
        elif kind == RefinancingKind.CentralBank:
            eligible, haircut = self.replay.refinancings.eligibilities.get((pledge, user), (False, 0))
            if not eligible:
                raise Refused("NotEligible")
        if amount * WHOLE > entry.terms["amount"] * (WHOLE - haircut):
            raise Refused("DrawnTooHigh")

    # Guards of funds

    def _manager(self, manager: int) -> None:
        kind, active = self.replay.parties.party_kind(manager)
        if not active or not self._kinds("BuybackBook", "offer") >> kind & 1:
            raise Refused("InvalidParty")

    def _commitment(self, commitment: int) -> Commitment:
        if commitment not in self.replay.funds.commitments:
            raise Refused("UnknownCommitment")
        return self.replay.funds.commitments[commitment]

    def _by_manager(self, key: str, verb: str, commitment: int) -> Commitment:
        actor = self.actor(key, "BuybackBook", verb)
        entry = self._commitment(commitment)
        if self.replay.funds.funds[entry.fund].terms["manager"] != actor:
            raise Refused("NotTheFundsManager")
        return entry

    def _by_holder(self, key: str, verb: str, commitment: int) -> Commitment:
        actor = self.actor(key, "BuybackBook", verb)
        entry = self._commitment(commitment)
        if self._known(entry.pledge).pledgee != actor:
            raise Refused("NotThePledgee")
        return entry

    def _by_a_side(self, key: str, verb: str, commitment: int) -> Commitment:
        actor = self.actor(key, "BuybackBook", verb)
        entry = self._commitment(commitment)
        manager = self.replay.funds.funds[entry.fund].terms["manager"]
        if actor not in (self._known(entry.pledge).pledgee, manager):
            raise Refused("NotASide")
        return entry

    def _foreign(self, pledge: Pledge, fund: int) -> None:
        entry = self.replay.funds.funds[fund]
        if pledge.pledgee in (entry.owner, entry.terms["manager"]):
            raise Refused("OwnClaim")

    def _punctual(self, fund: int, time: int) -> None:
        if self.replay.funds.overdue(fund, time):
            raise Refused("FundOverdue")

    def _stands(self, entry: Commitment, *states: CommitmentState) -> None:
        if entry.state not in states:
            raise Refused("WrongCommitmentState")
