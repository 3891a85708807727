// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {BuybackFixture, FundTerms, FundView, IBuybackBook, IPledgeRegistry} from "./BuybackFixture.sol";

/// @notice declareFund, reviseFund and setCap.
contract BuybackBookFundsTest is BuybackFixture {
    function test_a_fund_is_declared() public {
        FundTerms memory terms = FundTerms(manager_, "USD", type(uint128).max, 5, SALT);
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(buybacks));
        emit IBuybackBook.FundDeclared(next, next, fund, terms, _act(), 1);
        same(_declare(terms), next, "id");
        FundView memory entry = buybacks.fundOf(next);
        same(entry.owner, fund, "owner");
        same(entry.manager, manager_, "manager");
        same(bytes32(entry.currency), bytes32("USD"), "currency");
        same(entry.capital, type(uint128).max, "capital");
        same(entry.pledgorLimit, 5, "limit");
        same(uint256(entry.open) + entry.inventory + entry.outstanding + entry.overdue, 0, "nothing else");
        _assertHistory();
    }

    function test_unsound_terms_are_refused() public {
        FundTerms memory terms = _fundTerms(0);
        terms.pledgorLimit = 1;
        _invalid("capital");
        _declare(terms);
        terms = _fundTerms(1);
        terms.pledgorLimit = 0;
        _invalid("pledgorLimit");
        _declare(terms);
        bytes3[4] memory codes = [bytes3("cny"), bytes3(0), bytes3("CN"), bytes3("CN[")];
        for (uint256 index = 0; index < codes.length; ++index) {
            terms = _fundTerms(1);
            terms.currency = codes[index];
            _invalid("currency");
            _declare(terms);
        }
        terms = _fundTerms(1);
        terms.salt = 0;
        _invalid("salt");
        _declare(terms);
    }

    function test_the_manager_must_be_one_who_may_offer_and_is_active() public {
        FundTerms memory terms = _fundTerms(1);
        uint64[3] memory unfit = [uint64(0), bank, 999_999];
        for (uint256 index = 0; index < unfit.length; ++index) {
            terms.manager = unfit[index];
            _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "manager", unfit[index]));
            _declare(terms);
        }
        _suspend(manager_);
        terms.manager = manager_;
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "manager", manager_));
        _declare(terms);
        terms.manager = fund;
        _declare(terms);
    }

    function test_only_kinds_that_may_declare_do_and_no_office_records_it() public {
        FundTerms memory terms = _fundTerms(1);
        _unauthorised(BANK_KEY);
        vm.prank(BANK_KEY);
        buybacks.declareFund(terms, _act());
        _recorded();
        vm.prank(FUND_KEY);
        buybacks.declareFund(terms, _officeAct());
    }

    function test_the_owner_revises_capital_limit_and_manager() public {
        _accepted(PRICE);
        FundTerms memory terms = FundTerms(fund, "CNY", PRICE, 1, SALT);
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(buybacks));
        emit IBuybackBook.FundRevised(next, revolving, fund, terms, _act(), 1);
        _revise(FUND_KEY, terms);
        FundView memory entry = buybacks.fundOf(revolving);
        same(entry.manager, fund, "manager");
        same(entry.pledgorLimit, 1, "a lower limit binds new acceptances only");
        _assertMoney(PRICE, PRICE, 0);
        _assertHistory();
    }

    function test_the_capital_stays_above_the_exposure() public {
        _accepted(PRICE);
        _refused(abi.encodeWithSelector(IBuybackBook.CapitalExceeded.selector, revolving, PRICE, PRICE - 1));
        _revise(FUND_KEY, _fundTerms(PRICE - 1));
    }

    function test_a_revision_is_refused_to_others_and_with_another_currency() public {
        _refused(abi.encodeWithSelector(IBuybackBook.NotTheFundsOwner.selector, revolving, fund, manager_));
        _revise(MANAGER_KEY, _fundTerms(1));
        FundTerms memory terms = _fundTerms(1);
        terms.currency = "USD";
        _refused(abi.encodeWithSelector(IBuybackBook.WrongCurrency.selector, bytes3("USD"), bytes3("CNY")));
        _revise(FUND_KEY, terms);
        terms = _fundTerms(1);
        terms.salt = 0;
        _invalid("salt");
        _revise(FUND_KEY, terms);
        _recorded();
        vm.prank(FUND_KEY);
        buybacks.reviseFund(revolving, _fundTerms(1), _officeAct());
        _refused(abi.encodeWithSelector(IBuybackBook.UnknownFund.selector, 0));
        revolving = 0;
        _revise(FUND_KEY, _fundTerms(1));
    }

    function test_the_governance_sets_the_cap() public {
        same(buybacks.capInForce(), 7_500, "usual");
        uint32[2] memory caps = [uint32(1), 10_000];
        for (uint256 index = 0; index < 2; ++index) {
            uint64 next = log.sequence() + 1;
            vm.expectEmit(true, true, true, true, address(buybacks));
            emit IBuybackBook.CapSet(next, "cap", 0, caps[index], _act(), 1);
            _setCap(GOVERNOR, caps[index]);
            same(buybacks.capInForce(), caps[index], "cap");
        }
        _assertHistory();
    }

    function test_a_cap_of_nothing_or_of_more_than_the_whole_is_refused() public {
        uint32[3] memory caps = [uint32(0), 10_001, type(uint32).max];
        for (uint256 index = 0; index < 3; ++index) {
            _refused(abi.encodeWithSelector(IBuybackBook.InvalidCap.selector, caps[index], 10_000));
            _setCap(GOVERNOR, caps[index]);
        }
        _recorded();
        vm.prank(GOVERNOR);
        buybacks.setCap(1, _officeAct());
        _unauthorised(FUND_KEY);
        _setCap(FUND_KEY, 1);
    }

    function _revise(address key, FundTerms memory terms) private {
        vm.prank(key);
        buybacks.reviseFund(revolving, terms, _act());
    }

    function _setCap(address key, uint32 cap) private {
        vm.prank(key);
        buybacks.setCap(cap, _act());
    }
}
