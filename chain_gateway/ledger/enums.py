"""The enumerations of the contracts: same names, same members, same values. A test compares them with the Solidity
sources.

`None` is a keyword of Python, so that member is entered through `vars()` and has the alias `None_`:
`PartyKind.None_.name` is "None", as in Solidity, and `PartyKind["None"]` finds it.
"""

from enum import IntEnum


class Provenance(IntEnum):
    """Where an act comes from: done on this ledger, or carried over from an official register by its office."""

    Native = 0
    Migrated = 1


class DocumentKeyScheme(IntEnum):
    """What a party's key for documents is (IPartyRegistry.sol)."""

    vars()["None"] = 0
    None_ = 0
    X25519 = 1
    P256 = 2


class PartyKind(IntEnum):
    """Kinds of party (IPartyRegistry.sol). New kinds are added at the end."""

    vars()["None"] = 0
    None_ = 0
    Bank = 1
    GuaranteeCompany = 2
    OtherLender = 3
    SyndicateAgent = 4
    RegistryOffice = 5
    DisposalFund = 6
    FundManager = 7
    Insurer = 8
    Reguarantor = 9
    GovernmentPool = 10
    Appraiser = 11
    Enterprise = 12
    NaturalPerson = 13
    University = 14
    Auditor = 15
    CentralBank = 16
    SecuritisationSponsor = 17
    Trustee = 18
    IpManagementCompany = 19
    SubsidyAuthority = 20
    IpExchange = 21
    Searcher = 22


class RightKind(IntEnum):
    """Kinds of right (IAssetRegistry.sol). The value is part of every asset key."""

    vars()["None"] = 0
    None_ = 0
    Patent = 1
    Trademark = 2
    SoftwareCopyright = 3
    Copyright = 4
    PatentApplication = 5
    TrademarkApplication = 6


class Validity(IntEnum):
    """Legal state of a right as its office attests it."""

    Unknown = 0
    Pending = 1
    InForce = 2
    Lapsed = 3
    Expired = 4
    Invalidated = 5
    Abandoned = 6


class Ranking(IntEnum):
    """How many live pledges a right of a kind may bear: one, or several in order of registration."""

    vars()["None"] = 0
    None_ = 0
    Exclusive = 1
    Ranked = 2


class PledgeState(IntEnum):
    """State of a pledge. Only the office's cancellation frees the rights of a discharged one."""

    vars()["None"] = 0
    None_ = 0
    Filed = 1
    Registered = 2
    Defaulted = 3
    Enforcing = 4
    Realised = 5
    Discharged = 6
    Cancelled = 7
    Refused = 8
    Withdrawn = 9
    Revoked = 10


class ObligationKind(IntEnum):
    """Kind of the secured claim: fixed amount, or a series up to a maximum amount (Civil Code 439, 420)."""

    Unstated = 0
    Fixed = 1
    Maximum = 2


class RefusalGround(IntEnum):
    """Grounds for refusal: the twelve of the patent office's measures of 2021, in their order."""

    vars()["None"] = 0
    None_ = 0
    PledgorNotOwner = 1
    RightEnded = 2
    NotYetGranted = 3
    FeesUnpaid = 4
    OwnershipDispute = 5
    TermBeyondRight = 6
    ContractIncomplete = 7
    CoOwnerConsentMissing = 8
    AlreadyPledged = 9
    SameDayDoubleFiling = 10
    InvalidationPending = 11
    Other = 12


class CancellationGround(IntEnum):
    """Grounds for discharge and cancellation."""

    vars()["None"] = 0
    None_ = 0
    DebtPerformed = 1
    PledgeRealised = 2
    PledgeeWaives = 3
    ContractVoid = 4
    OtherLaw = 5


class ChangeKind(IntEnum):
    """A change that was asked for and that the office has not recorded yet."""

    vars()["None"] = 0
    None_ = 0
    Amendment = 1
    Assignment = 2
    PartialRelease = 3
    Subordination = 4


