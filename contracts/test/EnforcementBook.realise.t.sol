// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Act,
    CancellationGround,
    ChangeKind,
    IAssetRegistry,
    IBook,
    IEnforcementBook,
    IPledgeRegistry,
    LedgerFixture,
    PledgeState,
    Realisation,
    RealisationMethod
} from "./LedgerFixture.sol";

contract EnforcementBookRealiseTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 3);
        _pledge = _registered(_pledged);
    }

    function test_realises_part_then_the_rest_and_ends_as_usual() public {
        _enforce(_pledge);
        bytes32[] memory sold = _keys(_pledged[1]);
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(enforcement));
        emit IEnforcementBook.RightsRealised(next, _pledge, bank, sold, _realisation(), false, _act(), 1);
        _realise(sold, _realisation());
        check(pledges.pledgeOf(_pledge).state == PledgeState.Enforcing, "more is to come");
        check(enforcement.realised(_pledge, sold[0]), "sold");
        sold = new bytes32[](2);
        (sold[0], sold[1]) = (_pledged[0], _pledged[2]);
        next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(enforcement));
        emit IEnforcementBook.RightsRealised(next, _pledge, bank, sold, _realisation(), true, _act(), 1);
        _realise(sold, _realisation());
        check(pledges.pledgeOf(_pledge).state == PledgeState.Realised, "all is sold");
        (uint64[] memory registered, , ) = assets.encumbrances(_pledged[0]);
        same(registered.length, 1, "only the office frees");
        vm.prank(BANK_KEY);
        pledges.discharge(_pledge, CancellationGround.PledgeRealised, _noOthers(), _act());
        bytes32[] memory rights = _pledged;
        vm.prank(OFFICE_KEY);
        pledges.cancel(_pledge, rights, CancellationGround.PledgeRealised, _officeAct());
        _assertHistory();
    }

    function test_the_rest_is_all_once_the_sold_right_is_released() public {
        _enforce(_pledge);
        bytes32[] memory sold = _keys(_pledged[1]);
        _realise(sold, _realisation());
        bytes32[] memory rights = _pledged;
        vm.prank(BANK_KEY);
        changes.askPartialRelease(_pledge, rights, sold, _noOthers(), _act());
        vm.prank(OFFICE_KEY);
        changes.recordPartialRelease(_pledge, rights, sold, _officeAct());
        sold = new bytes32[](2);
        (sold[0], sold[1]) = (_pledged[0], _pledged[2]);
        _pledged = sold;
        _realise(sold, _realisation());
        check(pledges.pledgeOf(_pledge).state == PledgeState.Realised, "all is sold");
    }

    function testFuzz_takes_exactly_what_adds_up(uint96[5] calldata parts, uint8 wrong) public {
        Realisation memory given = _realisation();
        given.deficiency = 0;
        given.costs = parts[0];
        given.interest = parts[1];
        given.principal = parts[2];
        given.nextRanks = parts[3];
        given.surplus = uint128(parts[4]) + 1;
        uint256 sum = uint256(parts[0]) + parts[1] + parts[2] + parts[3] + parts[4] + 1;
        given.proceeds = uint128(sum + wrong);
        _enforce(_pledge);
        if (wrong != 0) {
            _refused(abi.encodeWithSelector(IEnforcementBook.ProceedsDoNotAddUp.selector, _pledge, sum + wrong, sum));
        }
        _realise(_pledged, given);
    }

    function test_sums_do_not_overflow() public {
        _enforce(_pledge);
        Realisation memory given = _realisation();
        (given.costs, given.interest) = (type(uint128).max, type(uint128).max);
        (given.principal, given.nextRanks, given.surplus, given.deficiency) = (type(uint128).max, 0, 0, 0);
        uint256 sum = 3 * uint256(type(uint128).max);
        _refused(abi.encodeWithSelector(IEnforcementBook.ProceedsDoNotAddUp.selector, _pledge, given.proceeds, sum));
        _realise(_pledged, given);
    }

    function test_refuses_to_pay_others_while_the_debtor_owes() public {
        _enforce(_pledge);
        Realisation memory given = _realisation();
        (given.principal, given.surplus) = (given.principal - 1, 1);
        _refused(abi.encodeWithSelector(IEnforcementBook.PaidPastDeficiency.selector, _pledge, 100_000_000, 0, 1));
        _realise(_pledged, given);
        (given.surplus, given.nextRanks) = (0, 1);
        _refused(abi.encodeWithSelector(IEnforcementBook.PaidPastDeficiency.selector, _pledge, 100_000_000, 1, 0));
        _realise(_pledged, given);
    }

    function test_refuses_forfeiture() public {
        _enforce(_pledge);
        Realisation memory given = _realisation();
        (given.proceeds, given.costs, given.interest, given.principal) = (0, 0, 0, 0);
        _refused(abi.encodeWithSelector(IEnforcementBook.Forfeiture.selector, _pledge, 20250102, 20260201));
        _realise(_pledged, given);
        given = _realisation();
        given.buyer = bank;
        given.method = RealisationMethod.AgreedPrice;
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "valuationDocument"));
        _realise(_pledged, given);
        given.valuationDocument = hex"01";
        // Agreed before the notice of default: the clause that the law forbids.
        _refused(abi.encodeWithSelector(IEnforcementBook.Forfeiture.selector, _pledge, 20250102, 20260201));
        _realise(_pledged, given);
        Act memory act = _act();
        act.executedOn = 20260201;
        _realise(_pledged, given, act);
        check(pledges.pledgeOf(_pledge).state == PledgeState.Realised, "taken at an agreed price after default");
    }

    function test_refuses_fields_that_are_missing_or_do_not_exist() public {
        _enforce(_pledge);
        Realisation memory given = _realisation();
        given.method = RealisationMethod.None;
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "method"));
        _realise(_pledged, given);
        given = _realisation();
        given.buyer = type(uint64).max;
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "buyer", type(uint64).max));
        _realise(_pledged, given);
        given = _realisation();
        given.currency = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidObligation.selector, "currency"));
        _realise(_pledged, given);
        given = _realisation();
        given.salt = 0;
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "salt"));
        _realise(_pledged, given);
        given = _realisation();
        given.valuationDocument = _filled(129);
        _refused(abi.encodeWithSelector(IBook.TooLong.selector, "valuationDocument", 129, 128));
        _realise(_pledged, given);
        Act memory act = _act();
        act.document = "";
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "act.document"));
        _realise(_pledged, _realisation(), act);
    }

    function test_refuses_rights_that_are_sold_or_not_the_pledges() public {
        _enforce(_pledge);
        bytes32[] memory sold = _keys(_pledged[1]);
        _realise(sold, _realisation());
        _refused(abi.encodeWithSelector(IEnforcementBook.AlreadyRealised.selector, _pledge, sold[0]));
        _realise(sold, _realisation());
        _refused(abi.encodeWithSelector(IBook.EmptyList.selector, "sold"));
        _realise(_noKeys(), _realisation());
        sold[0] = bytes32(uint256(1));
        _refused(abi.encodeWithSelector(IPledgeRegistry.RightNotInPledge.selector, _pledge, sold[0]));
        _realise(sold, _realisation());
        sold = _pledged;
        sold[1] = sold[0];
        _refused(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "sold", 1));
        _realise(sold, _realisation());
    }

    function test_refuses_the_last_right_while_a_change_waits() public {
        _enforce(_pledge);
        vm.prank(BANK_KEY);
        changes.nominateAssignee(_pledge, fund, _act());
        _realise(_keys(_pledged[0]), _realisation());
        bytes32[] memory sold = new bytes32[](2);
        (sold[0], sold[1]) = (_pledged[1], _pledged[2]);
        _refused(abi.encodeWithSelector(IPledgeRegistry.ChangePending.selector, _pledge, ChangeKind.Assignment));
        _realise(sold, _realisation());
    }

    function test_refuses_other_rights() public {
        _enforce(_pledge);
        bytes32[] memory sold = _keys(_pledged[0]);
        bytes32 expected = keccak256(abi.encodePacked(_pledged));
        _pledged.pop();
        bytes32 digest = keccak256(abi.encodePacked(_pledged));
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongRights.selector, _pledge, digest, expected));
        _realise(sold, _realisation());
    }

    function test_refuses_another_pledgee() public {
        _enforce(_pledge);
        bytes32[] memory rights = _pledged;
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, _pledge, bank, otherBank));
        vm.prank(OTHER_BANK_KEY);
        enforcement.realise(_pledge, rights, rights, _realisation(), _act());
    }

    function test_refuses_every_other_state() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            if (state == uint256(PledgeState.Enforcing)) continue;
            _setState(_pledge, PledgeState(state));
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _realise(_pledged, _realisation());
        }
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _realise(_pledged, _realisation());
    }

    function _realise(bytes32[] memory sold, Realisation memory given) private {
        _realise(sold, given, _act());
    }

    function _realise(bytes32[] memory sold, Realisation memory given, Act memory act) private {
        bytes32[] memory rights = _pledged;
        vm.prank(BANK_KEY);
        enforcement.realise(_pledge, rights, sold, given, act);
    }
}
