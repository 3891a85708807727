// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Right, RightKind} from "../../interfaces/IAssetRegistry.sol";
import {AssetKey} from "../../libraries/AssetKey.sol";
import {Test} from "../support/Test.sol";

contract AssetKeyTest is Test {
    /// @dev The vectors were computed in Python, which derives keys with them too.
    function test_keys_are_those_of_the_shared_vectors() public view {
        string memory json = vm.readFile("tests/vectors/asset_keys.json");
        uint256 count = 0;
        for (; vm.keyExistsJson(json, _at(count, "")); ++count) {
            Right memory right = Right(
                bytes2(bytes(vm.parseJsonString(json, _at(count, ".jurisdiction")))),
                RightKind(vm.parseJsonUint(json, _at(count, ".kind"))),
                vm.parseJsonString(json, _at(count, ".number"))
            );
            same(this.derive(right), vm.parseJsonBytes32(json, _at(count, ".key")), _at(count, " key"));
        }
        check(count >= 28, "vectors are missing");
    }

    function testFuzz_is_the_hash_of_the_encoding(bytes2 jurisdiction, uint8 kind, string calldata number) public view {
        RightKind rightKind = RightKind(within(kind, 0, uint256(type(RightKind).max)));
        same(
            this.derive(Right(jurisdiction, rightKind, number)),
            keccak256(abi.encode(jurisdiction, uint8(rightKind), number)),
            "key"
        );
    }

    function testFuzz_kinds_have_keys_of_their_own(bytes2 jurisdiction, uint8 kind, uint8 other) public pure {
        RightKind first = RightKind(within(kind, 0, uint256(type(RightKind).max)));
        RightKind second = RightKind(within(other, 0, uint256(type(RightKind).max)));
        bool equal = AssetKey.deriveKind(jurisdiction, first) == AssetKey.deriveKind(jurisdiction, second);
        check(equal == (first == second), "kind");
    }

    function derive(Right calldata right) external pure returns (bytes32) {
        return AssetKey.derive(right);
    }

    function _at(uint256 index, string memory field) private pure returns (string memory) {
        return string.concat("$[", vm.toString(index), "]", field);
    }
}
