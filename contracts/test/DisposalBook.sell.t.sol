// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    DelistReason,
    DisposalFixture,
    IBook,
    IDisposalBook,
    IPledgeRegistry,
    ListingState,
    ListingView,
    PledgeState,
    Relation,
    Sale
} from "./DisposalFixture.sol";

contract DisposalBookSellTest is DisposalFixture {
    uint64 private _listing;

    function setUp() public override {
        super.setUp();
        _enforce(pledge);
        _listing = _list(pledged);
    }

    function test_the_price_trail_keeps_each_asking_price() public {
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(disposals));
        emit IDisposalBook.ListingRepriced(next, _listing, bank, 1, SALT, _act(), 1);
        vm.prank(BANK_KEY);
        disposals.reprice(_listing, 1, SALT, _act());
        same(disposals.listingOf(_listing).asking, 1, "asking");
        _invalidDisposal("price");
        vm.prank(BANK_KEY);
        disposals.reprice(_listing, 1, SALT, _act());
        _invalidDisposal("price");
        vm.prank(BANK_KEY);
        disposals.reprice(_listing, 0, SALT, _act());
        _invalidDisposal("salt");
        vm.prank(BANK_KEY);
        disposals.reprice(_listing, 2, 0, _act());
        _assertHistory();
    }

    function test_sells_what_is_listed_once_and_settles_when_all_is_realised() public {
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(disposals));
        emit IDisposalBook.RightsSold(next, _listing, bank, _sale(), _act(), 1);
        _sell(_listing, _sale());
        ListingView memory entry = disposals.listingOf(_listing);
        _assertListing(_listing, ListingState.Sold);
        same(entry.buyer, otherBank, "buyer");
        same(entry.price, 500_000_000, "price");
        _wrongListing(_listing, ListingState.Sold);
        _sell(_listing, _sale());
        _refused(abi.encodeWithSelector(IDisposalBook.NotRealised.selector, _listing, pledged[0]));
        _settle(_listing, pledged);
        _realise(pledged);
        _settle(_listing, pledged);
        _assertListing(_listing, ListingState.Settled);
        same(disposals.listingOfRight(pledged[0]), 0, "free to be listed");
        _wrongListing(_listing, ListingState.Settled);
        _delist(_listing, pledged);
        _assertHistory();
    }

    function test_a_sale_that_fell_through_is_delisted_and_the_rights_are_listed_anew() public {
        _sell(_listing, _sale());
        vm.expectEmit(true, true, true, true, address(disposals));
        emit IDisposalBook.ListingEnded(log.sequence() + 1, _listing, bank, DelistReason.NoBuyer, _act(), 1);
        _delist(_listing, pledged);
        _assertListing(_listing, ListingState.Delisted);
        check(_list(pledged) != _listing, "listed anew");
        _wrongListing(_listing, ListingState.Delisted);
        _delist(_listing, pledged);
    }

    function test_a_fund_settles_with_its_resale() public {
        _delist(_listing, pledged);
        pledge = _registered(pledged = _patents(200, 2));
        uint64 commitment = _settled(1_000);
        uint64 listing = _list(MANAGER_KEY, commitment, pledged, _listingTerms());
        vm.prank(MANAGER_KEY);
        disposals.sell(listing, _sale(), _act());
        _refused(abi.encodeWithSelector(IDisposalBook.NotRealised.selector, listing, pledged[0]));
        vm.prank(MANAGER_KEY);
        disposals.settle(listing, pledged, _act());
        _takeOver(fund, FUND_KEY);
        vm.prank(MANAGER_KEY);
        buybacks.resell(commitment, 900, SALT, _act());
        vm.prank(MANAGER_KEY);
        disposals.settle(listing, pledged, _act());
        _assertListing(listing, ListingState.Settled);
    }

    function test_who_took_over_the_claim_sells() public {
        _nominate(otherBank);
        _takeOver(otherBank, OTHER_BANK_KEY);
        _notSeller(otherBank, bank);
        _sell(_listing, _sale());
        vm.prank(OTHER_BANK_KEY);
        disposals.sell(_listing, _sale(), _act());
        same(disposals.listingOf(_listing).seller, otherBank, "seller");
    }

    function test_refuses_what_is_not_listed_and_a_pledge_that_is_no_longer_enforced() public {
        _refused(abi.encodeWithSelector(IDisposalBook.UnknownListing.selector, 3));
        _sell(3, _sale());
        _setState(pledge, PledgeState.Discharged);
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, pledge, PledgeState.Discharged));
        _sell(_listing, _sale());
        _wrongListing(_listing, ListingState.Listed);
        _settle(_listing, pledged);
    }

    function test_refuses_a_sale_that_is_not_whole() public {
        Sale memory sale = _sale();
        sale.relation = Relation.None;
        _invalidDisposal("relation");
        _sell(_listing, sale);
        sale = _sale();
        sale.price = 0;
        _invalidDisposal("price");
        _sell(_listing, sale);
        sale = _sale();
        sale.salt = 0;
        _invalidDisposal("salt");
        _sell(_listing, sale);
        sale = _sale();
        sale.buyer = 1;
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "buyer", 1));
        _sell(_listing, sale);
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "act.document"));
        vm.prank(BANK_KEY);
        disposals.sell(_listing, _sale(), _undocumented());
        _recorded();
        vm.prank(BANK_KEY);
        disposals.sell(_listing, _sale(), _officeAct());
    }

    function test_refuses_another_list_and_no_reason() public {
        bytes32[] memory some = _keys(pledged[0]);
        bytes32 digest = keccak256(abi.encodePacked(some));
        bytes32 expected = keccak256(abi.encodePacked(pledged));
        _refused(abi.encodeWithSelector(IDisposalBook.WrongListedRights.selector, _listing, digest, expected));
        _delist(_listing, some);
        _invalidDisposal("reason");
        vm.prank(BANK_KEY);
        disposals.delist(_listing, pledged, DelistReason.None, _act());
        _sell(_listing, _sale());
        _refused(abi.encodeWithSelector(IDisposalBook.WrongListedRights.selector, _listing, digest, expected));
        _settle(_listing, some);
    }

    function test_nobody_without_the_verb_calls_it() public {
        address[3] memory callers = [GOVERNOR, STRANGER, OFFICE_KEY];
        for (uint256 index = 0; index < 3; ++index) {
            _unauthorised(callers[index]);
            _list(callers[index], 0, pledged, _listingTerms());
            _unauthorised(callers[index]);
            vm.prank(callers[index]);
            disposals.reprice(_listing, 1, SALT, _act());
            _unauthorised(callers[index]);
            vm.prank(callers[index]);
            disposals.sell(_listing, _sale(), _act());
            _unauthorised(callers[index]);
            vm.prank(callers[index]);
            disposals.settle(_listing, pledged, _act());
            _unauthorised(callers[index]);
            vm.prank(callers[index]);
            disposals.delist(_listing, pledged, DelistReason.Other, _act());
        }
        same(uint256(disposals.listingOf(0).state), 0, "nothing");
        same(address(disposals.ENFORCEMENT()), address(enforcement), "enforcement");
        same(address(disposals.BUYBACKS()), address(buybacks), "buybacks");
    }
}
