// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Act,
    Circumstance,
    CircumstanceKind,
    IAssetRegistry,
    IBook,
    LedgerFixture,
    Provenance
} from "./LedgerFixture.sol";

contract AssetRegistryAttestCircumstancesTest is LedgerFixture {
    bytes32 private _key;

    function setUp() public override {
        super.setUp();
        _key = _patents(1, 1)[0];
    }

    function test_attests_each_kind() public {
        Circumstance[] memory list = new Circumstance[](4);
        for (uint256 index = 0; index < 4; ++index) {
            list[index] = _circumstance();
            list[index].kind = CircumstanceKind(index + 1);
        }
        uint64 next = log.sequence() + 1;
        for (uint64 index = 0; index < 4; ++index) {
            vm.expectEmit(true, true, true, true, address(assets));
            emit IAssetRegistry.CircumstanceAttested(next + index, _key, office, list[index], _officeAct(), 1);
        }
        vm.prank(OFFICE_KEY);
        assets.attestCircumstances(list, _officeAct());
        _assertHistory();
    }

    function test_takes_a_migrated_act_and_empty_texts() public {
        Circumstance memory circumstance = _circumstance();
        (circumstance.caseNumber, circumstance.text) = ("", "");
        (circumstance.startsOn, circumstance.endsOn) = (0, 0);
        _attestOne(OFFICE_KEY, circumstance, _migratedAct());
        circumstance.caseNumber = string(_filled(128));
        circumstance.text = string(_filled(1024));
        circumstance.source = string(_filled(128));
        _attestOne(OFFICE_KEY, circumstance, _officeAct());
        _assertHistory();
    }

    function test_refuses_bad_input() public {
        Circumstance memory circumstance = _circumstance();
        circumstance.assetKey = keccak256("unknown");
        _refuses(circumstance, abi.encodeWithSelector(IAssetRegistry.UnknownRight.selector, circumstance.assetKey));
        circumstance = _circumstance();
        circumstance.kind = CircumstanceKind.None;
        _refuses(circumstance, abi.encodeWithSelector(IBook.Missing.selector, "kind"));
        circumstance = _circumstance();
        circumstance.startsOn = 20250101;
        circumstance.endsOn = 20241231;
        _refuses(circumstance, abi.encodeWithSelector(IBook.InvalidPeriod.selector, 20250101, 20241231));
        circumstance.startsOn = 20250132;
        _refuses(circumstance, abi.encodeWithSelector(IBook.InvalidDate.selector, "startsOn", 20250132));
        circumstance = _circumstance();
        circumstance.endsOn = 1;
        _refuses(circumstance, abi.encodeWithSelector(IBook.InvalidDate.selector, "endsOn", 1));
        circumstance = _circumstance();
        circumstance.caseNumber = string(_filled(129));
        _refuses(circumstance, abi.encodeWithSelector(IBook.TooLong.selector, "caseNumber", 129, 128));
        circumstance = _circumstance();
        circumstance.text = string(_filled(1025));
        _refuses(circumstance, abi.encodeWithSelector(IBook.TooLong.selector, "text", 1025, 1024));
        circumstance = _circumstance();
        circumstance.source = "";
        _refuses(circumstance, abi.encodeWithSelector(IBook.Missing.selector, "source"));
        circumstance.source = string(_filled(129));
        _refuses(circumstance, abi.encodeWithSelector(IBook.TooLong.selector, "source", 129, 128));
        circumstance = _circumstance();
        circumstance.asOf = 0;
        _refuses(circumstance, abi.encodeWithSelector(IBook.InvalidDate.selector, "asOf", 0));
    }

    function test_bounds_the_list_and_judges_the_act() public {
        _refused(abi.encodeWithSelector(IBook.EmptyList.selector, "circumstances"));
        vm.prank(OFFICE_KEY);
        assets.attestCircumstances(new Circumstance[](0), _officeAct());
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "circumstances", 201, 200));
        vm.prank(OFFICE_KEY);
        assets.attestCircumstances(new Circumstance[](201), _officeAct());
        Act memory act = _officeAct();
        act.provenance = Provenance.Migrated;
        act.document = "";
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "act.document"));
        _attestOne(OFFICE_KEY, _circumstance(), act);
    }

    function test_only_the_rights_own_office_attests() public {
        Circumstance memory circumstance = _circumstance();
        _refused(abi.encodeWithSelector(IAssetRegistry.NotTheOffice.selector, office, usOffice));
        _attestOne(US_OFFICE_KEY, circumstance, _officeAct());
        address[3] memory callers = [GOVERNOR, BANK_KEY, STRANGER];
        for (uint256 index = 0; index < callers.length; ++index) {
            _unauthorised(callers[index]);
            _attestOne(callers[index], circumstance, _officeAct());
        }
    }

    function _circumstance() private view returns (Circumstance memory) {
        return
            Circumstance({
                assetKey: _key,
                kind: CircumstanceKind.Litigation,
                startsOn: 20240601,
                endsOn: 20240601,
                caseNumber: unicode"(2024)演示知民初1号",
                text: unicode"演示",
                source: "demo",
                asOf: 20250101
            });
    }

    function _refuses(Circumstance memory circumstance, bytes memory reason) private {
        _refused(reason);
        _attestOne(OFFICE_KEY, circumstance, _officeAct());
    }

    function _attestOne(address caller, Circumstance memory circumstance, Act memory act) private {
        Circumstance[] memory list = new Circumstance[](1);
        list[0] = circumstance;
        vm.prank(caller);
        assets.attestCircumstances(list, act);
    }
}
