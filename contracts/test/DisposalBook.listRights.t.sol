// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    DisposalChannel,
    DisposalFixture,
    IBook,
    IBuybackBook,
    IDisposalBook,
    IEnforcementBook,
    IPledgeRegistry,
    ListingState,
    ListingTerms,
    ListingView,
    PledgeState
} from "./DisposalFixture.sol";

contract DisposalBookListRightsTest is DisposalFixture {
    function test_lists_rights_of_a_pledge_in_enforcement() public {
        _enforce(pledge);
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(disposals));
        emit IDisposalBook.RightsListed(next, next, bank, pledge, 0, pledged, _listingTerms(), _act(), 1);
        uint64 listing = _list(pledged);
        ListingView memory entry = disposals.listingOf(listing);
        _assertListing(listing, ListingState.Listed);
        same(entry.pledge, pledge, "pledge");
        same(entry.seller, bank, "seller");
        same(entry.asking, ASKED, "asking");
        same(entry.rightCount, 3, "rights");
        same(entry.rightsDigest, keccak256(abi.encodePacked(pledged)), "digest");
        same(disposals.listingOfRight(pledged[2]), listing, "listing of a right");
        _assertHistory();
    }

    function test_lists_what_a_fund_bought_and_only_once_it_is_bought() public {
        uint64 commitment = _exercised(1_000);
        _refused(abi.encodeWithSelector(IBuybackBook.WrongCommitmentState.selector, commitment, 5));
        _list(MANAGER_KEY, commitment, pledged, _listingTerms());
        _pay(commitment, 1_000);
        _nominate(fund);
        _confirm(commitment, 1_000);
        _notSeller(manager_, bank);
        _list(BANK_KEY, commitment, pledged, _listingTerms());
        uint64 listing = _list(MANAGER_KEY, commitment, pledged, _listingTerms());
        same(disposals.listingOf(listing).commitment, commitment, "commitment");
    }

    function test_refuses_a_pledge_that_is_not_enforced_and_who_is_not_its_pledgee() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            if (state == uint256(PledgeState.Enforcing)) continue;
            _setState(pledge, PledgeState(state));
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, pledge, state));
            _list(pledged);
        }
        _notSeller(bank, otherBank);
        _list(OTHER_BANK_KEY, 0, pledged, _listingTerms());
    }

    function test_refuses_a_right_that_is_listed_or_realised_and_one_of_another_pledge() public {
        _enforce(pledge);
        uint64 listing = _list(_keys(pledged[0]));
        _refused(abi.encodeWithSelector(IDisposalBook.AlreadyListed.selector, pledged[0], listing));
        _list(pledged);
        _realise(_keys(pledged[1]));
        _refused(abi.encodeWithSelector(IEnforcementBook.AlreadyRealised.selector, pledge, pledged[1]));
        _list(_keys(pledged[1]));
        bytes32[] memory other = _patents(50, 1);
        _refused(abi.encodeWithSelector(IPledgeRegistry.RightNotInPledge.selector, pledge, other[0]));
        _list(other);
        _refused(abi.encodeWithSelector(IBook.EmptyList.selector, "listed"));
        _list(_noKeys());
    }

    function test_refuses_a_commitment_that_is_not_there_or_on_another_pledge() public {
        _refused(abi.encodeWithSelector(IBuybackBook.UnknownCommitment.selector, 7));
        _list(MANAGER_KEY, 7, pledged, _listingTerms());
        uint64 commitment = _accepted(1_000);
        uint64 first = pledge;
        pledge = _registered(_patents(100, 1));
        _refused(abi.encodeWithSelector(IDisposalBook.NotOfThePledge.selector, commitment, pledge));
        _list(MANAGER_KEY, commitment, pledged, _listingTerms());
        pledge = first;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        vm.prank(BANK_KEY);
        disposals.listRights(0, 0, pledged, pledged, _listingTerms(), _act());
    }

    function test_refuses_terms_that_are_not_whole() public {
        _enforce(pledge);
        ListingTerms memory terms = _listingTerms();
        terms.channel = DisposalChannel.None;
        _invalidDisposal("channel");
        _list(BANK_KEY, 0, pledged, terms);
        terms = _listingTerms();
        terms.currency = "C1Y";
        _invalidDisposal("currency");
        _list(BANK_KEY, 0, pledged, terms);
        terms = _listingTerms();
        terms.price = 0;
        _invalidDisposal("price");
        _list(BANK_KEY, 0, pledged, terms);
        terms = _listingTerms();
        terms.salt = 0;
        _invalidDisposal("salt");
        _list(BANK_KEY, 0, pledged, terms);
        terms = _listingTerms();
        terms.venue = 1;
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "venue", 1));
        _list(BANK_KEY, 0, pledged, terms);
    }
}
