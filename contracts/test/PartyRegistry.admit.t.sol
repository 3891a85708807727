// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IBook, IPartyRegistry, LedgerFixture, PartyEntry, PartyKind} from "./LedgerFixture.sol";

contract PartyRegistryAdmitTest is LedgerFixture {
    function test_admits_an_institution_with_keys() public {
        address[] memory keys = new address[](2);
        (keys[0], keys[1]) = (address(0x11), address(0x12));
        PartyEntry memory entry = PartyEntry(PartyKind.Insurer, unicode"演示保险", 0, "91110108551385082Q");
        uint64 id = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(parties));
        emit IPartyRegistry.PartyAdmitted(id, id, 0, entry.kind, entry.name, 0, entry.identifier, _act(), 1);
        vm.expectEmit(true, true, true, true, address(parties));
        emit IPartyRegistry.KeyAdded(id + 1, id, 0, keys[0], _act(), 1);
        vm.expectEmit(true, true, true, true, address(parties));
        emit IPartyRegistry.KeyAdded(id + 2, id, 0, keys[1], _act(), 1);
        same(_admitAs(entry, keys), id, "party");
        (PartyKind kind, bool active) = parties.partyKind(id);
        check(kind == PartyKind.Insurer && active, "kind");
        same(parties.partyOf(keys[0]), id, "first key");
        check(parties.isLiveKey(id, keys[1]), "second key");
        _assertHistory();
    }

    function test_admits_a_natural_person_by_commitment_only() public {
        PartyEntry memory entry = PartyEntry(PartyKind.NaturalPerson, "", keccak256("salt and name"), "");
        uint64 id = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(parties));
        emit IPartyRegistry.PartyAdmitted(id, id, 0, entry.kind, "", entry.commitment, "", _act(), 1);
        _admitAs(entry, new address[](0));
        entry.name = "n";
        _refusesName(entry);
        (entry.name, entry.identifier) = ("", "1");
        _refusesName(entry);
        (entry.identifier, entry.commitment) = ("", 0);
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "commitment"));
        _admitAs(entry, new address[](0));
    }

    function test_admits_every_kind_but_none() public {
        for (uint256 kind = 1; kind <= uint256(type(PartyKind).max); ++kind) {
            if (PartyKind(kind) == PartyKind.NaturalPerson) continue;
            _admitAs(PartyEntry(PartyKind(kind), "n", 0, ""), new address[](0));
        }
        _refused(abi.encodeWithSelector(IPartyRegistry.InvalidKind.selector, PartyKind.None));
        _admitAs(PartyEntry(PartyKind.None, "n", 0, ""), new address[](0));
    }

    function test_refuses_an_institution_without_name_or_with_commitment() public {
        _refusesName(PartyEntry(PartyKind.Bank, "", 0, "1"));
        _refusesName(PartyEntry(PartyKind.Bank, "n", keccak256("n"), "1"));
    }

    function test_bounds_texts_and_keys() public {
        PartyEntry memory entry = PartyEntry(PartyKind.Bank, string(_filled(513)), 0, "");
        _refused(abi.encodeWithSelector(IBook.TooLong.selector, "name", 513, 512));
        _admitAs(entry, new address[](0));
        (entry.name, entry.identifier) = (string(_filled(512)), string(_filled(65)));
        _refused(abi.encodeWithSelector(IBook.TooLong.selector, "identifier", 65, 64));
        _admitAs(entry, new address[](0));
        entry.identifier = string(_filled(64));
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "keys", 33, 32));
        _admitAs(entry, new address[](33));
        _admitAs(entry, new address[](0));
    }

    function test_refuses_keys_that_are_none_or_taken() public {
        PartyEntry memory entry = PartyEntry(PartyKind.Bank, "n", 0, "");
        address[] memory keys = new address[](1);
        _refused(abi.encodeWithSelector(IPartyRegistry.InvalidKey.selector, address(0)));
        _admitAs(entry, keys);
        keys[0] = BANK_KEY;
        _refused(abi.encodeWithSelector(IPartyRegistry.KeyTaken.selector, BANK_KEY, bank));
        _admitAs(entry, keys);
        keys = new address[](2);
        (keys[0], keys[1]) = (address(0x11), address(0x11));
        uint64 id = log.sequence() + 1;
        _refused(abi.encodeWithSelector(IPartyRegistry.KeyTaken.selector, address(0x11), id));
        _admitAs(entry, keys);
    }

    function test_only_the_governance_admits() public {
        _unauthorised(OFFICE_KEY);
        vm.prank(OFFICE_KEY);
        parties.admit(PartyEntry(PartyKind.Bank, "n", 0, ""), new address[](0), _act());
    }

    function _refusesName(PartyEntry memory entry) private {
        _refused(abi.encodeWithSelector(IPartyRegistry.NameNotAllowed.selector, entry.kind));
        _admitAs(entry, new address[](0));
    }

    function _admitAs(PartyEntry memory entry, address[] memory keys) private returns (uint64) {
        vm.prank(GOVERNOR);
        return parties.admit(entry, keys, _act());
    }
}
