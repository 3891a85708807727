"""Rows of the store, and the changes that an event makes to them.

Rows are never altered by content. A row either stays (`Row`) or is an interval (`Interval`): opened by one event and
closed by a later one, which leaves its number, its block and the legal date from which it no longer holds. So a rewind
to block N deletes what was opened after N and reopens what was closed after N, and every answer can be given as of a
legal date and as known at a block. Numbers of events and blocks are decimal; legal dates are yyyymmdd; asset keys,
addresses and hashes are hexadecimal text with 0x.
"""

from dataclasses import dataclass
from typing import ClassVar

from chain_gateway.ledger.quick import quicken


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row that stays. `sequence` and `block` say which event made it."""

    table: ClassVar[str]
    sequence: int
    block: int


@dataclass(frozen=True, kw_only=True)
class Interval(Row):
    """A row that holds until a later event closes it."""

    until_sequence: int | None = None
    until_block: int | None = None
    until_on: int | None = None
    """Legal date from which it no longer holds; None while open."""
    until_dated_by: str | None = None
    """Where `until_on` is from: see `dates.LegalDate`."""


@dataclass(frozen=True, kw_only=True)
class EventRow(Row):
    """An event as it came, complete: this table rebuilds all others. Its payload is never served as it is."""

    table = "events"
    transaction_hash: str
    log_index: int
    book: str
    name: str
    subject: str
    actor: int
    migrated: bool
    payload: str
    """JSON in ASCII: every field of the event, amounts and salts included."""
    data_hash: str
    """keccak256 of the event's data as the chain holds it: what the rolling hash takes in."""


@dataclass(frozen=True, kw_only=True)
class OfficialNumberRow(Row):
    """An official number that an event carries, its act's or its registration's, as `actor` gave it."""

    table = "official_numbers"
    actor: int
    number: str


@dataclass(frozen=True, kw_only=True)
class BookRow(Row):
    """A contract that may append to the log."""

    table = "books"
    address: str


@dataclass(frozen=True, kw_only=True)
class PartyRow(Row):
    """A party. A natural person has no name and no identifier here."""

    table = "parties"
    party: int
    kind: int
    name: str
    search_name: str
    """The name in NFKC, upper case, blanks collapsed; empty for natural persons, who are not found by name."""
    identifier: str


@dataclass(frozen=True, kw_only=True)
class PartyNameRow(Row):
    """A later name of a party, from the legal date `on`. Its newest one counts; it is found by all of them."""

    table = "party_names"
    party: int
    name: str
    search_name: str
    """As in PartyRow."""
    on: int


@dataclass(frozen=True, kw_only=True)
class NameGramRow(Row):
    """Two characters that follow each other in a word of an institution's name, so that parts of names are found, in
    Chinese too. Natural persons have none.
    """

    table = "name_grams"
    party: int
    gram: str


@dataclass(frozen=True, kw_only=True)
class SuspensionRow(Interval):
    """A party's suspension."""

    table = "suspensions"
    party: int
    on: int


@dataclass(frozen=True, kw_only=True)
class PartyKeyRow(Interval):
    """A key that signs for a party."""

    table = "party_keys"
    party: int
    key: str
    replaces: str
    """The key whose place it took, with what bounded that one; empty when none."""


@dataclass(frozen=True, kw_only=True)
class DocumentKeyRow(Interval):
    """The key that documents for a party are encrypted to; a later one closes it, and so does its withdrawal."""

    table = "document_keys"
    party: int
    scheme: int
    key: str
    """In hexadecimal."""


@dataclass(frozen=True, kw_only=True)
class VerbGrantRow(Interval):
    """Kinds of party (bit set in hexadecimal) that may call a verb."""

    table = "verb_grants"
    verb: str
    target: str
    selector: str
    kinds: str


@dataclass(frozen=True, kw_only=True)
class CallerGrantRow(Interval):
    """Whether one contract may call a verb of another."""

    table = "caller_grants"
    verb: str
    target: str
    selector: str
    caller: str
    allowed: bool


