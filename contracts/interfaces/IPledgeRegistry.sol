// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act} from "./IBook.sol";

/// @notice State of a pledge. Discharged by the pledgee is not yet free: only the office's cancellation frees the rights.
enum PledgeState {
    None,
    Filed,
    Registered,
    Defaulted,
    Enforcing,
    Realised,
    Discharged,
    Cancelled,
    Refused,
    Withdrawn,
    Revoked
}

/// @notice Kind of the secured claim: one of fixed amount, or a series up to a maximum amount (Civil Code 439, 420).
/// Unstated only in migrated records.
enum ObligationKind {
    Unstated,
    Fixed,
    Maximum
}

/// @notice Grounds for refusal: the twelve of the patent office's measures of 2021, in their order. `None` is not a ground.
enum RefusalGround {
    None,
    PledgorNotOwner,
    RightEnded,
    NotYetGranted,
    FeesUnpaid,
    OwnershipDispute,
    TermBeyondRight,
    ContractIncomplete,
    CoOwnerConsentMissing,
    AlreadyPledged,
    SameDayDoubleFiling,
    InvalidationPending,
    Other
}

/// @notice Grounds for discharge and cancellation. `None` is not a ground.
enum CancellationGround {
    None,
    DebtPerformed,
    PledgeRealised,
    PledgeeWaives,
    ContractVoid,
    OtherLaw
}

/// @notice A change that the pledgee asked for and the office has not recorded yet; one at a time.
enum ChangeKind {
    None,
    Amendment,
    Assignment,
    PartialRelease,
    Subordination
}

/// @notice The secured obligation. Its digest, keccak256(abi.encode(obligation)), is what a pledgor consents to.
struct Obligation {
    ObligationKind kind;
    /// ISO 4217 code in ASCII, 0 when unstated.
    bytes3 currency;
    /// Minor units: the amount, or the ceiling of a maximum-amount claim; 0 when unstated.
    uint128 amount;
    /// Party that owes; it may be another than the pledgor.
    uint64 debtor;
    /// Performance period, legal dates, both inclusive; 0 when unstated.
    uint32 startsOn;
    uint32 endsOn;
    /// Binary CID of the contract.
    bytes contractDocument;
    /// Random; keeps the hash of this event's data from being guessed out of round sums.
    bytes32 salt;
}

/// @notice A pledge as it is filed.
struct Filing {
    /// The pledgee who files and acts: a bank, guarantee company, other lender, or the agent of a syndicate.
    uint64 pledgee;
    /// Further pledgees of the same claim, ascending; mostly none.
    uint64[] jointPledgees;
    /// Pledgors, ascending. Natively: the registered owners of the rights, all of them and nobody else.
    uint64[] pledgors;
    /// Asset keys, strictly ascending, 1 to 1,100.
    bytes32[] rights;
    Obligation obligation;
}

/// @notice A pledgor's signed consent. The signature is EIP-712 over
/// Consent(uint64 pledgor,uint64 pledge,uint64 pledgee,uint64[] jointPledgees,bytes32 obligation,bytes32 rights,uint256 nonce,uint64 deadline)
/// in the domain (name "Pledgebook", version "1", chain id, PledgorConsents), where `jointPledgees` are those of the filing (in
/// an amendment none, which it does not change), `obligation` is its digest and `rights` is keccak256(abi.encodePacked(rights)).
struct Consent {
    uint64 pledgor;
    /// A live key of the pledgor.
    address key;
    /// Any number that the pledgor has not used; not ordered.
    uint256 nonce;
    /// Last second, in chain time, at which the consent can be used.
    uint64 deadline;
    bytes signature;
}

/// @notice Written consent of another whom an act harms: a pledgee of a later rank (Civil Code 409), a guarantor (695), another who gave
/// security (435). Whom no such consent is named of, the act does not bind to his harm; who that is, the ledger cannot know whole.
struct OtherConsent {
    uint64 party;
    /// Binary CID of the consent.
    bytes document;
}

/// @notice What an office says when it registers.
struct Registration {
    string number;
    /// Legal date from which the pledge stands.
    uint32 effectiveOn;
    /// Binary CID of the pledgors' paper consent, which the office attests; empty when they signed.
    bytes consentDocument;
}

/// @notice The public reading of a pledge.
struct PledgeView {
    PledgeState state;
    ObligationKind obligationKind;
    bytes3 currency;
    uint128 amount;
    uint32 startsOn;
    uint32 endsOn;
    uint64 pledgee;
    uint64 office;
    uint32 rightCount;
    bool paperConsent;
    bool migrated;
    ChangeKind pendingChange;
    bytes32 rightsDigest;
    /// keccak256(abi.encodePacked(pledgors)), where each id fills a word of 32 bytes.
    bytes32 pledgorsDigest;
    /// What was asked for, as IChangeBook says of each change; 0 when none waits.
    bytes32 pendingDigest;
    uint64 debtor;
    /// The claims of a maximum-amount pledge are determined (Civil Code 423).
    bool determined;
}

