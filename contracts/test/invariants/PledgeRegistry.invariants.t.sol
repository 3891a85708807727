// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "../support/Test.sol";
import {PledgeHandler} from "./PledgeHandler.sol";

/// @notice What holds after any acts in any order. The handler replays the log after each of its acts.
contract PledgeRegistryInvariants is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    PledgeHandler private _handler;

    function setUp() public {
        _handler = new PledgeHandler();
        _handler.setUp();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory selectors = new bytes4[](15);
        selectors[0] = PledgeHandler.file.selector;
        selectors[1] = PledgeHandler.register.selector;
        selectors[2] = PledgeHandler.migrate.selector;
        selectors[3] = PledgeHandler.refuse.selector;
        selectors[4] = PledgeHandler.withdraw.selector;
        selectors[5] = PledgeHandler.releasePart.selector;
        selectors[6] = PledgeHandler.discharge.selector;
        selectors[7] = PledgeHandler.cancel.selector;
        selectors[8] = PledgeHandler.revoke.selector;
        selectors[9] = PledgeHandler.addRight.selector;
        selectors[10] = PledgeHandler.subordinate.selector;
        selectors[11] = PledgeHandler.declareDefault.selector;
        selectors[12] = PledgeHandler.cure.selector;
        selectors[13] = PledgeHandler.enforce.selector;
        selectors[14] = PledgeHandler.realise.selector;
        targets[0] = FuzzSelector(address(_handler), selectors);
    }

    function invariant_rights_bear_their_live_pledges_in_rank_order() public view {
        _handler.checkEncumbrances();
    }

    function invariant_pledges_are_on_their_rights_only_while_they_live() public view {
        _handler.checkStates();
    }

    function invariant_exclusive_rights_bear_at_most_one_pledge() public view {
        _handler.checkExclusive();
    }

    function invariant_pledges_go_only_from_state_to_legal_state() public view {
        _handler.checkTransitions();
    }
}