@dataclass(frozen=True, kw_only=True)
class FactsRow(Interval):
    """What an office attests of a right; a later attestation closes it."""

    table = "facts"
    asset_key: str
    right: str
    """The right's text, such as "US:PAT:7831837"."""
    jurisdiction: str
    kind: int
    number: str
    validity: int
    owners: str
    """Party ids as a JSON list."""
    filed_on: int
    granted_on: int
    expires_on: int
    title: str
    application_number: str
    application_key: str | None
    """Asset key of the application that `application_number` names; the right's own key for an application."""
    main_class: str
    source: str
    as_of: int


@dataclass(frozen=True, kw_only=True)
class KindRow(Interval):
    """Rules of a kind of right."""

    table = "kinds"
    kind_id: str
    jurisdiction: str
    kind: int
    ranking: int
    office: int


@dataclass(frozen=True, kw_only=True)
class CoverageRow(Interval):
    """Legal dates for which an office declares the ledger complete for a kind of right, both inclusive.

    `through_on` is never later than the day of the declaration's block. A later declaration closes the row, and so does
    a change of the kind's rules, which may name another office.
    """

    table = "coverages"
    kind_id: str
    jurisdiction: str
    kind: int
    from_on: int
    through_on: int


@dataclass(frozen=True, kw_only=True)
class DelegationRow(Row):
    """The verbs that a key was delegated to, as a JSON list of [target, selector]; a key without such a row, of its own
    or of the one that it replaces, is a full key.
    """

    table = "delegations"
    party: int
    key: str
    verbs: str


@dataclass(frozen=True, kw_only=True)
class PauseRow(Interval):
    """A pause of a verb, from the legal date `on`."""

    table = "pauses"
    verb: str
    target: str
    selector: str
    on: int


@dataclass(frozen=True, kw_only=True)
class CircumstanceRow(Interval):
    """A circumstance of a right that its office attests; a later one of the same kind and case number closes it."""

    table = "circumstances"
    asset_key: str
    kind: int
    case_number: str
    starts_on: int
    ends_on: int
    text: str
    source: str
    as_of: int


@dataclass(frozen=True, kw_only=True)
class PreservationRow(Interval):
    """A court's preservation of a right. Its id is the number of its event; `until_on` is when it was lifted."""

    table = "preservations"
    asset_key: str
    court: str
    case_number: str
    starts_on: int
    ends_on: int
    rank: int
    source: str
    as_of: int


@dataclass(frozen=True, kw_only=True)
class ClassLabelRow(Interval):
    """A class label of a right by one attestor; that attestor's later one closes it."""

    table = "class_labels"
    asset_key: str
    attestor: int
    asset_class: int
    source: str
    as_of: int


@dataclass(frozen=True, kw_only=True)
class LockRow(Interval):
    """A lock of one right of a pledge, from the legal date `on`."""

    table = "locks"
    asset_key: str
    pledge: int
    lock: int
    on: int


@dataclass(frozen=True, kw_only=True)
class SearchRow(Row):
    """A part of a search that ran inside the chain. Findings are hexadecimal, as the event packs them."""

    table = "searches"
    search: str
    part: int
    parts: int
    searcher: int
    as_of: int
    rights: int
    keys_digest: str
    findings: str


@dataclass(frozen=True, kw_only=True)
class PledgeRow(Row):
    """A pledge, as it was filed or carried over. Its id is the number of that event."""

    table = "pledges"
    pledge: int
    office: int
    migrated: bool
    paper_consent: bool


@dataclass(frozen=True, kw_only=True)
class RegistrationRow(Row):
    """The registration of a pledge. Ranks follow `effective_on`, and `sequence` within a day, until `SubordinationRow`
    changes them.
    """

    table = "registrations"
    pledge: int
    registration_number: str
    effective_on: int


@dataclass(frozen=True, kw_only=True)
class PledgeStateRow(Interval):
    """A state of a pledge, from the legal date `on`.

    The state as of a legal date is the one with the highest `sequence` among those whose `on` is not later.
    """

    table = "pledge_states"
    pledge: int
    state: int
    on: int
    dated_by: str
    ground: int
    """Refusal ground of a refused pledge, cancellation ground of a discharged or cancelled one, else 0."""


