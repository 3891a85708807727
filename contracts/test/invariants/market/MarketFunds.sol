// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    BuybackRoute,
    CommitmentState,
    CommitmentTerms,
    DeclineReason,
    FundTerms,
    FundView,
    IBuybackBook
} from "../../BuybackFixture.sol";
import {ChangeKind, IPledgeRegistry, PledgeState} from "../../LedgerFixture.sol";
import {MarketRights} from "./MarketRights.sol";

/// @notice Funds and their commitments, under claims that are assigned, amended, enforced and ended meanwhile. Whether a fund can
/// bind itself further is left to the ledger: the invariants judge what comes of it.
abstract contract MarketFunds is MarketRights {
    function _declareFund() internal returns (bool) {
        uint256 place = _purses.length % 3 == 0 ? GUARANTEE : LEND + (_purses.length % 3) - 1;
        uint256 by =
            place == GUARANTEE
                ? GUARANTEE
                : _roll(2) == 0
                    ? MANAGER
                    : 16;
        if (_purses.length >= 6 || !_acts(_actors[place].party) || !_acts(_actors[by].party)) return false;
        FundTerms memory terms = FundTerms(_actors[by].party, "CNY", 700, 1_500, SALT);
        address key = _keyFor(_actors[place].party, IBuybackBook.declareFund.selector);
        vm.prank(key);
        uint64 id = buybacks.declareFund(terms, _act());
        _purses.push(Purse(id, place, by, 700, 1_500));
        return true;
    }

    function _reviseFund() internal returns (bool) {
        if (_purses.length == 0 || _roll(8) != 0) return false;
        Purse storage purse = _purses[_roll(_purses.length)];
        uint64 by = _actors[purse.owner].party;
        if (!_acts(by) || !_acts(_actors[purse.manager].party)) return false;
        (uint256 capital, uint256 limit) = (500 + _roll(900), 800 + _roll(1_500));
        FundTerms memory terms = FundTerms(_actors[purse.manager].party, "CNY", uint128(capital), uint128(limit), SALT);
        bytes4[3] memory errors;
        errors[0] = IBuybackBook.CapitalExceeded.selector;
        bytes memory data = abi.encodeCall(IBuybackBook.reviseFund, (purse.id, terms, _act()));
        address key = _keyFor(by, IBuybackBook.reviseFund.selector);
        if (!_attempt(key, address(buybacks), data, errors)) return false;
        (purse.capital, purse.limit) = (capital, limit);
        return true;
    }

    function _setCap() internal returns (bool) {
        if (_roll(8) != 0) return false;
        uint256 cap = 5_000 + _roll(5_001);
        vm.prank(GOVERNOR);
        buybacks.setCap(uint32(cap), _act());
        _cap = cap;
        return true;
    }

    function _offer() internal returns (bool) {
        if (_purses.length == 0 || _waiting() >= 6) return false;
        uint256 place = _roll(_purses.length);
        // Mostly by a fund that holds inventory: only there do both bind the capital.
        uint256 bought = _pickDeal(CommitmentState.Settled);
        if (bought < _deals.length && _roll(3) != 0) place = _deals[bought].purse;
        uint64 claim = _pick(_bit(PledgeState.Filed) | _bit(PledgeState.Registered), false);
        uint64 by = _actors[_purses[place].manager].party;
        FundView memory found = buybacks.fundOf(_purses[place].id);
        if (claim == 0 || !_acts(by) || found.overdue != 0) return false;
        if (_own(place, claim)) return false;
        CommitmentTerms memory terms = _terms(uint128(100 + _roll(500)));
        bool sale = _roll(2) == 0;
        if (sale) terms.route = BuybackRoute.Sale;
        terms.reinsurer = 0;
        terms.opensAt = uint64(block.timestamp);
        terms.closesAt = uint64(block.timestamp + 60 days);
        address key = _keyFor(by, IBuybackBook.offer.selector);
        vm.prank(key);
        uint64 id = buybacks.offer(_purses[place].id, claim, terms, _act());
        Deal storage deal = _deals.push();
        (deal.id, deal.claim, deal.purse, deal.sale) = (id, claim, place, sale);
        (deal.state, deal.price, deal.closesAt) = (CommitmentState.Offered, terms.price, terms.closesAt);
        return true;
    }

    function _withdrawOffer() internal returns (bool) {
        (bool found, uint256 place, uint64 by) = _byManager(CommitmentState.Offered);
        if (!found || _roll(8) != 0) return false;
        Deal storage deal = _deals[place];
        address key = _keyFor(by, IBuybackBook.withdrawOffer.selector);
        vm.prank(key);
        buybacks.withdrawOffer(deal.id, _act());
        deal.state = CommitmentState.Withdrawn;
        return true;
    }

    function _decline() internal returns (bool) {
        (bool found, uint256 place, uint64 by) = _byHolder(CommitmentState.Offered);
        if (!found || _roll(8) != 0) return false;
        Deal storage deal = _deals[place];
        address key = _keyFor(by, IBuybackBook.decline.selector);
        vm.prank(key);
        buybacks.decline(deal.id, DeclineReason.PriceTooLow, _act());
        deal.state = CommitmentState.Declined;
        return true;
    }

    function _accept() internal returns (bool) {
        uint256 place = _pickAcceptable();
        if (place == _deals.length) return false;
        Deal storage deal = _deals[place];
        Entry storage entry = _entries[deal.claim];
        bytes4[3] memory errors;
        errors[0] = IBuybackBook.CapExceeded.selector;
        errors[1] = IBuybackBook.CapitalExceeded.selector;
        errors[2] = IBuybackBook.PledgorLimitExceeded.selector;
        bytes memory data = abi.encodeCall(
            IBuybackBook.accept,
            (deal.id, uint128(500 + _roll(501)), entry.pledgors, SALT, _act())
        );
        address key = _keyFor(entry.pledgee, IBuybackBook.accept.selector);
        if (!_attempt(key, address(buybacks), data, errors)) return false;
        deal.state = CommitmentState.Accepted;
        return true;
    }

    /// @dev By the claim's holder or by another lender, of an accepted commitment or of one that was exercised before.
    function _exerciseOne() internal returns (bool) {
        uint256 place = _pickCallable(_roll(4) == 0 ? CommitmentState.Exercised : CommitmentState.Accepted);
        if (place == _deals.length) return false;
        Deal storage deal = _deals[place];
        uint64 holder = _entries[deal.claim].pledgee;
        uint64 by = _roll(4) == 0 ? _actors[_roll(LEND)].party : holder;
        if (!_acts(by)) return false;
        bytes4[3] memory errors;
        if (by != holder) errors[0] = IPledgeRegistry.NotThePledgee.selector;
        if (deal.state != CommitmentState.Accepted) errors[1] = IBuybackBook.WrongCommitmentState.selector;
        address key = _keyFor(by, IBuybackBook.exercise.selector);
        bytes memory data = abi.encodeCall(IBuybackBook.exercise, (deal.id, _act()));
        if (!_attempt(key, address(buybacks), data, errors)) return false;
        if (deal.state == CommitmentState.Accepted) deal.dueAt = block.timestamp + 30 days;
        deal.state = CommitmentState.Exercised;
        return true;
    }

    function _payOne() internal returns (bool) {
        (bool found, uint256 place, uint64 by) = _byManager(CommitmentState.Exercised);
        if (!found) return false;
        Deal storage deal = _deals[place];
        if (deal.paid == deal.price) return false;
        uint256 amount = deal.price - deal.paid;
        if (_roll(3) == 0) amount = 1 + _roll(amount);
        address key = _keyFor(by, IBuybackBook.pay.selector);
        vm.prank(key);
        buybacks.pay(deal.id, uint128(amount), SALT, _act());
        deal.paid += amount;
        return true;
    }

    /// @dev All that was paid; with the whole price, once the claim is on its way to the fund's owner.
    function _confirmOne() internal returns (bool) {
        (bool found, uint256 place, uint64 by) = _byHolder(CommitmentState.Exercised);
        if (!found) return false;
        Deal storage deal = _deals[place];
        if (deal.paid == deal.received) return false;
        bool whole = deal.paid == deal.price;
        if (whole && !deal.sale && !_comes(deal.claim, _ownerOf(deal.purse))) return false;
        address key = _keyFor(by, IBuybackBook.confirm.selector);
        vm.prank(key);
        buybacks.confirm(deal.id, uint128(deal.paid), SALT, _act());
        deal.received = deal.paid;
        if (whole) deal.state = CommitmentState.Settled;
        return true;
    }

    function _disputeOne() internal returns (bool) {
        (bool found, uint256 place, uint64 by) = _byHolder(CommitmentState.Exercised);
        if (!found) return false;
        Deal storage deal = _deals[place];
        if (deal.disputed) return false;
        address key = _keyFor(by, IBuybackBook.dispute.selector);
        vm.prank(key);
        buybacks.dispute(deal.id, _act());
        deal.disputed = true;
        return true;
    }

    function _markOverdue() internal returns (bool) {
        (bool found, uint256 place, uint64 by) = _byHolder(CommitmentState.Exercised);
        if (!found) return false;
        Deal storage deal = _deals[place];
        if (deal.marked || block.timestamp <= deal.dueAt) return false;
        address key = _keyFor(by, IBuybackBook.markOverdue.selector);
        vm.prank(key);
        buybacks.markOverdue(deal.id, _act());
        deal.marked = true;
        return true;
    }

    function _lapseOne() internal returns (bool) {
        CommitmentState state = _roll(2) == 0 ? CommitmentState.Accepted : CommitmentState.Offered;
        (bool found, uint256 place, uint64 by) = _byManager(state);
        if (!found) return false;
        Deal storage deal = _deals[place];
        if (block.timestamp <= deal.closesAt && _entries[deal.claim].state < PledgeState.Realised) return false;
        address key = _keyFor(by, IBuybackBook.lapse.selector);
        vm.prank(key);
        buybacks.lapse(deal.id, _act());
        deal.state = CommitmentState.Lapsed;
        return true;
    }

    function _waiveOne() internal returns (bool) {
        CommitmentState state = _roll(2) == 0 ? CommitmentState.Accepted : CommitmentState.Exercised;
        (bool found, uint256 place, uint64 by) = _byHolder(state);
        if (!found || _roll(2) != 0) return false;
        Deal storage deal = _deals[place];
        if (deal.paid != 0) return false;
        address key = _keyFor(by, IBuybackBook.waive.selector);
        vm.prank(key);
        buybacks.waive(deal.id, _act());
        deal.state = CommitmentState.Waived;
        return true;
    }

    function _resellOne() internal returns (bool) {
        (bool found, uint256 place, uint64 by) = _byManager(CommitmentState.Settled);
        if (!found || _roll(5) != 0) return false;
        Deal storage deal = _deals[place];
        if (!deal.sale && _entries[deal.claim].pledgee != _ownerOf(deal.purse)) return false;
        uint256 price = _roll(800);
        address key = _keyFor(by, IBuybackBook.resell.selector);
        vm.prank(key);
        buybacks.resell(deal.id, uint128(price), SALT, _act());
        deal.state = CommitmentState.Resold;
        Purse storage purse = _purses[deal.purse];
        purse.capital = purse.capital + price - deal.price;
        return true;
    }

    // Choices

    /// @dev Offers that nobody has answered.
    function _waiting() private view returns (uint256 count) {
        for (uint256 place = 0; place < _deals.length; ++place) {
            if (_deals[place].state == CommitmentState.Offered) ++count;
        }
    }

    /// @dev An offer that only its price can stand against; the number of commitments when there is none.
    function _pickAcceptable() private returns (uint256) {
        uint256 count = _deals.length;
        uint256 from = count == 0 ? 0 : _roll(count);
        for (uint256 tries = 0; tries < count; ++tries) {
            Deal storage deal = _deals[(from + tries) % count];
            Entry storage claim = _entries[deal.claim];
            bool open = deal.state == CommitmentState.Offered && block.timestamp <= deal.closesAt;
            if (!open || claim.state != PledgeState.Registered || _own(deal.purse, deal.claim)) continue;
            bool acts = _acts(claim.pledgee) && buybacks.fundOf(_purses[deal.purse].id).overdue == 0;
            if (acts) return (from + tries) % count;
        }
        return count;
    }

    /// @dev A commitment in the state whose claim is in default and whose window is open; the number of them when there is none.
    function _pickCallable(CommitmentState state) private returns (uint256) {
        uint256 count = _deals.length;
        uint256 from = count == 0 ? 0 : _roll(count);
        for (uint256 tries = 0; tries < count; ++tries) {
            Deal storage deal = _deals[(from + tries) % count];
            PledgeState claim = _entries[deal.claim].state;
            bool called = claim == PledgeState.Defaulted || claim == PledgeState.Enforcing;
            bool open = deal.state == state && block.timestamp <= deal.closesAt;
            if (called && open && !_own(deal.purse, deal.claim)) return (from + tries) % count;
        }
        return count;
    }

    /// @dev A commitment in the state whose fund's manager may act.
    function _byManager(CommitmentState state) private returns (bool found, uint256 place, uint64 by) {
        place = _pickDeal(state);
        if (place == _deals.length) return (false, place, 0);
        by = _actors[_purses[_deals[place].purse].manager].party;
        found = _acts(by);
    }

    /// @dev A commitment in the state whose claim's holder may act.
    function _byHolder(CommitmentState state) private returns (bool found, uint256 place, uint64 by) {
        place = _pickDeal(state);
        if (place == _deals.length) return (false, place, 0);
        by = _entries[_deals[place].claim].pledgee;
        found = _acts(by);
    }

    /// @dev Whether the claim is on its way to the buyer; it is sent there when nothing else waits.
    function _comes(uint64 claim, uint64 buyer) private returns (bool) {
        Entry storage entry = _entries[claim];
        if (entry.change == ChangeKind.None && _live(entry.state)) _nominateFor(claim, buyer);
        return entry.change == ChangeKind.Assignment && entry.who == buyer;
    }

    function _own(uint256 place, uint64 claim) private view returns (bool) {
        uint64 holder = _entries[claim].pledgee;
        return holder == _ownerOf(place) || holder == _actors[_purses[place].manager].party;
    }

    function _ownerOf(uint256 place) private view returns (uint64) {
        return _actors[_purses[place].owner].party;
    }
}
