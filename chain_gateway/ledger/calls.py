"""The verbs of the books as calldata, each with a gas limit that is a safe upper bound by formula.

Gas is never estimated: an estimate asks a node, and is wrong as soon as another act comes first. The bound of a verb
is what its own storage may cost at worst, plus `_GAS_PER_BYTE` for each byte of calldata, which is paid for, copied,
hashed and written to an event. Arguments come in Solidity's order under their snake_case names. Each builder raises
InvalidValue naming the argument that does not fit its Solidity type; whether the ledger takes the act is the
contracts' to say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eth_utils.crypto import keccak

from chain_gateway.ledger.enums import (
    AbandonReason,
    CancellationGround,
    DeclineReason,
    DefaultGround,
    DelistReason,
    DeterminationGround,
    DocumentKeyScheme,
    EnforcementRoute,
    PartyKind,
    Ranking,
    RefusalGround,
    RightKind,
    SubsidyRefusal,
)
from chain_gateway.ledger.solidity import (
    Address,
    Bytes4,
    Bytes32,
    JurisdictionCode,
    Uint16,
    Uint32,
    Uint64,
    Uint128,
    Uint256,
    codec,
    encode_arguments,
    to_json,
)
from chain_gateway.ledger.structs import (
    Act,
    Amendment,
    Circumstance,
    ClassLabel,
    CommitmentTerms,
    Consent,
    Determination,
    DirectoryTerms,
    EngagementTerms,
    Facts,
    Filing,
    FundTerms,
    ListingTerms,
    OtherConsent,
    PartyEntry,
    PoolTerms,
    Preservation,
    ProgrammeTerms,
    Realisation,
    RefinancingTerms,
    Registration,
    Right,
    Sale,
    SchemeTerms,
    SubsidyTerms,
    TransferConsent,
    ValuationResult,
    Verb,
)

MOST_GAS = 95_000_000
"""The most that a call asks for: a little under the 100 million of a block on every engine, because a node may lower
its limit.
"""

# Measured on the committed contracts (London rules), then about doubled.
_BASE = 150_000  # the transaction, who may call, the numbered event, a word or two of storage
_BETWEEN_BOOKS = 100_000  # a pledge read from its registry and changed there, each call guarded
_GAS_PER_BYTE = 60
_PER_PLEDGE = 200_000  # a new pledge's own words
_PER_RIGHT_FILED = 65_000  # one more lender, at worst in a word of its own
_PER_RIGHT_MOVED = 130_000  # at worst 31 lenders move by one place
_OUTSTANDING = 1_500_000  # about 250 exercises of the fund, each asked whether it is overdue
_FREEING = 256 * 20_000  # every pledgor's exposure, of as many as a pledge can have
_PER_PLEDGOR = 45_000  # a pledgor's exposure counted, and the pledgor kept
_PER_COMMITMENT = 300_000  # a commitment's own words, the pledge read, the reinsurer looked up
_PER_LISTING = 350_000  # a listing's own words, and who sells read from pledge, commitment and fund
_PER_ENGAGEMENT = 450_000  # an engagement's own words, its result's and its report's, and the parties looked up
_PER_RIGHT_VALUED = 150_000  # a right asked whether it is attested; at worst 64 owners come along
_PER_FUND = 250_000  # a fund's own words, and its manager looked up
_PER_SCHEME = 300_000  # a scheme's own words
_PER_TRANCHE = 120_000  # a tranche's own words, its party and pool looked up
_SPLIT = 12 * 250_000  # a loss split over as many tranches as a scheme has, each kept
_PER_RIGHT_READ = 80_000  # at worst 16 lenders read
_PER_RIGHT_LOCKED = 200_000  # at worst 16 lenders of a locked right, each asked whether its claim is in use
_PER_RIGHT_UNLOCKED = 12_000
_PER_RIGHT_SOLD = 50_000  # a right marked as sold
_PER_RIGHT_CHECKED = 6_000  # a right asked whether it was sold
_PER_CO_OWNER = 8_000  # a further owner looked up among the pledgors
_MOST_OWNERS = 64
_PER_CONSENT = 80_000  # a key looked up, a signature recovered, a nonce spent
_PER_PARTY = 90_000  # a party with its own numbered event
_PER_KEY = 70_000  # a key with its own numbered event
_PER_FACTS = 120_000  # a right's two words with their own numbered event
_PER_NOTE = 120_000  # a circumstance, preservation or label: up to two words with their own numbered event
_PER_VERB = 50_000  # a verb that is delegated
_PER_RIGHT_SEARCHED = 4_500  # one cold word, read and judged; at worst a finding too
_PER_NAMED_PARTY = 20_000  # a party asked whether it exists, and kept as an owner

Keys = tuple[Bytes32, ...]


@dataclass(frozen=True)
class Call:
    """One transaction to a book, before it is numbered and signed."""

    book: str
    """Name of the contract, such as "PledgeRegistry"; its address is the deployment's."""
    function: str
    data: bytes
    gas: int
    """Gas limit, at most MOST_GAS."""
    values: Mapping[str, Any] = field(repr=False)
    """The arguments as they were given. They may hold amounts: for the caller's own records only."""

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments as JSON has them; made only when asked for, because thousands of calls are built at once."""
        return {name: to_json(value) for name, value in self.values.items()}


def admit(entry: PartyEntry, keys: Sequence[str], act: Act) -> Call:
    """Governance enters a party of any kind with its first keys."""
    arguments = {"entry": (PartyEntry, entry), "keys": (tuple[Address, ...], keys), "act": (Act, act)}
    return _call("PartyRegistry", "admit", arguments, _PER_PARTY + _PER_KEY * len(keys))


def enrol(entries: Sequence[PartyEntry], act: Act) -> Call:
    """An office enters parties that have no key."""
    arguments = {"entries": (tuple[PartyEntry, ...], entries), "act": (Act, act)}
    return _call("PartyRegistry", "enrol", arguments, _PER_PARTY * len(entries))


def rename(party: int, name: str, commitment: bytes, act: Act) -> Call:
    """Whoever entered a party records its new name, or a natural person's new commitment."""
    arguments = _party(party) | {"name": (str, name), "commitment": (Bytes32, commitment), "act": (Act, act)}
    return _call("PartyRegistry", "rename", arguments)


