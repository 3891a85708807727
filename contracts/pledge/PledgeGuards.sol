// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Book} from "../Book.sol";
import {IPartyRegistry, PartyKind} from "../interfaces/IPartyRegistry.sol";
import {IPledgeRegistry, Obligation, PledgeState} from "../interfaces/IPledgeRegistry.sol";
import {FieldName} from "../libraries/FieldName.sol";
import {ObligationRules} from "../libraries/ObligationRules.sol";

/// @title PledgeGuards
/// @notice What every book of pledges judges alike, wherever the pledge is read from.
abstract contract PledgeGuards is Book {
    using FieldName for bytes32;
    using ObligationRules for Obligation;

    /// @dev Rights of one pledge: what one transaction can carry and one block can hold.
    uint256 internal constant MAX_RIGHTS = 1_100;

    function _recordPledge(bytes32 topic0, uint64 pledge, uint64 actor, bytes memory data) internal {
        _record(topic0, _word(pledge), actor, data);
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

    /// @dev Registered and not yet at its end.
    function _requireLive(uint64 pledge, PledgeState state) internal pure {
        if (state != PledgeState.Registered && state != PledgeState.Defaulted && state != PledgeState.Enforcing) {
            revert IPledgeRegistry.WrongState(pledge, state);
        }
    }

    function _requireState(uint64 pledge, PledgeState state, PledgeState needed) internal pure {
        if (state != needed) revert IPledgeRegistry.WrongState(pledge, state);
    }

    function _requireFit(bytes32 field, uint64 party, bool fit) internal pure {
        if (!fit) revert IPledgeRegistry.InvalidParty(field.text(), party);
    }

    function _requireEqual(uint64 pledge, bytes32 digest, bytes32 expected) internal pure {
        if (digest != expected) revert IPledgeRegistry.WrongRights(pledge, digest, expected);
    }

    function _word(uint64 pledge) internal pure returns (bytes32) {
        return bytes32(uint256(pledge));
    }
}
