// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act, Filing, IBook, LedgerFixture, Provenance, RefusalGround} from "./LedgerFixture.sol";

/// @notice What every act says of itself is judged alike; a filing stands for the acts of parties, a refusal for those of offices,
/// a suspension for those of governance.
contract ActsTest is LedgerFixture {
    bytes32[] private _filed;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _filed = _patents(1, 1);
        _pledge = _file(_filed);
    }

    function test_refuses_dates_that_are_none() public {
        Act memory act = _act();
        act.executedOn = 20250001;
        _refusesEverywhere(act, abi.encodeWithSelector(IBook.InvalidDate.selector, "act.executedOn", 20250001));
        act.executedOn = 17991231;
        _refusesEverywhere(act, abi.encodeWithSelector(IBook.InvalidDate.selector, "act.executedOn", 17991231));
        act = _act();
        act.recordedOn = 20250100;
        _refusesEverywhere(act, abi.encodeWithSelector(IBook.InvalidDate.selector, "act.recordedOn", 20250100));
    }

    function test_bounds_number_and_document() public {
        Act memory act = _act();
        act.officialNumber = string(_filled(65));
        _refusesEverywhere(act, abi.encodeWithSelector(IBook.TooLong.selector, "act.officialNumber", 65, 64));
        act = _act();
        act.document = _filled(129);
        _refusesEverywhere(act, abi.encodeWithSelector(IBook.TooLong.selector, "act.document", 129, 128));
    }

    function test_refuses_a_recording_by_anyone_but_an_office() public {
        _refusesOfParties(_officeAct(), abi.encodeWithSelector(IBook.OnlyOfficesRecord.selector, 20250106));
    }

    function test_refuses_a_migrated_act_where_it_must_be_done_here() public {
        _refusesEverywhere(_migratedAct(), abi.encodeWithSelector(IBook.WrongProvenance.selector, Provenance.Migrated));
    }

    function test_takes_an_act_that_says_nothing() public {
        Act memory act;
        vm.prank(OFFICE_KEY);
        pledges.refuse(_pledge, _filed, RefusalGround.Other, act);
        _assertHistory();
    }

    function _refusesEverywhere(Act memory act, bytes memory reason) private {
        _refusesOfParties(act, reason);
        bytes32[] memory rights = _filed;
        _refused(reason);
        vm.prank(OFFICE_KEY);
        pledges.refuse(_pledge, rights, RefusalGround.Other, act);
    }

    function _refusesOfParties(Act memory act, bytes memory reason) private {
        Filing memory filing = _filing(_filed);
        _refused(reason);
        vm.prank(BANK_KEY);
        pledges.file(filing, _none(), act);
        _refused(reason);
        vm.prank(GOVERNOR);
        parties.suspend(bank, act);
    }
}