@dataclass(frozen=True, kw_only=True)
class PledgeRightRow(Interval):
    """A right of a pledge. `until_on` is the legal date from which it is free of it."""

    table = "pledge_rights"
    pledge: int
    asset_key: str
    on: int = 0
    """Legal date of the act that added it; 0 for a right that was filed or carried over with the pledge."""


@dataclass(frozen=True, kw_only=True)
class SubordinationRow(Row):
    """On a right, the pledge and the one next in rank changed places on the legal date `on`."""

    table = "subordinations"
    pledge: int
    favoured: int
    asset_key: str
    on: int


@dataclass(frozen=True, kw_only=True)
class PledgorRow(Row):
    """A pledgor of a pledge."""

    table = "pledgors"
    pledge: int
    party: int


@dataclass(frozen=True, kw_only=True)
class HolderRow(Interval):
    """A pledgee of a pledge, from the legal date `on`. `joint` tells the further pledgees from the one who acts."""

    table = "holders"
    pledge: int
    party: int
    joint: bool
    on: int
    dated_by: str


@dataclass(frozen=True, kw_only=True)
class TermsRow(Interval):
    """The secured obligation of a pledge, from the legal date `on`. Amounts stay in the store."""

    table = "terms"
    pledge: int
    kind: int
    currency: str
    amount: str
    """Minor units, as decimal digits (up to 128 bits)."""
    debtor: int
    starts_on: int
    ends_on: int
    on: int


@dataclass(frozen=True, kw_only=True)
class PendingChangeRow(Interval):
    """A change that was asked for and is not recorded yet."""

    table = "pending_changes"
    pledge: int
    change: int
    assignee: int
    accepted: bool


@dataclass(frozen=True, kw_only=True)
class ListingRow(Row):
    """A listing of pledged rights for sale. Its id is the number of the event that listed them."""

    table = "listings"
    listing: int
    pledge: int
    commitment: int
    """The buyback commitment whose inventory it is, else 0."""
    seller: int
    channel: int
    venue: int
    currency: str
    rights_digest: str
    """keccak256 of the listed keys: sales over the same rights are compared."""


@dataclass(frozen=True, kw_only=True)
class ListingRightRow(Row):
    """A right that a listing offers."""

    table = "listing_rights"
    listing: int
    asset_key: str


@dataclass(frozen=True, kw_only=True)
class AskingPriceRow(Interval):
    """An asking price of a listing. Amounts stay in the store."""

    table = "asking_prices"
    listing: int
    price: str
    on: int


@dataclass(frozen=True, kw_only=True)
class ListingStateRow(Interval):
    """A state of a listing, from the legal date `on`."""

    table = "listing_states"
    listing: int
    state: int
    on: int
    dated_by: str
    reason: int
    """Why it was delisted, else 0."""


@dataclass(frozen=True, kw_only=True)
class SaleRow(Row):
    """The sale of a listing. The price stays in the store unless the seller disclosed it."""

    table = "sales"
    listing: int
    seller: int
    buyer: int
    relation: int
    price: str
    disclosed: bool
    on: int
    """Legal date of the sale."""
    document: str


@dataclass(frozen=True, kw_only=True)
class EngagementRow(Row):
    """An engagement to value rights. Its id is the number of the event that recorded it. The fee stays in the store."""

    table = "engagements"
    engagement: int
    kind: int
    purpose: int
    appraiser: int
    client: int
    payer: int
    """0 when it is no party of the ledger."""
    currency: str
    fee: str
    """Minor units, as decimal digits (up to 128 bits)."""
    independence: str
    """Hexadecimal CID of the declaration of independence; 0x when there is none."""


@dataclass(frozen=True, kw_only=True)
class EngagementRightRow(Row):
    """A right that an engagement values."""

    table = "engagement_rights"
    engagement: int
    asset_key: str


@dataclass(frozen=True, kw_only=True)
class EngagementStateRow(Interval):
    """A state of an engagement, from the legal date `on`."""

    table = "engagement_states"
    engagement: int
    state: int
    on: int
    dated_by: str
    reason: int
    """Why it was abandoned, else 0."""


