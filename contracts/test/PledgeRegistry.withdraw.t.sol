// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act, IBook, IPledgeRegistry, LedgerFixture, PledgeState, Provenance} from "./LedgerFixture.sol";

contract PledgeRegistryWithdrawTest is LedgerFixture {
    bytes32[] private _filed;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _filed = _patents(1, 2);
        _pledge = _file(_filed);
    }

    function test_withdraws() public {
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(pledges));
        emit IPledgeRegistry.PledgeWithdrawn(next, _pledge, bank, _act(), 1);
        _withdraw(BANK_KEY, _act());
        check(pledges.pledgeOf(_pledge).state == PledgeState.Withdrawn, "state");
        (, uint64[] memory filed, ) = assets.encumbrances(_filed[0]);
        same(filed.length, 0, "the right is free");
        _file(_filed);
        _assertHistory();
    }

    function test_refuses_another_pledgee() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, _pledge, bank, otherBank));
        _withdraw(OTHER_BANK_KEY, _act());
    }

    function test_refuses_migrated_and_recorded_acts() public {
        _refused(abi.encodeWithSelector(IBook.WrongProvenance.selector, Provenance.Migrated));
        _withdraw(BANK_KEY, _migratedAct());
        _refused(abi.encodeWithSelector(IBook.OnlyOfficesRecord.selector, 20250106));
        _withdraw(BANK_KEY, _officeAct());
    }

    function test_refuses_every_state_but_filed() public {
        for (uint256 state = uint256(PledgeState.Registered); state <= uint256(PledgeState.Revoked); ++state) {
            _setState(_pledge, PledgeState(state));
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _withdraw(BANK_KEY, _act());
        }
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _withdraw(BANK_KEY, _act());
    }

    function test_refuses_other_rights() public {
        bytes32 expected = keccak256(abi.encodePacked(_filed));
        _filed.pop();
        bytes32 given = keccak256(abi.encodePacked(_filed));
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongRights.selector, _pledge, given, expected));
        _withdraw(BANK_KEY, _act());
    }

    function _withdraw(address key, Act memory act) private {
        bytes32[] memory rights = _filed;
        vm.prank(key);
        pledges.withdraw(_pledge, rights, act);
    }
}
