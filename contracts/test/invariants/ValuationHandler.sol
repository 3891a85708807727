// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    AbandonReason,
    EngagementState,
    EngagementTerms,
    EngagementView,
    IValuationBook,
    ValuationFixture,
    ValuationResult
} from "../ValuationFixture.sol";

/// @notice Appraisers, clients and strangers that act at random on engagements, also against the rules. The handler keeps its own plain
/// books: it foretells from them whether each act is taken, and the verdict of the ledger must be the same.
contract ValuationHandler is ValuationFixture {
    struct Entry {
        uint64 id;
        address appraiserKey;
        bool model;
        EngagementState state;
        uint64 engagedAt;
        uint64 deliveredAt;
        uint256 results;
        uint128 low;
        uint128 high;
        uint64[] readers;
    }

    Entry[] private _entries;
    address[] private _keysOf;

    function setUp() public override {
        super.setUp();
        _keysOf = [APPRAISER_KEY, RIVAL_KEY, clientKey, BANK_KEY, OFFICE_KEY, STRANGER];
        _assertHistory();
    }

    // Acts

    function engage(uint256 who, bool model) external {
        address key = _key(who);
        bool taken = key == APPRAISER_KEY || key == RIVAL_KEY;
        EngagementTerms memory terms = model ? _modelTerms() : _terms();
        uint64 next = log.sequence() + 1;
        _try(key, abi.encodeCall(IValuationBook.engage, (valued, terms, _act())), taken);
        if (!taken) return;
        Entry storage entry = _entries.push();
        entry.id = next;
        entry.appraiserKey = key;
        entry.model = model;
        entry.state = EngagementState.Engaged;
        entry.engagedAt = next;
    }

    function deliver(uint256 which, uint256 who, uint128 low, uint128 width, bool asModel) external {
        (bool known, Entry storage entry, uint64 id) = _pick(which);
        address key = known && who % 4 != 0 ? entry.appraiserKey : _key(who / 4);
        low = uint128(low % 1e30);
        width = uint128(width % 1e30);
        ValuationResult memory result = asModel ? _modelResult() : _result();
        if (!asModel) (result.low, result.high) = (low, low + width);
        bool taken = known && key == entry.appraiserKey && entry.state == EngagementState.Engaged;
        taken = taken && entry.model == asModel && (asModel || low != 0);
        uint64 next = log.sequence() + 1;
        _try(key, abi.encodeCall(IValuationBook.deliver, (id, result, _act())), taken);
        if (!taken) return;
        entry.state = EngagementState.Delivered;
        entry.deliveredAt = next;
        (entry.low, entry.high) = (result.low, result.high);
        ++entry.results;
    }

    function abandon(uint256 which, uint256 who, uint128 draft) external {
        (bool known, Entry storage entry, uint64 id) = _pick(which);
        address key = known && who % 4 != 0 ? entry.appraiserKey : _key(who / 4);
        draft = draft % 3 == 0 ? 0 : draft;
        bool side = known && (key == entry.appraiserKey || key == clientKey);
        bool taken = side && entry.state == EngagementState.Engaged && (draft == 0 || key == entry.appraiserKey);
        _try(key, abi.encodeCall(IValuationBook.abandon, (id, AbandonReason.Other, draft, draft, SALT, _act())), taken);
        if (!taken) return;
        entry.state = EngagementState.Abandoned;
        (entry.low, entry.high) = (draft, draft);
    }

    function share(uint256 which, uint256 who, bool other, bool withdraw) external {
        (bool known, Entry storage entry, uint64 id) = _pick(which);
        address key = known && who % 4 != 0 ? entry.appraiserKey : _key(who / 4);
        uint64 reader = other ? otherBank : bank;
        bool side = known && (key == entry.appraiserKey || key == clientKey);
        bool reads = known && _reads(entry, reader);
        bool taken = side && reads == withdraw;
        bytes memory call =
            withdraw
                ? abi.encodeCall(IValuationBook.withdrawReader, (id, reader, _act()))
                : abi.encodeCall(IValuationBook.allowReader, (id, reader, _act()));
        _try(key, call, taken);
        if (!taken) return;
        if (!withdraw) {
            entry.readers.push(reader);
            return;
        }
        if (entry.readers[0] == reader) entry.readers[0] = entry.readers[entry.readers.length - 1];
        entry.readers.pop();
    }

    // Invariants

    /// @dev No result without an engagement before it, and one at most.
    function checkResults() external view {
        for (uint256 index = 0; index < _entries.length; ++index) {
            Entry storage entry = _entries[index];
            EngagementView memory read = valuations.engagementOf(entry.id);
            same(uint256(read.state), uint256(entry.state), "state");
            check(entry.results <= 1, "results of an engagement");
            bool delivered = read.state == EngagementState.Delivered;
            check(delivered == (entry.results == 1), "delivered without a result");
            check(!delivered || entry.engagedAt < entry.deliveredAt, "a result before its engagement");
            check(delivered || read.validUntil == 0, "a date without a result");
            check(read.low <= read.high, "a range that ends before it starts");
            same(read.low, entry.low, "low");
            same(read.high, entry.high, "high");
            bool signed = read.signatory != 0;
            check(!signed || (!entry.model && read.signatory != read.coSignatory), "signatories");
            check(signed == (delivered && !entry.model), "who signs");
        }
    }

    /// @dev Every engagement over the rights is found, also an abandoned one.
    function checkNothingIsLost() external view {
        uint64[] memory found = valuations.engagementsOver(keccak256(abi.encodePacked(valued)));
        same(found.length, _entries.length, "engagements over the rights");
        for (uint256 index = 0; index < found.length; ++index) same(found[index], _entries[index].id, "engagement");
    }

    /// @dev Only the parties read, and whom they allowed.
    function checkReaders() external view {
        for (uint256 index = 0; index < _entries.length; ++index) {
            Entry storage entry = _entries[index];
            check(valuations.mayRead(entry.id, owner), "the client reads");
            check(valuations.mayRead(entry.id, parties.partyOf(entry.appraiserKey)), "the appraiser reads");
            check(valuations.mayRead(entry.id, bank) == _reads(entry, bank), "the bank reads");
            check(valuations.mayRead(entry.id, otherBank) == _reads(entry, otherBank), "the other bank reads");
            check(!valuations.mayRead(entry.id, office), "an office reads nothing");
        }
    }

    function _try(address key, bytes memory call, bool taken) private {
        vm.prank(key);
        (bool done, ) = address(valuations).call(call);
        check(done == taken, taken ? "a sound act was refused" : "an unsound act was taken");
        _assertHistory();
    }

    /// @dev Some engagement, sometimes one that is not there.
    function _pick(uint256 which) private view returns (bool known, Entry storage entry, uint64 id) {
        uint256 count = _entries.length;
        entry = _entries.length == 0 ? _nobody() : _entries[which % count];
        known = count != 0 && which % 16 != 0;
        id = known ? entry.id : uint64(which >> 192);
        if (!known && valuations.engagementOf(id).rightCount != 0) id = 0;
    }

    function _nobody() private pure returns (Entry storage entry) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            entry.slot := not(0)
        }
    }

    function _key(uint256 who) private view returns (address) {
        return _keysOf[who % _keysOf.length];
    }

    function _reads(Entry storage entry, uint64 party) private view returns (bool) {
        for (uint256 index = 0; index < entry.readers.length; ++index) if (entry.readers[index] == party) return true;
        return false;
    }
}
