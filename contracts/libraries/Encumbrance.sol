// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Validity} from "../interfaces/IAssetRegistry.sol";

/// @title Encumbrance
/// @notice The pledges on one right: first the registered ones in the order in which they were recorded, then the filed ones in order of filing.
/// Three of them and all counts share one word, because nearly every right bears three lenders or fewer; the fourth and
/// later ones spill into an array. The same word holds what a search must know beside them, so that a search reads one word
/// for each right. Layout, from the lowest bit: three ids of 64 bits, 8 bits for how many pledges there are, 8 bits for how
/// many of them are registered, 8 bits of locks, 8 bits for the number of the right's kind (0 while nothing is attested),
/// 5 bits for its legal state, 27 bits for the legal date on which its term ends (0 when not stated).
library Encumbrance {
    struct List {
        uint256 word;
        uint64[] overflow;
    }

    /// @notice Pledges that one right can bear, filed ones included. It bounds the gas of every act on the right: with this
    /// many on each of 1,100 rights, a pledge can still be taken off all of them within one block.
    uint256 internal constant MAX = 16;

    uint256 private constant IN_WORD = 3;
    uint256 private constant ID_BITS = 64;
    uint256 private constant ID_MASK = type(uint64).max;
    uint256 private constant COUNT_MASK = type(uint8).max;
    uint256 private constant TOTAL_AT = 192;
    uint256 private constant REGISTERED_AT = 200;
    uint256 private constant LOCKS_AT = 208;
    uint256 private constant KIND_AT = 216;
    uint256 private constant VALIDITY_AT = 224;
    uint256 private constant VALIDITY_MASK = 31;
    uint256 private constant EXPIRES_AT = 229;
    uint256 private constant BARE_MASK =
        (VALIDITY_MASK << VALIDITY_AT) | (COUNT_MASK << LOCKS_AT) | (COUNT_MASK << TOTAL_AT);
    uint256 private constant FACTS_MASK = uint256(type(uint40).max) << KIND_AT;

    /// @notice Number of pledges, registered and filed.
    function total(List storage self) internal view returns (uint256) {
        return _total(self.word);
    }

    /// @notice Number of registered pledges.
    function registered(List storage self) internal view returns (uint256) {
        return _registered(self.word);
    }

    /// @notice The first pledge of the list; 0 when there is none.
    function first(List storage self) internal view returns (uint64) {
        return uint64(self.word & ID_MASK);
    }

    /// @notice Number of the right's kind; 0 while nothing is attested.
    function kind(List storage self) internal view returns (uint256) {
        return kindIn(self.word);
    }

    /// @notice The right's legal state; Unknown while nothing is attested.
    function validity(List storage self) internal view returns (Validity) {
        return validityIn(self.word);
    }

    /// @notice The bit set of locks.
    function locks(List storage self) internal view returns (uint256) {
        return locksIn(self.word);
    }

    /// @notice Keeps what is attested of the right; the pledges and locks stay.
    /// @param number number of its kind, below 256
    /// @param expiresOn legal date on which its term ends, 0 when not stated; a date, hence below 2 ** 27
    function attest(List storage self, uint256 number, Validity state, uint32 expiresOn) internal {
        uint256 facts = (number << KIND_AT) | (uint256(state) << VALIDITY_AT) | (uint256(expiresOn) << EXPIRES_AT);
        self.word = (self.word & ~FACTS_MASK) | facts;
    }

    /// @notice Sets locks, one bit each of the lowest 8; those that are set already stay.
    function lock(List storage self, uint256 bits) internal {
        self.word |= bits << LOCKS_AT;
    }

    /// @notice Takes locks off.
    function unlock(List storage self, uint256 bits) internal {
        self.word &= ~(bits << LOCKS_AT);
    }

    /// @notice Number of the kind in a word.
    function kindIn(uint256 word) internal pure returns (uint256) {
        return (word >> KIND_AT) & COUNT_MASK;
    }

    /// @notice Legal state in a word.
    function validityIn(uint256 word) internal pure returns (Validity) {
        return Validity((word >> VALIDITY_AT) & VALIDITY_MASK);
    }

    /// @notice Locks in a word.
    function locksIn(uint256 word) internal pure returns (uint256) {
        return (word >> LOCKS_AT) & COUNT_MASK;
    }

    /// @notice Legal date on which the right's term ends, in a word; 0 when not stated.
    function expiresIn(uint256 word) internal pure returns (uint256) {
        return word >> EXPIRES_AT;
    }

    /// @notice Whether a word says: in force, in no pledge, under no lock. Nearly all words that a search reads do.
    function isBare(uint256 word) internal pure returns (bool) {
        return word & BARE_MASK == uint256(Validity.InForce) << VALIDITY_AT;
    }

    /// @notice Number of registered pledges in a word.
    function registeredIn(uint256 word) internal pure returns (uint256) {
        return _registered(word);
    }

    /// @notice Number of pledges in a word, registered and filed.
    function totalIn(uint256 word) internal pure returns (uint256) {
        return _total(word);
    }

    /// @notice The whole list and the locks.
    function read(
        List storage self
    ) internal view returns (uint64[] memory inRank, uint64[] memory filed, uint256 lockBits) {
        uint256 word = self.word;
        uint256 ranks = _registered(word);
        inRank = new uint64[](ranks);
        filed = new uint64[](_total(word) - ranks);
        for (uint256 index = 0; index < ranks; ++index) inRank[index] = _get(self, word, index);
        for (uint256 index = 0; index < filed.length; ++index) filed[index] = _get(self, word, ranks + index);
        lockBits = locksIn(word);
    }

    /// @notice Adds a filed pledge, the last of the filed ones.
    /// @return added false when the right bears MAX pledges
    function file(List storage self, uint64 pledge) internal returns (bool added) {
        uint256 word = self.word;
        if (_total(word) == MAX) return false;
        self.word = _insert(self, word, _total(word), pledge);
        return true;
    }

    /// @notice Adds a registered pledge that was never filed here, the last in rank.
    /// @return added false when the right bears MAX pledges
    function establish(List storage self, uint64 pledge) internal returns (bool added) {
        uint256 word = self.word;
        if (_total(word) == MAX) return false;
        self.word = _insert(self, word, _registered(word), pledge) + (1 << REGISTERED_AT);
        return true;
    }

    /// @notice Turns a filed pledge into a registered one, the last in rank.
    /// @return found false when the pledge is not among the filed ones
    function register(List storage self, uint64 pledge) internal returns (bool found) {
        uint256 word = self.word;
        uint256 rank = _registered(word);
        uint256 place = _find(self, word, rank, pledge);
        if (place == _total(word)) return false;
        for (; place > rank; --place) word = _set(self, word, place, _get(self, word, place - 1));
        self.word = _set(self, word, rank, pledge) + (1 << REGISTERED_AT);
        return true;
    }

    /// @notice Takes a pledge off, filed or registered; the later ones move up.
    /// @return found false when the pledge is not on the list
    function remove(List storage self, uint64 pledge) internal returns (bool found) {
        uint256 word = self.word;
        uint256 place = _find(self, word, 0, pledge);
        uint256 last = _total(word);
        if (place == last) return false;
        if (place < _registered(word)) word -= 1 << REGISTERED_AT;
        for (--last; place < last; ++place) word = _set(self, word, place, _get(self, word, place + 1));
        if (last < IN_WORD) word = _set(self, word, last, 0);
        else self.overflow.pop();
        self.word = word - (1 << TOTAL_AT);
        return true;
    }

    /// @notice Lets the pledge that comes next in rank take the place of another.
    /// @return done false when `ahead` is not registered on the right, or `behind` not the next one after it
    function swap(List storage self, uint64 ahead, uint64 behind) internal returns (bool done) {
        uint256 word = self.word;
        uint256 place = _find(self, word, 0, ahead);
        if (place + 1 >= _registered(word) || _get(self, word, place + 1) != behind) return false;
        word = _set(self, word, place, behind);
        self.word = _set(self, word, place + 1, ahead);
        return true;
    }

    function _insert(List storage self, uint256 word, uint256 place, uint64 pledge) private returns (uint256) {
        for (uint256 index = _total(word); index > place; --index) {
            word = _set(self, word, index, _get(self, word, index - 1));
        }
        return _set(self, word, place, pledge) + (1 << TOTAL_AT);
    }

    /// @dev Place of the pledge from `from` on; the list's length when absent.
    function _find(List storage self, uint256 word, uint256 from, uint64 pledge) private view returns (uint256 place) {
        uint256 end = _total(word);
        for (place = from; place < end; ++place) {
            if (_get(self, word, place) == pledge) return place;
        }
    }

    function _get(List storage self, uint256 word, uint256 index) private view returns (uint64) {
        return index < IN_WORD ? uint64(word >> (index * ID_BITS)) : self.overflow[index - IN_WORD];
    }

    /// @dev Writes one place, also the one behind the last; only places beyond the word touch storage.
    function _set(List storage self, uint256 word, uint256 index, uint64 pledge) private returns (uint256) {
        if (index < IN_WORD) {
            uint256 shift = index * ID_BITS;
            return (word & ~(ID_MASK << shift)) | (uint256(pledge) << shift);
        }
        if (index - IN_WORD == self.overflow.length) self.overflow.push(pledge);
        else self.overflow[index - IN_WORD] = pledge;
        return word;
    }

    function _total(uint256 word) private pure returns (uint256) {
        return (word >> TOTAL_AT) & COUNT_MASK;
    }

    function _registered(uint256 word) private pure returns (uint256) {
        return (word >> REGISTERED_AT) & COUNT_MASK;
    }
}
