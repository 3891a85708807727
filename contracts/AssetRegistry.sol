// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Book} from "./Book.sol";
import {Facts, IAssetRegistry, Ranking, Right, RightKind, Validity} from "./interfaces/IAssetRegistry.sol";
import {Act} from "./interfaces/IBook.sol";
import {IPartyRegistry, PartyKind} from "./interfaces/IPartyRegistry.sol";
import {AssetKey} from "./libraries/AssetKey.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {Encumbrance} from "./libraries/Encumbrance.sol";
import {SortedKeys} from "./libraries/SortedKeys.sol";

/// @title AssetRegistry
/// @notice The rights and what encumbers them. Of the facts only what a later act must check is stored, in one word for a
/// right; the events keep the rest.
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
        bytes2 jurisdiction;
        RightKind kind;
        Validity validity;
        uint8 ownerCount;
        uint64 firstOwner;
    }

    uint256 private constant MAX_FACTS = 500;
    uint256 private constant MAX_OWNERS = 64;
    uint256 private constant MAX_TITLE = 1024;
    uint256 private constant MAX_CLASS = 64;
    uint256 private constant MAX_SOURCE = 128;

    mapping(bytes32 kindId => Rules) private _rules;
    mapping(bytes32 assetKey => Record) private _records;
    /// @dev The owners after the first; most rights have one.
    mapping(bytes32 assetKey => uint64[]) private _coOwners;
    mapping(bytes32 assetKey => Encumbrance.List) private _encumbrances;

    /// @param log the log that numbers this book's events
    /// @param parties the party registry, authority of this book
    constructor(address log, address parties) Book(log, parties) {}

    /// @inheritdoc IAssetRegistry
    function configureKind(
        bytes2 jurisdiction,
        RightKind kind,
        Ranking ranking,
        uint64 office,
        Act calldata act
    ) external restricted {
        bytes32 kindId = AssetKey.deriveKind(jurisdiction, kind);
        Rules storage rules = _rules[kindId];
        _requireUnrecordedAct(act);
        if (jurisdiction == 0) revert Missing("jurisdiction");
        if (kind == RightKind.None) revert Missing("kind");
        if (ranking == Ranking.None || (rules.used && ranking != rules.ranking)) revert InvalidRanking(ranking);
        (PartyKind partyKind, ) = IPartyRegistry(authority()).partyKind(office);
        if (partyKind != PartyKind.RegistryOffice) revert NotAnOffice(office);
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
        Rules storage rules = _requireOffice(jurisdiction, kind, actor);
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
    function reserve(
        bytes32[] calldata keys,
        uint64 pledge,
        uint64[] calldata pledgors
    ) external restricted returns (uint64 office) {
        uint256 owning;
        (office, owning) = _requirePledgeable(keys, pledgors);
        for (uint256 index = 0; index < keys.length; ++index) {
            if (!_encumbrances[keys[index]].file(pledge)) revert TooManyEncumbrances(keys[index], Encumbrance.MAX);
        }
        for (uint256 index = 0; index < pledgors.length; ++index) {
            if ((owning >> index) & 1 == 0) revert PledgorOwnsNothing(pledgors[index]);
        }
    }

    /// @inheritdoc IAssetRegistry
    function encumber(bytes32[] calldata keys, uint64 pledge) external restricted {
        for (uint256 index = 0; index < keys.length; ++index) {
            bytes32 key = keys[index];
            Encumbrance.List storage list = _encumbrances[key];
            // Only a registration carried over after the filing can have come before; where rights are exclusive it bars this one.
            if (list.registered() != 0 && _rulesOf(_records[key]).ranking == Ranking.Exclusive) {
                revert AlreadyEncumbered(key, list.first());
            }
            if (!list.register(pledge)) revert NotEncumberedBy(key, pledge);
        }
    }

    /// @inheritdoc IAssetRegistry
    function carryOver(bytes32[] calldata keys, uint64 pledge) external restricted returns (uint64 office) {
        return _establish(keys, pledge, false);
    }

    /// @inheritdoc IAssetRegistry
    function extend(bytes32[] calldata keys, uint64 pledge) external restricted returns (uint64 office) {
        return _establish(keys, pledge, true);
    }

    /// @inheritdoc IAssetRegistry
    function swapRanks(bytes32[] calldata keys, uint64 first, uint64 second) external restricted {
        for (uint256 index = 0; index < keys.length; ++index) {
            if (!_encumbrances[keys[index]].swap(first, second)) revert NotNextInRank(keys[index], first, second);
        }
    }

    /// @inheritdoc IAssetRegistry
    function free(bytes32[] calldata keys, uint64 pledge) external restricted {
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
    function rightOf(
        bytes32 assetKey
    ) external view returns (Validity validity, uint64 office, Ranking ranking, uint64[] memory owners) {
        Record storage record = _records[assetKey];
        Rules storage rules = _rulesOf(record);
        owners = new uint64[](record.ownerCount);
        for (uint256 index = 0; index < owners.length; ++index) owners[index] = _owner(assetKey, record, index);
        return (record.validity, rules.office, rules.ranking, owners);
    }

    /// @inheritdoc IAssetRegistry
    function kindOf(
        bytes2 jurisdiction,
        RightKind kind
    ) external view returns (Ranking ranking, uint64 office, uint32 from, uint32 through) {
        Rules storage rules = _rules[AssetKey.deriveKind(jurisdiction, kind)];
        return (rules.ranking, rules.office, rules.from, rules.through);
    }

    /// @inheritdoc IAssetRegistry
    function assetKeyOf(Right calldata right) external pure returns (bytes32) {
        return AssetKey.derive(right);
    }

    /// @dev Encumbers rights for a registered pledge, last in rank. A filing that waits does not bar what the official register
    /// already holds; it bars what is only now being registered.
    function _establish(bytes32[] calldata keys, uint64 pledge, bool behindFilings) private returns (uint64 office) {
        keys.requireAscending("rights");
        for (uint256 index = 0; index < keys.length; ++index) {
            bytes32 key = keys[index];
            Rules storage rules = _rulesOf(_resolve(key));
            office = _requireSameOffice(key, office, rules.office);
            Encumbrance.List storage list = _encumbrances[key];
            uint256 others = behindFilings ? list.total() : list.registered();
            if (rules.ranking == Ranking.Exclusive && others != 0) revert AlreadyEncumbered(key, list.first());
            if (!list.establish(pledge)) revert TooManyEncumbrances(key, Encumbrance.MAX);
        }
    }

    function _attest(Facts calldata facts, uint64 actor, Act calldata act) private {
        Rules storage rules = _requireOffice(facts.right.jurisdiction, facts.right.kind, actor);
        _requireFacts(facts);
        bytes32 key = AssetKey.derive(facts.right);
        if (!rules.used) rules.used = true;
        _records[key] = Record({
            jurisdiction: facts.right.jurisdiction,
            kind: facts.right.kind,
            validity: facts.validity,
            ownerCount: uint8(facts.owners.length),
            firstOwner: facts.owners.length == 0 ? 0 : facts.owners[0]
        });
        _setCoOwners(key, facts.owners);
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
            Record storage record = _resolve(key);
            Rules storage rules = _rulesOf(record);
            office = _requireSameOffice(key, office, rules.office);
            if (record.validity != Validity.InForce) revert RightNotInForce(key, record.validity);
            owning |= _requireOwners(key, record, pledgors);
            Encumbrance.List storage list = _encumbrances[key];
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

    function _requireOffice(
        bytes2 jurisdiction,
        RightKind kind,
        uint64 actor
    ) private view returns (Rules storage rules) {
        rules = _rules[AssetKey.deriveKind(jurisdiction, kind)];
        if (rules.office == 0) revert KindNotConfigured(jurisdiction, kind);
        if (rules.office != actor) revert NotTheOffice(rules.office, actor);
    }

    function _resolve(bytes32 key) private view returns (Record storage record) {
        record = _records[key];
        if (record.kind == RightKind.None) revert UnknownRight(key);
    }

    function _rulesOf(Record storage record) private view returns (Rules storage) {
        return _rules[AssetKey.deriveKind(record.jurisdiction, record.kind)];
    }

    function _owner(bytes32 key, Record storage record, uint256 index) private view returns (uint64) {
        return index == 0 ? record.firstOwner : _coOwners[key][index - 1];
    }

    /// @dev `office` is that of the rights before this one, 0 for the first.
    function _requireSameOffice(bytes32 key, uint64 office, uint64 ownOffice) private pure returns (uint64) {
        if (office != 0 && office != ownOffice) revert MixedOffices(key, office, ownOffice);
        return ownOffice;
    }
}