def add_key(party: int, key: str, act: Act) -> Call:
    """Governance adds a key to a party of any kind."""
    return _call("PartyRegistry", "addKey", _party(party) | {"key": (Address, key), "act": (Act, act)}, _PER_KEY)


def bind_key(party: int, key: str, act: Act) -> Call:
    """An office adds a key to a pledgor, so that it can consent; the act's document says who attested it."""
    return _call("PartyRegistry", "bindKey", _party(party) | {"key": (Address, key), "act": (Act, act)}, _PER_KEY)


def revoke_key(party: int, key: str, act: Act) -> Call:
    """Governance revokes a key for good."""
    return _call("PartyRegistry", "revokeKey", _party(party) | {"key": (Address, key), "act": (Act, act)}, _PER_KEY)


def rotate_key(party: int, old_key: str, new_key: str, act: Act) -> Call:
    """Governance puts a new key in the place of a live one."""
    arguments = _party(party) | {"old_key": (Address, old_key), "new_key": (Address, new_key), "act": (Act, act)}
    return _call("PartyRegistry", "rotateKey", arguments, 2 * _PER_KEY)


def delegate_key(key: str, verbs: Sequence[Verb], act: Act) -> Call:
    """A party lets a further key sign for it, in the named verbs and nowhere else."""
    arguments = {"key": (Address, key), "verbs": (tuple[Verb, ...], verbs), "act": (Act, act)}
    return _call("PartyRegistry", "delegateKey", arguments, _PER_KEY + _PER_VERB * len(verbs))


def revoke_delegation(key: str, act: Act) -> Call:
    """A party revokes a key that it delegated."""
    return _call("PartyRegistry", "revokeDelegation", {"key": (Address, key), "act": (Act, act)})


def publish_document_key(scheme: DocumentKeyScheme, key: bytes, act: Act) -> Call:
    """A party states the key that documents for it are encrypted to; scheme `None` with no bytes withdraws it."""
    arguments = {"scheme": (DocumentKeyScheme, scheme), "key": (bytes, key), "act": (Act, act)}
    return _call("PartyRegistry", "publishDocumentKey", arguments, _PER_KEY)


def pause(target: str, selector: bytes, act: Act) -> Call:
    """The guardian pauses a filing verb."""
    arguments = {"target": (Address, target), "selector": (Bytes4, selector), "act": (Act, act)}
    return _call("PartyRegistry", "pause", arguments)


def unpause(target: str, selector: bytes, act: Act) -> Call:
    """The members lift a pause."""
    arguments = {"target": (Address, target), "selector": (Bytes4, selector), "act": (Act, act)}
    return _call("PartyRegistry", "unpause", arguments)


def suspend(party: int, act: Act) -> Call:
    """Governance suspends a party."""
    return _call("PartyRegistry", "suspend", _party(party) | {"act": (Act, act)})


def reinstate(party: int, act: Act) -> Call:
    """Governance ends a suspension."""
    return _call("PartyRegistry", "reinstate", _party(party) | {"act": (Act, act)})


def grant_verb(target: str, selector: bytes, kinds: int, act: Act) -> Call:
    """Governance sets the kinds of party (bit n for kind n, bit 0 for governance itself) that may call a verb."""
    arguments = {
        "target": (Address, target),
        "selector": (Bytes4, selector),
        "kinds": (Uint256, kinds),
        "act": (Act, act),
    }
    return _call("PartyRegistry", "grantVerb", arguments)


def grant_caller(target: str, selector: bytes, caller: str, allowed: bool, act: Act) -> Call:
    """Governance lets one book call a verb of another, or ends that."""
    arguments = {
        "target": (Address, target),
        "selector": (Bytes4, selector),
        "caller": (Address, caller),
        "allowed": (bool, allowed),
        "act": (Act, act),
    }
    return _call("PartyRegistry", "grantCaller", arguments)


def add_book(book: str) -> Call:
    """Governance lets a book append to the log."""
    return _call("LedgerLog", "addBook", {"book": (Address, book)})


def configure_kind(jurisdiction: str, kind: RightKind, ranking: Ranking, office: int, act: Act) -> Call:
    """Governance sets the rules of a kind of right."""
    arguments = _kind(jurisdiction, kind) | {
        "ranking": (Ranking, ranking),
        "office": (Uint64, office),
        "act": (Act, act),
    }
    return _call("AssetRegistry", "configureKind", arguments)


def declare_coverage(jurisdiction: str, kind: RightKind, from_: int, through: int, act: Act) -> Call:
    """The office declares the ledger complete for a kind of right and a period of legal dates (yyyymmdd)."""
    arguments = _kind(jurisdiction, kind) | {"from": (Uint32, from_), "through": (Uint32, through), "act": (Act, act)}
    return _call("AssetRegistry", "declareCoverage", arguments)


