// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title RollingHash
/// @notice The hash chain over all events of the ledger: whoever has every event can recompute it, and nobody who misses one can.
library RollingHash {
    /// @notice Head before the first event; it binds the chain and the log, so that no other history has the same heads.
    function genesis(uint256 chainId, address log) internal pure returns (bytes32) {
        return keccak256(abi.encode(chainId, log));
    }

    /// @notice Head after one more event of `book`.
    function next(
        bytes32 head,
        uint64 sequence,
        address book,
        bytes32 topic0,
        bytes32 topic2,
        bytes32 topic3,
        bytes32 dataHash
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(head, sequence, book, topic0, topic2, topic3, dataHash));
    }
}
