"""The questions that the contracts answer, as calldata and as typed answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from chain_gateway.ledger.calls import selector
from chain_gateway.ledger.enums import DocumentKeyScheme, PartyKind, Ranking, RightKind, Validity
from chain_gateway.ledger.solidity import (
    Address,
    Bytes4,
    Bytes32,
    JurisdictionCode,
    Uint32,
    Uint64,
    Uint128,
    Uint256,
    codec,
    decode_arguments,
    encode_arguments,
    to_json,
)
from chain_gateway.ledger.structs import (
    CommitmentView,
    CoveringView,
    CoverView,
    EligibilityView,
    EngagementView,
    EntryView,
    FundView,
    ListingView,
    LossView,
    Outcome,
    PledgeView,
    PoolView,
    ProgrammeView,
    RefinancingView,
    SchemeView,
    ShareView,
    SubsidyView,
    TrancheView,
)

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Encumbrances:
    """What encumbers a right."""

    registered: tuple[int, ...]
    """Live pledges in order of rank."""
    filed: tuple[int, ...]
    """Pledges that are filed and not yet registered."""
    locks: int
    """Bit set of locks, 0 when none."""


@dataclass(frozen=True)
class RightState:
    """What the contracts know of a right; office 0 when the right is unknown."""

    validity: Validity
    office: int
    ranking: Ranking
    owners: tuple[int, ...]


@dataclass(frozen=True)
class KindRules:
    """Rules and coverage of a kind of right: office 0 when not configured, dates 0 when never declared."""

    ranking: Ranking
    office: int
    from_: int
    through: int


@dataclass(frozen=True)
class ClaimUse:
    """What a secured claim is used for; 0 and the zero address when it is in no use."""

    use: int
    book: str


@dataclass(frozen=True)
class PartyStatus:
    """Kind of a party, `None` when unknown, and whether it may act."""

    kind: PartyKind
    active: bool


@dataclass(frozen=True)
class PublishedKey:
    """A party's key for documents: scheme `None` and no bytes where it has none."""

    scheme: DocumentKeyScheme
    key: bytes


@dataclass(frozen=True)
class Read(Generic[Answer]):
    """One question to a book."""

    book: str
    function: str
    data: bytes
    arguments: dict[str, Any]
    _outputs: tuple[Any, ...]
    _build: Callable[..., Answer]

    def decode(self, output: bytes) -> Answer:
        """The typed answer of the contract's output. Raises MalformedData when it is none."""
        return self._build(*decode_arguments([codec(each) for each in self._outputs], output))


def pledge_of(pledge: int) -> Read[PledgeView]:
    """The reading of a pledge; its state is `None` when unknown."""
    return _read("PledgeRegistry", "pledgeOf", {"pledge": (Uint64, pledge)}, (PledgeView,), _same)


def pledge_by_number(office: int, registration_number: str) -> Read[int]:
    """The pledge that an office registered under a number; 0 when none."""
    arguments = {"office": (Uint64, office), "registration_number": (str, registration_number)}
    return _read("PledgeRegistry", "pledgeByNumber", arguments, (Uint64,), _same)


def consent_used(pledgor: int, nonce: int) -> Read[bool]:
    """Whether a pledgor has used a nonce."""
    arguments = {"pledgor": (Uint64, pledgor), "nonce": (Uint256, nonce)}
    return _read("PledgorConsents", "consentUsed", arguments, (bool,), _same)


def consent_digest(
    pledgor: int,
    pledge: int,
    pledgee: int,
    joint_pledgees: Sequence[int],
    obligation: bytes,
    rights: bytes,
    nonce: int,
    deadline: int,
) -> Read[bytes]:
    """The contract's own digest of a consent, equal to `consent.consent_digest`."""
    arguments = {
        "pledgor": (Uint64, pledgor),
        "pledge": (Uint64, pledge),
        "pledgee": (Uint64, pledgee),
        "joint_pledgees": (tuple[Uint64, ...], joint_pledgees),
        "obligation": (Bytes32, obligation),
        "rights": (Bytes32, rights),
        "nonce": (Uint256, nonce),
        "deadline": (Uint64, deadline),
    }
    return _read("PledgorConsents", "consentDigest", arguments, (Bytes32,), _same)


