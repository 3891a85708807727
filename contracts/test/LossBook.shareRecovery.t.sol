// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ILossBook, RecoveryOrder, RiskFixture, ShareView} from "./RiskFixture.sol";

/// @notice shareRecovery, with the figures of law.md's story of a guarantee.
contract LossBookShareRecoveryTest is RiskFixture {
    function test_with_the_creditor_first_it_is_whole_before_the_others_get_anything() public {
        uint64 loss = _paid(scheme);
        _recover(BANK_KEY, loss, RECOVERY);
        _assertEvent(
            address(losses),
            ILossBook.RecoveryShared.selector,
            loss,
            bank,
            abi.encode(RECOVERY, _list(166_000_000, 6_800_000, 27_200_000), _list(0, 0, 0), SALT, _act(), 1)
        );
        _assertReturned(loss, 166_000_000, 6_800_000, 27_200_000);
    }

    function test_pro_rata_everyone_gets_by_what_it_bears() public {
        uint64 loss = _paid(_inForce(_schemeTerms(RecoveryOrder.ProRata)));
        _recover(BANK_KEY, loss, RECOVERY);
        _assertReturned(loss, 40_000_000, 32_000_000, 128_000_000);
        _assertHistory();
    }

    function test_what_comes_back_before_a_guarantor_pays_lessens_what_it_owes() public {
        uint64 loss = _lost(_inForce(_schemeTerms(RecoveryOrder.ProRata)));
        _recover(BANK_KEY, loss, RECOVERY);
        _assertReturned(loss, 40_000_000, 0, 0);
        ShareView memory guaranteed = losses.shareOf(loss, 1);
        same(guaranteed.relieved, 160_000_000, "relieved");
        same(guaranteed.due, GUARANTEED, "due");
        // 80% of what is left.
        _refused(abi.encodeWithSelector(ILossBook.ShareExceeded.selector, loss, 1, 504_000_001, 504_000_000));
        _pay(GUARANTEE_KEY, loss, 1, 504_000_001);
        _pay(GUARANTEE_KEY, loss, 1, 504_000_000);
        _confirm(BANK_KEY, loss, 1, 504_000_000);
        same(losses.shareOf(loss, 2).due, 403_200_000, "the insurer owes 80% of what was paid");
        _recover(BANK_KEY, loss, LOSS - RECOVERY);
        _assertReturned(loss, 166_000_000, 100_800_000, 0);
        same(losses.shareOf(loss, 2).relieved, 403_200_000, "the insurer owes nothing more");
        _assertHistory();
    }

    function test_no_more_comes_back_than_was_lost() public {
        uint64 loss = _paid(scheme);
        _recover(BANK_KEY, loss, RECOVERY);
        _refused(abi.encodeWithSelector(ILossBook.RecoveryTooHigh.selector, loss, uint256(LOSS) + 1, LOSS));
        _recover(BANK_KEY, loss, LOSS - RECOVERY + 1);
        _recover(BANK_KEY, loss, LOSS - RECOVERY);
        _assertReturned(loss, 166_000_000, GUARANTEED - REIMBURSED, REIMBURSED);
        _refused(abi.encodeWithSelector(ILossBook.RecoveryTooHigh.selector, loss, uint256(LOSS) + 1, LOSS));
        _recover(BANK_KEY, loss, 1);
    }

    function test_only_the_creditor_and_who_has_its_rights_collect() public {
        uint64 loss = _paid(scheme);
        _refused(abi.encodeWithSelector(ILossBook.NotACollector.selector, loss, guarantee));
        _recover(GUARANTEE_KEY, loss, 1);
        _subrogate(GUARANTEE_KEY, loss, 1, 1);
        _recover(GUARANTEE_KEY, loss, 1);
        same(losses.lossOf(loss).recovered, 1, "recovered");
        _refused(abi.encodeWithSelector(ILossBook.NotACollector.selector, loss, otherBank));
        _recover(OTHER_BANK_KEY, loss, 1);
        _unauthorised(STRANGER);
        _recover(STRANGER, loss, 1);
    }

    function test_a_recovery_states_a_sum_with_salt_on_a_known_loss() public {
        uint64 loss = _paid(scheme);
        _refused(abi.encodeWithSelector(ILossBook.InvalidLoss.selector, "amount"));
        _recover(BANK_KEY, loss, 0);
        _refused(abi.encodeWithSelector(ILossBook.InvalidLoss.selector, "salt"));
        vm.prank(BANK_KEY);
        losses.shareRecovery(loss, 1, 0, _act());
        _recorded();
        vm.prank(BANK_KEY);
        losses.shareRecovery(loss, 1, SALT, _officeAct());
        _refused(abi.encodeWithSelector(ILossBook.UnknownLoss.selector, 0));
        _recover(BANK_KEY, 0, 1);
    }

    function _assertReturned(uint64 loss, uint256 creditor, uint256 guarantor, uint256 reinsurer) private view {
        same(losses.shareOf(loss, 0).returned, creditor, "creditor");
        same(losses.shareOf(loss, 1).returned, guarantor, "guarantor");
        same(losses.shareOf(loss, 2).returned, reinsurer, "insurer");
    }
}