/// @title IPledgeRegistry
/// @notice The life cycle of a pledge: Filed, Registered, then Discharged by the pledgee and Cancelled by the office; or Refused,
/// Withdrawn, Revoked. What changes it in between is IChangeBook's, default and enforcement are IEnforcementBook's. The chain does not create the right of pledge: registration by the office does (Civil Code 444).
/// A pledge's id is the sequence number of its filing. The list of rights is a digest in storage and travels in calldata.
interface IPledgeRegistry {
    /// @notice A pledgee filed a pledge. With `paperConsent` no pledgor signed, and the office attests the paper at registration; else
    /// `nonces` are those that the pledgors' consents spent, in the order of the pledgors.
    event PledgeFiled(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        uint64 office,
        Filing filing,
        bool paperConsent,
        uint256[] nonces,
        Act act,
        uint32 ruleSet
    );
    /// @notice The office registered a filed pledge: from now on it is established.
    event PledgeRegistered(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        string registrationNumber,
        uint32 effectiveOn,
        bytes consentDocument,
        Act act,
        uint32 ruleSet
    );
    /// @notice The office carried an existing registration over from its register.
    event PledgeMigrated(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        string registrationNumber,
        uint32 effectiveOn,
        Filing filing,
        Act act,
        uint32 ruleSet
    );
    /// @notice The office refused a filed pledge.
    event PledgeRefused(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        RefusalGround ground,
        Act act,
        uint32 ruleSet
    );
    /// @notice The pledgee withdrew its filing.
    event PledgeWithdrawn(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        Act act,
        uint32 ruleSet
    );
    /// @notice The office asked for corrections of a filing (补正) until a legal date. No clock ends the filing: the office judges
    /// what was answered, or was not.
    event CorrectionAsked(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        uint32 dueOn,
        Act act,
        uint32 ruleSet
    );
    /// @notice The pledgee answered with the act's document what the office had asked for.
    event CorrectionAnswered(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        Act act,
        uint32 ruleSet
    );
    /// @notice The office revoked the registration from the beginning (撤销): the rights are free as if it had never been.
    event PledgeRevoked(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        RefusalGround ground,
        Act act,
        uint32 ruleSet
    );
    /// @notice The pledgee discharged the pledge; the rights are free when the office cancels it. `others` consented to that in writing.
    event PledgeDischarged(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        CancellationGround ground,
        OtherConsent[] others,
        Act act,
        uint32 ruleSet
    );
    /// @notice The office cancelled the pledge: its rights are free.
    event PledgeCancelled(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        CancellationGround ground,
        Act act,
        uint32 ruleSet
    );

    /// @notice No pledge has this id.
    error UnknownPledge(uint64 pledge);
    /// @notice The pledge's state does not allow the act.
    error WrongState(uint64 pledge, PledgeState state);
    /// @notice The acting party is not the pledgee.
    error NotThePledgee(uint64 pledge, uint64 pledgee, uint64 actor);
    /// @notice The acting party is not the office of the pledged rights.
    error NotThePledgesOffice(uint64 pledge, uint64 office, uint64 actor);
    /// @notice The party named in the field does not exist or cannot take that part.
    error InvalidParty(string field, uint64 party);
    /// @notice The list of rights is not the pledge's.
    error WrongRights(uint64 pledge, bytes32 digest, bytes32 expected);
    /// @notice The parties given are not the pledge's pledgors; the digests are over their ids.
    error WrongPledgors(uint64 pledge, bytes32 digest, bytes32 expected);
    /// @notice The right that the act names is not among the pledge's.
    error RightNotInPledge(uint64 pledge, bytes32 assetKey);
    /// @notice The kind, currency or amount of the obligation does not fit.
    error InvalidObligation(string field);
    /// @notice The consents do not name exactly the pledgors, in order.
    error ConsentsDoNotMatch(uint64 expected, uint64 given);
    /// @notice What was filed, or asked for, on paper consent is registered, or recorded, only with the paper's document.
    error PaperConsentMissing(uint64 pledge);
    /// @notice The office already has a pledge under this registration number.
    error RegistrationNumberTaken(string registrationNumber, uint64 pledge);
    /// @notice A ground must be named.
    error GroundMissing();
    /// @notice Another change waits to be recorded.
    error ChangePending(uint64 pledge, ChangeKind change);
    /// @notice Only a migrated pledge takes migrated acts.
    error NotMigrated(uint64 pledge);
    /// @notice Nothing was asked to be corrected, or it is answered already.
    error NoCorrectionAsked(uint64 pledge);
    /// @notice Only a discharged pledge is cancelled on this ground.
    error NotDischarged(uint64 pledge, CancellationGround ground);

