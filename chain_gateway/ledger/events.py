"""The ledger's events: raw logs in, typed events out.

Every event of a book has three indexed arguments, the registry-wide sequence, the subject and the actor; they are
fields of `LedgerEvent`. The rest are the fields of the payload, one frozen dataclass for each event, in ABI order.
Decoding is strict: what is not exactly an event of the deployment's books is refused, because a reader that skips a
log cannot claim completeness. Source: contracts/interfaces/*.sol; a test compares the dataclasses with the compiled
ABI.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any, ClassVar

from eth_utils.address import to_checksum_address

from chain_gateway.ledger.compiled import NotCanonical, compile_decoder, compile_json
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.enums import (
    AbandonReason,
    CancellationGround,
    ChangeKind,
    ConsentForm,
    DeclineReason,
    DefaultGround,
    DelistReason,
    DeterminationGround,
    DocumentKeyScheme,
    EnforcementRoute,
    Lock,
    PartyKind,
    Ranking,
    RecoveryOrder,
    RefusalGround,
    RightKind,
    SubsidyRefusal,
)
from chain_gateway.ledger.keccak import keccak
from chain_gateway.ledger.quick import quicken
from chain_gateway.ledger.solidity import (
    Address,
    Bytes4,
    Bytes32,
    Codec,
    JurisdictionCode,
    MalformedData,
    Uint16,
    Uint32,
    Uint64,
    Uint128,
    Uint256,
    codec,
    decode_arguments,
    fields,
)
from chain_gateway.ledger.structs import (
    Act,
    Circumstance,
    ClassLabel,
    CommitmentTerms,
    Determination,
    DirectoryTerms,
    EngagementTerms,
    Facts,
    Filing,
    FundTerms,
    ListingTerms,
    Obligation,
    OtherConsent,
    PoolTerms,
    Preservation,
    ProgrammeTerms,
    Realisation,
    RefinancingTerms,
    Sale,
    SchemeTerms,
    SubsidyTerms,
    TransferConsent,
    ValuationResult,
    Verb,
)


class UnknownEvent(ValueError):
    """The log is not of this deployment, or its first topic is no event that this version knows."""


class MalformedEvent(ValueError):
    """The log claims to be an event of the ledger and its topics or data are not that event's."""


@dataclass(frozen=True)
class RawLog:
    """A log as a node gives it."""

    address: str
    topics: tuple[bytes, ...]
    """0 to 4 topics of 32 bytes."""
    data: bytes
    block_number: int
    block_hash: bytes
    transaction_hash: bytes
    log_index: int


class Payload:
    """Base of the events' own arguments."""

    book: ClassVar[str]
    """Name of the contract that emits the event."""
    subject_type: ClassVar[str]
    """Solidity type of the second indexed argument."""

    def __init_subclass__(cls, book: str, subject: str) -> None:
        super().__init_subclass__()
        cls.book = book
        cls.subject_type = subject


@dataclass(frozen=True)
class BookAdded(Payload, book="LedgerLog", subject="address"):
    """A book may append from now on. The subject is the book's checksum address."""


