// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act} from "./IBook.sol";

/// @notice Kinds of right. The order is part of every asset key and never changes.
enum RightKind {
    None,
    Patent,
    Trademark,
    SoftwareCopyright,
    Copyright,
    PatentApplication,
    TrademarkApplication
}

/// @notice Legal state of a right as its office attests it.
enum Validity {
    Unknown,
    Pending,
    InForce,
    Lapsed,
    Expired,
    Invalidated,
    Abandoned
}

/// @notice How many live pledges a right of a kind may bear: Exclusive one, Ranked several in order of registration.
enum Ranking {
    None,
    Exclusive,
    Ranked
}

/// @notice What else may hold a right; the value is the bit's place in the set of locks. Preservation: a court preserves it.
/// Pool: a pledge over it is in a pool of securitised claims. CentralBank: a claim that it secures is refinanced there.
enum Lock {
    Preservation,
    Pool,
    CentralBank
}

/// @notice What an office tells of a right beside its facts. The newest of a kind and case number counts; events keep all.
/// AnnualFee: `startsOn` is the last day that the annual or renewal fee is paid for, `endsOn` the last day of its grace.
/// Litigation: a lawsuit over the right since `startsOn`; over with `endsOn`, 0 while it is pending.
/// Invalidation: proceedings to invalidate the right, dated likewise.
/// Scope: the scope of protection in words, for the period when one is stated.
enum CircumstanceKind {
    None,
    AnnualFee,
    Litigation,
    Invalidation,
    Scope
}

/// @notice Class of a right by what its owner holds it for: 核心, 防御型, 进攻型, 一般.
enum AssetClass {
    None,
    Core,
    Defensive,
    Offensive,
    Ordinary
}

/// @notice One circumstance of a right, as of a legal date.
struct Circumstance {
    bytes32 assetKey;
    CircumstanceKind kind;
    /// Legal dates, see the kind; 0 when not stated.
    uint32 startsOn;
    uint32 endsOn;
    /// Number of the case or fee record, which tells several of a kind apart; empty when it has none.
    string caseNumber;
    /// In words; never a natural person's name.
    string text;
    string source;
    uint32 asOf;
}

/// @notice An order of a court that preserves a right (财产保全). Several may wait behind one another (轮候).
struct Preservation {
    bytes32 assetKey;
    string court;
    string caseNumber;
    /// Legal dates; `endsOn` is 0 when not stated. No clock ends a preservation: its office lifts it.
    uint32 startsOn;
    uint32 endsOn;
    /// 1 for the order in effect, 2 and more for those that wait.
    uint16 rank;
    string source;
    uint32 asOf;
}

/// @notice A class label. Who gives it is the event's actor.
struct ClassLabel {
    bytes32 assetKey;
    AssetClass assetClass;
    /// On what it rests, such as the name of a report.
    string source;
    uint32 asOf;
}

/// @notice Identity of a right. Its asset key is keccak256(abi.encode(jurisdiction, kind, number)).
struct Right {
    /// ISO 3166 alpha-2 code in ASCII, such as "CN".
    bytes2 jurisdiction;
    RightKind kind;
    /// Canonical number, such as "201710601862.3", "1234567:9" (trademark number and class) or "7831837".
    string number;
}

/// @notice What an office attests of a right, as of a date. A later attestation replaces an earlier one; events keep both.
struct Facts {
    Right right;
    Validity validity;
    /// Registered owners as party ids, ascending; empty when the office does not attest owners (then nobody can consent).
    uint64[] owners;
    /// Legal dates, 0 when not stated.
    uint32 filedOn;
    uint32 grantedOn;
    uint32 expiresOn;
    string title;
    /// Number of the application that the right was granted on, as text form; empty when not stated.
    string applicationNumber;
    /// Main class (IPC, Locarno or Nice), empty when not stated.
    string mainClass;
    /// Name of the source that the facts were read from.
    string source;
    /// Legal date as of which they hold.
    uint32 asOf;
}

