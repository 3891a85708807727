// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    CoveringView,
    IPledgeRegistry,
    IRiskShareBook,
    PledgeState,
    RecoveryOrder,
    RiskFixture,
    SchemeState,
    SchemeTerms,
    Tranche
} from "./RiskFixture.sol";

/// @notice coverPledge and endCover, and the verbs that only LossBook calls.
contract RiskShareBookCoverTest is RiskFixture {
    function test_a_claim_is_put_under_a_scheme_and_taken_out_again() public {
        _coverPledge(scheme, LOAN);
        _assertEvent(
            address(risks),
            IRiskShareBook.PledgeCovered.selector,
            pledge,
            bank,
            abi.encode(scheme, LOAN, SALT, _act(), 1)
        );
        _assertCover(scheme, LOAN);
        _refused(abi.encodeWithSelector(IRiskShareBook.AlreadyCovered.selector, pledge, scheme));
        _coverPledge(scheme, 1);
        _end(BANK_KEY);
        _assertEvent(address(risks), IRiskShareBook.CoverEnded.selector, pledge, bank, abi.encode(_act(), 1));
        _assertCover(0, 0);
        _refused(abi.encodeWithSelector(IRiskShareBook.NotCovered.selector, pledge));
        _end(BANK_KEY);
        _coverPledge(scheme, 1);
        _assertCover(scheme, 1);
    }

    function test_only_the_pledgee_covers_and_uncovers() public {
        _notPledgee(otherBank);
        vm.prank(OTHER_BANK_KEY);
        risks.coverPledge(scheme, pledge, LOAN, SALT, _act());
        _coverPledge(scheme, LOAN);
        _notPledgee(otherBank);
        _end(OTHER_BANK_KEY);
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        vm.prank(BANK_KEY);
        risks.endCover(0, _act());
        _unauthorised(INSURER_KEY);
        _end(INSURER_KEY);
        _recorded();
        vm.prank(BANK_KEY);
        risks.endCover(pledge, _officeAct());
    }

    function test_a_scheme_covers_only_while_it_is_in_force_and_its_period_runs() public {
        uint64 proposed = _propose(_schemeTerms(RecoveryOrder.ProRata));
        _refused(abi.encodeWithSelector(IRiskShareBook.WrongSchemeState.selector, proposed, SchemeState.Proposed));
        _coverPledge(proposed, LOAN);
        _refused(abi.encodeWithSelector(IRiskShareBook.UnknownScheme.selector, 0));
        _coverPledge(0, LOAN);
        SchemeTerms memory terms = _schemeTerms(RecoveryOrder.ProRata);
        terms.opensAt = uint64(block.timestamp + 10);
        terms.closesAt = uint64(block.timestamp + 20);
        uint64 later = _inForce(terms);
        _expired(later, terms);
        _coverPledge(later, LOAN);
        vm.warp(terms.closesAt + 1);
        _expired(later, terms);
        _coverPledge(later, LOAN);
        vm.warp(terms.closesAt);
        _coverPledge(later, LOAN);
        _end(BANK_KEY);
        vm.warp(terms.opensAt);
        _coverPledge(later, LOAN);
    }

    function test_only_a_claim_that_is_sound_is_covered() public {
        PledgeState[3] memory states = [PledgeState.Defaulted, PledgeState.Realised, PledgeState.Cancelled];
        for (uint256 index = 0; index < 3; ++index) {
            _setState(pledge, states[index]);
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, pledge, states[index]));
            _coverPledge(scheme, LOAN);
        }
        _setState(pledge, PledgeState.Filed);
        _coverPledge(scheme, LOAN);
    }

    function test_the_principal_is_within_the_obligation_and_the_schemes_limit() public {
        uint128[2] memory sums = [0, LOAN + 1];
        for (uint256 index = 0; index < 2; ++index) {
            _refused(abi.encodeWithSelector(IRiskShareBook.PrincipalOutOfRange.selector, pledge, sums[index], LOAN));
            _coverPledge(scheme, sums[index]);
        }
        SchemeTerms memory terms = _schemeTerms(RecoveryOrder.ProRata);
        terms.coverLimit = LOAN - 1;
        uint64 small = _inForce(terms);
        _refused(abi.encodeWithSelector(IRiskShareBook.CoverLimitExceeded.selector, small, LOAN, LOAN - 1));
        _coverPledge(small, LOAN);
        _coverPledge(small, LOAN - 1);
        _refused(abi.encodeWithSelector(IRiskShareBook.InvalidScheme.selector, "salt"));
        vm.prank(BANK_KEY);
        risks.coverPledge(scheme, pledge, 1, 0, _act());
    }

    function test_a_scheme_for_one_creditor_covers_no_other() public {
        SchemeTerms memory terms = _schemeTerms(RecoveryOrder.ProRata);
        terms.tranches[0].party = otherBank;
        uint64 others = _inForce(terms);
        _refused(abi.encodeWithSelector(IRiskShareBook.NotTheSchemesCreditor.selector, others, otherBank, bank));
        _coverPledge(others, LOAN);
        terms.tranches[0].party = bank;
        _coverPledge(_inForce(terms), LOAN);
    }

    function test_nobody_guarantees_its_own_claim() public {
        Tranche[] memory tranches = new Tranche[](2);
        tranches[0] = _creditor(2_000);
        tranches[1] = _tranche(bank, 8_000, 0);
        uint64 own = _propose(_schemeTerms(RecoveryOrder.ProRata, tranches));
        _refused(abi.encodeWithSelector(IRiskShareBook.OwnTranche.selector, own, 1, bank));
        _coverPledge(own, LOAN);
    }

    function test_currencies_must_agree() public {
        SchemeTerms memory terms = _schemeTerms(RecoveryOrder.ProRata);
        terms.currency = "USD";
        uint64 foreign = _inForce(terms);
        _refused(abi.encodeWithSelector(IRiskShareBook.WrongSchemeCurrency.selector, bytes3("CNY"), bytes3("USD")));
        _coverPledge(foreign, LOAN);
    }

    function test_inner_verbs_are_the_loss_books_alone() public {
        address[3] memory callers = [BANK_KEY, GOVERNOR, address(pledges)];
        for (uint256 index = 0; index < 3; ++index) {
            _unauthorised(callers[index]);
            vm.prank(callers[index]);
            risks.useCover(pledge, bank, "CNY", 1);
            _unauthorised(callers[index]);
            vm.prank(callers[index]);
            risks.drawn(scheme, 1, 1);
            _unauthorised(callers[index]);
            vm.prank(callers[index]);
            risks.returned(scheme, new uint256[](3), new uint256[](3));
        }
    }

    function _end(address key) private {
        vm.prank(key);
        risks.endCover(pledge, _act());
    }

    function _notPledgee(uint64 actor) private {
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, pledge, bank, actor));
    }

    function _expired(uint64 which, SchemeTerms memory terms) private {
        _refused(
            abi.encodeWithSelector(
                IRiskShareBook.SchemeExpired.selector,
                which,
                terms.opensAt,
                terms.closesAt,
                block.timestamp
            )
        );
    }

    function _assertCover(uint64 under, uint128 principal) private view {
        CoveringView memory cover = risks.coveringOf(pledge);
        same(cover.scheme, under, "scheme");
        same(cover.principal, principal, "principal");
        same(risks.schemeOf(scheme).covered, principal, "covered in all");
    }
}
