// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    ChangeKind,
    IAssetRegistry,
    IBook,
    IPledgeRegistry,
    LedgerFixture,
    PledgeState,
    PledgeView,
    IChangeBook
} from "./LedgerFixture.sol";

contract ChangeBookAskPartialReleaseTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 3);
        _pledge = _registered(_pledged);
    }

    function test_asks() public {
        bytes32[] memory freed = _keys(_pledged[1]);
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(changes));
        emit IChangeBook.PartialReleaseAsked(next, _pledge, bank, freed, _noOthers(), _act(), 1);
        _ask(freed);
        PledgeView memory pledge = pledges.pledgeOf(_pledge);
        check(pledge.pendingChange == ChangeKind.PartialRelease, "pending");
        same(pledge.pendingDigest, keccak256(abi.encodePacked(freed)), "digest");
        same(pledge.rightCount, 3, "nothing is free yet");
        _assertHistory();
    }

    function test_refuses_rights_that_cannot_be_freed() public {
        bytes32[] memory rights = _pledged;
        _refused(abi.encodeWithSelector(IBook.EmptyList.selector, "freed"));
        _ask(new bytes32[](0));
        _refused(abi.encodeWithSelector(IChangeBook.NothingRemains.selector, _pledge));
        _ask(rights);
        bytes32[] memory freed = _keys(bytes32(uint256(1)));
        _refused(abi.encodeWithSelector(IPledgeRegistry.RightNotInPledge.selector, _pledge, freed[0]));
        _ask(freed);
        freed = new bytes32[](2);
        (freed[0], freed[1]) = (rights[0], rights[0]);
        _refused(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "freed", 1));
        _ask(freed);
        freed[1] = bytes32(type(uint256).max);
        _refused(abi.encodeWithSelector(IPledgeRegistry.RightNotInPledge.selector, _pledge, freed[1]));
        _ask(freed);
        freed = new bytes32[](4);
        for (uint256 index = 0; index < 3; ++index) freed[index] = rights[index];
        freed[3] = bytes32(type(uint256).max);
        _refused(abi.encodeWithSelector(IPledgeRegistry.RightNotInPledge.selector, _pledge, freed[0]));
        _ask(freed);
    }

    function test_refuses_a_second_change() public {
        _ask(_keys(_pledged[1]));
        _refused(abi.encodeWithSelector(IPledgeRegistry.ChangePending.selector, _pledge, ChangeKind.PartialRelease));
        _ask(_keys(_pledged[1]));
    }

    function test_refuses_another_pledgee() public {
        bytes32[] memory rights = _pledged;
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, _pledge, bank, otherBank));
        vm.prank(OTHER_BANK_KEY);
        changes.askPartialRelease(_pledge, rights, _keys(rights[0]), _noOthers(), _act());
    }

    function test_refuses_other_rights() public {
        bytes32 expected = keccak256(abi.encodePacked(_pledged));
        bytes32[] memory freed = _keys(_pledged[0]);
        _pledged.pop();
        bytes32 given = keccak256(abi.encodePacked(_pledged));
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongRights.selector, _pledge, given, expected));
        _ask(freed);
    }

    function test_refuses_states_that_are_not_live() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            _setState(_pledge, PledgeState(state));
            bool live = state >= uint256(PledgeState.Registered) && state <= uint256(PledgeState.Enforcing);
            if (live) continue;
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _ask(_keys(_pledged[0]));
        }
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _ask(_keys(_pledged[0]));
    }

    function _ask(bytes32[] memory freed) private {
        bytes32[] memory rights = _pledged;
        vm.prank(BANK_KEY);
        changes.askPartialRelease(_pledge, rights, freed, _noOthers(), _act());
    }
}