class ConsentForm(IntEnum):
    """How the pledgors consented to an amendment (IChangeBook.sol); a paper is the office's to attest."""

    NotNeeded = 0
    Signed = 1
    Paper = 2


class DeterminationGround(IntEnum):
    """Why the claims of a maximum-amount pledge are determined: Civil Code 423, in its order."""

    vars()["None"] = 0
    None_ = 0
    PeriodOver = 1
    AskedAfterTwoYears = 2
    NoFurtherClaims = 3
    RightSeized = 4
    Insolvency = 5
    OtherLaw = 6


class TransferKind(IntEnum):
    """What a pledgee consents to."""

    vars()["None"] = 0
    None_ = 0
    Transfer = 1
    Licence = 2


class LicenceScope(IntEnum):
    """Scope of a licence; `None` in a consent to a transfer."""

    vars()["None"] = 0
    None_ = 0
    Ordinary = 1
    Sole = 2
    Exclusive = 3


class PriceUse(IntEnum):
    """What becomes of the price of a transfer or licence (Civil Code 444); `None` where none is stated."""

    vars()["None"] = 0
    None_ = 0
    PrepaysDebt = 1
    Deposited = 2


class DefaultGround(IntEnum):
    """Why a pledgee may enforce (Civil Code 436)."""

    vars()["None"] = 0
    None_ = 0
    DebtNotPerformed = 1
    InterestNotPaid = 2
    AgreedCase = 3
    Insolvency = 4
    OtherLaw = 5


class EnforcementRoute(IntEnum):
    """How a pledge is enforced (Civil Code 436, 437)."""

    vars()["None"] = 0
    None_ = 0
    Agreement = 1
    Court = 2


class RealisationMethod(IntEnum):
    """How rights are turned into money (Civil Code 436)."""

    vars()["None"] = 0
    None_ = 0
    AgreedPrice = 1
    Auction = 2
    Sale = 3


class Lock(IntEnum):
    """What else may hold a right; the value is the bit's place in the set of locks."""

    Preservation = 0
    Pool = 1
    CentralBank = 2


class CircumstanceKind(IntEnum):
    """What an office tells of a right beside its facts (IAssetRegistry.sol says what the dates mean for each)."""

    vars()["None"] = 0
    None_ = 0
    AnnualFee = 1
    Litigation = 2
    Invalidation = 3
    Scope = 4


class AssetClass(IntEnum):
    """Class of a right by what its owner holds it for: 核心, 防御型, 进攻型, 一般."""

    vars()["None"] = 0
    None_ = 0
    Core = 1
    Defensive = 2
    Offensive = 3
    Ordinary = 4


class ListingState(IntEnum):
    """State of a listing of pledged rights (IDisposalBook.sol)."""

    vars()["None"] = 0
    None_ = 0
    Listed = 1
    Sold = 2
    Settled = 3
    Delisted = 4


class DisposalChannel(IntEnum):
    """Where rights are offered."""

    vars()["None"] = 0
    None_ = 0
    Exchange = 1
    Auction = 2
    Direct = 3


class Relation(IntEnum):
    """How a buyer is related to seller, pledgor or debtor, as the seller declares."""

    vars()["None"] = 0
    None_ = 0
    Unrelated = 1
    SameControl = 2
    KeyPerson = 3
    Pledgor = 4
    Other = 5


class DelistReason(IntEnum):
    """Why a listing ended without a settled sale."""

    vars()["None"] = 0
    None_ = 0
    NoBuyer = 1
    SaleFellThrough = 2
    DebtPerformed = 3
    Other = 4


class EngagementState(IntEnum):
    """State of an engagement to value rights (IValuationBook.sol)."""

    vars()["None"] = 0
    None_ = 0
    Engaged = 1
    Delivered = 2
    Abandoned = 3


class ValuationKind(IntEnum):
    """Who values: appraisers, who sign, or a model. The two never stand side by side (law.md 25)."""

    vars()["None"] = 0
    None_ = 0
    Appraisal = 1
    Model = 2