@dataclass(frozen=True)
class PartyAdmitted(Payload, book="PartyRegistry", subject="uint64"):
    """A party was entered."""

    kind: PartyKind
    name: str
    commitment: Bytes32
    identifier: str
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PartyRenamed(Payload, book="PartyRegistry", subject="uint64"):
    """The party goes by another name from now on; a natural person by another salted commitment."""

    name: str
    commitment: Bytes32
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class KeyAdded(Payload, book="PartyRegistry", subject="uint64"):
    """A key may sign for the party."""

    key: Address
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class KeyRevoked(Payload, book="PartyRegistry", subject="uint64"):
    """A key no longer signs for the party."""

    key: Address
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class DocumentKeyPublished(Payload, book="PartyRegistry", subject="uint64"):
    """The key that documents for the party are encrypted to from now on; scheme None: it wants none any more."""

    scheme: DocumentKeyScheme
    key: bytes
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PartySuspended(Payload, book="PartyRegistry", subject="uint64"):
    """The party's acts are refused until it is reinstated."""

    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PartyReinstated(Payload, book="PartyRegistry", subject="uint64"):
    """The party may act again."""

    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class VerbGranted(Payload, book="PartyRegistry", subject="bytes32"):
    """The kinds of party (bit n for kind n) that may call a verb. The subject is the verb's id."""

    target: Address
    selector: Bytes4
    kinds: Uint256
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class CallerGranted(Payload, book="PartyRegistry", subject="bytes32"):
    """One book may, or may no longer, call a verb of another. The subject is the verb's id."""

    target: Address
    selector: Bytes4
    caller: Address
    allowed: bool
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class KeyDelegated(Payload, book="PartyRegistry", subject="uint64"):
    """A party let a further key sign for it, in the named verbs and nowhere else."""

    key: Address
    verbs: tuple[Verb, ...]
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class KeyRotated(Payload, book="PartyRegistry", subject="uint64"):
    """A new key took the place of another of the party, which no longer signs."""

    old_key: Address
    new_key: Address
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class VerbPaused(Payload, book="PartyRegistry", subject="bytes32"):
    """The guardian paused a verb. The subject is the verb's id."""

    target: Address
    selector: Bytes4
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class VerbUnpaused(Payload, book="PartyRegistry", subject="bytes32"):
    """The members lifted a pause. The subject is the verb's id."""

    target: Address
    selector: Bytes4
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class FactsAttested(Payload, book="AssetRegistry", subject="bytes32"):
    """Facts of a right were attested. The subject is the asset key."""

    facts: Facts
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class KindConfigured(Payload, book="AssetRegistry", subject="bytes32"):
    """Rules of a kind of right. The subject is the kind's id."""

    jurisdiction: JurisdictionCode
    kind: RightKind
    ranking: Ranking
    office: Uint64
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class CoverageDeclared(Payload, book="AssetRegistry", subject="bytes32"):
    """The office declares that the ledger holds every pledge of the kind for a period of legal dates."""

    jurisdiction: JurisdictionCode
    kind: RightKind
    from_: Uint32
    through: Uint32
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class CircumstanceAttested(Payload, book="AssetRegistry", subject="bytes32"):
    """A circumstance of a right was attested. The subject is the asset key."""

    circumstance: Circumstance
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PreservationNoted(Payload, book="AssetRegistry", subject="bytes32"):
    """A court's preservation of a right was noted. Its id is this event's number."""

    preservation: Preservation
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PreservationLifted(Payload, book="AssetRegistry", subject="bytes32"):
    """A preservation was lifted; `remaining` others still hold the right."""

    preservation: Uint64
    remaining: Uint16
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class ClassLabelled(Payload, book="AssetRegistry", subject="bytes32"):
    """A right was given a class label by the actor."""

    label: ClassLabel
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class RightsLocked(Payload, book="AssetRegistry", subject="uint64"):
    """Rights of a pledge were locked by another book. The subject is the pledge."""

    lock: Lock
    rights: tuple[Bytes32, ...]
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class RightsUnlocked(Payload, book="AssetRegistry", subject="uint64"):
    """A lock of rights of a pledge ended. The subject is the pledge."""

    lock: Lock
    rights: tuple[Bytes32, ...]
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class Searched(Payload, book="SearchRegister", subject="bytes32"):
    """A part of a search was run. The subject is the search's id. Rights that `findings` does not name are clear; see
    `findings.unpack`.
    """

    part: Uint16
    parts: Uint16
    as_of: Uint32
    count: Uint32
    keys_digest: Bytes32
    findings: bytes
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PledgeFiled(Payload, book="PledgeRegistry", subject="uint64"):
    """A pledgee filed a pledge; with `paper_consent` no pledgor signed."""

    office: Uint64
    filing: Filing
    paper_consent: bool
    nonces: tuple[Uint256, ...]
    """Those that the pledgors' consents spent, in the order of the pledgors; none on paper."""
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PledgeRegistered(Payload, book="PledgeRegistry", subject="uint64"):
    """The office registered a filed pledge: from now on it is established."""

    registration_number: str
    effective_on: Uint32
    consent_document: bytes
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PledgeMigrated(Payload, book="PledgeRegistry", subject="uint64"):
    """The office carried an existing registration over from its register."""

    registration_number: str
    effective_on: Uint32
    filing: Filing
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PledgeRefused(Payload, book="PledgeRegistry", subject="uint64"):
    """The office refused a filed pledge."""

    ground: RefusalGround
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PledgeWithdrawn(Payload, book="PledgeRegistry", subject="uint64"):
    """The pledgee withdrew its filing."""

    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class AmendmentAsked(Payload, book="ChangeBook", subject="uint64"):
    """The pledgee asked for other terms, further rights, or both; they bind when the office records them."""

    obligation: Obligation
    added: tuple[Bytes32, ...]
    consent: ConsentForm
    nonces: tuple[Uint256, ...]
    """Those that the pledgors' consents spent, in the order of the pledgors; none where nobody signed."""
    heavier: bool
    """It weighs more on those whom it concerns: without their consent it does not bind them."""
    others: tuple[OtherConsent, ...]
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PledgeAmended(Payload, book="ChangeBook", subject="uint64"):
    """The office recorded other terms; rights that it added are encumbered from here on, last in rank."""

    obligation: Obligation
    added: tuple[Bytes32, ...]
    consent_document: bytes
    """The paper consent that the office attests; empty when the pledgors signed, or none was needed."""
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class AssignmentNominated(Payload, book="ChangeBook", subject="uint64"):
    """The pledgee named who is to take over claim and pledge."""

    assignee: Uint64
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class AssignmentAccepted(Payload, book="ChangeBook", subject="uint64"):
    """The nominee accepted; it takes public effect when the office records it."""

    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PledgeAssigned(Payload, book="ChangeBook", subject="uint64"):
    """The office recorded the assignment."""

    assignor: Uint64
    assignee: Uint64
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PartialReleaseAsked(Payload, book="ChangeBook", subject="uint64"):
    """The pledgee asked to free some of the rights."""

    freed: tuple[Bytes32, ...]
    others: tuple[OtherConsent, ...]
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class RightsReleased(Payload, book="ChangeBook", subject="uint64"):
    """The office recorded that some rights are free; the pledge goes on over `remaining` others."""

    freed: tuple[Bytes32, ...]
    remaining: Uint32
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class ChangeDropped(Payload, book="ChangeBook", subject="uint64"):
    """The pending change was dropped."""

    change: ChangeKind
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PledgeDischarged(Payload, book="PledgeRegistry", subject="uint64"):
    """The pledgee discharged the pledge; the rights are free when the office cancels it."""

    ground: CancellationGround
    others: tuple[OtherConsent, ...]
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PledgeCancelled(Payload, book="PledgeRegistry", subject="uint64"):
    """The office cancelled the pledge: its rights are free."""

    ground: CancellationGround
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class CorrectionAsked(Payload, book="PledgeRegistry", subject="uint64"):
    """The office asked for corrections of a filing until a legal date."""

    due_on: Uint32
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class CorrectionAnswered(Payload, book="PledgeRegistry", subject="uint64"):
    """The pledgee answered with the act's document."""

    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PledgeRevoked(Payload, book="PledgeRegistry", subject="uint64"):
    """The office revoked the registration from the beginning: its rights are free as if it had never been."""

    ground: RefusalGround
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class SubordinationAsked(Payload, book="ChangeBook", subject="uint64"):
    """The pledgee consented to rank behind the pledge `favoured` on some rights."""

    favoured: Uint64
    rights: tuple[Bytes32, ...]
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class RanksChanged(Payload, book="ChangeBook", subject="uint64"):
    """The office recorded that on these rights the pledge and the pledge `favoured` have changed places."""

    favoured: Uint64
    rights: tuple[Bytes32, ...]
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class ClaimDetermined(Payload, book="ChangeBook", subject="uint64"):
    """The claims that a maximum-amount pledge secures are determined."""

    ground: DeterminationGround
    determination: Determination
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class TransferConsented(Payload, book="ChangeBook", subject="uint64"):
    """The pledgee consented to a transfer or licence of pledged rights."""

    consent: TransferConsent
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PledgeDefaulted(Payload, book="EnforcementBook", subject="uint64"):
    """The pledgee declared a default."""

    ground: DefaultGround
    notice_on: Uint32
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PledgeCured(Payload, book="EnforcementBook", subject="uint64"):
    """The default was cured: the pledge goes on as registered."""

    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class EnforcementStarted(Payload, book="EnforcementBook", subject="uint64"):
    """The pledgee enforces."""

    route: EnforcementRoute
    case_number: str
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class RightsRealised(Payload, book="EnforcementBook", subject="uint64"):
    """Rights of the pledge were realised; `whole` when these were the last of it."""

    sold: tuple[Bytes32, ...]
    realisation: Realisation
    whole: bool
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class RightsListed(Payload, book="DisposalBook", subject="uint64"):
    """Rights were listed for sale. The subject is the listing."""

    pledge: Uint64
    commitment: Uint64
    listed: tuple[Bytes32, ...]
    terms: ListingTerms
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class ListingRepriced(Payload, book="DisposalBook", subject="uint64"):
    """The asking price changed."""

    price: Uint128
    salt: Bytes32
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class RightsSold(Payload, book="DisposalBook", subject="uint64"):
    """The listed rights were sold, all of them."""

    sale: Sale
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class SaleSettled(Payload, book="DisposalBook", subject="uint64"):
    """What the sale brought is on record."""

    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class ListingEnded(Payload, book="DisposalBook", subject="uint64"):
    """The listing ended without a settled sale."""

    reason: DelistReason
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class ValuationEngaged(Payload, book="ValuationBook", subject="uint64"):
    """A valuation of the rights was agreed on, before there is a result. The subject is the engagement."""

    rights: tuple[Bytes32, ...]
    terms: EngagementTerms
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class ValuationDelivered(Payload, book="ValuationBook", subject="uint64"):
    """The result of an engagement was delivered."""

    result: ValuationResult
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class ValuationAbandoned(Payload, book="ValuationBook", subject="uint64"):
    """The engagement ended without a result, with what its draft had come to, 0 when there was none."""

    reason: AbandonReason
    draft_low: Uint128
    draft_high: Uint128
    salt: Bytes32
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class ReaderAllowed(Payload, book="ValuationBook", subject="uint64"):
    """The reader may read the figures of the engagement from now on."""

    reader: Uint64
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class ReaderWithdrawn(Payload, book="ValuationBook", subject="uint64"):
    """The reader may read the figures of the engagement no more."""

    reader: Uint64
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class FundDeclared(Payload, book="BuybackBook", subject="uint64"):
    """A party declared a fund. The subject is the fund."""

    terms: FundTerms
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class FundRevised(Payload, book="BuybackBook", subject="uint64"):
    """The fund's owner changed its capital, limit or manager."""

    terms: FundTerms
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class CapSet(Payload, book="BuybackBook", subject="bytes32"):
    """The cap on buyback prices, in basis points. The subject is the text "cap"."""

    cap: Uint32
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class CommitmentOffered(Payload, book="BuybackBook", subject="uint64"):
    """A fund offered to buy back. The subject is the commitment."""

    fund: Uint64
    pledge: Uint64
    terms: CommitmentTerms
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class OfferWithdrawn(Payload, book="BuybackBook", subject="uint64"):
    """The fund took its offer back."""

    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class OfferDeclined(Payload, book="BuybackBook", subject="uint64"):
    """The pledgee declined the offer."""

    reason: DeclineReason
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class CommitmentAccepted(Payload, book="BuybackBook", subject="uint64"):
    """The pledgee accepted: the fund is bound, and its capital with it."""

    principal: Uint128
    cap: Uint32
    pledgors: tuple[Uint64, ...]
    salt: Bytes32
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class CommitmentExercised(Payload, book="BuybackBook", subject="uint64"):
    """The pledgee called the commitment; the price is due by `due_at`, in chain time."""

    due_at: Uint64
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PaymentStated(Payload, book="BuybackBook", subject="uint64"):
    """The fund's manager says that it paid `amount`, `paid` in all."""

    amount: Uint128
    paid: Uint128
    salt: Bytes32
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PaymentConfirmed(Payload, book="BuybackBook", subject="uint64"):
    """The pledgee confirms to have received `received` in all."""

    received: Uint128
    settled: bool
    salt: Bytes32
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class ExerciseDisputed(Payload, book="BuybackBook", subject="uint64"):
    """A side disputes an exercise; the act's document says why."""

    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PaymentOverdue(Payload, book="BuybackBook", subject="uint64"):
    """A side put on record that the price was not confirmed by its due time."""

    due_at: Uint64
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class CommitmentLapsed(Payload, book="BuybackBook", subject="uint64"):
    """The window closed, or the pledge ended, without exercise."""

    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class CommitmentWaived(Payload, book="BuybackBook", subject="uint64"):
    """The pledgee gave the commitment up before anything was paid."""

    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class InventoryResold(Payload, book="BuybackBook", subject="uint64"):
    """The fund sold what it had bought; `capital` is the fund's after gain or loss."""

    fund: Uint64
    price: Uint128
    capital: Uint128
    salt: Bytes32
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class EligibilityAssessed(Payload, book="RefinancingBook", subject="uint64"):
    """A central bank said whether it takes the claim of a pledge, and with which haircut in basis points."""

    eligible: bool
    haircut: Uint32
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class ClaimOffered(Payload, book="RefinancingBook", subject="uint64"):
    """The pledgee offered its claim. The subject is the refinancing."""

    pledge: Uint64
    terms: RefinancingTerms
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class ClaimDropped(Payload, book="RefinancingBook", subject="uint64"):
    """The offer was taken back, or declined."""

    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class ClaimTaken(Payload, book="RefinancingBook", subject="uint64"):
    """The claim is in use, and the rights of the digest are locked."""

    pledge: Uint64
    rights_digest: Bytes32
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class ClaimReleased(Payload, book="RefinancingBook", subject="uint64"):
    """The use of the claim ended."""

    pledge: Uint64
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PoolDeclared(Payload, book="RiskShareBook", subject="uint64"):
    """A party opened a pool and paid its first capital in. The subject is the pool."""

    terms: PoolTerms
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PoolFunded(Payload, book="RiskShareBook", subject="uint64"):
    """The owner paid into the pool; `capital` is the pool's after it."""

    amount: Uint128
    capital: Uint128
    salt: Bytes32
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class SchemeProposed(Payload, book="RiskShareBook", subject="uint64"):
    """A party proposed a scheme and joined with its own tranches. The subject is the scheme."""

    terms: SchemeTerms
    in_force: bool
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class SchemeJoined(Payload, book="RiskShareBook", subject="uint64"):
    """A party joined with all of its tranches; `in_force` when it was the last."""

    in_force: bool
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class SchemeClosed(Payload, book="RiskShareBook", subject="uint64"):
    """The proposer closed the scheme for new cover."""

    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class PledgeCovered(Payload, book="RiskShareBook", subject="uint64"):
    """The pledgee put its claim under a scheme. The subject is the pledge."""

    scheme: Uint64
    principal: Uint128
    salt: Bytes32
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class CoverEnded(Payload, book="RiskShareBook", subject="uint64"):
    """The pledgee gave the cover up. The subject is the pledge."""

    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class LossDeclared(Payload, book="LossBook", subject="uint64"):
    """The pledgee declared what it lost; `shares` is what each tranche bears at most. The subject is the loss."""

    pledge: Uint64
    scheme: Uint64
    order: RecoveryOrder
    amount: Uint128
    shares: tuple[Uint256, ...]
    salt: Bytes32
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class SharePaid(Payload, book="LossBook", subject="uint64"):
    """The party of a tranche says that it paid `amount`, `paid` in all."""

    place: Uint32
    amount: Uint128
    paid: Uint128
    salt: Bytes32
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class ShareConfirmed(Payload, book="LossBook", subject="uint64"):
    """The payee confirms to have received `received` of a tranche in all."""

    place: Uint32
    received: Uint128
    salt: Bytes32
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class RightsSubrogated(Payload, book="LossBook", subject="uint64"):
    """The party of a tranche took its payee's rights, `subrogated` in all (Civil Code 700)."""

    place: Uint32
    extent: Uint128
    subrogated: Uint128
    salt: Bytes32
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class RecoveryShared(Payload, book="LossBook", subject="uint64"):
    """`amount` came back: `borne` by tranche for what they bore, `relieved` is what they owe less."""

    amount: Uint128
    borne: tuple[Uint256, ...]
    relieved: tuple[Uint256, ...]
    salt: Bytes32
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class ProgrammeDeclared(Payload, book="SubsidyBook", subject="uint64"):
    """An authority published a programme. The subject is the programme."""

    terms: ProgrammeTerms
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class ProgrammeRevised(Payload, book="SubsidyBook", subject="uint64"):
    """The authority published a new version."""

    terms: ProgrammeTerms
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class ProgrammeClosed(Payload, book="SubsidyBook", subject="uint64"):
    """The programme takes no more claims."""

    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class SubsidyClaimed(Payload, book="SubsidyBook", subject="uint64"):
    """The pledgee or debtor claimed a subsidy. The subject is the subsidy."""

    terms: SubsidyTerms
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class SubsidyWithdrawn(Payload, book="SubsidyBook", subject="uint64"):
    """The claimant took its claim back."""

    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class SubsidyRefused(Payload, book="SubsidyBook", subject="uint64"):
    """The authority refused the claim."""

    reason: SubsidyRefusal
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class SubsidyGranted(Payload, book="SubsidyBook", subject="uint64"):
    """The authority granted an amount."""

    amount: Uint128
    salt: Bytes32
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class SubsidyPaid(Payload, book="SubsidyBook", subject="uint64"):
    """The authority paid what it had granted."""

    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class EntryPublished(Payload, book="DirectoryBook", subject="uint64"):
    """An entry of the directory was published. The subject is the entry."""

    terms: DirectoryTerms
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class EntryRevised(Payload, book="DirectoryBook", subject="uint64"):
    """A new version of an entry was published."""

    version: Uint32
    terms: DirectoryTerms
    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class EntryWithdrawn(Payload, book="DirectoryBook", subject="uint64"):
    """An entry is published no more."""

    act: Act
    rule_set: Uint32


