// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "../support/Test.sol";
import {MarketHandler} from "./market/MarketHandler.sol";

/// @notice What holds after any acts of a whole market in any order: eighteen parties, all verbs, legal acts and refused ones.
/// forge-config: default.invariant.runs = 6
/// forge-config: default.invariant.depth = 250
contract MarketInvariants is Test {
    MarketHandler private _market;

    function setUp() public {
        _market = new MarketHandler();
        _market.setUp();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_market);
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        bytes4[] memory selectors = new bytes4[](13);
        selectors[0] = MarketHandler.fileOrEnd.selector;
        selectors[1] = MarketHandler.fileOrEnd.selector;
        selectors[2] = MarketHandler.change.selector;
        selectors[3] = MarketHandler.change.selector;
        selectors[4] = MarketHandler.change.selector;
        selectors[5] = MarketHandler.enforceOrCure.selector;
        selectors[6] = MarketHandler.govern.selector;
        selectors[7] = MarketHandler.attestOrSearch.selector;
        selectors[8] = MarketHandler.buyBack.selector;
        selectors[9] = MarketHandler.buyBack.selector;
        selectors[10] = MarketHandler.buyBack.selector;
        selectors[11] = MarketHandler.breakARule.selector;
        selectors[12] = MarketHandler.wait.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(_market), selectors);
    }

    function invariant_ranks_of_a_right_have_no_gap() public view {
        _market.checkRanks();
    }

    function invariant_a_right_is_unencumbered_if_and_only_if_no_live_pledge_covers_it() public view {
        _market.checkUnencumbered();
    }

    function invariant_a_right_of_an_exclusive_kind_has_at_most_one_live_pledge() public view {
        _market.checkExclusive();
    }

    function invariant_pledges_go_only_from_state_to_legal_state() public view {
        _market.checkTransitions();
    }

    function invariant_pledges_are_as_their_own_acts_left_them() public view {
        _market.checkPledges();
    }

    function invariant_open_commitments_stay_within_the_capital() public view {
        _market.checkOpen();
    }

    function invariant_open_commitments_and_inventory_at_cost_stay_within_the_capital() public view {
        _market.checkExposure();
    }

    function invariant_prices_on_an_obligation_keep_the_cap_on_its_principal() public view {
        _market.checkCaps();
    }

    function invariant_a_commitment_is_exercised_at_most_once() public view {
        _market.checkExercises();
    }

    function invariant_the_holder_of_a_commitment_is_the_holder_of_the_claim() public {
        _market.checkHolders();
    }

    function invariant_numbers_of_events_have_no_gap() public view {
        _market.checkNumbers();
    }

    function invariant_the_head_is_the_head_of_all_events_replayed() public view {
        _market.checkHead();
    }

    function invariant_keys_sign_only_while_they_are_live_and_their_party_is_active() public view {
        _market.checkKeys();
    }
}
