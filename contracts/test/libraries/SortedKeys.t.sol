// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAssetRegistry} from "../../interfaces/IAssetRegistry.sol";
import {SortedKeys} from "../../libraries/SortedKeys.sol";
import {Test} from "../support/Test.sol";

contract SortedKeysTest is Test {
    function testFuzz_without_takes_out_exactly_the_marked(uint8 size, uint256 marks) public view {
        bytes32[] memory all = _ascending(size);
        bytes32[] memory removed = new bytes32[](all.length);
        bytes32[] memory expected = new bytes32[](all.length);
        uint256 gone = 0;
        uint256 kept = 0;
        for (uint256 index = 0; index < all.length; ++index) {
            if ((marks >> index) & 1 == 1) removed[gone++] = all[index];
            else expected[kept++] = all[index];
        }
        _cut(removed, gone);
        _cut(expected, kept);
        (bytes32[] memory rest, uint256 found) = this.without(all, removed);
        same(found, gone, "all were found");
        same(SortedKeys.digest(rest), SortedKeys.digest(expected), "rest");
    }

    function testFuzz_without_names_the_first_that_is_missing(uint8 size, uint256 place) public view {
        bytes32[] memory all = _ascending(size);
        if (all.length == 0) return;
        bytes32[] memory removed = new bytes32[](all.length);
        for (uint256 index = 0; index < all.length; ++index) removed[index] = all[index];
        place = within(place, 0, all.length - 1);
        // Every second number is a key, so this one is not, and the order stays.
        removed[place] = bytes32(uint256(removed[place]) + 1);
        (, uint256 found) = this.without(all, removed);
        same(found, place, "place of the missing one");
    }

    function test_without_more_than_there_is_finds_nothing() public view {
        (, uint256 found) = this.without(_ascending(1), _ascending(2));
        same(found, 0, "found");
    }

    function testFuzz_merge_undoes_without(uint8 size, uint256 marks) public view {
        bytes32[] memory all = _ascending(size);
        bytes32[] memory left = new bytes32[](all.length);
        bytes32[] memory right = new bytes32[](all.length);
        uint256 lefts = 0;
        uint256 rights = 0;
        for (uint256 index = 0; index < all.length; ++index) {
            if ((marks >> index) & 1 == 1) right[rights++] = all[index];
            else left[lefts++] = all[index];
        }
        _cut(left, lefts);
        _cut(right, rights);
        (bytes32[] memory merged, uint256 twice) = this.merge(left, right);
        same(twice, rights, "nothing twice");
        same(SortedKeys.digest(merged), SortedKeys.digest(all), "merged");
    }

    function testFuzz_merge_names_the_first_that_is_twice(uint8 size, uint256 place) public view {
        bytes32[] memory all = _ascending(size);
        if (all.length == 0) return;
        bytes32[] memory added = _ascending(size);
        place = within(place, 0, all.length - 1);
        for (uint256 index = 0; index < place; ++index) added[index] = bytes32(uint256(added[index]) + 1);
        (, uint256 twice) = this.merge(all, added);
        same(twice, place, "place of the first one twice");
    }

    function testFuzz_index_of(uint8 size, uint64 id) public view {
        uint64[] memory ids = new uint64[](size);
        for (uint64 index = 0; index < size; ++index) ids[index] = 2 * index + 1;
        id = uint64(within(id, 0, 2 * uint256(size) + 2));
        uint256 expected = id % 2 == 1 && id / 2 < size ? id / 2 : size;
        same(this.indexOf(ids, id), expected, "place");
    }

    function testFuzz_requires_ascending_keys(bytes32[] calldata keys) public {
        for (uint256 index = 1; index < keys.length; ++index) {
            if (keys[index] > keys[index - 1]) continue;
            vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "rights", index));
            break;
        }
        this.requireAscending(keys, "rights");
    }

    function test_requires_ascending_ids_from_1() public {
        uint64[] memory ids = new uint64[](2);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "owners", 0));
        this.requireAscending(ids, "owners");
        (ids[0], ids[1]) = (2, 2);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "owners", 1));
        this.requireAscending(ids, "owners");
        ids[1] = type(uint64).max;
        this.requireAscending(ids, "owners");
    }

    function testFuzz_digest_of_ids_is_over_words(uint64 first, uint64 second) public pure {
        uint64[] memory ids = new uint64[](2);
        (ids[0], ids[1]) = (first, second);
        same(SortedKeys.digest(ids), keccak256(abi.encode(first, second)), "digest");
    }

    function without(
        bytes32[] calldata all,
        bytes32[] calldata removed
    ) external pure returns (bytes32[] memory, uint256) {
        return SortedKeys.without(all, removed);
    }

    function merge(bytes32[] calldata all, bytes32[] calldata added) external pure returns (bytes32[] memory, uint256) {
        return SortedKeys.merge(all, added);
    }

    function indexOf(uint64[] calldata ids, uint64 id) external pure returns (uint256) {
        return SortedKeys.indexOf(ids, id);
    }

    function requireAscending(bytes32[] calldata keys, bytes32 field) external pure {
        SortedKeys.requireAscending(keys, field);
    }

    function requireAscending(uint64[] calldata ids, bytes32 field) external pure {
        SortedKeys.requireAscending(ids, field);
    }

    function _ascending(uint256 size) private pure returns (bytes32[] memory keys) {
        keys = new bytes32[](size);
        for (uint256 index = 0; index < size; ++index) keys[index] = bytes32(2 * index);
    }

    function _cut(bytes32[] memory list, uint256 length) private pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(list, length)
        }
    }
}
