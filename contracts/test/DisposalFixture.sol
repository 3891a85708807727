// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

// The tests import all of these names from here.
/* solhint-disable no-unused-import */
import {DisposalBook} from "../DisposalBook.sol";
import {
    DelistReason,
    DisposalChannel,
    IDisposalBook,
    ListingState,
    ListingTerms,
    ListingView,
    Relation,
    Sale
} from "../interfaces/IDisposalBook.sol";
import {IEnforcementBook, Realisation} from "../interfaces/IEnforcementBook.sol";
import {BuybackFixture, IBuybackBook, IBook, IPledgeRegistry, PledgeState} from "./BuybackFixture.sol";

/// @notice The ledger with its disposal book, and a pledge in enforcement.
abstract contract DisposalFixture is BuybackFixture {
    uint128 internal constant ASKED = 600_000_000;

    DisposalBook internal disposals;

    function setUp() public virtual override {
        super.setUp();
        disposals = DisposalBook(
            _deploy(
                "DisposalBook",
                abi.encode(address(log), address(parties), address(pledges), address(enforcement), address(buybacks))
            )
        );
        _addBook(address(disposals));
        uint256 holders = LENDERS | GUARANTORS;
        _grant(address(disposals), IDisposalBook.listRights.selector, holders);
        _grant(address(disposals), IDisposalBook.reprice.selector, holders);
        _grant(address(disposals), IDisposalBook.sell.selector, holders);
        _grant(address(disposals), IDisposalBook.settle.selector, holders);
        _grant(address(disposals), IDisposalBook.delist.selector, holders);
    }

    function _listingTerms() internal pure returns (ListingTerms memory) {
        return ListingTerms(DisposalChannel.Auction, 0, "CNY", ASKED, SALT);
    }

    function _sale() internal view returns (Sale memory) {
        return Sale(otherBank, Relation.Unrelated, 500_000_000, false, SALT);
    }

    function _list(bytes32[] memory listed) internal returns (uint64) {
        return _list(BANK_KEY, 0, listed, _listingTerms());
    }

    function _list(
        address key,
        uint64 commitment,
        bytes32[] memory listed,
        ListingTerms memory terms
    ) internal returns (uint64) {
        vm.prank(key);
        return disposals.listRights(pledge, commitment, pledged, listed, terms, _act());
    }

    function _sell(uint64 listing, Sale memory sale) internal {
        vm.prank(BANK_KEY);
        disposals.sell(listing, sale, _act());
    }

    function _settle(uint64 listing, bytes32[] memory listed) internal {
        vm.prank(BANK_KEY);
        disposals.settle(listing, listed, _act());
    }

    function _delist(uint64 listing, bytes32[] memory listed) internal {
        vm.prank(BANK_KEY);
        disposals.delist(listing, listed, DelistReason.NoBuyer, _act());
    }

    function _realise(bytes32[] memory sold) internal {
        vm.prank(BANK_KEY);
        enforcement.realise(pledge, pledged, sold, _realisation(), _act());
    }

    function _assertListing(uint64 listing, ListingState state) internal view {
        same(uint256(disposals.listingOf(listing).state), uint256(state), "state");
    }

    function _wrongListing(uint64 listing, ListingState state) internal {
        _refused(abi.encodeWithSelector(IDisposalBook.WrongListingState.selector, listing, state));
    }

    function _invalidDisposal(string memory field) internal {
        _refused(abi.encodeWithSelector(IDisposalBook.InvalidDisposal.selector, field));
    }

    function _notSeller(uint64 seller, uint64 actor) internal {
        _refused(abi.encodeWithSelector(IDisposalBook.NotTheSeller.selector, pledge, seller, actor));
    }
}
