"""Shapes of the answers, for the OpenAPI description. A test validates real answers against them."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Status = Literal[
    "clear",
    "filed",
    "pledged",
    "enforcing",
    "preserved",
    "locked",
    "released",
    "right-ended",
    "unknown",
    "invalid-number",
]
Reason = Literal["not-covered", "not-reconciled", "not-attested", "incomplete", "lagging", "unreachable"]


class Model(BaseModel):
    """Base: nothing is said that is not described."""

    model_config = ConfigDict(extra="forbid")


class ProblemBody(Model):
    """A problem document (RFC 9457)."""

    type: str = Field(description="Stable URI of the kind of problem; its last part is the problem's code.")
    title: str
    status: int
    detail: str
    field: str | None = Field(default=None, description="The offending field of the request.")
    value: str | None = None
    problem: str | None = Field(default=None, description="For a number: what is wrong with it.")
    hint: str | None = Field(default=None, description="For a number: what to do.")


class Party(Model):
    """A party. Natural persons have no name here."""

    id: int
    name: str


class Block(Model):
    """The block that an answer rests on."""

    number: int
    hash: str
    time: str


class FactsBody(Model):
    """What the office attests of a right."""

    right: str
    validity: str
    owners: list[Party]
    title: str
    filed_on: str | None
    granted_on: str | None
    expires_on: str | None
    application_number: str | None
    main_class: str | None
    source: str
    as_of: str | None


class PledgeParties(Model):
    """A pledge with its parties."""

    pledge: int
    registration_number: str | None
    effective_on: str | None
    pledgee: Party | None
    joint_pledgees: list[Party]
    pledgors: list[Party]
    migrated: bool


class RightPledge(PledgeParties):
    """A live or filed pledge of a right."""

    rank: int | None = Field(description="1 is first; null for a filed pledge.")
    state: str
    right: str


class CautionBody(Model):
    """Something to know beside the status."""

    code: str
    text: str


class CoverageBody(Model):
    """Legal dates for which the office declares the ledger complete."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    state: Literal["covered", "not-covered", "not-reconciled"]
    from_: str | None = Field(alias="from")
    through: str | None


class PreservationBody(Model):
    """A court's preservation that holds the right."""

    court: str
    case_number: str
    from_: str | None = Field(alias="from")
    to: str | None
    rank: int = Field(description="1 is in effect; 2 and more wait (轮候).")
    source: str
    as_of: str | None

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class LockBody(Model):
    """Another use that holds the right."""

    lock: str
    pledge: int
    since: str | None


class CircumstanceBody(Model):
    """What the office tells of a right beside its facts."""

    kind: str
    from_: str | None = Field(alias="from")
    to: str | None
    case_number: str | None
    text: str | None
    source: str
    as_of: str | None

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class ClassBody(Model):
    """A class label and who gave it."""

    label: str
    attestor: Party
    source: str
    as_of: str | None


class StatusRow(Model):
    """The status of one right."""

    query: str
    right: str | None
    asset_key: str | None
    status: Status
    reason: Reason | None
    facts: FactsBody | None
    pledges: list[RightPledge]
    past_pledges: int
    preservations: list[PreservationBody]
    locks: list[LockBody]
    circumstances: list[CircumstanceBody]
    classes: list[ClassBody]
    warnings: list[CautionBody]
    coverage: CoverageBody | None
    problem: str | None = None
    hint: str | None = None


class Notice(Model):
    """What this answer is not, and where to get an official extract."""

    en: str
    zh: str


class StatusBody(StatusRow):
    """The status of one right, and what it rests on."""

    as_of: str
    block: Block | None
    known_at: int | None = Field(description="The block as known at which it was asked; null for the newest.")
    known_head: int | None = Field(description="The node's newest block: how far `block` is behind.")
    complete: bool
    notice: Notice


class BatchBody(Model):
    """The statuses of many rights, in the order asked."""

    as_of: str
    block: Block | None
    known_at: int | None = Field(description="The block as known at which it was asked; null for the newest.")
    known_head: int | None = Field(description="The node's newest block: how far `block` is behind.")
    complete: bool
    notice: Notice
    results: list[StatusRow]


class ActBody(Model):
    """One act."""

    sequence: int
    act: str
    actor: Party
    pledge: int | None
    time: str | None
    executed_on: str | None
    recorded_on: str | None
    official_number: str | None
    document: str | None
    provenance: str
    transaction: str
    block: int
    details: dict[str, Any]


class Rested(Model):
    """What an answer rests on."""

    block: Block | None
    known_at: int | None = Field(description="The block as known at which it was asked; null for the newest.")
    known_head: int | None = Field(description="The node's newest block: how far `block` is behind.")
    complete: bool
    reason: Reason | None


class PageBody(Rested):
    """A page of a list, whole blocks of it."""

    next: str | None = Field(description="Cursor of the next page; null on the last one.")


