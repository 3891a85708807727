// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Act,
    ChangeKind,
    IBook,
    IPledgeRegistry,
    LedgerFixture,
    PledgeView,
    Provenance,
    IChangeBook
} from "./LedgerFixture.sol";

contract ChangeBookDropChangeTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 3);
        _pledge = _registered(_pledged);
    }

    function test_the_pledgee_the_office_or_the_nominee_drops_a_change() public {
        address[3] memory keys = [BANK_KEY, OFFICE_KEY, FUND_KEY];
        uint64[3] memory actors = [bank, office, fund];
        for (uint256 index = 0; index < keys.length; ++index) {
            _nominate();
            Act memory act = keys[index] == OFFICE_KEY ? _officeAct() : _act();
            uint64 next = log.sequence() + 1;
            vm.expectEmit(true, true, true, true, address(changes));
            emit IChangeBook.ChangeDropped(next, _pledge, actors[index], ChangeKind.Assignment, act, 1);
            _drop(keys[index], act);
            PledgeView memory pledge = pledges.pledgeOf(_pledge);
            check(pledge.pendingChange == ChangeKind.None && pledge.pendingDigest == 0, "nothing pending");
        }
        _assertHistory();
    }

    function test_refuses_others() public {
        _nominate();
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, _pledge, bank, otherBank));
        _drop(OTHER_BANK_KEY, _act());
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, _pledge, bank, usOffice));
        _drop(US_OFFICE_KEY, _act());
    }

    function test_refuses_a_nominee_when_another_change_waits() public {
        bytes32[] memory rights = _pledged;
        vm.prank(BANK_KEY);
        changes.askPartialRelease(_pledge, rights, _keys(rights[0]), _noOthers(), _act());
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, _pledge, bank, fund));
        _drop(FUND_KEY, _act());
    }

    function test_refuses_when_nothing_waits() public {
        _refused(abi.encodeWithSelector(IChangeBook.NoSuchChange.selector, _pledge, ChangeKind.None));
        _drop(BANK_KEY, _act());
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _drop(BANK_KEY, _act());
    }

    function test_refuses_acts_of_wrong_provenance_or_recording() public {
        _nominate();
        _refused(abi.encodeWithSelector(IBook.WrongProvenance.selector, Provenance.Migrated));
        _drop(OFFICE_KEY, _migratedAct());
        _refused(abi.encodeWithSelector(IBook.WrongProvenance.selector, Provenance.Migrated));
        _drop(BANK_KEY, _migratedAct());
        _refused(abi.encodeWithSelector(IBook.OnlyOfficesRecord.selector, 20250106));
        _drop(BANK_KEY, _officeAct());
    }

    function _nominate() private {
        vm.prank(BANK_KEY);
        changes.nominateAssignee(_pledge, fund, _act());
    }

    function _drop(address key, Act memory act) private {
        vm.prank(key);
        changes.dropChange(_pledge, act);
    }
}
