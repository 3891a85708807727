// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {DirectoryBook} from "../DirectoryBook.sol";
import {DirectoryTerms, EntryKind, EntryView, IDirectoryBook} from "../interfaces/IDirectoryBook.sol";
import {Act, IAssetRegistry, IBook, IPledgeRegistry, LedgerFixture, PartyEntry, PartyKind} from "./LedgerFixture.sol";

/// @notice Products, needs and rights on offer are published, revised and withdrawn.
contract DirectoryBookTest is LedgerFixture {
    address private constant EXCHANGE_KEY = address(0xE8C1);

    DirectoryBook private _directory;

    function setUp() public override {
        super.setUp();
        _directory = DirectoryBook(_deploy("DirectoryBook", abi.encode(address(log), address(parties))));
        _addBook(address(_directory));
        uint256 publishers =
            LENDERS |
                OFFICES |
                (1 << uint256(PartyKind.Enterprise)) |
                (1 << uint256(PartyKind.University)) |
                (1 << uint256(PartyKind.IpExchange));
        _grant(address(_directory), IDirectoryBook.publishEntry.selector, publishers);
        _grant(address(_directory), IDirectoryBook.reviseEntry.selector, publishers);
        _grant(address(_directory), IDirectoryBook.withdrawEntry.selector, publishers);
        _admit(PartyKind.IpExchange, unicode"演示交易所", EXCHANGE_KEY);
    }

    function test_a_bank_publishes_its_product_and_new_versions_of_it() public {
        uint64 next = log.sequence() + 1;
        DirectoryTerms memory terms = _terms(EntryKind.Product, bank);
        vm.expectEmit(true, true, true, true, address(_directory));
        emit IDirectoryBook.EntryPublished(next, next, bank, terms, _act(), 1);
        same(_publish(BANK_KEY, terms), next, "id");
        terms.mostRate = 400;
        vm.expectEmit(true, true, true, true, address(_directory));
        emit IDirectoryBook.EntryRevised(next + 1, next, bank, 2, terms, _act(), 1);
        _revise(BANK_KEY, next, terms);
        EntryView memory entry = _directory.entryOf(next);
        same(entry.version, 2, "version");
        same(entry.publisher, bank, "publisher");
        _withdraw(BANK_KEY, next);
        _refused(abi.encodeWithSelector(IDirectoryBook.EntryIsWithdrawn.selector, next));
        _revise(BANK_KEY, next, terms);
        _refused(abi.encodeWithSelector(IDirectoryBook.EntryIsWithdrawn.selector, next));
        _withdraw(BANK_KEY, next);
        _assertHistory();
    }

    function test_a_need_is_published_by_its_owner_or_with_its_written_consent_and_withdrawn_by_either() public {
        DirectoryTerms memory terms = _terms(EntryKind.Need, owner);
        address ownerKey = vm.addr(OWNER_SECRET);
        _publish(ownerKey, terms);
        uint64 entry = _publish(EXCHANGE_KEY, terms);
        Act memory act = _act();
        act.document = "";
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "act.document"));
        vm.prank(EXCHANGE_KEY);
        _directory.publishEntry(terms, act);
        uint64 exchange = parties.partyOf(EXCHANGE_KEY);
        _refused(abi.encodeWithSelector(IDirectoryBook.NotThePublisher.selector, entry, exchange, owner));
        _revise(ownerKey, entry, terms);
        _refused(abi.encodeWithSelector(IDirectoryBook.NotThePublisher.selector, entry, exchange, bank));
        _withdraw(BANK_KEY, entry);
        _withdraw(ownerKey, entry);
        check(_directory.entryOf(entry).withdrawn, "withdrawn");
    }

    function test_rights_are_offered_in_order_and_in_an_offer_alone() public {
        DirectoryTerms memory terms = _terms(EntryKind.RightsOffer, coOwner);
        terms.rights = _patents(1, 2);
        _publish(vm.addr(CO_OWNER_SECRET), terms);
        (terms.rights[0], terms.rights[1]) = (terms.rights[1], terms.rights[0]);
        _refused(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "rights", 1));
        _publish(vm.addr(CO_OWNER_SECRET), terms);
        terms = _terms(EntryKind.Product, bank);
        terms.rights = _patents(3, 1);
        _invalid(BANK_KEY, terms, "rights");
    }

    function test_nobody_publishes_anothers_product_nor_a_product_of_no_provider() public {
        _refusesOwner(OTHER_BANK_KEY, _terms(EntryKind.Product, bank));
        _refusesOwner(EXCHANGE_KEY, _terms(EntryKind.Product, owner));
        _refusesOwner(BANK_KEY, _terms(EntryKind.Need, bank));
        uint64 person = _person();
        _refusesOwner(EXCHANGE_KEY, _terms(EntryKind.Need, person));
        _refusesOwner(EXCHANGE_KEY, _terms(EntryKind.Need, 3));
    }

    function test_refuses_terms_that_do_not_fit() public {
        DirectoryTerms memory terms = _terms(EntryKind.None, bank);
        _invalid(BANK_KEY, terms, "kind");
        terms = _terms(EntryKind.Product, bank);
        terms.least = terms.most + 1;
        _invalid(BANK_KEY, terms, "least");
        terms = _terms(EntryKind.Product, bank);
        terms.leastMonths = terms.mostMonths + 1;
        _invalid(BANK_KEY, terms, "leastMonths");
        terms = _terms(EntryKind.Product, bank);
        terms.leastRate = terms.mostRate + 1;
        _invalid(BANK_KEY, terms, "leastRate");
        terms = _terms(EntryKind.Product, bank);
        terms.ratio = 10_001;
        _invalid(BANK_KEY, terms, "ratio");
        terms = _terms(EntryKind.Product, bank);
        terms.rightKinds = 1;
        _invalid(BANK_KEY, terms, "rightKinds");
        terms = _terms(EntryKind.Product, bank);
        terms.currency = "cny";
        _invalid(BANK_KEY, terms, "currency");
        terms = _terms(EntryKind.Product, bank);
        uint64 entry = _publish(BANK_KEY, terms);
        terms.kind = EntryKind.Need;
        _refused(abi.encodeWithSelector(IDirectoryBook.InvalidEntry.selector, "kind"));
        _revise(BANK_KEY, entry, terms);
        _refused(abi.encodeWithSelector(IDirectoryBook.UnknownEntry.selector, 3));
        _revise(BANK_KEY, 3, terms);
        _unauthorised(STRANGER);
        _publish(STRANGER, terms);
    }

    function _terms(EntryKind kind, uint64 party) private pure returns (DirectoryTerms memory) {
        return
            DirectoryTerms({
                kind: kind,
                owner: party,
                name: unicode"演示知产贷",
                region: "CN-440300",
                rightKinds: 2,
                currency: "CNY",
                least: 100_000,
                most: 1_000_000_000,
                leastMonths: 6,
                mostMonths: 36,
                leastRate: 320,
                mostRate: 450,
                ratio: 4_000,
                conditions: hex"0155122040",
                rights: new bytes32[](0)
            });
    }

    function _person() private returns (uint64) {
        vm.prank(GOVERNOR);
        return parties.admit(PartyEntry(PartyKind.NaturalPerson, "", keccak256("who"), ""), new address[](0), _act());
    }

    function _publish(address key, DirectoryTerms memory terms) private returns (uint64) {
        vm.prank(key);
        return _directory.publishEntry(terms, _act());
    }

    function _revise(address key, uint64 entry, DirectoryTerms memory terms) private {
        vm.prank(key);
        _directory.reviseEntry(entry, terms, _act());
    }

    function _withdraw(address key, uint64 entry) private {
        vm.prank(key);
        _directory.withdrawEntry(entry, _act());
    }

    function _invalid(address key, DirectoryTerms memory terms, string memory field) private {
        _refused(abi.encodeWithSelector(IDirectoryBook.InvalidEntry.selector, field));
        _publish(key, terms);
    }

    function _refusesOwner(address key, DirectoryTerms memory terms) private {
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "owner", terms.owner));
        _publish(key, terms);
    }
}
