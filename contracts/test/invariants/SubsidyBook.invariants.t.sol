// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "../support/Test.sol";
import {SubsidyHandler} from "./SubsidyHandler.sol";

/// @notice A pledge is subsidised once for a programme and period, and no budget is exceeded, after any acts in any order.
contract SubsidyBookInvariants is Test {
    SubsidyHandler private _handler;

    function setUp() public {
        _handler = new SubsidyHandler();
        _handler.setUp();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        bytes4[] memory selectors = new bytes4[](4);
        selectors[0] = SubsidyHandler.claim.selector;
        selectors[1] = SubsidyHandler.decide.selector;
        selectors[2] = SubsidyHandler.pay.selector;
        selectors[3] = SubsidyHandler.revise.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(_handler), selectors);
    }

    function invariant_a_subsidy_is_taken_once_for_a_programme_pledge_and_period() public view {
        _handler.checkOnce();
    }

    function invariant_what_is_granted_stays_within_the_budget() public view {
        _handler.checkBudget();
    }

    function invariant_the_head_is_the_head_of_all_events_replayed() public {
        _handler.checkHistory();
    }
}