    /// @notice Files a pledge. Without consents it is filed on paper.
    /// @custom:access-control kinds of party granted it (bank, guarantee company, other lender, syndicate agent); `filing.pledgee` must be the acting party
    function file(
        Filing calldata filing,
        Consent[] calldata consents,
        Act calldata act
    ) external returns (uint64 pledge);

    /// @notice Registers a filed pledge. `rights` and `pledgors` are the filed lists. Each right must still be what it had to be at filing:
    /// in force, not preserved, and owned by pledgors only, each of whom owns some of them.
    /// @custom:access-control the office of the rights
    function register(
        uint64 pledge,
        bytes32[] calldata rights,
        uint64[] calldata pledgors,
        Registration calldata registration,
        Act calldata act
    ) external;

    /// @notice Carries over an existing registration; the act is migrated and its document is the source record.
    /// @custom:access-control the office of the rights
    function migrate(
        Filing calldata filing,
        string calldata registrationNumber,
        uint32 effectiveOn,
        Act calldata act
    ) external returns (uint64 pledge);

    /// @notice Refuses a filed pledge.
    /// @custom:access-control the office of the rights
    function refuse(uint64 pledge, bytes32[] calldata rights, RefusalGround ground, Act calldata act) external;

    /// @notice Withdraws a filing.
    /// @custom:access-control the pledgee
    function withdraw(uint64 pledge, bytes32[] calldata rights, Act calldata act) external;

    /// @notice Asks the pledgee to correct its filing until a legal date; asking again moves the date.
    /// @custom:access-control the office of the rights
    function askCorrection(uint64 pledge, uint32 dueOn, Act calldata act) external;

    /// @notice Answers what was asked; the act's document is the answer. What the filing itself says stays: other rights or
    /// terms are a new filing.
    /// @custom:access-control the pledgee
    function answerCorrection(uint64 pledge, Act calldata act) external;

    /// @notice Discharges a pledge between registration and realisation, while no change waits to be recorded. `others` are the other
    /// security givers who consent to a waiver, ascending by party: whom it names none of, it frees as far as he loses by it (Civil
    /// Code 435).
    /// @custom:access-control the pledgee
    function discharge(
        uint64 pledge,
        CancellationGround ground,
        OtherConsent[] calldata others,
        Act calldata act
    ) external;

    /// @notice Cancels the pledge and frees its rights; a pending change ends with it. Natively only after discharge, unless the ground is ContractVoid or OtherLaw;
    /// for a migrated pledge also by a migrated act.
    /// @custom:access-control the office of the rights
    function cancel(uint64 pledge, bytes32[] calldata rights, CancellationGround ground, Act calldata act) external;

    /// @notice Revokes the registration from the beginning, on one of the grounds on which it should have been refused, and frees the
    /// rights; the act's document is the decision. A pending change ends with it.
    /// @custom:access-control the office of the rights
    function revoke(uint64 pledge, bytes32[] calldata rights, RefusalGround ground, Act calldata act) external;

    /// @notice Notes the change that waits, or with ChangeKind.None that none waits any more.
    /// @custom:access-control ChangeBook
    function setChange(uint64 pledge, ChangeKind change, bytes32 digest) external;

    /// @notice Puts other terms into force. Claims of another kind are not determined.
    /// @custom:access-control ChangeBook
    function setTerms(uint64 pledge, Obligation calldata obligation) external;

    /// @notice Notes that the claims of a maximum-amount pledge are determined.
    /// @custom:access-control ChangeBook
    function setDetermined(uint64 pledge) external;

    /// @notice Makes the pledge the assignee's.
    /// @custom:access-control ChangeBook
    function setPledgee(uint64 pledge, uint64 assignee) external;

    /// @notice Encumbers further rights, natively or as a register holds them.
    /// @param pledgors the pledge's pledgors; not read when migrated
    /// @param digest digest of the pledge's whole list from now on
    /// @custom:access-control ChangeBook
    function addRights(
        uint64 pledge,
        bytes32[] calldata added,
        uint64[] calldata pledgors,
        bytes32 digest,
        bool migrated
    ) external;

    /// @notice Frees some rights.
    /// @param digest digest of the pledge's whole list from now on
    /// @custom:access-control ChangeBook
    function removeRights(uint64 pledge, bytes32[] calldata freed, bytes32 digest) external;

    /// @notice Moves the pledge from one state to another.
    /// @custom:access-control EnforcementBook
    function advance(uint64 pledge, PledgeState from, PledgeState to) external;

    /// @notice The public reading of a pledge; state None when unknown.
    function pledgeOf(uint64 pledge) external view returns (PledgeView memory);

    /// @notice The pledge registered by the office under the number; 0 when none.
    function pledgeByNumber(uint64 office, string calldata registrationNumber) external view returns (uint64 pledge);
}
