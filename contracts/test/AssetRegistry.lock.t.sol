// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAssetRegistry, IBook, LedgerFixture, Lock, Validity} from "./LedgerFixture.sol";

/// @notice The locks that other books set, called in the place of one.
contract AssetRegistryLockTest is LedgerFixture {
    uint64 private constant PLEDGE = 7_000;

    address private _book;
    bytes32[] private _rightKeys;

    function setUp() public override {
        super.setUp();
        _book = address(enforcement);
        _rightKeys = _patents(1, 2);
        bytes4[2] memory selectors = [IAssetRegistry.lock.selector, IAssetRegistry.unlock.selector];
        for (uint256 index = 0; index < selectors.length; ++index) {
            vm.prank(GOVERNOR);
            parties.grantCaller(address(assets), selectors[index], _book, true, _act());
        }
    }

    function test_locks_and_unlocks() public {
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(assets));
        emit IAssetRegistry.RightsLocked(next, PLEDGE, bank, Lock.Pool, _rightKeys, _act(), 1);
        _lock(_rightKeys, Lock.Pool);
        same(_locks(_rightKeys[0]), 2, "bit 1");
        same(_locks(_rightKeys[1]), 2, "each right");
        vm.expectEmit(true, true, true, true, address(assets));
        emit IAssetRegistry.RightsUnlocked(next + 1, PLEDGE, bank, Lock.Pool, _rightKeys, _act(), 1);
        _unlock(_rightKeys, Lock.Pool);
        same(_locks(_rightKeys[0]), 0, "free");
        _lock(_rightKeys, Lock.CentralBank);
        same(_locks(_rightKeys[0]), 4, "bit 2");
        _assertHistory();
    }

    function test_a_use_excludes_the_other_and_itself() public {
        _lock(_keys(_rightKeys[1]), Lock.Pool);
        bytes memory reason = abi.encodeWithSelector(IAssetRegistry.AlreadyLocked.selector, _rightKeys[1], 2);
        _refused(reason);
        _lock(_rightKeys, Lock.CentralBank);
        _refused(reason);
        _lock(_rightKeys, Lock.Pool);
        same(_locks(_rightKeys[0]), 0, "a refused act locks nothing");
    }

    function test_preservation_is_apart() public {
        bytes32[] memory rights = _keys(_rightKeys[0]);
        uint64 preservation = _preserve(rights[0]);
        _lock(rights, Lock.Pool);
        same(_locks(rights[0]), 3, "both");
        _unlock(rights, Lock.Pool);
        same(_locks(rights[0]), 1, "preserved");
        _lock(rights, Lock.Pool);
        _lift(rights[0], preservation);
        same(_locks(rights[0]), 2, "locked");
        _setValidity(_patent("1"), Validity.Lapsed);
        same(_locks(rights[0]), 2, "a newer attestation unlocks nothing");
        _refused(abi.encodeWithSelector(IAssetRegistry.InvalidLock.selector, Lock.Preservation));
        _lock(rights, Lock.Preservation);
        _refused(abi.encodeWithSelector(IAssetRegistry.InvalidLock.selector, Lock.Preservation));
        _unlock(rights, Lock.Preservation);
    }

    function test_refuses_bad_input() public {
        bytes32[] memory rights = _keys(keccak256("unknown"));
        _refused(abi.encodeWithSelector(IAssetRegistry.UnknownRight.selector, rights[0]));
        _lock(rights, Lock.Pool);
        _refused(abi.encodeWithSelector(IAssetRegistry.NotLocked.selector, rights[0], Lock.Pool));
        _unlock(rights, Lock.Pool);
        _lock(_rightKeys, Lock.Pool);
        _refused(abi.encodeWithSelector(IAssetRegistry.NotLocked.selector, _rightKeys[0], Lock.CentralBank));
        _unlock(_rightKeys, Lock.CentralBank);
        _refused(abi.encodeWithSelector(IBook.EmptyList.selector, "rights"));
        _lock(new bytes32[](0), Lock.Pool);
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "rights", 1101, 1100));
        _lock(new bytes32[](1101), Lock.Pool);
        rights = new bytes32[](2);
        (rights[0], rights[1]) = (_rightKeys[1], _rightKeys[0]);
        _refused(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "rights", 1));
        _lock(rights, Lock.CentralBank);
        _refused(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "rights", 1));
        _unlock(rights, Lock.Pool);
    }

    function test_only_books_that_are_granted_it_lock() public {
        bytes32[] memory rights = _rightKeys;
        address[5] memory callers = [GOVERNOR, BANK_KEY, OFFICE_KEY, address(manager), address(pledges)];
        for (uint256 index = 0; index < callers.length; ++index) {
            _unauthorised(callers[index]);
            vm.prank(callers[index]);
            assets.lock(PLEDGE, rights, Lock.Pool, bank, _act());
            _unauthorised(callers[index]);
            vm.prank(callers[index]);
            assets.unlock(PLEDGE, rights, Lock.Pool, bank, _act());
        }
    }

    function _locks(bytes32 key) private view returns (uint256 locks) {
        (, , locks) = assets.encumbrances(key);
    }

    function _lock(bytes32[] memory rights, Lock kind) private {
        vm.prank(_book);
        assets.lock(PLEDGE, rights, kind, bank, _act());
    }

    function _unlock(bytes32[] memory rights, Lock kind) private {
        vm.prank(_book);
        assets.unlock(PLEDGE, rights, kind, bank, _act());
    }
}
