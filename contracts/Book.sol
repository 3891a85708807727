// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IAuthority} from "@openzeppelin/contracts/access/manager/IAuthority.sol";
import {Act, IBook, Provenance} from "./interfaces/IBook.sol";
import {ILedgerLog} from "./interfaces/ILedgerLog.sol";
import {IPartyRegistry} from "./interfaces/IPartyRegistry.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {FieldName} from "./libraries/FieldName.sol";
import {LegalDate} from "./libraries/LegalDate.sol";

/// @title Book
/// @notice Base of every book: numbers its events, resolves who acts, and judges what every act says of itself.
abstract contract Book is IBook, AccessManaged {
    using FieldName for bytes32;
    using LegalDate for uint32;

    /// @inheritdoc IBook
    uint32 public constant RULE_SET = 1;
    /// @inheritdoc IBook
    address public immutable LOG;

    /// @param log the log that numbers this book's events
    /// @param guardian who says which caller may call which verb: the party registry, or its access manager for itself
    constructor(address log, address guardian) AccessManaged(guardian) {
        LOG = log;
    }

    /// @dev What `restricted` asks. A book's authority, the party registry, knows no delays, so its word is all; only a refusal
    /// looks further, to tell a verb that the guardian has paused from a caller that may not call it.
    function _checkCanCall(address caller, bytes calldata data) internal virtual override {
        bytes4 selector = bytes4(data[0:4]);
        if (IAuthority(authority()).canCall(caller, address(this), selector)) return;
        if (IPartyRegistry(authority()).isPaused(address(this), selector)) revert Paused(address(this), selector);
        revert AccessManagedUnauthorized(caller);
    }

    /// @dev Guards a verb that only other books call. The table of grants alone would not do: the governance writes it, and could
    /// call the verb itself. A book is added to the log by a numbered event, so a book that nobody knows is seen.
    modifier betweenBooks() {
        if (!ILedgerLog(LOG).isBook(msg.sender)) revert ILedgerLog.NotABook(msg.sender);
        _;
    }

    /// @dev Numbers an event and emits it. The log hashes the very bytes that are emitted, so the rolling hash and the
    /// event cannot differ. `data` is abi.encode of the event's arguments that are not indexed.
    function _record(
        bytes32 topic0,
        bytes32 subject,
        uint64 actor,
        bytes memory data
    ) internal returns (uint64 sequence) {
        sequence = ILedgerLog(LOG).append(topic0, subject, bytes32(uint256(actor)), keccak256(data));
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            log4(add(data, 32), mload(data), topic0, sequence, subject, actor)
        }
    }

    /// @dev The number that the next event gets: the id of the pledge or party which that event opens.
    function _nextSequence() internal view returns (uint64) {
        return ILedgerLog(LOG).sequence() + 1;
    }

    /// @dev The party that sends this transaction.
    function _acting() internal view returns (uint64 party) {
        party = _partyOf(msg.sender);
        if (party == 0) revert UnknownKey(msg.sender);
    }

    /// @dev The party that the key signs for, 0 when none. A book's authority is the party registry.
    function _partyOf(address key) internal view virtual returns (uint64) {
        return IPartyRegistry(authority()).partyOf(key);
    }

    /// @dev Judges an act of an office, native or migrated.
    function _requireAct(Act calldata act) internal pure {
        _requireDateOrNone("act.executedOn", act.executedOn);
        _requireDateOrNone("act.recordedOn", act.recordedOn);
        _requireLength("act.officialNumber", bytes(act.officialNumber).length, Bounds.NUMBER);
        _requireLength("act.document", act.document.length, Bounds.DOCUMENT);
        // A migrated act bears nobody's signature: its source record is all that speaks for it.
        if (act.provenance == Provenance.Migrated && act.document.length == 0) revert Missing("act.document");
    }

    /// @dev Judges an act of anyone but an office.
    function _requireUnrecordedAct(Act calldata act) internal pure {
        _requireNative(act);
        _requireAct(act);
        if (act.recordedOn != 0) revert OnlyOfficesRecord(act.recordedOn);
    }

    /// @dev The act must be done on this ledger, not carried over.
    function _requireNative(Act calldata act) internal pure {
        if (act.provenance != Provenance.Native) revert WrongProvenance(act.provenance);
    }

    function _requireDate(bytes32 field, uint32 value) internal pure {
        if (!value.isDate()) revert InvalidDate(field.text(), value);
    }

    function _requireDateOrNone(bytes32 field, uint32 value) internal pure {
        if (value != 0) _requireDate(field, value);
    }

    function _requireLength(bytes32 field, uint256 length, uint256 max) internal pure {
        if (length > max) revert TooLong(field.text(), length, max);
    }

    /// @dev A text or document that must be there.
    function _requireFilled(bytes32 field, uint256 length, uint256 max) internal pure {
        if (length == 0) revert Missing(field.text());
        _requireLength(field, length, max);
    }

    function _requireCount(bytes32 field, uint256 count, uint256 max) internal pure {
        if (count == 0) revert EmptyList(field.text());
        _requireAtMost(field, count, max);
    }

    function _requireAtMost(bytes32 field, uint256 count, uint256 max) internal pure {
        if (count > max) revert TooMany(field.text(), count, max);
    }
}
