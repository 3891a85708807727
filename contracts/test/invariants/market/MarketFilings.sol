// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    CancellationGround,
    ChangeKind,
    Consent,
    Filing,
    IAssetRegistry,
    IPledgeRegistry,
    Obligation,
    ObligationKind,
    PledgeState,
    RefusalGround,
    Registration,
    Validity
} from "../../LedgerFixture.sol";
import {Market} from "./Market.sol";

/// @notice From filing to the end of a pledge.
abstract contract MarketFilings is Market {
    function _filePledge() internal returns (bool) {
        if (_stopped[IPledgeRegistry.file.selector]) return false;
        uint64 pledgee = _actors[_roll(LEND)].party;
        (bytes32[] memory chosen, uint64[] memory pledgors) = _choose(true);
        if (chosen.length == 0 || !_acts(pledgee)) return false;
        Filing memory filing = Filing(pledgee, _joint(pledgee), pledgors, chosen, _terms());
        bool paper = !_allAct(pledgors) || _roll(3) == 0;
        Consent[] memory signed = paper ? _none() : _consentsOf(0, filing.jointPledgees, filing);
        address key = _keyFor(pledgee, IPledgeRegistry.file.selector);
        vm.prank(key);
        uint64 id = pledges.file(filing, signed, _act());
        _open(id, PledgeState.Filed, pledgee, chosen);
        Entry storage entry = _entries[id];
        (entry.paper, entry.pledgors, entry.terms) = (paper, pledgors, filing.obligation);
        done[paper ? "file on paper" : "file with consents"] += 1;
        return true;
    }

    /// @dev A registration whose rights are of an exclusive kind may come too late: that is left to the ledger.
    function _registerPledge() internal returns (bool) {
        uint64 id = _pick(_bit(PledgeState.Filed), true);
        if (id == 0) return false;
        Entry storage entry = _entries[id];
        if (!_stillPledgeable(entry.rights, entry.pledgors)) return false;
        bytes memory data = abi.encodeCall(
            IPledgeRegistry.register,
            (
                id,
                entry.rights,
                entry.pledgors,
                Registration(string.concat("R", vm.toString(id)), 20250107, hex"01"),
                _officeAct()
            )
        );
        bytes4[3] memory errors;
        if (_barred(entry.rights)) errors[0] = IAssetRegistry.AlreadyEncumbered.selector;
        address key = _keyFor(entry.office, IPledgeRegistry.register.selector);
        if (!_attempt(key, address(pledges), data, errors)) return false;
        entry.state = PledgeState.Registered;
        for (uint256 index = 0; index < entry.rights.length; ++index) {
            Holding storage holding = _holdings[entry.rights[index]];
            _take(holding.waiting, id);
            holding.ranks.push(id);
        }
        return true;
    }

    function _migratePledge() internal returns (bool) {
        if (_stopped[IPledgeRegistry.migrate.selector]) return false;
        uint64 pledgee = _actors[_roll(LEND)].party;
        (bytes32[] memory chosen, uint64[] memory pledgors) = _choose(false);
        if (chosen.length == 0) return false;
        uint64 itsOffice = _holdings[chosen[0]].office;
        if (!_acts(itsOffice)) return false;
        Filing memory filing = Filing(pledgee, _joint(pledgee), pledgors, chosen, _terms());
        string memory number = string.concat("M", vm.toString(log.sequence()));
        address key = _keyFor(itsOffice, IPledgeRegistry.migrate.selector);
        vm.prank(key);
        uint64 id = pledges.migrate(filing, number, 20190311, _migratedAct());
        _open(id, PledgeState.Registered, pledgee, chosen);
        Entry storage entry = _entries[id];
        (entry.migrated, entry.pledgors, entry.terms) = (true, pledgors, filing.obligation);
        return true;
    }

    function _refusePledge() internal returns (bool) {
        uint64 id = _pick(_bit(PledgeState.Filed), true);
        if (id == 0) return false;
        address key = _keyFor(_entries[id].office, IPledgeRegistry.refuse.selector);
        vm.prank(key);
        pledges.refuse(id, _entries[id].rights, RefusalGround.Other, _officeAct());
        _endEntry(id, PledgeState.Refused);
        return true;
    }

    function _withdrawPledge() internal returns (bool) {
        uint64 id = _pick(_bit(PledgeState.Filed), false);
        if (id == 0) return false;
        address key = _keyFor(_entries[id].pledgee, IPledgeRegistry.withdraw.selector);
        vm.prank(key);
        pledges.withdraw(id, _entries[id].rights, _act());
        _endEntry(id, PledgeState.Withdrawn);
        return true;
    }

    function _askCorrection() internal returns (bool) {
        uint64 id = _pick(_bit(PledgeState.Filed), true);
        if (id == 0) return false;
        address key = _keyFor(_entries[id].office, IPledgeRegistry.askCorrection.selector);
        vm.prank(key);
        pledges.askCorrection(id, 20250301, _officeAct());
        _entries[id].correcting = true;
        return true;
    }

    function _answerCorrection() internal returns (bool) {
        uint256 count = _filings.length;
        uint256 from = _roll(count);
        for (uint256 tries = 0; tries < count; ++tries) {
            uint64 id = _filings[(from + tries) % count];
            Entry storage entry = _entries[id];
            if (entry.state != PledgeState.Filed || !entry.correcting || !_acts(entry.pledgee)) continue;
            address key = _keyFor(entry.pledgee, IPledgeRegistry.answerCorrection.selector);
            vm.prank(key);
            pledges.answerCorrection(id, _act());
            entry.correcting = false;
            return true;
        }
        return false;
    }

    function _dischargePledge() internal returns (bool) {
        uint64 id = _pick(_roll(2) == 0 ? _liveBits() : _bit(PledgeState.Realised), false);
        if (id == 0 || _entries[id].change != ChangeKind.None) return false;
        address key = _keyFor(_entries[id].pledgee, IPledgeRegistry.discharge.selector);
        vm.prank(key);
        pledges.discharge(id, CancellationGround.DebtPerformed, _noOthers(), _act());
        _entries[id].state = PledgeState.Discharged;
        return true;
    }

    function _cancelPledge() internal returns (bool) {
        uint64 id = _pick(_roll(8) == 0 ? _liveBits() : _bit(PledgeState.Discharged), true);
        if (id == 0) return false;
        Entry storage entry = _entries[id];
        bool carried = entry.migrated && _roll(2) == 0;
        bool agreed = entry.state == PledgeState.Discharged || carried;
        address key = _keyFor(entry.office, IPledgeRegistry.cancel.selector);
        vm.prank(key);
        pledges.cancel(
            id,
            entry.rights,
            agreed ? CancellationGround.DebtPerformed : CancellationGround.ContractVoid,
            carried ? _migratedAct() : _officeAct()
        );
        _endEntry(id, PledgeState.Cancelled);
        return true;
    }

    function _revokePledge() internal returns (bool) {
        uint256 ended = _bit(PledgeState.Realised) | _bit(PledgeState.Discharged);
        uint64 id = _pick(_liveBits() | ended, true);
        if (id == 0 || _roll(4) != 0) return false;
        address key = _keyFor(_entries[id].office, IPledgeRegistry.revoke.selector);
        vm.prank(key);
        pledges.revoke(id, _entries[id].rights, RefusalGround.PledgorNotOwner, _officeAct());
        _endEntry(id, PledgeState.Revoked);
        return true;
    }

    // Choices

    function _liveBits() internal pure returns (uint256) {
        return _bit(PledgeState.Registered) | _bit(PledgeState.Defaulted) | _bit(PledgeState.Enforcing);
    }

    function _terms() internal returns (Obligation memory terms) {
        terms = _obligation();
        terms.amount = uint128(1_000 + _roll(3));
        if (_roll(3) == 0) terms.kind = ObligationKind.Maximum;
    }

    /// @dev Mostly none.
    function _joint(uint64 pledgee) internal returns (uint64[] memory joint) {
        uint64 other = _actors[_roll(LEND)].party;
        return _roll(5) == 0 && other != pledgee ? _ids(other) : new uint64[](0);
    }

    /// @dev Some rights of one office, ascending, with their owners: for a filing those that are free to pledge, for a
    /// registration that is carried over those in no other registered pledge, where they are exclusive.
    function _choose(bool filing) private returns (bytes32[] memory chosen, uint64[] memory owners) {
        bytes32 first = _known[_roll(_known.length)];
        uint64 itsOffice = _holdings[first].office;
        chosen = new bytes32[](_known.length);
        uint256 count = 0;
        for (uint256 index = 0; index < _known.length; ++index) {
            bytes32 key = _known[index];
            if (key != first && _roll(3) != 0) continue;
            if (_holdings[key].office != itsOffice || !_bears(key, filing)) continue;
            chosen[count++] = key;
        }
        chosen = _sorted(_cut(chosen, count));
        owners = _ownersOf(chosen);
    }

    /// @dev Whether one more pledge can be put on the right.
    function _bears(bytes32 key, bool filing) internal view returns (bool) {
        Holding storage holding = _holdings[key];
        uint256 registered = holding.ranks.length;
        uint256 all = registered + holding.waiting.length;
        if (all >= 16) return false;
        if (!filing) return !holding.exclusive || registered == 0;
        if (holding.validity != Validity.InForce || holding.preservations.length != 0) return false;
        return !holding.exclusive || all == 0;
    }

    function _ownersOf(bytes32[] memory keys) private view returns (uint64[] memory owners) {
        uint64[] memory all = new uint64[](_actors.length);
        uint256 count = 0;
        for (uint256 place = 0; place < _actors.length; ++place) {
            uint64 party = _actors[place].party;
            for (uint256 index = 0; index < keys.length; ++index) {
                if (!_contains(_holdings[keys[index]].owners, party)) continue;
                all[count++] = party;
                break;
            }
        }
        return _ascending(all, count);
    }

    function _ascending(uint64[] memory list, uint256 count) private pure returns (uint64[] memory sorted) {
        bytes32[] memory words = new bytes32[](count);
        for (uint256 index = 0; index < count; ++index) words[index] = bytes32(uint256(list[index]));
        words = _sorted(words);
        sorted = new uint64[](count);
        for (uint256 index = 0; index < count; ++index) sorted[index] = uint64(uint256(words[index]));
    }

    /// @dev Whether the rights are in force, not preserved, and still owned by the pledgors and by nobody else.
    function _stillPledgeable(bytes32[] memory keys, uint64[] memory pledgors) internal view returns (bool) {
        for (uint256 index = 0; index < keys.length; ++index) {
            Holding storage holding = _holdings[keys[index]];
            if (holding.validity != Validity.InForce || holding.preservations.length != 0) return false;
        }
        return keccak256(abi.encode(_ownersOf(keys))) == keccak256(abi.encode(pledgors));
    }

    /// @dev Whether a right of an exclusive kind bears a registered pledge already.
    function _barred(bytes32[] memory keys) internal view returns (bool) {
        for (uint256 index = 0; index < keys.length; ++index) {
            Holding storage holding = _holdings[keys[index]];
            if (holding.exclusive && holding.ranks.length != 0) return true;
        }
        return false;
    }

    /// @dev The signed consents of all pledgors of a filing, or of terms for the pledge `id`.
    function _consentsOf(
        uint64 id,
        uint64[] memory joint,
        Filing memory filing
    ) internal returns (Consent[] memory signed) {
        signed = new Consent[](filing.pledgors.length);
        for (uint256 index = 0; index < signed.length; ++index) {
            uint64 pledgor = filing.pledgors[index];
            address[] storage keys = _actors[_placeOf[pledgor]].keys;
            signed[index] = _consent(
                _secrets[keys[_roll(keys.length)]],
                pledgor,
                id,
                filing.pledgee,
                joint,
                filing.obligation,
                filing.rights
            );
        }
    }
}
