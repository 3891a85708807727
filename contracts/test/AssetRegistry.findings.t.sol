// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IBook, LedgerFixture, Lock, RightKind, Validity} from "./LedgerFixture.sol";

contract AssetRegistryFindingsTest is LedgerFixture {
    uint32 private constant AS_OF = 20250110;
    // The published bits, as a verifier of certificates reads them, and not as the library under test has them.
    uint256 private constant NOT_IN_FORCE = 0x002;
    uint256 private constant ENDED = 0x004;
    uint256 private constant TERM_OVER = 0x008;
    uint256 private constant NOT_COVERED = 0x010;
    uint256 private constant NOT_RECONCILED = 0x020;
    uint256 private constant PLEDGED = 0x080;
    uint256 private constant PRESERVED = 0x100;
    uint256 private constant LOCKED = 0x200;

    function setUp() public override {
        super.setUp();
        _cover(RightKind.Patent, 20000101, 20250131);
    }

    function test_finds_nothing_about_nothing() public view {
        same(assets.findings(new bytes32[](0), AS_OF).length, 0, "no keys");
    }

    function test_tells_legal_states_apart() public {
        Validity[7] memory states = [
            Validity.Unknown,
            Validity.Pending,
            Validity.InForce,
            Validity.Lapsed,
            Validity.Expired,
            Validity.Invalidated,
            Validity.Abandoned
        ];
        uint256[7] memory found = [NOT_IN_FORCE, NOT_IN_FORCE, 0, ENDED, ENDED, ENDED, ENDED];
        for (uint256 index = 0; index < states.length; ++index) {
            _setValidity(_patent("1"), states[index]);
            same(_found(_keyOf(_patent("1")), AS_OF), found[index], "state");
        }
    }

    function test_a_right_whose_term_is_over_is_not_clear() public {
        bytes32 key = _attestWith(_patent("1"), Validity.InForce, 20250109);
        same(_found(key, 20250109), 0, "its last day");
        same(_found(key, AS_OF), TERM_OVER, "the day after");
        _attestWith(_patent("1"), Validity.InForce, 0);
        same(_found(key, AS_OF), 0, "no term stated");
        _attestWith(_patent("1"), Validity.InForce, 99991231);
        same(_found(key, AS_OF), 0, "the latest date");
    }

    function test_compares_the_coverage_of_each_kind() public {
        bytes32 patent = _patents(1, 1)[0];
        bytes32 trademark = _rights(CN, RightKind.Trademark, 1, 1)[0];
        same(_found(patent, 20000101), 0, "first day");
        same(_found(patent, 19991231), NOT_COVERED, "before");
        same(_found(patent, 20250131), 0, "last day");
        same(_found(patent, 20250201), NOT_RECONCILED, "after");
        same(_found(trademark, AS_OF), NOT_COVERED, "never declared");
        _cover(RightKind.Trademark, 20250110, 20250110);
        bytes32[] memory keys = new bytes32[](3);
        (keys[0], keys[1], keys[2]) = (trademark, patent, trademark);
        same(assets.findings(keys, AS_OF).length, 0, "kinds in turn");
        same(keccak256(assets.findings(keys, 20250111)), keccak256(hex"0000002000020020"), "one kind of two");
    }

    function test_tells_locks_from_preservation() public {
        bytes32[] memory keys = _patents(1, 1);
        uint64 preservation = _preserve(keys[0]);
        same(_found(keys[0], AS_OF), PRESERVED, "preserved");
        vm.prank(GOVERNOR);
        parties.grantCaller(address(assets), assets.lock.selector, address(pledges), true, _act());
        vm.prank(address(pledges));
        assets.lock(1, keys, Lock.CentralBank, bank, _act());
        same(_found(keys[0], AS_OF), PRESERVED | LOCKED, "both");
        _lift(keys[0], preservation);
        same(_found(keys[0], AS_OF), LOCKED, "locked");
    }

    function test_tells_all_that_is_wrong_at_once() public {
        bytes32 key = _patents(1, 1)[0];
        _registered(_keys(key));
        _preserve(key);
        _setValidity(_patent("1"), Validity.Lapsed);
        uint256 all = PLEDGED | PRESERVED | ENDED | NOT_RECONCILED;
        same(_found(key, 20250201), all, "all");
    }

    function test_refuses_no_date_and_too_many_keys() public {
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "asOf", 0));
        assets.findings(new bytes32[](1), 0);
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "keys", 65_537, 65_536));
        assets.findings(new bytes32[](65_537), AS_OF);
    }

    function _found(bytes32 key, uint32 asOf) private view returns (uint256 bits) {
        bytes memory packed = assets.findings(_keys(key), asOf);
        if (packed.length == 0) return 0;
        same(packed.length, 4, "one entry");
        same(uint256(uint8(packed[0])) + uint8(packed[1]), 0, "place");
        bits = (uint256(uint8(packed[2])) << 8) | uint8(packed[3]);
        check(bits != 0, "an entry that finds nothing");
    }
}
