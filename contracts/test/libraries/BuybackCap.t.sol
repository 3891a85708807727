// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {BuybackCap} from "../../libraries/BuybackCap.sol";
import {Test} from "../support/Test.sol";

contract BuybackCapTest is Test {
    function test_the_cap_is_met_to_the_fen() public pure {
        check(BuybackCap.holds(750_000_000, 1_000_000_000, 7_500), "at the cap");
        check(!BuybackCap.holds(750_000_001, 1_000_000_000, 7_500), "one over");
        check(BuybackCap.holds(7, 10, 7_500), "rounded down by hand");
        check(!BuybackCap.holds(8, 10, 7_500), "rounded up by hand");
        check(BuybackCap.holds(0, 0, 1) && !BuybackCap.holds(1, 0, 10_000), "nothing drawn");
    }

    /// @dev The rule by division: the largest sum that keeps it is the floor of the share.
    function testFuzz_the_cap_is_the_floor_of_the_share(uint128 principal, uint32 cap, uint256 over) public pure {
        cap = uint32(within(cap, 1, BuybackCap.WHOLE));
        uint256 most = (uint256(principal) * cap) / BuybackCap.WHOLE;
        check(BuybackCap.holds(most, principal, cap), "at most");
        check(!BuybackCap.holds(most + within(over, 1, type(uint128).max), principal, cap), "more");
        check(most <= principal, "never more than is drawn");
    }
}
