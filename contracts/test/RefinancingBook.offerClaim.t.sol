// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act, ChangeKind, IBook, IChangeBook, IPledgeRegistry, PledgeState} from "./LedgerFixture.sol";
import {
    IRefinancingBook,
    RefinancingFixture,
    RefinancingKind,
    RefinancingState,
    RefinancingTerms,
    RefinancingView
} from "./RefinancingFixture.sol";

/// @notice A pledgee offers its claim.
contract RefinancingBookOfferClaimTest is RefinancingFixture {
    function test_offers_to_a_trustee_or_sponsor_for_a_pool() public {
        uint64 next = log.sequence() + 1;
        RefinancingTerms memory terms = _terms(RefinancingKind.Pool);
        vm.expectEmit(true, true, true, true, address(refinancings));
        emit IRefinancingBook.ClaimOffered(next, next, bank, pledge, terms, _act(), 1);
        same(_offer(terms), next, "id");
        RefinancingView memory entry = refinancings.refinancingOf(next);
        same(uint256(entry.kind), uint256(RefinancingKind.Pool), "kind");
        same(entry.pledge, pledge, "pledge");
        same(entry.holder, bank, "holder");
        same(entry.user, trustee, "user");
        same(entry.amount, DRAWN, "amount");
        same(uint256(entry.rightsDigest), 0, "nothing is locked");
        _assertState(next, RefinancingState.Offered);
        _assertUse(pledge, 0);
        terms.user = sponsor;
        _offer(terms);
        _assertHistory();
    }

    function test_collateral_needs_the_central_banks_word_and_keeps_its_haircut() public {
        _refused(abi.encodeWithSelector(IRefinancingBook.NotEligible.selector, pledge, central));
        _offer(RefinancingKind.CentralBank);
        _assess(true, 3_000);
        RefinancingTerms memory terms = _terms(RefinancingKind.CentralBank);
        terms.amount = DRAWN + 1;
        _refused(abi.encodeWithSelector(IRefinancingBook.DrawnTooHigh.selector, pledge, DRAWN + 1, CLAIM, 3_000));
        _offer(terms);
        _offer(RefinancingKind.CentralBank);
        _assess(false, 0);
        _refused(abi.encodeWithSelector(IRefinancingBook.NotEligible.selector, pledge, central));
        _offer(RefinancingKind.CentralBank);
    }

    function test_relending_and_pools_draw_the_whole_claim_at_most() public {
        RefinancingTerms memory terms = _terms(RefinancingKind.Relending);
        terms.amount = CLAIM;
        _offer(terms);
        terms.amount = CLAIM + 1;
        _refused(abi.encodeWithSelector(IRefinancingBook.DrawnTooHigh.selector, pledge, CLAIM + 1, CLAIM, 0));
        _offer(terms);
        terms.amount = type(uint128).max;
        _refused(abi.encodeWithSelector(IRefinancingBook.DrawnTooHigh.selector, pledge, terms.amount, CLAIM, 0));
        _offer(terms);
    }

    function test_refuses_incomplete_terms() public {
        RefinancingTerms memory terms = _terms(RefinancingKind.Pool);
        terms.kind = RefinancingKind.None;
        _invalid(terms, "kind");
        terms = _terms(RefinancingKind.Pool);
        terms.amount = 0;
        _invalid(terms, "amount");
        terms = _terms(RefinancingKind.Pool);
        terms.salt = 0;
        _invalid(terms, "salt");
        terms = _terms(RefinancingKind.Pool);
        terms.operation = "";
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "operation"));
        _offer(terms);
        terms.operation = string(_filled(65));
        _refused(abi.encodeWithSelector(IBook.TooLong.selector, "operation", 65, 64));
        _offer(terms);
    }

    function test_each_kind_has_its_users() public {
        RefinancingTerms memory terms = _terms(RefinancingKind.Pool);
        uint64[4] memory unfit = [central, otherBank, bank, uint64(0)];
        for (uint256 index = 0; index < unfit.length; ++index) {
            terms.user = unfit[index];
            _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "user", unfit[index]));
            _offer(terms);
        }
        terms = _terms(RefinancingKind.Relending);
        terms.user = trustee;
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "user", trustee));
        _offer(terms);
        _suspend(central);
        terms.user = central;
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "user", central));
        _offer(terms);
    }

    function test_refuses_a_claim_in_use_with_the_reference_of_the_use() public {
        uint64 first = _pooled();
        _inUse(pledge, first);
        _offer(RefinancingKind.Relending);
        _inUse(pledge, first);
        _offer(RefinancingKind.Pool);
    }

    function test_refuses_a_pledge_that_is_not_registered_or_waits_for_a_change() public {
        vm.prank(BANK_KEY);
        changes.nominateAssignee(pledge, otherBank, _act());
        _refused(abi.encodeWithSelector(IPledgeRegistry.ChangePending.selector, pledge, ChangeKind.Assignment));
        _offer(RefinancingKind.Pool);
        vm.prank(BANK_KEY);
        changes.dropChange(pledge, _act());
        _default(pledge);
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, pledge, PledgeState.Defaulted));
        _offer(RefinancingKind.Pool);
    }

    function test_a_pool_takes_no_claims_that_are_not_determined() public {
        // The kind of the obligation is the second byte of the pledge's first word.
        bytes32 slot = keccak256(abi.encode(pledge, 1));
        vm.store(address(pledges), slot, vm.load(address(pledges), slot) ^ bytes32(uint256(3 << 8)));
        _refused(abi.encodeWithSelector(IChangeBook.ClaimNotDetermined.selector, pledge));
        _offer(RefinancingKind.Pool);
        _offer(RefinancingKind.Relending);
    }

    function test_is_the_pledgees() public {
        RefinancingTerms memory terms = _terms(RefinancingKind.Pool);
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, pledge, bank, otherBank));
        vm.prank(OTHER_BANK_KEY);
        refinancings.offerClaim(pledge, terms, _act());
        Act memory recorded = _officeAct();
        _refused(abi.encodeWithSelector(IBook.OnlyOfficesRecord.selector, 20250106));
        vm.prank(BANK_KEY);
        refinancings.offerClaim(pledge, terms, recorded);
    }

    function _invalid(RefinancingTerms memory terms, string memory field) private {
        _refused(abi.encodeWithSelector(IRefinancingBook.InvalidRefinancing.selector, field));
        _offer(terms);
    }
}
