// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice Where an act comes from.
/// Native: done on this ledger by the acting party. Migrated: an act of an official register that an office carried over;
/// it bears no signature of the parties, and its document is the source record.
enum Provenance {
    Native,
    Migrated
}

/// @notice What every act says of itself. A legal date is a calendar date in the office's zone, written as the decimal
/// number yyyymmdd; 0 means not stated. It is never compared with the time of a block.
struct Act {
    /// Native or migrated.
    Provenance provenance;
    /// Legal date on which the parties executed the act; 0 when not stated.
    uint32 executedOn;
    /// Legal date on which the office recorded the act; 0 in acts of anyone but an office.
    uint32 recordedOn;
    /// Official number of the act, an opaque string; empty when it has none.
    string officialNumber;
    /// Binary content identifier (CID version 1) of the document behind the act; empty when it has none.
    bytes document;
}

/// @title IBook
/// @notice What all books of the ledger share. Every event of a book has exactly three indexed arguments: the registry-wide
/// `sequence`, the `subject` (the pledge, right, party, verb or kind that the act is about) and the `actor` (the acting
/// party's id, 0 for the consortium's governance). It ends with the act and the version of the rule set that judged it.
/// The data never repeats the sequence.
interface IBook {
    /// @notice The legal date is not a calendar date.
    error InvalidDate(string field, uint32 value);
    /// @notice The first date of a period lies after its last one.
    error InvalidPeriod(uint32 from, uint32 to);
    /// @notice A list that must not be empty is.
    error EmptyList(string field);
    /// @notice A list has more entries than a verb takes.
    error TooMany(string field, uint256 count, uint256 max);
    /// @notice A text or document is longer than an event carries.
    error TooLong(string field, uint256 length, uint256 max);
    /// @notice A field that the act needs is empty.
    error Missing(string field);
    /// @notice The signing key belongs to no active party.
    error UnknownKey(address key);
    /// @notice A native act may not claim to be migrated, nor the other way round.
    error WrongProvenance(Provenance given);
    /// @notice Only an office records acts; anyone else's act carries no date of recording.
    error OnlyOfficesRecord(uint32 recordedOn);

    /// @notice The guardian has paused the verb; the members lift the pause. What releases a right is never paused.
    error Paused(address book, bytes4 selector);

    /// @notice Version of the rules that this book applies; it is the last field of each of its events.
    function RULE_SET() external view returns (uint32);

    /// @notice The log that numbers this book's events.
    function LOG() external view returns (address);
}
