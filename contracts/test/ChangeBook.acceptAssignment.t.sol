// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ChangeKind, IPledgeRegistry, LedgerFixture, IChangeBook} from "./LedgerFixture.sol";

contract ChangeBookAcceptAssignmentTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 3);
        _pledge = _registered(_pledged);
        vm.prank(BANK_KEY);
        changes.nominateAssignee(_pledge, fund, _act());
    }

    function test_accepts() public {
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(changes));
        emit IChangeBook.AssignmentAccepted(next, _pledge, fund, _act(), 1);
        _accept(FUND_KEY);
        same(pledges.pledgeOf(_pledge).pledgee, bank, "the pledgee stays until it is recorded");
        _assertHistory();
    }

    function test_refuses_anyone_but_the_nominee() public {
        _refused(abi.encodeWithSelector(IChangeBook.NotTheAssignee.selector, _pledge, fund, otherBank));
        _accept(OTHER_BANK_KEY);
        _refused(abi.encodeWithSelector(IChangeBook.NotTheAssignee.selector, _pledge, fund, bank));
        _accept(BANK_KEY);
    }

    function test_refuses_to_accept_twice() public {
        _accept(FUND_KEY);
        _refused(abi.encodeWithSelector(IChangeBook.NoSuchChange.selector, _pledge, ChangeKind.Assignment));
        _accept(FUND_KEY);
    }

    function test_refuses_what_was_taken_back() public {
        vm.prank(BANK_KEY);
        changes.dropChange(_pledge, _act());
        _refused(abi.encodeWithSelector(IChangeBook.NoSuchChange.selector, _pledge, ChangeKind.Assignment));
        _accept(FUND_KEY);
    }

    function test_refuses_when_another_change_waits() public {
        vm.prank(BANK_KEY);
        changes.dropChange(_pledge, _act());
        bytes32[] memory rights = _pledged;
        vm.prank(BANK_KEY);
        changes.askPartialRelease(_pledge, rights, _keys(rights[0]), _noOthers(), _act());
        _refused(abi.encodeWithSelector(IChangeBook.NoSuchChange.selector, _pledge, ChangeKind.Assignment));
        _accept(FUND_KEY);
    }

    function test_refuses_an_unknown_pledge() public {
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _accept(FUND_KEY);
    }

    function _accept(address key) private {
        vm.prank(key);
        changes.acceptAssignment(_pledge, _act());
    }
}
