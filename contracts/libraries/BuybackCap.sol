// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title BuybackCap
/// @notice The cap on certified buyback prices: all open prices on one secured obligation together stay within so many basis
/// points of the principal that is drawn and outstanding. Compared by cross-multiplication, so that nothing is rounded.
library BuybackCap {
    /// @notice The whole, in basis points.
    uint32 internal constant WHOLE = 10_000;
    /// @notice The cap until the governance sets another (M-CAM's: at most 75% of the financing).
    uint32 internal constant USUAL = 7_500;

    /// @notice Whether `committed` is at most `cap` basis points of `principal`.
    /// @param committed sum of two amounts of 128 bits at most
    function holds(uint256 committed, uint128 principal, uint32 cap) internal pure returns (bool) {
        return committed * WHOLE <= uint256(principal) * cap;
    }
}
