"""The structs of the contracts as frozen dataclasses, in snake_case and in the same order.

Legal dates are integers yyyymmdd, 0 when not stated (see `dates`); amounts are integers of minor units (see
`money`); party and pledge ids are integers; asset keys, digests and salts are 32 bytes; keys are checksum addresses.
Source: contracts/interfaces/*.sol, where each field is described.
"""

from dataclasses import dataclass

from chain_gateway.ledger.enums import (
    AssetClass,
    BuybackRoute,
    ChangeKind,
    CircumstanceKind,
    CommitmentState,
    DisposalChannel,
    EngagementState,
    EntryKind,
    LicenceScope,
    ListingState,
    ObligationKind,
    PartyKind,
    PledgeState,
    PriceUse,
    Provenance,
    RealisationMethod,
    RecoveryOrder,
    RefinancingKind,
    RefinancingState,
    Relation,
    RightKind,
    SchemeState,
    SubsidyKind,
    SubsidyPeriod,
    SubsidyState,
    TransferKind,
    Validity,
    ValuationGrade,
    ValuationKind,
    ValuationPurpose,
)
from chain_gateway.ledger.identifiers import RightId
from chain_gateway.ledger.solidity import (
    Address,
    Bytes4,
    Bytes32,
    CurrencyCode,
    JurisdictionCode,
    Struct,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Uint128,
    Uint256,
)


@dataclass(frozen=True)
class Act(Struct):
    """What every act says of itself. The default is a native act that states nothing more."""

    provenance: Provenance = Provenance.Native
    executed_on: Uint32 = 0
    """Legal date on which the parties executed the act."""
    recorded_on: Uint32 = 0
    """Legal date on which the office recorded it; 0 in acts of anyone but an office."""
    official_number: str = ""
    """Opaque; never an integer."""
    document: bytes = b""
    """Binary CID (version 1) of the document behind the act; empty when it has none."""


@dataclass(frozen=True)
class PartyEntry(Struct):
    """A party as it is entered."""

    kind: PartyKind
    name: str
    """Name of an institution; empty for a natural person."""
    commitment: Bytes32 = bytes(32)
    """For a natural person keccak256(abi.encode(salt, name)); zero for an institution."""
    identifier: str = ""
    """Official identifier, such as a unified social credit code; never a natural person's."""


@dataclass(frozen=True)
class Right(Struct):
    """Identity of a right as the chain holds it. It is not checked here: see `identifiers.RightId` for the checked
    form.
    """

    jurisdiction: JurisdictionCode
    kind: RightKind
    number: str

    @property
    def id(self) -> RightId:
        """The same three as a `RightId`, unchecked."""
        return RightId(self.jurisdiction, self.kind, self.number)


@dataclass(frozen=True)
class Facts(Struct):
    """What an office attests of a right, as of a legal date."""

    right: Right
    validity: Validity
    owners: tuple[Uint64, ...] = ()
    """Registered owners as party ids, ascending; empty when not attested."""
    filed_on: Uint32 = 0
    granted_on: Uint32 = 0
    expires_on: Uint32 = 0
    title: str = ""
    application_number: str = ""
    """Text form of the application that the right was granted on; empty when not stated."""
    main_class: str = ""
    """IPC, Locarno or Nice class; empty when not stated."""
    source: str = ""
    as_of: Uint32 = 0


@dataclass(frozen=True)
class Circumstance(Struct):
    """One circumstance of a right, as of a legal date."""

    asset_key: Bytes32
    kind: CircumstanceKind
    starts_on: Uint32 = 0
    ends_on: Uint32 = 0
    case_number: str = ""
    """Tells several of a kind apart; empty when it has none."""
    text: str = ""
    """In words; never a natural person's name."""
    source: str = ""
    as_of: Uint32 = 0


