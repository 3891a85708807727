// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {CancellationGround, ChangeKind, IAssetRegistry, IPledgeRegistry, Lock, PledgeState} from "./LedgerFixture.sol";
import {IRefinancingBook, RefinancingFixture, RefinancingKind, RefinancingState} from "./RefinancingFixture.sol";

/// @notice The user takes the claim: from then on it is in use, and nothing takes it away.
contract RefinancingBookTakeClaimTest is RefinancingFixture {
    function test_locks_the_rights_and_says_so() public {
        uint64 refinancing = _offer(RefinancingKind.Pool);
        uint64 next = log.sequence() + 1;
        bytes32 digest = pledges.pledgeOf(pledge).rightsDigest;
        vm.expectEmit(true, true, true, true, address(assets));
        emit IAssetRegistry.RightsLocked(next, pledge, trustee, Lock.Pool, pledged, _act(), 1);
        vm.expectEmit(true, true, true, true, address(refinancings));
        emit IRefinancingBook.ClaimTaken(next + 1, refinancing, trustee, pledge, digest, _act(), 1);
        _take(TRUSTEE_KEY, refinancing);
        _assertState(refinancing, RefinancingState.Live);
        _assertUse(pledge, refinancing);
        same(refinancings.refinancingOf(refinancing).rightsDigest, digest, "what is locked");
        same(_locks(pledged[0]), 2, "pool");
        same(_locks(pledged[1]), 2, "each right");
        _assertHistory();
    }

    function test_collateral_and_relending_lock_for_the_central_bank() public {
        _assess(true, 3_000);
        uint64 refinancing = _offer(RefinancingKind.CentralBank);
        _take(CENTRAL_KEY, refinancing);
        same(_locks(pledged[0]), 4, "central bank");
        _release(CENTRAL_KEY, refinancing);
        _take(CENTRAL_KEY, _offer(RefinancingKind.Relending));
        same(_locks(pledged[0]), 4, "relending");
    }

    function test_a_second_use_is_refused_with_the_reference_of_the_first() public {
        uint64 first = _offer(RefinancingKind.Pool);
        uint64 second = _offer(RefinancingKind.Relending);
        _take(TRUSTEE_KEY, first);
        _inUse(pledge, first);
        _take(CENTRAL_KEY, second);
        _release(TRUSTEE_KEY, first);
        _take(CENTRAL_KEY, second);
        _assertUse(pledge, second);
    }

    function test_another_claim_on_the_same_rights_is_refused_with_the_reference_of_the_first() public {
        bytes32 key = _attest(_trademark("900"), _ids(owner));
        pledged = _keys(key);
        uint64 first = pledge = _registered(pledged);
        uint64 use = _pooled();
        pledge = _registered(pledged);
        uint64 second = _offer(RefinancingKind.Relending);
        _inUse(first, use);
        _take(CENTRAL_KEY, second);
        _release(TRUSTEE_KEY, use);
        _take(CENTRAL_KEY, second);
    }

    function test_judges_the_claim_again() public {
        _assess(true, 3_000);
        uint64 refinancing = _offer(RefinancingKind.CentralBank);
        _assess(true, 3_001);
        _refused(abi.encodeWithSelector(IRefinancingBook.DrawnTooHigh.selector, pledge, DRAWN, CLAIM, 3_001));
        _take(CENTRAL_KEY, refinancing);
        _assess(true, 3_000);
        vm.prank(BANK_KEY);
        changes.nominateAssignee(pledge, otherBank, _act());
        _refused(abi.encodeWithSelector(IPledgeRegistry.ChangePending.selector, pledge, ChangeKind.Assignment));
        _take(CENTRAL_KEY, refinancing);
        vm.prank(OTHER_BANK_KEY);
        changes.acceptAssignment(pledge, _act());
        vm.prank(OFFICE_KEY);
        changes.recordAssignment(pledge, otherBank, _officeAct());
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, pledge, otherBank, bank));
        _take(CENTRAL_KEY, refinancing);
    }

    function test_refuses_another_user_other_rights_and_a_default() public {
        uint64 refinancing = _offer(RefinancingKind.Pool);
        _notTheUser(refinancing, trustee, SPONSOR_KEY);
        _take(SPONSOR_KEY, refinancing);
        bytes32[] memory some = _keys(pledged[0]);
        bytes32 digest = pledges.pledgeOf(pledge).rightsDigest;
        _refused(
            abi.encodeWithSelector(
                IPledgeRegistry.WrongRights.selector,
                pledge,
                keccak256(abi.encodePacked(some)),
                digest
            )
        );
        vm.prank(TRUSTEE_KEY);
        refinancings.takeClaim(refinancing, some, _act());
        _default(pledge);
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, pledge, PledgeState.Defaulted));
        _take(TRUSTEE_KEY, refinancing);
    }

    function test_what_would_lessen_or_move_a_claim_in_use_is_refused() public {
        uint64 use = _pooled();
        _inUse(pledge, use);
        vm.prank(BANK_KEY);
        changes.nominateAssignee(pledge, otherBank, _act());
        bytes32[] memory some = _keys(pledged[0]);
        _inUse(pledge, use);
        vm.prank(BANK_KEY);
        changes.askPartialRelease(pledge, pledged, some, _noOthers(), _act());
        _inUse(pledge, use);
        vm.prank(BANK_KEY);
        changes.askSubordination(pledge, pledged, 9, _act());
        _inUse(pledge, use);
        vm.prank(BANK_KEY);
        changes.askAmendment(pledge, pledged, _amendment(_obligation(), _noKeys()), _none(), _noOthers(), _act());
        _inUse(pledge, use);
        vm.prank(BANK_KEY);
        pledges.discharge(pledge, CancellationGround.DebtPerformed, _noOthers(), _act());
        _release(TRUSTEE_KEY, use);
        vm.prank(BANK_KEY);
        pledges.discharge(pledge, CancellationGround.DebtPerformed, _noOthers(), _act());
    }

    function test_enforcement_goes_on_and_the_rights_stay_locked() public {
        uint64 use = _pooled();
        _enforce(pledge);
        vm.prank(BANK_KEY);
        enforcement.realise(pledge, pledged, pledged, _realisation(), _act());
        same(uint256(pledges.pledgeOf(pledge).state), uint256(PledgeState.Realised), "realised");
        same(_locks(pledged[0]), 2, "locked");
        _inUse(pledge, use);
        vm.prank(BANK_KEY);
        pledges.discharge(pledge, CancellationGround.PledgeRealised, _noOthers(), _act());
    }
}
