// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    BuybackFixture,
    CommitmentState,
    CommitmentView,
    IBuybackBook,
    IPledgeRegistry,
    PledgeState
} from "./BuybackFixture.sol";

contract BuybackBookExerciseTest is BuybackFixture {
    uint64 private _commitment;
    uint64 private _opensAt;
    uint64 private _closesAt;

    function setUp() public override {
        super.setUp();
        _commitment = _accepted(PRICE);
        CommitmentView memory entry = buybacks.commitmentOf(_commitment);
        (_opensAt, _closesAt) = (entry.opensAt, entry.closesAt);
        vm.warp(_opensAt);
    }

    function test_exercises_after_default_in_the_first_second_and_only_once() public {
        _default();
        _succeeds();
        _wrong(_commitment, CommitmentState.Exercised);
        _exercise(_commitment);
        _assertHistory();
    }

    function test_exercises_during_enforcement_in_the_last_second() public {
        _setState(pledge, PledgeState.Enforcing);
        vm.warp(_closesAt);
        _succeeds();
    }

    function test_refuses_in_every_other_state_of_the_pledge() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            if (state == uint256(PledgeState.Defaulted) || state == uint256(PledgeState.Enforcing)) continue;
            _setState(pledge, PledgeState(state));
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, pledge, state));
            _exercise(_commitment);
        }
    }

    function test_refuses_outside_the_window() public {
        _default();
        uint64[2] memory times = [_opensAt - 1, _closesAt + 1];
        for (uint256 index = 0; index < 2; ++index) {
            vm.warp(times[index]);
            _refused(
                abi.encodeWithSelector(
                    IBuybackBook.OutsideWindow.selector,
                    _commitment,
                    _opensAt,
                    _closesAt,
                    times[index]
                )
            );
            _exercise(_commitment);
        }
    }

    function test_the_commitment_follows_the_claim() public {
        _default();
        _nominate(otherBank);
        _takeOver(otherBank, OTHER_BANK_KEY);
        _notPledgee(BANK_KEY);
        _exercise(_commitment);
        vm.prank(OTHER_BANK_KEY);
        buybacks.exercise(_commitment, _act());
        _assertState(_commitment, CommitmentState.Exercised);
    }

    function test_a_fund_that_became_the_pledgee_calls_nothing_of_itself() public {
        _default();
        _nominate(fund);
        _takeOver(fund, FUND_KEY);
        _refused(abi.encodeWithSelector(IBuybackBook.OwnClaim.selector, pledge, fund));
        vm.prank(FUND_KEY);
        buybacks.exercise(_commitment, _act());
    }

    function test_refuses_what_was_only_offered_and_an_office_s_date() public {
        _setState(pledge, PledgeState.Registered);
        uint64 offered = _offer(_terms(1));
        _default();
        _wrong(offered, CommitmentState.Offered);
        _exercise(offered);
        _recorded();
        vm.prank(BANK_KEY);
        buybacks.exercise(_commitment, _officeAct());
        _unknown();
        _exercise(0);
    }

    function _succeeds() private {
        uint64 next = log.sequence() + 1;
        uint64 dueAt = uint64(block.timestamp + 30 days);
        vm.expectEmit(true, true, true, true, address(buybacks));
        emit IBuybackBook.CommitmentExercised(next, _commitment, bank, dueAt, _act(), 1);
        _exercise(_commitment);
        _assertState(_commitment, CommitmentState.Exercised);
        same(buybacks.commitmentOf(_commitment).dueAt, dueAt, "due");
        same(buybacks.fundOf(revolving).outstanding, 1, "outstanding");
        _assertMoney(CAPITAL, PRICE, 0);
    }
}