def attest(facts: Sequence[Facts], act: Act) -> Call:
    """The office attests facts of 1 to 500 rights."""
    arguments = {"facts": (tuple[Facts, ...], facts), "act": (Act, act)}
    owners = sum(len(each.owners) for each in facts)
    return _call("AssetRegistry", "attest", arguments, _PER_FACTS * len(facts) + _PER_NAMED_PARTY * owners)


def attest_circumstances(circumstances: Sequence[Circumstance], act: Act) -> Call:
    """The office attests circumstances of rights, 1 to 200."""
    arguments = {"circumstances": (tuple[Circumstance, ...], circumstances), "act": (Act, act)}
    return _call("AssetRegistry", "attestCircumstances", arguments, _PER_NOTE * len(circumstances))


def note_preservations(preservations: Sequence[Preservation], act: Act) -> Call:
    """The office notes courts' preservations, 1 to 200."""
    arguments = {"preservations": (tuple[Preservation, ...], preservations), "act": (Act, act)}
    return _call("AssetRegistry", "notePreservations", arguments, _PER_NOTE * len(preservations))


def lift_preservation(asset_key: bytes, preservation: int, act: Act) -> Call:
    """The office lifts one preservation of a right; `preservation` is the number of its event."""
    arguments = {"asset_key": (Bytes32, asset_key), "preservation": (Uint64, preservation), "act": (Act, act)}
    return _call("AssetRegistry", "liftPreservation", arguments, _PER_NOTE)


def label_class(labels: Sequence[ClassLabel], act: Act) -> Call:
    """Whoever attests classes gives labels to rights, 1 to 200."""
    arguments = {"labels": (tuple[ClassLabel, ...], labels), "act": (Act, act)}
    return _call("AssetRegistry", "labelClass", arguments, _PER_NOTE * len(labels))


def certify(search_id: bytes, part: int, parts: int, as_of: int, asset_keys: Sequence[bytes], act: Act) -> Call:
    """Searches 1 to 3,500 rights inside the chain, as of a legal date (yyyymmdd); the keys keep their order."""
    arguments = {
        "search_id": (Bytes32, search_id),
        "part": (Uint16, part),
        "parts": (Uint16, parts),
        "as_of": (Uint32, as_of),
        "asset_keys": (Keys, asset_keys),
        "act": (Act, act),
    }
    return _call("SearchRegister", "certify", arguments, _PER_RIGHT_SEARCHED * len(asset_keys))


def file(filing: Filing, consents: Sequence[Consent], act: Act) -> Call:
    """The pledgee files a pledge; without consents it is filed on paper."""
    arguments = {"filing": (Filing, filing), "consents": (tuple[Consent, ...], consents), "act": (Act, act)}
    co_owners = min(len(filing.pledgors), _MOST_OWNERS) - 1
    per_right = _PER_RIGHT_FILED + _PER_CO_OWNER * max(0, co_owners)
    work = _PER_PLEDGE + per_right * len(filing.rights) + _PER_CONSENT * len(consents) + _named(filing)
    return _call("PledgeRegistry", "file", arguments, work)


def register(
    pledge: int, rights: Sequence[bytes], pledgors: Sequence[int], registration: Registration, act: Act
) -> Call:
    """The office registers a filed pledge; `rights` and `pledgors` are the filed lists."""
    arguments = _pledge(pledge) | {
        "rights": (Keys, rights),
        "pledgors": (tuple[Uint64, ...], pledgors),
        "registration": (Registration, registration),
        "act": (Act, act),
    }
    per_right = _PER_RIGHT_MOVED + _PER_CO_OWNER * min(len(pledgors), _MOST_OWNERS)
    return _call("PledgeRegistry", "register", arguments, per_right * len(rights))


def migrate(filing: Filing, registration_number: str, effective_on: int, act: Act) -> Call:
    """The office carries over an existing registration; the act is migrated and its document the source record."""
    arguments = {
        "filing": (Filing, filing),
        "registration_number": (str, registration_number),
        "effective_on": (Uint32, effective_on),
        "act": (Act, act),
    }
    return _call(
        "PledgeRegistry", "migrate", arguments, _PER_PLEDGE + _PER_RIGHT_MOVED * len(filing.rights) + _named(filing)
    )


def refuse(pledge: int, rights: Sequence[bytes], ground: RefusalGround, act: Act) -> Call:
    """The office refuses a filed pledge."""
    arguments = _pledge(pledge) | {"rights": (Keys, rights), "ground": (RefusalGround, ground), "act": (Act, act)}
    return _call("PledgeRegistry", "refuse", arguments, _PER_RIGHT_MOVED * len(rights))


def withdraw(pledge: int, rights: Sequence[bytes], act: Act) -> Call:
    """The pledgee withdraws its filing."""
    arguments = _pledge(pledge) | {"rights": (Keys, rights), "act": (Act, act)}
    return _call("PledgeRegistry", "withdraw", arguments, _PER_RIGHT_MOVED * len(rights))


def ask_amendment(
    pledge: int,
    rights: Sequence[bytes],
    amendment: Amendment,
    consents: Sequence[Consent],
    others: Sequence[OtherConsent],
    act: Act,
) -> Call:
    """The pledgee asks for other terms, or further rights. Heavier terms and further rights need fresh consents, signed
    or on paper.
    """
    arguments = _pledge(pledge) | {
        "rights": (Keys, rights),
        "amendment": (Amendment, amendment),
        "consents": (tuple[Consent, ...], consents),
        **_others(others),
        "act": (Act, act),
    }
    per_right = _PER_RIGHT_FILED + _PER_CO_OWNER * min(len(amendment.pledgors), _MOST_OWNERS)
    work = _PER_CONSENT * len(consents) + per_right * len(amendment.added) + _PER_NAMED_PARTY * len(others)
    return _call("ChangeBook", "askAmendment", arguments, work)


