// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act} from "./IBook.sol";
import {ChangeKind, Consent, Obligation, OtherConsent} from "./IPledgeRegistry.sol";

/// @notice Why the claims of a maximum-amount pledge are determined: the cases of Civil Code 423, in its order. `None` is no ground.
enum DeterminationGround {
    None,
    PeriodOver,
    AskedAfterTwoYears,
    NoFurtherClaims,
    RightSeized,
    Insolvency,
    OtherLaw
}

/// @notice What the pledgee consents to.
enum TransferKind {
    None,
    Transfer,
    Licence
}

/// @notice Scope of a licence; `None` in a consent to a transfer.
enum LicenceScope {
    None,
    Ordinary,
    Sole,
    Exclusive
}

/// @notice What becomes of the price: it pays the secured claim early, or is deposited (提存, Civil Code 444). `None` where none is stated.
enum PriceUse {
    None,
    PrepaysDebt,
    Deposited
}

/// @notice How the pledgors consented to an amendment: it weighs no more on them and none signed, so no consent was needed; they signed; or
/// they consent on paper, which the office attests when it records.
enum ConsentForm {
    NotNeeded,
    Signed,
    Paper
}

/// @notice What an amendment makes of a pledge.
struct Amendment {
    Obligation obligation;
    /// Asset keys, ascending: rights that come to the pledge; mostly none.
    bytes32[] added;
    /// The pledge's pledgors, ascending. Not read where no consent is needed and nothing is added.
    uint64[] pledgors;
}

/// @notice The determined claims.
struct Determination {
    /// Minor units of the obligation's currency; at most its ceiling where one is stated, because no more is secured.
    uint128 amount;
    /// Random; keeps the hash of this event's data from being guessed out of round sums.
    bytes32 salt;
}

/// @notice A pledgee's consent to a transfer or licence.
struct TransferConsent {
    TransferKind kind;
    /// Asset keys, ascending: some of the pledge's.
    bytes32[] covered;
    /// Transferee or licensee; 0 when it is no party of the ledger.
    uint64 counterparty;
    /// Whether the pledge follows the right to its new owner. A licence leaves it where it is.
    bool pledgeFollows;
    LicenceScope scope;
    PriceUse priceUse;
    /// ISO 4217 code, 0 when no price is stated.
    bytes3 currency;
    /// Minor units; 0 when not stated.
    uint128 price;
    /// Random where a price is stated, as in Determination.
    bytes32 salt;
}

/// @title IChangeBook
/// @notice Changes of a live pledge: the pledgee asks, the office records, and only then they bind others. One waits at a time, and what
/// is recorded must equal what was asked. Besides, what a pledgee declares of a live pledge without recording: that its claims are
/// determined, and that it consents to a transfer.
interface IChangeBook {
    /// @notice The pledgee asked for other terms, for further rights, or for both; they bind when the office records them. A `heavier` amendment
    /// binds those whom it harms, pledgees of later ranks and others who gave security, only as far as they are among `others`, who
    /// consented in writing (Civil Code 409, 695). Where the pledgors signed, `nonces` are those that their consents spent, in the order of
    /// the pledgors.
    event AmendmentAsked(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        Obligation obligation,
        bytes32[] added,
        ConsentForm consent,
        uint256[] nonces,
        bool heavier,
        OtherConsent[] others,
        Act act,
        uint32 ruleSet
    );
    /// @notice The office recorded other terms. Rights that it added to the pledge are encumbered from here on, last in rank. Where the pledgors
    /// consented on paper, it attests `consentDocument`.
    event PledgeAmended(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        Obligation obligation,
        bytes32[] added,
        bytes consentDocument,
        Act act,
        uint32 ruleSet
    );
    /// @notice The pledgee named who is to take over claim and pledge.
    event AssignmentNominated(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        uint64 assignee,
        Act act,
        uint32 ruleSet
    );
    /// @notice The nominee accepted; it takes public effect when the office records it.
    event AssignmentAccepted(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        Act act,
        uint32 ruleSet
    );
    /// @notice The office recorded the assignment: the pledge, with all that follows it, is the assignee's.
    event PledgeAssigned(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        uint64 assignor,
        uint64 assignee,
        Act act,
        uint32 ruleSet
    );
    /// @notice The pledgee asked to free some of the rights. `others`, who gave security too, consented to that in writing.
    event PartialReleaseAsked(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        bytes32[] freed,
        OtherConsent[] others,
        Act act,
        uint32 ruleSet
    );
    /// @notice The office recorded that some rights are free; the pledge goes on over `remaining` others.
    event RightsReleased(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        bytes32[] freed,
        uint32 remaining,
        Act act,
        uint32 ruleSet
    );
    /// @notice The office did not record the change that was asked, or the pledgee, or the nominee, took it back.
    event ChangeDropped(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        ChangeKind change,
        Act act,
        uint32 ruleSet
    );
    /// @notice The pledgee of `pledge` consented to rank behind the pledge `favoured`, which comes next after it on the rights.
    event SubordinationAsked(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        uint64 favoured,
        bytes32[] rights,
        Act act,
        uint32 ruleSet
    );
    /// @notice The office recorded that on these rights the pledge and the pledge `favoured` have changed places.
    event RanksChanged(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        uint64 favoured,
        bytes32[] rights,
        Act act,
        uint32 ruleSet
    );
    /// @notice The claims that a maximum-amount pledge secures are determined: later ones are not secured, and these can be assigned.
    event ClaimDetermined(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        DeterminationGround ground,
        Determination determination,
        Act act,
        uint32 ruleSet
    );
    /// @notice The pledgee consented to a transfer or licence of pledged rights (Civil Code 444).
    event TransferConsented(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        TransferConsent consent,
        Act act,
        uint32 ruleSet
    );