/// @title IAssetRegistry
/// @notice The rights: facts that their office attests, and which pledges encumber them.
interface IAssetRegistry {
    /// @notice Facts of a right were attested.
    event FactsAttested(
        uint64 indexed sequence,
        bytes32 indexed assetKey,
        uint64 indexed actor,
        Facts facts,
        Act act,
        uint32 ruleSet
    );
    /// @notice Rules of a kind of right. `kindId` is keccak256(abi.encode(jurisdiction, kind)).
    event KindConfigured(
        uint64 indexed sequence,
        bytes32 indexed kindId,
        uint64 indexed actor,
        bytes2 jurisdiction,
        RightKind kind,
        Ranking ranking,
        uint64 office,
        Act act,
        uint32 ruleSet
    );
    /// @notice The office declares that this ledger holds every pledge of the kind for the legal dates `from` to `through`,
    /// as reconciled with its own register. Only within that period can a right be called clear.
    event CoverageDeclared(
        uint64 indexed sequence,
        bytes32 indexed kindId,
        uint64 indexed actor,
        bytes2 jurisdiction,
        RightKind kind,
        uint32 from,
        uint32 through,
        Act act,
        uint32 ruleSet
    );
    /// @notice A circumstance of a right was attested.
    event CircumstanceAttested(
        uint64 indexed sequence,
        bytes32 indexed assetKey,
        uint64 indexed actor,
        Circumstance circumstance,
        Act act,
        uint32 ruleSet
    );
    /// @notice A court's preservation of a right was noted. Its id is this event's number.
    event PreservationNoted(
        uint64 indexed sequence,
        bytes32 indexed assetKey,
        uint64 indexed actor,
        Preservation preservation,
        Act act,
        uint32 ruleSet
    );
    /// @notice A preservation was lifted; `remaining` others still hold the right.
    event PreservationLifted(
        uint64 indexed sequence,
        bytes32 indexed assetKey,
        uint64 indexed actor,
        uint64 preservation,
        uint16 remaining,
        Act act,
        uint32 ruleSet
    );
    /// @notice A right was given a class label by the actor.
    event ClassLabelled(
        uint64 indexed sequence,
        bytes32 indexed assetKey,
        uint64 indexed actor,
        ClassLabel label,
        Act act,
        uint32 ruleSet
    );
    /// @notice Rights of a pledge were locked by another book, for the acting party.
    event RightsLocked(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        Lock lock,
        bytes32[] rights,
        Act act,
        uint32 ruleSet
    );
    /// @notice A lock of rights of a pledge ended.
    event RightsUnlocked(
        uint64 indexed sequence,
        uint64 indexed pledge,
        uint64 indexed actor,
        Lock lock,
        bytes32[] rights,
        Act act,
        uint32 ruleSet
    );

