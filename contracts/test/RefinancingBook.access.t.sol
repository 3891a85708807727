// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IBook} from "./LedgerFixture.sol";
import {IRefinancingBook, RefinancingFixture, RefinancingKind} from "./RefinancingFixture.sol";

/// @notice Every verb of the refinancing book, called by everyone who may not.
contract RefinancingBookAccessTest is RefinancingFixture {
    function test_nobody_without_the_verb_calls_it() public {
        bytes[] memory calls = _calls();
        address[5] memory callers = [GOVERNOR, STRANGER, SEARCHER_KEY, OFFICE_KEY, address(refinancings)];
        for (uint256 index = 0; index < calls.length; ++index) {
            for (uint256 caller = 0; caller < callers.length; ++caller) {
                _unauthorised(callers[caller]);
                _call(callers[caller], calls[index]);
            }
        }
    }

    function test_governance_that_is_granted_a_partys_verb_still_is_no_party() public {
        bytes[] memory calls = _calls();
        for (uint256 index = 0; index < calls.length; ++index) {
            _grant(address(refinancings), bytes4(calls[index]), GOVERNANCE);
            _refused(abi.encodeWithSelector(IBook.UnknownKey.selector, GOVERNOR));
            _call(GOVERNOR, calls[index]);
        }
    }

    function test_readings_of_what_is_not_there_are_empty() public view {
        same(uint256(refinancings.refinancingOf(0).state), 0, "state");
        check(!refinancings.eligibilityOf(0, 0).eligible, "eligible");
        same(address(refinancings.PLEDGES()), address(pledges), "pledges");
        same(address(refinancings.ASSETS()), address(assets), "assets");
        same(refinancings.RULE_SET(), 1, "rule set");
    }

    function _call(address caller, bytes memory data) private {
        vm.prank(caller);
        (bool done, ) = address(refinancings).call(data);
        // Forge turns an expected revert of a low-level call into success.
        check(done, "the call was not refused as expected");
    }

    function _calls() private returns (bytes[] memory calls) {
        uint64 id = _offer(RefinancingKind.Pool);
        calls = new bytes[](5);
        calls[0] = abi.encodeCall(IRefinancingBook.assessEligibility, (pledge, true, 0, _act()));
        calls[1] = abi.encodeCall(IRefinancingBook.offerClaim, (pledge, _terms(RefinancingKind.Pool), _act()));
        calls[2] = abi.encodeCall(IRefinancingBook.dropClaim, (id, _act()));
        calls[3] = abi.encodeCall(IRefinancingBook.takeClaim, (id, pledged, _act()));
        calls[4] = abi.encodeCall(IRefinancingBook.releaseClaim, (id, pledged, _act()));
    }
}
