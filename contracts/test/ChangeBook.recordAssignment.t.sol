// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Act,
    CancellationGround,
    ChangeKind,
    IPledgeRegistry,
    LedgerFixture,
    PledgeState,
    PledgeView,
    IChangeBook
} from "./LedgerFixture.sol";

contract ChangeBookRecordAssignmentTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 3);
        _pledge = _registered(_pledged);
    }

    function test_records_an_accepted_assignment() public {
        _nominate(fund);
        _accept(FUND_KEY);
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(changes));
        emit IChangeBook.PledgeAssigned(next, _pledge, office, bank, fund, _officeAct(), 1);
        _recordAs(OFFICE_KEY, _officeAct());
        PledgeView memory pledge = pledges.pledgeOf(_pledge);
        same(pledge.pledgee, fund, "pledgee");
        check(pledge.pendingChange == ChangeKind.None && pledge.pendingDigest == 0, "nothing pending");
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, _pledge, fund, bank));
        vm.prank(BANK_KEY);
        pledges.discharge(_pledge, CancellationGround.DebtPerformed, _noOthers(), _act());
        vm.prank(FUND_KEY);
        pledges.discharge(_pledge, CancellationGround.DebtPerformed, _noOthers(), _act());
        _assertHistory();
    }

    function test_a_second_assignment_must_be_accepted_again() public {
        _nominate(fund);
        _accept(FUND_KEY);
        _recordAs(OFFICE_KEY, _officeAct());
        vm.prank(FUND_KEY);
        changes.nominateAssignee(_pledge, otherBank, _act());
        _refused(abi.encodeWithSelector(IChangeBook.NotAccepted.selector, _pledge, otherBank));
        vm.prank(OFFICE_KEY);
        changes.recordAssignment(_pledge, otherBank, _officeAct());
    }

    function test_a_dropped_acceptance_does_not_serve_the_next_nominee() public {
        _nominate(fund);
        _accept(FUND_KEY);
        vm.prank(BANK_KEY);
        changes.dropChange(_pledge, _act());
        _nominate(fund);
        _refused(abi.encodeWithSelector(IChangeBook.NotAccepted.selector, _pledge, fund));
        _recordAs(OFFICE_KEY, _officeAct());
    }

    function test_records_a_migrated_assignment_of_a_migrated_pledge() public {
        _pledge = _migrate(_patents(10, 1));
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(changes));
        emit IChangeBook.PledgeAssigned(next, _pledge, office, bank, fund, _migratedAct(), 1);
        _recordAs(OFFICE_KEY, _migratedAct());
        same(pledges.pledgeOf(_pledge).pledgee, fund, "pledgee");
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "assignee", fund));
        _recordAs(OFFICE_KEY, _migratedAct());
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "assignee", 0));
        vm.prank(OFFICE_KEY);
        changes.recordAssignment(_pledge, 0, _migratedAct());
        _assertHistory();
    }

    function test_refuses_what_is_not_nominated_or_not_accepted() public {
        _refused(abi.encodeWithSelector(IChangeBook.NoSuchChange.selector, _pledge, ChangeKind.Assignment));
        _recordAs(OFFICE_KEY, _officeAct());
        _nominate(otherBank);
        _refused(abi.encodeWithSelector(IChangeBook.NoSuchChange.selector, _pledge, ChangeKind.Assignment));
        _recordAs(OFFICE_KEY, _officeAct());
        vm.prank(BANK_KEY);
        changes.dropChange(_pledge, _act());
        _nominate(fund);
        _refused(abi.encodeWithSelector(IChangeBook.NotAccepted.selector, _pledge, fund));
        _recordAs(OFFICE_KEY, _officeAct());
    }

    function test_refuses_another_office() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgesOffice.selector, _pledge, office, usOffice));
        _recordAs(US_OFFICE_KEY, _officeAct());
    }

    function test_refuses_a_migrated_act_on_a_native_pledge() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotMigrated.selector, _pledge));
        _recordAs(OFFICE_KEY, _migratedAct());
    }

    function test_refuses_a_migrated_act_across_a_pending_change() public {
        bytes32[] memory rights = _patents(20, 2);
        uint64 pledge = _migrate(rights);
        vm.prank(BANK_KEY);
        changes.nominateAssignee(pledge, fund, _act());
        _refused(abi.encodeWithSelector(IPledgeRegistry.ChangePending.selector, pledge, ChangeKind.Assignment));
        vm.prank(OFFICE_KEY);
        changes.recordAssignment(pledge, fund, _migratedAct());
    }

    function test_refuses_states_that_are_not_live() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            _setState(_pledge, PledgeState(state));
            bool live = state >= uint256(PledgeState.Registered) && state <= uint256(PledgeState.Enforcing);
            if (live) continue;
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _recordAs(OFFICE_KEY, _officeAct());
        }
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _recordAs(OFFICE_KEY, _officeAct());
    }

    function _nominate(uint64 assignee) private {
        vm.prank(BANK_KEY);
        changes.nominateAssignee(_pledge, assignee, _act());
    }

    function _accept(address key) private {
        vm.prank(key);
        changes.acceptAssignment(_pledge, _act());
    }

    function _recordAs(address key, Act memory act) private {
        vm.prank(key);
        changes.recordAssignment(_pledge, fund, act);
    }
}
