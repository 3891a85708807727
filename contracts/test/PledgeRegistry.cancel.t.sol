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
    RightKind,
    IChangeBook,
    Registration
} from "./LedgerFixture.sol";

contract PledgeRegistryCancelTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 3);
        _pledge = _registered(_pledged);
    }

    function test_cancels_after_discharge() public {
        vm.prank(BANK_KEY);
        pledges.discharge(_pledge, CancellationGround.DebtPerformed, _noOthers(), _act());
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(pledges));
        emit IPledgeRegistry.PledgeCancelled(next, _pledge, office, CancellationGround.DebtPerformed, _officeAct(), 1);
        _cancel(OFFICE_KEY, CancellationGround.DebtPerformed, _officeAct());
        check(pledges.pledgeOf(_pledge).state == PledgeState.Cancelled, "state");
        for (uint256 index = 0; index < _pledged.length; ++index) {
            (uint64[] memory registered, , ) = assets.encumbrances(_pledged[index]);
            same(registered.length, 0, "free");
        }
        _file(_pledged);
        _assertHistory();
    }

    function test_cancels_without_discharge_only_where_the_law_ends_the_pledge() public {
        for (uint256 ground = uint256(CancellationGround.DebtPerformed); ground <= 3; ++ground) {
            _refused(abi.encodeWithSelector(IPledgeRegistry.NotDischarged.selector, _pledge, ground));
            _cancel(OFFICE_KEY, CancellationGround(ground), _officeAct());
        }
        _setState(_pledge, PledgeState.Defaulted);
        _cancel(OFFICE_KEY, CancellationGround.ContractVoid, _officeAct());
        _pledge = _registered(_pledged);
        _setState(_pledge, PledgeState.Enforcing);
        _cancel(OFFICE_KEY, CancellationGround.OtherLaw, _officeAct());
    }

    function test_cancelling_ends_a_pending_change() public {
        vm.prank(BANK_KEY);
        changes.nominateAssignee(_pledge, fund, _act());
        _cancel(OFFICE_KEY, CancellationGround.ContractVoid, _officeAct());
        PledgeView memory pledge = pledges.pledgeOf(_pledge);
        check(pledge.pendingChange == ChangeKind.None && pledge.pendingDigest == 0, "nothing pending");
        _refused(abi.encodeWithSelector(IChangeBook.NoSuchChange.selector, _pledge, ChangeKind.Assignment));
        vm.prank(FUND_KEY);
        changes.acceptAssignment(_pledge, _act());
    }

    function test_a_migrated_act_cancels_a_migrated_pledge() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotMigrated.selector, _pledge));
        _cancel(OFFICE_KEY, CancellationGround.DebtPerformed, _migratedAct());
        _pledged = _patents(10, 2);
        _pledge = _migrate(_pledged);
        _cancel(OFFICE_KEY, CancellationGround.DebtPerformed, _migratedAct());
        check(pledges.pledgeOf(_pledge).state == PledgeState.Cancelled, "state");
        same(pledges.pledgeByNumber(office, "none"), 0, "no such number");
        _assertHistory();
    }

    function test_the_registration_number_stays_taken() public {
        _cancel(OFFICE_KEY, CancellationGround.ContractVoid, _officeAct());
        string memory number = string.concat("Y20259900", vm.toString(_pledge));
        uint64 next = _file(_pledged);
        bytes32[] memory rights = _pledged;
        _refused(abi.encodeWithSelector(IPledgeRegistry.RegistrationNumberTaken.selector, number, _pledge));
        vm.prank(OFFICE_KEY);
        pledges.register(next, rights, _ids(owner), Registration(number, 20250107, ""), _officeAct());
    }

    function test_later_ranks_move_up() public {
        bytes32[] memory rights = _rights(CN, RightKind.Trademark, 1, 1);
        uint64 first = _registered(rights);
        uint64 second = _registered(rights);
        vm.prank(OFFICE_KEY);
        pledges.cancel(first, rights, CancellationGround.ContractVoid, _officeAct());
        (uint64[] memory registered, , ) = assets.encumbrances(rights[0]);
        same(registered.length, 1, "one is left");
        same(registered[0], second, "it is the first now");
    }

    function test_refuses_without_ground() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.GroundMissing.selector));
        _cancel(OFFICE_KEY, CancellationGround.None, _officeAct());
    }

    function test_refuses_another_office() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgesOffice.selector, _pledge, office, usOffice));
        _cancel(US_OFFICE_KEY, CancellationGround.OtherLaw, _officeAct());
    }

    function test_refuses_other_rights() public {
        bytes32 expected = keccak256(abi.encodePacked(_pledged));
        _pledged.pop();
        bytes32 given = keccak256(abi.encodePacked(_pledged));
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongRights.selector, _pledge, given, expected));
        _cancel(OFFICE_KEY, CancellationGround.OtherLaw, _officeAct());
    }

    function test_refuses_every_other_state() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            bool live = state >= uint256(PledgeState.Registered) && state <= uint256(PledgeState.Enforcing);
            if (live || state == uint256(PledgeState.Discharged)) continue;
            _setState(_pledge, PledgeState(state));
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _cancel(OFFICE_KEY, CancellationGround.OtherLaw, _officeAct());
        }
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _cancel(OFFICE_KEY, CancellationGround.OtherLaw, _officeAct());
    }

    function _cancel(address key, CancellationGround ground, Act memory act) private {
        bytes32[] memory rights = _pledged;
        vm.prank(key);
        pledges.cancel(_pledge, rights, ground, act);
    }
}
