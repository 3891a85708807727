// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {AuthorityUtils} from "@openzeppelin/contracts/access/manager/AuthorityUtils.sol";
import {IAuthority} from "@openzeppelin/contracts/access/manager/IAuthority.sol";
import {Book} from "./Book.sol";
import {Act} from "./interfaces/IBook.sol";
import {IBuybackBook} from "./interfaces/IBuybackBook.sol";
import {DocumentKeyScheme, IPartyRegistry, PartyEntry, PartyKind, Verb} from "./interfaces/IPartyRegistry.sol";
import {IPledgeRegistry} from "./interfaces/IPledgeRegistry.sol";

/// @title PartyRegistry
/// @notice The parties and their keys, and the authority of the other books. Its own governance verbs are guarded by the
/// access manager, its own authority; the two verbs of offices by its own table, like those of any other book.
contract PartyRegistry is IPartyRegistry, Book {
    struct Party {
        PartyKind kind;
        bool suspended;
        /// The office that entered it, 0 for the governance.
        uint64 registrar;
    }

    struct Key {
        uint64 party;
        bool revoked;
        /// The delegation that bounds it, 0 when none does. Its id is the number of its event; a rotated key inherits it.
        uint64 delegation;
    }

    struct DocumentKey {
        DocumentKeyScheme scheme;
        bytes key;
    }

    uint256 private constant MAX_KEYS = 32;
    uint256 private constant MAX_VERBS = 32;
    uint256 private constant MAX_ENTRIES = 500;
    uint256 private constant MAX_NAME = 512;
    uint256 private constant MAX_IDENTIFIER = 64;
    /// @dev Kinds of party are from 1, so their bit 0 is free: it stands for the consortium's governance.
    uint256 private constant GOVERNANCE = 1;
    /// @dev Bit of a verb's kinds that no kind has: the verb is paused. So a pause costs no reading of its own.
    uint256 private constant PAUSED = 1 << 255;

    mapping(uint64 party => Party) private _parties;
    mapping(address key => Key) private _keys;
    mapping(bytes32 verb => uint256 kinds) private _kinds;
    mapping(bytes32 verb => mapping(address caller => bool)) private _callers;
    mapping(uint64 delegation => mapping(bytes32 verb => bool)) private _delegated;
    mapping(uint64 party => DocumentKey) private _documentKeys;

    /// @dev Guards a verb by this registry's own table rather than by the access manager alone.
    modifier granted() {
        if (!canCall(msg.sender, address(this), msg.sig)) revert AccessManagedUnauthorized(msg.sender);
        _;
    }

    /// @param log the log that numbers this book's events
    /// @param manager access manager of the consortium's governance
    constructor(address log, address manager) Book(log, manager) {}

    /// @inheritdoc IPartyRegistry
    function admit(
        PartyEntry calldata entry,
        address[] calldata keys,
        Act calldata act
    ) external restricted returns (uint64 party) {
        _requireUnrecordedAct(act);
        _requireAtMost("keys", keys.length, MAX_KEYS);
        party = _nextSequence();
        _enter(party, entry, 0, act);
        for (uint256 index = 0; index < keys.length; ++index) _addKey(party, keys[index], 0, act);
    }

    /// @inheritdoc IPartyRegistry
    function enrol(PartyEntry[] calldata entries, Act calldata act) external granted returns (uint64[] memory parties) {
        uint64 actor = _acting();
        _requireAct(act);
        _requireCount("entries", entries.length, MAX_ENTRIES);
        parties = new uint64[](entries.length);
        uint64 next = _nextSequence();
        for (uint256 index = 0; index < entries.length; ++index) {
            PartyKind kind = entries[index].kind;
            if (kind == PartyKind.RegistryOffice || kind == PartyKind.CentralBank || kind == PartyKind.Searcher) {
                revert InvalidKind(kind);
            }
            parties[index] = next++;
            _enter(parties[index], entries[index], actor, act);
        }
    }

    /// @inheritdoc IPartyRegistry
    function rename(uint64 party, string calldata name, bytes32 commitment, Act calldata act) external granted {
        Party storage entered = _resolve(party);
        uint64 actor = partyOf(msg.sender);
        if (actor != entered.registrar) revert NotTheRegistrar(party, entered.registrar, actor);
        if (actor == 0) _requireUnrecordedAct(act);
        else _requireAct(act);
        if (act.document.length == 0) revert Missing("act.document");
        _requireName(entered.kind, name, commitment);
        _record(PartyRenamed.selector, _subject(party), actor, abi.encode(name, commitment, act, RULE_SET));
    }

    /// @inheritdoc IPartyRegistry
    function addKey(uint64 party, address key, Act calldata act) external restricted {
        _resolve(party);
        _requireUnrecordedAct(act);
        _addKey(party, key, 0, act);
    }

    /// @inheritdoc IPartyRegistry
    function bindKey(uint64 party, address key, Act calldata act) external granted {
        PartyKind kind = _resolve(party).kind;
        uint64 actor = _acting();
        _requireNative(act);
        _requireAct(act);
        if (kind != PartyKind.Enterprise && kind != PartyKind.NaturalPerson && kind != PartyKind.University) {
            revert InvalidKind(kind);
        }
        // Consents rest on this binding, so the paper that proves it must be named.
        if (act.document.length == 0) revert Missing("act.document");
        _addKey(party, key, actor, act);
    }

    /// @inheritdoc IPartyRegistry
    function revokeKey(uint64 party, address key, Act calldata act) external restricted {
        _resolve(party);
        _requireUnrecordedAct(act);
        _retire(party, key);
        _record(KeyRevoked.selector, _subject(party), 0, abi.encode(key, act, RULE_SET));
    }

    /// @inheritdoc IPartyRegistry
    function rotateKey(uint64 party, address oldKey, address newKey, Act calldata act) external restricted {
        _resolve(party);
        _requireUnrecordedAct(act);
        uint64 delegation = _retire(party, oldKey);
        _hold(party, newKey, delegation);
        _record(KeyRotated.selector, _subject(party), 0, abi.encode(oldKey, newKey, act, RULE_SET));
    }

    /// @inheritdoc IPartyRegistry
    function delegateKey(address key, Verb[] calldata verbs, Act calldata act) external granted {
        uint64 actor = _actingInFull();
        _requireUnrecordedAct(act);
        _requireCount("verbs", verbs.length, MAX_VERBS);
        uint64 delegation = _nextSequence();
        for (uint256 index = 0; index < verbs.length; ++index) {
            Verb calldata verb = verbs[index];
            if (verb.target == address(0) || verb.selector == 0) revert InvalidVerb(verb.target, verb.selector);
            _delegated[delegation][_verb(verb.target, verb.selector)] = true;
        }
        _hold(actor, key, delegation);
        _record(KeyDelegated.selector, _subject(actor), actor, abi.encode(key, verbs, act, RULE_SET));
    }

    /// @inheritdoc IPartyRegistry
    function revokeDelegation(address key, Act calldata act) external granted {
        uint64 actor = _actingInFull();
        _requireUnrecordedAct(act);
        if (_retire(actor, key) == 0) revert NotAKeyOf(key, actor);
        _record(KeyRevoked.selector, _subject(actor), actor, abi.encode(key, act, RULE_SET));
    }

    /// @inheritdoc IPartyRegistry
    function publishDocumentKey(DocumentKeyScheme scheme, bytes calldata key, Act calldata act) external granted {
        uint64 actor = _actingInFull();
        _requireUnrecordedAct(act);
        if (!_fits(scheme, key)) revert InvalidDocumentKey(scheme, key.length);
        _documentKeys[actor] = DocumentKey(scheme, key);
        _record(DocumentKeyPublished.selector, _subject(actor), actor, abi.encode(scheme, key, act, RULE_SET));
    }

    /// @inheritdoc IPartyRegistry
    function pause(address target, bytes4 selector, Act calldata act) external restricted {
        // What is named here is all that can be paused, so that no guardian and no governance keeps a right from its release.
        if (
            selector != IPledgeRegistry.file.selector &&
            selector != IPledgeRegistry.migrate.selector &&
            selector != IBuybackBook.offer.selector
        ) revert NotPausable(target, selector);
        bytes32 verb = _setPaused(target, selector, true, act);
        _record(VerbPaused.selector, verb, 0, abi.encode(target, selector, act, RULE_SET));
    }

    /// @inheritdoc IPartyRegistry
    function unpause(address target, bytes4 selector, Act calldata act) external restricted {
        bytes32 verb = _setPaused(target, selector, false, act);
        _record(VerbUnpaused.selector, verb, 0, abi.encode(target, selector, act, RULE_SET));
    }

    /// @inheritdoc IPartyRegistry
    function suspend(uint64 party, Act calldata act) external restricted {
        _setSuspended(party, true, act);
        _record(PartySuspended.selector, _subject(party), 0, abi.encode(act, RULE_SET));
    }

    /// @inheritdoc IPartyRegistry
    function reinstate(uint64 party, Act calldata act) external restricted {
        _setSuspended(party, false, act);
        _record(PartyReinstated.selector, _subject(party), 0, abi.encode(act, RULE_SET));
    }

    /// @inheritdoc IPartyRegistry
    function grantVerb(address target, bytes4 selector, uint256 kinds, Act calldata act) external restricted {
        _requireUnrecordedAct(act);
        if (kinds & PAUSED != 0) revert InvalidKinds(kinds);
        bytes32 verb = _verb(target, selector);
        _kinds[verb] = kinds | (_kinds[verb] & PAUSED);
        _record(VerbGranted.selector, verb, 0, abi.encode(target, selector, kinds, act, RULE_SET));
    }

    /// @inheritdoc IPartyRegistry
    function grantCaller(
        address target,
        bytes4 selector,
        address caller,
        bool allowed,
        Act calldata act
    ) external restricted {
        _requireUnrecordedAct(act);
        bytes32 verb = _verb(target, selector);
        _callers[verb][caller] = allowed;
        _record(CallerGranted.selector, verb, 0, abi.encode(target, selector, caller, allowed, act, RULE_SET));
    }

    /// @inheritdoc IPartyRegistry
    function partyKind(uint64 party) external view returns (PartyKind kind, bool active) {
        Party storage entered = _parties[party];
        kind = entered.kind;
        active = kind != PartyKind.None && !entered.suspended;
    }

    /// @inheritdoc IPartyRegistry
    function isLiveKey(uint64 party, address key) external view returns (bool) {
        return party != 0 && partyOf(key) == party && _keys[key].delegation == 0;
    }

    /// @inheritdoc IPartyRegistry
    function kindsOf(address target, bytes4 selector) external view returns (uint256 kinds) {
        return _kinds[_verb(target, selector)] & ~PAUSED;
    }

    /// @inheritdoc IPartyRegistry
    function isPaused(address target, bytes4 selector) external view returns (bool) {
        return _kinds[_verb(target, selector)] & PAUSED != 0;
    }

    /// @inheritdoc IPartyRegistry
    function delegationOf(address key) external view returns (uint64 delegation) {
        return _keys[key].delegation;
    }

    /// @inheritdoc IPartyRegistry
    function documentKey(uint64 party) external view returns (DocumentKeyScheme scheme, bytes memory key) {
        DocumentKey storage published = _documentKeys[party];
        return (published.scheme, published.key);
    }

    /// @inheritdoc IPartyRegistry
    function partyOf(address key) public view returns (uint64 party) {
        Key storage held = _keys[key];
        party = held.party;
        if (held.revoked || _parties[party].suspended) return 0;
    }

    /// @inheritdoc IAuthority
    /// @dev The access manager's word counts only where governance has the verb, so that its admin cannot call verbs that
    /// are meant for parties or for other books.
    function canCall(address caller, address target, bytes4 selector) public view returns (bool allowed) {
        bytes32 verb = _verb(target, selector);
        uint256 kinds = _kinds[verb];
        if (kinds & PAUSED != 0) return false;
        uint64 party = partyOf(caller);
        if (party != 0 && (kinds >> uint256(_parties[party].kind)) & 1 == 1) {
            uint64 delegation = _keys[caller].delegation;
            return delegation == 0 || _delegated[delegation][verb];
        }
        if (_callers[verb][caller]) return true;
        if (kinds & GOVERNANCE == 0) return false;
        (bool immediate, ) = AuthorityUtils.canCallWithDelay(authority(), caller, target, selector);
        return immediate;
    }

    function _enter(uint64 party, PartyEntry calldata entry, uint64 actor, Act calldata act) private {
        PartyKind kind = entry.kind;
        if (kind == PartyKind.None) revert InvalidKind(kind);
        _requireLength("identifier", bytes(entry.identifier).length, MAX_IDENTIFIER);
        if (kind == PartyKind.NaturalPerson && bytes(entry.identifier).length != 0) revert NameNotAllowed(kind);
        _requireName(kind, entry.name, entry.commitment);
        Party storage entered = _parties[party];
        entered.kind = kind;
        entered.registrar = actor;
        _record(
            PartyAdmitted.selector,
            _subject(party),
            actor,
            abi.encode(kind, entry.name, entry.commitment, entry.identifier, act, RULE_SET)
        );
    }

    /// @dev An institution has a name, a natural person a commitment to one.
    function _requireName(PartyKind kind, string calldata name, bytes32 commitment) private pure {
        uint256 length = bytes(name).length;
        _requireLength("name", length, MAX_NAME);
        if (kind == PartyKind.NaturalPerson) {
            if (length != 0) revert NameNotAllowed(kind);
            if (commitment == 0) revert Missing("commitment");
        } else if (length == 0 || commitment != 0) {
            revert NameNotAllowed(kind);
        }
    }

    function _addKey(uint64 party, address key, uint64 actor, Act calldata act) private {
        _hold(party, key, 0);
        _record(KeyAdded.selector, _subject(party), actor, abi.encode(key, act, RULE_SET));
    }

    /// @dev Makes the key the party's.
    function _hold(uint64 party, address key, uint64 delegation) private {
        if (key == address(0)) revert InvalidKey(key);
        Key storage held = _keys[key];
        // Revoked keys stay taken too: what they signed must go on to name the party that signed it.
        if (held.party != 0) revert KeyTaken(key, held.party);
        held.party = party;
        held.delegation = delegation;
    }

    /// @dev Revokes a live key of the party; answers what bounded it.
    function _retire(uint64 party, address key) private returns (uint64 delegation) {
        Key storage held = _keys[key];
        if (held.party != party || held.revoked) revert NotAKeyOf(key, party);
        held.revoked = true;
        return held.delegation;
    }

    function _setPaused(address target, bytes4 selector, bool paused, Act calldata act) private returns (bytes32 verb) {
        _requireUnrecordedAct(act);
        verb = _verb(target, selector);
        uint256 kinds = _kinds[verb];
        if ((kinds & PAUSED != 0) == paused) revert PauseUnchanged(target, selector, paused);
        _kinds[verb] = kinds ^ PAUSED;
    }

    function _setSuspended(uint64 party, bool suspended, Act calldata act) private {
        Party storage entered = _resolve(party);
        _requireUnrecordedAct(act);
        if (entered.suspended == suspended) revert AlreadySo(party);
        entered.suspended = suspended;
    }

    function _resolve(uint64 party) private view returns (Party storage entered) {
        entered = _parties[party];
        if (entered.kind == PartyKind.None) revert UnknownParty(party);
    }

    /// @dev This book's own authority is the access manager, with its delays.
    function _checkCanCall(address caller, bytes calldata data) internal override {
        AccessManaged._checkCanCall(caller, data);
    }

    function _partyOf(address key) internal view override returns (uint64) {
        return partyOf(key);
    }

    function _actingInFull() private view returns (uint64 party) {
        party = _acting();
        if (_keys[msg.sender].delegation != 0) revert OnlyFullKeys(msg.sender);
    }

    function _fits(DocumentKeyScheme scheme, bytes calldata key) private pure returns (bool) {
        if (scheme == DocumentKeyScheme.X25519) return key.length == 32;
        if (scheme == DocumentKeyScheme.P256) return key.length == 33 && (key[0] == 0x02 || key[0] == 0x03);
        return key.length == 0;
    }

    function _verb(address target, bytes4 selector) private pure returns (bytes32) {
        return keccak256(abi.encode(target, selector));
    }

    function _subject(uint64 party) private pure returns (bytes32) {
        return bytes32(uint256(party));
    }
}
