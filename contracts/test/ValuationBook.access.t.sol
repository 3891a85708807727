// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AbandonReason, IBook, IValuationBook, ValuationFixture} from "./ValuationFixture.sol";

/// @notice Every verb of the valuation book, called by everyone who may not.
contract ValuationBookAccessTest is ValuationFixture {
    uint64 private _engagement;

    function setUp() public override {
        super.setUp();
        _engagement = _engaged();
    }

    function test_nobody_without_the_verb_calls_it() public {
        bytes[] memory calls = _calls();
        address[5] memory callers = [GOVERNOR, STRANGER, SEARCHER_KEY, OFFICE_KEY, address(valuations)];
        for (uint256 index = 0; index < calls.length; ++index) {
            for (uint256 caller = 0; caller < callers.length; ++caller) _refusedTo(callers[caller], calls[index]);
        }
    }

    function test_no_suspended_party_and_no_revoked_key_acts() public {
        _suspend(owner);
        _revokeKey(appraiser, APPRAISER_KEY);
        bytes[] memory calls = _calls();
        for (uint256 index = 0; index < calls.length; ++index) {
            _refusedTo(APPRAISER_KEY, calls[index]);
            _refusedTo(clientKey, calls[index]);
        }
    }

    function test_governance_that_is_granted_a_partys_verb_still_is_no_party() public {
        bytes[] memory calls = _calls();
        for (uint256 index = 0; index < calls.length; ++index) {
            _grant(address(valuations), bytes4(calls[index]), GOVERNANCE);
            _refused(abi.encodeWithSelector(IBook.UnknownKey.selector, GOVERNOR));
            _call(GOVERNOR, calls[index]);
        }
    }

    function test_readings_of_what_is_not_there_are_empty() public view {
        same(uint256(valuations.engagementOf(0).state), 0, "state");
        same(address(valuations.ASSETS()), address(assets), "assets");
        same(valuations.RULE_SET(), 1, "rule set");
    }

    function _refusedTo(address caller, bytes memory data) private {
        _unauthorised(caller);
        _call(caller, data);
    }

    function _call(address caller, bytes memory data) private {
        vm.prank(caller);
        (bool done, ) = address(valuations).call(data);
        // Forge turns an expected revert of a low-level call into success.
        check(done, "the call was not refused as expected");
    }

    function _calls() private view returns (bytes[] memory calls) {
        uint64 id = _engagement;
        calls = new bytes[](5);
        calls[0] = abi.encodeCall(IValuationBook.engage, (valued, _terms(), _act()));
        calls[1] = abi.encodeCall(IValuationBook.deliver, (id, _result(), _act()));
        calls[2] = abi.encodeCall(IValuationBook.abandon, (id, AbandonReason.Other, 0, 0, SALT, _act()));
        calls[3] = abi.encodeCall(IValuationBook.allowReader, (id, bank, _act()));
        calls[4] = abi.encodeCall(IValuationBook.withdrawReader, (id, bank, _act()));
    }
}