    /// @notice The kind has no rules yet.
    error KindNotConfigured(bytes2 jurisdiction, RightKind kind);
    /// @notice The ranking is none, or another than that of a kind of which facts are on the ledger already.
    error InvalidRanking(Ranking ranking);
    /// @notice The acting party is not the office of this kind of right.
    error NotTheOffice(uint64 office, uint64 actor);
    /// @notice The party is not a registry office.
    error NotAnOffice(uint64 party);
    /// @notice No facts of this right are on the ledger.
    error UnknownRight(bytes32 assetKey);
    /// @notice Only a right in force can be pledged.
    error RightNotInForce(bytes32 assetKey, Validity validity);
    /// @notice The owners of the right are not attested.
    error OwnersNotAttested(bytes32 assetKey);
    /// @notice A registered owner of the right is not among the consenting pledgors.
    error OwnerConsentMissing(bytes32 assetKey, uint64 owner);
    /// @notice A pledgor owns none of the rights.
    error PledgorOwnsNothing(uint64 pledgor);
    /// @notice The right is of an exclusive kind and already in a live pledge, or in one that was filed.
    error AlreadyEncumbered(bytes32 assetKey, uint64 pledge);
    /// @notice The right bears as many pledges as the ledger allows.
    error TooManyEncumbrances(bytes32 assetKey, uint256 max);
    /// @notice The pledge does not encumber this right (any more), or is not in the state the act needs.
    error NotEncumberedBy(bytes32 assetKey, uint64 pledge);
    /// @notice On this right the pledge `second` does not come next in rank after `first`.
    error NotNextInRank(bytes32 assetKey, uint64 first, uint64 second);
    /// @notice A list must be strictly ascending, so that nothing occurs twice; the entry at `index` is not above its predecessor.
    error NotAscending(string field, uint256 index);
    /// @notice The rights of one pledge must belong to one office.
    error MixedOffices(bytes32 assetKey, uint64 office, uint64 otherOffice);
    /// @notice A court preserves the right: nobody can pledge it or register a pledge over it (refusal ground OwnershipDispute).
    error RightPreserved(bytes32 assetKey);
    /// @notice No such preservation holds the right.
    error NotPreservedBy(bytes32 assetKey, uint64 preservation);
    /// @notice A lock that excludes the one asked for holds the right: a claim is not used twice.
    error AlreadyLocked(bytes32 assetKey, uint256 locks);
    /// @notice The lock does not hold the right.
    error NotLocked(bytes32 assetKey, Lock lock);
    /// @notice A preservation is no lock of a book: an office notes and lifts it.
    error InvalidLock(Lock lock);

    /// @notice Sets the rules of a kind of right. The office may change; pledges stay with the office they were filed with.
    /// @custom:access-control governance (AccessManager through PartyRegistry's governance)
    function configureKind(
        bytes2 jurisdiction,
        RightKind kind,
        Ranking ranking,
        uint64 office,
        Act calldata act
    ) external;

    /// @notice Declares the ledger complete for a kind of right and a period of legal dates.
    /// @custom:access-control the office of the kind
    function declareCoverage(
        bytes2 jurisdiction,
        RightKind kind,
        uint32 from,
        uint32 through,
        Act calldata act
    ) external;

    /// @notice Attests facts of 1 to 500 rights; one event for each.
    /// @custom:access-control the office of each right's kind
    function attest(Facts[] calldata facts, Act calldata act) external;

    /// @notice Attests circumstances of rights, 1 to 200; one event for each.
    /// @custom:access-control the office of each right's kind
    function attestCircumstances(Circumstance[] calldata circumstances, Act calldata act) external;

    /// @notice Notes preservations, 1 to 200; one event for each, whose number is the preservation's id. From then on the
    /// right cannot be filed, and what was filed cannot be registered, until all its preservations are lifted.
    /// @custom:access-control the office of each right's kind
    function notePreservations(Preservation[] calldata preservations, Act calldata act) external;

    /// @notice Lifts one preservation of a right.
    /// @custom:access-control the office of the right's kind
    function liftPreservation(bytes32 assetKey, uint64 preservation, Act calldata act) external;

    /// @notice Gives class labels to rights, 1 to 200; one event for each. A label of one actor does not touch another's.
    /// @custom:access-control a kind of party granted this verb
    function labelClass(ClassLabel[] calldata labels, Act calldata act) external;

    /// @notice Locks rights of a pledge, for a pool or the central bank; these two exclude one another.
    /// @param actor the party that acts in the calling book
    /// @custom:access-control a book granted this verb
    function lock(uint64 pledge, bytes32[] calldata rights, Lock kind, uint64 actor, Act calldata act) external;

    /// @notice Ends a lock of rights of a pledge.
    /// @param actor the party that acts in the calling book
    /// @custom:access-control a book granted this verb
    function unlock(uint64 pledge, bytes32[] calldata rights, Lock kind, uint64 actor, Act calldata act) external;

