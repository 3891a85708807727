// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAuthority} from "@openzeppelin/contracts/access/manager/IAuthority.sol";
import {Act} from "./IBook.sol";

/// @notice Kinds of party. The order is part of the ledger's data and never changes; new kinds are added at the end.
enum PartyKind {
    None,
    Bank,
    GuaranteeCompany,
    OtherLender,
    SyndicateAgent,
    RegistryOffice,
    DisposalFund,
    FundManager,
    Insurer,
    Reguarantor,
    GovernmentPool,
    Appraiser,
    Enterprise,
    NaturalPerson,
    University,
    Auditor,
    CentralBank,
    SecuritisationSponsor,
    Trustee,
    IpManagementCompany,
    SubsidyAuthority,
    IpExchange,
    Searcher
}

/// @notice A party as it is entered.
struct PartyEntry {
    PartyKind kind;
    /// Name of an institution; empty for a natural person, whose name is never on the chain.
    string name;
    /// For a natural person keccak256(abi.encode(salt, name)) with a random 32-byte salt; 0 for an institution.
    bytes32 commitment;
    /// Official identifier, such as a unified social credit code; empty when not known. Never a natural person's.
    string identifier;
}

/// @notice What a party's key for documents is: X25519 of 32 bytes (RFC 7748), or a compressed point of P-256 of 33 bytes (SEC 1). New
/// ones are added at the end.
enum DocumentKeyScheme {
    None,
    X25519,
    P256
}

/// @notice A function of a book.
struct Verb {
    address target;
    bytes4 selector;
}

/// @title IPartyRegistry
/// @notice Who may act: the parties, their kinds and their keys. It is the authority of the other books: a key may call a
/// verb when it belongs to an active party whose kind is granted that verb.
interface IPartyRegistry is IAuthority {
    /// @notice A party was entered, by the governance (with powers by its kind) or by an office (a party without key).
    event PartyAdmitted(
        uint64 indexed sequence,
        uint64 indexed party,
        uint64 indexed actor,
        PartyKind kind,
        string name,
        bytes32 commitment,
        string identifier,
        Act act,
        uint32 ruleSet
    );
    /// @notice The party goes by another name from now on, as whoever entered it recorded; on pledges it is an id and stays who it is.
    event PartyRenamed(
        uint64 indexed sequence,
        uint64 indexed party,
        uint64 indexed actor,
        string name,
        bytes32 commitment,
        Act act,
        uint32 ruleSet
    );
    /// @notice A key may sign for the party. `act.document` says who attested that it is the party's.
    event KeyAdded(
        uint64 indexed sequence,
        uint64 indexed party,
        uint64 indexed actor,
        address key,
        Act act,
        uint32 ruleSet
    );
    /// @notice A key no longer signs for the party; what it signed before stays.
    event KeyRevoked(
        uint64 indexed sequence,
        uint64 indexed party,
        uint64 indexed actor,
        address key,
        Act act,
        uint32 ruleSet
    );
    /// @notice The party's acts are refused until it is reinstated; its history is kept.
    event PartySuspended(uint64 indexed sequence, uint64 indexed party, uint64 indexed actor, Act act, uint32 ruleSet);
    /// @notice The party may act again.
    event PartyReinstated(uint64 indexed sequence, uint64 indexed party, uint64 indexed actor, Act act, uint32 ruleSet);
    /// @notice The kinds of party (bit n for kind n) that may call a verb of a book. `verb` is keccak256(abi.encode(target, selector)).
    event VerbGranted(
        uint64 indexed sequence,
        bytes32 indexed verb,
        uint64 indexed actor,
        address target,
        bytes4 selector,
        uint256 kinds,
        Act act,
        uint32 ruleSet
    );
    /// @notice One book may, or may no longer, call a verb of another.
    event CallerGranted(
        uint64 indexed sequence,
        bytes32 indexed verb,
        uint64 indexed actor,
        address target,
        bytes4 selector,
        address caller,
        bool allowed,
        Act act,
        uint32 ruleSet
    );
    /// @notice A party let a further key sign for it, in the named verbs and nowhere else.
    event KeyDelegated(
        uint64 indexed sequence,
        uint64 indexed party,
        uint64 indexed actor,
        address key,
        Verb[] verbs,
        Act act,
        uint32 ruleSet
    );
    /// @notice A new key took the place of another of the party, which no longer signs. It may call what the old one might.
    event KeyRotated(
        uint64 indexed sequence,
        uint64 indexed party,
        uint64 indexed actor,
        address oldKey,
        address newKey,
        Act act,
        uint32 ruleSet
    );
    /// @notice The guardian paused a verb: it is refused to everyone until the members lift the pause.
    event VerbPaused(
        uint64 indexed sequence,
        bytes32 indexed verb,
        uint64 indexed actor,
        address target,
        bytes4 selector,
        Act act,
        uint32 ruleSet
    );
    /// @notice The members lifted a pause.
    event VerbUnpaused(
        uint64 indexed sequence,
        bytes32 indexed verb,
        uint64 indexed actor,
        address target,
        bytes4 selector,
        Act act,
        uint32 ruleSet
    );
    /// @notice The key that documents for the party are encrypted to from now on; scheme None: it wants none any more. What was encrypted
    /// to a former key stays so.
    event DocumentKeyPublished(
        uint64 indexed sequence,
        uint64 indexed party,
        uint64 indexed actor,
        DocumentKeyScheme scheme,
        bytes key,
        Act act,
        uint32 ruleSet
    );

