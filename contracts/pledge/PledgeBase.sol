// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Book} from "../Book.sol";
import {IAssetRegistry} from "../interfaces/IAssetRegistry.sol";
import {Act} from "../interfaces/IBook.sol";
import {IPartyRegistry, PartyKind} from "../interfaces/IPartyRegistry.sol";
import {
    ChangeKind,
    IPledgeRegistry,
    Obligation,
    ObligationKind,
    PledgeState,
    PledgeView
} from "../interfaces/IPledgeRegistry.sol";
import {FieldName} from "../libraries/FieldName.sol";
import {ObligationRules} from "../libraries/ObligationRules.sol";
import {SortedKeys} from "../libraries/SortedKeys.sol";

/// @title PledgeBase
/// @notice The stored pledges, their readings, and the guards that every act on a pledge goes through.
abstract contract PledgeBase is IPledgeRegistry, Book {
    using FieldName for bytes32;
    using ObligationRules for Obligation;
    using SortedKeys for bytes32[];

    /// @dev Five words: the terms, the parties, and three digests.
    struct Pledge {
        PledgeState state;
        ObligationKind obligationKind;
        bytes3 currency;
        uint128 amount;
        uint32 rightCount;
        bool paperConsent;
        bool migrated;
        ChangeKind pendingChange;
        bool accepted;
        uint64 pledgee;
        uint64 office;
        uint64 debtor;
        uint32 startsOn;
        uint32 endsOn;
        bytes32 rightsDigest;
        bytes32 pledgorsDigest;
        /// What was asked for: the obligation's digest, the assignee's id, or the digest of the rights to be freed.
        bytes32 pendingDigest;
    }

    /// @dev Rights of one pledge: what one transaction can carry and one block can hold.
    uint256 internal constant MAX_RIGHTS = 1_100;

    /// @notice The rights that pledges encumber.
    IAssetRegistry public immutable ASSETS;

    mapping(uint64 pledge => Pledge) internal _pledges;
    mapping(bytes32 numberId => uint64 pledge) internal _byNumber;

    constructor(address assets) {
        ASSETS = IAssetRegistry(assets);
    }

    /// @inheritdoc IPledgeRegistry
    function pledgeOf(uint64 pledge) external view returns (PledgeView memory) {
        Pledge storage entry = _pledges[pledge];
        return
            PledgeView({
                state: entry.state,
                obligationKind: entry.obligationKind,
                currency: entry.currency,
                amount: entry.amount,
                startsOn: entry.startsOn,
                endsOn: entry.endsOn,
                pledgee: entry.pledgee,
                office: entry.office,
                rightCount: entry.rightCount,
                paperConsent: entry.paperConsent,
                migrated: entry.migrated,
                pendingChange: entry.pendingChange,
                rightsDigest: entry.rightsDigest,
                pledgorsDigest: entry.pledgorsDigest,
                pendingDigest: entry.pendingDigest
            });
    }

    /// @inheritdoc IPledgeRegistry
    function pledgeByNumber(uint64 office, string calldata registrationNumber) external view returns (uint64 pledge) {
        return _byNumber[_numberId(office, registrationNumber)];
    }

    function _setTerms(Pledge storage entry, Obligation calldata obligation) internal {
        entry.obligationKind = obligation.kind;
        entry.currency = obligation.currency;
        entry.amount = obligation.amount;
        entry.debtor = obligation.debtor;
        entry.startsOn = obligation.startsOn;
        entry.endsOn = obligation.endsOn;
    }

    /// @dev Ends the pending change, recorded or not.
    function _close(Pledge storage entry) internal {
        entry.pendingChange = ChangeKind.None;
        entry.accepted = false;
        entry.pendingDigest = 0;
    }

    function _free(uint64 pledge, bytes32[] calldata rights) internal {
        ASSETS.free(rights, pledge);
    }

    function _recordPledge(bytes32 topic0, uint64 pledge, uint64 actor, bytes memory data) internal {
        _record(topic0, _word(pledge), actor, data);
    }

    function _resolve(uint64 pledge) internal view returns (Pledge storage entry) {
        entry = _pledges[pledge];
        if (entry.state == PledgeState.None) revert UnknownPledge(pledge);
    }

    /// @dev Opens an act that only the pledgee may do.
    function _byPledgee(uint64 pledge, Act calldata act) internal view returns (Pledge storage entry, uint64 actor) {
        entry = _resolve(pledge);
        actor = _acting();
        if (actor != entry.pledgee) revert NotThePledgee(pledge, entry.pledgee, actor);
        _requireUnrecordedAct(act);
    }

    /// @dev Opens an act that only the office of the rights may do.
    function _byOffice(uint64 pledge, Act calldata act) internal view returns (Pledge storage entry, uint64 actor) {
        entry = _resolve(pledge);
        actor = _acting();
        if (actor != entry.office) revert NotThePledgesOffice(pledge, entry.office, actor);
        _requireAct(act);
    }

    /// @dev Registered and not yet at its end.
    function _requireLive(uint64 pledge, Pledge storage entry) internal view {
        if (!_isLive(entry.state)) revert WrongState(pledge, entry.state);
    }

    function _requireRights(uint64 pledge, Pledge storage entry, bytes32[] calldata rights) internal view {
        bytes32 digest = rights.digest();
        if (digest != entry.rightsDigest) revert WrongRights(pledge, digest, entry.rightsDigest);
    }

    function _requireNoChange(uint64 pledge, Pledge storage entry) internal view {
        if (entry.pendingChange != ChangeKind.None) revert ChangePending(pledge, entry.pendingChange);
    }

    function _requireObligation(Obligation calldata obligation) internal view {
        obligation.requireComplete();
        _requireParty("debtor", obligation.debtor);
    }

    function _requireMigratedObligation(Obligation calldata obligation) internal view {
        obligation.requireSound();
        if (obligation.debtor != 0) _requireParty("debtor", obligation.debtor);
    }

    function _requireParty(bytes32 field, uint64 party) internal view {
        (PartyKind kind, ) = _parties().partyKind(party);
        _requireFit(field, party, kind != PartyKind.None);
    }

    function _parties() internal view returns (IPartyRegistry) {
        return IPartyRegistry(authority());
    }

    function _requireFit(bytes32 field, uint64 party, bool fit) internal pure {
        if (!fit) revert InvalidParty(field.text(), party);
    }

    function _numberId(uint64 office, string calldata registrationNumber) internal pure returns (bytes32) {
        return keccak256(abi.encode(office, registrationNumber));
    }

    function _word(uint64 pledge) internal pure returns (bytes32) {
        return bytes32(uint256(pledge));
    }

    function _isLive(PledgeState state) private pure returns (bool) {
        return state == PledgeState.Registered || state == PledgeState.Defaulted || state == PledgeState.Enforcing;
    }
}
