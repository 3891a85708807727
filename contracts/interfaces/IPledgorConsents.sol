// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Consent} from "./IPledgeRegistry.sol";

/// @title IPledgorConsents
/// @notice The pledgors' signed consents: each is for one pledgee with its joint pledgees, one obligation and one list of rights,
/// and serves once. It is no book: the event of the act that a consent serves for names the nonces that it spent.
interface IPledgorConsents {
    /// @notice The consent's deadline has passed in chain time.
    error ConsentExpired(uint64 pledgor, uint64 deadline, uint64 time);
    /// @notice The pledgor has already used this nonce.
    error ConsentUsed(uint64 pledgor, uint256 nonce);
    /// @notice The key is not a live key of the pledgor.
    error ConsentKeyNotLive(uint64 pledgor, address key);
    /// @notice The signature is not the key's over this consent.
    error ConsentNotSigned(uint64 pledgor, address key);

    /// @notice Spends the consents, after checking that each stands and is for exactly these parties, obligation and rights. Whether
    /// they are those of all pledgors is the caller's to check.
    /// @param pledge the pledge that is amended, 0 for a filing: a consent to the one does not serve for the other
    /// @param obligation digest of the obligation
    /// @param rights digest of the rights
    /// @custom:access-control PledgeRegistry and ChangeBook
    function use(
        Consent[] calldata consents,
        uint64 pledge,
        uint64 pledgee,
        uint64[] calldata jointPledgees,
        bytes32 obligation,
        bytes32 rights
    ) external;

    /// @notice Whether the pledgor has used the nonce.
    function consentUsed(uint64 pledgor, uint256 nonce) external view returns (bool);

    /// @notice Digest that a pledgor signs.
    function consentDigest(
        uint64 pledgor,
        uint64 pledge,
        uint64 pledgee,
        uint64[] calldata jointPledgees,
        bytes32 obligation,
        bytes32 rights,
        uint256 nonce,
        uint64 deadline
    ) external view returns (bytes32);
}