@dataclass(frozen=True)
class Preservation(Struct):
    """An order of a court that preserves a right; several may wait behind one another."""

    asset_key: Bytes32
    court: str
    case_number: str
    starts_on: Uint32
    ends_on: Uint32 = 0
    rank: Uint16 = 1
    """1 for the order in effect, 2 and more for those that wait."""
    source: str = ""
    as_of: Uint32 = 0


@dataclass(frozen=True)
class ClassLabel(Struct):
    """A class label. Who gives it is the event's actor."""

    asset_key: Bytes32
    asset_class: AssetClass
    source: str = ""
    as_of: Uint32 = 0


@dataclass(frozen=True)
class Verb(Struct):
    """A function of a book."""

    target: Address
    selector: Bytes4


@dataclass(frozen=True)
class Obligation(Struct):
    """The secured obligation. A pledgor consents to its digest (see `consent.obligation_digest`)."""

    kind: ObligationKind = ObligationKind.Unstated
    currency: CurrencyCode = ""
    """ISO 4217 code, empty when unstated."""
    amount: Uint128 = 0
    """Minor units: the amount, or the ceiling of a maximum-amount claim; 0 when unstated."""
    debtor: Uint64 = 0
    starts_on: Uint32 = 0
    ends_on: Uint32 = 0
    contract_document: bytes = b""
    salt: Bytes32 = bytes(32)
    """Random in real use, so that the hash of the event's data cannot be guessed out of round sums."""


@dataclass(frozen=True)
class Filing(Struct):
    """A pledge as it is filed."""

    pledgee: Uint64
    joint_pledgees: tuple[Uint64, ...]
    """Further pledgees of the same claim, ascending; mostly none."""
    pledgors: tuple[Uint64, ...]
    """Ascending; natively the registered owners of the rights, all of them and nobody else."""
    rights: tuple[Bytes32, ...]
    """Asset keys, strictly ascending, 1 to 1,100."""
    obligation: Obligation


@dataclass(frozen=True)
class Consent(Struct):
    """A pledgor's signed consent (EIP-712, see `consent`)."""

    pledgor: Uint64
    key: Address
    """A live key of the pledgor."""
    nonce: Uint256
    """Any number that the pledgor has not used; not ordered."""
    deadline: Uint64
    """Last second, in chain time, at which the consent can be used."""
    signature: bytes


@dataclass(frozen=True)
class OtherConsent(Struct):
    """Written consent of another whom an act harms: a pledgee of a later rank, a guarantor, another security giver."""

    party: Uint64
    document: bytes
    """Binary CID of the consent."""


@dataclass(frozen=True)
class Registration(Struct):
    """What an office says when it registers."""

    number: str
    """Official registration number; opaque."""
    effective_on: Uint32
    consent_document: bytes = b""
    """Binary CID of the pledgors' paper consent, which the office attests; empty when they signed."""


@dataclass(frozen=True)
class Amendment(Struct):
    """What an amendment makes of a pledge."""

    obligation: Obligation
    added: tuple[Bytes32, ...] = ()
    """Asset keys, ascending: rights that come to the pledge; mostly none."""
    pledgors: tuple[Uint64, ...] = ()
    """The pledge's, ascending; not read where no consent is needed and nothing is added."""


@dataclass(frozen=True)
class PledgeView(Struct):
    """The contract's reading of a pledge; state `None` when no pledge has the id."""

    state: PledgeState
    obligation_kind: ObligationKind
    currency: CurrencyCode
    amount: Uint128
    starts_on: Uint32
    ends_on: Uint32
    pledgee: Uint64
    office: Uint64
    right_count: Uint32
    paper_consent: bool
    migrated: bool
    pending_change: ChangeKind
    rights_digest: Bytes32
    pledgors_digest: Bytes32
    pending_digest: Bytes32
    debtor: Uint64
    determined: bool
    """The claims of a maximum-amount pledge are determined (Civil Code 423)."""


@dataclass(frozen=True)
class Determination(Struct):
    """The determined claims of a maximum-amount pledge."""

    amount: Uint128
    """Minor units of the obligation's currency; at most its ceiling where one is stated."""
    salt: Bytes32


