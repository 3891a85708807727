// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {CommitmentState} from "../../BuybackFixture.sol";
import {
    ChangeKind,
    DefaultGround,
    EnforcementRoute,
    IEnforcementBook,
    ObligationKind,
    PledgeState
} from "../../LedgerFixture.sol";
import {MarketChanges} from "./MarketChanges.sol";

/// @notice From default to realisation; claims that a fund stands behind come first.
abstract contract MarketEnforcement is MarketChanges {
    function _declareDefault() internal returns (bool) {
        uint64 id = _pick(_bit(PledgeState.Registered), false);
        uint256 place = _pickDeal(CommitmentState.Accepted);
        if (place < _deals.length && _entries[_deals[place].claim].state == PledgeState.Registered) {
            id = _deals[place].claim;
        } else if (_roll(4) != 0) {
            return false;
        }
        if (id == 0 || !_acts(_entries[id].pledgee)) return false;
        address key = _keyFor(_entries[id].pledgee, IEnforcementBook.declareDefault.selector);
        vm.prank(key);
        enforcement.declareDefault(id, DefaultGround.DebtNotPerformed, 20260201, _act());
        _entries[id].state = PledgeState.Defaulted;
        return true;
    }

    function _cure() internal returns (bool) {
        uint64 id = _pick(_bit(PledgeState.Defaulted), false);
        if (id == 0 || (_openDeals(id) && _roll(4) != 0)) return false;
        address key = _keyFor(_entries[id].pledgee, IEnforcementBook.cure.selector);
        vm.prank(key);
        enforcement.cure(id, _act());
        _entries[id].state = PledgeState.Registered;
        return true;
    }

    function _enforceOne() internal returns (bool) {
        uint64 id = _pick(_bit(PledgeState.Defaulted), false);
        if (id == 0) return false;
        Entry storage entry = _entries[id];
        if (entry.terms.kind == ObligationKind.Maximum && !entry.determined) return false;
        address key = _keyFor(entry.pledgee, IEnforcementBook.enforce.selector);
        vm.prank(key);
        enforcement.enforce(id, EnforcementRoute.Agreement, "", _act());
        entry.state = PledgeState.Enforcing;
        return true;
    }

    function _realise() internal returns (bool) {
        uint64 id = _pick(_bit(PledgeState.Enforcing), false);
        if (id == 0) return false;
        Entry storage entry = _entries[id];
        bytes32[] memory sold = new bytes32[](entry.rights.length);
        uint256 count = 0;
        uint256 left = 0;
        for (uint256 index = 0; index < entry.rights.length; ++index) {
            if (_sold[id][entry.rights[index]]) continue;
            if (_roll(3) != 0) sold[count++] = entry.rights[index];
            else ++left;
        }
        if (count == 0 || (left == 0 && entry.change != ChangeKind.None)) return false;
        sold = _cut(sold, count);
        address key = _keyFor(entry.pledgee, IEnforcementBook.realise.selector);
        vm.prank(key);
        enforcement.realise(id, entry.rights, sold, _realisation(), _act());
        for (uint256 index = 0; index < count; ++index) _sold[id][sold[index]] = true;
        if (left == 0) entry.state = PledgeState.Realised;
        return true;
    }
}
