// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {CommitmentState} from "../../BuybackFixture.sol";
import {
    Amendment,
    ChangeKind,
    Consent,
    Determination,
    DeterminationGround,
    Filing,
    IAssetRegistry,
    IChangeBook,
    Obligation,
    ObligationKind,
    PledgeState
} from "../../LedgerFixture.sol";
import {MarketFilings} from "./MarketFilings.sol";

/// @notice Changes of live pledges: asked, recorded, dropped.
abstract contract MarketChanges is MarketFilings {
    function _askAmendment() internal returns (bool) {
        uint64 id = _pickChange(ChangeKind.None, false);
        if (id == 0) return false;
        Entry storage entry = _entries[id];
        if (_placeOf[entry.pledgee] >= LEND) return false;
        Obligation memory asked = entry.terms;
        bytes32[] memory added = _addable(entry);
        bool burdens = added.length != 0 || _roll(2) == 0;
        if (added.length == 0 && burdens) asked.amount += 1;
        if (!burdens) asked.endsOn = 20251201;
        if (burdens && !_allAct(entry.pledgors)) return false;
        Consent[] memory signed = burdens ? _signed(id, entry, asked, added) : _none();
        if (burdens && id % 3 == 0) signed = _none();
        address key = _keyFor(entry.pledgee, IChangeBook.askAmendment.selector);
        Amendment memory amendment = Amendment(asked, added, entry.pledgors);
        vm.prank(key);
        changes.askAmendment(id, entry.rights, amendment, signed, _noOthers(), _act());
        if (burdens && signed.length == 0) done["ask on paper"] += 1;
        (entry.change, entry.named, entry.asked) = (ChangeKind.Amendment, added, asked);
        return true;
    }

    /// @dev What was added may have been taken meanwhile: that is left to the ledger.
    function _recordAmendment() internal returns (bool) {
        uint64 id = _pickChange(ChangeKind.Amendment, true);
        if (id == 0) return false;
        Entry storage entry = _entries[id];
        bytes32[] memory added = entry.named;
        if (added.length != 0 && !_stillAddable(added[0], entry)) return false;
        bytes4[3] memory errors;
        if (added.length != 0 && !_bears(added[0], true)) errors[0] = IAssetRegistry.AlreadyEncumbered.selector;
        bytes memory data = abi.encodeCall(
            IChangeBook.recordAmendment,
            (id, entry.rights, Amendment(entry.asked, added, entry.pledgors), hex"01", _officeAct())
        );
        address key = _keyFor(entry.office, IChangeBook.recordAmendment.selector);
        if (!_attempt(key, address(changes), data, errors)) return false;
        if (entry.terms.kind != entry.asked.kind) entry.determined = false;
        entry.terms = entry.asked;
        if (added.length != 0) {
            entry.rights = _with(entry.rights, added[0]);
            _holdings[added[0]].ranks.push(id);
            done["add a right"] += 1;
        }
        _noChange(entry);
        return true;
    }

    /// @dev Mostly of a claim that a fund stands behind, and of an exercised one to that fund's owner.
    function _nominate() internal returns (bool) {
        uint64 assignee = _actors[_roll(HOLD)].party;
        bool called = _roll(3) == 0;
        uint256 place = _pickDeal(called ? CommitmentState.Exercised : CommitmentState.Accepted);
        if (place == _deals.length || _roll(4) == 0) return _nominateFor(_pickChange(ChangeKind.None, false), assignee);
        if (called) assignee = _actors[_purses[_deals[place].purse].owner].party;
        return _nominateFor(_deals[place].claim, assignee);
    }

    function _nominateFor(uint64 id, uint64 assignee) internal returns (bool) {
        Entry storage entry = _entries[id];
        if (!_live(entry.state) || entry.change != ChangeKind.None) return false;
        if (entry.pledgee == assignee || !_acts(assignee) || !_acts(entry.pledgee)) return false;
        if (entry.terms.kind == ObligationKind.Maximum && !entry.determined) return false;
        address key = _keyFor(entry.pledgee, IChangeBook.nominateAssignee.selector);
        vm.prank(key);
        changes.nominateAssignee(id, assignee, _act());
        (entry.change, entry.who) = (ChangeKind.Assignment, assignee);
        return true;
    }

    function _acceptAssignment() internal returns (bool) {
        uint256 count = _filings.length;
        uint256 from = _roll(count);
        for (uint256 tries = 0; tries < count; ++tries) {
            uint64 id = _filings[(from + tries) % count];
            Entry storage entry = _entries[id];
            if (entry.change != ChangeKind.Assignment || entry.accepted || !_acts(entry.who)) continue;
            address key = _keyFor(entry.who, IChangeBook.acceptAssignment.selector);
            vm.prank(key);
            changes.acceptAssignment(id, _act());
            entry.accepted = true;
            return true;
        }
        return false;
    }

    function _recordAssignment() internal returns (bool) {
        uint64 id = _pickChange(ChangeKind.Assignment, true);
        bool carried = id == 0 || !_entries[id].accepted;
        if (carried) id = _pickMigrated();
        if (id == 0) return false;
        Entry storage entry = _entries[id];
        uint64 assignee = carried ? _actors[_roll(LEND)].party : entry.who;
        if (assignee == entry.pledgee) return false;
        address key = _keyFor(entry.office, IChangeBook.recordAssignment.selector);
        vm.prank(key);
        changes.recordAssignment(id, assignee, carried ? _migratedAct() : _officeAct());
        done[carried ? "assignment carried over" : "assignment accepted"] += 1;
        if (_openDeals(id)) done["assign under open commitments"] += 1;
        entry.pledgee = assignee;
        _noChange(entry);
        return true;
    }

    function _askRelease() internal returns (bool) {
        uint64 id = _pickChange(ChangeKind.None, false);
        if (id == 0 || _entries[id].rights.length < 2) return false;
        Entry storage entry = _entries[id];
        bytes32[] memory freed = _keys(entry.rights[_roll(entry.rights.length)]);
        address key = _keyFor(entry.pledgee, IChangeBook.askPartialRelease.selector);
        vm.prank(key);
        changes.askPartialRelease(id, entry.rights, freed, _noOthers(), _act());
        (entry.change, entry.named) = (ChangeKind.PartialRelease, freed);
        return true;
    }

    function _recordRelease() internal returns (bool) {
        uint64 id = _pickChange(ChangeKind.PartialRelease, true);
        if (id == 0) return false;
        Entry storage entry = _entries[id];
        bytes32[] memory freed = entry.named;
        address key = _keyFor(entry.office, IChangeBook.recordPartialRelease.selector);
        vm.prank(key);
        changes.recordPartialRelease(id, entry.rights, freed, _officeAct());
        _forget(id, freed);
        entry.rights = _without(entry.rights, freed[0]);
        _noChange(entry);
        return true;
    }

    function _askSubordination() internal returns (bool) {
        uint256 from = _roll(_known.length);
        uint256 tries = 0;
        while (tries < _known.length && _holdings[_known[(from + tries) % _known.length]].ranks.length < 2) ++tries;
        if (tries == _known.length) return false;
        bytes32 right = _known[(from + tries) % _known.length];
        uint64[] storage ranks = _holdings[right].ranks;
        uint256 place = _roll(ranks.length - 1);
        (uint64 id, uint64 favoured) = (ranks[place], ranks[place + 1]);
        Entry storage entry = _entries[id];
        if (!_live(entry.state) || entry.change != ChangeKind.None || !_acts(entry.pledgee)) return false;
        address key = _keyFor(entry.pledgee, IChangeBook.askSubordination.selector);
        vm.prank(key);
        changes.askSubordination(id, _keys(right), favoured, _act());
        (entry.change, entry.named, entry.who) = (ChangeKind.Subordination, _keys(right), favoured);
        return true;
    }

    /// @dev The favoured pledge may not come next any more: that is left to the ledger.
    function _recordSubordination() internal returns (bool) {
        uint64 id = _pickChange(ChangeKind.Subordination, true);
        if (id == 0) return false;
        Entry storage entry = _entries[id];
        uint64[] storage ranks = _holdings[entry.named[0]].ranks;
        uint256 place = 0;
        while (place < ranks.length && ranks[place] != id) ++place;
        bytes4[3] memory errors;
        if (place + 1 >= ranks.length || ranks[place + 1] != entry.who) {
            errors[0] = IAssetRegistry.NotNextInRank.selector;
        }
        bytes memory data = abi.encodeCall(IChangeBook.recordSubordination, (id, entry.named, entry.who, _officeAct()));
        address key = _keyFor(entry.office, IChangeBook.recordSubordination.selector);
        if (!_attempt(key, address(changes), data, errors)) return false;
        (ranks[place], ranks[place + 1]) = (entry.who, id);
        _noChange(entry);
        return true;
    }

    function _dropOne() internal returns (bool) {
        if (_roll(3) != 0) return false;
        ChangeKind change = ChangeKind(1 + _roll(4));
        uint256 by = _roll(3);
        uint64 id = _pickChange(change, by == 0);
        if (id == 0) return false;
        Entry storage entry = _entries[id];
        bool nominee = by == 2 && change == ChangeKind.Assignment && _acts(entry.who);
        uint64 actor =
            by == 0
                ? entry.office
                : nominee
                    ? entry.who
                    : entry.pledgee;
        address key = _keyFor(actor, IChangeBook.dropChange.selector);
        vm.prank(key);
        changes.dropChange(id, by == 0 ? _officeAct() : _act());
        _noChange(entry);
        return true;
    }

    function _determine() internal returns (bool) {
        uint256 count = _filings.length;
        uint256 from = _roll(count);
        for (uint256 tries = 0; tries < count; ++tries) {
            uint64 id = _filings[(from + tries) % count];
            Entry storage entry = _entries[id];
            bool open = entry.terms.kind == ObligationKind.Maximum && !entry.determined;
            if (!open || !_live(entry.state) || !_acts(entry.pledgee)) continue;
            // Mostly late, so that enforcement meets claims that are not determined.
            if (_roll(entry.state == PledgeState.Registered ? 60 : 12) != 0) continue;
            address key = _keyFor(entry.pledgee, IChangeBook.determine.selector);
            vm.prank(key);
            changes.determine(id, DeterminationGround.PeriodOver, Determination(900, bytes32("salt")), _act());
            entry.determined = true;
            return true;
        }
        return false;
    }

    function _consentToTransfer() internal returns (bool) {
        uint64 id = _pick(_liveBits(), false);
        if (id == 0) return false;
        Entry storage entry = _entries[id];
        bytes32[] memory covered = _keys(entry.rights[_roll(entry.rights.length)]);
        address key = _keyFor(entry.pledgee, IChangeBook.consentToTransfer.selector);
        vm.prank(key);
        changes.consentToTransfer(id, entry.rights, _transferConsent(covered), _act());
        return true;
    }

    // Choices

    function _openDeals(uint64 id) internal view returns (bool) {
        for (uint256 index = 0; index < _deals.length; ++index) {
            CommitmentState state = _deals[index].state;
            bool open = state == CommitmentState.Accepted || state == CommitmentState.Exercised;
            if (open && _deals[index].claim == id) return true;
        }
        return false;
    }

    /// @dev A right that can be added to the pledge; none when none can, or by chance.
    function _addable(Entry storage entry) private returns (bytes32[] memory) {
        uint256 from = _roll(2 * _known.length);
        for (uint256 tries = 0; tries < _known.length && from < _known.length; ++tries) {
            bytes32 right = _known[(from + tries) % _known.length];
            bool fits = _bears(right, true) && _holdings[right].office == entry.office;
            if (fits && !_contains(entry.rights, right) && _ownedBy(right, entry.pledgors)) return _keys(right);
        }
        return _noKeys();
    }

    /// @dev Whether nothing but another pledge can stand against the right's addition.
    function _stillAddable(bytes32 right, Entry storage entry) private view returns (bool) {
        Holding storage holding = _holdings[right];
        if (holding.ranks.length + holding.waiting.length >= 16 || holding.preservations.length != 0) return false;
        bool whole = _ownedBy(right, entry.pledgors) && _stillOwned(entry);
        return uint256(holding.validity) == 2 && whole;
    }

    function _stillOwned(Entry storage entry) private view returns (bool) {
        for (uint256 index = 0; index < entry.rights.length; ++index) {
            if (!_ownedBy(entry.rights[index], entry.pledgors)) return false;
        }
        return true;
    }

    function _ownedBy(bytes32 right, uint64[] memory pledgors) private view returns (bool) {
        uint64[] storage owners = _holdings[right].owners;
        for (uint256 index = 0; index < owners.length; ++index) {
            if (!_contains(pledgors, owners[index])) return false;
        }
        return owners.length != 0;
    }

    function _signed(
        uint64 id,
        Entry storage entry,
        Obligation memory asked,
        bytes32[] memory added
    ) private returns (Consent[] memory) {
        bytes32[] memory whole = added.length == 0 ? entry.rights : _with(entry.rights, added[0]);
        uint64[] memory none = new uint64[](0);
        return _consentsOf(id, none, Filing(entry.pledgee, none, entry.pledgors, whole, asked));
    }

    /// @dev Mostly one that a fund stands behind, where there is one.
    function _pickMigrated() private returns (uint64) {
        bool backed = _roll(3) != 0;
        uint64 id = _pickMigrated(backed);
        return id == 0 && backed ? _pickMigrated(false) : id;
    }

    function _pickMigrated(bool backed) private returns (uint64) {
        uint256 count = _filings.length;
        uint256 from = _roll(count);
        for (uint256 tries = 0; tries < count; ++tries) {
            Entry storage entry = _entries[_filings[(from + tries) % count]];
            bool suits = entry.migrated && _live(entry.state) && entry.change == ChangeKind.None;
            if (!suits || !_acts(entry.office)) continue;
            uint64 id = _filings[(from + tries) % count];
            if (!backed || _openDeals(id)) return id;
        }
        return 0;
    }

    function _with(bytes32[] memory list, bytes32 key) private pure returns (bytes32[] memory whole) {
        whole = new bytes32[](list.length + 1);
        for (uint256 index = 0; index < list.length; ++index) whole[index] = list[index];
        whole[list.length] = key;
        return _sorted(whole);
    }

    function _without(bytes32[] memory list, bytes32 key) private pure returns (bytes32[] memory rest) {
        rest = new bytes32[](list.length - 1);
        uint256 count = 0;
        for (uint256 index = 0; index < list.length; ++index) if (list[index] != key) rest[count++] = list[index];
    }
}
