"""Every public reading of every contract, with what the events alone say that it must be."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import decode, encode
from eth_utils.crypto import keccak

from chain_gateway.ledger.artifacts import ABI_NAMES
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.enums import RightKind
from chain_gateway.ledger.structs import Right
from chain_gateway.ledger.verbs import selector_of
from pledge.deployment import CALLERS, VERBS
from tests.property.ledger_model.chain import Chain, Question, Reverted
from tests.property.ledger_model.model import Refused
from tests.property.ledger_model.replay.events import abi_type, digest, entries
from tests.property.ledger_model.replay.replay import Replay
from tests.property.ledger_model.rules import Rules

NOBODY = 2**40
NO_KEY = "0x" + "0d" * 20
NO_RIGHT = keccak(text="no right")
NONCES = (0, 1, 2, 3, 2**256 - 1)
"""Asked of every pledgor, beside those that it spent."""
_NO_ADDRESS = "0x" + "00" * 20

NOT_COMPARED: Mapping[str, str] = {
    "isConsumingScheduledOp": "OpenZeppelin's mark of a scheduled call under way: 0 whenever nothing is being called",
    "AccessManager": "OpenZeppelin's contract, which guards governance alone; its grants are compared through canCall",
    "LedgerFactory.placeOf": "computed from its arguments and its own address; it has no state",
    "PledgorConsents.eip712Domain": "constants of the contract; every consent of these tests is signed over them",
    "PledgorConsents.consentDigest": "computed from its arguments; every consent of these tests is signed over it",
}
"""Readings that are not compared, each with the reason: by function, by contract, or by both."""


@dataclass(frozen=True)
class Reading:
    """A reading with its arguments."""

    contract: str
    function: str
    arguments: tuple[Any, ...]
    expected: Any
    """The answer, or the name of the error that it ends in (Refusal)."""


@dataclass(frozen=True)
class Refusal:
    """The reading is refused with this error."""

    error: str


class Readings:
    """What to ask of a ledger, and the answers that its replay gives."""

    def __init__(self, replay: Replay, rules: Rules, deployment: Deployment, time: int) -> None:
        self.replay, self.rules, self.deployment, self.time = replay, rules, deployment, time

    def all(self) -> Iterator[Reading]:
        """Each reading for all that the replay knows, and for what it does not."""
        yield from self._constants()
        yield from self._log()
        yield from self._parties()
        yield from self._rights()
        yield from self._pledges()
        yield from self._funds()
        yield from self._refinancings()
        yield from self._subsidies()
        yield from self._valuations()
        yield from self._disposals()
        yield from self._risks()

    def _constants(self) -> Iterator[Reading]:
        """What the constructors fixed, as the deployment says; and the rule set, as the books' own events say."""
        place = self.deployment
        consents, assets, pledges = place.consents.lower(), place.assets.lower(), place.pledges.lower()
        yield Reading("PledgorConsents", "authority", (), self.replay.authorities[consents])
        for address, book in place.books().items():
            yield Reading(book, "authority", (), self.replay.authorities[address.lower()])
            if book == "LedgerLog":
                continue
            yield Reading(book, "LOG", (), place.log.lower())
            yield Reading(book, "RULE_SET", (), self.replay.rule_sets.get(address.lower(), place.rule_set))
        for book in ("PledgeRegistry", "ChangeBook", "SearchRegister", "RefinancingBook", "ValuationBook"):
            yield Reading(book, "ASSETS", (), assets)
        for book in ("PledgeRegistry", "ChangeBook"):
            yield Reading(book, "CONSENTS", (), consents)
        for book in (
            "ChangeBook",
            "EnforcementBook",
            "BuybackBook",
            "RefinancingBook",
            "RiskShareBook",
            "LossBook",
            "SubsidyBook",
        ):
            yield Reading(book, "PLEDGES", (), pledges)
        yield Reading("DisposalBook", "PLEDGES", (), pledges)
        yield Reading("LossBook", "ENFORCEMENT", (), place.enforcement.lower())
        yield Reading("LossBook", "RISKS", (), place.risks.lower())

    def _log(self) -> Iterator[Reading]:
        yield Reading("LedgerLog", "sequence", (), self.replay.sequence)
        yield Reading("LedgerLog", "head", (), self.replay.head)
        for book in (*self.replay.books, NO_KEY, self.deployment.consents.lower()):
            yield Reading("LedgerLog", "isBook", (book,), book in self.replay.books)

    def _parties(self) -> Iterator[Reading]:
        parties, verbs = self.replay.parties, list(self._verbs())
        keys = (*parties.keys, NO_KEY)
        for party in (*parties.parties, NOBODY, 0):
            yield Reading("PartyRegistry", "partyKind", (party,), parties.party_kind(party))
            yield Reading("PartyRegistry", "documentKey", (party,), parties.document_key(party))
        for place, key in enumerate(keys):
            yield Reading("PartyRegistry", "partyOf", (key,), parties.party_of(key))
            yield Reading("PartyRegistry", "delegationOf", (key,), parties.delegation_of(key))
            own = parties.keys[key].party if key in parties.keys else NOBODY
            for party in (own, own + 1):
                yield Reading("PartyRegistry", "isLiveKey", (party, key), parties.is_live_key(party, key))
            # Each key with some of the verbs, and other ones for the next key.
            for verb in verbs[place % 11 :: 11]:
                yield Reading("PartyRegistry", "canCall", (key, *verb), parties.can_call(key, *verb))
        guarded = {(target, selector) for target, selector, _ in parties.callers}
        for verb in verbs:
            yield Reading("PartyRegistry", "kindsOf", verb, parties.kinds_of(*verb))
            yield Reading("PartyRegistry", "isPaused", verb, parties.is_paused(*verb))
            governance = {key for _, key in parties.governance.members}
            for caller in (*self.replay.books, *governance) if verb in guarded else governance:
                yield Reading("PartyRegistry", "canCall", (caller, *verb), parties.can_call(caller, *verb))

    def _verbs(self) -> Iterator[tuple[str, bytes]]:
        places = {name: address.lower() for address, name in self.deployment.books().items()}
        places["PledgorConsents"] = self.deployment.consents.lower()
        for table in (VERBS, CALLERS):
            for book, verbs in table.items():
                yield from ((places[book], selector_of(book, verb)) for verb in verbs)

    def _rights(self) -> Iterator[Reading]:
        rights = self.replay.rights
        keys = (*rights.rights, NO_RIGHT)
        for key in keys:
            yield Reading("AssetRegistry", "encumbrances", (key,), rights.encumbrances(key))
            yield Reading("AssetRegistry", "rightOf", (key,), rights.right_of(key))
            owners = tuple(sorted(rights.right(key).owners)) or (NOBODY,)
            yield Reading("AssetRegistry", "pledgeable", ((key,), owners), self._pledgeable((key,), owners))
        for as_of in (18000101, 20230101, 20250601, 20300101, 99991231):
            yield Reading("AssetRegistry", "findings", (keys, as_of), rights.findings(keys, as_of))
        some = tuple(sorted(keys[-4:]))
        yield Reading("AssetRegistry", "pledgeable", (some, (NOBODY,)), self._pledgeable(some, (NOBODY,)))
        for jurisdiction in (b"US", b"CN", b"JP"):
            for kind in RightKind:
                rules = rights.kind_of(jurisdiction, kind)
                yield Reading("AssetRegistry", "kindOf", (jurisdiction, int(kind)), rules)
        right = Right("CN", RightKind.Patent, "201710601862.3")
        yield Reading("AssetRegistry", "assetKeyOf", (right.to_abi(),), right.id.key)

    def _pledgeable(self, keys: tuple[bytes, ...], pledgors: tuple[int, ...]) -> int | Refusal:
        try:
            return self.rules.pledgeable(keys, pledgors)
        except Refused as refused:
            return Refusal(refused.error)

    def _pledges(self) -> Iterator[Reading]:
        pledges = self.replay.pledges
        for pledge in (*pledges.pledges, NOBODY, 0):
            yield Reading("PledgeRegistry", "pledgeOf", (pledge,), pledges.pledge_of(pledge))
            yield Reading("EnforcementBook", "defaultNoticeOn", (pledge,), pledges.default_notice_on(pledge))
            yield Reading("EnforcementBook", "outcomeOf", (pledge,), pledges.outcome_of(pledge))
            rights = pledges.pledges[pledge].rights if pledge in pledges.pledges else ()
            for key in (*rights, NO_RIGHT):
                yield Reading("EnforcementBook", "realised", (pledge, key), pledges.realised(pledge, key))
        pledgors = {NOBODY, *(pledgor for entry in pledges.pledges.values() for pledgor in entry.pledgors)}
        for pledgor, nonce in {*pledges.spent, *((pledgor, nonce) for pledgor in pledgors for nonce in NONCES)}:
            used = (pledgor, nonce) in pledges.spent
            yield Reading("PledgorConsents", "consentUsed", (pledgor, nonce), used)
        for office, number in (*pledges.numbers, (NOBODY, "1")):
            found = pledges.pledge_by_number(office, number)
            yield Reading("PledgeRegistry", "pledgeByNumber", (office, number), found)

    def _funds(self) -> Iterator[Reading]:
        funds = self.replay.funds
        pledgors = {pledgor for pledge in self.replay.pledges.pledges.values() for pledgor in pledge.pledgors}
        yield Reading("BuybackBook", "capInForce", (), funds.cap)
        for fund in (*funds.funds, NOBODY):
            yield Reading("BuybackBook", "fundOf", (fund,), funds.fund_of(fund, self.time))
            for pledgor in (*pledgors, NOBODY):
                exposure = funds.pledgor_exposure(fund, pledgor)
                yield Reading("BuybackBook", "pledgorExposure", (fund, pledgor), exposure)
        for commitment in (*funds.commitments, NOBODY):
            yield Reading("BuybackBook", "commitmentOf", (commitment,), funds.commitment_of(commitment))
        for pledge in (*self.replay.pledges.pledges, NOBODY):
            yield Reading("BuybackBook", "coverOf", (pledge,), funds.cover_of(pledge))

    def _subsidies(self) -> Iterator[Reading]:
        known = self.replay.subsidies
        for programme in (*known.programmes, NOBODY):
            yield Reading("SubsidyBook", "programmeOf", (programme,), known.programme_of(programme))
        for subsidy in (*known.subsidies, NOBODY):
            yield Reading("SubsidyBook", "subsidyOf", (subsidy,), known.subsidy_of(subsidy))
        for key in (*known.taken, (NOBODY, NOBODY, 20260101)):
            yield Reading("SubsidyBook", "subsidyFor", key, known.taken.get(key, 0))
        for entry in (*known.entries, NOBODY):
            yield Reading("DirectoryBook", "entryOf", (entry,), known.entry_of(entry))

    def _refinancings(self) -> Iterator[Reading]:
        known, book = self.replay.refinancings, self.deployment.refinancings.lower()
        for pledge in (*self.replay.pledges.pledges, NOBODY):
            use = known.uses.get(pledge, 0)
            yield Reading("PledgeRegistry", "useOf", (pledge,), (use, book if use else _NO_ADDRESS))
            unused: Refusal | None = Refusal("ClaimInUse") if use else None
            yield Reading("PledgeRegistry", "requireUnused", (pledge,), unused)
        for refinancing in (*known.refinancings, NOBODY):
            yield Reading("RefinancingBook", "refinancingOf", (refinancing,), known.refinancing_of(refinancing))
        for (pledge, bank), (eligible, haircut) in known.eligibilities.items():
            word = {"eligible": eligible, "haircut": haircut}
            yield Reading("RefinancingBook", "eligibilityOf", (pledge, bank), word)
        yield Reading("RefinancingBook", "eligibilityOf", (NOBODY, NOBODY), {})

    def _disposals(self) -> Iterator[Reading]:
        disposals = self.replay.disposals
        for listing in (*disposals.listings, NOBODY):
            yield Reading("DisposalBook", "listingOf", (listing,), disposals.listing_of(listing))
        for key in (*self.replay.rights.rights, NO_RIGHT):
            yield Reading("DisposalBook", "listingOfRight", (key,), disposals.listing_of_right(key))
        yield Reading("DisposalBook", "ENFORCEMENT", (), self.deployment.enforcement.lower())
        yield Reading("DisposalBook", "BUYBACKS", (), self.deployment.buybacks.lower())

    def _valuations(self) -> Iterator[Reading]:
        valuations = self.replay.valuations
        readers = {reader for entry in valuations.engagements.values() for reader in entry.readers}
        for engagement in (*valuations.engagements, NOBODY):
            yield Reading("ValuationBook", "engagementOf", (engagement,), valuations.engagement_of(engagement))
            entry = valuations.engagements.get(engagement)
            sides = () if entry is None else (entry.appraiser, entry.terms["client"])
            for party in (*sides, *readers, NOBODY, 0):
                yield Reading("ValuationBook", "mayRead", (engagement, party), valuations.may_read(engagement, party))
        for rights in {digest(entry.rights) for entry in valuations.engagements.values()} | {NO_RIGHT}:
            yield Reading("ValuationBook", "engagementsOver", (rights,), valuations.engagements_over(rights))

    def _risks(self) -> Iterator[Reading]:
        risks = self.replay.risks
        for pool in (*risks.pools, NOBODY):
            yield Reading("RiskShareBook", "poolOf", (pool,), risks.pool_of(pool))
        for scheme in (*risks.schemes, NOBODY):
            yield Reading("RiskShareBook", "schemeOf", (scheme,), risks.scheme_of(scheme))
            for place in range(4):
                yield Reading("RiskShareBook", "trancheOf", (scheme, place), risks.tranche_of(scheme, place))
        for loss in (*risks.losses, NOBODY):
            yield Reading("LossBook", "lossOf", (loss,), risks.loss_reading(loss))
            for place in range(4):
                yield Reading("LossBook", "shareOf", (loss, place), risks.share_of(loss, place))
        for pledge in (*self.replay.pledges.pledges, NOBODY):
            yield Reading("RiskShareBook", "coveringOf", (pledge,), risks.covering_of(pledge))
            yield Reading("LossBook", "lossOfPledge", (pledge,), risks.loss_of.get(pledge, 0))