class ActsBody(PageBody):
    """Acts that an office recorded under a number."""

    acts: list[ActBody]


class RightHistoryBody(ActsBody):
    """All acts on any pledge of a right."""

    right: str


class PledgeHistoryBody(ActsBody):
    """All acts on a pledge."""

    pledge: int


class PledgedRight(Model):
    """A right of a pledge."""

    right: str
    asset_key: str
    state: Literal["filed", "encumbered", "freed"]
    freed_on: str | None


class ObligationBody(Model):
    """What is public of the secured obligation. Never its amount."""

    kind: str
    starts_on: str | None
    ends_on: str | None


class PendingChange(Model):
    """A change that waits for the office."""

    change: str
    assignee: Party | None
    accepted: bool


class SaleBody(Model):
    """A sale of listed rights."""

    on: str | None
    buyer: Party | None = Field(description="Null when the buyer is no party of the ledger.")
    relation: str = Field(description="How the buyer is related, as the seller declares.")
    price_minor: str | None = Field(description="Null unless the seller disclosed it.")
    currency: str
    document: str | None
    alerts: list[Literal["related-party", "flip"]] = Field(description="A reason to look, never a finding of wrong.")
    rule: str = Field(description="Version of the rule behind the alerts.")


class ListedDisposal(Model):
    """A listing of pledged rights for sale. Asking prices are the seller's own."""

    listing: int
    pledge: int
    inventory: bool = Field(description="Whether a fund sells what it had bought; else a pledgee in enforcement.")
    state: Literal["listed", "sold", "settled", "delisted"]
    channel: str
    venue: Party | None
    seller: Party
    listed_on: str | None
    ended_on: str | None
    ended_for: str | None
    sale: SaleBody | None


class RightDisposalsBody(PageBody):
    """Listings and sales of one right, alone or with others."""

    right: str
    disposals: list[ListedDisposal]


class DisposalBody(ListedDisposal, Rested):
    """One listing with its rights."""

    rights: list[str]


class EngagementBody(Model):
    """That a valuation was asked for, by whom and of whom, and how it stands. Never a grade, a range or a fee."""

    engagement: int
    kind: Literal["Appraisal", "Model"] = Field(description="Appraisers, who sign, or a grading model.")
    purpose: str
    appraiser: Party
    client: Party
    state: Literal["engaged", "delivered", "expired", "abandoned"]
    engaged_on: str | None
    ended_on: str | None = Field(description="When it was delivered or abandoned.")
    abandoned_for: str | None = Field(description="Why it was abandoned.")
    valid_until: str | None


class RightValuationsBody(PageBody):
    """Engagements to value one right, alone or with others: appraisers' and models' apart."""

    right: str
    appraisals: list[EngagementBody]
    models: list[EngagementBody]
    figures: Literal["parties-only"]


class ValuationBody(EngagementBody, Rested):
    """One engagement with its rights."""

    rights: list[str]
    figures: Literal["parties-only"]


class CommitmentBody(Model):
    """That a buyback commitment exists. Never its price, nor whether it was called, which would tell of a default."""

    commitment: int
    state: Literal["in-force", "ended"]
    guarantor: Party
    manager: Party
    fund: int
    opens_at: str = Field(description="Chain time from which it can be exercised.")
    closes_at: str


class DaysToPayment(Model):
    """Days from default to payment, over the fund's paid exercises. Not told of fewer than three."""

    exercises: int
    median: int
    longest: int


class FundBody(Rested):
    """What is public of a fund. Its figures are told to its parties only."""

    fund: int
    owner: Party
    manager: Party
    currency: str
    overdue: bool = Field(description="Whether the fund owes a price whose due time has passed.")
    days_to_payment: DaysToPayment | None
    figures: Literal["parties-only"]


class RefinancingBody(Model):
    """That the claim is or was in use: in a pool of securitised claims, or at the central bank. Never an amount."""

    refinancing: int
    kind: Literal["Pool", "CentralBank", "Relending"]
    user: Party
    state: Literal["in-use", "released"]
    since: str | None
    until: str | None


class CoverBody(Model):
    """That a scheme of shared risk covers a pledge. Never how much, nor whether a loss was declared."""

    scheme: int
    proposer: Party
    state: Literal["in-force", "ended"]
    since: str | None


class SchemeBody(Rested):
    """What is public of a scheme of shared risk. Its tranches and figures are told to its parties only."""

    scheme: int
    proposer: Party
    state: Literal["proposed", "in-force", "closed"]
    currency: str
    opens_at: str = Field(description="Chain time from which it takes up pledges.")
    closes_at: str
    claims_until: str = Field(description="Chain time until which losses can be declared.")
    figures: Literal["parties-only"]


class ListedPledge(PledgeParties):
    """One pledge, as lists tell it."""

    state: str
    state_since: str | None
    ground: str | None
    office: Party
    rights: list[PledgedRight]
    obligation: ObligationBody | None
    paper_consent: bool
    pending_change: PendingChange | None


