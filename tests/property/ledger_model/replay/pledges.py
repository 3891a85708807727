"""Pledges, their changes and their enforcement, out of events."""

from dataclasses import dataclass, field

from eth_utils.crypto import keccak

from chain_gateway.ledger.enums import ChangeKind, ConsentForm, PledgeState
from tests.property.ledger_model.replay.events import Event, Fields, digest, obligation_digest, words
from tests.property.ledger_model.replay.rights import Rights


@dataclass
class Pledge:
    """A pledge."""

    state: int
    pledgee: int
    office: int
    pledgors: tuple[int, ...]
    rights: tuple[bytes, ...]
    terms: Fields
    paper: bool = False
    migrated: bool = False
    correcting: bool = False
    determined: bool = False
    change: int = 0
    pending: bytes = bytes(32)
    accepted: bool = False
    on_paper: bool = False
    """The amendment that waits rests on the pledgors' paper."""
    notice_on: int = 0
    sold: set[bytes] = field(default_factory=set)
    outcome: dict[str, object] = field(default_factory=dict)
    """What the latest realisation left."""

    def wait(self, change: int, pending: bytes) -> None:
        """A change waits, or with none no change any more."""
        self.change, self.pending, self.accepted, self.on_paper = change, pending, False, False


class Pledges:
    """PledgeRegistry, ChangeBook and EnforcementBook."""

    def __init__(self, rights: Rights) -> None:
        self.rights = rights
        self.pledges: dict[int, Pledge] = {}
        self.numbers: dict[tuple[int, str], int] = {}
        self.spent: set[tuple[int, int]] = set()
        """Pledgor and nonce of each consent that served."""

    def pledge(self, event: Event) -> Pledge:
        """The pledge that an event is about."""
        return self.pledges[event.about]

    def on_pledge_filed(self, event: Event) -> None:
        filing = event.data["filing"]
        self._open(event, PledgeState.Filed, event.data["office"]).paper = event.data["paperConsent"]
        self.rights.file(filing["rights"], event.about)
        self._spend(event)

    def on_pledge_migrated(self, event: Event) -> None:
        self._open(event, PledgeState.Registered, event.actor).migrated = True
        self.numbers[(event.actor, event.data["registrationNumber"])] = event.about
        self.rights.encumber(event.data["filing"]["rights"], event.about)

    def on_pledge_registered(self, event: Event) -> None:
        pledge = self.pledge(event)
        pledge.state = PledgeState.Registered
        self.numbers[(event.actor, event.data["registrationNumber"])] = event.about
        self.rights.encumber(pledge.rights, event.about)

    def on_pledge_refused(self, event: Event) -> None:
        self._end(event, PledgeState.Refused)

    def on_pledge_withdrawn(self, event: Event) -> None:
        self._end(event, PledgeState.Withdrawn)

    def on_pledge_revoked(self, event: Event) -> None:
        self._end(event, PledgeState.Revoked)

    def on_pledge_cancelled(self, event: Event) -> None:
        self._end(event, PledgeState.Cancelled)

    def on_pledge_discharged(self, event: Event) -> None:
        self.pledge(event).state = PledgeState.Discharged

    def on_correction_asked(self, event: Event) -> None:
        self.pledge(event).correcting = True

    def on_correction_answered(self, event: Event) -> None:
        self.pledge(event).correcting = False

    # ChangeBook

    def on_amendment_asked(self, event: Event) -> None:
        asked = amendment_digest(event.data["obligation"], event.data["added"])
        self.pledge(event).wait(ChangeKind.Amendment, asked)
        self.pledge(event).on_paper = event.data["consent"] == ConsentForm.Paper
        self._spend(event)

    def on_pledge_amended(self, event: Event) -> None:
        pledge, added = self.pledge(event), event.data["added"]
        pledge.wait(0, bytes(32))
        if pledge.terms["kind"] != event.data["obligation"]["kind"]:
            pledge.determined = False
        pledge.terms = event.data["obligation"]
        pledge.rights = tuple(sorted((*pledge.rights, *added)))
        self.rights.encumber(added, event.about)

    def on_assignment_nominated(self, event: Event) -> None:
        self.pledge(event).wait(ChangeKind.Assignment, words(event.data["assignee"]))

    def on_assignment_accepted(self, event: Event) -> None:
        self.pledge(event).accepted = True

    def on_pledge_assigned(self, event: Event) -> None:
        pledge = self.pledge(event)
        assert pledge.pledgee == event.data["assignor"]
        pledge.wait(0, bytes(32))
        pledge.pledgee = event.data["assignee"]

    def on_partial_release_asked(self, event: Event) -> None:
        self.pledge(event).wait(ChangeKind.PartialRelease, digest(event.data["freed"]))

    def on_rights_released(self, event: Event) -> None:
        pledge, freed = self.pledge(event), event.data["freed"]
        pledge.wait(0, bytes(32))
        pledge.rights = tuple(key for key in pledge.rights if key not in freed)
        assert event.data["remaining"] == len(pledge.rights)
        self.rights.free(freed, event.about)

    def on_subordination_asked(self, event: Event) -> None:
        asked = subordination_digest(event.data["favoured"], event.data["rights"])
        self.pledge(event).wait(ChangeKind.Subordination, asked)

    def on_ranks_changed(self, event: Event) -> None:
        self.pledge(event).wait(0, bytes(32))
        self.rights.swap(event.data["rights"], event.about, event.data["favoured"])

    def on_change_dropped(self, event: Event) -> None:
        assert self.pledge(event).change == event.data["change"]
        self.pledge(event).wait(0, bytes(32))

    def on_claim_determined(self, event: Event) -> None:
        self.pledge(event).determined = True

    def on_transfer_consented(self, event: Event) -> None:
        """It changes no reading."""

    # EnforcementBook

    def on_pledge_defaulted(self, event: Event) -> None:
        pledge = self.pledge(event)
        pledge.state, pledge.notice_on = PledgeState.Defaulted, event.data["noticeOn"]

    def on_pledge_cured(self, event: Event) -> None:
        self.pledge(event).state = PledgeState.Registered

    def on_enforcement_started(self, event: Event) -> None:
        self.pledge(event).state = PledgeState.Enforcing

    def on_rights_realised(self, event: Event) -> None:
        pledge = self.pledge(event)
        pledge.sold |= set(event.data["sold"])
        brought = event.data["realisation"]
        pledge.outcome = {name: brought[name] for name in ("currency", "deficiency")} | {"whole": event.data["whole"]}
        if event.data["whole"]:
            pledge.state = PledgeState.Realised

    # Readings

    def pledge_of(self, pledge: int) -> dict[str, object]:
        entry = self.pledges.get(pledge)
        if entry is None:
            return {}
        return {
            "state": entry.state,
            "obligationKind": entry.terms["kind"],
            **{name: entry.terms[name] for name in ("currency", "amount", "startsOn", "endsOn", "debtor")},
            "pledgee": entry.pledgee,
            "office": entry.office,
            "rightCount": len(entry.rights),
            "paperConsent": entry.paper,
            "migrated": entry.migrated,
            "pendingChange": entry.change,
            "rightsDigest": digest(entry.rights),
            "pledgorsDigest": digest(entry.pledgors),
            "pendingDigest": entry.pending,
            "determined": entry.determined,
        }

    def pledge_by_number(self, office: int, number: str) -> int:
        return self.numbers.get((office, number), 0)

    def default_notice_on(self, pledge: int) -> int:
        return self.pledges[pledge].notice_on if pledge in self.pledges else 0

    def outcome_of(self, pledge: int) -> dict[str, object]:
        return self.pledges[pledge].outcome if pledge in self.pledges else {}

    def realised(self, pledge: int, key: bytes) -> bool:
        return pledge in self.pledges and key in self.pledges[pledge].sold

    def _open(self, event: Event, state: PledgeState, office: int) -> Pledge:
        filing = event.data["filing"]
        pledge = Pledge(state, filing["pledgee"], office, filing["pledgors"], filing["rights"], filing["obligation"])
        self.pledges[event.about] = pledge
        return pledge

    def _spend(self, event: Event) -> None:
        nonces = event.data["nonces"]
        if nonces:
            self.spent.update(zip(self.pledge(event).pledgors, nonces, strict=True))

    def _end(self, event: Event, state: PledgeState) -> None:
        pledge = self.pledge(event)
        pledge.state = state
        pledge.wait(0, bytes(32))
        self.rights.free(pledge.rights, event.about)


def amendment_digest(obligation: Fields, added: tuple[bytes, ...]) -> bytes:
    """What an amendment keeps while it waits."""
    return keccak(words(obligation_digest(obligation), digest(added)))


def subordination_digest(favoured: int, rights: tuple[bytes, ...]) -> bytes:
    """What a change of rank keeps while it waits."""
    return keccak(words(favoured, digest(rights)))
