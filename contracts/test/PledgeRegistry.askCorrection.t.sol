// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act, IBook, IPledgeRegistry, LedgerFixture, PledgeState, Provenance} from "./LedgerFixture.sol";

contract PledgeRegistryAskCorrectionTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 3);
        _pledge = _file(_pledged);
    }

    function test_asks_and_asks_again() public {
        for (uint32 dueOn = 20250201; dueOn <= 20250202; ++dueOn) {
            uint64 next = log.sequence() + 1;
            vm.expectEmit(true, true, true, true, address(pledges));
            emit IPledgeRegistry.CorrectionAsked(next, _pledge, office, dueOn, _officeAct(), 1);
            _ask(OFFICE_KEY, dueOn, _officeAct());
        }
        check(pledges.pledgeOf(_pledge).state == PledgeState.Filed, "it stays filed");
        _assertHistory();
    }

    function test_the_office_still_registers() public {
        _ask(OFFICE_KEY, 20250201, _officeAct());
        _register(_pledge, _pledged);
        check(pledges.pledgeOf(_pledge).state == PledgeState.Registered, "state");
    }

    function test_refuses_a_date_that_is_none() public {
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "dueOn", 20250230));
        _ask(OFFICE_KEY, 20250230, _officeAct());
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "dueOn", 0));
        _ask(OFFICE_KEY, 0, _officeAct());
    }

    function test_refuses_a_migrated_act() public {
        _refused(abi.encodeWithSelector(IBook.WrongProvenance.selector, Provenance.Migrated));
        _ask(OFFICE_KEY, 20250201, _migratedAct());
    }

    function test_refuses_another_office() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgesOffice.selector, _pledge, office, usOffice));
        _ask(US_OFFICE_KEY, 20250201, _officeAct());
    }

    function test_refuses_every_other_state() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            if (state == uint256(PledgeState.Filed)) continue;
            _setState(_pledge, PledgeState(state));
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _ask(OFFICE_KEY, 20250201, _officeAct());
        }
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _ask(OFFICE_KEY, 20250201, _officeAct());
    }

    function _ask(address key, uint32 dueOn, Act memory act) private {
        vm.prank(key);
        pledges.askCorrection(_pledge, dueOn, act);
    }
}
