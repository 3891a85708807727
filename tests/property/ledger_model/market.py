"""A market on the chain: who acts, with which keys, and what is tried with the verdict that the rules foretell."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field

from eth_account import Account
from eth_utils.crypto import keccak

from chain_gateway.ledger import calls
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.consent import consent_typed_data, obligation_digest, rights_digest
from chain_gateway.ledger.enums import ObligationKind, PartyKind, Provenance, Ranking, RightKind, Validity
from chain_gateway.ledger.structs import Act, Consent, Facts, Obligation, PartyEntry, Right
from chain_gateway.ledger.verbs import selector_of
from chain_gateway.signing.signer import Signer
from tests.property.ledger_model.chain import Chain, RawLog
from tests.property.ledger_model.draw import Draw
from tests.property.ledger_model.model import Refused
from tests.property.ledger_model.replay.events import Event
from tests.property.ledger_model.replay.replay import Replay
from tests.property.ledger_model.rules import Rules

PAPER = b"\x01\x55\x12\x20" + bytes(32)
SALT = b"\x07" * 32
DONE_HERE = Act(document=PAPER)
CARRIED_OVER = Act(Provenance.Migrated, 20240101, 20240102, "", PAPER)
NOBODY = 2**40

PARTIES = {
    "office": PartyKind.RegistryOffice,
    "us_office": PartyKind.RegistryOffice,
    "bank": PartyKind.Bank,
    "other_bank": PartyKind.Bank,
    "lender": PartyKind.OtherLender,
    "agent": PartyKind.SyndicateAgent,
    "guarantor": PartyKind.GuaranteeCompany,
    "fund": PartyKind.DisposalFund,
    "manager": PartyKind.FundManager,
    "appraiser": PartyKind.Appraiser,
    "searcher": PartyKind.Searcher,
    "owner": PartyKind.Enterprise,
    "co_owner": PartyKind.University,
    "firm": PartyKind.Enterprise,
}
LENDERS = ("bank", "other_bank", "lender", "agent", "guarantor")
HOLDERS = (*LENDERS, "fund")
MANAGERS = ("guarantor", "fund", "manager")
PLEDGORS = ("owner", "co_owner", "firm")
OFFICES = ("office", "us_office")

RIGHTS = (
    ("CN", RightKind.Patent, ("owner",)),
    ("CN", RightKind.Patent, ("owner", "co_owner")),
    ("CN", RightKind.Patent, ("firm",)),
    ("CN", RightKind.Trademark, ("owner",)),
    ("CN", RightKind.Trademark, ("owner", "co_owner")),
    ("US", RightKind.Patent, ("owner",)),
    ("US", RightKind.Patent, ("owner",)),
)
KINDS = (
    ("CN", RightKind.Patent, Ranking.Exclusive, "office"),
    ("CN", RightKind.Trademark, Ranking.Ranked, "office"),
    ("US", RightKind.Patent, Ranking.Ranked, "us_office"),
)


def key_of(name: str) -> Signer:
    """The signer of a name, the same in every run."""
    return Signer(Account.from_key(keccak(text=f"key of {name}")))


@dataclass
class Market:
    """A ledger that is set up once; each example begins where the set-up ended."""

    chain: Chain
    governance: Signer
    replay: Replay
    ids: dict[str, int] = field(default_factory=dict)
    facts: dict[bytes, Facts] = field(default_factory=dict)
    signers: dict[str, Signer] = field(default_factory=dict)
    """By lower-case address: those that sign consents."""
    fresh: int = 0

    @classmethod
    def open(cls, chain: Chain, governance: Signer) -> "Market":
        """Admits the parties, configures the kinds and attests the rights."""
        place = chain.deployment
        market = cls(chain, governance, Replay(place.chain_id, place.log, place.access_manager))
        for log in chain.history():
            market.replay.take(log.emitter, log.topics, log.data)
        for name, kind in PARTIES.items():
            entry = PartyEntry(kind, f"演示{name}")
            event = market.act(calls.admit(entry, [market.signer(name).address], Act()), governance.address)[0]
            market.ids[name] = event.about
        for verb in ("lock", "unlock"):
            granted = selector_of("AssetRegistry", verb)
            call = calls.grant_caller(place.assets, granted, place.changes, True, Act())
            market.act(call, governance.address)
        for jurisdiction, right_kind, ranking, office in KINDS:
            call = calls.configure_kind(jurisdiction, right_kind, ranking, market.ids[office], Act())
            market.act(call, governance.address)
        for number, (jurisdiction, right_kind, owners) in enumerate(RIGHTS):
            right = Right(jurisdiction, right_kind, str(1_000_000 + number))
            ids = tuple(sorted(market.ids[owner] for owner in owners))
            facts = Facts(right, Validity.InForce, ids, source="demo", as_of=20240101, expires_on=20290101)
            market.facts[right.id.key] = facts
            office = "us_office" if jurisdiction == "US" else "office"
            market.act(calls.attest([facts], Act()), market.signer(office).address)
        return market

    def again(self) -> "Market":
        """A market that begins where this one stands; the chain is the caller's to put back."""
        return Market(
            self.chain, self.governance, deepcopy(self.replay), dict(self.ids), dict(self.facts), dict(self.signers)
        )

    @property
    def locker(self) -> str:
        """The book that is granted the locks."""
        return self.chain.deployment.changes.lower()

    @property
    def rules(self) -> Rules:
        """The rules in the present state."""
        return Rules(self.replay, self.chain.deployment)

    def signer(self, name: str) -> Signer:
        """The signer of a name, remembered by its address."""
        signer = key_of(name)
        self.signers[signer.address.lower()] = signer
        return signer

    def new_signer(self) -> Signer:
        """One that signed nothing before."""
        self.fresh += 1
        return self.signer(f"fresh {self.fresh}")

    def act(self, call: Call, sender: str) -> list[Event]:
        """Sends a call that must succeed, and replays its events."""
        return list(self.take(self.chain.send(call, sender)))

    def take(self, logs: list[RawLog]) -> Iterator[Event]:
        """Replays logs."""
        for log in logs:
            event = self.replay.take(log.emitter, log.topics, log.data)
            if event is not None:
                yield event

    # Keys

    def full_keys(self, party: int) -> list[str]:
        """Live keys of a party that are not bounded."""
        held = self.replay.parties.keys
        return [key for key, each in held.items() if each.party == party and not each.revoked and not each.delegation]

    def keys_for(self, party: int, book: str, verb: str) -> list[str]:
        """Live keys of a party that may call a verb; all full ones when none may."""
        rules = self.rules
        held = self.replay.parties.keys
        target, selector = rules.addresses[book], selector_of(book, verb)
        mine = [key for key, each in held.items() if each.party == party and not each.revoked]
        able = [key for key in mine if self.replay.parties.can_call(key, target, selector)]
        return able or mine or [self.governance.address.lower()]

    # What acts say

    def obligation(self, kind: int, amount: int, ends_on: int) -> Obligation:
        """Terms of which only these three change."""
        debtor = self.ids["firm"]
        return Obligation(ObligationKind(kind), "CNY", amount, debtor, 20240101, ends_on, PAPER, SALT)

    def consents(
        self,
        draw: Draw,
        pledgors: tuple[int, ...],
        pledge: int,
        pledgee: int,
        joint: tuple[int, ...],
        obligation: Obligation,
        rights: tuple[bytes, ...],
        lucky: bool,
    ) -> tuple[list[Consent], list[tuple[int, str, bool]]]:
        """Signed consents, and what the rules must know of each: pledgor, key, and whether its nonce is fresh.
        The unlucky ones are signed with any key of the pledgor, also with a revoked or a lent one, and some come twice.
        """
        signed, told = list[Consent](), list[tuple[int, str, bool]]()
        for pledgor in pledgors:
            own = [key for key, each in self.replay.parties.keys.items() if each.party == pledgor]
            able = self.full_keys(pledgor) if lucky else own
            key = draw.one(able or own or [self.governance.address.lower()])
            self.fresh += 1
            spent = sorted(nonce for party, nonce in self.replay.pledges.spent if party == pledgor)
            twice = not lucky and bool(spent) and draw.of(2) == 0
            nonce, deadline = draw.one(spent) if twice else self.fresh, self.chain.time + 10_000
            message = consent_typed_data(
                self.chain.deployment,
                pledgor,
                pledge,
                pledgee,
                joint,
                obligation_digest(obligation),
                rights_digest(rights),
                nonce,
                deadline,
            )
            signer = self.signers.get(key, self.governance)
            signed.append(Consent(pledgor, signer.address, nonce, deadline, signer.sign_typed_data(message)))
            told.append((pledgor, key, not twice))
        return signed, told


@dataclass(frozen=True)
class Tried:
    """An act that is tried: the call, who sends it, and the rules' judgement of it."""

    call: Call
    sender: str
    judge: Callable[[], object]

    def verdict(self) -> str | None:
        """Name of the error that the rules refuse it with; None when they take it."""
        try:
            self.judge()
        except Refused as refused:
            return refused.error
        return None
