// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {RollingHash} from "../../libraries/RollingHash.sol";
import {Test} from "../support/Test.sol";

contract RollingHashTest is Test {
    /// @dev Computed in Python with eth_abi and eth_utils.
    function test_is_what_python_computes() public pure {
        bytes32 head = RollingHash.genesis(31337, address(0x1111111111111111111111111111111111111111));
        same(head, 0x0204549ce22d73e35cd73755b3604a3d5cbe94aa7737e5627b43158b9958efc6, "genesis");
        head = RollingHash.next(
            head,
            1,
            address(0x2222222222222222222222222222222222222222),
            bytes32(uint256(3)),
            bytes32(uint256(4)),
            bytes32(uint256(5)),
            keccak256("data")
        );
        same(head, 0xee44a18c964488b2ca3ffa42444da0f5f0acc038c6e7f54ccdfe56927332ba24, "next");
    }

    function testFuzz_no_two_chains_or_logs_start_alike(
        uint64 chain,
        uint64 other,
        address log,
        address second
    ) public pure {
        vm.assume(chain != other || log != second);
        check(RollingHash.genesis(chain, log) != RollingHash.genesis(other, second), "genesis");
    }

    function testFuzz_the_order_of_events_is_bound(bytes32 head, bytes32 first, bytes32 second) public pure {
        vm.assume(first != second);
        bytes32 one = RollingHash.next(
            RollingHash.next(head, 1, address(1), 0, 0, 0, first),
            2,
            address(1),
            0,
            0,
            0,
            second
        );
        bytes32 other = RollingHash.next(
            RollingHash.next(head, 1, address(1), 0, 0, 0, second),
            2,
            address(1),
            0,
            0,
            0,
            first
        );
        check(one != other, "order");
    }
}