@dataclass(frozen=True)
class LedgerEvent:
    """One numbered event of the ledger."""

    sequence: int
    """Registry-wide number, from 1, without gaps."""
    book: str
    """Name of the contract, such as "PledgeRegistry"."""
    name: str
    """Name of the event, such as "PledgeFiled"."""
    subject: int | bytes | str
    """What the act is about: a party or pledge id, an asset key, kind id or verb id (32 bytes), or a book's address."""
    actor: int
    """Id of the acting party, 0 for the consortium's governance."""
    payload: Payload
    log: RawLog

    @cached_property
    def data_hash(self) -> bytes:
        """keccak256 of the log's data, which the rolling hash takes in."""
        return keccak(self.log.data)


@dataclass(frozen=True)
class Appended:
    """LedgerLog's own record of a numbered event: the rolling hash that includes it. It is not itself numbered."""

    sequence: int
    book: str
    """Checksum address of the book whose event was numbered."""
    head: bytes
    log: RawLog


@dataclass(frozen=True)
class AuthorityUpdated:
    """OpenZeppelin's word on who guards a contract, given once by each book's constructor. It is not numbered."""

    authority: str
    log: RawLog


for _made_often in (LedgerEvent, Appended):
    quicken(_made_often)


def decode(log: RawLog, deployment: Deployment) -> LedgerEvent | Appended | AuthorityUpdated:
    """The typed event of a raw log.

    Raises UnknownEvent when the log's address is no book of the deployment or its first topic no event of that book,
    and MalformedEvent when topics or data are not what the event has.
    """
    return EventDecoder(deployment)(log)


