// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IBook, IPartyRegistry, LedgerFixture, PartyEntry, PartyKind} from "./LedgerFixture.sol";

contract PartyRegistryEnrolTest is LedgerFixture {
    function test_enrols_parties_without_keys() public {
        PartyEntry[] memory entries = new PartyEntry[](2);
        entries[0] = PartyEntry(PartyKind.Enterprise, "Demo Devices Ltd", 0, "");
        entries[1] = PartyEntry(PartyKind.NaturalPerson, "", keccak256("salt and name"), "");
        uint64 id = log.sequence() + 1;
        for (uint64 index = 0; index < 2; ++index) {
            PartyEntry memory entry = entries[index];
            vm.expectEmit(true, true, true, true, address(parties));
            emit IPartyRegistry.PartyAdmitted(
                id + index,
                id + index,
                office,
                entry.kind,
                entry.name,
                entry.commitment,
                entry.identifier,
                _migratedAct(),
                1
            );
        }
        vm.prank(OFFICE_KEY);
        uint64[] memory enrolled = parties.enrol(entries, _migratedAct());
        same(enrolled[0], id, "first");
        same(enrolled[1], id + 1, "second");
        _assertHistory();
    }

    function test_enrols_every_kind_but_those_that_need_a_decision_of_governance() public {
        for (uint256 kind = 0; kind <= uint256(type(PartyKind).max); ++kind) {
            PartyEntry[] memory entries = new PartyEntry[](1);
            entries[0] = PartyEntry(PartyKind(kind), "n", 0, "");
            if (PartyKind(kind) == PartyKind.NaturalPerson) (entries[0].name, entries[0].commitment) = ("", "c");
            bool reserved =
                kind == uint256(PartyKind.None) ||
                    kind == uint256(PartyKind.RegistryOffice) ||
                    kind == uint256(PartyKind.CentralBank) ||
                    kind == uint256(PartyKind.Searcher);
            if (reserved) _refused(abi.encodeWithSelector(IPartyRegistry.InvalidKind.selector, kind));
            vm.prank(OFFICE_KEY);
            parties.enrol(entries, _officeAct());
        }
    }

    function test_refuses_lists_that_do_not_fit() public {
        _refused(abi.encodeWithSelector(IBook.EmptyList.selector, "entries"));
        vm.prank(OFFICE_KEY);
        parties.enrol(new PartyEntry[](0), _officeAct());
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "entries", 501, 500));
        vm.prank(OFFICE_KEY);
        parties.enrol(new PartyEntry[](501), _officeAct());
    }

    function test_only_offices_enrol() public {
        address[4] memory callers = [GOVERNOR, BANK_KEY, SEARCHER_KEY, STRANGER];
        for (uint256 index = 0; index < callers.length; ++index) {
            _unauthorised(callers[index]);
            vm.prank(callers[index]);
            parties.enrol(new PartyEntry[](1), _officeAct());
        }
        _suspend(office);
        _unauthorised(OFFICE_KEY);
        vm.prank(OFFICE_KEY);
        parties.enrol(new PartyEntry[](1), _officeAct());
    }
}
