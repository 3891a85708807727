// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act} from "./IBook.sol";

/// @title ISearchRegister
/// @notice Searches that run inside the chain, so that a clean one is proven by what the event does not name: the contract
/// reads the rights itself, emits a finding for each that is not clear, and commits to the list of keys that it read.
interface ISearchRegister {
    /// @notice A part of a search was run. The rights of the list that `findings` does not name are clear as of `asOf`, in
    /// the state of the ledger just before this event.
    /// @param sequence number of the event
    /// @param searchId name of the search, which all its parts share; chosen by the searcher
    /// @param actor party that searched
    /// @param part number of the part, from 1
    /// @param parts how many parts the search has
    /// @param asOf legal date asked for
    /// @param count how many keys were read
    /// @param keysDigest keccak256(abi.encodePacked(assetKeys)), in the order in which they were given
    /// @param findings four bytes for each right that is not clear: 16 bits its place in the list, from 0, then 16 bits of
    /// findings (library Finding)
    event Searched(
        uint64 indexed sequence,
        bytes32 indexed searchId,
        uint64 indexed actor,
        uint16 part,
        uint16 parts,
        uint32 asOf,
        uint32 count,
        bytes32 keysDigest,
        bytes findings,
        Act act,
        uint32 ruleSet
    );

    /// @notice The part is none of the search's: parts are numbered from 1 to `parts`.
    error InvalidPart(uint16 part, uint16 parts);

    /// @notice Searches 1 to 3,500 rights and emits what it finds. The keys keep the order in which the searcher's list names
    /// them, so that a certificate shows its rows in that order; they need not ascend, and one that occurs twice is read twice
    /// and found alike, which harms nobody. Nothing is stored: the same search may run again, and each run is an event of its
    /// own, at its own place in the ledger's history.
    /// @param asOf legal date asked for. The chain knows no legal day of today, so the searcher states it; a date beyond the
    /// coverage of a right's kind is a finding.
    /// @custom:access-control a kind of party granted this verb
    function certify(
        bytes32 searchId,
        uint16 part,
        uint16 parts,
        uint32 asOf,
        bytes32[] calldata assetKeys,
        Act calldata act
    ) external;
}
