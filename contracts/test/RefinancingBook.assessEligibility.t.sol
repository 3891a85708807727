// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPledgeRegistry, PledgeState} from "./LedgerFixture.sol";
import {EligibilityView, IRefinancingBook, RefinancingFixture} from "./RefinancingFixture.sol";

/// @notice What a central bank says of a pledged claim.
contract RefinancingBookAssessEligibilityTest is RefinancingFixture {
    function test_keeps_the_newest_word_of_each_central_bank() public {
        vm.expectEmit(true, true, true, true, address(refinancings));
        emit IRefinancingBook.EligibilityAssessed(log.sequence() + 1, pledge, central, true, 3_000, _act(), 1);
        _assess(true, 3_000);
        _assertWord(true, 3_000);
        _assess(true, 9_999);
        _assertWord(true, 9_999);
        _assess(false, 0);
        _assertWord(false, 0);
        _assertHistory();
    }

    function test_refuses_a_haircut_of_the_whole_or_of_nothing_eligible() public {
        _refused(abi.encodeWithSelector(IRefinancingBook.InvalidHaircut.selector, 10_000, 9_999));
        _assess(true, 10_000);
        _refused(abi.encodeWithSelector(IRefinancingBook.InvalidHaircut.selector, 1, 0));
        _assess(false, 1);
    }

    function test_refuses_a_pledge_that_is_not_live() public {
        _setState(pledge, PledgeState.Filed);
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, pledge, PledgeState.Filed));
        _assess(true, 0);
        pledge = 7;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 7));
        _assess(true, 0);
    }

    function test_is_a_central_banks_alone() public {
        address[4] memory callers = [BANK_KEY, TRUSTEE_KEY, OFFICE_KEY, GOVERNOR];
        for (uint256 index = 0; index < callers.length; ++index) {
            _unauthorised(callers[index]);
            vm.prank(callers[index]);
            refinancings.assessEligibility(pledge, true, 0, _act());
        }
    }

    function _assertWord(bool eligible, uint32 haircut) private view {
        EligibilityView memory word = refinancings.eligibilityOf(pledge, central);
        check(word.eligible == eligible, "eligible");
        same(word.haircut, haircut, "haircut");
        check(!refinancings.eligibilityOf(pledge, trustee).eligible, "of nobody else");
    }
}
