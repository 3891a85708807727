// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {BuybackFixture, CommitmentState, Filing, FundView, IBuybackBook, PledgeState} from "./BuybackFixture.sol";

/// @notice lapse, waive and resell.
contract BuybackBookEndTest is BuybackFixture {
    function test_an_accepted_commitment_lapses_after_its_window_and_frees_what_it_bound() public {
        uint64 commitment = _accepted(PRICE);
        uint64 closesAt = buybacks.commitmentOf(commitment).closesAt;
        vm.warp(closesAt);
        _refused(abi.encodeWithSelector(IBuybackBook.NotLapsed.selector, commitment, closesAt, closesAt));
        _lapse(MANAGER_KEY, commitment);
        vm.warp(closesAt + 1);
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(buybacks));
        emit IBuybackBook.CommitmentLapsed(next, commitment, manager_, _act(), 1);
        _lapse(MANAGER_KEY, commitment);
        _assertFreed(commitment, CommitmentState.Lapsed);
        _wrong(commitment, CommitmentState.Lapsed);
        _lapse(BANK_KEY, commitment);
        _assertHistory();
    }

    function test_an_offer_lapses_and_binds_nothing() public {
        uint64 open = _accepted(7);
        uint64 commitment = _offer(_terms(PRICE));
        vm.warp(buybacks.commitmentOf(commitment).closesAt + 1);
        _lapse(BANK_KEY, commitment);
        _assertState(commitment, CommitmentState.Lapsed);
        _assertState(open, CommitmentState.Accepted);
        _assertMoney(CAPITAL, 7, 0);
    }

    function test_a_commitment_lapses_when_its_pledge_has_ended_and_not_before() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            _setState(pledge, PledgeState.Registered);
            uint64 commitment = _accepted(1);
            _setState(pledge, PledgeState(state));
            bool ended = state >= uint256(PledgeState.Realised);
            if (!ended) {
                _refused(
                    abi.encodeWithSelector(
                        IBuybackBook.NotLapsed.selector,
                        commitment,
                        buybacks.commitmentOf(commitment).closesAt,
                        uint64(block.timestamp)
                    )
                );
            }
            _lapse(BANK_KEY, commitment);
            _assertState(commitment, ended ? CommitmentState.Lapsed : CommitmentState.Accepted);
        }
    }

    function test_what_was_exercised_does_not_lapse_and_others_end_nothing() public {
        uint64 commitment = _exercised(PRICE);
        vm.warp(buybacks.commitmentOf(commitment).closesAt + 1);
        _wrong(commitment, CommitmentState.Exercised);
        _lapse(MANAGER_KEY, commitment);
        _notASide(commitment, OTHER_BANK_KEY);
        _lapse(OTHER_BANK_KEY, commitment);
        _recorded();
        vm.prank(BANK_KEY);
        buybacks.lapse(commitment, _officeAct());
        _unknown();
        _lapse(BANK_KEY, 0);
    }

    function test_the_pledgee_waives_before_exercise_and_after_it() public {
        uint64 commitment = _accepted(PRICE);
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(buybacks));
        emit IBuybackBook.CommitmentWaived(next, commitment, bank, _act(), 1);
        _waive(BANK_KEY, commitment);
        _assertFreed(commitment, CommitmentState.Waived);
        commitment = _exercised(PRICE);
        same(buybacks.fundOf(revolving).outstanding, 1, "owed");
        _waive(BANK_KEY, commitment);
        _assertFreed(commitment, CommitmentState.Waived);
        same(buybacks.fundOf(revolving).outstanding, 0, "nothing owed");
        _assertHistory();
    }

    function test_nothing_is_waived_after_a_payment_by_others_or_twice() public {
        uint64 commitment = _offer(_terms(1));
        _wrong(commitment, CommitmentState.Offered);
        _waive(BANK_KEY, commitment);
        commitment = _exercised(PRICE);
        _notPledgee(MANAGER_KEY);
        _waive(MANAGER_KEY, commitment);
        _recorded();
        vm.prank(BANK_KEY);
        buybacks.waive(commitment, _officeAct());
        _pay(commitment, 3);
        _refused(abi.encodeWithSelector(IBuybackBook.AlreadyPaid.selector, commitment, 3));
        _waive(BANK_KEY, commitment);
        _unknown();
        _waive(BANK_KEY, 0);
    }

    function test_a_resale_at_a_loss_reduces_the_capital_and_one_at_a_gain_raises_it() public {
        uint128[4] memory prices = [0, PRICE - 1, PRICE, PRICE + 5];
        uint64 commitment = _settled(PRICE);
        _takeOver(fund, FUND_KEY);
        uint256 before = vm.snapshotState();
        for (uint256 index = 0; index < prices.length; ++index) {
            vm.revertToState(before);
            before = vm.snapshotState();
            uint64 next = log.sequence() + 1;
            uint128 capital = CAPITAL - PRICE + prices[index];
            vm.expectEmit(true, true, true, true, address(buybacks));
            emit IBuybackBook.InventoryResold(
                next,
                commitment,
                manager_,
                revolving,
                prices[index],
                capital,
                SALT,
                _act(),
                1
            );
            _resell(MANAGER_KEY, commitment, prices[index]);
            _assertMoney(capital, 0, 0);
            _wrong(commitment, CommitmentState.Resold);
            _resell(MANAGER_KEY, commitment, prices[index]);
        }
    }

    function test_a_resale_beyond_what_the_book_can_keep_is_refused() public {
        uint64 commitment = _settled(PRICE);
        _takeOver(fund, FUND_KEY);
        uint128 most = type(uint128).max - CAPITAL + PRICE;
        _refused(
            abi.encodeWithSelector(
                IBuybackBook.AmountTooLarge.selector,
                "capital",
                uint256(type(uint128).max) + 1,
                uint256(type(uint128).max)
            )
        );
        _resell(MANAGER_KEY, commitment, most + 1);
        _resell(MANAGER_KEY, commitment, most);
        same(buybacks.fundOf(revolving).capital, type(uint128).max, "capital");
    }

    function test_a_claim_is_not_resold_before_the_office_recorded_it() public {
        uint64 commitment = _settled(PRICE);
        _refused(abi.encodeWithSelector(IBuybackBook.DeliveryMissing.selector, commitment, pledge, fund));
        _resell(MANAGER_KEY, commitment, 1);
    }

    function test_only_inventory_is_resold_and_only_by_the_manager() public {
        uint64 commitment = _exercised(PRICE);
        _wrong(commitment, CommitmentState.Exercised);
        _resell(MANAGER_KEY, commitment, 1);
        _notManager(FUND_KEY);
        _resell(FUND_KEY, commitment, 1);
        _unknown();
        _resell(MANAGER_KEY, 0, 1);
        _pay(commitment, PRICE);
        _nominate(fund);
        _confirm(commitment, PRICE);
        _invalid("salt");
        vm.prank(MANAGER_KEY);
        buybacks.resell(commitment, 1, 0, _act());
        _recorded();
        vm.prank(MANAGER_KEY);
        buybacks.resell(commitment, 1, SALT, _officeAct());
    }

    /// @dev law.md, "Stories with figures: fund", to the fen.
    function test_the_story_of_the_fund() public {
        uint64 commitment = _offer(_terms(750_000_001));
        _refused(
            abi.encodeWithSelector(
                IBuybackBook.CapExceeded.selector,
                pledge,
                uint256(750_000_001),
                uint128(1_000_000_000),
                uint32(7_500)
            )
        );
        _accept(commitment, 1_000_000_000);
        uint64 first = _offer(_terms(750_000_000));
        _accept(first, 1_000_000_000);

        (uint64 small, bytes32[] memory rights) = (pledge, _patents(500, 1));
        pledge = _pledgeOfTwentyMillion(rights);
        commitment = _offer(_terms(1_250_000_001));
        _refused(
            abi.encodeWithSelector(
                IBuybackBook.CapitalExceeded.selector,
                revolving,
                uint256(2_000_000_001),
                uint128(2_000_000_000)
            )
        );
        _accept(commitment, 2_000_000_000);
        uint64 second = _offer(_terms(1_250_000_000));
        _accept(second, 2_000_000_000);
        _assertMoney(2_000_000_000, 2_000_000_000, 0);

        pledge = small;
        _default();
        vm.warp(block.timestamp + 10 days);
        _exercise(first);
        _pay(first, 750_000_000);
        _nominate(fund);
        _confirm(first, 750_000_000);
        _takeOver(fund, FUND_KEY);
        _assertMoney(2_000_000_000, 1_250_000_000, 750_000_000);
        _resell(MANAGER_KEY, first, 520_000_000);
        _assertMoney(1_770_000_000, 1_250_000_000, 0);
        FundView memory entry = buybacks.fundOf(revolving);
        same(entry.capital - entry.open - entry.inventory, 520_000_000, "free");
        _assertState(second, CommitmentState.Accepted);
        _assertHistory();
    }

    function _pledgeOfTwentyMillion(bytes32[] memory rights) private returns (uint64 filed) {
        Filing memory filing = _filing(rights);
        filing.obligation.amount = 2_000_000_000;
        filed = _file(filing, _consents(filing));
        _register(filed, rights);
    }

    function _assertFreed(uint64 commitment, CommitmentState state) private view {
        _assertState(commitment, state);
        _assertMoney(CAPITAL, 0, 0);
        same(buybacks.coverOf(pledge).committed, 0, "committed");
    }

    function _lapse(address key, uint64 commitment) private {
        vm.prank(key);
        buybacks.lapse(commitment, _act());
    }

    function _waive(address key, uint64 commitment) private {
        vm.prank(key);
        buybacks.waive(commitment, _act());
    }

    function _resell(address key, uint64 commitment, uint128 price) private {
        vm.prank(key);
        buybacks.resell(commitment, price, SALT, _act());
    }
}
