// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
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

contract ChangeBookAskSubordinationTest is LedgerFixture {
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

    function test_asks() public {
        bytes32[] memory rights = _keys(_pledged[1]);
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(changes));
        emit IChangeBook.SubordinationAsked(next, _pledge, bank, _second, rights, _act(), 1);
        _ask(rights, _second);
        PledgeView memory entry = pledges.pledgeOf(_pledge);
        check(entry.pendingChange == ChangeKind.Subordination, "pending");
        same(entry.pendingDigest, keccak256(abi.encode(_second, keccak256(abi.encodePacked(rights)))), "digest");
        (uint64[] memory registered, , ) = assets.encumbrances(rights[0]);
        same(registered[0], _pledge, "ranks change when recorded");
        _assertHistory();
    }

    function test_refuses_a_pledge_that_is_not_next_in_rank() public {
        bytes32[] memory rights = _keys(_pledged[1]);
        uint64[4] memory others = [_pledge, _third, uint64(0), type(uint64).max];
        for (uint256 index = 0; index < others.length; ++index) {
            _notNext(rights[0], _pledge, others[index]);
            _ask(rights, others[index]);
        }
        (_pledge, _second) = (_second, _pledge);
        _notNext(rights[0], _pledge, _second);
        _ask(rights, _second);
        _pledge = _third;
        _notNext(rights[0], _third, 0);
        _ask(rights, 0);
    }

    function test_refuses_a_right_that_is_in_neither() public {
        bytes32[] memory rights = _rights(CN, RightKind.Trademark, 9, 1);
        _notNext(rights[0], _pledge, _second);
        _ask(rights, _second);
    }

    function test_refuses_lists_that_are_none() public {
        _refused(abi.encodeWithSelector(IBook.EmptyList.selector, "rights"));
        _ask(_noKeys(), _second);
        bytes32[] memory rights = _pledged;
        rights[1] = rights[0];
        _refused(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "rights", 1));
        _ask(rights, _second);
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "rights", 1101, 1100));
        _ask(new bytes32[](1101), _second);
    }

    function test_refuses_a_second_change() public {
        _ask(_pledged, _second);
        _refused(abi.encodeWithSelector(IPledgeRegistry.ChangePending.selector, _pledge, ChangeKind.Subordination));
        _ask(_pledged, _second);
    }

    function test_refuses_the_one_who_gains() public {
        bytes32[] memory rights = _pledged;
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, _pledge, bank, otherBank));
        vm.prank(OTHER_BANK_KEY);
        changes.askSubordination(_pledge, rights, _second, _act());
    }

    function test_refuses_every_other_state() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            if (state >= uint256(PledgeState.Registered) && state <= uint256(PledgeState.Enforcing)) continue;
            _setState(_pledge, PledgeState(state));
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _ask(_pledged, _second);
        }
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _ask(_pledged, _second);
    }

    function _notNext(bytes32 right, uint64 first, uint64 second) private {
        _refused(abi.encodeWithSelector(IAssetRegistry.NotNextInRank.selector, right, first, second));
    }

    function _ask(bytes32[] memory rights, uint64 favoured) private {
        vm.prank(BANK_KEY);
        changes.askSubordination(_pledge, rights, favoured, _act());
    }
}
