// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPledgeRegistry, PledgeState, Right, RightKind} from "./LedgerFixture.sol";
import {
    ISubsidyBook,
    ProgrammeTerms,
    SubsidyFixture,
    SubsidyPeriod,
    SubsidyState,
    SubsidyTerms,
    SubsidyView
} from "./SubsidyFixture.sol";

/// @notice A subsidy is claimed once for a programme, a pledge and a period.
contract SubsidyBookClaimSubsidyTest is SubsidyFixture {
    function test_the_pledgee_or_the_debtor_claims() public {
        uint64 next = log.sequence() + 1;
        SubsidyTerms memory terms = _terms(20250101, MOST);
        vm.expectEmit(true, true, true, true, address(subsidies));
        emit ISubsidyBook.SubsidyClaimed(next, next, bank, terms, _act(), 1);
        same(_claim(BANK_KEY, terms), next, "id");
        SubsidyView memory entry = subsidies.subsidyOf(next);
        same(entry.claimant, bank, "claimant");
        same(entry.beneficiary, debtor, "beneficiary");
        same(entry.amount, MOST, "amount");
        same(subsidies.subsidyFor(programme, pledge, 20250101), next, "period");
        _assertState(next, SubsidyState.Claimed);
        _claim(DEBTOR_KEY, _terms(20260101, 1));
        _refused(abi.encodeWithSelector(ISubsidyBook.NotTheClaimant.selector, pledge, otherBank));
        _claim(OTHER_BANK_KEY, _terms(20270101, 1));
        _assertHistory();
    }

    function test_a_second_claim_is_refused_with_the_reference_of_the_first() public {
        uint64 first = _claimed(20250101, 1);
        _before(20250101, first);
        _claimed(20250101, 1);
        _grantIt(first, 1);
        _pay(first);
        _before(20250101, first);
        _claim(DEBTOR_KEY, _terms(20250101, 1));
        _claimed(20260101, 1);
    }

    function test_what_came_to_nothing_leaves_the_period_free() public {
        _refuse(_claimed(20250101, 1));
        _withdraw(BANK_KEY, _claimed(20250101, 1));
        _claimed(20250101, 1);
    }

    function test_a_period_is_named_by_its_first_day() public {
        _periods(SubsidyPeriod.Year, 20260101, 20260201);
        _periods(SubsidyPeriod.Quarter, 20260401, 20260501);
        _periods(SubsidyPeriod.Month, 20260501, 20260502);
        _periods(SubsidyPeriod.Once, 20250101, 20260101);
        _periods(SubsidyPeriod.Year, 20270101, 20280101);
        _periods(SubsidyPeriod.Month, 20270101, 20241201);
        _periods(SubsidyPeriod.Month, 20270201, 20271301);
    }

    function test_refuses_more_than_the_part_of_the_cost_or_the_most() public {
        SubsidyTerms memory terms = _terms(20250101, MOST + 1);
        terms.cost = type(uint128).max;
        _tooHigh(MOST + 1, MOST);
        _claim(BANK_KEY, terms);
        terms.cost = 3_999_999;
        terms.amount = 2_000_000;
        _tooHigh(2_000_000, 1_999_999);
        _claim(BANK_KEY, terms);
        terms.amount = 1_999_999;
        _claim(BANK_KEY, terms);
    }

    function test_refuses_a_right_of_another_kind_or_pledge() public {
        SubsidyTerms memory terms = _terms(20250101, 1);
        Right memory mark = _trademark("1");
        _refused(abi.encodeWithSelector(IPledgeRegistry.RightNotInPledge.selector, pledge, _keyOf(mark)));
        vm.prank(BANK_KEY);
        subsidies.claimSubsidy(terms, pledged, mark, _act());
        pledged = _keys(_attest(mark, _ids(owner)));
        terms.pledge = _registered(pledged);
        _refused(abi.encodeWithSelector(ISubsidyBook.KindNotEligible.selector, programme, RightKind.Trademark));
        vm.prank(BANK_KEY);
        subsidies.claimSubsidy(terms, pledged, mark, _act());
    }

    function test_refuses_incomplete_claims_and_pledges_that_are_not_live() public {
        SubsidyTerms memory terms = _terms(20250101, 0);
        _invalid("amount");
        _claim(BANK_KEY, terms);
        terms = _terms(20250101, 1);
        terms.salt = 0;
        _invalid("salt");
        _claim(BANK_KEY, terms);
        terms.beneficiary = 3;
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "beneficiary", 3));
        _claim(BANK_KEY, terms);
        _setState(pledge, PledgeState.Discharged);
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, pledge, PledgeState.Discharged));
        _claimed(20250101, 1);
        programme = 3;
        _refused(abi.encodeWithSelector(ISubsidyBook.UnknownProgramme.selector, 3));
        _claimed(20250101, 1);
    }

    function _periods(SubsidyPeriod period, uint32 good, uint32 bad) private {
        ProgrammeTerms memory terms = _programmeTerms();
        terms.period = period;
        programme = _declare(terms);
        _refused(abi.encodeWithSelector(ISubsidyBook.NotAPeriod.selector, programme, bad));
        _claimed(bad, 1);
        _claimed(good, 1);
    }

    function _tooHigh(uint128 amount, uint256 most) private {
        _refused(abi.encodeWithSelector(ISubsidyBook.SubsidyTooHigh.selector, programme, amount, most));
    }

    function _invalid(string memory field) private {
        _refused(abi.encodeWithSelector(ISubsidyBook.InvalidSubsidy.selector, field));
    }
}