def default_notice_on(pledge: int) -> Read[int]:
    """Legal date (yyyymmdd) of the notice of a pledge's latest default; 0 when there was none."""
    return _read("EnforcementBook", "defaultNoticeOn", {"pledge": (Uint64, pledge)}, (Uint32,), _same)


def realised(pledge: int, asset_key: bytes) -> Read[bool]:
    """Whether a right was realised in the enforcement of a pledge."""
    arguments = {"pledge": (Uint64, pledge), "asset_key": (Bytes32, asset_key)}
    return _read("EnforcementBook", "realised", arguments, (bool,), _same)


def pledgeable(keys: Sequence[bytes], pledgors: Sequence[int]) -> Read[int]:
    """The office of rights that the pledgors could pledge; the contract refuses, by name, when they could not."""
    arguments = {"keys": (tuple[Bytes32, ...], keys), "pledgors": (tuple[Uint64, ...], pledgors)}
    return _read("AssetRegistry", "pledgeable", arguments, (Uint64,), _same)


def encumbrances(asset_key: bytes) -> Read[Encumbrances]:
    """What encumbers a right."""
    outputs = (tuple[Uint64, ...], tuple[Uint64, ...], Uint256)
    return _read("AssetRegistry", "encumbrances", {"asset_key": (Bytes32, asset_key)}, outputs, Encumbrances)


def findings(keys: Sequence[bytes], as_of: int) -> Read[bytes]:
    """Why rights are not clear as of a legal date (yyyymmdd), packed: see `findings.unpack`."""
    arguments = {"keys": (tuple[Bytes32, ...], keys), "as_of": (Uint32, as_of)}
    return _read("AssetRegistry", "findings", arguments, (bytes,), _same)


def right_of(asset_key: bytes) -> Read[RightState]:
    """Legal state, office, ranking and owners of a right."""
    outputs = (Validity, Uint64, Ranking, tuple[Uint64, ...])
    return _read("AssetRegistry", "rightOf", {"asset_key": (Bytes32, asset_key)}, outputs, RightState)


def kind_of(jurisdiction: str, kind: RightKind) -> Read[KindRules]:
    """Rules and coverage of a kind of right."""
    arguments = {"jurisdiction": (JurisdictionCode, jurisdiction), "kind": (RightKind, kind)}
    return _read("AssetRegistry", "kindOf", arguments, (Ranking, Uint64, Uint32, Uint32), KindRules)


def party_of(key: str) -> Read[int]:
    """The party that a key signs for; 0 when unknown, revoked or suspended."""
    return _read("PartyRegistry", "partyOf", {"key": (Address, key)}, (Uint64,), _same)


def party_kind(party: int) -> Read[PartyStatus]:
    """Kind of a party and whether it may act."""
    return _read("PartyRegistry", "partyKind", {"party": (Uint64, party)}, (PartyKind, bool), PartyStatus)


def document_key(party: int) -> Read[PublishedKey]:
    """The key that documents for a party are encrypted to."""
    arguments = {"party": (Uint64, party)}
    return _read("PartyRegistry", "documentKey", arguments, (DocumentKeyScheme, bytes), PublishedKey)


def is_live_key(party: int, key: str) -> Read[bool]:
    """Whether a key is a live key of a party."""
    return _read("PartyRegistry", "isLiveKey", {"party": (Uint64, party), "key": (Address, key)}, (bool,), _same)


def kinds_of(target: str, verb: bytes) -> Read[int]:
    """Kinds of party (bit n for kind n) that may call a verb."""
    return _read(
        "PartyRegistry", "kindsOf", {"target": (Address, target), "selector": (Bytes4, verb)}, (Uint256,), _same
    )


def listing_of(listing: int) -> Read[ListingView]:
    """The members' reading of a listing; its state is `None` when unknown."""
    return _read("DisposalBook", "listingOf", {"listing": (Uint64, listing)}, (ListingView,), _same)


