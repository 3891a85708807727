// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "../support/Test.sol";
import {RefinancingHandler} from "./RefinancingHandler.sol";

/// @notice A claim has at most one live use, and so have all claims on one right, after any acts in any order.
contract RefinancingBookInvariants is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    RefinancingHandler private _handler;

    function setUp() public {
        _handler = new RefinancingHandler();
        _handler.setUp();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory selectors = new bytes4[](7);
        selectors[0] = RefinancingHandler.offer.selector;
        selectors[1] = RefinancingHandler.offer.selector;
        selectors[2] = RefinancingHandler.take.selector;
        selectors[3] = RefinancingHandler.take.selector;
        selectors[4] = RefinancingHandler.release.selector;
        selectors[5] = RefinancingHandler.drop.selector;
        selectors[6] = RefinancingHandler.discharge.selector;
        targets[0] = FuzzSelector(address(_handler), selectors);
    }

    function invariant_a_claim_has_one_live_use() public view {
        _handler.checkUses();
    }

    function invariant_a_right_is_locked_if_and_only_if_a_claim_on_it_is_in_use() public view {
        _handler.checkLocks();
    }

    function invariant_the_head_is_the_head_of_all_events_replayed() public {
        _handler.checkHistory();
    }
}
