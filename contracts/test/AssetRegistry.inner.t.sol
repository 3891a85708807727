// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAssetRegistry, IBook, ILedgerLog, LedgerFixture, PartyKind, RightKind} from "./LedgerFixture.sol";

/// @notice The verbs that only other books call, called in their place: they guard themselves too.
contract AssetRegistryInnerTest is LedgerFixture {
    uint64 private constant PLEDGE = 7_000;

    function test_reserve_encumber_and_free_go_through_both_lists() public {
        bytes32[] memory rights = _patents(1, 2);
        same(_reserve(rights, _ids(owner)), office, "office");
        _bears(rights[1], 0, 1);
        _encumber(rights);
        _bears(rights[1], 1, 0);
        _free(rights);
        _bears(rights[1], 0, 0);
    }

    function test_carries_over() public {
        bytes32[] memory rights = _patents(1, 2);
        vm.prank(address(pledges));
        same(assets.carryOver(rights, PLEDGE), office, "office");
        _bears(rights[0], 1, 0);
    }

    function test_extends_behind_what_is_there() public {
        bytes32[] memory rights = _rights(CN, RightKind.Trademark, 1, 1);
        uint64 first = _registered(rights);
        vm.prank(address(pledges));
        same(assets.extend(rights, PLEDGE, _ids(owner)), office, "office");
        (uint64[] memory registered, , ) = assets.encumbrances(rights[0]);
        check(registered.length == 2 && registered[0] == first && registered[1] == PLEDGE, "last in rank");
        rights = _patents(1, 1);
        uint64 filed = _file(rights);
        _refused(abi.encodeWithSelector(IAssetRegistry.AlreadyEncumbered.selector, rights[0], filed));
        vm.prank(address(pledges));
        assets.extend(rights, PLEDGE, _ids(owner));
    }

    function test_swaps_neighbours_only() public {
        bytes32[] memory rights = _rights(CN, RightKind.Trademark, 1, 2);
        uint64 first = _registered(rights);
        uint64 second = _registered(rights);
        vm.prank(address(changes));
        assets.swapRanks(rights, first, second);
        (uint64[] memory registered, , ) = assets.encumbrances(rights[1]);
        check(registered[0] == second && registered[1] == first, "swapped");
        _refused(abi.encodeWithSelector(IAssetRegistry.NotNextInRank.selector, rights[0], first, second));
        vm.prank(address(changes));
        assets.swapRanks(rights, first, second);
    }

    function test_says_beforehand_what_could_be_pledged() public {
        bytes32[] memory rights = _patents(1, 2);
        same(assets.pledgeable(rights, _ids(owner, coOwner)), office, "a pledgor may own none of them");
        _refused(abi.encodeWithSelector(IAssetRegistry.OwnerConsentMissing.selector, rights[0], owner));
        assets.pledgeable(rights, _ids(coOwner));
        uint64 filed = _file(rights);
        _refused(abi.encodeWithSelector(IAssetRegistry.AlreadyEncumbered.selector, rights[0], filed));
        assets.pledgeable(rights, _ids(owner));
    }

    function test_refuses_what_was_not_reserved() public {
        bytes32[] memory rights = _patents(1, 1);
        _notBy(rights[0]);
        _encumber(rights);
        _notBy(rights[0]);
        _free(rights);
        _reserve(rights, _ids(owner));
        _encumber(rights);
        _refused(abi.encodeWithSelector(IAssetRegistry.AlreadyEncumbered.selector, rights[0], PLEDGE));
        _encumber(rights);
        _free(rights);
        _notBy(rights[0]);
        _free(rights);
    }

    function test_refuses_a_ranked_right_registered_twice() public {
        bytes32[] memory rights = _rights(CN, RightKind.Trademark, 1, 1);
        _reserve(rights, _ids(owner));
        _encumber(rights);
        _notBy(rights[0]);
        _encumber(rights);
    }

    function test_refuses_rights_that_are_not_ascending() public {
        bytes32[] memory rights = _patents(1, 2);
        rights[1] = rights[0];
        _refused(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "rights", 1));
        _reserve(rights, _ids(owner));
        _refused(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "rights", 1));
        vm.prank(address(pledges));
        assets.carryOver(rights, PLEDGE);
    }

    function test_carries_over_no_rights_of_two_offices_and_no_more_than_the_bound() public {
        bytes32 cn = _patents(1, 1)[0];
        bytes32 us = _rights(US, RightKind.Patent, 1, 1)[0];
        bytes32[] memory rights = new bytes32[](2);
        (rights[0], rights[1]) = (cn, us);
        _sorted(rights);
        (uint64 first, uint64 second) = rights[0] == cn ? (office, usOffice) : (usOffice, office);
        _refused(abi.encodeWithSelector(IAssetRegistry.MixedOffices.selector, rights[1], first, second));
        vm.prank(address(pledges));
        assets.carryOver(rights, PLEDGE);
        rights = _keys(us);
        for (uint64 lender = 0; lender < 16; ++lender) {
            vm.prank(address(pledges));
            assets.carryOver(rights, PLEDGE + lender);
        }
        _refused(abi.encodeWithSelector(IAssetRegistry.TooManyEncumbrances.selector, us, 16));
        vm.prank(address(pledges));
        assets.carryOver(rights, PLEDGE + 16);
    }

    function test_bounds_pledgors() public {
        bytes32[] memory rights = _patents(1, 1);
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "pledgors", 257, 256));
        _reserve(rights, new uint64[](257));
    }

    function test_nobody_else_calls_them() public {
        bytes32[] memory rights = _patents(1, 1);
        address[4] memory callers = [GOVERNOR, OFFICE_KEY, BANK_KEY, address(manager)];
        for (uint256 index = 0; index < callers.length; ++index) {
            _unauthorised(callers[index]);
            vm.prank(callers[index]);
            assets.reserve(rights, PLEDGE, _ids(owner));
            _unauthorised(callers[index]);
            vm.prank(callers[index]);
            assets.encumber(rights, PLEDGE, _ids(owner));
            _unauthorised(callers[index]);
            vm.prank(callers[index]);
            assets.carryOver(rights, PLEDGE);
            _unauthorised(callers[index]);
            vm.prank(callers[index]);
            assets.free(rights, PLEDGE);
        }
    }

    function test_the_governance_cannot_grant_itself_what_books_do() public {
        bytes32[] memory rights = _patents(1, 1);
        uint64 pledge = _registered(rights);
        vm.prank(GOVERNOR);
        parties.grantCaller(address(assets), IAssetRegistry.free.selector, GOVERNOR, true, _act());
        _refused(abi.encodeWithSelector(ILedgerLog.NotABook.selector, GOVERNOR));
        vm.prank(GOVERNOR);
        assets.free(rights, pledge);
        vm.prank(GOVERNOR);
        parties.grantVerb(address(assets), IAssetRegistry.free.selector, 1 << uint256(PartyKind.Bank), _act());
        _refused(abi.encodeWithSelector(ILedgerLog.NotABook.selector, BANK_KEY));
        vm.prank(BANK_KEY);
        assets.free(rights, pledge);
    }

    function test_the_manager_cannot_be_sent_to_call_them() public {
        bytes memory call = abi.encodeCall(IAssetRegistry.free, (_patents(1, 1), PLEDGE));
        _unauthorised(address(manager));
        vm.prank(GOVERNOR);
        manager.execute(address(assets), call);
    }

    function _bears(bytes32 key, uint256 registeredCount, uint256 filedCount) private view {
        (uint64[] memory registered, uint64[] memory filed, ) = assets.encumbrances(key);
        same(registered.length, registeredCount, "registered");
        same(filed.length, filedCount, "filed");
    }

    function _notBy(bytes32 key) private {
        _refused(abi.encodeWithSelector(IAssetRegistry.NotEncumberedBy.selector, key, PLEDGE));
    }

    function _reserve(bytes32[] memory rights, uint64[] memory pledgors) private returns (uint64) {
        vm.prank(address(pledges));
        return assets.reserve(rights, PLEDGE, pledgors);
    }

    function _encumber(bytes32[] memory rights) private {
        vm.prank(address(pledges));
        assets.encumber(rights, PLEDGE, _ids(owner));
    }

    function _free(bytes32[] memory rights) private {
        vm.prank(address(pledges));
        assets.free(rights, PLEDGE);
    }
}
