// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Act,
    ChangeKind,
    IPledgeRegistry,
    LedgerFixture,
    Obligation,
    ObligationKind,
    PledgeState,
    PledgeView,
    IChangeBook
} from "./LedgerFixture.sol";

contract ChangeBookRecordAmendmentTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 3);
        _pledge = _registered(_pledged);
    }

    function test_records_what_was_asked_for() public {
        Obligation memory terms = _asked();
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(changes));
        emit IChangeBook.PledgeAmended(next, _pledge, office, terms, _noKeys(), _officeAct(), 1);
        _record(terms, _officeAct());
        PledgeView memory pledge = pledges.pledgeOf(_pledge);
        check(pledge.state == PledgeState.Registered, "state");
        check(pledge.pendingChange == ChangeKind.None && pledge.pendingDigest == 0, "nothing pending");
        same(pledge.amount, terms.amount, "amount");
        same(pledge.endsOn, terms.endsOn, "end");
        _assertHistory();
    }

    function test_records_a_migrated_amendment_of_a_migrated_pledge() public {
        _pledge = _migrate(_patents(10, 1));
        Obligation memory terms;
        terms.kind = ObligationKind.Maximum;
        _record(terms, _migratedAct());
        check(pledges.pledgeOf(_pledge).obligationKind == ObligationKind.Maximum, "kind");
        terms.amount = 1;
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidObligation.selector, "currency"));
        _record(terms, _migratedAct());
        _assertHistory();
    }

    function test_refuses_what_was_not_asked_for() public {
        _refused(abi.encodeWithSelector(IChangeBook.NoSuchChange.selector, _pledge, ChangeKind.Amendment));
        _record(_obligation(), _officeAct());
        Obligation memory terms = _asked();
        terms.amount += 1;
        _refused(abi.encodeWithSelector(IChangeBook.NoSuchChange.selector, _pledge, ChangeKind.Amendment));
        _record(terms, _officeAct());
        vm.prank(BANK_KEY);
        changes.dropChange(_pledge, _act());
        terms.amount -= 1;
        _refused(abi.encodeWithSelector(IChangeBook.NoSuchChange.selector, _pledge, ChangeKind.Amendment));
        _record(terms, _officeAct());
    }

    function test_refuses_to_record_twice() public {
        Obligation memory terms = _asked();
        _record(terms, _officeAct());
        _refused(abi.encodeWithSelector(IChangeBook.NoSuchChange.selector, _pledge, ChangeKind.Amendment));
        _record(terms, _officeAct());
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
        changes.recordAmendment(pledge, _noKeys(), _noKeys(), _obligation(), _migratedAct());
    }

    function test_refuses_states_that_are_not_live() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            _setState(_pledge, PledgeState(state));
            bool live = state >= uint256(PledgeState.Registered) && state <= uint256(PledgeState.Enforcing);
            if (live) continue;
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _record(_obligation(), _officeAct());
        }
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _record(_obligation(), _officeAct());
    }

    function _asked() private returns (Obligation memory terms) {
        terms = _obligation();
        terms.amount -= 1;
        terms.endsOn -= 1;
        bytes32[] memory rights = _pledged;
        vm.prank(BANK_KEY);
        changes.askAmendment(_pledge, rights, _noKeys(), terms, _none(), _act());
    }

    function _record(Obligation memory terms, Act memory act) private {
        vm.prank(OFFICE_KEY);
        changes.recordAmendment(_pledge, _noKeys(), _noKeys(), terms, act);
    }

    function _recordAs(address key, Act memory act) private {
        vm.prank(key);
        changes.recordAmendment(_pledge, _noKeys(), _noKeys(), _obligation(), act);
    }
}