@dataclass(frozen=True, kw_only=True)
class ValuationRow(Row):
    """The result of an engagement. Grade and range stay in the store: they are for those who may read them."""

    table = "valuations"
    engagement: int
    grade: int
    methods: int
    low: str
    high: str
    valued_on: int
    valid_until: int
    signatory: int
    co_signatory: int
    model_version: str
    report: str


@dataclass(frozen=True, kw_only=True)
class ValuationDraftRow(Row):
    """What the draft of an abandoned engagement had come to. Amounts stay in the store."""

    table = "valuation_drafts"
    engagement: int
    low: str
    high: str


@dataclass(frozen=True, kw_only=True)
class ValuationReaderRow(Interval):
    """A party that was allowed to read the figures of an engagement."""

    table = "valuation_readers"
    engagement: int
    reader: int


@dataclass(frozen=True, kw_only=True)
class FundRow(Row):
    """A fund that stands behind buyback commitments. Its id is the number of the event that declared it."""

    table = "funds"
    fund: int
    owner: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class FundManagerRow(Interval):
    """Who runs a fund, and its limit for one pledgor. Amounts stay in the store."""

    table = "fund_managers"
    fund: int
    manager: int
    pledgor_limit: str
    """Minor units, as decimal digits (up to 128 bits)."""


@dataclass(frozen=True, kw_only=True)
class FundCapitalRow(Interval):
    """Capital of a fund, declared or as a resale left it. Amounts stay in the store."""

    table = "fund_capitals"
    fund: int
    capital: str


@dataclass(frozen=True, kw_only=True)
class BuybackCapRow(Interval):
    """The cap on buyback prices, in basis points of the principal."""

    table = "buyback_caps"
    parameter: str
    cap: int


@dataclass(frozen=True, kw_only=True)
class CommitmentRow(Row):
    """A buyback commitment as it was offered. Its id is the number of that event. Amounts stay in the store.

    It names no holder: the pledge's present pledgee is.
    """

    table = "commitments"
    commitment: int
    fund: int
    pledge: int
    route: int
    currency: str
    price: str
    commission: str
    opens_at: int
    """Chain time, seconds."""
    closes_at: int
    payment_days: int
    reinsurer: int
    covered_rights: str
    conditions: str


@dataclass(frozen=True, kw_only=True)
class CommitmentStateRow(Interval):
    """A state of a commitment, from the legal date `on`."""

    table = "commitment_states"
    commitment: int
    state: int
    on: int
    dated_by: str
    reason: int
    """Why an offer was declined, else 0."""


@dataclass(frozen=True, kw_only=True)
class AcceptanceRow(Row):
    """The acceptance of a commitment. Amounts stay in the store."""

    table = "acceptances"
    commitment: int
    principal: str
    cap: int


@dataclass(frozen=True, kw_only=True)
class ExerciseRow(Row):
    """The exercise of a commitment; there is at most one."""

    table = "exercises"
    commitment: int
    due_at: int
    """Chain time, seconds."""


@dataclass(frozen=True, kw_only=True)
class ExerciseMarkRow(Row):
    """A dispute of an exercise, or that its price was overdue."""

    table = "exercise_marks"
    commitment: int
    mark: str
    """`disputed` or `overdue`."""
    party: int


@dataclass(frozen=True, kw_only=True)
class BuybackPaymentRow(Row):
    """A payment on an exercise, as the payer states it or the pledgee confirms it. Amounts stay in the store."""

    table = "buyback_payments"
    commitment: int
    confirmed: bool
    total: str
    """Sum stated, or confirmed, up to this act."""


@dataclass(frozen=True, kw_only=True)
class ResaleRow(Row):
    """The resale of what a fund had bought. Amounts stay in the store."""

    table = "resales"
    commitment: int
    price: str


@dataclass(frozen=True, kw_only=True)
class EligibilityRow(Interval):
    """What a central bank says of a pledged claim. It is told to its parties only."""

    table = "eligibilities"
    pledge: int
    central_bank: int
    eligible: bool
    haircut: int
    """Basis points."""


