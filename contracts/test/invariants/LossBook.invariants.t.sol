// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "../support/Test.sol";
import {RiskHandler} from "./RiskHandler.sol";

/// @notice What holds of schemes, pools and losses after any acts in any order.
contract LossBookInvariants is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    RiskHandler private _handler;

    function setUp() public {
        _handler = new RiskHandler();
        _handler.setUp();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory selectors = new bytes4[](10);
        selectors[0] = RiskHandler.cover.selector;
        selectors[1] = RiskHandler.uncover.selector;
        selectors[2] = RiskHandler.lose.selector;
        selectors[3] = RiskHandler.pay.selector;
        selectors[4] = RiskHandler.confirm.selector;
        selectors[5] = RiskHandler.recover.selector;
        selectors[6] = RiskHandler.subrogate.selector;
        selectors[7] = RiskHandler.fill.selector;
        // What leads on is drawn more often.
        selectors[8] = RiskHandler.pay.selector;
        selectors[9] = RiskHandler.confirm.selector;
        targets[0] = FuzzSelector(address(_handler), selectors);
    }

    /// forge-config: default.invariant.depth = 150
    /// forge-config: mutation.invariant.depth = 40
    function invariant_shares_are_the_loss_and_nobody_gets_back_more_than_it_bore() public view {
        _handler.checkLosses();
    }

    /// forge-config: default.invariant.depth = 150
    /// forge-config: mutation.invariant.depth = 40
    function invariant_nobody_bears_more_than_its_caps() public view {
        _handler.checkCaps();
    }

    /// forge-config: default.invariant.depth = 150
    /// forge-config: mutation.invariant.depth = 40
    function invariant_pools_hold_what_they_set_aside() public view {
        _handler.checkPools();
    }

    /// forge-config: default.invariant.depth = 150
    /// forge-config: mutation.invariant.depth = 40
    function invariant_a_scheme_covers_what_its_pledges_say() public view {
        _handler.checkCover();
    }
}
