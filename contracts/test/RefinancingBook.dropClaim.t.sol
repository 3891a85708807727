// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IRefinancingBook, RefinancingFixture, RefinancingKind, RefinancingState} from "./RefinancingFixture.sol";

/// @notice An offer is taken back or declined.
contract RefinancingBookDropClaimTest is RefinancingFixture {
    function test_either_side_drops_an_offer() public {
        address[2] memory sides = [BANK_KEY, TRUSTEE_KEY];
        for (uint256 index = 0; index < sides.length; ++index) {
            uint64 refinancing = _offer(RefinancingKind.Pool);
            uint64 side = parties.partyOf(sides[index]);
            vm.expectEmit(true, true, true, true, address(refinancings));
            emit IRefinancingBook.ClaimDropped(log.sequence() + 1, refinancing, side, _act(), 1);
            _drop(sides[index], refinancing);
            _assertState(refinancing, RefinancingState.Dropped);
            _wrong(refinancing, RefinancingState.Dropped);
            _take(TRUSTEE_KEY, refinancing);
        }
        _assertHistory();
    }

    function test_refuses_others_and_what_is_no_offer() public {
        uint64 refinancing = _offer(RefinancingKind.Pool);
        _notTheUser(refinancing, trustee, SPONSOR_KEY);
        _drop(SPONSOR_KEY, refinancing);
        _take(TRUSTEE_KEY, refinancing);
        _wrong(refinancing, RefinancingState.Live);
        _drop(BANK_KEY, refinancing);
        _refused(abi.encodeWithSelector(IRefinancingBook.UnknownRefinancing.selector, 5));
        _drop(BANK_KEY, 5);
    }
}
