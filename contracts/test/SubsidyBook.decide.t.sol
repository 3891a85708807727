// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IBook} from "./LedgerFixture.sol";
import {ISubsidyBook, SubsidyFixture, SubsidyRefusal, SubsidyState} from "./SubsidyFixture.sol";

/// @notice A claim is granted within the budget and paid, refused, or withdrawn.
contract SubsidyBookDecideTest is SubsidyFixture {
    function test_grants_a_part_and_pays() public {
        uint64 subsidy = _claimed(20250101, 10);
        vm.expectEmit(true, true, true, true, address(subsidies));
        emit ISubsidyBook.SubsidyGranted(log.sequence() + 1, subsidy, subsidyAuthority, 9, SALT, _act(), 1);
        _grantIt(subsidy, 9);
        same(subsidies.programmeOf(programme).granted, 9, "granted");
        same(subsidies.subsidyOf(subsidy).amount, 9, "amount");
        _wrong(subsidy, SubsidyState.Granted);
        _grantIt(subsidy, 1);
        vm.expectEmit(true, true, true, true, address(subsidies));
        emit ISubsidyBook.SubsidyPaid(log.sequence() + 1, subsidy, subsidyAuthority, _act(), 1);
        _pay(subsidy);
        _assertState(subsidy, SubsidyState.Paid);
        _wrong(subsidy, SubsidyState.Paid);
        _pay(subsidy);
        _assertHistory();
    }

    function test_the_budget_is_never_exceeded() public {
        _grantIt(_claimed(20250101, MOST), MOST);
        _grantIt(_claimed(20260101, MOST), MOST);
        uint64 third = _claimed(20270101, MOST);
        _refused(abi.encodeWithSelector(ISubsidyBook.BudgetExceeded.selector, programme, 3 * MOST, BUDGET));
        _grantIt(third, MOST);
        _grantIt(third, BUDGET - 2 * MOST);
        same(subsidies.programmeOf(programme).granted, BUDGET, "granted");
    }

    function test_refuses_nothing_and_more_than_was_claimed() public {
        uint64 subsidy = _claimed(20250101, 10);
        _refused(abi.encodeWithSelector(ISubsidyBook.InvalidSubsidy.selector, "amount"));
        _grantIt(subsidy, 0);
        _refused(abi.encodeWithSelector(ISubsidyBook.SubsidyTooHigh.selector, programme, 11, 10));
        _grantIt(subsidy, 11);
        _refused(abi.encodeWithSelector(ISubsidyBook.InvalidSubsidy.selector, "salt"));
        vm.prank(AUTHORITY_KEY);
        subsidies.grantSubsidy(subsidy, 1, 0, _act());
    }

    function test_refuses_with_a_reason_and_withdraws_by_the_claimant_alone() public {
        uint64 subsidy = _claimed(20250101, 10);
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "reason"));
        vm.prank(AUTHORITY_KEY);
        subsidies.refuseSubsidy(subsidy, SubsidyRefusal.None, _act());
        _refused(abi.encodeWithSelector(ISubsidyBook.NotTheClaimant.selector, pledge, debtor));
        _withdraw(DEBTOR_KEY, subsidy);
        _refuse(subsidy);
        _wrong(subsidy, SubsidyState.Refused);
        _withdraw(BANK_KEY, subsidy);
        same(subsidies.subsidyFor(programme, pledge, 20250101), 0, "the period is free");
        _refused(abi.encodeWithSelector(ISubsidyBook.UnknownSubsidy.selector, 1));
        _pay(1);
    }

    function test_another_authority_decides_nothing() public {
        uint64 subsidy = _claimed(20250101, 10);
        uint64 other = parties.partyOf(OTHER_AUTHORITY_KEY);
        _refused(abi.encodeWithSelector(ISubsidyBook.NotTheAuthority.selector, programme, subsidyAuthority, other));
        vm.prank(OTHER_AUTHORITY_KEY);
        subsidies.grantSubsidy(subsidy, 1, SALT, _act());
        _unauthorised(BANK_KEY);
        vm.prank(BANK_KEY);
        subsidies.grantSubsidy(subsidy, 1, SALT, _act());
    }
}
