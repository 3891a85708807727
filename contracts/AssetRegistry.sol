// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Book} from "./Book.sol";
import {
    AssetClass,
    Circumstance,
    CircumstanceKind,
    ClassLabel,
    Facts,
    IAssetRegistry,
    Lock,
    Preservation,
    Ranking,
    Right,
    RightKind,
    Validity
} from "./interfaces/IAssetRegistry.sol";
import {Act} from "./interfaces/IBook.sol";
import {IPartyRegistry, PartyKind} from "./interfaces/IPartyRegistry.sol";
import {AssetKey} from "./libraries/AssetKey.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {Encumbrance} from "./libraries/Encumbrance.sol";
import {Finding} from "./libraries/Finding.sol";
import {SortedKeys} from "./libraries/SortedKeys.sol";

/// @title AssetRegistry
/// @notice The rights and what encumbers them. Of the facts only what a later act must check is stored, in two words for a
/// right: what a search must know stands with its encumbrances, the owners apart; the events keep the rest.
contract AssetRegistry is IAssetRegistry, Book {
    using Encumbrance for Encumbrance.List;
    using SortedKeys for bytes32[];
    using SortedKeys for uint64[];

    struct Rules {
        Ranking ranking;
        uint64 office;
        uint32 from;
        uint32 through;
        /// Facts of the kind exist: its ranking stays.
        bool used;
    }

    struct Record {
        uint8 ownerCount;
        uint64 firstOwner;
        /// Legal date of the newest facts.
        uint32 asOf;
        /// Preservations that hold the right.
        uint16 preservations;
    }

    uint256 private constant MAX_FACTS = 500;
    uint256 private constant MAX_OWNERS = 64;
    uint256 private constant MAX_TITLE = 1024;
    uint256 private constant MAX_CLASS = 64;
    uint256 private constant MAX_SOURCE = 128;
    uint256 private constant MAX_NOTES = 200;
    uint256 private constant MAX_TEXT = 1024;
    uint256 private constant MAX_CASE = 128;
    /// @dev Kinds of right: their numbers are bytes in the rights' words.
    uint256 private constant MAX_KINDS = 255;
    /// @dev Locks that exclude one another: what one claim secures is not used twice.
    uint256 private constant USES = (1 << uint256(Lock.Pool)) | (1 << uint256(Lock.CentralBank));

    /// @dev Rules by the number of the kind; those of number 0 stay empty.
    Rules[] private _rules;
    mapping(bytes32 kindId => uint256 number) private _kindNumbers;
    mapping(bytes32 assetKey => Record) private _records;
    /// @dev The owners after the first; most rights have one.
    mapping(bytes32 assetKey => uint64[]) private _coOwners;
    mapping(bytes32 assetKey => Encumbrance.List) private _encumbrances;
    mapping(uint64 preservation => bytes32 assetKey) private _preserved;

    /// @param log the log that numbers this book's events
    /// @param parties the party registry, authority of this book
    constructor(address log, address parties) Book(log, parties) {
        _rules.push();
    }

    /// @inheritdoc IAssetRegistry
    function configureKind(
        bytes2 jurisdiction,
        RightKind kind,
        Ranking ranking,
        uint64 office,
        Act calldata act
    ) external restricted {
        bytes32 kindId = AssetKey.deriveKind(jurisdiction, kind);
        uint256 number = _kindNumbers[kindId];
        Rules storage rules = _rules[number];
        _requireUnrecordedAct(act);
        if (jurisdiction == 0) revert Missing("jurisdiction");
        if (kind == RightKind.None) revert Missing("kind");
        if (ranking == Ranking.None || (rules.used && ranking != rules.ranking)) revert InvalidRanking(ranking);
        (PartyKind partyKind, ) = IPartyRegistry(authority()).partyKind(office);
        if (partyKind != PartyKind.RegistryOffice) revert NotAnOffice(office);
        if (number == 0) {
            number = _rules.length;
            _requireAtMost("kinds", number, MAX_KINDS);
            rules = _rules.push();
            _kindNumbers[kindId] = number;
        }
        // One office's word that its register is complete here does not bind the next.
        if (rules.office != office) (rules.from, rules.through) = (0, 0);
        rules.ranking = ranking;
        rules.office = office;
        _record(
            KindConfigured.selector,
            kindId,
            _partyOf(msg.sender),
            abi.encode(jurisdiction, kind, ranking, office, act, RULE_SET)
        );
    }

    /// @inheritdoc IAssetRegistry
    function declareCoverage(
        bytes2 jurisdiction,
        RightKind kind,
        uint32 from,
        uint32 through,
        Act calldata act
    ) external restricted {
        uint64 actor = _acting();
        (Rules storage rules, ) = _requireOffice(jurisdiction, kind, actor);
        _requireAct(act);
        _requireDate("from", from);
        _requireDate("through", through);
        if (from > through) revert InvalidPeriod(from, through);
        rules.from = from;
        rules.through = through;
        _record(
            CoverageDeclared.selector,
            AssetKey.deriveKind(jurisdiction, kind),
            actor,
            abi.encode(jurisdiction, kind, from, through, act, RULE_SET)
        );
    }

    /// @inheritdoc IAssetRegistry
    function attest(Facts[] calldata facts, Act calldata act) external restricted {
        uint64 actor = _acting();
        _requireAct(act);
        _requireCount("facts", facts.length, MAX_FACTS);
        for (uint256 index = 0; index < facts.length; ++index) _attest(facts[index], actor, act);
    }

    /// @inheritdoc IAssetRegistry
    function attestCircumstances(Circumstance[] calldata circumstances, Act calldata act) external restricted {
        uint64 actor = _acting();
        _requireAct(act);
        _requireCount("circumstances", circumstances.length, MAX_NOTES);
        for (uint256 index = 0; index < circumstances.length; ++index) {
            Circumstance calldata circumstance = circumstances[index];
            _requireOwnOffice(circumstance.assetKey, actor);
            if (circumstance.kind == CircumstanceKind.None) revert Missing("kind");
            _requirePeriod(circumstance.startsOn, circumstance.endsOn);
            _requireLength("caseNumber", bytes(circumstance.caseNumber).length, MAX_CASE);
            _requireLength("text", bytes(circumstance.text).length, MAX_TEXT);
            _requireSource(circumstance.source, circumstance.asOf);
            _record(
                CircumstanceAttested.selector,
                circumstance.assetKey,
                actor,
                abi.encode(circumstance, act, RULE_SET)
            );
        }
    }

    /// @inheritdoc IAssetRegistry
    function notePreservations(Preservation[] calldata preservations, Act calldata act) external restricted {
        uint64 actor = _acting();
        _requireAct(act);
        _requireCount("preservations", preservations.length, MAX_NOTES);
        for (uint256 index = 0; index < preservations.length; ++index) {
            Preservation calldata preservation = preservations[index];
            bytes32 key = preservation.assetKey;
            _requireOwnOffice(key, actor);
            _requireFilled("court", bytes(preservation.court).length, MAX_CASE);
            _requireFilled("caseNumber", bytes(preservation.caseNumber).length, MAX_CASE);
            _requireDate("startsOn", preservation.startsOn);
            _requirePeriod(preservation.startsOn, preservation.endsOn);
            if (preservation.rank == 0) revert Missing("rank");
            _requireSource(preservation.source, preservation.asOf);
            ++_records[key].preservations;
            _encumbrances[key].lock(1 << uint256(Lock.Preservation));
            uint64 id = _record(PreservationNoted.selector, key, actor, abi.encode(preservation, act, RULE_SET));
            _preserved[id] = key;
        }
    }

    /// @inheritdoc IAssetRegistry
    function liftPreservation(bytes32 assetKey, uint64 preservation, Act calldata act) external restricted {
        uint64 actor = _acting();
        _requireAct(act);
        _requireOwnOffice(assetKey, actor);
        if (assetKey != _preserved[preservation]) revert NotPreservedBy(assetKey, preservation);
        delete _preserved[preservation];
        uint16 remaining = --_records[assetKey].preservations;
        if (remaining == 0) _encumbrances[assetKey].unlock(1 << uint256(Lock.Preservation));
        _record(PreservationLifted.selector, assetKey, actor, abi.encode(preservation, remaining, act, RULE_SET));
    }

    /// @inheritdoc IAssetRegistry
    function labelClass(ClassLabel[] calldata labels, Act calldata act) external restricted {
        uint64 actor = _acting();
        _requireUnrecordedAct(act);
        _requireCount("labels", labels.length, MAX_NOTES);
        for (uint256 index = 0; index < labels.length; ++index) {
            ClassLabel calldata label = labels[index];
            _resolve(label.assetKey);
            if (label.assetClass == AssetClass.None) revert Missing("assetClass");
            _requireSource(label.source, label.asOf);
            _record(ClassLabelled.selector, label.assetKey, actor, abi.encode(label, act, RULE_SET));
        }
    }

    /// @inheritdoc IAssetRegistry
    function lock(
        uint64 pledge,
        bytes32[] calldata rights,
        Lock kind,
        uint64 actor,
        Act calldata act
    ) external restricted betweenBooks {
        uint256 bit = _requireUse(rights, kind);
        for (uint256 index = 0; index < rights.length; ++index) {
            bytes32 key = rights[index];
            Encumbrance.List storage list = _resolve(key);
            uint256 locks = list.locks();
            if (locks & USES != 0) revert AlreadyLocked(key, locks);
            list.lock(bit);
        }
        _record(RightsLocked.selector, bytes32(uint256(pledge)), actor, abi.encode(kind, rights, act, RULE_SET));
    }

    /// @inheritdoc IAssetRegistry
    function unlock(
        uint64 pledge,
        bytes32[] calldata rights,
        Lock kind,
        uint64 actor,
        Act calldata act
    ) external restricted betweenBooks {
        uint256 bit = _requireUse(rights, kind);
        for (uint256 index = 0; index < rights.length; ++index) {
            bytes32 key = rights[index];
            Encumbrance.List storage list = _encumbrances[key];
            if (list.locks() & bit == 0) revert NotLocked(key, kind);
            list.unlock(bit);
        }
        _record(RightsUnlocked.selector, bytes32(uint256(pledge)), actor, abi.encode(kind, rights, act, RULE_SET));
    }

    /// @inheritdoc IAssetRegistry
    function reserve(
        bytes32[] calldata keys,
        uint64 pledge,
        uint64[] calldata pledgors
    ) external restricted betweenBooks returns (uint64 office) {
        uint256 owning;
        (office, owning) = _requirePledgeable(keys, pledgors);
        for (uint256 index = 0; index < keys.length; ++index) {
            if (!_encumbrances[keys[index]].file(pledge)) revert TooManyEncumbrances(keys[index], Encumbrance.MAX);
        }
        _requireAllOwn(pledgors, owning);
    }

    /// @inheritdoc IAssetRegistry
    function encumber(
        bytes32[] calldata keys,
        uint64 pledge,
        uint64[] calldata pledgors
    ) external restricted betweenBooks {
        uint256 owning;
        for (uint256 index = 0; index < keys.length; ++index) {
            bytes32 key = keys[index];
            Encumbrance.List storage list = _encumbrances[key];
            // Between filing and registration a right can end, be frozen, or be sold.
            _requireInForce(key, list);
            owning |= _requireOwners(key, _records[key], pledgors);
            // Only a registration carried over after the filing can have come before; where rights are exclusive it bars this one.
            if (list.registered() != 0 && _rulesOf(list).ranking == Ranking.Exclusive) {
                revert AlreadyEncumbered(key, list.first());
            }
            if (!list.register(pledge)) revert NotEncumberedBy(key, pledge);
        }
        _requireAllOwn(pledgors, owning);
    }

    /// @inheritdoc IAssetRegistry
    function carryOver(
        bytes32[] calldata keys,
        uint64 pledge
    ) external restricted betweenBooks returns (uint64 office) {
        keys.requireAscending("rights");
        for (uint256 index = 0; index < keys.length; ++index) {
            bytes32 key = keys[index];
            Encumbrance.List storage list = _resolve(key);
            Rules storage rules = _rulesOf(list);
            office = _requireSameOffice(key, office, rules.office);
            // A filing that waits does not bar what the official register already holds.
            if (rules.ranking == Ranking.Exclusive && list.registered() != 0) {
                revert AlreadyEncumbered(key, list.first());
            }
            _establish(key, list, pledge);
        }
    }

    /// @inheritdoc IAssetRegistry
    function extend(
        bytes32[] calldata keys,
        uint64 pledge,
        uint64[] calldata pledgors
    ) external restricted betweenBooks returns (uint64 office) {
        (office, ) = _requirePledgeable(keys, pledgors);
        for (uint256 index = 0; index < keys.length; ++index) {
            _establish(keys[index], _encumbrances[keys[index]], pledge);
        }
    }

    /// @inheritdoc IAssetRegistry
    function swapRanks(bytes32[] calldata keys, uint64 first, uint64 second) external restricted betweenBooks {
        for (uint256 index = 0; index < keys.length; ++index) {
            if (!_encumbrances[keys[index]].swap(first, second)) revert NotNextInRank(keys[index], first, second);
        }
    }

    /// @inheritdoc IAssetRegistry
    function free(bytes32[] calldata keys, uint64 pledge) external restricted betweenBooks {
        for (uint256 index = 0; index < keys.length; ++index) {
            if (!_encumbrances[keys[index]].remove(pledge)) revert NotEncumberedBy(keys[index], pledge);
        }
    }

    /// @inheritdoc IAssetRegistry
    function pledgeable(bytes32[] calldata keys, uint64[] calldata pledgors) external view returns (uint64 office) {
        (office, ) = _requirePledgeable(keys, pledgors);
    }

    /// @inheritdoc IAssetRegistry
    function encumbrances(
        bytes32 assetKey
    ) external view returns (uint64[] memory registered, uint64[] memory filed, uint256 locks) {
        return _encumbrances[assetKey].read();
    }

    /// @inheritdoc IAssetRegistry
    function findings(bytes32[] calldata keys, uint32 asOf) external view returns (bytes memory packed) {
        _requireDate("asOf", asOf);
        // Places take 16 bits.
        _requireAtMost("keys", keys.length, 65_536);
        // Each entry is written as a whole word, hence the room behind the last.
        packed = new bytes(keys.length * 4 + 28);
        uint256 size = 0;
        uint256 kind = 0;
        uint256 ofKind = Finding.NOT_COVERED;
        for (uint256 index = 0; index < keys.length; ++index) {
            uint256 word = _encumbrances[keys[index]].word;
            uint256 number = Encumbrance.kindIn(word);
            // Lists are mostly of one kind.
            if (number != kind) {
                kind = number;
                ofKind = Finding.coverage(_rules[number].from, _rules[number].through, asOf);
            }
            if (ofKind == 0 && Encumbrance.isBare(word) && Encumbrance.expiresIn(word) >= asOf) continue;
            uint256 bits = Finding.judge(word, ofKind, asOf);
            if (bits == 0) continue;
            uint256 entry = ((index << 16) | bits) << 224;
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                mstore(add(add(packed, 32), size), entry)
            }
            size += 4;
        }
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(packed, size)
        }
    }

    /// @inheritdoc IAssetRegistry
    function rightOf(
        bytes32 assetKey
    ) external view returns (Validity validity, uint64 office, Ranking ranking, uint64[] memory owners) {
        Record storage record = _records[assetKey];
        Encumbrance.List storage list = _encumbrances[assetKey];
        Rules storage rules = _rulesOf(list);
        owners = new uint64[](record.ownerCount);
        for (uint256 index = 0; index < owners.length; ++index) owners[index] = _owner(assetKey, record, index);
        return (list.validity(), rules.office, rules.ranking, owners);
    }

    /// @inheritdoc IAssetRegistry
    function kindOf(
        bytes2 jurisdiction,
        RightKind kind
    ) external view returns (Ranking ranking, uint64 office, uint32 from, uint32 through) {
        Rules storage rules = _rules[_kindNumbers[AssetKey.deriveKind(jurisdiction, kind)]];
        return (rules.ranking, rules.office, rules.from, rules.through);
    }

    /// @inheritdoc IAssetRegistry
    function assetKeyOf(Right calldata right) external pure returns (bytes32) {
        return AssetKey.derive(right);
    }

    /// @dev Encumbers a right for a registered pledge, last in rank.
    function _establish(bytes32 key, Encumbrance.List storage list, uint64 pledge) private {
        if (!list.establish(pledge)) revert TooManyEncumbrances(key, Encumbrance.MAX);
    }

    function _attest(Facts calldata facts, uint64 actor, Act calldata act) private {
        (Rules storage rules, uint256 number) = _requireOffice(facts.right.jurisdiction, facts.right.kind, actor);
        _requireFacts(facts);
        bytes32 key = AssetKey.derive(facts.right);
        if (!rules.used) rules.used = true;
        Record storage record = _records[key];
        // What held on an earlier day goes into the history; it does not become what holds now.
        if (facts.asOf >= record.asOf) {
            _encumbrances[key].attest(number, facts.validity, facts.expiresOn);
            record.asOf = facts.asOf;
            record.ownerCount = uint8(facts.owners.length);
            record.firstOwner = facts.owners.length == 0 ? 0 : facts.owners[0];
            _setCoOwners(key, facts.owners);
        }
        _record(FactsAttested.selector, key, actor, abi.encode(facts, act, RULE_SET));
    }

    function _setCoOwners(bytes32 key, uint64[] calldata owners) private {
        uint64[] storage coOwners = _coOwners[key];
        uint256 stored = coOwners.length;
        if (owners.length > 1) _coOwners[key] = owners[1:];
        else if (stored != 0) delete _coOwners[key];
    }

    function _requireFacts(Facts calldata facts) private view {
        _requireFilled("number", bytes(facts.right.number).length, Bounds.NUMBER);
        _requireDateOrNone("filedOn", facts.filedOn);
        _requireDateOrNone("grantedOn", facts.grantedOn);
        _requireDateOrNone("expiresOn", facts.expiresOn);
        _requireDate("asOf", facts.asOf);
        _requireLength("title", bytes(facts.title).length, MAX_TITLE);
        _requireLength("applicationNumber", bytes(facts.applicationNumber).length, Bounds.NUMBER);
        _requireLength("mainClass", bytes(facts.mainClass).length, MAX_CLASS);
        _requireFilled("source", bytes(facts.source).length, MAX_SOURCE);
        _requireAtMost("owners", facts.owners.length, MAX_OWNERS);
        facts.owners.requireAscending("owners");
        // An id that is no party today could become another party's tomorrow: ids are numbers of events.
        for (uint256 index = 0; index < facts.owners.length; ++index) {
            (PartyKind kind, ) = IPartyRegistry(authority()).partyKind(facts.owners[index]);
            if (kind == PartyKind.None) revert IPartyRegistry.UnknownParty(facts.owners[index]);
        }
    }

    /// @dev Returns the rights' office, and the pledgors that own any of them, as bits of their places.
    function _requirePledgeable(
        bytes32[] calldata keys,
        uint64[] calldata pledgors
    ) private view returns (uint64 office, uint256 owning) {
        keys.requireAscending("rights");
        _requireAtMost("pledgors", pledgors.length, Bounds.PLEDGORS);
        for (uint256 index = 0; index < keys.length; ++index) {
            bytes32 key = keys[index];
            Encumbrance.List storage list = _resolve(key);
            Rules storage rules = _rulesOf(list);
            office = _requireSameOffice(key, office, rules.office);
            _requireInForce(key, list);
            owning |= _requireOwners(key, _records[key], pledgors);
            if (rules.ranking == Ranking.Exclusive && list.total() != 0) revert AlreadyEncumbered(key, list.first());
        }
    }

    /// @dev Each owner must be among the pledgors. Returns the pledgors that own this right, as bits of their places.
    function _requireOwners(
        bytes32 key,
        Record storage record,
        uint64[] calldata pledgors
    ) private view returns (uint256 owning) {
        uint256 count = record.ownerCount;
        if (count == 0) revert OwnersNotAttested(key);
        for (uint256 index = 0; index < count; ++index) {
            uint64 owner = _owner(key, record, index);
            uint256 place = pledgors.indexOf(owner);
            if (place == pledgors.length) revert OwnerConsentMissing(key, owner);
            owning |= 1 << place;
        }
    }

    /// @dev The order of checks is that of refusal grounds: an ended right first, then what holds it.
    function _requireInForce(bytes32 key, Encumbrance.List storage list) private view {
        Validity validity = list.validity();
        if (validity != Validity.InForce) revert RightNotInForce(key, validity);
        _requireUnpreserved(key, list);
    }

    function _requireUnpreserved(bytes32 key, Encumbrance.List storage list) private view {
        if (list.locks() & (1 << uint256(Lock.Preservation)) != 0) revert RightPreserved(key);
    }

    /// @dev `owning` are the pledgors that own any of the rights, as bits of their places.
    function _requireAllOwn(uint64[] calldata pledgors, uint256 owning) private pure {
        for (uint256 index = 0; index < pledgors.length; ++index) {
            if ((owning >> index) & 1 == 0) revert PledgorOwnsNothing(pledgors[index]);
        }
    }

    function _requireOwnOffice(bytes32 key, uint64 actor) private view {
        uint64 office = _rulesOf(_resolve(key)).office;
        if (office != actor) revert NotTheOffice(office, actor);
    }

    function _requireOffice(
        bytes2 jurisdiction,
        RightKind kind,
        uint64 actor
    ) private view returns (Rules storage rules, uint256 number) {
        number = _kindNumbers[AssetKey.deriveKind(jurisdiction, kind)];
        rules = _rules[number];
        if (rules.office == 0) revert KindNotConfigured(jurisdiction, kind);
        if (rules.office != actor) revert NotTheOffice(rules.office, actor);
    }

    function _resolve(bytes32 key) private view returns (Encumbrance.List storage list) {
        list = _encumbrances[key];
        if (list.kind() == 0) revert UnknownRight(key);
    }

    function _rulesOf(Encumbrance.List storage list) private view returns (Rules storage) {
        return _rules[list.kind()];
    }

    function _owner(bytes32 key, Record storage record, uint256 index) private view returns (uint64) {
        return index == 0 ? record.firstOwner : _coOwners[key][index - 1];
    }

    function _requireSource(string calldata source, uint32 asOf) private pure {
        _requireFilled("source", bytes(source).length, MAX_SOURCE);
        _requireDate("asOf", asOf);
    }

    /// @dev Each date may be missing; a period that is stated whole does not end before it begins.
    function _requirePeriod(uint32 startsOn, uint32 endsOn) private pure {
        _requireDateOrNone("startsOn", startsOn);
        _requireDateOrNone("endsOn", endsOn);
        if (endsOn != 0 && startsOn > endsOn) revert InvalidPeriod(startsOn, endsOn);
    }

    /// @dev A lock that books set, over rights of one pledge.
    function _requireUse(bytes32[] calldata rights, Lock kind) private pure returns (uint256 bit) {
        bit = 1 << uint256(kind);
        if (bit & USES == 0) revert InvalidLock(kind);
        _requireCount("rights", rights.length, Bounds.RIGHTS);
        rights.requireAscending("rights");
    }

    /// @dev `office` is that of the rights before this one, 0 for the first.
    function _requireSameOffice(bytes32 key, uint64 office, uint64 ownOffice) private pure returns (uint64) {
        if (office != 0 && office != ownOffice) revert MixedOffices(key, office, ownOffice);
        return ownOffice;
    }
}
