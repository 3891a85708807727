// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ProgrammeTerms, SubsidyFixture, SubsidyState, SubsidyView} from "../SubsidyFixture.sol";

/// @notice Claims of one pledge in three years, decided at random. The handler keeps its own books and foretells each verdict.
contract SubsidyHandler is SubsidyFixture {
    uint64[] private _all;
    mapping(uint32 period => uint64) private _holder;
    uint128 private _granted;
    uint128 private _budget = BUDGET;

    function claim(uint256 year, uint128 amount) external {
        uint32 period = uint32(20250101 + (year % 3) * 10_000);
        uint64 first = _holder[period];
        if (first != 0) _before(period, first);
        uint64 subsidy = _claimed(period, uint128(within(amount, 1, MOST)));
        if (first == 0) {
            _holder[period] = subsidy;
            _all.push(subsidy);
        }
    }

    function decide(uint256 chosen, uint256 way, uint128 amount) external {
        if (_all.length == 0) return;
        uint64 subsidy = _all[chosen % _all.length];
        SubsidyView memory entry = subsidies.subsidyOf(subsidy);
        bool open = entry.state == SubsidyState.Claimed;
        amount = uint128(within(amount, 1, entry.amount));
        bool fits = way % 3 != 0 || _granted + amount <= _budget;
        if (!open || !fits) vm.expectRevert();
        if (way % 3 == 0) _grantIt(subsidy, amount);
        else if (way % 3 == 1) _refuse(subsidy);
        else _withdraw(BANK_KEY, subsidy);
        if (!open || !fits) return;
        if (way % 3 == 0) _granted += amount;
        else delete _holder[entry.period];
    }

    function pay(uint256 chosen) external {
        if (_all.length == 0) return;
        uint64 subsidy = _all[chosen % _all.length];
        if (subsidies.subsidyOf(subsidy).state != SubsidyState.Granted) vm.expectRevert();
        _pay(subsidy);
    }

    function revise(uint128 budget) external {
        ProgrammeTerms memory terms = _programmeTerms();
        terms.budget = uint128(within(budget, 1, 2 * BUDGET));
        if (terms.budget < _granted) vm.expectRevert();
        _revise(terms);
        if (terms.budget >= _granted) _budget = terms.budget;
    }

    function checkOnce() external view {
        for (uint32 period = 20250101; period <= 20270101; period += 10_000) {
            same(subsidies.subsidyFor(programme, pledge, period), _holder[period], "who takes the period");
            uint256 taking = 0;
            for (uint256 index = 0; index < _all.length; ++index) {
                SubsidyView memory entry = subsidies.subsidyOf(_all[index]);
                bool takes = entry.state != SubsidyState.Refused && entry.state != SubsidyState.Withdrawn;
                if (entry.period == period && takes) ++taking;
            }
            check(taking <= 1, "a pledge subsidised twice");
        }
    }

    function checkBudget() external view {
        uint256 sum = 0;
        for (uint256 index = 0; index < _all.length; ++index) {
            SubsidyView memory entry = subsidies.subsidyOf(_all[index]);
            if (entry.state == SubsidyState.Granted || entry.state == SubsidyState.Paid) sum += entry.amount;
        }
        same(subsidies.programmeOf(programme).granted, sum, "granted");
        check(sum <= subsidies.programmeOf(programme).budget, "granted above the budget");
    }

    function checkHistory() external {
        _assertHistory();
    }
}