class EventDecoder:
    """`decode` for many logs of one deployment."""

    def __init__(self, deployment: Deployment) -> None:
        self._books = deployment.books()

    def __call__(self, log: RawLog) -> LedgerEvent | Appended | AuthorityUpdated:
        """The typed event of a raw log; raises as `decode` does."""
        book = self._books.get(log.address) or self._books.get(_checksum(log.address))
        if book is None:
            raise UnknownEvent(f"the log of {log.address} is of no book of this deployment")
        topics = log.topics
        if not topics or any([len(topic) != 32 for topic in topics]):  # noqa: C419  # a list is quicker for four
            raise MalformedEvent(f"the log of {book} in {_place(log)} has no 32-byte topics")
        topic0 = topics[0]
        payload_type = _EVENTS.get((book, topic0))
        if payload_type is not None:
            payload = _payload(log, book, payload_type)
            return LedgerEvent(
                sequence=_topic(log, 1, "uint64"),
                book=book,
                name=payload_type.__name__,
                subject=_topic(log, 2, payload_type.subject_type),
                actor=_topic(log, 3, "uint64"),
                payload=payload,
                log=log,
            )
        if book == "LedgerLog" and topic0 == APPENDED:
            head = _appended_head(log, book)
            return Appended(_topic(log, 1, "uint64"), _topic(log, 2, "address"), head, log)
        if topic0 == _AUTHORITY_UPDATED:
            (authority,) = _data(log, book, "AuthorityUpdated", 1, [codec(Address)])
            return AuthorityUpdated(authority, log)
        raise UnknownEvent(f"the first topic 0x{topic0.hex()} of the log of {book} in {_place(log)} is no event of it")


