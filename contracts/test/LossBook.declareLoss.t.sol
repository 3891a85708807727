// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    DefaultGround,
    EnforcementRoute,
    ILossBook,
    IPledgeRegistry,
    IRiskShareBook,
    LossView,
    Realisation,
    RecoveryOrder,
    RiskFixture,
    Tranche
} from "./RiskFixture.sol";

/// @notice declareLoss, and what EnforcementBook keeps of a realisation.
contract LossBookDeclareLossTest is RiskFixture {
    function test_a_loss_is_split_as_the_story_says() public {
        _coverPledge(scheme, LOAN);
        _realise(LOSS);
        uint64 loss = _declareLoss(LOSS);
        _assertEvent(
            address(losses),
            ILossBook.LossDeclared.selector,
            loss,
            bank,
            abi.encode(
                pledge,
                scheme,
                RecoveryOrder.CreditorFirst,
                LOSS,
                _list(166_000_000, GUARANTEED, REIMBURSED),
                SALT,
                _act(),
                1
            )
        );
        LossView memory entry = losses.lossOf(loss);
        same(entry.pledge, pledge, "pledge");
        same(entry.scheme, scheme, "scheme");
        same(uint256(entry.order), uint256(RecoveryOrder.CreditorFirst), "order");
        same(entry.amount, LOSS, "amount");
        same(entry.tranches, 3, "tranches");
        same(entry.recovered, 0, "recovered");
        same(losses.lossOfPledge(pledge), loss, "loss of the pledge");
        same(risks.coveringOf(pledge).scheme, 0, "the cover is used");
        same(risks.schemeOf(scheme).covered, 0, "nothing covered");
        same(risks.trancheOf(scheme, 1).used, GUARANTEED, "used");
        same(losses.shareOf(loss, 2).due, 0, "an insurer owes nothing before its insured paid");
        same(losses.shareOf(loss, 3).share, 0, "no such share");
        same(losses.lossOf(0).pledge, 0, "no loss");
    }

    function test_a_loss_is_declared_once() public {
        _lost();
        _refused(abi.encodeWithSelector(IRiskShareBook.NotCovered.selector, pledge));
        _declareLoss(1);
    }

    function test_a_loss_is_at_most_the_deficiency_and_the_cover() public {
        _coverPledge(scheme, LOSS - 1);
        _realise(LOSS);
        uint128[2] memory sums = [0, LOSS];
        for (uint256 index = 0; index < 2; ++index) {
            _refused(abi.encodeWithSelector(ILossBook.LossOutOfRange.selector, pledge, sums[index], LOSS, LOSS - 1));
            _declareLoss(sums[index]);
        }
        _declareLoss(LOSS - 1);
    }

    function test_a_loss_is_not_above_the_deficiency() public {
        _coverPledge(scheme, LOAN);
        _realise(LOSS);
        _refused(abi.encodeWithSelector(ILossBook.LossOutOfRange.selector, pledge, LOSS + 1, LOSS, LOAN));
        _declareLoss(LOSS + 1);
    }

    function test_there_is_no_loss_before_everything_is_realised_or_when_nothing_is_owed() public {
        _coverPledge(scheme, LOAN);
        _refused(abi.encodeWithSelector(ILossBook.NoDeficiency.selector, pledge));
        _declareLoss(LOSS);
        _enforce(pledge);
        _sell(pledged[0], LOSS + 1);
        same(enforcement.outcomeOf(pledge).deficiency, LOSS + 1, "deficiency");
        check(!enforcement.outcomeOf(pledge).whole, "not whole");
        _refused(abi.encodeWithSelector(ILossBook.NoDeficiency.selector, pledge));
        _declareLoss(LOSS);
        _sell(pledged[1], LOSS);
        _sell(pledged[2], 0);
        check(enforcement.outcomeOf(pledge).whole, "whole");
        same(bytes32(enforcement.outcomeOf(pledge).currency), bytes32(bytes3("CNY")), "currency");
        _refused(abi.encodeWithSelector(ILossBook.NoDeficiency.selector, pledge));
        _declareLoss(LOSS);
    }

    function test_only_the_pledgee_declares_with_salt_and_while_claims_are_taken() public {
        _coverPledge(scheme, LOAN);
        _realise(LOSS);
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, pledge, bank, otherBank));
        vm.prank(OTHER_BANK_KEY);
        losses.declareLoss(pledge, LOSS, SALT, _act());
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        vm.prank(BANK_KEY);
        losses.declareLoss(0, LOSS, SALT, _act());
        _refused(abi.encodeWithSelector(ILossBook.InvalidLoss.selector, "salt"));
        vm.prank(BANK_KEY);
        losses.declareLoss(pledge, LOSS, 0, _act());
        _recorded();
        vm.prank(BANK_KEY);
        losses.declareLoss(pledge, LOSS, SALT, _officeAct());
        _unauthorised(INSURER_KEY);
        vm.prank(INSURER_KEY);
        losses.declareLoss(pledge, LOSS, SALT, _act());
        uint64 until = risks.schemeOf(scheme).claimsUntil;
        vm.warp(until + 1);
        _refused(abi.encodeWithSelector(IRiskShareBook.ClaimsClosed.selector, scheme, until, until + 1));
        _declareLoss(LOSS);
        vm.warp(until);
        _declareLoss(LOSS);
    }

    function test_the_realisations_currency_is_the_schemes() public {
        _coverPledge(scheme, LOAN);
        _enforce(pledge);
        Realisation memory realisation = _realisation();
        realisation.currency = "USD";
        vm.prank(BANK_KEY);
        enforcement.realise(pledge, pledged, pledged, realisation, _act());
        _refused(abi.encodeWithSelector(IRiskShareBook.WrongSchemeCurrency.selector, bytes3("USD"), bytes3("CNY")));
        _declareLoss(1);
    }

    function test_a_party_of_the_scheme_that_took_the_claim_over_declares_no_loss() public {
        _coverPledge(scheme, LOAN);
        vm.prank(BANK_KEY);
        changes.nominateAssignee(pledge, guarantee, _act());
        vm.prank(GUARANTEE_KEY);
        changes.acceptAssignment(pledge, _act());
        vm.prank(OFFICE_KEY);
        changes.recordAssignment(pledge, guarantee, _officeAct());
        vm.prank(GUARANTEE_KEY);
        enforcement.declareDefault(pledge, DefaultGround.DebtNotPerformed, 20260201, _act());
        vm.prank(GUARANTEE_KEY);
        enforcement.enforce(pledge, EnforcementRoute.Agreement, "", _act());
        vm.prank(GUARANTEE_KEY);
        enforcement.realise(pledge, pledged, pledged, _realisation(), _act());
        _refused(abi.encodeWithSelector(IRiskShareBook.OwnTranche.selector, scheme, 1, guarantee));
        vm.prank(GUARANTEE_KEY);
        losses.declareLoss(pledge, 1, SALT, _act());
    }

    function test_caps_keep_out_what_is_the_creditors_then() public {
        Tranche[] memory tranches = new Tranche[](3);
        tranches[0] = _creditor(2_000);
        tranches[1] = _tranche(guarantee, 8_000, 0);
        tranches[2] = _tranche(insurer, 8_000, 1);
        tranches[1].capPerLoss = 100;
        tranches[2].capPerLoss = 30;
        tranches[1].capInTotal = tranches[2].capInTotal = 150;
        uint64 capped = _inForce(_schemeTerms(RecoveryOrder.ProRata, tranches));
        uint64 loss = _lost(capped);
        same(losses.shareOf(loss, 0).share, LOSS - 100, "creditor");
        same(losses.shareOf(loss, 1).share, 100, "guarantor");
        same(losses.shareOf(loss, 2).share, 30, "insurer");
        // A second loss of the same scheme meets what is left of the cap in total.
        pledged = _patents(10, 1);
        pledge = _registered(pledged);
        loss = _lost(capped);
        same(losses.shareOf(loss, 1).share, 50, "what is left in total");
        same(losses.shareOf(loss, 2).share, 30, "80% of 50 is above the cap per loss");
        same(risks.trancheOf(capped, 1).used, 150, "used in all");
        same(risks.trancheOf(capped, 2).used, 60, "used in all by the insurer");
        _assertHistory();
    }

    function _sell(bytes32 right, uint128 deficiency) private {
        Realisation memory realisation = _realisation();
        realisation.deficiency = deficiency;
        vm.prank(BANK_KEY);
        enforcement.realise(pledge, pledged, _keys(right), realisation, _act());
    }
}
