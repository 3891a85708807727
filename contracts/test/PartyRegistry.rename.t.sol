// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act, IBook, IPartyRegistry, LedgerFixture, PartyEntry, PartyKind} from "./LedgerFixture.sol";

contract PartyRegistryRenameTest is LedgerFixture {
    uint64 private _firm;
    uint64 private _person;

    function setUp() public override {
        super.setUp();
        PartyEntry[] memory entries = new PartyEntry[](2);
        entries[0] = PartyEntry(PartyKind.Enterprise, unicode"演示旧名有限公司", 0, "91110108551385082Q");
        entries[1] = PartyEntry(PartyKind.NaturalPerson, "", keccak256("salt and name"), "");
        vm.prank(OFFICE_KEY);
        uint64[] memory enrolled = parties.enrol(entries, _officeAct());
        (_firm, _person) = (enrolled[0], enrolled[1]);
    }

    function test_the_office_renames_whom_it_enrolled() public {
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(parties));
        emit IPartyRegistry.PartyRenamed(next, _firm, office, unicode"演示新名有限公司", 0, _officeAct(), 1);
        _rename(OFFICE_KEY, _firm, unicode"演示新名有限公司", 0, _officeAct());
        (PartyKind kind, bool active) = parties.partyKind(_firm);
        check(kind == PartyKind.Enterprise && active, "who it is stays");
        _rename(OFFICE_KEY, _firm, "n", 0, _migratedAct());
        _assertHistory();
    }

    function test_the_governance_renames_whom_it_admitted() public {
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(parties));
        emit IPartyRegistry.PartyRenamed(next, bank, 0, unicode"演示新银行", 0, _act(), 1);
        _rename(GOVERNOR, bank, unicode"演示新银行", 0, _act());
        same(parties.partyOf(BANK_KEY), bank, "its keys stay");
        _refused(abi.encodeWithSelector(IBook.OnlyOfficesRecord.selector, 20250106));
        _rename(GOVERNOR, bank, "n", 0, _officeAct());
        _assertHistory();
    }

    function test_a_natural_person_gets_a_new_commitment_and_no_name() public {
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(parties));
        emit IPartyRegistry.PartyRenamed(next, _person, office, "", keccak256("new"), _officeAct(), 1);
        _rename(OFFICE_KEY, _person, "", keccak256("new"), _officeAct());
        _refused(abi.encodeWithSelector(IPartyRegistry.NameNotAllowed.selector, PartyKind.NaturalPerson));
        _rename(OFFICE_KEY, _person, "n", keccak256("new"), _officeAct());
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "commitment"));
        _rename(OFFICE_KEY, _person, "", 0, _officeAct());
    }

    function test_refuses_names_that_do_not_fit() public {
        _refused(abi.encodeWithSelector(IPartyRegistry.NameNotAllowed.selector, PartyKind.Enterprise));
        _rename(OFFICE_KEY, _firm, "", 0, _officeAct());
        _refused(abi.encodeWithSelector(IPartyRegistry.NameNotAllowed.selector, PartyKind.Enterprise));
        _rename(OFFICE_KEY, _firm, "n", keccak256("n"), _officeAct());
        _refused(abi.encodeWithSelector(IBook.TooLong.selector, "name", 513, 512));
        _rename(OFFICE_KEY, _firm, string(_filled(513)), 0, _officeAct());
        _rename(OFFICE_KEY, _firm, string(_filled(512)), 0, _officeAct());
    }

    function test_only_who_entered_a_party_renames_it() public {
        _refused(abi.encodeWithSelector(IPartyRegistry.NotTheRegistrar.selector, _firm, office, usOffice));
        _rename(US_OFFICE_KEY, _firm, "n", 0, _officeAct());
        _refused(abi.encodeWithSelector(IPartyRegistry.NotTheRegistrar.selector, _firm, office, 0));
        _rename(GOVERNOR, _firm, "n", 0, _act());
        _refused(abi.encodeWithSelector(IPartyRegistry.NotTheRegistrar.selector, bank, 0, office));
        _rename(OFFICE_KEY, bank, "n", 0, _officeAct());
        address[3] memory callers = [BANK_KEY, GUARDIAN, STRANGER];
        for (uint256 index = 0; index < callers.length; ++index) {
            _unauthorised(callers[index]);
            _rename(callers[index], bank, "n", 0, _act());
        }
        _suspend(office);
        _unauthorised(OFFICE_KEY);
        _rename(OFFICE_KEY, _firm, "n", 0, _officeAct());
    }

    function test_the_governance_waits_for_its_delay() public {
        vm.prank(GOVERNOR);
        manager.grantRole(0, GOVERNOR, 1 days);
        _unauthorised(GOVERNOR);
        _rename(GOVERNOR, bank, "n", 0, _act());
        bytes memory renaming = abi.encodeCall(IPartyRegistry.rename, (bank, "n", 0, _act()));
        vm.prank(GOVERNOR);
        manager.schedule(address(parties), renaming, 0);
        vm.warp(block.timestamp + 1 days);
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(parties));
        emit IPartyRegistry.PartyRenamed(next, bank, 0, "n", 0, _act(), 1);
        vm.prank(GOVERNOR);
        manager.execute(address(parties), renaming);
    }

    function test_refuses_nobody_and_a_change_without_document() public {
        _refused(abi.encodeWithSelector(IPartyRegistry.UnknownParty.selector, 0));
        _rename(OFFICE_KEY, 0, "n", 0, _officeAct());
        Act memory act = _officeAct();
        act.document = "";
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "act.document"));
        _rename(OFFICE_KEY, _firm, "n", 0, act);
    }

    function _rename(address caller, uint64 party, string memory name, bytes32 commitment, Act memory act) private {
        vm.prank(caller);
        parties.rename(party, name, commitment, act);
    }
}