def views() -> Iterator[tuple[str, str]]:
    """Contract and name of every function that reads."""
    for contract in ABI_NAMES:
        for entry in entries(contract, "function"):
            if entry["stateMutability"] in ("view", "pure"):
                yield contract, entry["name"]


def reason_not_compared(contract: str, function: str) -> str | None:
    """Why a reading is not compared; None for one that is."""
    names = (function, contract, f"{contract}.{function}")
    return next((NOT_COMPARED[name] for name in names if name in NOT_COMPARED), None)


def compare(chain: Chain, readings: list[Reading]) -> None:
    """Asks the contracts, and fails on the first answer that is not the expected one."""
    places = {name: address for address, name in chain.deployment.books().items()}
    places["PledgorConsents"] = chain.deployment.consents
    forms = [_form(reading) for reading in readings]
    questions = [
        Question(places[reading.contract], selector_of_view(form) + encode(_inputs(form), reading.arguments))
        for reading, form in zip(readings, forms, strict=True)
    ]
    for reading, form, answer in zip(readings, forms, chain.ask(questions), strict=True):
        what = f"{reading.contract}.{reading.function}{reading.arguments}"
        if isinstance(reading.expected, Refusal):
            assert isinstance(answer, Reverted), what
            assert answer.error == reading.expected.error, what
            continue
        assert not isinstance(answer, Reverted), (what, answer)
        found = decode([abi_type(entry) for entry in form["outputs"]], answer)
        assert found == _expected(form, reading.expected), what