class PledgesBody(PageBody):
    """Pledges under a registration number."""

    pledges: list[ListedPledge]


class PartyPledgesBody(PledgesBody):
    """Pledges of an institution."""

    party: Party
    role: Literal["pledgee", "pledgor"]


class Expiring(Model):
    """Something that ends: the term of a pledge, or the paid time or the term of a right."""

    ends_on: str | None
    pledge: int | None
    right: str | None


class ExpiringBody(PageBody):
    """What ends within some days, the next first."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    of: Literal["terms", "fees", "rights"]
    from_: str | None = Field(alias="from")
    through: str | None
    expiring: list[Expiring]


class Overdue(Model):
    """A fund that owes a price whose due time has passed. Which commitment it is would tell of a default."""

    duty: Literal["buyback-payment"]
    fund: int
    owner: Party
    manager: Party
    since: str


class OverdueBody(PageBody):
    """Duties that are overdue."""

    overdue: list[Overdue]


class ProgrammeBody(Model):
    """A programme of subsidies as its authority published it."""

    programme: int
    authority: Party
    name: str
    region: str
    subsidises: Literal["Interest", "Premium", "ValuationFee", "LitigationInsurance"]
    once_per: Literal["Once", "Year", "Quarter", "Month"]
    right_kinds: list[str]
    ratio_basis_points: int
    currency: str
    most_minor: str
    budget_minor: str
    starts_on: str | None
    ends_on: str | None
    conditions: str | None
    published_by: Party
    published_on: str | None
    version: int = Field(description="Number of the event that published this version.")


class ProgrammesBody(PageBody):
    """Programmes in force."""

    programmes: list[ProgrammeBody]


class EntryBody(Model):
    """A product, a need or rights on offer, as it was published; null is not stated."""

    entry: int
    kind: Literal["Product", "Need", "RightsOffer"]
    owner: Party
    name: str
    region: str
    right_kinds: list[str] = Field(description="Empty for rights of any kind.")
    currency: str
    least_minor: str | None
    most_minor: str | None
    least_months: int | None
    most_months: int | None
    least_rate_basis_points: int | None
    most_rate_basis_points: int | None
    ratio_basis_points: int | None
    conditions: str | None
    rights: list[str]
    published_by: Party
    published_on: str | None
    version: int


class EntriesBody(PageBody):
    """Entries of the public directory."""

    entries: list[EntryBody]


class HeadBody(Rested):
    """The ledger's position after a block."""

    sequence: int
    head: str = Field(description="Rolling hash over all events up to the block.")


class PledgeBody(ListedPledge, Rested):
    """One pledge."""

    commitments: list[CommitmentBody]
    refinancings: list[RefinancingBody]
    covers: list[CoverBody]
    as_of: str
    notice: Notice


class FormerName(Model):
    """A name that a party had."""

    name: str
    until: str | None


class PartyBody(Party, Rested):
    """One party."""

    kind: str
    identifier: str | None
    active: bool
    former_names: list[FormerName]
    """Oldest first; it is found by each."""


class FoundParty(Party):
    """A party found by name."""

    kind: str


class PartiesBody(PageBody):
    """Institutions found by name."""

    parties: list[FoundParty]


class Pairs(Model):
    """Counts of (pledge, right) pairs."""

    registered: int
    encumbered: int
    freed: int


class KindCount(Model):
    """Rights of one kind."""

    jurisdiction: str
    kind: str
    rights: int
    encumbered_rights: int


class Baseline(Model):
    """A figure of the paper, not of this ledger."""

    code: str
    year: int
    value: str
    unit: str
    text: str
    source: str


class YearCell(Model):
    """Registered pledges of one kind of right and one year of effect."""

    jurisdiction: str
    kind: str
    year: int | None
    pledges: int | None = Field(description="Null where there are fewer than three, or one pledgee holds most of them.")


class StatisticsBody(Rested):
    """Counts over the whole ledger, and the paper's figures apart from them."""

    events: dict[str, int]
    pledges: dict[str, int]
    migrated: int
    rights: int
    encumbered_rights: int
    rights_with_several_pledges: int
    pairs: Pairs
    rights_by_kind: list[KindCount]
    registered_by_year: list[YearCell]
    parties: int
    baselines: list[Baseline]


class CompletenessBody(Model):
    """Whether the mirror holds the whole ledger, and up to which block."""

    complete: bool
    reason: str | None = Field(description="Why not, as the follower found it; null when the events add up.")
    detail: str | None
    sequence: int
    head: str | None
    block: Block | None
    proven_block: int | None
    known_head: int | None
    halted: bool


class HealthBody(Model):
    """Whether statuses are being told."""

    status: Literal["ok", "failing"]
    reason: Reason | None
    detail: str | None
    block: int | None
    known_head: int | None
    lag_blocks: int | None
    seconds_since_poll: int | None