@dataclass(frozen=True)
class TransferConsent(Struct):
    """A pledgee's consent to a transfer or licence of pledged rights."""

    kind: TransferKind
    covered: tuple[Bytes32, ...]
    """Asset keys, ascending: some of the pledge's."""
    counterparty: Uint64 = 0
    """Transferee or licensee; 0 when it is no party of the ledger."""
    pledge_follows: bool = True
    """Whether the pledge follows the right to its new owner; a licence leaves it where it is."""
    scope: LicenceScope = LicenceScope.None_
    price_use: PriceUse = PriceUse.None_
    currency: CurrencyCode = ""
    price: Uint128 = 0
    """Minor units; 0 when not stated."""
    salt: Bytes32 = bytes(32)


@dataclass(frozen=True)
class Realisation(Struct):
    """What a realisation brought and where it went, in minor units; the five parts add up to the proceeds."""

    method: RealisationMethod
    buyer: Uint64
    """Who took the rights; 0 when it is no party of the ledger."""
    currency: CurrencyCode
    proceeds: Uint128
    costs: Uint128
    interest: Uint128
    principal: Uint128
    next_ranks: Uint128
    """To the pledgees of later ranks."""
    surplus: Uint128
    """To the pledgor (Civil Code 438)."""
    deficiency: Uint128
    """What the debtor still owes."""
    valuation_document: bytes
    """Binary CID; a pledgee that takes rights itself must name one."""
    salt: Bytes32


@dataclass(frozen=True)
class ListingTerms(Struct):
    """A listing of rights as the seller states it."""

    channel: DisposalChannel
    venue: Uint64
    """IP exchange or operator; 0 when none is a party of the ledger."""
    currency: CurrencyCode
    price: Uint128
    """Asking price, minor units."""
    salt: Bytes32


@dataclass(frozen=True)
class Sale(Struct):
    """A sale of what is listed."""

    buyer: Uint64
    """0 when the buyer is no party of the ledger."""
    relation: Relation
    price: Uint128
    disclosed: bool
    """Whether the seller discloses the price to the public."""
    salt: Bytes32


@dataclass(frozen=True)
class ListingView(Struct):
    """The members' reading of a listing; state `None` when unknown."""

    state: ListingState
    channel: DisposalChannel
    relation: Relation
    disclosed: bool
    currency: CurrencyCode
    right_count: Uint32
    pledge: Uint64
    commitment: Uint64
    """0 for rights of a pledge in enforcement."""
    seller: Uint64
    buyer: Uint64
    asking: Uint128
    price: Uint128
    rights_digest: Bytes32


@dataclass(frozen=True)
class EngagementTerms(Struct):
    """An engagement to value rights, as the appraising party records it before there is a result."""

    kind: ValuationKind
    purpose: ValuationPurpose
    client: Uint64
    """Party that asked for the valuation."""
    payer: Uint64
    """Party that pays the fee; 0 when it is no party of the ledger."""
    currency: CurrencyCode
    """Of the fee and of the value."""
    fee: Uint128
    """0 when none is paid."""
    independence: bytes
    """Binary CID of the declaration of independence; an appraisal needs one."""
    salt: Bytes32


@dataclass(frozen=True)
class ValuationResult(Struct):
    """The result of a valuation."""

    grade: ValuationGrade
    methods: Uint8
    """Bit n for method n of `ValuationMethod`; 0 for a model."""
    low: Uint128
    """Minor units of the engagement's currency; 0 with `high` where a model only grades."""
    high: Uint128
    valued_on: Uint32
    """Legal date as of which the rights are valued."""
    valid_until: Uint32
    """Last legal date on which it may be relied on."""
    signatory: Uint64
    """First of the two natural persons who sign an appraisal; 0 for a model."""
    co_signatory: Uint64
    model_version: str
    """Empty for an appraisal."""
    report: bytes
    """Binary CID of the report; an appraisal needs one."""
    salt: Bytes32


