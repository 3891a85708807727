// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "../support/Test.sol";
import {ValuationHandler} from "./ValuationHandler.sol";

/// @notice What holds after any acts in any order. The handler compares the ledger's verdict on each act with its own, and
/// replays the log after it.
contract ValuationBookInvariants is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    ValuationHandler private _handler;

    function setUp() public {
        _handler = new ValuationHandler();
        _handler.setUp();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory selectors = new bytes4[](4);
        selectors[0] = ValuationHandler.engage.selector;
        selectors[1] = ValuationHandler.deliver.selector;
        selectors[2] = ValuationHandler.abandon.selector;
        selectors[3] = ValuationHandler.share.selector;
        targets[0] = FuzzSelector(address(_handler), selectors);
    }

    function invariant_a_result_follows_its_engagement_and_comes_once() public view {
        _handler.checkResults();
    }

    function invariant_abandoned_engagements_stay() public view {
        _handler.checkNothingIsLost();
    }

    function invariant_only_the_parties_read_and_whom_they_allowed() public view {
        _handler.checkReaders();
    }
}