    /// @notice Marks the rights as filed for a pledge, after checking that each is in force, not preserved, owned by the
    /// pledgors and only by them, and, where its kind is exclusive, free.
    /// @return office the office of all these rights
    /// @custom:access-control PledgeRegistry
    function reserve(
        bytes32[] calldata keys,
        uint64 pledge,
        uint64[] calldata pledgors
    ) external returns (uint64 office);

    /// @notice Turns reservations into encumbrances, last in rank. What was checked of a right at filing is checked again, its owners too: it
    /// can have been sold. An exclusive right on which a registration was carried over since the filing bears no second one.
    /// @custom:access-control PledgeRegistry
    function encumber(bytes32[] calldata keys, uint64 pledge, uint64[] calldata pledgors) external;

    /// @notice Encumbers rights for a migrated registration: they must be known, of one office and, where their kind is
    /// exclusive, in no other registered pledge. A register that holds two of those is for its office to put right first.
    /// @return office the office of all these rights
    /// @custom:access-control PledgeRegistry
    function carryOver(bytes32[] calldata keys, uint64 pledge) external returns (uint64 office);

    /// @notice Encumbers further rights of a registered pledge, last in rank, after checking that each is `pledgeable`. A right of an
    /// exclusive kind must be in no other pledge, not even in one that is only filed.
    /// @return office the office of all these rights
    /// @custom:access-control PledgeRegistry
    function extend(
        bytes32[] calldata keys,
        uint64 pledge,
        uint64[] calldata pledgors
    ) external returns (uint64 office);

    /// @notice On each right, lets the pledge `second`, next in rank after `first`, take its place.
    /// @custom:access-control ChangeBook
    function swapRanks(bytes32[] calldata keys, uint64 first, uint64 second) external;

    /// @notice Takes the pledge off the rights, a reservation or an encumbrance; later ranks move up.
    /// @custom:access-control PledgeRegistry
    function free(bytes32[] calldata keys, uint64 pledge) external;

    /// @notice Reverts, as a filing would, unless each right is in force, owned by some of the pledgors and only by them, and, where its
    /// kind is exclusive, free.
    /// @return office the office of all these rights
    function pledgeable(bytes32[] calldata keys, uint64[] calldata pledgors) external view returns (uint64 office);

    /// @notice The one reading of a right's encumbrances.
    /// @return registered live pledges in the order in which they were recorded here, less changes of rank; registrations that were
    /// carried over rank by their legal dates (Civil Code 414), which the chain does not compare
    /// @return filed pledges that are filed and not yet registered
    /// @return locks bit set of locks (bit n for Lock n), 0 when none
    function encumbrances(
        bytes32 assetKey
    ) external view returns (uint64[] memory registered, uint64[] memory filed, uint256 locks);

    /// @notice Why rights are not clear as of a legal date, read at once for many: one word of storage for each.
    /// @param keys asset keys in any order
    /// @param asOf legal date asked for; it is compared with the coverage of each right's kind and the right's term, while the
    /// pledges and locks are those of the block that is read
    /// @return packed four bytes for each right that is not clear, in the order of `keys`: 16 bits its place in `keys`, from 0,
    /// then 16 bits of findings (library Finding); a right that is not in it is clear
    function findings(bytes32[] calldata keys, uint32 asOf) external view returns (bytes memory packed);

    /// @notice What is known of a right: its legal state, owners and office; office 0 when the right is unknown.
    function rightOf(
        bytes32 assetKey
    ) external view returns (Validity validity, uint64 office, Ranking ranking, uint64[] memory owners);

    /// @notice Coverage of a kind: office 0 when not configured, dates 0 when never declared.
    function kindOf(
        bytes2 jurisdiction,
        RightKind kind
    ) external view returns (Ranking ranking, uint64 office, uint32 from, uint32 through);

    /// @notice Key of a right.
    function assetKeyOf(Right calldata right) external pure returns (bytes32);
}