def payload_json(payload: Payload) -> dict[str, Any]:
    """The payload's fields by name, each as `solidity.to_json` shows it."""
    return _json_writer(type(payload))(payload)  # type: ignore[arg-type]  # a class is hashable


def event_types() -> tuple[type[Payload], ...]:
    """The payload types of all numbered events."""
    return tuple(_EVENTS.values())


def _appended_head(log: RawLog, book: str) -> bytes:
    if len(log.topics) == 3 and len(log.data) == 32:
        return log.data
    (head,) = _data(log, book, "Appended", 3, [codec(Bytes32)])
    return bytes(head)


def _payload(log: RawLog, book: str, payload_type: type[Payload]) -> Payload:
    if len(log.topics) == 4:
        try:
            return _decoder(payload_type)(log.data)  # type: ignore[arg-type]  # a class is hashable
        except NotCanonical:
            pass  # the slow way says what is wrong
    return payload_type(*_data(log, book, payload_type.__name__, 4, tuple(fields(payload_type).values())))


@cache
def _decoder(payload_type: Any) -> Callable[[bytes], Payload]:
    decoder: Callable[[bytes], Payload] = compile_decoder(payload_type)
    return decoder


@cache
def _json_writer(payload_type: Any) -> Callable[[Payload], dict[str, Any]]:
    return compile_json(payload_type)