@dataclass(frozen=True)
class EngagementView(Struct):
    """The members' reading of an engagement; state `None` when unknown."""

    state: EngagementState
    kind: ValuationKind
    purpose: ValuationPurpose
    grade: ValuationGrade
    methods: Uint8
    right_count: Uint32
    valued_on: Uint32
    valid_until: Uint32
    currency: CurrencyCode
    appraiser: Uint64
    client: Uint64
    payer: Uint64
    signatory: Uint64
    co_signatory: Uint64
    fee: Uint128
    low: Uint128
    """The result's, or of an abandoned engagement its draft's; 0 when there is none."""
    high: Uint128
    rights_digest: Bytes32
    """Digest of the asset keys valued (`consent.rights_digest`)."""
    model_version: str
    report: bytes


@dataclass(frozen=True)
class FundTerms(Struct):
    """A fund as its owner states it."""

    manager: Uint64
    """Party that runs the fund: it offers, pays and resells. It may be the owner itself."""
    currency: CurrencyCode
    capital: Uint128
    """Open commitments and inventory at cost never exceed it."""
    pledgor_limit: Uint128
    """The most that open commitments and inventory may come to for any one pledgor."""
    salt: Bytes32


@dataclass(frozen=True)
class CommitmentTerms(Struct):
    """A buyback commitment as it is offered."""

    route: BuybackRoute
    currency: CurrencyCode
    price: Uint128
    commission: Uint128
    """0 when nothing is paid for the commitment."""
    opens_at: Uint64
    """First second, in chain time, at which it can be exercised."""
    closes_at: Uint64
    """Last second, in chain time, at which it can be exercised."""
    payment_days: Uint32
    """Days of 86,400 seconds within which the price is due after exercise, 1 to 366."""
    reinsurer: Uint64
    """0 when none."""
    covered_rights: Bytes32
    """Digest of the asset keys that it covers (`consent.rights_digest`)."""
    conditions: bytes
    """Binary CID of the conditions."""
    salt: Bytes32


@dataclass(frozen=True)
class FundView(Struct):
    """The members' reading of a fund; owner 0 when unknown."""

    owner: Uint64
    manager: Uint64
    currency: CurrencyCode
    capital: Uint128
    open: Uint128
    """Prices of accepted and exercised commitments."""
    inventory: Uint128
    """Prices of settled commitments that are not resold."""
    pledgor_limit: Uint128
    outstanding: Uint32
    """Exercised commitments whose price is not wholly confirmed."""
    overdue: Uint64
    """The first of them that is overdue; 0 when none is."""

    @property
    def free(self) -> int:
        """Capital that binds nothing."""
        return self.capital - self.open - self.inventory


@dataclass(frozen=True)
class CommitmentView(Struct):
    """The members' reading of a commitment; state `None` when unknown. Its holder is the pledge's present pledgee."""

    state: CommitmentState
    route: BuybackRoute
    disputed: bool
    overdue_marked: bool
    fund: Uint64
    pledge: Uint64
    opens_at: Uint64
    closes_at: Uint64
    due_at: Uint64
    """0 before exercise."""
    payment_days: Uint32
    price: Uint128
    paid: Uint128
    """Sum that the manager says it paid."""
    received: Uint128
    """Sum that the pledgee confirms to have received."""


@dataclass(frozen=True)
class CoverView(Struct):
    """What stands behind one secured obligation."""

    committed: Uint128
    """Sum of the prices of its open commitments, over all funds."""
    principal: Uint128
    """Principal drawn and outstanding, as stated at the last acceptance."""
    cap: Uint32
    """Cap in basis points at the last acceptance."""