def selector_of_view(form: Mapping[str, Any]) -> bytes:
    """The four bytes that a function is called by."""
    return keccak(text=f"{form['name']}({','.join(_inputs(form))})")[:4]


_FORMS: dict[tuple[str, str], Mapping[str, Any]] = {}


def _form(reading: Reading) -> Mapping[str, Any]:
    if not _FORMS:
        for contract in ABI_NAMES:
            _FORMS.update({(contract, entry["name"]): entry for entry in entries(contract, "function")})
    return _FORMS[(reading.contract, reading.function)]


def _inputs(form: Mapping[str, Any]) -> list[str]:
    return [abi_type(entry) for entry in form["inputs"]]


def _expected(form: Mapping[str, Any], expected: Any) -> tuple[Any, ...]:
    """The expected answer as the decoder gives it; a struct that nothing is known of is all zero."""
    outputs = form["outputs"]
    if not outputs:
        return ()  # it refuses, or says nothing
    if len(outputs) > 1:
        return tuple(expected)
    if outputs[0]["type"] != "tuple":
        return (expected,)
    known = {entry["name"] for entry in outputs[0]["components"]}
    assert set(expected) in (known, set()), f"the model's {form['name']} lacks {known - set(expected)}"
    return (tuple(expected.get(entry["name"], _ZEROS[entry["type"]]) for entry in outputs[0]["components"]),)


_ZEROS: Mapping[str, Callable[[], object] | object] = {
    **{f"uint{bits}": 0 for bits in (8, 32, 64, 128)},
    "bool": False,
    "bytes3": bytes(3),
    "bytes32": bytes(32),
    "string": "",
    "bytes": b"",
}
