// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    IChangeBook,
    IEnforcementBook,
    IPartyRegistry,
    IPledgeRegistry,
    PartyEntry,
    PartyKind,
    Verb
} from "../../LedgerFixture.sol";
import {MarketEnforcement} from "./MarketEnforcement.sol";

/// @notice Keys, suspensions and pauses, while all others go on.
abstract contract MarketParties is MarketEnforcement {
    uint256 private _suspended;

    /// @dev At most three at once, so that the market does not stand still.
    function _suspendOne() internal returns (bool) {
        Actor storage actor = _actors[_roll(_actors.length)];
        if (actor.suspended || _suspended >= 3 || actor.party == office) return false;
        vm.prank(GOVERNOR);
        parties.suspend(actor.party, _act());
        actor.suspended = true;
        ++_suspended;
        return true;
    }

    function _reinstateOne() internal returns (bool) {
        uint256 from = _roll(_actors.length);
        for (uint256 tries = 0; tries < _actors.length; ++tries) {
            Actor storage actor = _actors[(from + tries) % _actors.length];
            if (!actor.suspended) continue;
            vm.prank(GOVERNOR);
            parties.reinstate(actor.party, _act());
            actor.suspended = false;
            --_suspended;
            return true;
        }
        return false;
    }

    function _giveKey() internal returns (bool) {
        Actor storage actor = _actors[_roll(_actors.length)];
        if (actor.keys.length >= 3) return false;
        address key = _freshKey();
        vm.prank(GOVERNOR);
        parties.addKey(actor.party, key, _act());
        actor.keys.push(key);
        return true;
    }

    /// @dev An office binds a pledgor's key.
    function _bindOne() internal returns (bool) {
        Actor storage actor = _actors[13 + _roll(3)];
        if (actor.keys.length >= 3 || !_acts(office)) return false;
        address key = _freshKey();
        address by = _keyFor(office, IPartyRegistry.bindKey.selector);
        vm.prank(by);
        parties.bindKey(actor.party, key, _officeAct());
        actor.keys.push(key);
        return true;
    }

    function _retireKey() internal returns (bool) {
        Actor storage actor = _actors[_roll(_actors.length)];
        uint256 count = actor.keys.length;
        if (count < 2) return false;
        address key = actor.keys[_roll(count)];
        vm.prank(GOVERNOR);
        parties.revokeKey(actor.party, key, _act());
        _drop(actor, key);
        return true;
    }

    function _rotateOne() internal returns (bool) {
        Actor storage actor = _actors[_roll(_actors.length)];
        address old = actor.keys[_roll(actor.keys.length)];
        address key = _freshKey();
        vm.prank(GOVERNOR);
        parties.rotateKey(actor.party, old, key, _act());
        _drop(actor, old);
        actor.keys.push(key);
        return true;
    }

    function _lend() internal returns (bool) {
        uint256 place = _roll(HOLD + 1);
        Actor storage actor = _actors[place == HOLD ? OFFICE : place];
        if (actor.lent != address(0) || actor.suspended) return false;
        address key = _freshKey();
        Verb[] memory verbs = new Verb[](5);
        verbs[0] = Verb(address(pledges), IPledgeRegistry.discharge.selector);
        verbs[1] = Verb(address(changes), IChangeBook.determine.selector);
        verbs[2] = Verb(address(enforcement), IEnforcementBook.declareDefault.selector);
        verbs[3] = Verb(address(enforcement), IEnforcementBook.cure.selector);
        verbs[4] = Verb(address(pledges), IPledgeRegistry.register.selector);
        address by = actor.keys[_roll(actor.keys.length)];
        vm.prank(by);
        parties.delegateKey(key, verbs, _act());
        actor.lent = key;
        for (uint256 index = 0; index < verbs.length; ++index) _lentTo[key][verbs[index].selector] = true;
        return true;
    }

    function _takeBack() internal returns (bool) {
        uint256 from = _roll(_actors.length);
        for (uint256 tries = 0; tries < _actors.length; ++tries) {
            Actor storage actor = _actors[(from + tries) % _actors.length];
            if (actor.lent == address(0) || actor.suspended) continue;
            address by = actor.keys[_roll(actor.keys.length)];
            vm.prank(by);
            parties.revokeDelegation(actor.lent, _act());
            _retired.push(actor.lent);
            actor.lent = address(0);
            return true;
        }
        return false;
    }

    function _enrolOne() internal returns (bool) {
        if (!_acts(office)) return false;
        PartyEntry[] memory entries = new PartyEntry[](1);
        entries[0] = PartyEntry(PartyKind.NaturalPerson, "", keccak256(abi.encode(_roll(1e18))), "");
        address by = _keyFor(office, IPartyRegistry.enrol.selector);
        vm.prank(by);
        parties.enrol(entries, _officeAct());
        return true;
    }

    function _pauseOne() internal returns (bool) {
        bytes4 selector = _roll(3) != 0 ? IPledgeRegistry.file.selector : IPledgeRegistry.migrate.selector;
        if (_stopped[selector]) return false;
        vm.prank(GUARDIAN);
        parties.pause(address(pledges), selector, _act());
        _stopped[selector] = true;
        return true;
    }

    function _unpauseOne() internal returns (bool) {
        bool filing = _stopped[IPledgeRegistry.file.selector];
        bytes4 selector = filing ? IPledgeRegistry.file.selector : IPledgeRegistry.migrate.selector;
        if (!_stopped[selector]) return false;
        vm.prank(GOVERNOR);
        parties.unpause(address(pledges), selector, _act());
        _stopped[selector] = false;
        return true;
    }

    function _drop(Actor storage actor, address key) private {
        uint256 last = actor.keys.length - 1;
        for (uint256 index = 0; index < last; ++index) {
            if (actor.keys[index] == key) actor.keys[index] = actor.keys[last];
        }
        actor.keys.pop();
        _retired.push(key);
    }
}
