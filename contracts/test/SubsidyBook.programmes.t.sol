// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IBook} from "./LedgerFixture.sol";
import {
    ISubsidyBook,
    ProgrammeTerms,
    ProgrammeView,
    SubsidyFixture,
    SubsidyKind,
    SubsidyPeriod
} from "./SubsidyFixture.sol";

/// @notice An authority publishes its programme, changes and closes it.
contract SubsidyBookProgrammesTest is SubsidyFixture {
    function test_publishes_a_programme() public {
        uint64 next = log.sequence() + 1;
        ProgrammeTerms memory terms = _programmeTerms();
        vm.expectEmit(true, true, true, true, address(subsidies));
        emit ISubsidyBook.ProgrammeDeclared(next, next, subsidyAuthority, terms, _act(), 1);
        same(_declare(terms), next, "id");
        ProgrammeView memory entry = subsidies.programmeOf(next);
        same(entry.authority, subsidyAuthority, "authority");
        same(entry.budget, BUDGET, "budget");
        same(entry.granted, 0, "granted");
        same(entry.ratio, 5_000, "ratio");
        _assertHistory();
    }

    function test_a_new_version_keeps_kind_period_and_currency_and_covers_what_is_granted() public {
        _grantIt(_claimed(20250101, MOST), MOST);
        ProgrammeTerms memory terms = _programmeTerms();
        terms.budget = MOST;
        vm.expectEmit(true, true, true, true, address(subsidies));
        emit ISubsidyBook.ProgrammeRevised(log.sequence() + 1, programme, subsidyAuthority, terms, _act(), 1);
        _revise(terms);
        same(subsidies.programmeOf(programme).budget, MOST, "budget");
        terms.budget = MOST - 1;
        _refused(abi.encodeWithSelector(ISubsidyBook.BudgetExceeded.selector, programme, MOST, MOST - 1));
        _revise(terms);
        terms = _programmeTerms();
        terms.kind = SubsidyKind.Premium;
        _invalid("kind");
        _revise(terms);
        terms = _programmeTerms();
        terms.period = SubsidyPeriod.Month;
        _invalid("period");
        _revise(terms);
        terms = _programmeTerms();
        terms.currency = "USD";
        _invalid("currency");
        _revise(terms);
    }

    function test_a_closed_programme_takes_no_claim_and_decides_those_it_has() public {
        uint64 subsidy = _claimed(20250101, 1);
        _close();
        bytes memory reason = abi.encodeWithSelector(ISubsidyBook.ProgrammeIsClosed.selector, programme);
        _refused(reason);
        _claimed(20260101, 1);
        _refused(reason);
        _close();
        _refused(reason);
        _revise(_programmeTerms());
        _grantIt(subsidy, 1);
        _pay(subsidy);
        _assertHistory();
    }

    function test_refuses_terms_that_do_not_fit() public {
        ProgrammeTerms memory terms = _programmeTerms();
        terms.kind = SubsidyKind.None;
        _invalid("kind");
        _declare(terms);
        terms = _programmeTerms();
        terms.period = SubsidyPeriod.None;
        _invalid("period");
        _declare(terms);
        terms = _programmeTerms();
        uint32[3] memory kinds = [uint32(0), 1, 3];
        for (uint256 index = 0; index < 3; ++index) {
            terms.rightKinds = kinds[index];
            _invalid("rightKinds");
            _declare(terms);
        }
        terms = _programmeTerms();
        terms.ratio = 10_001;
        _invalid("ratio");
        _declare(terms);
        terms.ratio = 0;
        _invalid("ratio");
        _declare(terms);
        terms = _programmeTerms();
        terms.most = 0;
        _invalid("most");
        _declare(terms);
        terms = _programmeTerms();
        terms.budget = 0;
        _invalid("budget");
        _declare(terms);
        terms = _programmeTerms();
        terms.currency = "cny";
        _invalid("currency");
        _declare(terms);
        terms = _programmeTerms();
        terms.endsOn = 20241231;
        _refused(abi.encodeWithSelector(IBook.InvalidPeriod.selector, 20250101, 20241231));
        _declare(terms);
        terms.conditions = "";
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "conditions"));
        _declare(terms);
    }

    function test_is_the_authoritys() public {
        ProgrammeTerms memory terms = _programmeTerms();
        _unauthorised(BANK_KEY);
        vm.prank(BANK_KEY);
        subsidies.declareProgramme(terms, _act());
        uint64 other = parties.partyOf(OTHER_AUTHORITY_KEY);
        _refused(abi.encodeWithSelector(ISubsidyBook.NotTheAuthority.selector, programme, subsidyAuthority, other));
        vm.prank(OTHER_AUTHORITY_KEY);
        subsidies.reviseProgramme(programme, terms, _act());
        _refused(abi.encodeWithSelector(ISubsidyBook.UnknownProgramme.selector, 3));
        vm.prank(AUTHORITY_KEY);
        subsidies.closeProgramme(3, _act());
    }

    function _invalid(string memory field) private {
        _refused(abi.encodeWithSelector(ISubsidyBook.InvalidProgramme.selector, field));
    }
}
