// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IBook} from "../interfaces/IBook.sol";
import {IPledgeRegistry, Obligation, ObligationKind} from "../interfaces/IPledgeRegistry.sol";
import {Bounds} from "./Bounds.sol";
import {FieldName} from "./FieldName.sol";
import {LegalDate} from "./LegalDate.sol";

/// @title ObligationRules
/// @notice What a secured obligation must say of itself.
library ObligationRules {
    using FieldName for bytes32;
    using LegalDate for uint32;

    /// @notice Reverts unless the obligation is complete, as a pledge that is filed on this ledger needs it.
    function requireComplete(Obligation calldata obligation) internal pure {
        _require(obligation.amount != 0, "amount");
        if (obligation.contractDocument.length == 0) revert IBook.Missing("contractDocument");
        requireSound(obligation);
        if (obligation.startsOn > obligation.endsOn) {
            revert IBook.InvalidPeriod(obligation.startsOn, obligation.endsOn);
        }
    }

    /// @notice Reverts unless what the obligation states is sound; an old register may leave all of it unstated.
    function requireSound(Obligation calldata obligation) internal pure {
        if (obligation.amount != 0) {
            _require(obligation.kind != ObligationKind.Unstated, "kind");
            _require(obligation.currency != 0, "currency");
            // Without salt a round sum could be guessed out of the public hash of the event.
            _require(obligation.salt != 0, "salt");
        }
        _require(obligation.currency == 0 || isCurrency(obligation.currency), "currency");
        _requireDateOrNone("startsOn", obligation.startsOn);
        _requireDateOrNone("endsOn", obligation.endsOn);
        if (obligation.endsOn != 0 && obligation.startsOn > obligation.endsOn) {
            revert IBook.InvalidPeriod(obligation.startsOn, obligation.endsOn);
        }
        uint256 length = obligation.contractDocument.length;
        if (length > Bounds.DOCUMENT) revert IBook.TooLong("contractDocument", length, Bounds.DOCUMENT);
    }

    /// @notice What a pledgor consents to: keccak256(abi.encode(obligation)).
    function digest(Obligation calldata obligation) internal pure returns (bytes32) {
        return keccak256(abi.encode(obligation));
    }

    /// @notice Whether the code is three capital letters, as ISO 4217 codes are.
    function isCurrency(bytes3 currency) internal pure returns (bool) {
        for (uint256 index = 0; index < 3; ++index) {
            if (currency[index] < "A" || currency[index] > "Z") return false;
        }
        return true;
    }

    function _require(bool sound, bytes32 field) private pure {
        if (!sound) revert IPledgeRegistry.InvalidObligation(field.text());
    }

    function _requireDateOrNone(bytes32 field, uint32 value) private pure {
        if (value != 0 && !value.isDate()) revert IBook.InvalidDate(field.text(), value);
    }
}
