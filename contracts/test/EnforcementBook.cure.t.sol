// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IEnforcementBook, IPledgeRegistry, LedgerFixture, PledgeState} from "./LedgerFixture.sol";

contract EnforcementBookCureTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 3);
        _pledge = _registered(_pledged);
    }

    function test_cures_and_the_pledge_may_default_again() public {
        _default(_pledge);
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(enforcement));
        emit IEnforcementBook.PledgeCured(next, _pledge, bank, _act(), 1);
        _cure(BANK_KEY);
        check(pledges.pledgeOf(_pledge).state == PledgeState.Registered, "state");
        _default(_pledge);
        _assertHistory();
    }

    function test_refuses_another_pledgee() public {
        _default(_pledge);
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, _pledge, bank, otherBank));
        _cure(OTHER_BANK_KEY);
    }

    function test_refuses_every_other_state() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            if (state == uint256(PledgeState.Defaulted)) continue;
            _setState(_pledge, PledgeState(state));
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _cure(BANK_KEY);
        }
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _cure(BANK_KEY);
    }

    function _cure(address key) private {
        vm.prank(key);
        enforcement.cure(_pledge, _act());
    }
}
