// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Act,
    CancellationGround,
    ChangeKind,
    IBook,
    IPledgeRegistry,
    LedgerFixture,
    PledgeState,
    PledgeView,
    IChangeBook
} from "./LedgerFixture.sol";

contract ChangeBookRecordPartialReleaseTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 3);
        _pledge = _registered(_pledged);
    }

    function test_records_what_was_asked_for() public {
        bytes32[] memory freed = _keys(_pledged[1]);
        _ask(freed);
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(changes));
        emit IChangeBook.RightsReleased(next, _pledge, office, freed, 2, _officeAct(), 1);
        _record(freed, _officeAct());
        bytes32[] memory remaining = new bytes32[](2);
        (remaining[0], remaining[1]) = (_pledged[0], _pledged[2]);
        PledgeView memory pledge = pledges.pledgeOf(_pledge);
        check(pledge.state == PledgeState.Registered, "state");
        same(pledge.rightCount, 2, "rights");
        same(pledge.rightsDigest, keccak256(abi.encodePacked(remaining)), "digest");
        check(pledge.pendingChange == ChangeKind.None && pledge.pendingDigest == 0, "nothing pending");
        _encumbered(_pledged[0], 1);
        _encumbered(_pledged[1], 0);
        _encumbered(_pledged[2], 1);
        vm.prank(OFFICE_KEY);
        pledges.cancel(_pledge, remaining, CancellationGround.ContractVoid, _officeAct());
        _assertHistory();
    }

    function test_records_a_migrated_release_of_a_migrated_pledge() public {
        _pledged = _patents(10, 3);
        _pledge = _migrate(_pledged);
        bytes32[] memory freed = new bytes32[](2);
        (freed[0], freed[1]) = (_pledged[0], _pledged[2]);
        _record(freed, _migratedAct());
        _encumbered(_pledged[0], 0);
        _encumbered(_pledged[1], 1);
        _assertHistory();
    }

    function test_refuses_rights_that_are_not_the_pledges() public {
        _pledged = _patents(10, 2);
        _pledge = _migrate(_pledged);
        _refused(abi.encodeWithSelector(IChangeBook.NothingRemains.selector, _pledge));
        _record(_pledged, _migratedAct());
        bytes32[] memory freed = _keys(bytes32(type(uint256).max));
        _refused(abi.encodeWithSelector(IPledgeRegistry.RightNotInPledge.selector, _pledge, freed[0]));
        _record(freed, _migratedAct());
        _refused(abi.encodeWithSelector(IBook.EmptyList.selector, "freed"));
        _record(new bytes32[](0), _migratedAct());
        bytes32 expected = keccak256(abi.encodePacked(_pledged));
        freed = _keys(_pledged[0]);
        _pledged.pop();
        bytes32 given = keccak256(abi.encodePacked(_pledged));
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongRights.selector, _pledge, given, expected));
        _record(freed, _migratedAct());
    }

    function test_refuses_what_was_not_asked_for() public {
        _refused(abi.encodeWithSelector(IChangeBook.NoSuchChange.selector, _pledge, ChangeKind.PartialRelease));
        _record(_keys(_pledged[0]), _officeAct());
        _ask(_keys(_pledged[1]));
        _refused(abi.encodeWithSelector(IChangeBook.NoSuchChange.selector, _pledge, ChangeKind.PartialRelease));
        _record(_keys(_pledged[0]), _officeAct());
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
        changes.recordPartialRelease(pledge, rights, rights, _migratedAct());
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

    function _encumbered(bytes32 key, uint256 times) private view {
        (uint64[] memory registered, , ) = assets.encumbrances(key);
        same(registered.length, times, "encumbrances");
    }

    function _ask(bytes32[] memory freed) private {
        bytes32[] memory rights = _pledged;
        vm.prank(BANK_KEY);
        changes.askPartialRelease(_pledge, rights, freed, _noOthers(), _act());
    }

    function _record(bytes32[] memory freed, Act memory act) private {
        bytes32[] memory rights = _pledged;
        vm.prank(OFFICE_KEY);
        changes.recordPartialRelease(_pledge, rights, freed, act);
    }

    function _recordAs(address key, Act memory act) private {
        bytes32[] memory rights = _pledged;
        vm.prank(key);
        changes.recordPartialRelease(_pledge, rights, _keys(rights[0]), act);
    }
}
