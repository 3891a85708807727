// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {CancellationGround, ChangeKind, IPledgeRegistry, LedgerFixture, PledgeState} from "./LedgerFixture.sol";

contract PledgeRegistryDischargeTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 3);
        _pledge = _registered(_pledged);
    }

    function test_discharges_from_every_state_between_registration_and_realisation() public {
        for (uint256 state = uint256(PledgeState.Registered); state <= uint256(PledgeState.Realised); ++state) {
            _setState(_pledge, PledgeState(state));
            uint64 next = log.sequence() + 1;
            vm.expectEmit(true, true, true, true, address(pledges));
            emit IPledgeRegistry.PledgeDischarged(
                next,
                _pledge,
                bank,
                CancellationGround.DebtPerformed,
                _noOthers(),
                _act(),
                1
            );
            _discharge(BANK_KEY, CancellationGround.DebtPerformed);
            check(pledges.pledgeOf(_pledge).state == PledgeState.Discharged, "state");
            (uint64[] memory registered, , ) = assets.encumbrances(_pledged[0]);
            same(registered.length, 1, "only the office's cancellation frees the rights");
        }
        _assertHistory();
    }

    function test_refuses_without_ground() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.GroundMissing.selector));
        _discharge(BANK_KEY, CancellationGround.None);
    }

    function test_refuses_while_a_change_waits() public {
        vm.prank(BANK_KEY);
        changes.nominateAssignee(_pledge, fund, _act());
        _refused(abi.encodeWithSelector(IPledgeRegistry.ChangePending.selector, _pledge, ChangeKind.Assignment));
        _discharge(BANK_KEY, CancellationGround.DebtPerformed);
    }

    function test_refuses_another_pledgee() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, _pledge, bank, otherBank));
        _discharge(OTHER_BANK_KEY, CancellationGround.DebtPerformed);
    }

    function test_refuses_every_other_state() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            if (state >= uint256(PledgeState.Registered) && state <= uint256(PledgeState.Realised)) continue;
            _setState(_pledge, PledgeState(state));
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _discharge(BANK_KEY, CancellationGround.DebtPerformed);
        }
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _discharge(BANK_KEY, CancellationGround.DebtPerformed);
    }

    function _discharge(address key, CancellationGround ground) private {
        vm.prank(key);
        pledges.discharge(_pledge, ground, _noOthers(), _act());
    }
}