def record_amendment(
    pledge: int, rights: Sequence[bytes], amendment: Amendment, consent_document: bytes, act: Act
) -> Call:
    """The office records what was asked for; `rights` is the pledge's list where rights are added, else empty."""
    arguments = _pledge(pledge) | {
        "rights": (Keys, rights),
        "amendment": (Amendment, amendment),
        "consent_document": (bytes, consent_document),
        "act": (Act, act),
    }
    per_right = _PER_RIGHT_MOVED + _PER_CO_OWNER * min(len(amendment.pledgors), _MOST_OWNERS)
    return _call("ChangeBook", "recordAmendment", arguments, per_right * len(amendment.added))


def nominate_assignee(pledge: int, assignee: int, act: Act) -> Call:
    """The pledgee names who is to take over claim and pledge."""
    arguments = _pledge(pledge) | {"assignee": (Uint64, assignee), "act": (Act, act)}
    return _call("ChangeBook", "nominateAssignee", arguments)


def accept_assignment(pledge: int, act: Act) -> Call:
    """The nominee accepts."""
    return _call("ChangeBook", "acceptAssignment", _pledge(pledge) | {"act": (Act, act)})


def record_assignment(pledge: int, assignee: int, act: Act) -> Call:
    """The office records an accepted assignment."""
    arguments = _pledge(pledge) | {"assignee": (Uint64, assignee), "act": (Act, act)}
    return _call("ChangeBook", "recordAssignment", arguments)


def ask_partial_release(
    pledge: int, rights: Sequence[bytes], freed: Sequence[bytes], others: Sequence[OtherConsent], act: Act
) -> Call:
    """The pledgee asks to free some rights; `rights` is the pledge's whole list."""
    arguments = _pledge(pledge) | {
        "rights": (Keys, rights),
        "freed": (Keys, freed),
        **_others(others),
        "act": (Act, act),
    }
    return _call("ChangeBook", "askPartialRelease", arguments, _PER_NAMED_PARTY * len(others))


def record_partial_release(pledge: int, rights: Sequence[bytes], freed: Sequence[bytes], act: Act) -> Call:
    """The office records the freeing of some rights; `rights` is the pledge's whole list."""
    arguments = _pledge(pledge) | {"rights": (Keys, rights), "freed": (Keys, freed), "act": (Act, act)}
    return _call("ChangeBook", "recordPartialRelease", arguments, _PER_RIGHT_MOVED * len(freed))


def drop_change(pledge: int, act: Act) -> Call:
    """The office, the pledgee or the nominee drops the pending change."""
    return _call("ChangeBook", "dropChange", _pledge(pledge) | {"act": (Act, act)})


def discharge(pledge: int, ground: CancellationGround, others: Sequence[OtherConsent], act: Act) -> Call:
    """The pledgee discharges the pledge; `others` are the security givers who consent to a waiver."""
    arguments = _pledge(pledge) | {"ground": (CancellationGround, ground), **_others(others), "act": (Act, act)}
    return _call("PledgeRegistry", "discharge", arguments, _PER_NAMED_PARTY * len(others))


def cancel(pledge: int, rights: Sequence[bytes], ground: CancellationGround, act: Act) -> Call:
    """The office cancels the pledge and frees its rights."""
    arguments = _pledge(pledge) | {"rights": (Keys, rights), "ground": (CancellationGround, ground), "act": (Act, act)}
    return _call("PledgeRegistry", "cancel", arguments, _PER_RIGHT_MOVED * len(rights))


def ask_correction(pledge: int, due_on: int, act: Act) -> Call:
    """The office asks the pledgee to correct its filing until a legal date."""
    return _call("PledgeRegistry", "askCorrection", _pledge(pledge) | {"due_on": (Uint32, due_on), "act": (Act, act)})


def answer_correction(pledge: int, act: Act) -> Call:
    """The pledgee answers with the act's document."""
    return _call("PledgeRegistry", "answerCorrection", _pledge(pledge) | {"act": (Act, act)})


def revoke(pledge: int, rights: Sequence[bytes], ground: RefusalGround, act: Act) -> Call:
    """The office revokes the registration from the beginning."""
    arguments = _pledge(pledge) | {"rights": (Keys, rights), "ground": (RefusalGround, ground), "act": (Act, act)}
    return _call("PledgeRegistry", "revoke", arguments, _PER_RIGHT_MOVED * len(rights))


def ask_subordination(pledge: int, rights: Sequence[bytes], favoured: int, act: Act) -> Call:
    """The pledgee consents to rank behind the pledge that comes next after its own on some rights."""
    arguments = _pledge(pledge) | {"rights": (Keys, rights), "favoured": (Uint64, favoured), "act": (Act, act)}
    return _call("ChangeBook", "askSubordination", arguments, _PER_RIGHT_READ * len(rights))


def record_subordination(pledge: int, rights: Sequence[bytes], favoured: int, act: Act) -> Call:
    """The office records the change of rank."""
    arguments = _pledge(pledge) | {"rights": (Keys, rights), "favoured": (Uint64, favoured), "act": (Act, act)}
    return _call("ChangeBook", "recordSubordination", arguments, _PER_RIGHT_MOVED * len(rights))


def determine(pledge: int, ground: DeterminationGround, determination: Determination, act: Act) -> Call:
    """The pledgee determines the claims of a maximum-amount pledge."""
    arguments = _pledge(pledge) | {
        "ground": (DeterminationGround, ground),
        "determination": (Determination, determination),
        "act": (Act, act),
    }
    return _call("ChangeBook", "determine", arguments)


