// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act} from "../interfaces/IBook.sol";
import {ChangeKind, IPledgeRegistry, PledgeState, PledgeView} from "../interfaces/IPledgeRegistry.sol";
import {Bounds} from "../libraries/Bounds.sol";
import {SortedKeys} from "../libraries/SortedKeys.sol";
import {PledgeGuards} from "./PledgeGuards.sol";

/// @title PledgeActs
/// @notice Base of the books that act on pledges which the registry keeps.
abstract contract PledgeActs is PledgeGuards {
    using SortedKeys for bytes32[];

    /// @notice The registry of the pledges.
    IPledgeRegistry public immutable PLEDGES;

    constructor(address pledges) {
        PLEDGES = IPledgeRegistry(pledges);
    }

    function _resolve(uint64 pledge) internal view returns (PledgeView memory entry) {
        entry = PLEDGES.pledgeOf(pledge);
        if (entry.state == PledgeState.None) revert IPledgeRegistry.UnknownPledge(pledge);
    }

    /// @dev Opens an act that only the pledgee may do.
    function _byPledgee(uint64 pledge, Act calldata act) internal view returns (PledgeView memory entry, uint64 actor) {
        entry = _resolve(pledge);
        actor = _acting();
        if (actor != entry.pledgee) revert IPledgeRegistry.NotThePledgee(pledge, entry.pledgee, actor);
        _requireUnrecordedAct(act);
    }

    /// @dev Opens an act that only the office of the rights may do.
    function _byOffice(uint64 pledge, Act calldata act) internal view returns (PledgeView memory entry, uint64 actor) {
        entry = _resolve(pledge);
        actor = _acting();
        if (actor != entry.office) revert IPledgeRegistry.NotThePledgesOffice(pledge, entry.office, actor);
        _requireAct(act);
    }

    function _requireNoChange(uint64 pledge, PledgeView memory entry) internal pure {
        if (entry.pendingChange != ChangeKind.None) revert IPledgeRegistry.ChangePending(pledge, entry.pendingChange);
    }

    function _requireRights(uint64 pledge, PledgeView memory entry, bytes32[] calldata rights) internal pure {
        _requireEqual(pledge, rights.digest(), entry.rightsDigest);
    }

    /// @dev The rights that are left without the named ones, which must be the pledge's.
    function _without(
        uint64 pledge,
        bytes32[] calldata rights,
        bytes32[] calldata named,
        bytes32 field
    ) internal pure returns (bytes32[] memory rest) {
        _requireCount(field, named.length, Bounds.RIGHTS);
        named.requireAscending(field);
        uint256 found;
        (rest, found) = rights.without(named);
        if (found != named.length) revert IPledgeRegistry.RightNotInPledge(pledge, named[found]);
    }
}
