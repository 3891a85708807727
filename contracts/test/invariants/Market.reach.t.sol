// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Test} from "../support/Test.sol";
import {MarketHandler} from "./market/MarketHandler.sol";

/// @notice A long campaign with a fixed seed: a handler that never reaches a verb proves nothing of it.
contract MarketReach is Test {
    /// @dev Forge's own event for what a test prints.
    // solhint-disable-next-line event-name-capwords, gas-indexed-events
    event log_named_uint(string name, uint256 count);

    uint256 private constant LENGTH = 3_000;
    uint256 private constant LEAST = 3;

    MarketHandler private _market;
    string private _starved;

    function setUp() public {
        _market = new MarketHandler();
        _market.setUp();
    }

    function test_a_long_history_keeps_every_invariant_and_starves_no_verb_and_no_refusal() public {
        for (uint256 step = 0; step < LENGTH; ++step) {
            _step(uint256(keccak256(abi.encode("market", step))));
            if (step % 50 == 49) _checkAll();
        }
        string[59] memory verbs = _market.verbs();
        for (uint256 index = 0; index < verbs.length; ++index) _reached(verbs[index]);
        string[7] memory paths = _market.paths();
        for (uint256 index = 0; index < paths.length; ++index) _reached(paths[index]);
        string[19] memory refusals = _market.refusals();
        for (uint256 index = 0; index < refusals.length; ++index) _reached(refusals[index]);
        check(bytes(_starved).length == 0, string.concat("starved:", _starved));
    }

    /// @dev What this long a history leads to, the short ones of the invariants seldom meet.
    function _checkAll() private {
        _market.checkRanks();
        _market.checkUnencumbered();
        _market.checkExclusive();
        _market.checkTransitions();
        _market.checkPledges();
        _market.checkOpen();
        _market.checkExposure();
        _market.checkCaps();
        _market.checkExercises();
        _market.checkHolders();
        _market.checkNumbers();
        _market.checkHead();
        _market.checkKeys();
    }

    /// @dev `forge test -vv` prints the counts.
    function _reached(string memory name) private {
        uint256 count = _market.done(name);
        emit log_named_uint(name, count);
        if (count < LEAST) _starved = string.concat(_starved, " ", name);
    }

    function _step(uint256 seed) private {
        uint256 group = (seed >> 200) % 14;
        if (group < 2) _market.fileOrEnd(seed);
        else if (group < 5) _market.change(seed);
        else if (group < 6) _market.enforceOrCure(seed);
        else if (group < 7) _market.govern(seed);
        else if (group < 8) _market.attestOrSearch(seed);
        else if (group < 11) _market.buyBack(seed);
        else if (group < 13) _market.breakARule(seed);
        else _market.wait(seed);
    }
}
