// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ILossBook, RiskFixture, ShareView} from "./RiskFixture.sol";

/// @notice payShare, confirmShare and subrogate.
contract LossBookPayShareTest is RiskFixture {
    function test_a_share_is_paid_in_parts_and_confirmed_by_both() public {
        uint64 loss = _lost();
        _pay(GUARANTEE_KEY, loss, 1, 1);
        _pay(GUARANTEE_KEY, loss, 1, GUARANTEED - 1);
        _assertEvent(
            address(losses),
            ILossBook.SharePaid.selector,
            loss,
            guarantee,
            abi.encode(1, GUARANTEED - 1, GUARANTEED, SALT, _act(), 1)
        );
        _confirm(BANK_KEY, loss, 1, 10);
        _assertEvent(
            address(losses),
            ILossBook.ShareConfirmed.selector,
            loss,
            bank,
            abi.encode(1, 10, SALT, _act(), 1)
        );
        _confirm(BANK_KEY, loss, 1, GUARANTEED);
        ShareView memory share = losses.shareOf(loss, 1);
        same(share.share, GUARANTEED, "share");
        same(share.due, GUARANTEED, "due");
        same(share.paid, GUARANTEED, "paid");
        same(share.confirmed, GUARANTEED, "confirmed");
        same(losses.shareOf(loss, 2).due, REIMBURSED, "80% of what was paid");
    }

    function test_an_insurer_owes_its_rate_of_what_was_confirmed_and_no_part_of_a_unit() public {
        uint64 loss = _lost();
        _pay(GUARANTEE_KEY, loss, 1, 9);
        _exceeded(loss, 2, 1, 0);
        _pay(INSURER_KEY, loss, 2, 1);
        _confirm(BANK_KEY, loss, 1, 9);
        same(losses.shareOf(loss, 2).due, 7, "80% of 9 in whole units");
        _exceeded(loss, 2, 8, 7);
        _pay(INSURER_KEY, loss, 2, 8);
        _pay(INSURER_KEY, loss, 2, 7);
        _confirm(GUARANTEE_KEY, loss, 2, 7);
        same(losses.shareOf(loss, 2).confirmed, 7, "confirmed by the insured");
    }

    function test_no_more_is_paid_than_owed_and_by_nobody_else() public {
        uint64 loss = _lost();
        _exceeded(loss, 1, uint256(GUARANTEED) + 1, GUARANTEED);
        _pay(GUARANTEE_KEY, loss, 1, GUARANTEED + 1);
        _pay(GUARANTEE_KEY, loss, 1, 1);
        _exceeded(loss, 1, uint256(type(uint128).max) + 1, GUARANTEED);
        _pay(GUARANTEE_KEY, loss, 1, type(uint128).max);
        _refused(abi.encodeWithSelector(ILossBook.NotThePayer.selector, loss, 1, guarantee, insurer));
        _pay(INSURER_KEY, loss, 1, 1);
        _invalid("amount");
        _pay(GUARANTEE_KEY, loss, 1, 0);
        _invalid("salt");
        vm.prank(GUARANTEE_KEY);
        losses.payShare(loss, 1, 1, 0, _act());
        _recorded();
        vm.prank(GUARANTEE_KEY);
        losses.payShare(loss, 1, 1, SALT, _officeAct());
        _none(loss, 0);
        _pay(GUARANTEE_KEY, loss, 0, 1);
        _none(loss, 3);
        _pay(GUARANTEE_KEY, loss, 3, 1);
        _refused(abi.encodeWithSelector(ILossBook.UnknownLoss.selector, 0));
        _pay(GUARANTEE_KEY, 0, 1, 1);
        _unauthorised(OFFICE_KEY);
        _pay(OFFICE_KEY, loss, 1, 1);
    }

    function test_a_payee_confirms_what_was_paid_and_not_confirmed() public {
        uint64 loss = _lost();
        _pay(GUARANTEE_KEY, loss, 1, 10);
        _confirm(BANK_KEY, loss, 1, 4);
        uint128[4] memory receipts = [0, 4, 11, type(uint128).max];
        for (uint256 index = 0; index < 4; ++index) {
            _refused(abi.encodeWithSelector(ILossBook.ReceiptOutOfRange.selector, loss, 1, receipts[index], 4, 10));
            _confirm(BANK_KEY, loss, 1, receipts[index]);
        }
        _refused(abi.encodeWithSelector(ILossBook.NotThePayee.selector, loss, 1, bank, guarantee));
        _confirm(GUARANTEE_KEY, loss, 1, 10);
        _refused(abi.encodeWithSelector(ILossBook.NotThePayee.selector, loss, 2, guarantee, bank));
        _confirm(BANK_KEY, loss, 2, 1);
        _invalid("salt");
        vm.prank(BANK_KEY);
        losses.confirmShare(loss, 1, 10, 0, _act());
        _recorded();
        vm.prank(BANK_KEY);
        losses.confirmShare(loss, 1, 10, SALT, _officeAct());
        _none(loss, 3);
        _confirm(BANK_KEY, loss, 3, 1);
    }

    function test_what_came_back_meanwhile_is_confirmed_no_more() public {
        uint64 loss = _lost();
        _pay(GUARANTEE_KEY, loss, 1, GUARANTEED);
        // The bank is whole, and the guarantor owes 34 million less.
        _recover(BANK_KEY, loss, RECOVERY);
        same(losses.shareOf(loss, 1).relieved, 34_000_000, "relieved");
        _refused(abi.encodeWithSelector(ILossBook.ReceiptOutOfRange.selector, loss, 1, GUARANTEED, 0, 630_000_000));
        _confirm(BANK_KEY, loss, 1, GUARANTEED);
        _confirm(BANK_KEY, loss, 1, 630_000_000);
    }

    function test_rights_pass_to_the_extent_of_what_was_paid() public {
        uint64 loss = _paid(scheme);
        _subrogate(GUARANTEE_KEY, loss, 1, 1);
        _subrogate(GUARANTEE_KEY, loss, 1, GUARANTEED - 1);
        _assertEvent(
            address(losses),
            ILossBook.RightsSubrogated.selector,
            loss,
            guarantee,
            abi.encode(1, GUARANTEED - 1, GUARANTEED, SALT, _act(), 1)
        );
        same(losses.shareOf(loss, 1).subrogated, GUARANTEED, "subrogated");
        _beyond(loss, 1, uint256(GUARANTEED) + 1, GUARANTEED);
        _subrogate(GUARANTEE_KEY, loss, 1, 1);
        _beyond(loss, 2, uint256(REIMBURSED) + 1, REIMBURSED);
        _subrogate(INSURER_KEY, loss, 2, REIMBURSED + 1);
        _subrogate(INSURER_KEY, loss, 2, REIMBURSED);
    }

    function test_subrogation_names_its_proof_and_is_the_payers() public {
        uint64 loss = _paid(scheme);
        _missing("act.document");
        vm.prank(GUARANTEE_KEY);
        losses.subrogate(loss, 1, 1, SALT, _undocumented());
        _invalid("extent");
        _subrogate(GUARANTEE_KEY, loss, 1, 0);
        _invalid("salt");
        vm.prank(GUARANTEE_KEY);
        losses.subrogate(loss, 1, 1, 0, _act());
        _refused(abi.encodeWithSelector(ILossBook.NotThePayer.selector, loss, 1, guarantee, bank));
        _subrogate(BANK_KEY, loss, 1, 1);
        _recorded();
        vm.prank(GUARANTEE_KEY);
        losses.subrogate(loss, 1, 1, SALT, _officeAct());
        _none(loss, 0);
        _subrogate(GUARANTEE_KEY, loss, 0, 1);
    }

    function _invalid(string memory field) private {
        _refused(abi.encodeWithSelector(ILossBook.InvalidLoss.selector, field));
    }

    function _none(uint64 loss, uint256 place) private {
        _refused(abi.encodeWithSelector(ILossBook.NoSuchShare.selector, loss, place));
    }

    function _exceeded(uint64 loss, uint256 place, uint256 paid, uint256 due) private {
        _refused(abi.encodeWithSelector(ILossBook.ShareExceeded.selector, loss, place, paid, due));
    }

    function _beyond(uint64 loss, uint256 place, uint256 extent, uint128 confirmed) private {
        _refused(abi.encodeWithSelector(ILossBook.BeyondPayment.selector, loss, place, extent, confirmed));
    }
}
