// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAssetRegistry} from "../interfaces/IAssetRegistry.sol";
import {FieldName} from "./FieldName.sol";

/// @title SortedKeys
/// @notice Strictly ascending lists. One order means one digest for one set, and no entry twice.
library SortedKeys {
    using FieldName for bytes32;

    /// @notice Reverts unless each key is above its predecessor.
    /// @param field name of the list, for the error
    function requireAscending(bytes32[] calldata keys, bytes32 field) internal pure {
        for (uint256 index = 1; index < keys.length; ++index) {
            if (keys[index] <= keys[index - 1]) revert IAssetRegistry.NotAscending(field.text(), index);
        }
    }

    /// @notice Reverts unless each id is above its predecessor; 0 is no id.
    /// @param field name of the list, for the error
    function requireAscending(uint64[] calldata ids, bytes32 field) internal pure {
        uint64 previous = 0;
        for (uint256 index = 0; index < ids.length; ++index) {
            if (ids[index] <= previous) revert IAssetRegistry.NotAscending(field.text(), index);
            previous = ids[index];
        }
    }

    /// @notice Place of `id` in an ascending list; its length when absent.
    function indexOf(uint64[] calldata ids, uint64 id) internal pure returns (uint256) {
        uint256 low = 0;
        uint256 high = ids.length;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (ids[middle] < id) low = middle + 1;
            else high = middle;
        }
        return low < ids.length && ids[low] == id ? low : ids.length;
    }

    /// @notice The ascending list `all` without the entries of the ascending list `removed`.
    /// @return rest what remains, in order
    /// @return missing number of entries of `removed` that were found before the first that `all` does not hold;
    /// removed.length when it holds them all
    function without(
        bytes32[] calldata all,
        bytes32[] calldata removed
    ) internal pure returns (bytes32[] memory rest, uint256 missing) {
        if (removed.length > all.length) return (rest, 0);
        rest = new bytes32[](all.length - removed.length);
        uint256 kept = 0;
        uint256 found = 0;
        for (uint256 index = 0; index < all.length; ++index) {
            if (found < removed.length && all[index] == removed[found]) {
                ++found;
            } else {
                // More kept than remain by count: some entry of `removed` is not in `all`.
                if (kept == rest.length) return (rest, found);
                rest[kept++] = all[index];
            }
        }
        return (rest, found);
    }

    /// @notice The ascending lists `all` and `added` as one.
    /// @return merged both, in order
    /// @return twice place in `added` of the first entry that `all` holds too; added.length when it holds none of them
    function merge(
        bytes32[] calldata all,
        bytes32[] calldata added
    ) internal pure returns (bytes32[] memory merged, uint256 twice) {
        merged = new bytes32[](all.length + added.length);
        uint256 left = 0;
        uint256 right = 0;
        for (uint256 index = 0; index < merged.length; ++index) {
            if (right == added.length || (left < all.length && all[left] < added[right])) {
                merged[index] = all[left++];
            } else {
                if (left < all.length && all[left] == added[right]) return (merged, right);
                merged[index] = added[right++];
            }
        }
        return (merged, added.length);
    }

    /// @notice Digest of a list of asset keys: keccak256(abi.encodePacked(keys)).
    function digest(bytes32[] memory keys) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(keys));
    }

    /// @notice Digest of a list of party ids: keccak256(abi.encodePacked(ids)), where each id fills a word of 32 bytes.
    function digest(uint64[] memory ids) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(ids));
    }
}
