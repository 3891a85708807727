// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Book} from "../Book.sol";
import {IAssetRegistry} from "../interfaces/IAssetRegistry.sol";
import {IPartyRegistry, PartyKind} from "../interfaces/IPartyRegistry.sol";
import {Consent, IPledgeRegistry, Obligation, OtherConsent, PledgeState} from "../interfaces/IPledgeRegistry.sol";
import {Bounds} from "../libraries/Bounds.sol";
import {FieldName} from "../libraries/FieldName.sol";
import {ObligationRules} from "../libraries/ObligationRules.sol";
import {SortedKeys} from "../libraries/SortedKeys.sol";

/// @title PledgeGuards
/// @notice What every book of pledges judges alike, wherever the pledge is read from.
abstract contract PledgeGuards is Book {
    using FieldName for bytes32;
    using ObligationRules for Obligation;
    using SortedKeys for uint64[];

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

    /// @dev Judges the written consents of others than pledgee and pledgors. Whether all whom the act harms are among them the ledger
    /// cannot know: it records who consented, so that it is seen of whom no consent is on record.
    function _requireOthers(OtherConsent[] calldata others, uint64 pledgee) internal view {
        _requireAtMost("others", others.length, Bounds.OTHERS);
        uint64 previous = 0;
        for (uint256 index = 0; index < others.length; ++index) {
            uint64 party = others[index].party;
            if (party <= previous) revert IAssetRegistry.NotAscending("others", index);
            previous = party;
            _requireFit("others", party, party != pledgee);
            _requireParty("others", party);
            _requireFilled("others.document", others[index].document.length, Bounds.DOCUMENT);
        }
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

    function _requirePledgors(uint64 pledge, uint64[] calldata pledgors, bytes32 expected) internal pure {
        bytes32 digest = pledgors.digest();
        if (digest != expected) revert IPledgeRegistry.WrongPledgors(pledge, digest, expected);
    }

    function _requireConsentsMatch(uint64[] calldata pledgors, Consent[] calldata consents) internal pure {
        for (uint256 index = 0; index < pledgors.length; ++index) {
            uint64 given = index < consents.length ? consents[index].pledgor : 0;
            if (given != pledgors[index]) revert IPledgeRegistry.ConsentsDoNotMatch(pledgors[index], given);
        }
        if (consents.length > pledgors.length) {
            revert IPledgeRegistry.ConsentsDoNotMatch(0, consents[pledgors.length].pledgor);
        }
    }

    /// @dev What the consents spend, for the event of the act that they serve for.
    function _nonces(Consent[] calldata consents) internal pure returns (uint256[] memory nonces) {
        nonces = new uint256[](consents.length);
        for (uint256 index = 0; index < consents.length; ++index) nonces[index] = consents[index].nonce;
    }

    function _requireEqual(uint64 pledge, bytes32 digest, bytes32 expected) internal pure {
        if (digest != expected) revert IPledgeRegistry.WrongRights(pledge, digest, expected);
    }

    function _word(uint64 pledge) internal pure returns (bytes32) {
        return bytes32(uint256(pledge));
    }
}
