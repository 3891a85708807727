// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Facts,
    IAssetRegistry,
    IBook,
    IPartyRegistry,
    LedgerFixture,
    PartyEntry,
    PartyKind,
    Ranking,
    Right,
    RightKind,
    Validity
} from "./LedgerFixture.sol";

contract AssetRegistryAttestTest is LedgerFixture {
    function test_an_earlier_days_facts_are_history_and_do_not_become_what_holds_now() public {
        Facts memory facts = _facts(_patent("1"), _ids(owner));
        (facts.validity, facts.asOf) = (Validity.Lapsed, 20260101);
        bytes32 key = _attest(facts);
        (facts.validity, facts.asOf, facts.owners) = (Validity.InForce, 20150101, _ids(coOwner));
        _attest(facts);
        (Validity validity, , , uint64[] memory owners) = assets.rightOf(key);
        check(validity == Validity.Lapsed && owners[0] == owner, "the newest day's");
        facts.asOf = 20260101;
        _attest(facts);
        (validity, , , owners) = assets.rightOf(key);
        check(validity == Validity.InForce && owners[0] == coOwner, "the later word on the same day");
        _assertHistory();
    }

    function test_attests_facts_each_with_its_event() public {
        Facts[] memory facts = new Facts[](2);
        facts[0] = _facts(_patent("201710601862.3"), _ids(owner));
        facts[1] = _facts(_trademark("1234567:9"), _ids(owner, coOwner));
        facts[1].validity = Validity.Lapsed;
        uint64 next = log.sequence() + 1;
        for (uint64 index = 0; index < 2; ++index) {
            vm.expectEmit(true, true, true, true, address(assets));
            emit IAssetRegistry.FactsAttested(
                next + index,
                _keyOf(facts[index].right),
                office,
                facts[index],
                _officeAct(),
                1
            );
        }
        vm.prank(OFFICE_KEY);
        assets.attest(facts, _officeAct());
        (Validity validity, uint64 itsOffice, Ranking ranking, uint64[] memory owners) = assets.rightOf(
            assets.assetKeyOf(facts[1].right)
        );
        check(validity == Validity.Lapsed && itsOffice == office && ranking == Ranking.Ranked, "right");
        same(owners.length, 2, "owners");
        same(owners[0], owner, "owner");
        same(owners[1], coOwner, "co-owner");
        _assertHistory();
    }

    function test_a_later_attestation_replaces_an_earlier_one() public {
        uint64[] memory three = new uint64[](3);
        (three[0], three[1], three[2]) = (owner, coOwner, debtor);
        bytes32 key = _attest(_patent("1"), three);
        _ownersAre(key, three);
        _attest(_patent("1"), _ids(coOwner, debtor));
        _ownersAre(key, _ids(coOwner, debtor));
        _attest(_patent("1"), _ids(debtor));
        _ownersAre(key, _ids(debtor));
        _attest(_patent("1"), new uint64[](0));
        _ownersAre(key, new uint64[](0));
        _attest(_patent("1"), three);
        _ownersAre(key, three);
        _assertHistory();
    }

    function test_keeps_the_encumbrances() public {
        bytes32[] memory rights = _patents(1, 1);
        uint64 pledge = _registered(rights);
        _setValidity(_patent("1"), Validity.Invalidated);
        (uint64[] memory registered, , ) = assets.encumbrances(rights[0]);
        same(registered[0], pledge, "pledge");
    }

    function test_knows_nothing_of_other_rights() public view {
        (Validity validity, uint64 itsOffice, Ranking ranking, uint64[] memory owners) = assets.rightOf("nothing");
        check(validity == Validity.Unknown && itsOffice == 0 && ranking == Ranking.None && owners.length == 0, "none");
        (uint64[] memory registered, uint64[] memory filed, uint256 locks) = assets.encumbrances("nothing");
        check(registered.length == 0 && filed.length == 0 && locks == 0, "no encumbrances");
    }

    function test_takes_a_migrated_act() public {
        Facts[] memory facts = new Facts[](1);
        facts[0] = _facts(_patent("1"), _ids(owner));
        vm.prank(OFFICE_KEY);
        assets.attest(facts, _migratedAct());
    }

    function test_refuses_lists_that_do_not_fit() public {
        _refused(abi.encodeWithSelector(IBook.EmptyList.selector, "facts"));
        vm.prank(OFFICE_KEY);
        assets.attest(new Facts[](0), _officeAct());
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "facts", 501, 500));
        vm.prank(OFFICE_KEY);
        assets.attest(new Facts[](501), _officeAct());
    }

    function test_refuses_another_office_and_a_kind_without_rules() public {
        Facts[] memory facts = new Facts[](1);
        facts[0] = _facts(Right(US, RightKind.Patent, "7831837"), _ids(owner));
        _refused(abi.encodeWithSelector(IAssetRegistry.NotTheOffice.selector, usOffice, office));
        vm.prank(OFFICE_KEY);
        assets.attest(facts, _officeAct());
        facts[0].right.kind = RightKind.Trademark;
        _refused(abi.encodeWithSelector(IAssetRegistry.KindNotConfigured.selector, US, RightKind.Trademark));
        vm.prank(OFFICE_KEY);
        assets.attest(facts, _officeAct());
        facts[0].right = Right(CN, RightKind.None, "1");
        _refused(abi.encodeWithSelector(IAssetRegistry.KindNotConfigured.selector, CN, RightKind.None));
        vm.prank(OFFICE_KEY);
        assets.attest(facts, _officeAct());
    }

    function test_refuses_what_must_be_there_and_is_not() public {
        Facts memory facts = _facts(_patent(""), _ids(owner));
        _missing(facts, "number");
        facts = _facts(_patent("1"), _ids(owner));
        facts.source = "";
        _missing(facts, "source");
        facts = _facts(_patent("1"), _ids(owner));
        facts.asOf = 0;
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "asOf", 0));
        _attest(facts);
    }

    function test_bounds_texts() public {
        Facts memory facts = _facts(_patent(string(_filled(65))), _ids(owner));
        _tooLong(facts, "number", 64);
        facts = _facts(_patent("1"), _ids(owner));
        facts.title = string(_filled(1025));
        _tooLong(facts, "title", 1024);
        facts.title = string(_filled(1024));
        facts.applicationNumber = string(_filled(65));
        _tooLong(facts, "applicationNumber", 64);
        facts.applicationNumber = string(_filled(64));
        facts.mainClass = string(_filled(65));
        _tooLong(facts, "mainClass", 64);
        facts.mainClass = string(_filled(64));
        facts.source = string(_filled(129));
        _tooLong(facts, "source", 128);
        facts.source = string(_filled(128));
        facts.right.number = string(_filled(64));
        _attest(facts);
    }

    function test_refuses_dates_that_are_none() public {
        Facts memory facts = _facts(_patent("1"), _ids(owner));
        facts.filedOn = 20170631;
        _noDate(facts, "filedOn", 20170631);
        facts.filedOn = 0;
        facts.grantedOn = 1;
        _noDate(facts, "grantedOn", 1);
        facts.grantedOn = 0;
        facts.expiresOn = type(uint32).max;
        _noDate(facts, "expiresOn", type(uint32).max);
        facts.expiresOn = 0;
        _attest(facts);
    }

    function test_refuses_owners_that_do_not_fit() public {
        Facts memory facts = _facts(_patent("1"), _ids(owner, owner));
        _refused(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "owners", 1));
        _attest(facts);
        facts.owners = _ids(0);
        _refused(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "owners", 0));
        _attest(facts);
        facts.owners = _ids(owner, type(uint64).max);
        _refused(abi.encodeWithSelector(IPartyRegistry.UnknownParty.selector, type(uint64).max));
        _attest(facts);
        facts.owners = new uint64[](65);
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "owners", 65, 64));
        _attest(facts);
    }

    function test_takes_as_many_owners_as_the_bound() public {
        PartyEntry[] memory entries = new PartyEntry[](64);
        for (uint256 index = 0; index < 64; ++index) entries[index] = PartyEntry(PartyKind.Enterprise, "n", 0, "");
        vm.prank(OFFICE_KEY);
        uint64[] memory owners = parties.enrol(entries, _officeAct());
        _ownersAre(_attest(_patent("1"), owners), owners);
    }

    function _ownersAre(bytes32 key, uint64[] memory expected) private view {
        (, , , uint64[] memory owners) = assets.rightOf(key);
        same(keccak256(abi.encode(owners)), keccak256(abi.encode(expected)), "owners");
    }

    function _missing(Facts memory facts, string memory field) private {
        _refused(abi.encodeWithSelector(IBook.Missing.selector, field));
        _attest(facts);
    }

    function _tooLong(Facts memory facts, string memory field, uint256 max) private {
        _refused(abi.encodeWithSelector(IBook.TooLong.selector, field, max + 1, max));
        _attest(facts);
    }

    function _noDate(Facts memory facts, string memory field, uint32 value) private {
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, field, value));
        _attest(facts);
    }
}
