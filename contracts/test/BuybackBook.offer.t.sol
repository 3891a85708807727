// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    BuybackFixture,
    BuybackRoute,
    CommitmentState,
    CommitmentTerms,
    CommitmentView,
    DeclineReason,
    FundTerms,
    IBook,
    IBuybackBook,
    IPledgeRegistry,
    PledgeState
} from "./BuybackFixture.sol";

/// @notice offer, withdrawOffer and decline.
contract BuybackBookOfferTest is BuybackFixture {
    function test_the_manager_offers() public {
        CommitmentTerms memory terms = _terms(type(uint128).max);
        terms.opensAt = 0;
        terms.closesAt = uint64(block.timestamp + 36_525 days);
        terms.paymentDays = 366;
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(buybacks));
        emit IBuybackBook.CommitmentOffered(next, next, manager_, revolving, pledge, terms, _act(), 1);
        same(_offer(terms), next, "id");
        CommitmentView memory entry = buybacks.commitmentOf(next);
        same(uint256(entry.state), uint256(CommitmentState.Offered), "state");
        same(uint256(entry.route), uint256(BuybackRoute.Claim), "route");
        same(entry.fund, revolving, "fund");
        same(entry.pledge, pledge, "pledge");
        same(entry.opensAt, 0, "opens");
        same(entry.closesAt, uint64(block.timestamp + 36_525 days), "closes");
        same(entry.dueAt, 0, "due");
        same(entry.paymentDays, 366, "days");
        same(entry.price, type(uint128).max, "price");
        same(uint256(entry.paid) + entry.received, 0, "paid");
        check(!entry.disputed && !entry.overdueMarked, "no trouble");
        _assertMoney(CAPITAL, 0, 0);
        _assertHistory();
    }

    function test_an_offer_without_reinsurer_and_for_the_rights_is_taken() public {
        CommitmentTerms memory terms = _terms(1);
        terms.reinsurer = 0;
        terms.commission = 0;
        terms.route = BuybackRoute.Sale;
        terms.opensAt = uint64(block.timestamp);
        terms.closesAt = uint64(block.timestamp);
        _assertState(_offer(terms), CommitmentState.Offered);
    }

    function test_a_pause_stops_new_offers_and_nothing_that_was_offered() public {
        uint64 offered = _offer(_terms(1));
        uint64 withdrawn = _offer(_terms(2));
        vm.prank(GUARDIAN);
        parties.pause(address(buybacks), IBuybackBook.offer.selector, _act());
        CommitmentTerms memory terms = _terms(3);
        _refused(abi.encodeWithSelector(IBook.Paused.selector, address(buybacks), IBuybackBook.offer.selector));
        _offer(terms);
        _accept(offered, LOAN);
        vm.prank(MANAGER_KEY);
        buybacks.withdrawOffer(withdrawn, _act());
        _default();
        vm.warp(block.timestamp + 10 days);
        _exercise(offered);
        _assertState(offered, CommitmentState.Exercised);
        vm.prank(GOVERNOR);
        parties.unpause(address(buybacks), IBuybackBook.offer.selector, _act());
        _setState(pledge, PledgeState.Registered);
        _offer(terms);
        _assertHistory();
    }

    function test_unsound_terms_are_refused() public {
        CommitmentTerms memory terms = _terms(0);
        _invalid("price");
        _offer(terms);
        terms = _terms(1);
        terms.route = BuybackRoute.None;
        _invalid("route");
        _offer(terms);
        terms = _terms(1);
        terms.paymentDays = 0;
        _invalid("paymentDays");
        _offer(terms);
        terms.paymentDays = 367;
        _invalid("paymentDays");
        _offer(terms);
        terms = _terms(1);
        terms.coveredRights = 0;
        _invalid("coveredRights");
        _offer(terms);
        terms = _terms(1);
        terms.salt = 0;
        _invalid("salt");
        _offer(terms);
        terms = _terms(1);
        terms.conditions = "";
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "conditions"));
        _offer(terms);
        terms.conditions = _filled(129);
        _refused(abi.encodeWithSelector(IBook.TooLong.selector, "conditions", 129, 128));
        _offer(terms);
    }

    function test_an_empty_past_or_far_window_is_refused() public {
        CommitmentTerms memory terms = _terms(1);
        terms.closesAt = terms.opensAt - 1;
        _refusedWindow(terms);
        terms.opensAt = 0;
        terms.closesAt = uint64(block.timestamp - 1);
        _refusedWindow(terms);
        terms.closesAt = uint64(block.timestamp + 36_525 days + 1);
        _refusedWindow(terms);
        terms.closesAt = type(uint64).max;
        _refusedWindow(terms);
    }

    function test_the_reinsurer_must_be_an_active_insurer_or_reguarantor() public {
        CommitmentTerms memory terms = _terms(1);
        uint64[3] memory unfit = [bank, fund, 999_999];
        for (uint256 index = 0; index < 3; ++index) {
            terms.reinsurer = unfit[index];
            _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "reinsurer", unfit[index]));
            _offer(terms);
        }
        _suspend(insurer);
        terms.reinsurer = insurer;
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "reinsurer", insurer));
        _offer(terms);
    }

    function test_the_currency_is_that_of_the_fund_and_of_the_claim() public {
        CommitmentTerms memory terms = _terms(1);
        terms.currency = "USD";
        _refused(abi.encodeWithSelector(IBuybackBook.WrongCurrency.selector, bytes3("USD"), bytes3("CNY")));
        _offer(terms);
        revolving = _declare(FundTerms(manager_, "USD", 1, 1, SALT));
        _refused(abi.encodeWithSelector(IBuybackBook.WrongCurrency.selector, bytes3("USD"), bytes3("CNY")));
        _offer(terms);
    }

    function test_only_filed_and_registered_pledges_take_offers() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            _setState(pledge, PledgeState(state));
            if (state > uint256(PledgeState.Registered)) {
                _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, pledge, state));
            }
            _offer(_terms(1));
        }
        pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _offer(_terms(1));
    }

    function test_nobody_guarantees_a_claim_of_its_own() public {
        _nominate(fund);
        _takeOver(fund, FUND_KEY);
        _refused(abi.encodeWithSelector(IBuybackBook.OwnClaim.selector, pledge, fund));
        _offer(_terms(1));
        FundTerms memory terms = _fundTerms(1);
        terms.manager = fund;
        vm.prank(GUARANTEE_KEY);
        revolving = buybacks.declareFund(terms, _act());
        _refused(abi.encodeWithSelector(IBuybackBook.OwnClaim.selector, pledge, fund));
        vm.prank(FUND_KEY);
        buybacks.offer(revolving, pledge, _terms(1), _act());
    }

    function test_an_overdue_fund_offers_nothing_marked_or_not() public {
        uint64 called = _exercised(PRICE);
        _setState(pledge, PledgeState.Registered);
        uint64 dueAt = buybacks.commitmentOf(called).dueAt;
        vm.warp(dueAt);
        _offer(_terms(1));
        vm.warp(dueAt + 1);
        _refused(abi.encodeWithSelector(IBuybackBook.FundOverdue.selector, revolving, called, dueAt));
        _offer(_terms(1));
        same(buybacks.fundOf(revolving).overdue, called, "overdue");
    }

    function test_only_the_manager_offers() public {
        _notManager(FUND_KEY);
        vm.prank(FUND_KEY);
        buybacks.offer(revolving, pledge, _terms(1), _act());
        _recorded();
        vm.prank(MANAGER_KEY);
        buybacks.offer(revolving, pledge, _terms(1), _officeAct());
        _refused(abi.encodeWithSelector(IBuybackBook.UnknownFund.selector, 0));
        vm.prank(MANAGER_KEY);
        buybacks.offer(0, pledge, _terms(1), _act());
    }

    function test_the_manager_withdraws_an_offer() public {
        uint64 commitment = _offer(_terms(1));
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(buybacks));
        emit IBuybackBook.OfferWithdrawn(next, commitment, manager_, _act(), 1);
        _withdraw(MANAGER_KEY, commitment);
        _assertState(commitment, CommitmentState.Withdrawn);
        _wrong(commitment, CommitmentState.Withdrawn);
        _withdraw(MANAGER_KEY, commitment);
        _assertHistory();
    }

    function test_a_withdrawal_is_refused_to_others_and_after_acceptance() public {
        uint64 commitment = _accepted(1);
        _wrong(commitment, CommitmentState.Accepted);
        _withdraw(MANAGER_KEY, commitment);
        _notManager(FUND_KEY);
        _withdraw(FUND_KEY, commitment);
        _unknown();
        _withdraw(MANAGER_KEY, 0);
        _recorded();
        vm.prank(MANAGER_KEY);
        buybacks.withdrawOffer(commitment, _officeAct());
    }

    function test_the_pledgee_declines_with_each_reason() public {
        for (uint256 reason = 1; reason <= uint256(DeclineReason.Other); ++reason) {
            uint64 commitment = _offer(_terms(1));
            uint64 next = log.sequence() + 1;
            vm.expectEmit(true, true, true, true, address(buybacks));
            emit IBuybackBook.OfferDeclined(next, commitment, bank, DeclineReason(reason), _act(), 1);
            _decline(BANK_KEY, commitment, DeclineReason(reason));
            _assertState(commitment, CommitmentState.Declined);
            _wrong(commitment, CommitmentState.Declined);
            _decline(BANK_KEY, commitment, DeclineReason(reason));
        }
        _assertHistory();
    }

    function test_an_offer_is_not_declined_without_reason_or_by_others() public {
        uint64 commitment = _offer(_terms(1));
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "reason"));
        _decline(BANK_KEY, commitment, DeclineReason.None);
        _notPledgee(OTHER_BANK_KEY);
        _decline(OTHER_BANK_KEY, commitment, DeclineReason.Other);
        _recorded();
        vm.prank(BANK_KEY);
        buybacks.decline(commitment, DeclineReason.Other, _officeAct());
        _unknown();
        _decline(BANK_KEY, 0, DeclineReason.Other);
    }

    function _refusedWindow(CommitmentTerms memory terms) private {
        _refused(
            abi.encodeWithSelector(
                IBuybackBook.InvalidWindow.selector,
                terms.opensAt,
                terms.closesAt,
                uint64(block.timestamp)
            )
        );
        _offer(terms);
    }

    function _withdraw(address key, uint64 commitment) private {
        vm.prank(key);
        buybacks.withdrawOffer(commitment, _act());
    }

    function _decline(address key, uint64 commitment, DeclineReason reason) private {
        vm.prank(key);
        buybacks.decline(commitment, reason, _act());
    }
}
