// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "../support/Test.sol";
import {BuybackHandler} from "./BuybackHandler.sol";

/// @notice What holds after any acts in any order. The handler compares the ledger's verdict on each act with its own, and
/// replays the log after it.
contract BuybackBookInvariants is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    BuybackHandler private _handler;

    function setUp() public {
        _handler = new BuybackHandler();
        _handler.setUp();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory selectors = new bytes4[](14);
        selectors[0] = BuybackHandler.offer.selector;
        selectors[1] = BuybackHandler.accept.selector;
        selectors[2] = BuybackHandler.exercise.selector;
        selectors[3] = BuybackHandler.pay.selector;
        selectors[4] = BuybackHandler.settle.selector;
        selectors[5] = BuybackHandler.resell.selector;
        selectors[6] = BuybackHandler.lapse.selector;
        selectors[7] = BuybackHandler.waive.selector;
        selectors[8] = BuybackHandler.revise.selector;
        selectors[9] = BuybackHandler.setCap.selector;
        selectors[10] = BuybackHandler.assign.selector;
        selectors[11] = BuybackHandler.default_.selector;
        selectors[12] = BuybackHandler.cure.selector;
        selectors[13] = BuybackHandler.wait.selector;
        targets[0] = FuzzSelector(address(_handler), selectors);
    }

    /// forge-config: default.invariant.depth = 250
    /// forge-config: mutation.invariant.depth = 40
    function invariant_exposure_stays_within_the_capital() public view {
        _handler.checkFunds();
    }

    /// forge-config: default.invariant.depth = 250
    /// forge-config: mutation.invariant.depth = 40
    function invariant_open_prices_keep_the_cap() public view {
        _handler.checkCaps();
    }

    /// forge-config: default.invariant.depth = 250
    /// forge-config: mutation.invariant.depth = 40
    function invariant_commitments_are_exercised_once_and_by_the_claims_holder() public view {
        _handler.checkCommitments();
    }
}