@dataclass(frozen=True)
class RefinancingTerms(Struct):
    """A refinancing as the pledgee offers it."""

    kind: RefinancingKind
    user: Uint64
    """Sponsor or trustee of a pool, else a central bank."""
    amount: Uint128
    """What is drawn on the claim, in the secured obligation's currency."""
    operation: str
    """Official name or number of the pool or operation; opaque."""
    salt: Bytes32


@dataclass(frozen=True)
class RefinancingView(Struct):
    """The members' reading of a refinancing; state None when unknown."""

    state: RefinancingState
    kind: RefinancingKind
    pledge: Uint64
    holder: Uint64
    """Pledgee that offered the claim."""
    user: Uint64
    amount: Uint128
    rights_digest: Bytes32
    """Digest of the rights that were locked; zero before."""


@dataclass(frozen=True)
class EligibilityView(Struct):
    """What a central bank says of a pledged claim."""

    eligible: bool
    haircut: Uint32
    """Basis points that it takes off the claim."""


@dataclass(frozen=True)
class Outcome(Struct):
    """How an enforcement stands after its latest realisation; no currency before the first."""

    currency: CurrencyCode
    whole: bool
    """All rights of the pledge are realised."""
    deficiency: Uint128
    """What the debtor still owes."""


@dataclass(frozen=True)
class PoolTerms(Struct):
    """A pool of money that pays a party's tranches, as its owner states it."""

    currency: CurrencyCode
    capital: Uint128
    rules: bytes
    """Binary CID of the rules that the pool goes by."""
    salt: Bytes32


@dataclass(frozen=True)
class Tranche(Struct):
    """One tranche of a scheme. The first is the creditor's: no caps, no pool, it reinsures nothing."""

    party: Uint64
    """Who bears it; 0 in the first for whoever is the pledgee."""
    rate: Uint32
    """Basis points: of the loss, or of what the reinsured tranche pays."""
    reinsures: Uint32
    """Place of the tranche that it reimburses, before its own; 0 for a share of the loss itself."""
    pool: Uint64
    """The party's pool that pays; 0 when the party pays by itself."""
    cap_per_loss: Uint128
    cap_in_total: Uint128


@dataclass(frozen=True)
class SchemeTerms(Struct):
    """A scheme of shared risk as it is proposed. Times are chain time, in seconds."""

    currency: CurrencyCode
    order: RecoveryOrder
    opens_at: Uint64
    """First second at which a pledge can be covered."""
    closes_at: Uint64
    claims_until: Uint64
    """Last second at which a loss can be declared."""
    cover_limit: Uint128
    """The most principal under cover at one time."""
    conditions: bytes
    """Binary CID of the agreement."""
    salt: Bytes32
    tranches: tuple[Tranche, ...]
    """1 to 12."""


@dataclass(frozen=True)
class SchemeView(Struct):
    """The members' reading of a scheme; state `None` when unknown."""

    state: SchemeState
    currency: CurrencyCode
    order: RecoveryOrder
    proposer: Uint64
    opens_at: Uint64
    closes_at: Uint64
    claims_until: Uint64
    cover_limit: Uint128
    covered: Uint128
    """Principal under cover."""
    tranches: Uint32


@dataclass(frozen=True)
class TrancheView(Struct):
    """The members' reading of a tranche; all 0 when there is none at the place."""

    party: Uint64
    rate: Uint32
    reinsures: Uint32
    pool: Uint64
    joined: bool
    cap_per_loss: Uint128
    cap_in_total: Uint128
    used: Uint128
    """What it bears of losses declared so far, at most, without what it is relieved of."""


@dataclass(frozen=True)
class PoolView(Struct):
    """The members' reading of a pool; owner 0 when unknown."""

    owner: Uint64
    currency: CurrencyCode
    capital: Uint128
    """What was paid in and came back, less what was paid out."""
    reserved: Uint128
    """What is set aside for declared losses."""
    used: Uint128
    """What was paid out, in all."""
    replenished: Uint128
    """What came back from recoveries, in all."""

    @property
    def free(self) -> int:
        """What a new loss can take; 0 when the pool is exhausted."""
        return self.capital - self.reserved


