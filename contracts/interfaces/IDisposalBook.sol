// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act} from "./IBook.sol";

/// @notice State of a listing. A sale that fell through is Delisted.
enum ListingState {
    None,
    Listed,
    Sold,
    Settled,
    Delisted
}

/// @notice Where the rights are offered. `None` is no channel.
enum DisposalChannel {
    None,
    Exchange,
    Auction,
    Direct
}

/// @notice How the buyer is related to seller, pledgor or debtor, as the seller declares. `None` is no declaration.
enum Relation {
    None,
    Unrelated,
    SameControl,
    KeyPerson,
    Pledgor,
    Other
}

/// @notice Why a listing ended without a settled sale. `None` is no reason.
enum DelistReason {
    None,
    NoBuyer,
    SaleFellThrough,
    DebtPerformed,
    Other
}

/// @notice A listing as the seller states it.
struct ListingTerms {
    DisposalChannel channel;
    /// IP exchange or operator that offers the rights; 0 when none is a party of the ledger.
    uint64 venue;
    /// ISO 4217 code in ASCII, of the asking price and of the sale.
    bytes3 currency;
    /// Asking price in minor units.
    uint128 price;
    /// Random; keeps the hash of this event's data from being guessed out of round sums.
    bytes32 salt;
}

/// @notice A sale. The act's document is the contract.
struct Sale {
    /// 0 when the buyer is no party of the ledger.
    uint64 buyer;
    Relation relation;
    /// Minor units of the listing's currency.
    uint128 price;
    /// Whether the seller discloses the price to the public.
    bool disclosed;
    /// Random; keeps the hash of this event's data from being guessed out of round sums.
    bytes32 salt;
}

/// @notice The members' reading of a listing; state None when unknown.
struct ListingView {
    ListingState state;
    DisposalChannel channel;
    Relation relation;
    bool disclosed;
    bytes3 currency;
    uint32 rightCount;
    uint64 pledge;
    /// The buyback commitment whose inventory it is; 0 for rights of a pledge in enforcement.
    uint64 commitment;
    uint64 seller;
    uint64 buyer;
    uint128 asking;
    uint128 price;
    /// keccak256(abi.encodePacked(keys)) of the listed rights, ascending.
    bytes32 rightsDigest;
}

/// @title IDisposalBook
/// @notice Disposal of pledged rights: they are listed, repriced, sold, and the sale is settled when what it brought is on record, as a
/// realisation of the pledge (EnforcementBook, where proceeds have their order) or as a fund's resale (BuybackBook). The seller is the
/// pledgee while it enforces, or the manager of the fund that bought the claim or the rights. The id of a listing is the sequence number
/// of its first event. Bids are no part of it.
interface IDisposalBook {
    /// @notice Rights were listed. `commitment` is 0 for rights of a pledge in enforcement.
    event RightsListed(
        uint64 indexed sequence,
        uint64 indexed listing,
        uint64 indexed actor,
        uint64 pledge,
        uint64 commitment,
        bytes32[] listed,
        ListingTerms terms,
        Act act,
        uint32 ruleSet
    );
    /// @notice The asking price changed.
    event ListingRepriced(
        uint64 indexed sequence,
        uint64 indexed listing,
        uint64 indexed actor,
        uint128 price,
        bytes32 salt,
        Act act,
        uint32 ruleSet
    );
    /// @notice The listed rights were sold, all of them.
    event RightsSold(
        uint64 indexed sequence,
        uint64 indexed listing,
        uint64 indexed actor,
        Sale sale,
        Act act,
        uint32 ruleSet
    );
    /// @notice What the sale brought is on record.
    event SaleSettled(uint64 indexed sequence, uint64 indexed listing, uint64 indexed actor, Act act, uint32 ruleSet);
    /// @notice The listing ended without a settled sale.
    event ListingEnded(
        uint64 indexed sequence,
        uint64 indexed listing,
        uint64 indexed actor,
        DelistReason reason,
        Act act,
        uint32 ruleSet
    );

    /// @notice No listing has this id.
    error UnknownListing(uint64 listing);
    /// @notice The listing's state does not allow the act.
    error WrongListingState(uint64 listing, ListingState state);
    /// @notice The acting party is not the one that sells: the present pledgee, or the manager of the fund.
    error NotTheSeller(uint64 pledge, uint64 seller, uint64 actor);
    /// @notice The right is listed already.
    error AlreadyListed(bytes32 assetKey, uint64 listing);
    /// @notice The list is not the listing's.
    error WrongListedRights(uint64 listing, bytes32 digest, bytes32 expected);
    /// @notice The commitment is of another pledge.
    error NotOfThePledge(uint64 commitment, uint64 pledge);
    /// @notice The field's value does not fit.
    error InvalidDisposal(string field);
    /// @notice What the sale brought is not on record yet.
    error NotRealised(uint64 listing, bytes32 assetKey);

    /// @notice Lists some of a pledge's rights: while the pledge is enforced and they are not realised, or as inventory of a settled
    /// commitment.
    /// @param commitment the settled buyback commitment whose inventory is listed; 0 for a pledge in enforcement
    /// @param rights the pledge's list
    /// @param listed the rights offered, ascending
    /// @custom:access-control the pledgee, or the manager of the fund behind the commitment
    function listRights(
        uint64 pledge,
        uint64 commitment,
        bytes32[] calldata rights,
        bytes32[] calldata listed,
        ListingTerms calldata terms,
        Act calldata act
    ) external returns (uint64 listing);

    /// @notice Changes the asking price.
    /// @custom:access-control the seller
    function reprice(uint64 listing, uint128 price, bytes32 salt, Act calldata act) external;

    /// @notice Records the sale of what is listed; the act's document is the contract.
    /// @custom:access-control the seller
    function sell(uint64 listing, Sale calldata sale, Act calldata act) external;

    /// @notice Says that what the sale brought is on record: each listed right realised, or the commitment resold.
    /// @param listed the listing's rights
    /// @custom:access-control the seller
    function settle(uint64 listing, bytes32[] calldata listed, Act calldata act) external;

    /// @notice Ends a listing without a settled sale.
    /// @param listed the listing's rights
    /// @custom:access-control the seller
    function delist(uint64 listing, bytes32[] calldata listed, DelistReason reason, Act calldata act) external;

    /// @notice The members' reading of a listing; state None when unknown.
    function listingOf(uint64 listing) external view returns (ListingView memory);

    /// @notice The listing that the right is in, listed or sold and not settled; 0 when none.
    function listingOfRight(bytes32 assetKey) external view returns (uint64 listing);
}
