// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {CancellationGround} from "../LedgerFixture.sol";
import {RefinancingFixture, RefinancingKind, RefinancingTerms} from "../RefinancingFixture.sol";

/// @notice Three users that take the claims of three pledges at random: the first and the last share a right with the second each. The
/// handler keeps its own books and foretells each verdict.
contract RefinancingHandler is RefinancingFixture {
    struct Deal {
        uint64 id;
        uint256 claim;
        RefinancingKind kind;
        bool dropped;
        bool released;
        bool live;
    }

    uint64[3] private _claims;
    bytes32[][3] private _rightsOf;
    bytes32[2] private _shared;
    Deal[] private _deals;

    function setUp() public override {
        super.setUp();
        _shared = [_attest(_trademark("901"), _ids(owner)), _attest(_trademark("902"), _ids(owner))];
        _rightsOf[0] = _keys(_shared[0]);
        bytes32[] memory both = new bytes32[](2);
        (both[0], both[1]) = (_shared[0], _shared[1]);
        _rightsOf[1] = _sorted(both);
        _rightsOf[2] = _keys(_shared[1]);
        for (uint256 index = 0; index < 3; ++index) {
            _claims[index] = pledge = _registered(_rightsOf[index]);
            _assess(true, 1_000);
        }
    }

    function offer(uint256 claim, uint256 kind) external {
        claim %= 3;
        pledge = _claims[claim];
        RefinancingKind chosen = RefinancingKind(1 + (kind % 3));
        RefinancingTerms memory terms = _terms(chosen);
        uint64 use = _useOf(claim);
        if (use != 0) _inUse(pledge, use);
        uint64 id = _offer(terms);
        if (use == 0) _deals.push(Deal(id, claim, chosen, false, false, false));
    }

    function take(uint256 chosen) external {
        if (_deals.length == 0) return;
        Deal storage deal = _deals[chosen % _deals.length];
        pledge = _claims[deal.claim];
        pledged = _rightsOf[deal.claim];
        bool open = !deal.dropped && !deal.released && !deal.live;
        bool free = _useOf(deal.claim) == 0 && !_neighbourInUse(deal.claim);
        if (!open || !free) vm.expectRevert();
        _take(deal.kind == RefinancingKind.Pool ? TRUSTEE_KEY : CENTRAL_KEY, deal.id);
        if (open && free) deal.live = true;
    }

    function release(uint256 chosen) external {
        if (_deals.length == 0) return;
        Deal storage deal = _deals[chosen % _deals.length];
        pledge = _claims[deal.claim];
        pledged = _rightsOf[deal.claim];
        if (!deal.live) vm.expectRevert();
        _release(deal.kind == RefinancingKind.Pool ? TRUSTEE_KEY : CENTRAL_KEY, deal.id);
        if (deal.live) (deal.live, deal.released) = (false, true);
    }

    function drop(uint256 chosen) external {
        if (_deals.length == 0) return;
        Deal storage deal = _deals[chosen % _deals.length];
        bool open = !deal.dropped && !deal.released && !deal.live;
        if (!open) vm.expectRevert();
        _drop(BANK_KEY, deal.id);
        if (open) deal.dropped = true;
    }

    function discharge(uint256 claim) external {
        claim %= 3;
        pledge = _claims[claim];
        uint64 use = _useOf(claim);
        if (use == 0) return;
        _inUse(pledge, use);
        vm.prank(BANK_KEY);
        pledges.discharge(pledge, CancellationGround.DebtPerformed, _noOthers(), _act());
    }

    function checkUses() external view {
        for (uint256 claim = 0; claim < 3; ++claim) {
            uint256 live = 0;
            for (uint256 index = 0; index < _deals.length; ++index) {
                if (_deals[index].claim == claim && _deals[index].live) ++live;
            }
            check(live <= 1, "a claim in two live uses");
            _assertUse(_claims[claim], _useOf(claim));
        }
        check(_useOf(0) == 0 || _useOf(1) == 0, "two claims on one right in use");
        check(_useOf(1) == 0 || _useOf(2) == 0, "two claims on one right in use");
    }

    function checkLocks() external view {
        for (uint256 right = 0; right < 2; ++right) {
            uint256 expected = 0;
            for (uint256 index = 0; index < _deals.length; ++index) {
                Deal storage deal = _deals[index];
                bool covers = deal.claim == 1 || deal.claim == right * 2;
                if (deal.live && covers) expected |= deal.kind == RefinancingKind.Pool ? 2 : 4;
            }
            same(_locks(_shared[right]), expected, "a lock if and only if a claim on the right is in use");
        }
    }

    function checkHistory() external {
        _assertHistory();
    }

    function _useOf(uint256 claim) private view returns (uint64) {
        for (uint256 index = 0; index < _deals.length; ++index) {
            if (_deals[index].claim == claim && _deals[index].live) return _deals[index].id;
        }
        return 0;
    }

    function _neighbourInUse(uint256 claim) private view returns (bool) {
        return claim == 1 ? _useOf(0) != 0 || _useOf(2) != 0 : _useOf(1) != 0;
    }
}
