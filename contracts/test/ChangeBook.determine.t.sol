// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Consent,
    Determination,
    DeterminationGround,
    Filing,
    IBook,
    IChangeBook,
    IPledgeRegistry,
    LedgerFixture,
    Obligation,
    ObligationKind,
    PledgeState
} from "./LedgerFixture.sol";

contract ChangeBookDetermineTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 3);
        _pledge = _registered(_pledged);
    }

    function test_determines_and_then_the_claim_can_be_assigned() public {
        _maximum();
        _refused(abi.encodeWithSelector(IChangeBook.ClaimNotDetermined.selector, _pledge));
        vm.prank(BANK_KEY);
        changes.nominateAssignee(_pledge, fund, _act());
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(changes));
        emit IChangeBook.ClaimDetermined(
            next,
            _pledge,
            bank,
            DeterminationGround.Insolvency,
            Determination(1_000_000_000, "salt"),
            _act(),
            1
        );
        _determine(BANK_KEY, DeterminationGround.Insolvency, 1_000_000_000);
        check(pledges.pledgeOf(_pledge).determined, "determined");
        vm.prank(BANK_KEY);
        changes.nominateAssignee(_pledge, fund, _act());
        _assertHistory();
    }

    function test_refuses_what_is_determined_already() public {
        _refused(abi.encodeWithSelector(IChangeBook.NothingToDetermine.selector, _pledge));
        _determine(BANK_KEY, DeterminationGround.PeriodOver, 1);
        _maximum();
        _determine(BANK_KEY, DeterminationGround.PeriodOver, 0);
        _refused(abi.encodeWithSelector(IChangeBook.NothingToDetermine.selector, _pledge));
        _determine(BANK_KEY, DeterminationGround.PeriodOver, 0);
    }

    function test_a_claim_that_becomes_another_kind_is_not_determined() public {
        _maximum();
        _determine(BANK_KEY, DeterminationGround.PeriodOver, 1);
        Obligation memory terms = _obligation();
        _amend(terms);
        check(!pledges.pledgeOf(_pledge).determined, "of fixed amount");
        terms.kind = ObligationKind.Maximum;
        _amend(terms);
        check(!pledges.pledgeOf(_pledge).determined, "to be determined anew");
        _determine(BANK_KEY, DeterminationGround.PeriodOver, 1);
        terms.amount -= 1;
        _amend(terms);
        check(pledges.pledgeOf(_pledge).determined, "terms of the same kind leave it");
    }

    function test_refuses_more_than_the_ceiling() public {
        _maximum();
        _refused(abi.encodeWithSelector(IChangeBook.AboveCeiling.selector, _pledge, 1_000_000_001, 1_000_000_000));
        _determine(BANK_KEY, DeterminationGround.PeriodOver, 1_000_000_001);
    }

    function test_determines_what_an_old_register_states_no_ceiling_of() public {
        _pledged = _patents(60, 1);
        _pledge = _migrate(_pledged);
        Obligation memory terms;
        terms.kind = ObligationKind.Maximum;
        vm.prank(OFFICE_KEY);
        changes.recordAmendment(_pledge, _noKeys(), _amendment(terms, _noKeys()), "", _migratedAct());
        _determine(BANK_KEY, DeterminationGround.PeriodOver, type(uint128).max);
        check(pledges.pledgeOf(_pledge).determined, "determined");
    }

    function test_refuses_without_ground_or_salt() public {
        _maximum();
        _refused(abi.encodeWithSelector(IPledgeRegistry.GroundMissing.selector));
        _determine(BANK_KEY, DeterminationGround.None, 1);
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "salt"));
        vm.prank(BANK_KEY);
        changes.determine(_pledge, DeterminationGround.PeriodOver, Determination(1, 0), _act());
    }

    function test_refuses_another_pledgee() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, _pledge, bank, otherBank));
        _determine(OTHER_BANK_KEY, DeterminationGround.PeriodOver, 1);
    }

    function test_refuses_every_other_state() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            if (state >= uint256(PledgeState.Registered) && state <= uint256(PledgeState.Enforcing)) continue;
            _setState(_pledge, PledgeState(state));
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _determine(BANK_KEY, DeterminationGround.PeriodOver, 1);
        }
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _determine(BANK_KEY, DeterminationGround.PeriodOver, 1);
    }

    function _maximum() private {
        _pledged = _patents(50, 1);
        Filing memory filing = _filing(_pledged);
        filing.obligation.kind = ObligationKind.Maximum;
        _pledge = _file(filing, _consents(filing));
        _register(_pledge, _pledged);
    }

    function _amend(Obligation memory terms) private {
        bytes32[] memory rights = _pledged;
        Consent[] memory signed = new Consent[](1);
        signed[0] = _consent(OWNER_SECRET, owner, _pledge, bank, terms, rights);
        vm.prank(BANK_KEY);
        changes.askAmendment(_pledge, rights, _amendment(terms, _noKeys()), signed, _noOthers(), _act());
        vm.prank(OFFICE_KEY);
        changes.recordAmendment(_pledge, _noKeys(), _amendment(terms, _noKeys()), "", _officeAct());
    }

    function _determine(address key, DeterminationGround ground, uint128 amount) private {
        vm.prank(key);
        changes.determine(_pledge, ground, Determination(amount, "salt"), _act());
    }
}