def consent_to_transfer(pledge: int, rights: Sequence[bytes], consent: TransferConsent, act: Act) -> Call:
    """The pledgee consents to a transfer or licence; `rights` is the pledge's whole list."""
    arguments = _pledge(pledge) | {"rights": (Keys, rights), "consent": (TransferConsent, consent), "act": (Act, act)}
    return _call("ChangeBook", "consentToTransfer", arguments)


def declare_default(pledge: int, ground: DefaultGround, notice_on: int, act: Act) -> Call:
    """The pledgee declares a default; the act's document is the notice."""
    arguments = _pledge(pledge) | {
        "ground": (DefaultGround, ground),
        "notice_on": (Uint32, notice_on),
        "act": (Act, act),
    }
    return _call("EnforcementBook", "declareDefault", arguments)


def cure(pledge: int, act: Act) -> Call:
    """The pledgee says that the default is cured."""
    return _call("EnforcementBook", "cure", _pledge(pledge) | {"act": (Act, act)})


def enforce(pledge: int, route: EnforcementRoute, case_number: str, act: Act) -> Call:
    """The pledgee enforces a defaulted pledge."""
    arguments = _pledge(pledge) | {
        "route": (EnforcementRoute, route),
        "case_number": (str, case_number),
        "act": (Act, act),
    }
    return _call("EnforcementBook", "enforce", arguments)


def realise(pledge: int, rights: Sequence[bytes], sold: Sequence[bytes], realisation: Realisation, act: Act) -> Call:
    """The pledgee says what the realisation of some or all rights brought; `rights` is the pledge's whole list."""
    arguments = _pledge(pledge) | {
        "rights": (Keys, rights),
        "sold": (Keys, sold),
        "realisation": (Realisation, realisation),
        "act": (Act, act),
    }
    work = _PER_RIGHT_SOLD * len(sold) + _PER_RIGHT_CHECKED * len(rights)
    return _call("EnforcementBook", "realise", arguments, work)


def list_rights(
    pledge: int, commitment: int, rights: Sequence[bytes], listed: Sequence[bytes], terms: ListingTerms, act: Act
) -> Call:
    """Who sells lists some of a pledge's `rights`; `commitment` is that of a fund's inventory, 0 in enforcement."""
    arguments = _pledge(pledge) | {
        "commitment": (Uint64, commitment),
        "rights": (Keys, rights),
        "listed": (Keys, listed),
        "terms": (ListingTerms, terms),
        "act": (Act, act),
    }
    work = _PER_LISTING + _PER_RIGHT_SOLD * len(listed) + _PER_RIGHT_CHECKED * len(rights)
    return _call("DisposalBook", "listRights", arguments, work)


def reprice(listing: int, price: int, salt: bytes, act: Act) -> Call:
    """The seller changes the asking price."""
    arguments = _listing(listing) | {"price": (Uint128, price), "salt": (Bytes32, salt), "act": (Act, act)}
    return _call("DisposalBook", "reprice", arguments, _PER_LISTING)


def sell(listing: int, sale: Sale, act: Act) -> Call:
    """The seller records the sale of what is listed; the act's document is the contract."""
    arguments = _listing(listing) | {"sale": (Sale, sale), "act": (Act, act)}
    return _call("DisposalBook", "sell", arguments, _PER_LISTING)


def settle(listing: int, listed: Sequence[bytes], act: Act) -> Call:
    """The seller says that what the sale brought is on record, as a realisation or as a fund's resale."""
    arguments = _listing(listing) | {"listed": (Keys, listed), "act": (Act, act)}
    return _call("DisposalBook", "settle", arguments, _PER_LISTING + 2 * _PER_RIGHT_CHECKED * len(listed))


def delist(listing: int, listed: Sequence[bytes], reason: DelistReason, act: Act) -> Call:
    """The seller ends a listing without a settled sale."""
    arguments = _listing(listing) | {"listed": (Keys, listed), "reason": (DelistReason, reason), "act": (Act, act)}
    return _call("DisposalBook", "delist", arguments, _PER_LISTING + 2 * _PER_RIGHT_CHECKED * len(listed))


def engage(rights: Sequence[bytes], terms: EngagementTerms, act: Act) -> Call:
    """Whoever is to value rights, 1 to 200 and ascending, records the engagement before there is a result."""
    arguments = {"rights": (Keys, rights), "terms": (EngagementTerms, terms), "act": (Act, act)}
    return _call("ValuationBook", "engage", arguments, _PER_ENGAGEMENT + _PER_RIGHT_VALUED * len(rights))


def deliver(engagement: int, result: ValuationResult, act: Act) -> Call:
    """The party that was engaged delivers the result."""
    arguments = _engagement(engagement) | {"result": (ValuationResult, result), "act": (Act, act)}
    return _call("ValuationBook", "deliver", arguments, _PER_ENGAGEMENT)


def abandon(engagement: int, reason: AbandonReason, draft_low: int, draft_high: int, salt: bytes, act: Act) -> Call:
    """The client or the party that was engaged ends an engagement without a result; the draft's range is 0 for none."""
    arguments = _engagement(engagement) | {
        "reason": (AbandonReason, reason),
        "draft_low": (Uint128, draft_low),
        "draft_high": (Uint128, draft_high),
        "salt": (Bytes32, salt),
        "act": (Act, act),
    }
    return _call("ValuationBook", "abandon", arguments)


def allow_reader(engagement: int, reader: int, act: Act) -> Call:
    """The client, or the party that was engaged with the client's consent, lets a party read the figures."""
    return _call(
        "ValuationBook", "allowReader", _engagement(engagement) | {"reader": (Uint64, reader), "act": (Act, act)}
    )


