// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {CancellationGround, IAssetRegistry, ILedgerLog, IPledgeRegistry, Lock} from "./LedgerFixture.sol";
import {IRefinancingBook, RefinancingFixture, RefinancingKind, RefinancingState} from "./RefinancingFixture.sol";

/// @notice The use of a claim ends.
contract RefinancingBookReleaseClaimTest is RefinancingFixture {
    function test_the_user_releases() public {
        uint64 refinancing = _pooled();
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(assets));
        emit IAssetRegistry.RightsUnlocked(next, pledge, trustee, Lock.Pool, pledged, _act(), 1);
        vm.expectEmit(true, true, true, true, address(refinancings));
        emit IRefinancingBook.ClaimReleased(next + 1, refinancing, trustee, pledge, _act(), 1);
        _release(TRUSTEE_KEY, refinancing);
        _assertState(refinancing, RefinancingState.Released);
        _assertUse(pledge, 0);
        same(_locks(pledged[0]), 0, "free");
        same(_locks(pledged[1]), 0, "each right");
        _wrong(refinancing, RefinancingState.Released);
        _release(TRUSTEE_KEY, refinancing);
        _assertHistory();
    }

    function test_the_pledgee_releases_only_what_secures_nothing_any_more() public {
        uint64 refinancing = _pooled();
        _notTheUser(refinancing, trustee, BANK_KEY);
        _release(BANK_KEY, refinancing);
        vm.prank(OFFICE_KEY);
        pledges.cancel(pledge, pledged, CancellationGround.ContractVoid, _officeAct());
        same(_locks(pledged[0]), 2, "locked until it is released");
        _notTheUser(refinancing, trustee, OTHER_BANK_KEY);
        _release(OTHER_BANK_KEY, refinancing);
        _release(BANK_KEY, refinancing);
        same(_locks(pledged[0]), 0, "free");
    }

    function test_refuses_other_rights_and_what_is_not_in_use() public {
        uint64 refinancing = _offer(RefinancingKind.Pool);
        _wrong(refinancing, RefinancingState.Offered);
        _release(TRUSTEE_KEY, refinancing);
        _take(TRUSTEE_KEY, refinancing);
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
        refinancings.releaseClaim(refinancing, some, _act());
        _refused(abi.encodeWithSelector(IRefinancingBook.UnknownRefinancing.selector, 0));
        _release(TRUSTEE_KEY, 0);
    }

    function test_no_other_book_begins_or_ends_a_use() public {
        uint64 refinancing = _pooled();
        vm.prank(GOVERNOR);
        parties.grantCaller(address(pledges), IPledgeRegistry.setUse.selector, address(changes), true, _act());
        for (uint64 use = 0; use < 2; ++use) {
            _inUse(pledge, refinancing);
            vm.prank(address(changes));
            pledges.setUse(pledge, use);
        }
        vm.prank(GOVERNOR);
        parties.grantCaller(address(pledges), IPledgeRegistry.setUse.selector, STRANGER, true, _act());
        _refused(abi.encodeWithSelector(ILedgerLog.NotABook.selector, STRANGER));
        vm.prank(STRANGER);
        pledges.setUse(pledge, 0);
        _unauthorised(BANK_KEY);
        vm.prank(BANK_KEY);
        pledges.setUse(pledge, 0);
    }
}