@dataclass(frozen=True, kw_only=True)
class RefinancingRow(Row):
    """A claim that was offered for refinancing; its id is the number of that event. Amounts stay in the store."""

    table = "refinancings"
    refinancing: int
    pledge: int
    kind: int
    holder: int
    used_by: int
    amount: str
    operation: str


@dataclass(frozen=True, kw_only=True)
class RefinancingStateRow(Interval):
    """A state of a refinancing, from the legal date `on`."""

    table = "refinancing_states"
    refinancing: int
    state: int
    on: int
    dated_by: str


@dataclass(frozen=True, kw_only=True)
class PoolRow(Row):
    """A pool that pays tranches. Its id is the number of the event that declared it."""

    table = "pools"
    pool: int
    owner: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class PoolPaymentRow(Row):
    """A payment into a pool by its owner, the first capital included. Amounts stay in the store."""

    table = "pool_payments"
    pool: int
    amount: str
    """Minor units, as decimal digits (up to 128 bits)."""


@dataclass(frozen=True, kw_only=True)
class SchemeRow(Row):
    """A scheme of shared risk. Its id is the number of the event that proposed it. Amounts stay in the store."""

    table = "schemes"
    scheme: int
    proposer: int
    currency: str
    recovery_order: int
    opens_at: int
    """Chain time, seconds."""
    closes_at: int
    claims_until: int
    cover_limit: str
    conditions: str


@dataclass(frozen=True, kw_only=True)
class SchemeStateRow(Interval):
    """A state of a scheme, from the legal date `on`."""

    table = "scheme_states"
    scheme: int
    state: int
    on: int
    dated_by: str


@dataclass(frozen=True, kw_only=True)
class SchemeJoinRow(Row):
    """A party that agreed to a scheme with all of its tranches; the proposer did by proposing."""

    table = "scheme_joins"
    scheme: int
    party: int


@dataclass(frozen=True, kw_only=True)
class TrancheRow(Row):
    """A tranche of a scheme. Place 0 is the creditor's. Amounts stay in the store."""

    table = "tranches"
    scheme: int
    place: int
    party: int
    rate: int
    """Basis points."""
    reinsures: int
    pool: int
    cap_per_loss: str
    cap_in_total: str


@dataclass(frozen=True, kw_only=True)
class CoverRow(Interval):
    """What covers a pledge, from the legal date `on`, until it is given up or a loss is declared. Amounts stay in the
    store.
    """

    table = "covers"
    pledge: int
    scheme: int
    principal: str
    on: int


@dataclass(frozen=True, kw_only=True)
class LossRow(Row):
    """A loss that a scheme shares. Its id is the number of its declaration. Amounts stay in the store."""

    table = "losses"
    loss: int
    pledge: int
    scheme: int
    recovery_order: int
    amount: str


@dataclass(frozen=True, kw_only=True)
class LossShareRow(Row):
    """What a tranche bears of a loss at most. Amounts stay in the store."""

    table = "loss_shares"
    loss: int
    place: int
    share: str


@dataclass(frozen=True, kw_only=True)
class SharePaymentRow(Row):
    """A payment of a tranche, as its party states it or its payee confirms it. Amounts stay in the store."""

    table = "share_payments"
    loss: int
    place: int
    confirmed: bool
    total: str
    """Sum stated, or confirmed, up to this act."""


@dataclass(frozen=True, kw_only=True)
class SubrogationRow(Row):
    """Rights of its payee that the party of a tranche took. Amounts stay in the store."""

    table = "subrogations"
    loss: int
    place: int
    party: int
    total: str
    """Extent of all that it took up to this act."""


@dataclass(frozen=True, kw_only=True)
class RecoveryRow(Row):
    """Something that came back of a loss. Amounts stay in the store."""

    table = "recoveries"
    loss: int
    collector: int
    amount: str


@dataclass(frozen=True, kw_only=True)
class RecoveryShareRow(Row):
    """What of a recovery is a tranche's own, and by how much it owes less. Amounts stay in the store."""

    table = "recovery_shares"
    loss: int
    place: int
    borne: str
    relieved: str