def withdraw_reader(engagement: int, reader: int, act: Act) -> Call:
    """The client or the party that was engaged ends what a reader was allowed."""
    arguments = _engagement(engagement) | {"reader": (Uint64, reader), "act": (Act, act)}
    return _call("ValuationBook", "withdrawReader", arguments)


def declare_fund(terms: FundTerms, act: Act) -> Call:
    """A disposal fund, fund manager or guarantee company declares a fund with its capital."""
    return _call("BuybackBook", "declareFund", {"terms": (FundTerms, terms), "act": (Act, act)}, _PER_FUND)


def revise_fund(fund: int, terms: FundTerms, act: Act) -> Call:
    """The fund's owner changes its capital, limit or manager."""
    arguments = {"fund": (Uint64, fund), "terms": (FundTerms, terms), "act": (Act, act)}
    return _call("BuybackBook", "reviseFund", arguments, _PER_FUND)


def set_cap(cap: int, act: Act) -> Call:
    """Governance sets the cap on buyback prices, 1 to 10,000 basis points of the principal."""
    return _call("BuybackBook", "setCap", {"cap": (Uint32, cap), "act": (Act, act)})


def offer(fund: int, pledge: int, terms: CommitmentTerms, act: Act) -> Call:
    """The fund's manager offers to buy back the claim or the rights of a pledge."""
    arguments = {"fund": (Uint64, fund), **_pledge(pledge), "terms": (CommitmentTerms, terms), "act": (Act, act)}
    return _call("BuybackBook", "offer", arguments, _PER_COMMITMENT + _OUTSTANDING)


def withdraw_offer(commitment: int, act: Act) -> Call:
    """The fund's manager takes back an offer."""
    return _call("BuybackBook", "withdrawOffer", _commitment(commitment) | {"act": (Act, act)})


def decline(commitment: int, reason: DeclineReason, act: Act) -> Call:
    """The pledgee declines an offer."""
    arguments = _commitment(commitment) | {"reason": (DeclineReason, reason), "act": (Act, act)}
    return _call("BuybackBook", "decline", arguments)


def accept(commitment: int, principal: int, pledgors: Sequence[int], salt: bytes, act: Act) -> Call:
    """The pledgee accepts; `principal` is what is drawn and outstanding, `pledgors` are the pledge's, ascending."""
    arguments = _commitment(commitment) | {
        "principal": (Uint128, principal),
        "pledgors": (tuple[Uint64, ...], pledgors),
        "salt": (Bytes32, salt),
        "act": (Act, act),
    }
    work = _PER_COMMITMENT + _OUTSTANDING + _PER_PLEDGOR * len(pledgors)
    return _call("BuybackBook", "accept", arguments, work)


def exercise(commitment: int, act: Act) -> Call:
    """The pledgee calls the commitment, after default and inside its window."""
    return _call("BuybackBook", "exercise", _commitment(commitment) | {"act": (Act, act)}, _PER_COMMITMENT)


def pay(commitment: int, amount: int, salt: bytes, act: Act) -> Call:
    """The fund's manager states a payment, whole or in part."""
    arguments = _commitment(commitment) | {"amount": (Uint128, amount), "salt": (Bytes32, salt), "act": (Act, act)}
    return _call("BuybackBook", "pay", arguments)


def confirm(commitment: int, received: int, salt: bytes, act: Act) -> Call:
    """The pledgee confirms what it received in all."""
    arguments = _commitment(commitment) | {"received": (Uint128, received), "salt": (Bytes32, salt), "act": (Act, act)}
    return _call("BuybackBook", "confirm", arguments, _PER_COMMITMENT)


def dispute(commitment: int, act: Act) -> Call:
    """The fund's manager or the pledgee disputes an exercise; the act's document says why."""
    return _call("BuybackBook", "dispute", _commitment(commitment) | {"act": (Act, act)})


def mark_overdue(commitment: int, act: Act) -> Call:
    """The fund's manager or the pledgee puts on record that the price is overdue."""
    return _call("BuybackBook", "markOverdue", _commitment(commitment) | {"act": (Act, act)})


def lapse(commitment: int, act: Act) -> Call:
    """The fund's manager or the pledgee ends a commitment whose window has closed or whose pledge has ended."""
    return _call("BuybackBook", "lapse", _commitment(commitment) | {"act": (Act, act)}, _FREEING)


def waive(commitment: int, act: Act) -> Call:
    """The pledgee gives up a commitment on which nothing was paid."""
    return _call("BuybackBook", "waive", _commitment(commitment) | {"act": (Act, act)}, _FREEING)


def resell(commitment: int, price: int, salt: bytes, act: Act) -> Call:
    """The fund's manager records the sale of what the fund had bought."""
    arguments = _commitment(commitment) | {"price": (Uint128, price), "salt": (Bytes32, salt), "act": (Act, act)}
    return _call("BuybackBook", "resell", arguments, _FREEING)


def assess_eligibility(pledge: int, eligible: bool, haircut: int, act: Act) -> Call:
    """A central bank says whether it takes the claim of a pledge, and what it takes off, in basis points."""
    arguments = _pledge(pledge) | {"eligible": (bool, eligible), "haircut": (Uint32, haircut), "act": (Act, act)}
    return _call("RefinancingBook", "assessEligibility", arguments)


def offer_claim(pledge: int, terms: RefinancingTerms, act: Act) -> Call:
    """The pledgee offers its claim for refinancing."""
    arguments = _pledge(pledge) | {"terms": (RefinancingTerms, terms), "act": (Act, act)}
    return _call("RefinancingBook", "offerClaim", arguments, _PER_COMMITMENT)