def listing_of_right(asset_key: bytes) -> Read[int]:
    """The listing that a right is in, listed or sold and not settled; 0 when none."""
    return _read("DisposalBook", "listingOfRight", {"asset_key": (Bytes32, asset_key)}, (Uint64,), _same)


def engagement_of(engagement: int) -> Read[EngagementView]:
    """The members' reading of an engagement to value rights; its state is `None` when unknown."""
    return _read("ValuationBook", "engagementOf", {"engagement": (Uint64, engagement)}, (EngagementView,), _same)


def engagements_over(rights_digest: bytes) -> Read[tuple[int, ...]]:
    """Engagements over exactly the rights of this digest, in the order in which they were recorded."""
    arguments = {"rights_digest": (Bytes32, rights_digest)}
    return _read("ValuationBook", "engagementsOver", arguments, (tuple[Uint64, ...],), _same)


def may_read(engagement: int, party: int) -> Read[bool]:
    """Whether a party may be shown the figures of an engagement."""
    arguments = {"engagement": (Uint64, engagement), "party": (Uint64, party)}
    return _read("ValuationBook", "mayRead", arguments, (bool,), _same)


def fund_of(fund: int) -> Read[FundView]:
    """The members' reading of a fund; its owner is 0 when unknown."""
    return _read("BuybackBook", "fundOf", {"fund": (Uint64, fund)}, (FundView,), _same)


def commitment_of(commitment: int) -> Read[CommitmentView]:
    """The members' reading of a commitment; its state is `None` when unknown."""
    return _read("BuybackBook", "commitmentOf", {"commitment": (Uint64, commitment)}, (CommitmentView,), _same)


def cover_of(pledge: int) -> Read[CoverView]:
    """What stands behind the secured obligation of a pledge."""
    return _read("BuybackBook", "coverOf", {"pledge": (Uint64, pledge)}, (CoverView,), _same)


def pledgor_exposure(fund: int, pledgor: int) -> Read[int]:
    """Open commitments and inventory of a fund for one pledgor, minor units."""
    arguments = {"fund": (Uint64, fund), "pledgor": (Uint64, pledgor)}
    return _read("BuybackBook", "pledgorExposure", arguments, (Uint128,), _same)


def cap_in_force() -> Read[int]:
    """The cap on buyback prices in basis points."""
    return _read("BuybackBook", "capInForce", {}, (Uint32,), _same)


def use_of(pledge: int) -> Read[ClaimUse]:
    """The use of the secured claim of a pledge, and the book that keeps it."""
    return _read("PledgeRegistry", "useOf", {"pledge": (Uint64, pledge)}, (Uint64, Address), ClaimUse)


def refinancing_of(refinancing: int) -> Read[RefinancingView]:
    """The members' reading of a refinancing; its state is `None` when unknown."""
    arguments = {"refinancing": (Uint64, refinancing)}
    return _read("RefinancingBook", "refinancingOf", arguments, (RefinancingView,), _same)


def eligibility_of(pledge: int, central_bank: int) -> Read[EligibilityView]:
    """What a central bank says of the claim of a pledge."""
    arguments = {"pledge": (Uint64, pledge), "central_bank": (Uint64, central_bank)}
    return _read("RefinancingBook", "eligibilityOf", arguments, (EligibilityView,), _same)


def outcome_of(pledge: int) -> Read[Outcome]:
    """How the enforcement of a pledge stands after its latest realisation."""
    return _read("EnforcementBook", "outcomeOf", {"pledge": (Uint64, pledge)}, (Outcome,), _same)


def pool_of(pool: int) -> Read[PoolView]:
    """The members' reading of a pool; its owner is 0 when unknown."""
    return _read("RiskShareBook", "poolOf", {"pool": (Uint64, pool)}, (PoolView,), _same)


def scheme_of(scheme: int) -> Read[SchemeView]:
    """The members' reading of a scheme; its state is `None` when unknown."""
    return _read("RiskShareBook", "schemeOf", {"scheme": (Uint64, scheme)}, (SchemeView,), _same)