@dataclass(frozen=True, kw_only=True)
class ProgrammeRow(Interval):
    """A version of a programme of subsidies, open while it is in force. All of it is public."""

    table = "programmes"
    programme: int
    authority: int
    name: str
    region: str
    kind: int
    period: int
    right_kinds: int
    """Bit set of RightKind."""
    ratio: int
    currency: str
    most: str
    budget: str
    starts_on: int
    ends_on: int
    conditions: str
    on: int


@dataclass(frozen=True, kw_only=True)
class SubsidyRow(Row):
    """A claim of a subsidy. Its id is the number of that event. Amounts stay in the store."""

    table = "subsidies"
    subsidy: int
    programme: int
    pledge: int
    period: int
    claimant: int
    beneficiary: int
    cost: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class SubsidyStateRow(Interval):
    """A state of a claim; `amount` is what was granted, else empty. Amounts stay in the store."""

    table = "subsidy_states"
    subsidy: int
    state: int
    amount: str
    reason: int
    on: int
    dated_by: str


@dataclass(frozen=True, kw_only=True)
class EntryRow(Interval):
    """A version of an entry of the public directory, open while it is published. All of it is public."""

    table = "directory_entries"
    entry: int
    publisher: int
    owner: int
    version: int
    kind: int
    name: str
    region: str
    right_kinds: int
    currency: str
    least: str
    most: str
    least_months: int
    most_months: int
    least_rate: int
    most_rate: int
    ratio: int
    conditions: str
    rights: str
    """JSON list of asset keys."""
    on: int


@dataclass(frozen=True)
class Insert:
    """A new row."""

    row: Row


@dataclass(frozen=True)
class Close:
    """Closes the open intervals of `row_type` that match: each (column, value) equals."""

    row_type: type[Interval]
    match: tuple[tuple[str, str | int | bool], ...]
    sequence: int
    block: int
    on: int
    dated_by: str


Change = Insert | Close
INTERVALS: tuple[type[Interval], ...] = (
    SuspensionRow,
    PartyKeyRow,
    DocumentKeyRow,
    VerbGrantRow,
    CallerGrantRow,
    FactsRow,
    KindRow,
    CoverageRow,
    PauseRow,
    CircumstanceRow,
    PreservationRow,
    ClassLabelRow,
    LockRow,
    PledgeStateRow,
    PledgeRightRow,
    HolderRow,
    TermsRow,
    PendingChangeRow,
    AskingPriceRow,
    ListingStateRow,
    EngagementStateRow,
    ValuationReaderRow,
    FundManagerRow,
    FundCapitalRow,
    BuybackCapRow,
    CommitmentStateRow,
    EligibilityRow,
    RefinancingStateRow,
    ProgrammeRow,
    SubsidyStateRow,
    EntryRow,
    SchemeStateRow,
    CoverRow,
)
ROWS: tuple[type[Row], ...] = (
    EventRow,
    OfficialNumberRow,
    BookRow,
    PartyRow,
    PartyNameRow,
    NameGramRow,
    DelegationRow,
    SearchRow,
    PledgeRow,
    RegistrationRow,
    PledgorRow,
    SubordinationRow,
    ListingRow,
    ListingRightRow,
    SaleRow,
    EngagementRow,
    EngagementRightRow,
    ValuationRow,
    ValuationDraftRow,
    FundRow,
    CommitmentRow,
    AcceptanceRow,
    ExerciseRow,
    ExerciseMarkRow,
    BuybackPaymentRow,
    ResaleRow,
    RefinancingRow,
    SubsidyRow,
    PoolRow,
    PoolPaymentRow,
    SchemeRow,
    SchemeJoinRow,
    TrancheRow,
    LossRow,
    LossShareRow,
    SharePaymentRow,
    SubrogationRow,
    RecoveryRow,
    RecoveryShareRow,
    *INTERVALS,
)

for _made_often in (*ROWS, Insert, Close):
    quicken(_made_often)
