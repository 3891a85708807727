// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Act,
    CancellationGround,
    ChangeKind,
    IAssetRegistry,
    IBook,
    IChangeBook,
    IPledgeRegistry,
    LedgerFixture,
    PledgeState,
    PledgeView,
    RightKind
} from "./LedgerFixture.sol";

contract ChangeBookRecordSubordinationTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;
    uint64 private _second;
    uint64 private _third;

    function setUp() public override {
        super.setUp();
        _pledged = _rights(CN, RightKind.Trademark, 1, 3);
        _pledge = _registered(_pledged);
        _second = _registered(_pledged);
        _third = _registered(_pledged);
    }

    function test_swaps_ranks_on_these_rights_only() public {
        bytes32[] memory rights = _keys(_pledged[1]);
        _ask(rights);
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(changes));
        emit IChangeBook.RanksChanged(next, _pledge, office, _second, rights, _officeAct(), 1);
        _record(OFFICE_KEY, rights, _officeAct());
        _ranked(_pledged[0], _pledge, _second, _third);
        _ranked(_pledged[1], _second, _pledge, _third);
        PledgeView memory entry = pledges.pledgeOf(_pledge);
        check(entry.pendingChange == ChangeKind.None && entry.pendingDigest == 0, "nothing pending");
        _assertHistory();
    }

    function test_a_rank_may_be_lost_step_by_step() public {
        _ask(_pledged);
        _record(OFFICE_KEY, _pledged, _officeAct());
        uint64 first = _second;
        _second = _third;
        _ask(_pledged);
        _record(OFFICE_KEY, _pledged, _officeAct());
        _ranked(_pledged[2], first, _third, _pledge);
    }

    function test_records_a_migrated_change_of_a_migrated_pledge() public {
        bytes32[] memory rights = _rights(CN, RightKind.Trademark, 20, 1);
        _pledge = _migrate(rights);
        _second = _migrate(rights);
        _third = _migrate(rights);
        _record(OFFICE_KEY, rights, _migratedAct());
        _ranked(rights[0], _second, _pledge, _third);
        _refused(abi.encodeWithSelector(IBook.EmptyList.selector, "rights"));
        _record(OFFICE_KEY, _noKeys(), _migratedAct());
        bytes32[] memory twice = new bytes32[](2);
        (twice[0], twice[1]) = (rights[0], rights[0]);
        _refused(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "rights", 1));
        _record(OFFICE_KEY, twice, _migratedAct());
    }

    function test_refuses_when_the_favoured_pledge_has_ended_since() public {
        _ask(_pledged);
        vm.prank(OFFICE_KEY);
        pledges.cancel(_second, _pledged, CancellationGround.ContractVoid, _officeAct());
        _refused(abi.encodeWithSelector(IAssetRegistry.NotNextInRank.selector, _pledged[0], _pledge, _second));
        _record(OFFICE_KEY, _pledged, _officeAct());
    }

    function test_refuses_what_was_not_asked_for() public {
        bytes memory none = abi.encodeWithSelector(
            IChangeBook.NoSuchChange.selector,
            _pledge,
            ChangeKind.Subordination
        );
        _refused(none);
        _record(OFFICE_KEY, _pledged, _officeAct());
        _ask(_pledged);
        _refused(none);
        _record(OFFICE_KEY, _keys(_pledged[0]), _officeAct());
        _second = _third;
        _refused(none);
        _record(OFFICE_KEY, _pledged, _officeAct());
    }

    function test_refuses_another_office() public {
        _ask(_pledged);
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgesOffice.selector, _pledge, office, usOffice));
        _record(US_OFFICE_KEY, _pledged, _officeAct());
    }

    function test_refuses_a_migrated_act_on_a_native_pledge() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotMigrated.selector, _pledge));
        _record(OFFICE_KEY, _pledged, _migratedAct());
    }

    function test_refuses_every_other_state() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            if (state >= uint256(PledgeState.Registered) && state <= uint256(PledgeState.Enforcing)) continue;
            _setState(_pledge, PledgeState(state));
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _record(OFFICE_KEY, _pledged, _officeAct());
        }
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _record(OFFICE_KEY, _pledged, _officeAct());
    }

    function _ask(bytes32[] memory rights) private {
        vm.prank(BANK_KEY);
        changes.askSubordination(_pledge, rights, _second, _act());
    }

    function _record(address key, bytes32[] memory rights, Act memory act) private {
        vm.prank(key);
        changes.recordSubordination(_pledge, rights, _second, act);
    }

    function _ranked(bytes32 right, uint64 first, uint64 second, uint64 third) private view {
        (uint64[] memory registered, , ) = assets.encumbrances(right);
        same(registered.length, 3, "ranks without gap");
        same(registered[0], first, "first");
        same(registered[1], second, "second");
        same(registered[2], third, "third");
    }
}