def tranche_of(scheme: int, place: int) -> Read[TrancheView]:
    """The members' reading of a scheme's tranche; places count from 0."""
    arguments = {"scheme": (Uint64, scheme), "place": (Uint256, place)}
    return _read("RiskShareBook", "trancheOf", arguments, (TrancheView,), _same)


def covering_of(pledge: int) -> Read[CoveringView]:
    """What covers a pledge."""
    return _read("RiskShareBook", "coveringOf", {"pledge": (Uint64, pledge)}, (CoveringView,), _same)


def loss_of(loss: int) -> Read[LossView]:
    """The members' reading of a loss; its pledge is 0 when unknown."""
    return _read("LossBook", "lossOf", {"loss": (Uint64, loss)}, (LossView,), _same)


def share_of(loss: int, place: int) -> Read[ShareView]:
    """The members' reading of one tranche's part in a loss."""
    arguments = {"loss": (Uint64, loss), "place": (Uint256, place)}
    return _read("LossBook", "shareOf", arguments, (ShareView,), _same)


def loss_of_pledge(pledge: int) -> Read[int]:
    """The loss that was declared last of a pledge; 0 when none was."""
    return _read("LossBook", "lossOfPledge", {"pledge": (Uint64, pledge)}, (Uint64,), _same)


def programme_of(programme: int) -> Read[ProgrammeView]:
    """The reading of a programme; its authority is 0 when unknown."""
    return _read("SubsidyBook", "programmeOf", {"programme": (Uint64, programme)}, (ProgrammeView,), _same)


def subsidy_of(subsidy: int) -> Read[SubsidyView]:
    """The members' reading of a subsidy; its state is `None` when unknown."""
    return _read("SubsidyBook", "subsidyOf", {"subsidy": (Uint64, subsidy)}, (SubsidyView,), _same)


def subsidy_for(programme: int, pledge: int, period: int) -> Read[int]:
    """The subsidy that takes the period (its first day, yyyymmdd) of a pledge in a programme; 0 when none does."""
    arguments = {"programme": (Uint64, programme), "pledge": (Uint64, pledge), "period": (Uint32, period)}
    return _read("SubsidyBook", "subsidyFor", arguments, (Uint64,), _same)


def entry_of(entry: int) -> Read[EntryView]:
    """The reading of an entry of the directory; its publisher is 0 when unknown."""
    return _read("DirectoryBook", "entryOf", {"entry": (Uint64, entry)}, (EntryView,), _same)


def is_paused(target: str, verb: bytes) -> Read[bool]:
    """Whether a verb is paused."""
    return _read("PartyRegistry", "isPaused", {"target": (Address, target), "selector": (Bytes4, verb)}, (bool,), _same)


def delegation_of(key: str) -> Read[int]:
    """The delegation that bounds a key; 0 for one that may call all that its party may."""
    return _read("PartyRegistry", "delegationOf", {"key": (Address, key)}, (Uint64,), _same)


def head() -> Read[bytes]:
    """The rolling hash over all events so far."""
    return _read("LedgerLog", "head", {}, (Bytes32,), _same)


def sequence() -> Read[int]:
    """Number of the newest event; 0 before the first."""
    return _read("LedgerLog", "sequence", {}, (Uint64,), _same)


def is_book(address: str) -> Read[bool]:
    """Whether a contract may append to the log."""
    return _read("LedgerLog", "isBook", {"book": (Address, address)}, (bool,), _same)


def _read(
    book: str,
    function: str,
    arguments: Mapping[str, tuple[Any, Any]],
    outputs: tuple[Any, ...],
    build: Callable[..., Answer],
) -> Read[Answer]:
    types = [codec(annotation).type for annotation, _ in arguments.values()]
    return Read(
        book=book,
        function=function,
        data=selector(function, types) + encode_arguments(arguments),
        arguments={name: to_json(value) for name, (_, value) in arguments.items()},
        _outputs=outputs,
        _build=build,
    )


def _same(value: Any) -> Any:
    return value
