// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Act,
    ChangeKind,
    IBook,
    IPledgeRegistry,
    LedgerFixture,
    PledgeState,
    PledgeView,
    RefusalGround
} from "./LedgerFixture.sol";

contract PledgeRegistryRevokeTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 3);
        _pledge = _registered(_pledged);
    }

    function test_revokes_from_every_state_after_registration() public {
        for (uint256 state = uint256(PledgeState.Registered); state <= uint256(PledgeState.Discharged); ++state) {
            bytes32[] memory rights = _patents(state * 100, 2);
            uint64 pledge = _registered(rights);
            _setState(pledge, PledgeState(state));
            uint64 next = log.sequence() + 1;
            vm.expectEmit(true, true, true, true, address(pledges));
            emit IPledgeRegistry.PledgeRevoked(next, pledge, office, RefusalGround.PledgorNotOwner, _officeAct(), 1);
            vm.prank(OFFICE_KEY);
            pledges.revoke(pledge, rights, RefusalGround.PledgorNotOwner, _officeAct());
            check(pledges.pledgeOf(pledge).state == PledgeState.Revoked, "state");
            (uint64[] memory registered, , ) = assets.encumbrances(rights[1]);
            same(registered.length, 0, "free");
        }
        _assertHistory();
    }

    function test_a_pending_change_ends_with_it() public {
        vm.prank(BANK_KEY);
        changes.nominateAssignee(_pledge, fund, _act());
        _revoke(OFFICE_KEY, RefusalGround.Other, _officeAct());
        PledgeView memory entry = pledges.pledgeOf(_pledge);
        check(entry.pendingChange == ChangeKind.None && entry.pendingDigest == 0, "nothing pending");
    }

    function test_a_migrated_act_revokes_a_migrated_pledge_only() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotMigrated.selector, _pledge));
        _revoke(OFFICE_KEY, RefusalGround.Other, _migratedAct());
        _pledged = _patents(10, 2);
        _pledge = _migrate(_pledged);
        _revoke(OFFICE_KEY, RefusalGround.Other, _migratedAct());
        check(pledges.pledgeOf(_pledge).state == PledgeState.Revoked, "state");
    }

    function test_refuses_without_ground_or_decision() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.GroundMissing.selector));
        _revoke(OFFICE_KEY, RefusalGround.None, _officeAct());
        Act memory act = _officeAct();
        act.document = "";
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "act.document"));
        _revoke(OFFICE_KEY, RefusalGround.Other, act);
    }

    function test_refuses_another_office() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgesOffice.selector, _pledge, office, usOffice));
        _revoke(US_OFFICE_KEY, RefusalGround.Other, _officeAct());
    }

    function test_refuses_other_rights() public {
        bytes32 expected = keccak256(abi.encodePacked(_pledged));
        _pledged.pop();
        bytes32 given = keccak256(abi.encodePacked(_pledged));
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongRights.selector, _pledge, given, expected));
        _revoke(OFFICE_KEY, RefusalGround.Other, _officeAct());
    }

    function test_refuses_every_other_state() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            if (state >= uint256(PledgeState.Registered) && state <= uint256(PledgeState.Discharged)) continue;
            _setState(_pledge, PledgeState(state));
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _revoke(OFFICE_KEY, RefusalGround.Other, _officeAct());
        }
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _revoke(OFFICE_KEY, RefusalGround.Other, _officeAct());
    }

    function _revoke(address key, RefusalGround ground, Act memory act) private {
        bytes32[] memory rights = _pledged;
        vm.prank(key);
        pledges.revoke(_pledge, rights, ground, act);
    }
}
