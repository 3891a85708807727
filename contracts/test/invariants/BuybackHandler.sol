// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    BuybackFixture,
    CommitmentState,
    CommitmentTerms,
    CommitmentView,
    CoverView,
    FundTerms,
    FundView,
    IBuybackBook,
    PartyKind,
    PledgeState
} from "../BuybackFixture.sol";
import {Filing} from "../LedgerFixture.sol";
import {Consent} from "../../interfaces/IPledgeRegistry.sol";

/// @notice Twelve parties that act at random on three funds and five pledges, also against the rules. The handler keeps its
/// own plain books: it foretells from them whether each act is taken, and the verdict of the ledger must be the same.
contract BuybackHandler is BuybackFixture {
    struct Book {
        uint64 id;
        uint64 owner;
        address managerKey;
        uint256 capital;
        uint256 limit;
    }

    struct Deal {
        uint64 id;
        uint256 fund;
        uint256 pledge;
        uint256 price;
        uint256 opensAt;
        uint256 closesAt;
        uint256 dueAt;
        uint256 paid;
        CommitmentState state;
        uint256 exercises;
        /// Party that was the pledgee of the claim when the commitment was exercised.
        uint64 exercisedBy;
    }

    Book[] private _books;
    Deal[] private _deals;
    uint64[] private _claims;
    uint64[] private _pledgors;
    uint64[] private _holders;
    address[] private _keysOf;
    mapping(address key => uint64) private _who;
    uint256 private _cap = 7_500;

    function setUp() public override {
        super.setUp();
        uint64 thirdBank = _admit(PartyKind.Bank, unicode"演示三行", address(0xBA03));
        uint64 lender = _admit(PartyKind.OtherLender, unicode"演示小贷", address(0xBA04));
        uint64 secondFund = _admit(PartyKind.DisposalFund, unicode"演示二期基金", address(0xF002));
        uint64 secondManager = _admit(PartyKind.FundManager, unicode"演示第二管理人", address(0xF0A2));
        _actor(BANK_KEY, bank);
        _actor(OTHER_BANK_KEY, otherBank);
        _actor(address(0xBA03), thirdBank);
        _actor(address(0xBA04), lender);
        _actor(FUND_KEY, fund);
        _actor(address(0xF002), secondFund);
        _actor(GUARANTEE_KEY, guarantee);
        _actor(MANAGER_KEY, manager_);
        _actor(address(0xF0A2), secondManager);
        _actor(OFFICE_KEY, office);
        _actor(GOVERNOR, 0);
        _actor(STRANGER, 0);
        _fundBy(FUND_KEY, MANAGER_KEY);
        _fundBy(GUARANTEE_KEY, GUARANTEE_KEY);
        _fundBy(address(0xF002), address(0xF0A2));
        for (uint256 index = 0; index < 5; ++index) _claim(900 + index, index % 2 == 0);
        _assertHistory();
    }

    // Acts

    function offer(uint256 by, uint256 f, uint256 p, uint256 price) external {
        (f, p, price) = (f % _books.length, p % _claims.length, within(price, 1, 600));
        address key = _choose(by, _books[f].managerKey);
        CommitmentTerms memory terms = _terms(uint128(price));
        terms.opensAt = uint64(block.timestamp);
        terms.closesAt = uint64(block.timestamp + 60 days);
        PledgeState state = pledges.pledgeOf(_claims[p]).state;
        bool allowed =
            key == _books[f].managerKey && state == PledgeState.Registered && !_ownClaim(f, p) && !_overdue(f);
        if (_try(key, abi.encodeCall(IBuybackBook.offer, (_books[f].id, _claims[p], terms, _act())), allowed)) {
            _deals.push(
                Deal(log.sequence(), f, p, price, terms.opensAt, terms.closesAt, 0, 0, CommitmentState.Offered, 0, 0)
            );
        }
    }

    function accept(uint256 by, uint256 c, uint256 principal) external {
        if (_deals.length == 0) return;
        Deal storage deal = _pick(c, CommitmentState.Offered);
        principal = within(principal, 1, 1_100);
        address key = _choose(by, _holderKey(deal.pledge));
        bool allowed = key == _holderKey(deal.pledge) && deal.state == CommitmentState.Offered;
        allowed = allowed && block.timestamp <= deal.closesAt && principal <= 1_000;
        allowed = allowed && pledges.pledgeOf(_claims[deal.pledge]).state == PledgeState.Registered;
        allowed = allowed && !_ownClaim(deal.fund, deal.pledge) && !_overdue(deal.fund);
        allowed = allowed && (_committed(deal.pledge) + deal.price) * 10_000 <= principal * _cap;
        allowed = allowed && _open(deal.fund) + _inventory(deal.fund) + deal.price <= _books[deal.fund].capital;
        allowed = allowed && _exposure(deal.fund, _pledgors[deal.pledge]) + deal.price <= _books[deal.fund].limit;
        bytes memory data = abi.encodeCall(
            IBuybackBook.accept,
            (deal.id, uint128(principal), _ids(_pledgors[deal.pledge]), SALT, _act())
        );
        if (_try(key, data, allowed)) deal.state = CommitmentState.Accepted;
    }

    function exercise(uint256 by, uint256 c) external {
        if (_deals.length == 0) return;
        Deal storage deal = _pick(c, CommitmentState.Accepted);
        address key = _choose(by, _holderKey(deal.pledge));
        if (c % 2 == 0) _setState(_claims[deal.pledge], PledgeState.Defaulted);
        bool allowed = key == _holderKey(deal.pledge) && deal.state == CommitmentState.Accepted;
        allowed = allowed && pledges.pledgeOf(_claims[deal.pledge]).state == PledgeState.Defaulted;
        allowed = allowed && block.timestamp >= deal.opensAt && block.timestamp <= deal.closesAt;
        allowed = allowed && !_ownClaim(deal.fund, deal.pledge);
        if (!_try(key, abi.encodeCall(IBuybackBook.exercise, (deal.id, _act())), allowed)) return;
        deal.state = CommitmentState.Exercised;
        deal.dueAt = block.timestamp + 30 days;
        deal.exercises += 1;
        deal.exercisedBy = _who[key];
    }

    function pay(uint256 by, uint256 c, uint256 amount) external {
        if (_deals.length == 0) return;
        Deal storage deal = _pick(c, CommitmentState.Exercised);
        amount = amount % 3 != 0 && deal.price != deal.paid ? deal.price - deal.paid : within(amount, 1, 300);
        address key = _choose(by, _books[deal.fund].managerKey);
        bool allowed = key == _books[deal.fund].managerKey && deal.state == CommitmentState.Exercised;
        allowed = allowed && deal.paid + amount <= deal.price;
        bytes memory data = abi.encodeCall(IBuybackBook.pay, (deal.id, uint128(amount), SALT, _act()));
        if (_try(key, data, allowed)) deal.paid += amount;
    }

    /// @dev Confirms all, after asking for the assignment; the office records it when the ledger takes the confirmation.
    function settle(uint256 by, uint256 c) external {
        if (_deals.length == 0) return;
        Deal storage deal = _pick(c, CommitmentState.Exercised);
        address holderKey = _holderKey(deal.pledge);
        address key = _choose(by, holderKey);
        bool nominated = _nominate(deal, holderKey);
        bool allowed = nominated && key == holderKey && deal.state == CommitmentState.Exercised;
        allowed = allowed && deal.paid == deal.price;
        bytes memory data = abi.encodeCall(IBuybackBook.confirm, (deal.id, uint128(deal.price), SALT, _act()));
        if (_try(key, data, allowed)) {
            deal.state = CommitmentState.Settled;
            _moveClaim(deal.pledge, _books[deal.fund].owner);
        } else if (nominated) {
            _dropChange(holderKey, _claims[deal.pledge]);
        }
    }

    function resell(uint256 by, uint256 c, uint256 price) external {
        if (_deals.length == 0) return;
        Deal storage deal = _pick(c, CommitmentState.Settled);
        price = within(price, 0, 800);
        address key = _choose(by, _books[deal.fund].managerKey);
        bool allowed = key == _books[deal.fund].managerKey && deal.state == CommitmentState.Settled;
        allowed = allowed && _holders[deal.pledge] == _books[deal.fund].owner;
        bytes memory data = abi.encodeCall(IBuybackBook.resell, (deal.id, uint128(price), SALT, _act()));
        if (!_try(key, data, allowed)) return;
        deal.state = CommitmentState.Resold;
        _books[deal.fund].capital = _books[deal.fund].capital + price - deal.price;
    }

    function lapse(uint256 by, uint256 c) external {
        if (_deals.length == 0) return;
        Deal storage deal = _pick(c, by % 2 == 0 ? CommitmentState.Accepted : CommitmentState.Offered);
        address key = _choose(by, _books[deal.fund].managerKey);
        bool allowed = key == _books[deal.fund].managerKey || key == _holderKey(deal.pledge);
        allowed = allowed && (deal.state == CommitmentState.Accepted || deal.state == CommitmentState.Offered);
        allowed = allowed && block.timestamp > deal.closesAt;
        if (_try(key, abi.encodeCall(IBuybackBook.lapse, (deal.id, _act())), allowed)) {
            deal.state = CommitmentState.Lapsed;
        }
    }

    function waive(uint256 by, uint256 c) external {
        if (_deals.length == 0 || c % 4 != 0) return;
        Deal storage deal = _pick(c / 4, by % 2 == 0 ? CommitmentState.Accepted : CommitmentState.Exercised);
        address key = _choose(by, _holderKey(deal.pledge));
        bool allowed = key == _holderKey(deal.pledge);
        allowed = allowed && (deal.state == CommitmentState.Accepted || deal.state == CommitmentState.Exercised);
        allowed = allowed && deal.paid == 0;
        if (_try(key, abi.encodeCall(IBuybackBook.waive, (deal.id, _act())), allowed)) {
            deal.state = CommitmentState.Waived;
        }
    }

    function revise(uint256 by, uint256 f, uint256 capital, uint256 limit) external {
        f = f % _books.length;
        (capital, limit) = (within(capital, 1, 3_000), within(limit, 1, 2_000));
        Book storage book = _books[f];
        address key = _choose(by, _keyOf(book.owner));
        FundTerms memory terms = FundTerms(_who[book.managerKey], "CNY", uint128(capital), uint128(limit), SALT);
        bool allowed = _who[key] == book.owner && capital >= _open(f) + _inventory(f);
        if (!_try(key, abi.encodeCall(IBuybackBook.reviseFund, (book.id, terms, _act())), allowed)) return;
        (book.capital, book.limit) = (capital, limit);
    }

    function setCap(uint256 by, uint256 cap) external {
        cap = within(cap, 4_000, 10_100);
        address key = _choose(by, GOVERNOR);
        bool allowed = key == GOVERNOR && cap <= 10_000;
        if (_try(key, abi.encodeCall(IBuybackBook.setCap, (uint32(cap), _act())), allowed)) _cap = cap;
    }

    /// @dev The claim changes hands: with it all its commitments do.
    function assign(uint256 p, uint256 to) external {
        if (p % 3 != 0) return;
        p = (p / 3) % _claims.length;
        address key = _keysOf[to % 7];
        if (_who[key] == _holders[p]) return;
        _nominate(_holderKey(p), _claims[p], _who[key]);
        _moveClaim(p, _who[key]);
    }

    function default_(uint256 p) external {
        _setState(_claims[p % _claims.length], PledgeState.Defaulted);
    }

    function cure(uint256 p) external {
        _setState(_claims[p % _claims.length], PledgeState.Registered);
    }

    function wait(uint256 time) external {
        vm.warp(block.timestamp + within(time, 1, 20 days));
    }

    // Comparisons

    /// @notice Each fund has what the handler's own books say, and never more at stake than its capital.
    function checkFunds() external view {
        for (uint256 f = 0; f < _books.length; ++f) {
            FundView memory entry = buybacks.fundOf(_books[f].id);
            same(entry.capital, _books[f].capital, "capital");
            same(entry.open, _open(f), "open");
            same(entry.inventory, _inventory(f), "inventory");
            same(entry.outstanding, _count(f, CommitmentState.Exercised), "outstanding");
            check((entry.overdue != 0) == _overdue(f), "overdue if and only if the books say so");
            check(uint256(entry.open) + entry.inventory <= entry.capital, "exposure within the capital");
            for (uint256 who = 0; who < 2; ++who) {
                uint64 pledgor = who == 0 ? owner : coOwner;
                same(buybacks.pledgorExposure(_books[f].id, pledgor), _exposure(f, pledgor), "exposure to a pledgor");
            }
        }
    }

    /// @notice The open prices on each obligation keep the cap that was applied to the principal stated last.
    function checkCaps() external view {
        for (uint256 p = 0; p < _claims.length; ++p) {
            CoverView memory cover = buybacks.coverOf(_claims[p]);
            same(cover.committed, _committed(p), "committed");
            check(uint256(cover.committed) * 10_000 <= uint256(cover.principal) * cover.cap, "cap");
            check(cover.principal <= 1_000, "principal within the obligation");
        }
    }

    /// @notice Every commitment is in the state that the books say, exercised at most once, by the claim's holder.
    function checkCommitments() external view {
        for (uint256 c = 0; c < _deals.length; ++c) {
            Deal storage deal = _deals[c];
            CommitmentView memory entry = buybacks.commitmentOf(deal.id);
            same(uint256(entry.state), uint256(deal.state), "state");
            same(entry.paid, deal.paid, "paid");
            same(entry.dueAt, deal.dueAt, "due");
            check(deal.exercises <= 1, "exercised at most once");
            check((deal.exercises == 1) == (deal.exercisedBy != 0), "by the claim's holder");
            same(pledges.pledgeOf(entry.pledge).pledgee, _holders[deal.pledge], "holder of the claim");
        }
    }

    function _try(address key, bytes memory data, bool allowed) private returns (bool done) {
        vm.prank(key);
        (done, ) = address(buybacks).call(data);
        check(
            done == allowed,
            done ? "the ledger took what the books forbid" : "the ledger refused what the books allow"
        );
        _assertHistory();
    }

    /// @dev Mostly the one who may, else anybody.
    function _choose(uint256 by, address may) private view returns (address) {
        return by % 4 != 0 ? may : _keysOf[(by / 4) % _keysOf.length];
    }

    /// @dev Some commitment, one in the state when there is one near.
    function _pick(uint256 choice, CommitmentState state) private view returns (Deal storage) {
        for (uint256 tries = 0; tries < _deals.length; ++tries) {
            Deal storage deal = _deals[((choice % _deals.length) + tries) % _deals.length];
            if (deal.state == state) return deal;
        }
        return _deals[choice % _deals.length];
    }

    function _nominate(Deal storage deal, address holderKey) private returns (bool) {
        uint64 buyer = _books[deal.fund].owner;
        if (_holders[deal.pledge] == buyer) return false;
        _nominate(holderKey, _claims[deal.pledge], buyer);
        return true;
    }

    function _moveClaim(uint256 p, uint64 assignee) private {
        _takeOver(_keyOf(assignee), _claims[p], assignee);
        _holders[p] = assignee;
    }

    function _actor(address key, uint64 party) private {
        _keysOf.push(key);
        _who[key] = party;
    }

    function _fundBy(address ownerKey, address managerKey) private {
        FundTerms memory terms = FundTerms(_who[managerKey], "CNY", 2_000, 1_500, SALT);
        vm.prank(ownerKey);
        uint64 id = buybacks.declareFund(terms, _act());
        _books.push(Book(id, _who[ownerKey], managerKey, 2_000, 1_500));
    }

    function _claim(uint256 number, bool ofOwner) private {
        uint64 pledgor = ofOwner ? owner : coOwner;
        bytes32[] memory rights = _keys(_attest(_patent(vm.toString(number)), _ids(pledgor)));
        Filing memory filing = _filing(rights);
        filing.pledgors = _ids(pledgor);
        filing.obligation.amount = 1_000;
        Consent[] memory consents = new Consent[](1);
        consents[0] = _consent(ofOwner ? OWNER_SECRET : CO_OWNER_SECRET, pledgor, filing);
        uint64 filed = _file(filing, consents);
        _register(filed, rights, _ids(pledgor));
        _claims.push(filed);
        _pledgors.push(pledgor);
        _holders.push(bank);
    }

    function _ownClaim(uint256 f, uint256 p) private view returns (bool) {
        return _holders[p] == _books[f].owner || _holders[p] == _who[_books[f].managerKey];
    }

    function _holderKey(uint256 p) private view returns (address) {
        return _keyOf(_holders[p]);
    }

    function _keyOf(uint64 party) private view returns (address) {
        for (uint256 index = 0; index < _keysOf.length; ++index) {
            if (_who[_keysOf[index]] == party) return _keysOf[index];
        }
        revert("no key of the party");
    }

    function _overdue(uint256 f) private view returns (bool) {
        for (uint256 c = 0; c < _deals.length; ++c) {
            Deal storage deal = _deals[c];
            bool owed = deal.fund == f && deal.state == CommitmentState.Exercised;
            if (owed && block.timestamp > deal.dueAt) return true;
        }
        return false;
    }

    function _open(uint256 f) private view returns (uint256) {
        return _sum(f, CommitmentState.Accepted) + _sum(f, CommitmentState.Exercised);
    }

    function _inventory(uint256 f) private view returns (uint256) {
        return _sum(f, CommitmentState.Settled);
    }

    function _sum(uint256 f, CommitmentState state) private view returns (uint256 sum) {
        for (uint256 c = 0; c < _deals.length; ++c) {
            if (_deals[c].fund == f && _deals[c].state == state) sum += _deals[c].price;
        }
    }

    function _count(uint256 f, CommitmentState state) private view returns (uint256 count) {
        for (uint256 c = 0; c < _deals.length; ++c) {
            if (_deals[c].fund == f && _deals[c].state == state) ++count;
        }
    }

    function _exposure(uint256 f, uint64 pledgor) private view returns (uint256 sum) {
        for (uint256 c = 0; c < _deals.length; ++c) {
            Deal storage deal = _deals[c];
            bool bound =
                deal.state == CommitmentState.Accepted ||
                    deal.state == CommitmentState.Exercised ||
                    deal.state == CommitmentState.Settled;
            if (bound && deal.fund == f && _pledgors[deal.pledge] == pledgor) sum += deal.price;
        }
    }

    function _committed(uint256 p) private view returns (uint256 sum) {
        for (uint256 c = 0; c < _deals.length; ++c) {
            Deal storage deal = _deals[c];
            bool open = deal.state == CommitmentState.Accepted || deal.state == CommitmentState.Exercised;
            if (open && deal.pledge == p) sum += deal.price;
        }
    }
}
