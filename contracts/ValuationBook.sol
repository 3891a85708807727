// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Book} from "./Book.sol";
import {IAssetRegistry} from "./interfaces/IAssetRegistry.sol";
import {Act} from "./interfaces/IBook.sol";
import {IPartyRegistry, PartyKind} from "./interfaces/IPartyRegistry.sol";
import {IPledgeRegistry} from "./interfaces/IPledgeRegistry.sol";
import {
    AbandonReason,
    EngagementState,
    EngagementTerms,
    EngagementView,
    IValuationBook,
    ValuationGrade,
    ValuationKind,
    ValuationMethod,
    ValuationPurpose,
    ValuationResult
} from "./interfaces/IValuationBook.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {FieldName} from "./libraries/FieldName.sol";
import {ObligationRules} from "./libraries/ObligationRules.sol";
import {SortedKeys} from "./libraries/SortedKeys.sol";

/// @title ValuationBook
/// @notice Engagements and their results. An engagement's reading is kept as one struct: a bank's query is one call.
contract ValuationBook is IValuationBook, Book {
    using FieldName for bytes32;
    using ObligationRules for bytes3;
    using SortedKeys for bytes32[];

    /// @dev The bits of the methods that there are.
    uint256 private constant METHODS =
        (1 << uint256(ValuationMethod.Cost)) |
            (1 << uint256(ValuationMethod.Market)) |
            (1 << uint256(ValuationMethod.Income));

    /// @notice The rights that are valued.
    IAssetRegistry public immutable ASSETS;

    mapping(uint64 engagement => EngagementView) private _engagements;
    mapping(bytes32 rightsDigest => uint64[]) private _over;
    mapping(uint64 engagement => mapping(uint64 party => bool)) private _readers;

    /// @param log the log that numbers this book's events
    /// @param parties the party registry, authority of this book
    /// @param assets the asset registry, which is read
    constructor(address log, address parties, address assets) Book(log, parties) {
        ASSETS = IAssetRegistry(assets);
    }

    /// @inheritdoc IValuationBook
    function engage(
        bytes32[] calldata rights,
        EngagementTerms calldata terms,
        Act calldata act
    ) external restricted returns (uint64 engagement) {
        uint64 actor = _acting();
        _requireUnrecordedAct(act);
        _requireTerms(actor, terms);
        _requireRights(rights);
        engagement = _nextSequence();
        EngagementView storage entry = _engagements[engagement];
        entry.state = EngagementState.Engaged;
        entry.kind = terms.kind;
        entry.purpose = terms.purpose;
        entry.rightCount = uint32(rights.length);
        entry.currency = terms.currency;
        entry.appraiser = actor;
        entry.client = terms.client;
        entry.payer = terms.payer;
        entry.fee = terms.fee;
        entry.rightsDigest = rights.digest();
        _over[entry.rightsDigest].push(engagement);
        _recordOf(ValuationEngaged.selector, engagement, actor, abi.encode(rights, terms, act, RULE_SET));
    }

    /// @inheritdoc IValuationBook
    function deliver(uint64 engagement, ValuationResult calldata result, Act calldata act) external restricted {
        EngagementView storage entry = _engagement(engagement);
        uint64 actor = _acting();
        if (actor != entry.appraiser) revert NotTheAppraiser(engagement, entry.appraiser, actor);
        _requireUnrecordedAct(act);
        _requireEngaged(engagement, entry);
        _requireResult(entry.kind, result);
        entry.state = EngagementState.Delivered;
        entry.grade = result.grade;
        entry.methods = result.methods;
        entry.low = result.low;
        entry.high = result.high;
        entry.valuedOn = result.valuedOn;
        entry.validUntil = result.validUntil;
        entry.signatory = result.signatory;
        entry.coSignatory = result.coSignatory;
        entry.modelVersion = result.modelVersion;
        entry.report = result.report;
        _recordOf(ValuationDelivered.selector, engagement, actor, abi.encode(result, act, RULE_SET));
    }

    /// @inheritdoc IValuationBook
    function abandon(
        uint64 engagement,
        AbandonReason reason,
        uint128 draftLow,
        uint128 draftHigh,
        bytes32 salt,
        Act calldata act
    ) external restricted {
        (EngagementView storage entry, uint64 actor) = _byASide(engagement, act);
        _requireEngaged(engagement, entry);
        _require(reason != AbandonReason.None, "reason");
        _require(salt != 0, "salt");
        if (draftHigh != 0 || draftLow != 0) {
            if (actor != entry.appraiser) revert NotTheAppraiser(engagement, entry.appraiser, actor);
            _requireRange(draftLow, draftHigh);
        }
        entry.state = EngagementState.Abandoned;
        entry.low = draftLow;
        entry.high = draftHigh;
        bytes memory data = abi.encode(reason, draftLow, draftHigh, salt, act, RULE_SET);
        _recordOf(ValuationAbandoned.selector, engagement, actor, data);
    }

    /// @inheritdoc IValuationBook
    function allowReader(uint64 engagement, uint64 reader, Act calldata act) external restricted {
        (EngagementView storage entry, uint64 actor) = _byASide(engagement, act);
        if (actor != entry.client && act.document.length == 0) revert Missing("act.document");
        _requireParty("reader", reader);
        if (mayRead(engagement, reader)) revert AlreadyAReader(engagement, reader);
        _readers[engagement][reader] = true;
        _recordOf(ReaderAllowed.selector, engagement, actor, abi.encode(reader, act, RULE_SET));
    }

    /// @inheritdoc IValuationBook
    function withdrawReader(uint64 engagement, uint64 reader, Act calldata act) external restricted {
        (, uint64 actor) = _byASide(engagement, act);
        if (!_readers[engagement][reader]) revert NotAReader(engagement, reader);
        _readers[engagement][reader] = false;
        _recordOf(ReaderWithdrawn.selector, engagement, actor, abi.encode(reader, act, RULE_SET));
    }

    /// @inheritdoc IValuationBook
    function engagementOf(uint64 engagement) external view returns (EngagementView memory) {
        return _engagements[engagement];
    }

    /// @inheritdoc IValuationBook
    function engagementsOver(bytes32 rightsDigest) external view returns (uint64[] memory) {
        return _over[rightsDigest];
    }

    /// @inheritdoc IValuationBook
    function mayRead(uint64 engagement, uint64 party) public view returns (bool) {
        EngagementView storage entry = _engagements[engagement];
        if (entry.state == EngagementState.None) return false;
        return party == entry.client || party == entry.appraiser || _readers[engagement][party];
    }

    function _recordOf(bytes32 topic0, uint64 engagement, uint64 actor, bytes memory data) private {
        _record(topic0, bytes32(uint256(engagement)), actor, data);
    }

    function _engagement(uint64 engagement) private view returns (EngagementView storage entry) {
        entry = _engagements[engagement];
        if (entry.state == EngagementState.None) revert UnknownEngagement(engagement);
    }

    /// @dev Opens an act of the client or of the party that was engaged.
    function _byASide(
        uint64 engagement,
        Act calldata act
    ) private view returns (EngagementView storage entry, uint64 actor) {
        entry = _engagement(engagement);
        actor = _acting();
        if (actor != entry.client && actor != entry.appraiser) revert NotOfTheEngagement(engagement, actor);
        _requireUnrecordedAct(act);
    }

    function _requireEngaged(uint64 engagement, EngagementView storage entry) private view {
        if (entry.state != EngagementState.Engaged) revert WrongEngagementState(engagement, entry.state);
    }

    function _requireTerms(uint64 actor, EngagementTerms calldata terms) private view {
        _require(terms.kind != ValuationKind.None, "kind");
        _require(terms.purpose != ValuationPurpose.None, "purpose");
        _require(terms.currency.isCurrency(), "currency");
        // Without salt a round sum could be guessed out of the public hash of the event.
        _require(terms.salt != 0, "salt");
        // Nobody values for himself: such a figure is no second opinion.
        if (terms.client == actor) revert IPledgeRegistry.InvalidParty("client", terms.client);
        _requireParty("client", terms.client);
        if (terms.payer != 0) _requireParty("payer", terms.payer);
        _requireDocument(terms.kind, "independence", terms.independence.length);
    }

    function _requireRights(bytes32[] calldata rights) private view {
        _requireCount("rights", rights.length, Bounds.VALUED);
        rights.requireAscending("rights");
        for (uint256 index = 0; index < rights.length; ++index) {
            (, uint64 office, , ) = ASSETS.rightOf(rights[index]);
            if (office == 0) revert IAssetRegistry.UnknownRight(rights[index]);
        }
    }

    function _requireResult(ValuationKind kind, ValuationResult calldata result) private view {
        _require(result.salt != 0, "salt");
        _requireDate("valuedOn", result.valuedOn);
        _requireDate("validUntil", result.validUntil);
        if (result.valuedOn > result.validUntil) revert InvalidPeriod(result.valuedOn, result.validUntil);
        _requireDocument(kind, "report", result.report.length);
        _requireLength("modelVersion", bytes(result.modelVersion).length, Bounds.NUMBER);
        if (kind == ValuationKind.Appraisal) _requireAppraisal(result);
        else _requireModel(result);
    }

    function _requireAppraisal(ValuationResult calldata result) private view {
        _requireRange(result.low, result.high);
        _require(result.methods != 0 && result.methods & ~METHODS == 0, "methods");
        _require(bytes(result.modelVersion).length == 0, "modelVersion");
        _requireSignatory("signatory", result.signatory);
        _requireSignatory("coSignatory", result.coSignatory);
        if (result.signatory == result.coSignatory) revert InvalidSignatory("coSignatory", result.coSignatory);
    }

    function _requireSignatory(bytes32 field, uint64 party) private view {
        (PartyKind kind, bool active) = IPartyRegistry(authority()).partyKind(party);
        if (kind != PartyKind.NaturalPerson || !active) revert InvalidSignatory(field.text(), party);
    }

    function _requireParty(bytes32 field, uint64 party) private view {
        (PartyKind kind, ) = IPartyRegistry(authority()).partyKind(party);
        if (kind == PartyKind.None) revert IPledgeRegistry.InvalidParty(field.text(), party);
    }

    function _requireModel(ValuationResult calldata result) private pure {
        _require(result.grade != ValuationGrade.None, "grade");
        if (bytes(result.modelVersion).length == 0) revert Missing("modelVersion");
        if (result.low != 0 || result.high != 0) _requireRange(result.low, result.high);
        // Nobody signs a model's grade, and it is not said to follow an appraiser's approach.
        _require(result.methods == 0, "methods");
        if (result.signatory != 0) revert InvalidSignatory("signatory", result.signatory);
        if (result.coSignatory != 0) revert InvalidSignatory("coSignatory", result.coSignatory);
    }

    function _requireRange(uint128 low, uint128 high) private pure {
        _require(low != 0, "low");
        _require(high >= low, "high");
    }

    /// @dev An appraisal must name the document; a model may.
    function _requireDocument(ValuationKind kind, bytes32 field, uint256 length) private pure {
        if (kind == ValuationKind.Appraisal && length == 0) revert Missing(field.text());
        _requireLength(field, length, Bounds.DOCUMENT);
    }

    function _require(bool sound, bytes32 field) private pure {
        if (!sound) revert InvalidValuation(field.text());
    }
}
