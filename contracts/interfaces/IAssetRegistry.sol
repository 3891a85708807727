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

    /// @notice Marks the rights as filed for a pledge, after checking that each is in force, owned by the pledgors and only
    /// by them, and, where its kind is exclusive, free.
    /// @return office the office of all these rights
    /// @custom:access-control PledgeRegistry
    function reserve(
        bytes32[] calldata keys,
        uint64 pledge,
        uint64[] calldata pledgors
    ) external returns (uint64 office);

    /// @notice Turns reservations into encumbrances, last in rank. An exclusive right on which a registration was carried over
    /// since the filing bears no second one.
    /// @custom:access-control PledgeRegistry
    function encumber(bytes32[] calldata keys, uint64 pledge) external;

    /// @notice Encumbers rights for a migrated registration: they must be known, of one office and, where their kind is
    /// exclusive, in no other registered pledge. A register that holds two of those is for its office to put right first.
    /// @return office the office of all these rights
    /// @custom:access-control PledgeRegistry
    function carryOver(bytes32[] calldata keys, uint64 pledge) external returns (uint64 office);

    /// @notice Encumbers further rights of a registered pledge, last in rank. A right of an exclusive kind must be in no other pledge, not
    /// even in one that is only filed.
    /// @return office the office of all these rights
    /// @custom:access-control PledgeRegistry
    function extend(bytes32[] calldata keys, uint64 pledge) external returns (uint64 office);

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
    /// @return registered live pledges in order of rank
    /// @return filed pledges that are filed and not yet registered
    /// @return locks bit set of locks, 0 when none
    function encumbrances(
        bytes32 assetKey
    ) external view returns (uint64[] memory registered, uint64[] memory filed, uint256 locks);

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