def drop_claim(refinancing: int, act: Act) -> Call:
    """The pledgee takes an offer of its claim back, or the user declines it."""
    return _call("RefinancingBook", "dropClaim", _refinancing(refinancing) | {"act": (Act, act)})


def take_claim(refinancing: int, rights: Sequence[bytes], act: Act) -> Call:
    """The user takes the claim; `rights` is the pledge's whole list, which is locked."""
    arguments = _refinancing(refinancing) | {"rights": (Keys, rights), "act": (Act, act)}
    return _call("RefinancingBook", "takeClaim", arguments, _PER_COMMITMENT + _PER_RIGHT_LOCKED * len(rights))


def release_claim(refinancing: int, rights: Sequence[bytes], act: Act) -> Call:
    """The user releases the claim; `rights` is the list that was locked."""
    arguments = _refinancing(refinancing) | {"rights": (Keys, rights), "act": (Act, act)}
    return _call("RefinancingBook", "releaseClaim", arguments, _PER_RIGHT_UNLOCKED * len(rights))


def declare_pool(terms: PoolTerms, act: Act) -> Call:
    """A party opens a pool that pays its tranches."""
    return _call("RiskShareBook", "declarePool", {"terms": (PoolTerms, terms), "act": (Act, act)}, _PER_FUND)


def fund_pool(pool: int, amount: int, salt: bytes, act: Act) -> Call:
    """The owner pays into a pool."""
    arguments = {"pool": (Uint64, pool), "amount": (Uint128, amount), "salt": (Bytes32, salt), "act": (Act, act)}
    return _call("RiskShareBook", "fundPool", arguments)


def propose_scheme(terms: SchemeTerms, act: Act) -> Call:
    """A party proposes a scheme of shared risk."""
    work = _PER_SCHEME + _PER_TRANCHE * len(terms.tranches)
    return _call("RiskShareBook", "proposeScheme", {"terms": (SchemeTerms, terms), "act": (Act, act)}, work)


def join_scheme(scheme: int, act: Act) -> Call:
    """A party joins a scheme with all of its tranches; the act's document is its consent."""
    return _call("RiskShareBook", "joinScheme", _scheme(scheme) | {"act": (Act, act)}, _PER_SCHEME)


def close_scheme(scheme: int, act: Act) -> Call:
    """The proposer closes a scheme for new cover."""
    return _call("RiskShareBook", "closeScheme", _scheme(scheme) | {"act": (Act, act)})


def cover_pledge(scheme: int, pledge: int, principal: int, salt: bytes, act: Act) -> Call:
    """The pledgee puts the claim of a pledge under a scheme."""
    arguments = {**_scheme(scheme), **_pledge(pledge), "principal": (Uint128, principal), "salt": (Bytes32, salt)}
    return _call("RiskShareBook", "coverPledge", arguments | {"act": (Act, act)}, _PER_SCHEME)


def end_cover(pledge: int, act: Act) -> Call:
    """The pledgee gives the cover of a pledge up."""
    return _call("RiskShareBook", "endCover", _pledge(pledge) | {"act": (Act, act)}, _BETWEEN_BOOKS)


def declare_loss(pledge: int, amount: int, salt: bytes, act: Act) -> Call:
    """The pledgee declares the loss of a covered pledge all of whose rights are realised."""
    arguments = {**_pledge(pledge), "amount": (Uint128, amount), "salt": (Bytes32, salt), "act": (Act, act)}
    return _call("LossBook", "declareLoss", arguments, _SPLIT)


def pay_share(loss: int, place: int, amount: int, salt: bytes, act: Act) -> Call:
    """The party of a tranche states a payment, whole or in part."""
    arguments = {**_place(loss, place), "amount": (Uint128, amount), "salt": (Bytes32, salt), "act": (Act, act)}
    return _call("LossBook", "payShare", arguments)


def confirm_share(loss: int, place: int, received: int, salt: bytes, act: Act) -> Call:
    """The payee confirms what it received of a tranche in all."""
    arguments = {**_place(loss, place), "received": (Uint128, received), "salt": (Bytes32, salt), "act": (Act, act)}
    return _call("LossBook", "confirmShare", arguments, _BETWEEN_BOOKS)


def subrogate(loss: int, place: int, extent: int, salt: bytes, act: Act) -> Call:
    """The party of a tranche takes its payee's rights, to the extent of what it paid."""
    arguments = {**_place(loss, place), "extent": (Uint128, extent), "salt": (Bytes32, salt), "act": (Act, act)}
    return _call("LossBook", "subrogate", arguments)


def share_recovery(loss: int, amount: int, salt: bytes, act: Act) -> Call:
    """The pledgee, or a party that has taken rights, shares what came back."""
    arguments = {"loss": (Uint64, loss), "amount": (Uint128, amount), "salt": (Bytes32, salt), "act": (Act, act)}
    return _call("LossBook", "shareRecovery", arguments, _SPLIT)


def declare_programme(terms: ProgrammeTerms, act: Act) -> Call:
    """An authority publishes a programme of subsidies."""
    return _call("SubsidyBook", "declareProgramme", {"terms": (ProgrammeTerms, terms), "act": (Act, act)}, _PER_FUND)


def revise_programme(programme: int, terms: ProgrammeTerms, act: Act) -> Call:
    """The authority publishes a new version of its programme."""
    arguments = {"programme": (Uint64, programme), "terms": (ProgrammeTerms, terms), "act": (Act, act)}
    return _call("SubsidyBook", "reviseProgramme", arguments, _PER_FUND)