    /// @notice The acting party is not the nominated assignee.
    error NotTheAssignee(uint64 pledge, uint64 assignee, uint64 actor);
    /// @notice Freeing every right is a discharge, not a partial release.
    error NothingRemains(uint64 pledge);
    /// @notice The right to be added is in the pledge already.
    error RightInPledge(uint64 pledge, bytes32 assetKey);
    /// @notice No such change was asked for, or it is another one than was asked for.
    error NoSuchChange(uint64 pledge, ChangeKind change);
    /// @notice The assignment was not accepted yet.
    error NotAccepted(uint64 pledge, uint64 assignee);
    /// @notice The claims of this maximum-amount pledge are not determined yet, and the act needs that.
    error ClaimNotDetermined(uint64 pledge);
    /// @notice Nothing is left to determine: the claim is of fixed amount, or determined already.
    error NothingToDetermine(uint64 pledge);
    /// @notice More is determined than the pledge secures at most.
    error AboveCeiling(uint64 pledge, uint128 amount, uint128 ceiling);
    /// @notice A field of the consent to a transfer does not fit the others.
    error InvalidTransferConsent(string field);

    /// @notice Asks for other terms, or with `added` for further rights, which must be pledgeable as in a filing. A higher amount, another
    /// currency, kind or debtor (Civil Code 391), a longer period or an added right needs fresh consents of all pledgors, over the whole
    /// list as it will be; consents that are given are checked and spent in any case. Without signed ones such an amendment is asked for on
    /// paper, which the act's document names. An addition reserves nothing: what another files before it is recorded comes first.
    /// Pending digest: keccak256(abi.encode(digest of the obligation, digest of `added`)).
    /// @param others written consents of those whom the amendment harms, ascending by party; may be none
    /// @custom:access-control the pledgee
    function askAmendment(
        uint64 pledge,
        bytes32[] calldata rights,
        Amendment calldata amendment,
        Consent[] calldata consents,
        OtherConsent[] calldata others,
        Act calldata act
    ) external;

    /// @notice Records the terms, and the added rights, that were asked for; for a migrated pledge also those of a migrated act.
    /// `rights` is the pledge's list where rights are added, else it is not read. Added rights must be pledgeable still, unless the act is
    /// migrated. What was asked for on paper is recorded with the paper only.
    /// @param consentDocument binary CID of the pledgors' paper consent, which the office attests; empty when they signed
    /// @custom:access-control the office of the rights
    function recordAmendment(
        uint64 pledge,
        bytes32[] calldata rights,
        Amendment calldata amendment,
        bytes calldata consentDocument,
        Act calldata act
    ) external;

    /// @notice Names the assignee: an active party of a kind that may accept. A maximum-amount pledge follows its claims only once these
    /// are determined (Civil Code 421). Pending digest: the assignee's id.
    /// @custom:access-control the pledgee
    function nominateAssignee(uint64 pledge, uint64 assignee, Act calldata act) external;

    /// @notice Accepts the nomination.
    /// @custom:access-control the nominated assignee
    function acceptAssignment(uint64 pledge, Act calldata act) external;

    /// @notice Records an accepted assignment; for a migrated pledge also one of a migrated act, which needs no nomination.
    /// @custom:access-control the office of the rights
    function recordAssignment(uint64 pledge, uint64 assignee, Act calldata act) external;

    /// @notice Asks to free some rights. `others` are the other security givers who consent to that, ascending by party: whom it names none of,
    /// it frees as far as he loses by it (Civil Code 435). Pending digest: keccak256(abi.encodePacked(freed)).
    /// @custom:access-control the pledgee
    function askPartialRelease(
        uint64 pledge,
        bytes32[] calldata rights,
        bytes32[] calldata freed,
        OtherConsent[] calldata others,
        Act calldata act
    ) external;

    /// @notice Records the freeing of some rights; for a migrated pledge also one of a migrated act.
    /// @custom:access-control the office of the rights
    function recordPartialRelease(
        uint64 pledge,
        bytes32[] calldata rights,
        bytes32[] calldata freed,
        Act calldata act
    ) external;

    /// @notice Drops the pending change.
    /// @custom:access-control the office of the rights, the pledgee, or the nominee of an assignment
    function dropChange(uint64 pledge, Act calldata act) external;

    /// @notice Consents that the pledge `favoured`, next in rank on each of the rights, takes this pledge's place (Civil Code 409). Asked for
    /// by the one who loses rank; a change across several ranks is asked step by step, so that each who loses one consents.
    /// Pending digest: keccak256(abi.encode(favoured, keccak256(abi.encodePacked(rights)))).
    /// @custom:access-control the pledgee
    function askSubordination(uint64 pledge, bytes32[] calldata rights, uint64 favoured, Act calldata act) external;

    /// @notice Records the change of rank; for a migrated pledge also one of a migrated act.
    /// @custom:access-control the office of the rights
    function recordSubordination(uint64 pledge, bytes32[] calldata rights, uint64 favoured, Act calldata act) external;

    /// @notice Determines the claims of a maximum-amount pledge, once (Civil Code 423).
    /// @custom:access-control the pledgee
    function determine(
        uint64 pledge,
        DeterminationGround ground,
        Determination calldata determination,
        Act calldata act
    ) external;

    /// @notice Consents to a transfer or licence of some of the rights; the act's document is the consent.
    /// @param rights the pledge's list
    /// @custom:access-control the pledgee
    function consentToTransfer(
        uint64 pledge,
        bytes32[] calldata rights,
        TransferConsent calldata consent,
        Act calldata act
    ) external;
}
