// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {CommitmentState} from "../../BuybackFixture.sol";
import {
    CancellationGround,
    ChangeKind,
    Consent,
    EnforcementRoute,
    Filing,
    IAccessManaged,
    IAssetRegistry,
    IBook,
    IChangeBook,
    IEnforcementBook,
    IPledgeRegistry,
    IPledgorConsents,
    ObligationKind,
    PledgeState,
    Registration
} from "../../LedgerFixture.sol";
import {IBuybackBook} from "../../../interfaces/IBuybackBook.sol";
import {MarketFunds} from "./MarketFunds.sol";

/// @notice Acts that the rules forbid, tried in whatever state the market is: each is refused by its name and its values.
abstract contract MarketRefusals is MarketFunds {
    function _fileByNoLender() internal returns (bool) {
        bytes memory data = abi.encodeCall(IPledgeRegistry.file, (_filing(_keys(_known[0])), _none(), _act()));
        if (_stopped[IPledgeRegistry.file.selector]) return false;
        _denied("AccessManagedUnauthorized: kind", _actors[SEARCHER].keys[0], address(pledges), data);
        return true;
    }

    function _fileWhilePaused() internal returns (bool) {
        bytes4 selector = IPledgeRegistry.file.selector;
        if (!_stopped[selector]) return false;
        bytes memory data = abi.encodeCall(IPledgeRegistry.file, (_filing(_keys(_known[0])), _none(), _act()));
        bytes memory reason = abi.encodeWithSelector(IBook.Paused.selector, address(pledges), selector);
        _err("Paused", _actors[_roll(LEND)].keys[0], address(pledges), data, reason);
        return true;
    }

    function _fileForAnother() internal returns (bool) {
        uint64 by = _actors[1 + _roll(LEND - 1)].party;
        if (_stopped[IPledgeRegistry.file.selector] || !_acts(by)) return false;
        bytes memory data = abi.encodeCall(IPledgeRegistry.file, (_filing(_keys(_known[0])), _none(), _act()));
        bytes memory reason = abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, 0, bank, by);
        _err("NotThePledgee: filing", _full(by), address(pledges), data, reason);
        return true;
    }

    /// @dev A paper filing over a right of an exclusive kind that is taken.
    function _fileOverAnother() internal returns (bool) {
        if (_stopped[IPledgeRegistry.file.selector] || !_acts(bank)) return false;
        for (uint256 index = 0; index < _known.length; ++index) {
            Holding storage holding = _holdings[_known[index]];
            bool taken = holding.exclusive && holding.ranks.length + holding.waiting.length != 0;
            if (!taken || !_stillPledgeable(_keys(_known[index]), holding.owners)) continue;
            Filing memory filing = _filing(_keys(_known[index]));
            filing.pledgors = holding.owners;
            bytes memory data = abi.encodeCall(IPledgeRegistry.file, (filing, _none(), _act()));
            uint64 first = holding.ranks.length != 0 ? holding.ranks[0] : holding.waiting[0];
            bytes memory reason = abi.encodeWithSelector(
                IAssetRegistry.AlreadyEncumbered.selector,
                _known[index],
                first
            );
            _err("AlreadyEncumbered", _full(bank), address(pledges), data, reason);
            return true;
        }
        return false;
    }

    /// @dev A filing over a ranked right, sent a second time with the consents that it was taken with.
    function _useAConsentTwice() internal returns (bool) {
        bytes32 right = _known[9 + _roll(3)];
        uint64[] memory pledgors = _holdings[right].owners;
        if (_stopped[IPledgeRegistry.file.selector] || !_acts(bank) || !_allAct(pledgors)) return false;
        if (!_bears(right, true)) return false;
        Filing memory filing = _filing(_keys(right));
        filing.pledgors = pledgors;
        Consent[] memory signed = _consentsOf(0, filing.jointPledgees, filing);
        address key = _full(bank);
        vm.prank(key);
        uint64 id = pledges.file(filing, signed, _act());
        _open(id, PledgeState.Filed, bank, filing.rights);
        (_entries[id].pledgors, _entries[id].terms) = (pledgors, filing.obligation);
        bytes memory data = abi.encodeCall(IPledgeRegistry.file, (filing, signed, _act()));
        bytes memory reason = abi.encodeWithSelector(
            IPledgorConsents.ConsentUsed.selector,
            pledgors[0],
            signed[0].nonce
        );
        _err("ConsentUsed", key, address(pledges), data, reason);
        return true;
    }

    function _registerByAnotherOffice() internal returns (bool) {
        uint64 id = _pick(_bit(PledgeState.Filed), true);
        if (id == 0) return false;
        uint64 rightly = _entries[id].office;
        uint64 by = rightly == office ? usOffice : office;
        if (!_acts(by)) return false;
        bytes memory data = abi.encodeCall(
            IPledgeRegistry.register,
            (id, _entries[id].rights, _entries[id].pledgors, Registration("1", 20250107, ""), _officeAct())
        );
        bytes memory reason = abi.encodeWithSelector(IPledgeRegistry.NotThePledgesOffice.selector, id, rightly, by);
        _err("NotThePledgesOffice", _full(by), address(pledges), data, reason);
        return true;
    }

    function _registerTwice() internal returns (bool) {
        uint64 id = _pick(~_bit(PledgeState.Filed), true);
        if (id == 0) return false;
        Entry storage entry = _entries[id];
        bytes memory data = abi.encodeCall(
            IPledgeRegistry.register,
            (id, entry.rights, entry.pledgors, Registration("1", 20250107, ""), _officeAct())
        );
        bytes memory reason = abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, id, entry.state);
        _err("WrongState", _full(entry.office), address(pledges), data, reason);
        return true;
    }

    function _dischargeByAnother() internal returns (bool) {
        uint64 id = _pick(~uint256(0), false);
        uint64 by = _actors[_roll(HOLD)].party;
        uint64 rightly = _entries[id].pledgee;
        if (id == 0 || by == rightly || !_acts(by)) return false;
        bytes memory data = abi.encodeCall(
            IPledgeRegistry.discharge,
            (id, CancellationGround.DebtPerformed, _noOthers(), _act())
        );
        bytes memory reason = abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, id, rightly, by);
        _err("NotThePledgee", _full(by), address(pledges), data, reason);
        return true;
    }

    function _dischargeUnderAChange() internal returns (bool) {
        ChangeKind change = ChangeKind(1 + _roll(4));
        uint64 id = _pickChange(change, false);
        if (id == 0) return false;
        bytes memory data = abi.encodeCall(
            IPledgeRegistry.discharge,
            (id, CancellationGround.DebtPerformed, _noOthers(), _act())
        );
        bytes memory reason = abi.encodeWithSelector(IPledgeRegistry.ChangePending.selector, id, change);
        _err("ChangePending", _full(_entries[id].pledgee), address(pledges), data, reason);
        return true;
    }

    function _cancelUndischarged() internal returns (bool) {
        uint64 id = _pick(_liveBits(), true);
        if (id == 0) return false;
        CancellationGround ground = CancellationGround.DebtPerformed;
        bytes memory data = abi.encodeCall(IPledgeRegistry.cancel, (id, _entries[id].rights, ground, _officeAct()));
        bytes memory reason = abi.encodeWithSelector(IPledgeRegistry.NotDischarged.selector, id, ground);
        _err("NotDischarged", _full(_entries[id].office), address(pledges), data, reason);
        return true;
    }

    function _recordUnasked() internal returns (bool) {
        uint64 id = _pickChange(ChangeKind.None, true);
        if (id == 0) return false;
        bytes memory data = abi.encodeCall(IChangeBook.recordAssignment, (id, otherBank, _officeAct()));
        bytes memory reason = abi.encodeWithSelector(IChangeBook.NoSuchChange.selector, id, ChangeKind.Assignment);
        _err("NoSuchChange", _full(_entries[id].office), address(changes), data, reason);
        return true;
    }

    function _acceptForAnother() internal returns (bool) {
        uint64 id = _pickChange(ChangeKind.Assignment, false);
        uint64 by = _actors[_roll(HOLD)].party;
        if (id == 0 || _entries[id].accepted || by == _entries[id].who || !_acts(by)) return false;
        bytes memory data = abi.encodeCall(IChangeBook.acceptAssignment, (id, _act()));
        bytes memory reason = abi.encodeWithSelector(IChangeBook.NotTheAssignee.selector, id, _entries[id].who, by);
        _err("NotTheAssignee", _full(by), address(changes), data, reason);
        return true;
    }

    function _enforceUndetermined() internal returns (bool) {
        for (uint256 index = 0; index < _filings.length; ++index) {
            uint64 id = _filings[index];
            Entry storage entry = _entries[id];
            bool open = entry.terms.kind == ObligationKind.Maximum && !entry.determined;
            if (!open || entry.state != PledgeState.Defaulted || !_acts(entry.pledgee)) continue;
            bytes memory data = abi.encodeCall(IEnforcementBook.enforce, (id, EnforcementRoute.Agreement, "", _act()));
            bytes memory reason = abi.encodeWithSelector(IChangeBook.ClaimNotDetermined.selector, id);
            _err("ClaimNotDetermined", _full(entry.pledgee), address(enforcement), data, reason);
            return true;
        }
        return false;
    }

    /// @dev Whoever enforces first meets the claims that are not determined.
    function _determinedOrNot() internal returns (bool) {
        _enforceUndetermined();
        return _enforceOne();
    }

    function _exerciseUndefaulted() internal returns (bool) {
        uint256 place = _pickDeal(CommitmentState.Accepted);
        if (place == _deals.length) return false;
        Deal storage deal = _deals[place];
        Entry storage entry = _entries[deal.claim];
        if (entry.state == PledgeState.Defaulted || entry.state == PledgeState.Enforcing) return false;
        if (!_acts(entry.pledgee)) return false;
        bytes memory data = abi.encodeCall(IBuybackBook.exercise, (deal.id, _act()));
        bytes memory reason = abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, deal.claim, entry.state);
        _err("WrongState: exercise", _full(entry.pledgee), address(buybacks), data, reason);
        return true;
    }

    function _payByAnother() internal returns (bool) {
        uint256 place = _pickDeal(CommitmentState.Exercised);
        if (place == _deals.length) return false;
        Deal storage deal = _deals[place];
        uint64 rightly = _actors[_purses[deal.purse].manager].party;
        uint64 by = _actors[GUARANTEE + _roll(4)].party;
        if (by == rightly || !_acts(by)) return false;
        bytes memory data = abi.encodeCall(IBuybackBook.pay, (deal.id, 1, SALT, _act()));
        bytes memory reason = abi.encodeWithSelector(
            IBuybackBook.NotTheFundsManager.selector,
            _purses[deal.purse].id,
            rightly,
            by
        );
        _err("NotTheFundsManager", _full(by), address(buybacks), data, reason);
        return true;
    }

    /// @dev The guardian pauses, and the next filing meets it.
    function _pauseAndFile() internal returns (bool) {
        if (!_pauseOne()) return false;
        _fileWhilePaused();
        return true;
    }

    /// @dev A party is suspended, and its next act meets it.
    function _suspendAndAct() internal returns (bool) {
        if (!_suspendOne()) return false;
        _actSuspended();
        return true;
    }

    function _actSuspended() internal returns (bool) {
        for (uint256 place = 0; place < HOLD; ++place) {
            Actor storage actor = _actors[place];
            if (!actor.suspended) continue;
            bytes memory data = abi.encodeCall(IEnforcementBook.cure, (_filings[0], _act()));
            _denied("AccessManagedUnauthorized: suspended", actor.keys[0], address(enforcement), data);
            return true;
        }
        return false;
    }

    function _actWithARetiredKey() internal returns (bool) {
        if (_retired.length == 0) return false;
        bytes memory data = abi.encodeCall(IEnforcementBook.cure, (_filings[0], _act()));
        address key = _retired[_roll(_retired.length)];
        _denied("AccessManagedUnauthorized: revoked key", key, address(enforcement), data);
        return true;
    }

    /// @dev A lent key calls a verb that it was not lent for.
    function _actBeyondTheLoan() internal returns (bool) {
        for (uint256 place = 0; place < _actors.length; ++place) {
            Actor storage actor = _actors[place];
            if (actor.lent == address(0) || actor.suspended) continue;
            bytes memory data = abi.encodeCall(IChangeBook.dropChange, (_filings[0], _act()));
            _denied("AccessManagedUnauthorized: lent key", actor.lent, address(changes), data);
            return true;
        }
        return false;
    }

    function _callAnInnerVerb() internal returns (bool) {
        uint64 id = _filings[_roll(_filings.length)];
        bytes memory data = abi.encodeCall(IPledgeRegistry.setPledgee, (id, bank));
        _denied("AccessManagedUnauthorized: inner verb", _actors[0].keys[0], address(pledges), data);
        return true;
    }

    function _denied(string memory name, address key, address book, bytes memory data) private {
        _err(name, key, book, data, abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, key));
    }

    function _full(uint64 party) private returns (address) {
        address[] storage keys = _actors[_placeOf[party]].keys;
        return keys[_roll(keys.length)];
    }
}
