// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Book} from "./Book.sol";
import {Act} from "./interfaces/IBook.sol";
import {CommitmentState, CommitmentView, IBuybackBook} from "./interfaces/IBuybackBook.sol";
import {
    DelistReason,
    DisposalChannel,
    IDisposalBook,
    ListingState,
    ListingTerms,
    ListingView,
    Relation,
    Sale
} from "./interfaces/IDisposalBook.sol";
import {IEnforcementBook} from "./interfaces/IEnforcementBook.sol";
import {PledgeState, PledgeView} from "./interfaces/IPledgeRegistry.sol";
import {FieldName} from "./libraries/FieldName.sol";
import {ObligationRules} from "./libraries/ObligationRules.sol";
import {SortedKeys} from "./libraries/SortedKeys.sol";
import {PledgeActs} from "./pledge/PledgeActs.sol";

/// @title DisposalBook
/// @notice Listings and sales of pledged rights. Who sells is read from the pledge or the fund each time and never copied.
contract DisposalBook is IDisposalBook, PledgeActs {
    using FieldName for bytes32;
    using ObligationRules for bytes3;
    using SortedKeys for bytes32[];

    /// @notice Where what a sale brought is recorded, and in which order it was paid out.
    IEnforcementBook public immutable ENFORCEMENT;
    /// @notice Where the funds' inventory is.
    IBuybackBook public immutable BUYBACKS;

    /// @inheritdoc IDisposalBook
    mapping(bytes32 assetKey => uint64) public listingOfRight;
    mapping(uint64 listing => ListingView) private _listings;

    /// @param log the log that numbers this book's events
    /// @param parties the party registry, authority of this book
    /// @param pledges the pledge registry, which is read
    /// @param enforcement the enforcement book, which is read
    /// @param buybacks the buyback book, which is read
    constructor(
        address log,
        address parties,
        address pledges,
        address enforcement,
        address buybacks
    ) Book(log, parties) PledgeActs(pledges) {
        ENFORCEMENT = IEnforcementBook(enforcement);
        BUYBACKS = IBuybackBook(buybacks);
    }

    /// @inheritdoc IDisposalBook
    function listRights(
        uint64 pledge,
        uint64 commitment,
        bytes32[] calldata rights,
        bytes32[] calldata listed,
        ListingTerms calldata terms,
        Act calldata act
    ) external restricted returns (uint64 listing) {
        uint64 actor = _requireSeller(pledge, commitment, act);
        {
            PledgeView memory entry = _resolve(pledge);
            _requireRights(pledge, entry, rights);
            _without(pledge, rights, listed, "listed");
        }
        _requireTerms(terms);
        listing = _nextSequence();
        _list(listing, pledge, commitment, listed);
        ListingView storage opened = _listings[listing];
        opened.seller = actor;
        opened.channel = terms.channel;
        opened.currency = terms.currency;
        opened.asking = terms.price;
        bytes memory data = abi.encode(pledge, commitment, listed, terms, act, RULE_SET);
        _recordPledge(RightsListed.selector, listing, actor, data);
    }

    /// @inheritdoc IDisposalBook
    function reprice(uint64 listing, uint128 price, bytes32 salt, Act calldata act) external restricted {
        (ListingView storage entry, uint64 actor) = _bySeller(listing, act);
        _requireListing(listing, entry, ListingState.Listed);
        _require(price != 0 && price != entry.asking, "price");
        _require(salt != 0, "salt");
        entry.asking = price;
        _recordPledge(ListingRepriced.selector, listing, actor, abi.encode(price, salt, act, RULE_SET));
    }

    /// @inheritdoc IDisposalBook
    function sell(uint64 listing, Sale calldata sale, Act calldata act) external restricted {
        (ListingView storage entry, uint64 actor) = _bySeller(listing, act);
        _requireListing(listing, entry, ListingState.Listed);
        if (entry.commitment == 0) {
            _requireState(entry.pledge, _resolve(entry.pledge).state, PledgeState.Enforcing);
        }
        _require(sale.relation != Relation.None, "relation");
        _require(sale.price != 0, "price");
        _require(sale.salt != 0, "salt");
        if (sale.buyer != 0) _requireParty("buyer", sale.buyer);
        if (act.document.length == 0) revert Missing("act.document");
        entry.state = ListingState.Sold;
        entry.seller = actor;
        entry.buyer = sale.buyer;
        entry.relation = sale.relation;
        entry.price = sale.price;
        entry.disclosed = sale.disclosed;
        _recordPledge(RightsSold.selector, listing, actor, abi.encode(sale, act, RULE_SET));
    }

    /// @inheritdoc IDisposalBook
    function settle(uint64 listing, bytes32[] calldata listed, Act calldata act) external restricted {
        (ListingView storage entry, uint64 actor) = _bySeller(listing, act);
        _requireListing(listing, entry, ListingState.Sold);
        _release(listing, entry, listed);
        if (entry.commitment == 0) {
            for (uint256 index = 0; index < listed.length; ++index) {
                if (!ENFORCEMENT.realised(entry.pledge, listed[index])) revert NotRealised(listing, listed[index]);
            }
        } else if (BUYBACKS.commitmentOf(entry.commitment).state != CommitmentState.Resold) {
            revert NotRealised(listing, listed[0]);
        }
        entry.state = ListingState.Settled;
        _recordPledge(SaleSettled.selector, listing, actor, abi.encode(act, RULE_SET));
    }

    /// @inheritdoc IDisposalBook
    function delist(
        uint64 listing,
        bytes32[] calldata listed,
        DelistReason reason,
        Act calldata act
    ) external restricted {
        (ListingView storage entry, uint64 actor) = _bySeller(listing, act);
        if (entry.state != ListingState.Sold) _requireListing(listing, entry, ListingState.Listed);
        _require(reason != DelistReason.None, "reason");
        _release(listing, entry, listed);
        entry.state = ListingState.Delisted;
        _recordPledge(ListingEnded.selector, listing, actor, abi.encode(reason, act, RULE_SET));
    }

    /// @inheritdoc IDisposalBook
    function listingOf(uint64 listing) external view returns (ListingView memory) {
        return _listings[listing];
    }

    function _list(uint64 listing, uint64 pledge, uint64 commitment, bytes32[] calldata listed) private {
        for (uint256 index = 0; index < listed.length; ++index) {
            bytes32 key = listed[index];
            if (listingOfRight[key] != 0) revert AlreadyListed(key, listingOfRight[key]);
            if (commitment == 0 && ENFORCEMENT.realised(pledge, key)) {
                revert IEnforcementBook.AlreadyRealised(pledge, key);
            }
            listingOfRight[key] = listing;
        }
        ListingView storage opened = _listings[listing];
        opened.state = ListingState.Listed;
        opened.pledge = pledge;
        opened.commitment = commitment;
        opened.rightCount = uint32(listed.length);
        opened.rightsDigest = listed.digest();
    }

    /// @dev The listing's rights may be listed again.
    function _release(uint64 listing, ListingView storage entry, bytes32[] calldata listed) private {
        bytes32 digest = listed.digest();
        if (digest != entry.rightsDigest) revert WrongListedRights(listing, digest, entry.rightsDigest);
        for (uint256 index = 0; index < listed.length; ++index) delete listingOfRight[listed[index]];
    }

    /// @dev Opens an act on a listing that only who sells now may do.
    function _bySeller(
        uint64 listing,
        Act calldata act
    ) private view returns (ListingView storage entry, uint64 actor) {
        entry = _listings[listing];
        if (entry.state == ListingState.None) revert UnknownListing(listing);
        (uint64 seller, , ) = _sellerOf(entry.pledge, entry.commitment);
        actor = _acting();
        if (actor != seller) revert NotTheSeller(entry.pledge, seller, actor);
        _requireUnrecordedAct(act);
    }

    /// @dev Who may list: the pledgee of a pledge that is enforced, or the manager of the fund whose inventory it is.
    function _requireSeller(uint64 pledge, uint64 commitment, Act calldata act) private view returns (uint64 actor) {
        (uint64 seller, PledgeState state, CommitmentState bought) = _sellerOf(pledge, commitment);
        actor = _acting();
        if (actor != seller) revert NotTheSeller(pledge, seller, actor);
        _requireUnrecordedAct(act);
        if (commitment == 0) _requireState(pledge, state, PledgeState.Enforcing);
        else if (bought != CommitmentState.Settled) {
            revert IBuybackBook.WrongCommitmentState(commitment, bought);
        }
    }

    function _sellerOf(
        uint64 pledge,
        uint64 commitment
    ) private view returns (uint64 seller, PledgeState state, CommitmentState bought) {
        PledgeView memory pledged = _resolve(pledge);
        if (commitment == 0) return (pledged.pledgee, pledged.state, CommitmentState.None);
        CommitmentView memory entry = BUYBACKS.commitmentOf(commitment);
        if (entry.state == CommitmentState.None) revert IBuybackBook.UnknownCommitment(commitment);
        if (entry.pledge != pledge) revert NotOfThePledge(commitment, pledge);
        return (BUYBACKS.fundOf(entry.fund).manager, pledged.state, entry.state);
    }

    function _requireTerms(ListingTerms calldata terms) private view {
        _require(terms.channel != DisposalChannel.None, "channel");
        _require(terms.currency.isCurrency(), "currency");
        _require(terms.price != 0, "price");
        // Without salt a round sum could be guessed out of the public hash of the event.
        _require(terms.salt != 0, "salt");
        if (terms.venue != 0) _requireParty("venue", terms.venue);
    }

    function _requireListing(uint64 listing, ListingView storage entry, ListingState state) private view {
        if (entry.state != state) revert WrongListingState(listing, entry.state);
    }

    function _require(bool sound, bytes32 field) private pure {
        if (!sound) revert InvalidDisposal(field.text());
    }
}