def _data(log: RawLog, book: str, name: str, topics: int, codecs: Sequence[Codec]) -> tuple[Any, ...]:
    if len(log.topics) != topics:
        raise MalformedEvent(f"{book}.{name} in {_place(log)} has {len(log.topics)} topics, it must have {topics}")
    try:
        return decode_arguments(codecs, log.data)
    except MalformedData as error:
        raise MalformedEvent(f"{book}.{name} in {_place(log)}: {error}") from error


def _topic(log: RawLog, index: int, solidity_type: str) -> Any:
    word = log.topics[index]
    if solidity_type == "bytes32":
        return word
    if solidity_type == "uint64":
        number = int.from_bytes(word)
        if number < 1 << 64:
            return number
    elif not any(word[:12]):
        return _address(word)
    raise MalformedEvent(f"topic {index} of the log in {_place(log)}, 0x{word.hex()}, is no {solidity_type}")


def _place(log: RawLog) -> str:
    return f"block {log.block_number}, log {log.log_index}"


@lru_cache(maxsize=1024)
def _address(word: bytes) -> str:
    return str(to_checksum_address(word[12:]))


@lru_cache(maxsize=1024)
def _checksum(address: str) -> str:
    return str(to_checksum_address(address))


def signature(payload_type: type[Payload]) -> str:
    """The event's signature, whose keccak256 is its first topic."""
    types = ",".join(each.type for each in fields(payload_type).values())
    return f"{payload_type.__name__}(uint64,{payload_type.subject_type},uint64{types and ','}{types})"


APPENDED = keccak(b"Appended(uint64,address,bytes32)")
"""First topic of LedgerLog's own record of an event."""
_AUTHORITY_UPDATED = keccak(b"AuthorityUpdated(address)")
_EVENTS = {(each.book, keccak(signature(each).encode())): each for each in Payload.__subclasses__()}