def close_programme(programme: int, act: Act) -> Call:
    """The authority ends a programme: it takes no more claims."""
    return _call("SubsidyBook", "closeProgramme", {"programme": (Uint64, programme), "act": (Act, act)})


def claim_subsidy(terms: SubsidyTerms, rights: Sequence[bytes], right: Right, act: Act) -> Call:
    """The pledgee or debtor claims; `rights` is the pledge's whole list, `right` one of them, of an eligible kind."""
    arguments = {
        "terms": (SubsidyTerms, terms),
        "rights": (Keys, rights),
        "right": (Right, right),
        "act": (Act, act),
    }
    return _call("SubsidyBook", "claimSubsidy", arguments, _PER_COMMITMENT)


def withdraw_subsidy(subsidy: int, act: Act) -> Call:
    """The claimant takes its claim back."""
    return _call("SubsidyBook", "withdrawSubsidy", _subsidy(subsidy) | {"act": (Act, act)})


def refuse_subsidy(subsidy: int, reason: SubsidyRefusal, act: Act) -> Call:
    """The authority refuses a claim."""
    return _call(
        "SubsidyBook", "refuseSubsidy", _subsidy(subsidy) | {"reason": (SubsidyRefusal, reason), "act": (Act, act)}
    )


def grant_subsidy(subsidy: int, amount: int, salt: bytes, act: Act) -> Call:
    """The authority grants a claim, whole or in part, within its budget."""
    arguments = _subsidy(subsidy) | {"amount": (Uint128, amount), "salt": (Bytes32, salt), "act": (Act, act)}
    return _call("SubsidyBook", "grantSubsidy", arguments)


def pay_subsidy(subsidy: int, act: Act) -> Call:
    """The authority says that it paid what it had granted."""
    return _call("SubsidyBook", "paySubsidy", _subsidy(subsidy) | {"act": (Act, act)})


def publish_entry(terms: DirectoryTerms, act: Act) -> Call:
    """A party publishes a product, a need or rights on offer in the public directory."""
    return _call("DirectoryBook", "publishEntry", {"terms": (DirectoryTerms, terms), "act": (Act, act)}, _PER_FUND)


def revise_entry(entry: int, terms: DirectoryTerms, act: Act) -> Call:
    """Who published an entry publishes a new version of it."""
    arguments = _entry(entry) | {"terms": (DirectoryTerms, terms), "act": (Act, act)}
    return _call("DirectoryBook", "reviseEntry", arguments, _PER_FUND)


def withdraw_entry(entry: int, act: Act) -> Call:
    """Who published an entry, or its owner, withdraws it."""
    return _call("DirectoryBook", "withdrawEntry", _entry(entry) | {"act": (Act, act)})


def selector(function: str, types: Sequence[str]) -> bytes:
    """The four bytes that name a function: of keccak256 of its signature."""
    return keccak(text=f"{function}({','.join(types)})")[:4]


def kinds_mask(kinds: Sequence[PartyKind], governance: bool = False) -> int:
    """The bit set of `grant_verb`: bit n for each kind n, bit 0 when governance itself may call."""
    return sum({1 << kind for kind in kinds}) | int(governance)


def _call(book: str, function: str, arguments: Mapping[str, tuple[Any, Any]], work: int = 0) -> Call:
    if book in ("ChangeBook", "EnforcementBook", "RefinancingBook"):
        work += _BETWEEN_BOOKS
    types = [codec(annotation).type for annotation, _ in arguments.values()]
    data = selector(function, types) + encode_arguments(arguments)
    return Call(
        book=book,
        function=function,
        data=data,
        gas=min(MOST_GAS, _BASE + work + _GAS_PER_BYTE * len(data)),
        values={name: value for name, (_, value) in arguments.items()},
    )


def _pledge(pledge: int) -> dict[str, tuple[Any, Any]]:
    return {"pledge": (Uint64, pledge)}


def _others(others: Sequence[OtherConsent]) -> dict[str, tuple[Any, Any]]:
    return {"others": (tuple[OtherConsent, ...], others)}


def _subsidy(subsidy: int) -> dict[str, tuple[Any, Any]]:
    return {"subsidy": (Uint64, subsidy)}


def _entry(entry: int) -> dict[str, tuple[Any, Any]]:
    return {"entry": (Uint64, entry)}


def _refinancing(refinancing: int) -> dict[str, tuple[Any, Any]]:
    return {"refinancing": (Uint64, refinancing)}


def _listing(listing: int) -> dict[str, tuple[Any, Any]]:
    return {"listing": (Uint64, listing)}


def _engagement(engagement: int) -> dict[str, tuple[Any, Any]]:
    return {"engagement": (Uint64, engagement)}


def _commitment(commitment: int) -> dict[str, tuple[Any, Any]]:
    return {"commitment": (Uint64, commitment)}


def _scheme(scheme: int) -> dict[str, tuple[Any, Any]]:
    return {"scheme": (Uint64, scheme)}


def _place(loss: int, place: int) -> dict[str, tuple[Any, Any]]:
    return {"loss": (Uint64, loss), "place": (Uint32, place)}


def _party(party: int) -> dict[str, tuple[Any, Any]]:
    return {"party": (Uint64, party)}


def _kind(jurisdiction: str, kind: RightKind) -> dict[str, tuple[Any, Any]]:
    return {"jurisdiction": (JurisdictionCode, jurisdiction), "kind": (RightKind, kind)}


def _named(filing: Filing) -> int:
    return _PER_NAMED_PARTY * (2 + len(filing.joint_pledgees) + len(filing.pledgors))
