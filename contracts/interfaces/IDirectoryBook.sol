// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act} from "./IBook.sol";

/// @notice What is published. Product: a lender's, guarantor's or insurer's product of financing on intellectual property.
/// Need: what a firm needs financed. RightsOffer: rights that a university or another owner offers to sell or license.
enum EntryKind {
    None,
    Product,
    Need,
    RightsOffer
}

/// @notice An entry as it is published; all of it is public. A figure of 0 is not stated. Amounts are minor units of the currency.
struct DirectoryTerms {
    EntryKind kind;
    /// Whose product, need or rights these are.
    uint64 owner;
    string name;
    /// Where it applies, such as a code of GB/T 2260.
    string region;
    /// Bit set of RightKind; 0 when any.
    uint32 rightKinds;
    bytes3 currency;
    uint128 least;
    uint128 most;
    /// Term in months.
    uint32 leastMonths;
    uint32 mostMonths;
    /// Rate a year in basis points.
    uint32 leastRate;
    uint32 mostRate;
    /// The part of the value that is lent, in basis points.
    uint32 ratio;
    /// Binary CID of the conditions or description.
    bytes conditions;
    /// Asset keys of rights on offer, ascending; of a RightsOffer alone.
    bytes32[] rights;
}

/// @notice The reading of an entry; publisher 0 when unknown.
struct EntryView {
    EntryKind kind;
    bool withdrawn;
    uint64 publisher;
    uint64 owner;
    /// From 1, one more with each revision.
    uint32 version;
}

/// @title IDirectoryBook
/// @notice The public directory of products, needs and rights on offer: each entry versioned, with who published it. Whoever publishes for
/// another names that party's written consent as the act's document, and that party may withdraw the entry itself. The id of an entry is the
/// sequence number of its publication.
interface IDirectoryBook {
    /// @notice An entry was published.
    event EntryPublished(
        uint64 indexed sequence,
        uint64 indexed entry,
        uint64 indexed actor,
        DirectoryTerms terms,
        Act act,
        uint32 ruleSet
    );
    /// @notice A new version took the entry's place.
    event EntryRevised(
        uint64 indexed sequence,
        uint64 indexed entry,
        uint64 indexed actor,
        uint32 version,
        DirectoryTerms terms,
        Act act,
        uint32 ruleSet
    );
    /// @notice The entry is published no more.
    event EntryWithdrawn(uint64 indexed sequence, uint64 indexed entry, uint64 indexed actor, Act act, uint32 ruleSet);

    /// @notice No entry has this id.
    error UnknownEntry(uint64 entry);
    /// @notice The acting party neither published the entry nor owns what it is about.
    error NotThePublisher(uint64 entry, uint64 publisher, uint64 actor);
    /// @notice The entry was withdrawn.
    error EntryIsWithdrawn(uint64 entry);
    /// @notice The field of the entry does not fit.
    error InvalidEntry(string field);

    /// @notice Publishes an entry. A product is its owner's own; a need or offer is published by its owner or by an office, exchange or IP
    /// management company with the owner's written consent. Natural persons are not published.
    /// @custom:access-control kinds of party granted it
    function publishEntry(DirectoryTerms calldata terms, Act calldata act) external returns (uint64 entry);

    /// @notice Publishes a new version; kind and owner stay.
    /// @custom:access-control who published the entry
    function reviseEntry(uint64 entry, DirectoryTerms calldata terms, Act calldata act) external;

    /// @notice Withdraws an entry.
    /// @custom:access-control who published the entry, or its owner
    function withdrawEntry(uint64 entry, Act calldata act) external;

    /// @notice The reading of an entry.
    function entryOf(uint64 entry) external view returns (EntryView memory);
}
