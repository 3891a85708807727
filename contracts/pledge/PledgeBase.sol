// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAssetRegistry} from "../interfaces/IAssetRegistry.sol";
import {Act} from "../interfaces/IBook.sol";
import {
    ChangeKind,
    IPledgeRegistry,
    Obligation,
    ObligationKind,
    PledgeState,
    PledgeView
} from "../interfaces/IPledgeRegistry.sol";
import {SortedKeys} from "../libraries/SortedKeys.sol";
import {PledgeGuards} from "./PledgeGuards.sol";

/// @title PledgeBase
/// @notice The stored pledges, their readings, and the guards that every act on a pledge goes through.
abstract contract PledgeBase is IPledgeRegistry, PledgeGuards {
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
        bool determined;
        /// The office asked for corrections that the pledgee has not answered.
        bool correcting;
        uint64 pledgee;
        uint64 office;
        uint64 debtor;
        uint32 startsOn;
        uint32 endsOn;
        bytes32 rightsDigest;
        bytes32 pledgorsDigest;
        /// What was asked for, as IChangeBook says of each change.
        bytes32 pendingDigest;
    }

    /// @dev What the secured claim is used for elsewhere; one word.
    struct Use {
        uint64 id;
        address book;
    }

    /// @notice The rights that pledges encumber.
    IAssetRegistry public immutable ASSETS;

    mapping(uint64 pledge => Pledge) internal _pledges;
    mapping(bytes32 numberId => uint64 pledge) internal _byNumber;
    mapping(uint64 pledge => Use) internal _uses;

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
                pendingDigest: entry.pendingDigest,
                debtor: entry.debtor,
                determined: entry.determined
            });
    }

    /// @inheritdoc IPledgeRegistry
    function pledgeByNumber(uint64 office, string calldata registrationNumber) external view returns (uint64 pledge) {
        return _byNumber[_numberId(office, registrationNumber)];
    }

    /// @inheritdoc IPledgeRegistry
    function useOf(uint64 pledge) external view returns (uint64 use, address book) {
        return (_uses[pledge].id, _uses[pledge].book);
    }

    /// @inheritdoc IPledgeRegistry
    function requireUnused(uint64 pledge) public view {
        Use storage use = _uses[pledge];
        if (use.id != 0) revert ClaimInUse(pledge, use.id, use.book);
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
        entry.pendingDigest = 0;
    }

    function _free(uint64 pledge, bytes32[] calldata rights) internal {
        ASSETS.free(rights, pledge);
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

    function _requireRights(uint64 pledge, Pledge storage entry, bytes32[] calldata rights) internal view {
        _requireEqual(pledge, rights.digest(), entry.rightsDigest);
    }

    function _requireNoChange(uint64 pledge, Pledge storage entry) internal view {
        if (entry.pendingChange != ChangeKind.None) revert ChangePending(pledge, entry.pendingChange);
    }

    function _numberId(uint64 office, string calldata registrationNumber) internal pure returns (bytes32) {
        return keccak256(abi.encode(office, registrationNumber));
    }
}
