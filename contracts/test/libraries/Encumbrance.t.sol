// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Validity} from "../../interfaces/IAssetRegistry.sol";
import {Encumbrance} from "../../libraries/Encumbrance.sol";
import {Test} from "../support/Test.sol";

/// @notice The packed list against a plain one that is written as the rules read.
contract EncumbranceTest is Test {
    using Encumbrance for Encumbrance.List;

    Encumbrance.List private _list;
    uint64[] private _registered;
    uint64[] private _filed;

    function test_is_empty_at_first() public view {
        _agrees();
        same(_list.first(), 0, "first");
    }

    function test_bears_the_bound_and_no_more() public {
        for (uint64 pledge = 1; pledge <= 16; ++pledge) {
            bool added = pledge % 2 == 0 ? _list.file(pledge) : _list.establish(pledge);
            check(added, "within the bound");
        }
        check(!_list.file(33), "filed beyond it");
        check(!_list.establish(33), "registered beyond it");
        same(_list.total(), 16, "total");
        same(_list.registered(), 8, "registered");
        for (uint64 pledge = 1; pledge <= 16; ++pledge) check(_list.remove(pledge), "removed");
        same(_list.word, 0, "an empty list holds nothing");
        same(_list.overflow.length, 0, "an empty list holds nothing");
    }

    function test_takes_the_largest_ids() public {
        for (uint64 index = 0; index < 5; ++index) _file(type(uint64).max - index);
        for (uint64 index = 0; index < 5; ++index) _register(type(uint64).max - 4 + index);
        _agrees();
    }

    function test_swaps_neighbours_wherever_they_are() public {
        for (uint64 pledge = 1; pledge <= 6; ++pledge) _establish(pledge);
        _file(7);
        for (uint64 ahead = 1; ahead <= 5; ++ahead) {
            check(_list.swap(1, ahead + 1), "next");
            (uint64[] memory ranks, , ) = _list.read();
            check(ranks[ahead - 1] == ahead + 1 && ranks[ahead] == 1, "swapped");
        }
        check(!_list.swap(1, 7), "a filed pledge has no rank");
        check(!_list.swap(7, 1), "a filed pledge has no rank");
        check(!_list.swap(8, 1), "unknown");
        check(!_list.swap(2, 4), "not next");
    }

    function test_keeps_the_locks_and_what_is_attested() public {
        uint256 locks = type(uint8).max;
        _list.attest(255, Validity.Abandoned, 99991231);
        _list.lock(locks);
        for (uint64 pledge = 1; pledge <= 5; ++pledge) _file(pledge);
        _register(4);
        _remove(2);
        (, , uint256 kept) = _list.read();
        same(kept, locks, "locks");
        same(_list.locks(), locks, "locks alone");
        same(_list.kind(), 255, "kind");
        check(_list.validity() == Validity.Abandoned, "validity");
        same(Encumbrance.expiresIn(_list.word), 99991231, "term");
        _agrees();
        _list.attest(1, Validity.InForce, 0);
        _list.unlock(5);
        same(_list.locks(), locks & ~uint256(5), "only those bits");
        same(_list.kind(), 1, "another kind");
        check(_list.validity() == Validity.InForce, "another validity");
        same(Encumbrance.expiresIn(_list.word), 0, "no term");
        _agrees();
    }

    function testFuzz_agrees_with_a_plain_list(uint256[96] calldata steps) public {
        for (uint256 index = 0; index < steps.length; ++index) {
            uint64 pledge = uint64(within(steps[index] >> 8, 1, 40));
            uint256 act = steps[index] % 8;
            // Many more come than go, so that the list grows beyond its word.
            if (act < 3) _file(pledge);
            else if (act < 4) _establish(pledge);
            else if (act < 6) _register(pledge);
            else if (act < 7) _remove(pledge);
            else _swap(pledge, uint64(within(steps[index] >> 16, 1, 40)));
            _agrees();
        }
    }

    function _file(uint64 pledge) private {
        if (_has(pledge)) return;
        bool fits = _registered.length + _filed.length < 16;
        check(_list.file(pledge) == fits, "file");
        if (fits) _filed.push(pledge);
    }

    function _establish(uint64 pledge) private {
        if (_has(pledge)) return;
        bool fits = _registered.length + _filed.length < 16;
        check(_list.establish(pledge) == fits, "establish");
        if (fits) _registered.push(pledge);
    }

    function _register(uint64 pledge) private {
        bool found = _take(_filed, pledge);
        check(_list.register(pledge) == found, "register");
        if (found) _registered.push(pledge);
    }

    function _remove(uint64 pledge) private {
        bool found = _take(_filed, pledge) || _take(_registered, pledge);
        check(_list.remove(pledge) == found, "remove");
    }

    /// @dev Half of the time with the pledge that really comes next.
    function _swap(uint64 ahead, uint64 behind) private {
        uint256 place = 0;
        while (place < _registered.length && _registered[place] != ahead) ++place;
        bool hasNext = place + 1 < _registered.length;
        if (hasNext && behind % 2 == 0) behind = _registered[place + 1];
        bool done = hasNext && _registered[place + 1] == behind;
        check(_list.swap(ahead, behind) == done, "swap");
        if (done) (_registered[place], _registered[place + 1]) = (behind, ahead);
    }

    function _take(uint64[] storage list, uint64 pledge) private returns (bool found) {
        for (uint256 index = 0; index < list.length; ++index) {
            if (found) list[index - 1] = list[index];
            if (list[index] == pledge) found = true;
        }
        if (found) list.pop();
    }

    function _has(uint64 pledge) private view returns (bool) {
        for (uint256 index = 0; index < _registered.length; ++index) if (_registered[index] == pledge) return true;
        for (uint256 index = 0; index < _filed.length; ++index) if (_filed[index] == pledge) return true;
        return false;
    }

    function _agrees() private view {
        (uint64[] memory registered, uint64[] memory filed, ) = _list.read();
        same(keccak256(abi.encode(registered)), keccak256(abi.encode(_registered)), "registered");
        same(keccak256(abi.encode(filed)), keccak256(abi.encode(_filed)), "filed");
        same(_list.total(), _registered.length + _filed.length, "total");
        same(_list.registered(), _registered.length, "number registered");
        uint256 beyond = _list.total() > 3 ? _list.total() - 3 : 0;
        same(_list.overflow.length, beyond, "overflow");
    }
}
