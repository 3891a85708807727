// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Act,
    BuybackFixture,
    BuybackRoute,
    CommitmentState,
    CommitmentTerms,
    IBook,
    IBuybackBook
} from "./BuybackFixture.sol";

/// @notice pay, confirm, dispute and markOverdue.
contract BuybackBookSettleTest is BuybackFixture {
    function test_the_price_is_paid_in_parts_and_confirmed_by_both() public {
        uint64 commitment = _exercised(PRICE);
        _paid(commitment, 1, 1);
        _paid(commitment, PRICE - 1, PRICE);
        _confirmed(commitment, 1, false);
        _assertState(commitment, CommitmentState.Exercised);
        _assertMoney(CAPITAL, PRICE, 0);
        _nominate(fund);
        _confirmed(commitment, PRICE, true);
        _assertState(commitment, CommitmentState.Settled);
        _assertMoney(CAPITAL, 0, PRICE);
        same(buybacks.coverOf(pledge).committed, 0, "no longer open");
        same(buybacks.fundOf(revolving).outstanding, 0, "nothing owed");
        _wrong(commitment, CommitmentState.Settled);
        _pay(commitment, 1);
        _wrong(commitment, CommitmentState.Settled);
        _confirm(commitment, PRICE);
        _assertHistory();
    }

    function test_no_more_than_the_price_is_paid() public {
        uint64 commitment = _exercised(PRICE);
        _pay(commitment, 10);
        uint128[2] memory amounts = [PRICE - 9, type(uint128).max];
        for (uint256 index = 0; index < 2; ++index) {
            uint256 sum = uint256(amounts[index]) + 10;
            _refused(abi.encodeWithSelector(IBuybackBook.PaymentTooHigh.selector, commitment, sum, PRICE));
            _pay(commitment, amounts[index]);
        }
        _invalid("amount");
        _pay(commitment, 0);
        _invalid("salt");
        vm.prank(MANAGER_KEY);
        buybacks.pay(commitment, 1, 0, _act());
        _notManager(FUND_KEY);
        vm.prank(FUND_KEY);
        buybacks.pay(commitment, 1, SALT, _act());
        _recorded();
        vm.prank(MANAGER_KEY);
        buybacks.pay(commitment, 1, SALT, _officeAct());
        _unknown();
        _pay(0, 1);
    }

    function test_nothing_is_paid_before_exercise() public {
        uint64 commitment = _accepted(PRICE);
        _wrong(commitment, CommitmentState.Accepted);
        _pay(commitment, 1);
        _wrong(commitment, CommitmentState.Accepted);
        _confirm(commitment, 1);
    }

    function test_the_pledgee_confirms_what_was_paid_and_not_confirmed() public {
        uint64 commitment = _exercised(PRICE);
        _pay(commitment, 10);
        _confirm(commitment, 4);
        uint128[4] memory receipts = [0, 4, 11, type(uint128).max];
        for (uint256 index = 0; index < 4; ++index) {
            _refused(
                abi.encodeWithSelector(IBuybackBook.ReceiptDoesNotMatch.selector, commitment, receipts[index], 4, 10)
            );
            _confirm(commitment, receipts[index]);
        }
        _invalid("salt");
        vm.prank(BANK_KEY);
        buybacks.confirm(commitment, 10, 0, _act());
        _notPledgee(MANAGER_KEY);
        vm.prank(MANAGER_KEY);
        buybacks.confirm(commitment, 10, SALT, _act());
        _recorded();
        vm.prank(BANK_KEY);
        buybacks.confirm(commitment, 10, SALT, _officeAct());
        _unknown();
        _confirm(0, 1);
        same(buybacks.commitmentOf(commitment).received, 4, "received");
        same(buybacks.commitmentOf(commitment).paid, 10, "paid");
    }

    function test_a_claim_is_not_settled_before_it_is_on_its_way_to_the_owner() public {
        uint64 commitment = _exercised(PRICE);
        _pay(commitment, PRICE);
        _undelivered(commitment);
        _confirm(commitment, PRICE);
        _nominate(otherBank);
        _undelivered(commitment);
        _confirm(commitment, PRICE);
        _dropChange();
        _askPartialRelease();
        _undelivered(commitment);
        _confirm(commitment, PRICE);
        same(buybacks.commitmentOf(commitment).received, 0, "nothing confirmed");
    }

    function test_a_sale_is_settled_on_its_document() public {
        CommitmentTerms memory terms = _terms(PRICE);
        terms.route = BuybackRoute.Sale;
        uint64 commitment = _offer(terms);
        _accept(commitment, LOAN);
        _default();
        vm.warp(terms.opensAt);
        _exercise(commitment);
        _pay(commitment, PRICE);
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "act.document"));
        vm.prank(BANK_KEY);
        buybacks.confirm(commitment, PRICE, SALT, _undocumented());
        _confirm(commitment, PRICE);
        _assertMoney(CAPITAL, 0, PRICE);
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "act.document"));
        vm.prank(MANAGER_KEY);
        buybacks.resell(commitment, 1, SALT, _undocumented());
        vm.prank(MANAGER_KEY);
        buybacks.resell(commitment, PRICE, SALT, _act());
        _assertMoney(CAPITAL, 0, 0);
    }

    function test_each_side_disputes_an_exercise_once_and_with_a_document() public {
        address[2] memory sides = [MANAGER_KEY, BANK_KEY];
        uint64 commitment = _exercised(PRICE);
        uint256 before = vm.snapshotState();
        for (uint256 index = 0; index < 2; ++index) {
            vm.revertToState(before);
            before = vm.snapshotState();
            uint64 next = log.sequence() + 1;
            vm.expectEmit(true, true, true, true, address(buybacks));
            emit IBuybackBook.ExerciseDisputed(next, commitment, parties.partyOf(sides[index]), _act(), 1);
            _dispute(sides[index], commitment, _act());
            check(buybacks.commitmentOf(commitment).disputed, "disputed");
            _refused(abi.encodeWithSelector(IBuybackBook.AlreadyDone.selector, commitment));
            _dispute(sides[index], commitment, _act());
        }
    }

    function test_a_dispute_is_refused_without_document_to_others_and_before_exercise() public {
        uint64 commitment = _accepted(1);
        _wrong(commitment, CommitmentState.Accepted);
        _dispute(BANK_KEY, commitment, _act());
        commitment = _exercised(1);
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "act.document"));
        _dispute(BANK_KEY, commitment, _undocumented());
        _notASide(commitment, OTHER_BANK_KEY);
        _dispute(OTHER_BANK_KEY, commitment, _act());
        _recorded();
        _dispute(BANK_KEY, commitment, _officeAct());
        _unknown();
        _dispute(BANK_KEY, 0, _act());
    }

    function test_a_price_that_is_not_confirmed_in_time_is_put_on_record_once() public {
        uint64 commitment = _exercised(PRICE);
        _dispute(MANAGER_KEY, commitment, _act());
        uint64 dueAt = buybacks.commitmentOf(commitment).dueAt;
        vm.warp(dueAt);
        _refused(abi.encodeWithSelector(IBuybackBook.NotOverdue.selector, commitment, dueAt, dueAt));
        _mark(BANK_KEY, commitment);
        vm.warp(dueAt + 1);
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(buybacks));
        emit IBuybackBook.PaymentOverdue(next, commitment, bank, dueAt, _act(), 1);
        _mark(BANK_KEY, commitment);
        check(buybacks.commitmentOf(commitment).overdueMarked, "marked");
        _refused(abi.encodeWithSelector(IBuybackBook.AlreadyDone.selector, commitment));
        _mark(MANAGER_KEY, commitment);
        _notASide(commitment, OTHER_BANK_KEY);
        _mark(OTHER_BANK_KEY, commitment);
        _recorded();
        vm.prank(BANK_KEY);
        buybacks.markOverdue(commitment, _officeAct());
        _unknown();
        _mark(BANK_KEY, 0);
        _assertHistory();
    }

    function test_what_was_not_exercised_is_not_overdue() public {
        uint64 commitment = _accepted(1);
        _wrong(commitment, CommitmentState.Accepted);
        _mark(BANK_KEY, commitment);
    }

    function test_a_fund_is_overdue_while_any_exercise_is() public {
        uint64[3] memory called;
        for (uint256 index = 0; index < 3; ++index) called[index] = _accepted(1);
        _default();
        for (uint256 index = 0; index < 3; ++index) {
            vm.warp(block.timestamp + 10 days);
            _exercise(called[index]);
        }
        _nominate(fund);
        // Settled from the middle, then from the front: the list stays whole.
        vm.warp(buybacks.commitmentOf(called[1]).dueAt + 1);
        same(buybacks.fundOf(revolving).overdue, called[0], "first");
        _pay(called[1], 1);
        _confirm(called[1], 1);
        same(buybacks.fundOf(revolving).overdue, called[0], "still");
        _pay(called[0], 1);
        _confirm(called[0], 1);
        same(buybacks.fundOf(revolving).overdue, 0, "the third is not due");
        same(buybacks.fundOf(revolving).outstanding, 1, "one left");
        vm.warp(buybacks.commitmentOf(called[2]).dueAt + 1);
        same(buybacks.fundOf(revolving).overdue, called[2], "third");
        _pay(called[2], 1);
        _confirm(called[2], 1);
        same(buybacks.fundOf(revolving).overdue, 0, "none");
        same(buybacks.fundOf(revolving).outstanding, 0, "none left");
    }

    function _paid(uint64 commitment, uint128 amount, uint128 sum) private {
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(buybacks));
        emit IBuybackBook.PaymentStated(next, commitment, manager_, amount, sum, SALT, _act(), 1);
        _pay(commitment, amount);
    }

    function _confirmed(uint64 commitment, uint128 received, bool settled) private {
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(buybacks));
        emit IBuybackBook.PaymentConfirmed(next, commitment, bank, received, settled, SALT, _act(), 1);
        _confirm(commitment, received);
    }

    function _undelivered(uint64 commitment) private {
        _refused(abi.encodeWithSelector(IBuybackBook.DeliveryMissing.selector, commitment, pledge, fund));
    }

    function _dispute(address key, uint64 commitment, Act memory act) private {
        vm.prank(key);
        buybacks.dispute(commitment, act);
    }

    function _mark(address key, uint64 commitment) private {
        vm.prank(key);
        buybacks.markOverdue(commitment, _act());
    }
}
