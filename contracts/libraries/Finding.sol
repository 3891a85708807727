// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Lock, Validity} from "../interfaces/IAssetRegistry.sol";
import {Encumbrance} from "./Encumbrance.sol";

/// @title Finding
/// @notice Why a right is not clear, as a set of bits. A right without any bit is clear: attested in force, its term not over,
/// its kind covered on the date asked for, in no pledge and under no lock.
library Finding {
    /// @notice No facts of the right are on the ledger.
    uint256 internal constant UNKNOWN = 1 << 0;
    /// @notice Attested, and neither in force nor ended: pending, or its state is not known.
    uint256 internal constant NOT_IN_FORCE = 1 << 1;
    /// @notice The right has ended: lapsed, expired, invalidated or abandoned.
    uint256 internal constant ENDED = 1 << 2;
    /// @notice The attested term was over on the date, and no later attestation says what became of the right.
    uint256 internal constant TERM_OVER = 1 << 3;
    /// @notice The ledger was never declared complete for the kind, or only from a later date.
    uint256 internal constant NOT_COVERED = 1 << 4;
    /// @notice The ledger is declared complete only up to an earlier date: not yet reconciled with the office's register.
    uint256 internal constant NOT_RECONCILED = 1 << 5;
    /// @notice A pledge was filed and is not registered yet.
    uint256 internal constant FILED = 1 << 6;
    /// @notice A registered pledge encumbers the right.
    uint256 internal constant PLEDGED = 1 << 7;
    /// @notice A court preserves the right.
    uint256 internal constant PRESERVED = 1 << 8;
    /// @notice Another lock holds the right: a pool or the central bank.
    uint256 internal constant LOCKED = 1 << 9;

    uint256 private constant PRESERVATION = 1 << uint256(Lock.Preservation);

    /// @notice Findings of one right.
    /// @param word the right's word (see Encumbrance)
    /// @param ofKind findings of its kind (see `coverage`)
    /// @param asOf legal date asked for
    function judge(uint256 word, uint256 ofKind, uint256 asOf) internal pure returns (uint256 bits) {
        bits = ofKind;
        if (Encumbrance.kindIn(word) == 0) {
            bits |= UNKNOWN;
        } else {
            Validity validity = Encumbrance.validityIn(word);
            uint256 expiresOn = Encumbrance.expiresIn(word);
            if (validity == Validity.InForce) {
                if (expiresOn != 0 && expiresOn < asOf) bits |= TERM_OVER;
            } else {
                bits |= validity > Validity.InForce ? ENDED : NOT_IN_FORCE;
            }
        }
        uint256 registered = Encumbrance.registeredIn(word);
        if (registered != 0) bits |= PLEDGED;
        if (Encumbrance.totalIn(word) != registered) bits |= FILED;
        uint256 locks = Encumbrance.locksIn(word);
        if (locks & PRESERVATION != 0) bits |= PRESERVED;
        if (locks & ~PRESERVATION != 0) bits |= LOCKED;
    }

    /// @notice Findings of a kind whose coverage is `from` to `through`, both 0 when never declared.
    function coverage(uint256 from, uint256 through, uint256 asOf) internal pure returns (uint256) {
        if (from == 0 || asOf < from) return NOT_COVERED;
        return asOf > through ? NOT_RECONCILED : 0;
    }
}