    /// @notice No party has this id.
    error UnknownParty(uint64 party);
    /// @notice The kind may not be used here.
    error InvalidKind(PartyKind kind);
    /// @notice A natural person's name or identifier was given, or an institution's is missing.
    error NameNotAllowed(PartyKind kind);
    /// @notice The acting party (0 for the governance) did not enter the party: `registrar` did.
    error NotTheRegistrar(uint64 party, uint64 registrar, uint64 actor);
    /// @notice The key already belongs, or once belonged, to a party; a key never changes hands.
    error KeyTaken(address key, uint64 party);
    /// @notice The key is not a live key of the party.
    error NotAKeyOf(address key, uint64 party);
    /// @notice A document key of the scheme has another form than these `length` bytes.
    error InvalidDocumentKey(DocumentKeyScheme scheme, uint256 length);
    /// @notice The zero address is not a key.
    error InvalidKey(address key);
    /// @notice The party already is in the state asked for.
    error AlreadySo(uint64 party);
    /// @notice The key was itself only delegated: it delegates and revokes nothing.
    error OnlyFullKeys(address key);
    /// @notice A verb is in no book.
    error InvalidVerb(address target, bytes4 selector);
    /// @notice Only new business is paused, filings and offers; release and reading never are.
    error NotPausable(address target, bytes4 selector);
    /// @notice The verb is paused already, or is not.
    error PauseUnchanged(address target, bytes4 selector, bool paused);
    /// @notice The kinds are a bit set below bit 255.
    error InvalidKinds(uint256 kinds);

    /// @notice Enters a party of any kind with its first keys.
    /// @custom:access-control governance (AccessManager)
    function admit(
        PartyEntry calldata entry,
        address[] calldata keys,
        Act calldata act
    ) external returns (uint64 party);

    /// @notice Enters parties that have no key: pledgors, debtors, and lenders of migrated records. Any kind but
    /// RegistryOffice, CentralBank and Searcher.
    /// @custom:access-control a kind of party granted this verb (registry offices)
    function enrol(PartyEntry[] calldata entries, Act calldata act) external returns (uint64[] memory parties);

    /// @notice Records that a party changed its name: an institution's new name, or a natural person's new salted commitment. The act's
    /// document proves the change. Names are the party's: no pledge is amended by it.
    /// @custom:access-control who entered the party: the office that enrolled it, or governance (AccessManager) if that admitted it
    function rename(uint64 party, string calldata name, bytes32 commitment, Act calldata act) external;

