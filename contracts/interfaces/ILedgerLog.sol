// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title ILedgerLog
/// @notice Numbers all events of all books and keeps their rolling hash, so that a reader can prove that none is missing.
/// `head` starts at keccak256(abi.encode(chainid, address(this))) and becomes, with every event,
/// keccak256(abi.encode(head, sequence, book, topic0, topic2, topic3, keccak256(data))), where topic1 is the sequence.
interface ILedgerLog {
    /// @notice A book's event was numbered; `head` is the rolling hash that includes it.
    event Appended(uint64 indexed sequence, address indexed book, bytes32 head);
    /// @notice A book may append from now on. This is itself a numbered event, of the log.
    event BookAdded(uint64 indexed sequence, address indexed book, uint64 indexed actor);

    /// @notice Only a book of this log may append.
    error NotABook(address caller);
    /// @notice The book is already one of this log's.
    error BookKnown(address book);
    /// @notice A book must be a contract.
    error NotAContract(address book);

    /// @notice Numbers one event.
    /// @param topic0 the event's signature hash
    /// @param topic2 its subject
    /// @param topic3 its actor
    /// @param dataHash keccak256 of its data
    /// @return sequence the number of the event, from 1
    /// @custom:access-control only a book of this log
    function append(
        bytes32 topic0,
        bytes32 topic2,
        bytes32 topic3,
        bytes32 dataHash
    ) external returns (uint64 sequence);

    /// @notice Lets a book append.
    /// @custom:access-control governance (AccessManager)
    function addBook(address book) external;

    /// @notice Rolling hash over all events so far.
    function head() external view returns (bytes32);

    /// @notice Number of the newest event, 0 before the first.
    function sequence() external view returns (uint64);

    /// @notice Whether the contract may append.
    function isBook(address book) external view returns (bool);
}
