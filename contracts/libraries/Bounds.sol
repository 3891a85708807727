// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Bounds
/// @notice Bounds that more than one contract keeps.
library Bounds {
    /// @notice Bytes of an official number; those of the offices have 8 to 20 characters.
    uint256 internal constant NUMBER = 64;
    /// @notice Bytes of a binary CID; one with a digest of 64 bytes has 68.
    uint256 internal constant DOCUMENT = 128;
    /// @notice Pledgors of one pledge: the bits of the word in which those that own something are marked.
    uint256 internal constant PLEDGORS = 256;
    /// @notice Rights of one pledge: what one transaction can carry and one block can hold.
    uint256 internal constant RIGHTS = 1_100;
    /// @notice Written consents of others that one act carries.
    uint256 internal constant OTHERS = 64;
    /// @notice Rights that one transaction can search: nodes refuse transactions over 128 KiB.
    uint256 internal constant SEARCHED = 3_500;
    /// @notice Rights that one valuation covers; each is looked up.
    uint256 internal constant VALUED = 200;
}
