// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Determination,
    DeterminationGround,
    EnforcementRoute,
    Filing,
    IBook,
    IChangeBook,
    IEnforcementBook,
    IPledgeRegistry,
    LedgerFixture,
    ObligationKind,
    PledgeState
} from "./LedgerFixture.sol";

contract EnforcementBookEnforceTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 3);
        _pledge = _registered(_pledged);
    }

    function test_enforces_through_a_court() public {
        _default(_pledge);
        string memory number = unicode"（2026）演示73民初1号";
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(enforcement));
        emit IEnforcementBook.EnforcementStarted(next, _pledge, bank, EnforcementRoute.Court, number, _act(), 1);
        _enforceBy(BANK_KEY, EnforcementRoute.Court, number);
        check(pledges.pledgeOf(_pledge).state == PledgeState.Enforcing, "state");
        _assertHistory();
    }

    function test_enforces_by_agreement_without_case() public {
        _default(_pledge);
        _enforceBy(BANK_KEY, EnforcementRoute.Agreement, "");
        check(pledges.pledgeOf(_pledge).state == PledgeState.Enforcing, "state");
    }

    function test_enforces_a_maximum_amount_only_when_determined() public {
        _pledged = _patents(50, 1);
        Filing memory filing = _filing(_pledged);
        filing.obligation.kind = ObligationKind.Maximum;
        _pledge = _file(filing, _consents(filing));
        _register(_pledge, _pledged);
        _default(_pledge);
        _refused(abi.encodeWithSelector(IChangeBook.ClaimNotDetermined.selector, _pledge));
        _enforceBy(BANK_KEY, EnforcementRoute.Agreement, "");
        vm.prank(BANK_KEY);
        changes.determine(_pledge, DeterminationGround.PeriodOver, Determination(1, "salt"), _act());
        _enforceBy(BANK_KEY, EnforcementRoute.Agreement, "");
    }

    function test_refuses_without_route_or_case() public {
        _default(_pledge);
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "route"));
        _enforceBy(BANK_KEY, EnforcementRoute.None, "");
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "caseNumber"));
        _enforceBy(BANK_KEY, EnforcementRoute.Court, "");
        _refused(abi.encodeWithSelector(IBook.TooLong.selector, "caseNumber", 65, 64));
        _enforceBy(BANK_KEY, EnforcementRoute.Court, string(_filled(65)));
    }

    function test_refuses_another_pledgee() public {
        _default(_pledge);
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, _pledge, bank, otherBank));
        _enforceBy(OTHER_BANK_KEY, EnforcementRoute.Agreement, "");
    }

    function test_refuses_every_other_state() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            if (state == uint256(PledgeState.Defaulted)) continue;
            _setState(_pledge, PledgeState(state));
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _enforceBy(BANK_KEY, EnforcementRoute.Agreement, "");
            // The state is judged before what the act says.
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _enforceBy(BANK_KEY, EnforcementRoute.None, "");
        }
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _enforceBy(BANK_KEY, EnforcementRoute.Agreement, "");
    }

    function _enforceBy(address key, EnforcementRoute route, string memory caseNumber) private {
        vm.prank(key);
        enforcement.enforce(_pledge, route, caseNumber, _act());
    }
}