class ValuationPurpose(IntEnum):
    """What a valuation is for."""

    vars()["None"] = 0
    None_ = 0
    Pledge = 1
    Disposal = 2
    Transfer = 3
    Licence = 4
    Litigation = 5
    Accounting = 6
    Other = 7


class ValuationGrade(IntEnum):
    """Grade of a valuation, in ten steps from the best; 0 is not graded."""

    vars()["None"] = 0
    None_ = 0
    AAA = 1
    AA = 2
    A = 3
    BBB = 4
    BB = 5
    B = 6
    CCC = 7
    CC = 8
    C = 9
    D = 10


class ValuationMethod(IntEnum):
    """Approach to value; the value is the bit's place in the set of methods."""

    vars()["None"] = 0
    None_ = 0
    Cost = 1
    Market = 2
    Income = 3


class AbandonReason(IntEnum):
    """Why an engagement ended without a result."""

    vars()["None"] = 0
    None_ = 0
    ClientWithdrew = 1
    ResultNotAccepted = 2
    FeeNotPaid = 3
    DocumentsMissing = 4
    IndependenceLost = 5
    Other = 6


class CommitmentState(IntEnum):
    """State of a buyback commitment (IBuybackBook.sol). Only accepted and exercised ones are open."""

    vars()["None"] = 0
    None_ = 0
    Offered = 1
    Declined = 2
    Withdrawn = 3
    Accepted = 4
    Exercised = 5
    Settled = 6
    Resold = 7
    Lapsed = 8
    Waived = 9


class BuybackRoute(IntEnum):
    """What a fund buys: the claim with its pledge, or the rights in an agreed or court sale."""

    vars()["None"] = 0
    None_ = 0
    Claim = 1
    Sale = 2


class DeclineReason(IntEnum):
    """Why a pledgee declines an offer."""

    vars()["None"] = 0
    None_ = 0
    PriceTooLow = 1
    WindowUnfit = 2
    ConditionsNotAccepted = 3
    CoverUnfit = 4
    GuarantorNotAccepted = 5
    Other = 6


class RefinancingKind(IntEnum):
    """How a pledged claim is refinanced (IRefinancingBook.sol): securitised, or used at the central bank."""

    vars()["None"] = 0
    None_ = 0
    Pool = 1
    CentralBank = 2
    Relending = 3


class RefinancingState(IntEnum):
    """State of a refinancing. Only a live one uses the claim."""

    vars()["None"] = 0
    None_ = 0
    Offered = 1
    Dropped = 2
    Live = 3
    Released = 4


class RecoveryOrder(IntEnum):
    """In which order what comes back of a loss is shared (IRiskShareBook.sol)."""

    vars()["None"] = 0
    None_ = 0
    CreditorFirst = 1
    ProRata = 2


class SchemeState(IntEnum):
    """State of a scheme of shared risk."""

    vars()["None"] = 0
    None_ = 0
    Proposed = 1
    InForce = 2
    Closed = 3


class SubsidyKind(IntEnum):
    """What a programme pays a part of (ISubsidyBook.sol)."""

    vars()["None"] = 0
    None_ = 0
    Interest = 1
    Premium = 2
    ValuationFee = 3
    LitigationInsurance = 4


class SubsidyPeriod(IntEnum):
    """How often one pledge is subsidised by a programme."""

    vars()["None"] = 0
    None_ = 0
    Once = 1
    Year = 2
    Quarter = 3
    Month = 4


class SubsidyState(IntEnum):
    """State of a subsidy. Granted and paid ones count against the budget."""

    vars()["None"] = 0
    None_ = 0
    Claimed = 1
    Withdrawn = 2
    Refused = 3
    Granted = 4
    Paid = 5


class SubsidyRefusal(IntEnum):
    """Why an authority refuses a claim."""

    vars()["None"] = 0
    None_ = 0
    NotEligible = 1
    CostNotShown = 2
    DocumentsMissing = 3
    Other = 4


class EntryKind(IntEnum):
    """What an entry of the public directory tells of (IDirectoryBook.sol)."""

    vars()["None"] = 0
    None_ = 0
    Product = 1
    Need = 2
    RightsOffer = 3