@dataclass(frozen=True)
class CoveringView(Struct):
    """What covers a pledge; scheme 0 when nothing does."""

    scheme: Uint64
    principal: Uint128


@dataclass(frozen=True)
class LossView(Struct):
    """The members' reading of a loss; pledge 0 when unknown. Its creditor is the pledge's present pledgee."""

    pledge: Uint64
    scheme: Uint64
    order: RecoveryOrder
    tranches: Uint32
    amount: Uint128
    recovered: Uint128


@dataclass(frozen=True)
class ShareView(Struct):
    """The members' reading of one tranche's part in a loss."""

    share: Uint128
    """What it bears at most; of a reinsurer, once its reinsured has paid all."""
    due: Uint128
    """What it owes by now, in all: its share, or a reinsurer's rate of what its reinsured paid."""
    paid: Uint128
    """What it says that it paid, in all."""
    confirmed: Uint128
    """What its payee confirms to have received, in all."""
    relieved: Uint128
    """What it need not pay any more, because it came back to its payee."""
    returned: Uint128
    """What came back to it."""
    subrogated: Uint128
    """How much of its payee's rights it has taken."""


@dataclass(frozen=True)
class ProgrammeTerms(Struct):
    """A programme of subsidies as its authority publishes it; all of it is public."""

    name: str
    region: str
    """As the authority writes it, such as a code of GB/T 2260."""
    kind: SubsidyKind
    period: SubsidyPeriod
    right_kinds: Uint32
    """Bit set of RightKind."""
    ratio: Uint32
    """Basis points of the cost."""
    currency: CurrencyCode
    most: Uint128
    """The most that one claim is paid."""
    budget: Uint128
    starts_on: Uint32
    ends_on: Uint32
    conditions: bytes
    """Binary CID."""


@dataclass(frozen=True)
class SubsidyTerms(Struct):
    """A claim of a subsidy."""

    programme: Uint64
    pledge: Uint64
    period: Uint32
    """First day of the period, yyyymmdd."""
    beneficiary: Uint64
    cost: Uint128
    amount: Uint128
    salt: Bytes32


@dataclass(frozen=True)
class ProgrammeView(Struct):
    """The reading of a programme; authority 0 when unknown."""

    authority: Uint64
    kind: SubsidyKind
    period: SubsidyPeriod
    closed: bool
    right_kinds: Uint32
    ratio: Uint32
    currency: CurrencyCode
    most: Uint128
    budget: Uint128
    granted: Uint128
    starts_on: Uint32
    ends_on: Uint32


@dataclass(frozen=True)
class SubsidyView(Struct):
    """The members' reading of a subsidy; state None when unknown."""

    state: SubsidyState
    programme: Uint64
    pledge: Uint64
    claimant: Uint64
    beneficiary: Uint64
    period: Uint32
    amount: Uint128
    """What is claimed; once granted, what is granted."""


@dataclass(frozen=True)
class DirectoryTerms(Struct):
    """An entry of the public directory; all of it is public, and a figure of 0 is not stated."""

    kind: EntryKind
    owner: Uint64
    """Whose product, need or rights these are."""
    name: str
    region: str
    right_kinds: Uint32
    """Bit set of RightKind; 0 when any."""
    currency: CurrencyCode
    least: Uint128
    most: Uint128
    least_months: Uint32
    most_months: Uint32
    least_rate: Uint32
    """A year, in basis points."""
    most_rate: Uint32
    ratio: Uint32
    """The part of the value that is lent, in basis points."""
    conditions: bytes
    """Binary CID."""
    rights: tuple[Bytes32, ...]
    """Asset keys of rights on offer, ascending."""


@dataclass(frozen=True)
class EntryView(Struct):
    """The reading of an entry of the directory; publisher 0 when unknown."""

    kind: EntryKind
    withdrawn: bool
    publisher: Uint64
    owner: Uint64
    version: Uint32
