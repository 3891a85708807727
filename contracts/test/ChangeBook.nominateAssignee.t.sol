// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ChangeKind, IPledgeRegistry, LedgerFixture, PledgeState, PledgeView, IChangeBook} from "./LedgerFixture.sol";

contract ChangeBookNominateAssigneeTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 3);
        _pledge = _registered(_pledged);
    }

    function test_nominates() public {
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(changes));
        emit IChangeBook.AssignmentNominated(next, _pledge, bank, fund, _act(), 1);
        _nominate(BANK_KEY, fund);
        PledgeView memory pledge = pledges.pledgeOf(_pledge);
        check(pledge.pendingChange == ChangeKind.Assignment, "pending");
        same(pledge.pendingDigest, bytes32(uint256(fund)), "assignee");
        same(pledge.pledgee, bank, "the pledgee stays until it is recorded");
        _assertHistory();
    }

    function test_refuses_who_cannot_accept() public {
        uint64[5] memory others = [uint64(0), bank, owner, office, type(uint64).max];
        for (uint256 index = 0; index < others.length; ++index) {
            _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "assignee", others[index]));
            _nominate(BANK_KEY, others[index]);
        }
        _suspend(otherBank);
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "assignee", otherBank));
        _nominate(BANK_KEY, otherBank);
    }

    function test_refuses_a_second_change() public {
        _nominate(BANK_KEY, fund);
        _refused(abi.encodeWithSelector(IPledgeRegistry.ChangePending.selector, _pledge, ChangeKind.Assignment));
        _nominate(BANK_KEY, otherBank);
    }

    function test_refuses_another_pledgee() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, _pledge, bank, otherBank));
        _nominate(OTHER_BANK_KEY, fund);
    }

    function test_refuses_states_that_are_not_live() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            _setState(_pledge, PledgeState(state));
            bool live = state >= uint256(PledgeState.Registered) && state <= uint256(PledgeState.Enforcing);
            if (live) continue;
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _nominate(BANK_KEY, fund);
        }
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _nominate(BANK_KEY, fund);
    }

    function _nominate(address key, uint64 assignee) private {
        vm.prank(key);
        changes.nominateAssignee(_pledge, assignee, _act());
    }
}