    /// @notice Adds a key to a party of any kind.
    /// @custom:access-control governance (AccessManager)
    function addKey(uint64 party, address key, Act calldata act) external;

    /// @notice Adds a key to an Enterprise, NaturalPerson or University, so that it can consent by signature. The act's
    /// document says who attested that the key is the party's.
    /// @custom:access-control a kind of party granted this verb (registry offices)
    function bindKey(uint64 party, address key, Act calldata act) external;

    /// @notice Revokes a key for good.
    /// @custom:access-control governance (AccessManager)
    function revokeKey(uint64 party, address key, Act calldata act) external;

    /// @notice Puts a new key in the place of a live one of the same party, in one act: at no moment are both live, or none.
    /// @custom:access-control governance (AccessManager)
    function rotateKey(uint64 party, address oldKey, address newKey, Act calldata act) external;

    /// @notice Adds a key to the acting party that may call the named verbs and nothing else: 1 to 32. It signs no consents.
    /// The caller must itself be a full key, so that nobody hands on what it was only lent.
    /// @custom:access-control a full key of a party whose kind is granted this verb
    function delegateKey(address key, Verb[] calldata verbs, Act calldata act) external;

    /// @notice Revokes for good a key that the acting party delegated.
    /// @custom:access-control a full key of a party whose kind is granted this verb
    function revokeDelegation(address key, Act calldata act) external;

    /// @notice States the key that documents for the acting party are encrypted to, in the place of any former one; scheme None with an
    /// empty key withdraws it. Whether a point lies on its curve is for whoever encrypts to it to check.
    /// @custom:access-control a full key of a party whose kind is granted this verb
    function publishDocumentKey(DocumentKeyScheme scheme, bytes calldata key, Act calldata act) external;

    /// @notice Pauses new business at once, for everyone: PledgeRegistry's `file` and `migrate`, and BuybackBook's `offer`. An offer that
    /// stands can still be accepted: its pledgee may have lent on it.
    /// @custom:access-control the guardian (a role of the AccessManager)
    function pause(address target, bytes4 selector, Act calldata act) external;

    /// @notice Lifts a pause.
    /// @custom:access-control the members (AccessManager, with the delay of their role)
    function unpause(address target, bytes4 selector, Act calldata act) external;

    /// @notice Suspends a party.
    /// @custom:access-control governance (AccessManager)
    function suspend(uint64 party, Act calldata act) external;

    /// @notice Ends a suspension.
    /// @custom:access-control governance (AccessManager)
    function reinstate(uint64 party, Act calldata act) external;

    /// @notice Sets the kinds of party that may call a verb.
    /// @custom:access-control governance (AccessManager)
    function grantVerb(address target, bytes4 selector, uint256 kinds, Act calldata act) external;

    /// @notice Lets one book call a verb of another, or ends that.
    /// @custom:access-control governance (AccessManager)
    function grantCaller(address target, bytes4 selector, address caller, bool allowed, Act calldata act) external;

    /// @notice The party that the key signs for; 0 when the key is unknown, revoked or its party is suspended.
    function partyOf(address key) external view returns (uint64 party);

    /// @notice Kind of the party, None when unknown, and whether it may act.
    function partyKind(uint64 party) external view returns (PartyKind kind, bool active);

    /// @notice Whether the key is a live and full key of the (active) party: one that may consent. A key that was delegated to
    /// some verbs is none.
    function isLiveKey(uint64 party, address key) external view returns (bool);

    /// @notice Kinds (bit n for kind n) that may call the verb.
    function kindsOf(address target, bytes4 selector) external view returns (uint256 kinds);

    /// @notice Whether a verb is paused.
    function isPaused(address target, bytes4 selector) external view returns (bool);

    /// @notice Number of the delegation that bounds a key; 0 for a key that may call all that its party may.
    function delegationOf(address key) external view returns (uint64 delegation);

    /// @notice The key that documents for the party are encrypted to; scheme None and no bytes where there is none.
    function documentKey(uint64 party) external view returns (DocumentKeyScheme scheme, bytes memory key);
}
