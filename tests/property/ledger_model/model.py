"""The life of pledges as the rules read, in plain Python: what the contracts must do, said a second time.

It keeps lists and names where the contracts keep words and digests. Each act answers nothing and changes the model, or
raises Refused with the name of the contracts' error. Source: design law.md and domain.md; contracts/interfaces.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from chain_gateway.ledger.enums import CancellationGround, ChangeKind, ObligationKind, PledgeState

LIVE = (PledgeState.Registered, PledgeState.Defaulted, PledgeState.Enforcing)
REGISTERED = (*LIVE, PledgeState.Realised, PledgeState.Discharged)


class Refused(Exception):
    """The rules do not allow the act."""

    def __init__(self, error: str) -> None:
        self.error = error
        super().__init__(error)


@dataclass
class Right:
    """What lies on a right."""

    exclusive: bool
    owner: int
    registered: list[int] = field(default_factory=list)
    filed: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Terms:
    """The terms of a secured obligation, as far as the acts of the test change them."""

    kind: ObligationKind
    amount: int

    def burden(self, former: "Terms") -> bool:
        """Whether they weigh more on the pledgor than the former ones."""
        return self.amount > former.amount or self.kind != former.kind


@dataclass
class Pledge:
    """A pledge, and what waits on it."""

    state: PledgeState
    pledgee: int
    terms: Terms
    rights: tuple[bytes, ...]
    paper: bool = False
    migrated: bool = False
    correcting: bool = False
    determined: bool = False
    change: ChangeKind = ChangeKind.None_
    content: object = None
    accepted: bool = False
    on_paper: bool = False
    sold: set[bytes] = field(default_factory=set)
    notice_on: int = 0


class Model:
    """All pledges over some rights of one office and one owner, who consents when asked and may sell them."""

    def __init__(
        self, office: int, lenders: tuple[int, ...], owner: int, enrolled: tuple[int, ...], rights: dict[bytes, bool]
    ) -> None:
        self.office = office
        self.lenders = lenders
        self.owner = owner
        self.enrolled = enrolled
        self.parties = {office, *lenders, owner, *enrolled}
        self.rights = {key: Right(exclusive, owner) for key, exclusive in rights.items()}
        self.pledges: dict[int, Pledge] = {}

    # What the office knows

    def attest(self, actor: int, key: bytes, owner: int) -> None:
        """The office attests who owns a right now."""
        self._office(actor)
        self.rights[key].owner = owner

    def rename(self, actor: int, party: int) -> None:
        """Whoever entered a party records its new name: the office those it enrolled; governance is not among us."""
        self._office(actor)
        if party not in self.parties:
            raise Refused("UnknownParty")
        if party not in self.enrolled:
            raise Refused("NotTheRegistrar")

    # From filing to the end

    def file(self, pledge: int, actor: int, terms: Terms, rights: tuple[bytes, ...], paper: bool) -> None:
        """A lender files a pledge."""
        self._lender(actor)
        self._free_to_pledge(rights)
        self.pledges[pledge] = Pledge(PledgeState.Filed, actor, terms, rights, paper=paper)
        for key in rights:
            self.rights[key].filed.append(pledge)

    def register(
        self, pledge: int, actor: int, rights: tuple[bytes, ...], pledgors: tuple[int, ...], paper: bool
    ) -> None:
        """The office registers it; `paper` when it names the paper consent."""
        entry = self._by_office(pledge, actor)
        self._in(entry, PledgeState.Filed)
        self._whole(entry, rights)
        self._pledgors(pledgors)
        if entry.paper and not paper:
            raise Refused("PaperConsentMissing")
        for key in rights:
            self._owned(key)
            if self.rights[key].exclusive and self.rights[key].registered:
                raise Refused("AlreadyEncumbered")
        entry.state = PledgeState.Registered
        for key in rights:
            self.rights[key].filed.remove(pledge)
            self.rights[key].registered.append(pledge)

    def migrate(self, pledge: int, actor: int, terms: Terms, rights: tuple[bytes, ...]) -> None:
        """The office carries a registration of the first lender over."""
        self._office(actor)
        for key in rights:
            if self.rights[key].exclusive and self.rights[key].registered:
                raise Refused("AlreadyEncumbered")
        self.pledges[pledge] = Pledge(PledgeState.Registered, self.lenders[0], terms, rights, migrated=True)
        for key in rights:
            self.rights[key].registered.append(pledge)

    def refuse(self, pledge: int, actor: int, rights: tuple[bytes, ...]) -> None:
        """The office refuses a filing."""
        entry = self._by_office(pledge, actor)
        self._in(entry, PledgeState.Filed)
        self._end(pledge, entry, rights, PledgeState.Refused)

    def withdraw(self, pledge: int, actor: int, rights: tuple[bytes, ...]) -> None:
        """The pledgee takes its filing back."""
        entry = self._by_pledgee(pledge, actor)
        self._in(entry, PledgeState.Filed)
        self._end(pledge, entry, rights, PledgeState.Withdrawn)

    def ask_correction(self, pledge: int, actor: int) -> None:
        """The office asks for corrections."""
        entry = self._by_office(pledge, actor)
        self._in(entry, PledgeState.Filed)
        entry.correcting = True

    def answer_correction(self, pledge: int, actor: int) -> None:
        """The pledgee answers."""
        entry = self._by_pledgee(pledge, actor)
        self._in(entry, PledgeState.Filed)
        if not entry.correcting:
            raise Refused("NoCorrectionAsked")
        entry.correcting = False

    def discharge(self, pledge: int, actor: int, others: tuple[int, ...]) -> None:
        """The pledgee says that the pledge is at its end, or waives it."""
        entry = self._by_pledgee(pledge, actor)
        self._in(entry, *LIVE, PledgeState.Realised)
        self._nothing_waits(entry)
        self._others(others, actor)
        entry.state = PledgeState.Discharged

    def cancel(
        self, pledge: int, actor: int, rights: tuple[bytes, ...], ground: CancellationGround, migrated: bool
    ) -> None:
        """The office strikes the pledge."""
        entry = self._by_office(pledge, actor)
        if migrated and not entry.migrated:
            raise Refused("NotMigrated")
        if entry.state is not PledgeState.Discharged:
            self._in(entry, *LIVE)
            void = ground in (CancellationGround.ContractVoid, CancellationGround.OtherLaw)
            if not migrated and not void:
                raise Refused("NotDischarged")
        self._end(pledge, entry, rights, PledgeState.Cancelled)

    def revoke(self, pledge: int, actor: int, rights: tuple[bytes, ...]) -> None:
        """The office revokes the registration from the beginning."""
        entry = self._by_office(pledge, actor)
        self._in(entry, *REGISTERED)
        self._end(pledge, entry, rights, PledgeState.Revoked)

    # Changes

    def ask_amendment(
        self,
        pledge: int,
        actor: int,
        rights: tuple[bytes, ...],
        added: tuple[bytes, ...],
        terms: Terms,
        pledgors: tuple[int, ...],
        signed: bool,
        document: bool,
        others: tuple[int, ...],
    ) -> None:
        """The pledgee asks for other terms or further rights; the pledgor signed, or a document says so."""
        entry = self._asking(pledge, actor)
        self._whole(entry, rights)
        heavier = bool(added) or terms.burden(entry.terms)
        if heavier or signed:
            self._pledgors(pledgors)
            self._free_to_pledge(added)
            if set(added) & set(entry.rights):
                raise Refused("RightInPledge")
            if not signed and not document:
                raise Refused("Missing")
        self._others(others, actor)
        self._wait(entry, ChangeKind.Amendment, (terms, added))
        entry.on_paper = heavier and not signed

    def record_amendment(
        self,
        pledge: int,
        actor: int,
        rights: tuple[bytes, ...],
        added: tuple[bytes, ...],
        terms: Terms,
        pledgors: tuple[int, ...],
        paper: bool,
        migrated: bool,
    ) -> None:
        """The office records other terms or further rights; `paper` when it names the paper consent."""
        entry = self._recording(pledge, actor, ChangeKind.Amendment, (terms, added), migrated)
        if entry.on_paper and not paper:
            raise Refused("PaperConsentMissing")
        if added:
            self._whole(entry, rights)
            if not migrated:
                self._pledgors(pledgors)
            if set(added) & set(entry.rights):
                raise Refused("RightInPledge")
            for key in added:
                right = self.rights[key]
                if not migrated:
                    self._owned(key)
                if right.exclusive and (right.registered or (right.filed and not migrated)):
                    raise Refused("AlreadyEncumbered")
        self._nothing(entry)
        if terms.kind != entry.terms.kind:
            entry.determined = False
        entry.terms = terms
        entry.rights = tuple(sorted((*entry.rights, *added)))
        for key in added:
            self.rights[key].registered.append(pledge)

    def nominate(self, pledge: int, actor: int, assignee: int) -> None:
        """The pledgee names an assignee."""
        entry = self._asking(pledge, actor)
        self._determined(entry)
        if assignee == actor or assignee not in self.lenders:
            raise Refused("InvalidParty")
        self._wait(entry, ChangeKind.Assignment, assignee)

    def accept(self, pledge: int, actor: int) -> None:
        """The nominee accepts."""
        self._lender(actor)
        entry = self._known(pledge)
        if entry.change is not ChangeKind.Assignment or entry.accepted:
            raise Refused("NoSuchChange")
        if entry.content != actor:
            raise Refused("NotTheAssignee")
        entry.accepted = True

    def record_assignment(self, pledge: int, actor: int, assignee: int, migrated: bool) -> None:
        """The office records an assignment."""
        entry = self._recording(pledge, actor, ChangeKind.Assignment, assignee, migrated)
        if migrated and assignee == entry.pledgee:
            raise Refused("InvalidParty")
        if not migrated and not entry.accepted:
            raise Refused("NotAccepted")
        self._nothing(entry)
        entry.pledgee = assignee

    def ask_release(
        self,
        pledge: int,
        actor: int,
        rights: tuple[bytes, ...],
        freed: tuple[bytes, ...],
        others: tuple[int, ...],
    ) -> None:
        """The pledgee asks to free some rights."""
        entry = self._asking(pledge, actor)
        self._whole(entry, rights)
        self._some(entry, freed)
        if set(freed) == set(entry.rights):
            raise Refused("NothingRemains")
        self._others(others, actor)
        self._wait(entry, ChangeKind.PartialRelease, freed)

    def record_release(
        self, pledge: int, actor: int, rights: tuple[bytes, ...], freed: tuple[bytes, ...], migrated: bool
    ) -> None:
        """The office records that some rights are free."""
        entry = self._recording(pledge, actor, ChangeKind.PartialRelease, freed, migrated)
        self._whole(entry, rights)
        self._some(entry, freed)
        if set(freed) == set(entry.rights):
            raise Refused("NothingRemains")
        self._nothing(entry)
        entry.rights = tuple(key for key in entry.rights if key not in freed)
        for key in freed:
            self.rights[key].registered.remove(pledge)

    def drop(self, pledge: int, actor: int) -> None:
        """The office, the pledgee or the nominee drops what waits."""
        entry = self._known(pledge)
        nominee = entry.change is ChangeKind.Assignment and entry.content == actor
        if actor not in (self.office, entry.pledgee) and not nominee:
            raise Refused("NotThePledgee")
        if entry.change is ChangeKind.None_:
            raise Refused("NoSuchChange")
        self._nothing(entry)

    def ask_subordination(self, pledge: int, actor: int, rights: tuple[bytes, ...], favoured: int) -> None:
        """The pledgee consents to rank behind the next pledge."""
        entry = self._asking(pledge, actor)
        self._next(rights, pledge, favoured)
        self._wait(entry, ChangeKind.Subordination, (rights, favoured))

    def record_subordination(
        self, pledge: int, actor: int, rights: tuple[bytes, ...], favoured: int, migrated: bool
    ) -> None:
        """The office records the change of rank."""
        entry = self._recording(pledge, actor, ChangeKind.Subordination, (rights, favoured), migrated)
        self._next(rights, pledge, favoured)
        self._nothing(entry)
        for key in rights:
            ranks = self.rights[key].registered
            place = ranks.index(pledge)
            ranks[place], ranks[place + 1] = favoured, pledge

    def determine(self, pledge: int, actor: int) -> None:
        """The pledgee determines the claims."""
        entry = self._by_pledgee(pledge, actor)
        self._in(entry, *LIVE)
        if entry.terms.kind is not ObligationKind.Maximum or entry.determined:
            raise Refused("NothingToDetermine")
        entry.determined = True

    def consent_to_transfer(
        self, pledge: int, actor: int, rights: tuple[bytes, ...], covered: tuple[bytes, ...]
    ) -> None:
        """The pledgee consents to a transfer."""
        entry = self._by_pledgee(pledge, actor)
        self._in(entry, *LIVE)
        self._whole(entry, rights)
        self._some(entry, covered)

    # Enforcement

    def declare_default(self, pledge: int, actor: int, notice_on: int) -> None:
        """The pledgee declares a default."""
        entry = self._by_pledgee(pledge, actor)
        self._in(entry, PledgeState.Registered)
        entry.state, entry.notice_on = PledgeState.Defaulted, notice_on

    def cure(self, pledge: int, actor: int) -> None:
        """The default is cured."""
        entry = self._by_pledgee(pledge, actor)
        self._in(entry, PledgeState.Defaulted)
        entry.state = PledgeState.Registered

    def enforce(self, pledge: int, actor: int) -> None:
        """The pledgee enforces."""
        entry = self._by_pledgee(pledge, actor)
        self._in(entry, PledgeState.Defaulted)
        self._determined(entry)
        entry.state = PledgeState.Enforcing

    def realise(self, pledge: int, actor: int, rights: tuple[bytes, ...], sold: tuple[bytes, ...], short: bool) -> None:
        """Rights are turned into money; with `short` the sums do not add up."""
        entry = self._by_pledgee(pledge, actor)
        self._in(entry, PledgeState.Enforcing)
        self._whole(entry, rights)
        self._some(entry, sold)
        if short:
            raise Refused("ProceedsDoNotAddUp")
        if entry.sold & set(sold):
            raise Refused("AlreadyRealised")
        last = entry.sold | set(sold) >= set(entry.rights)
        if last:
            self._nothing_waits(entry)
            entry.state = PledgeState.Realised
        entry.sold |= set(sold)

    # Guards

    def _lender(self, actor: int) -> None:
        if actor not in self.lenders:
            raise Refused("AccessManagedUnauthorized")

    def _office(self, actor: int) -> None:
        if actor != self.office:
            raise Refused("AccessManagedUnauthorized")

    def _known(self, pledge: int) -> Pledge:
        if pledge not in self.pledges:
            raise Refused("UnknownPledge")
        return self.pledges[pledge]

    def _by_pledgee(self, pledge: int, actor: int) -> Pledge:
        self._lender(actor)
        entry = self._known(pledge)
        if entry.pledgee != actor:
            raise Refused("NotThePledgee")
        return entry

    def _by_office(self, pledge: int, actor: int) -> Pledge:
        self._office(actor)
        return self._known(pledge)

    def _asking(self, pledge: int, actor: int) -> Pledge:
        entry = self._by_pledgee(pledge, actor)
        self._in(entry, *LIVE)
        self._nothing_waits(entry)
        return entry

    def _recording(self, pledge: int, actor: int, change: ChangeKind, content: object, migrated: bool) -> Pledge:
        entry = self._by_office(pledge, actor)
        self._in(entry, *LIVE)
        if migrated:
            if not entry.migrated:
                raise Refused("NotMigrated")
            self._nothing_waits(entry)
        elif (entry.change, entry.content) != (change, content):
            raise Refused("NoSuchChange")
        return entry

    def _in(self, entry: Pledge, *states: PledgeState) -> None:
        if entry.state not in states:
            raise Refused("WrongState")

    def _nothing_waits(self, entry: Pledge) -> None:
        if entry.change is not ChangeKind.None_:
            raise Refused("ChangePending")

    def _whole(self, entry: Pledge, rights: tuple[bytes, ...]) -> None:
        if rights != entry.rights:
            raise Refused("WrongRights")

    def _some(self, entry: Pledge, named: tuple[bytes, ...]) -> None:
        if not named:
            raise Refused("EmptyList")
        if not set(named) <= set(entry.rights):
            raise Refused("RightNotInPledge")

    def _determined(self, entry: Pledge) -> None:
        if entry.terms.kind is ObligationKind.Maximum and not entry.determined:
            raise Refused("ClaimNotDetermined")

    def _free_to_pledge(self, rights: tuple[bytes, ...]) -> None:
        for key in rights:
            right = self.rights[key]
            self._owned(key)
            if right.exclusive and (right.registered or right.filed):
                raise Refused("AlreadyEncumbered")

    def _owned(self, key: bytes) -> None:
        if self.rights[key].owner != self.owner:
            raise Refused("OwnerConsentMissing")

    def _pledgors(self, pledgors: tuple[int, ...]) -> None:
        if pledgors != (self.owner,):
            raise Refused("WrongPledgors")

    def _others(self, others: tuple[int, ...], pledgee: int) -> None:
        last = 0
        for party in others:
            if party <= last:
                raise Refused("NotAscending")
            last = party
            if party == pledgee or party not in self.parties:
                raise Refused("InvalidParty")

    def _next(self, rights: tuple[bytes, ...], pledge: int, favoured: int) -> None:
        if not rights:
            raise Refused("EmptyList")
        for key in rights:
            ranks = self.rights[key].registered
            if (pledge, favoured) not in pairwise(ranks):
                raise Refused("NotNextInRank")

    # Effects

    def _wait(self, entry: Pledge, change: ChangeKind, content: object) -> None:
        entry.change, entry.content, entry.accepted, entry.on_paper = change, content, False, False

    def _nothing(self, entry: Pledge) -> None:
        self._wait(entry, ChangeKind.None_, None)

    def _end(self, pledge: int, entry: Pledge, rights: tuple[bytes, ...], state: PledgeState) -> None:
        self._whole(entry, rights)
        self._nothing(entry)
        entry.state = state
        for key in rights:
            right = self.rights[key]
            if pledge in right.registered:
                right.registered.remove(pledge)
            else:
                right.filed.remove(pledge)
