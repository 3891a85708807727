// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Obligation, ObligationKind} from "../../interfaces/IPledgeRegistry.sol";
import {ObligationRules} from "../../libraries/ObligationRules.sol";
import {Test} from "../support/Test.sol";

contract ObligationRulesTest is Test {
    using ObligationRules for Obligation;

    function testFuzz_what_is_complete_is_sound(
        uint256 seed,
        bytes3 currency,
        uint128 amount,
        bytes32 salt
    ) public view {
        Obligation memory obligation = _obligation(seed, currency, amount, salt);
        if (_passes(obligation, true)) check(_passes(obligation, false), "complete, hence sound");
    }

    function testFuzz_no_amount_goes_without_kind_currency_and_salt(
        uint256 seed,
        bytes3 currency,
        uint128 amount,
        bytes32 salt
    ) public view {
        Obligation memory obligation = _obligation(seed, currency, amount, salt);
        if (!_passes(obligation, false) || amount == 0) return;
        check(obligation.kind != ObligationKind.Unstated && salt != 0, "kind and salt");
        for (uint256 index = 0; index < 3; ++index) {
            check(obligation.currency[index] >= "A" && obligation.currency[index] <= "Z", "currency");
        }
    }

    function testFuzz_the_digest_is_the_hash_of_the_encoding(
        uint256 seed,
        bytes3 currency,
        uint128 amount,
        bytes32 salt
    ) public view {
        Obligation memory obligation = _obligation(seed, currency, amount, salt);
        same(this.digest(obligation), keccak256(abi.encode(obligation)), "digest");
    }

    function requireComplete(Obligation calldata obligation) external pure {
        obligation.requireComplete();
    }

    function requireSound(Obligation calldata obligation) external pure {
        obligation.requireSound();
    }

    function digest(Obligation calldata obligation) external pure returns (bytes32) {
        return obligation.digest();
    }

    function _passes(Obligation memory obligation, bool complete) private view returns (bool) {
        if (complete) {
            try this.requireComplete(obligation) {
                return true;
            } catch {
                return false;
            }
        }
        try this.requireSound(obligation) {
            return true;
        } catch {
            return false;
        }
    }

    function _obligation(
        uint256 seed,
        bytes3 currency,
        uint128 amount,
        bytes32 salt
    ) private pure returns (Obligation memory) {
        uint32[4] memory dates = [uint32(0), 20250110, 20260109, 20260230];
        return
            Obligation({
                kind: ObligationKind(seed % 3),
                // Mostly letters, so that the rules behind this one are reached too.
                currency: (seed >> 8) % 4 == 0 ? currency : bytes3("CNY"),
                amount: amount,
                debtor: 1,
                startsOn: dates[(seed >> 16) % 4],
                endsOn: dates[(seed >> 24) % 4],
                contractDocument: (seed >> 32) % 4 == 0 ? bytes("") : bytes("x"),
                salt: salt
            });
    }
}
