// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ILedgerLog} from "./interfaces/ILedgerLog.sol";
import {RollingHash} from "./libraries/RollingHash.sol";

/// @title LedgerLog
/// @notice One numbering and one rolling hash for the events of all books.
contract LedgerLog is ILedgerLog, AccessManaged {
    /// @inheritdoc ILedgerLog
    bytes32 public head;
    /// @inheritdoc ILedgerLog
    uint64 public sequence;
    /// @inheritdoc ILedgerLog
    mapping(address book => bool) public isBook;

    /// @param manager access manager of the consortium's governance
    constructor(address manager) AccessManaged(manager) {
        head = RollingHash.genesis(block.chainid, address(this));
    }

    /// @inheritdoc ILedgerLog
    function append(bytes32 topic0, bytes32 topic2, bytes32 topic3, bytes32 dataHash) external returns (uint64) {
        if (!isBook[msg.sender]) revert NotABook(msg.sender);
        return _append(msg.sender, topic0, topic2, topic3, dataHash);
    }

    /// @inheritdoc ILedgerLog
    function addBook(address book) external restricted {
        if (book.code.length == 0) revert NotAContract(book);
        if (isBook[book]) revert BookKnown(book);
        isBook[book] = true;
        // The governance is no party, hence actor 0; the event has no data.
        uint64 number = _append(address(this), BookAdded.selector, bytes32(uint256(uint160(book))), 0, keccak256(""));
        emit BookAdded(number, book, 0);
    }

    function _append(
        address book,
        bytes32 topic0,
        bytes32 topic2,
        bytes32 topic3,
        bytes32 dataHash
    ) private returns (uint64 number) {
        number = sequence + 1;
        bytes32 next = RollingHash.next(head, number, book, topic0, topic2, topic3, dataHash);
        sequence = number;
        head = next;
        emit Appended(number, book, next);
    }
}
