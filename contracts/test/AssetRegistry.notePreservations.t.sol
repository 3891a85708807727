// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Act,
    CancellationGround,
    IAssetRegistry,
    IBook,
    LedgerFixture,
    Preservation,
    RefusalGround,
    Validity,
    Registration
} from "./LedgerFixture.sol";

contract AssetRegistryNotePreservationsTest is LedgerFixture {
    bytes32[] private _rightKeys;
    bytes32 private _key;

    function setUp() public override {
        super.setUp();
        _rightKeys = _patents(1, 2);
        _key = _rightKeys[0];
    }

    function test_notes_a_preservation() public {
        vm.expectEmit(true, true, true, true, address(assets));
        emit IAssetRegistry.PreservationNoted(log.sequence() + 1, _key, office, _preservation(_key), _officeAct(), 1);
        _preserve(_key);
        same(_locks(_key), 1, "bit 0");
        same(_locks(_rightKeys[1]), 0, "no other right");
        _assertHistory();
    }

    function test_bars_filing_and_registration_until_the_last_one_is_lifted() public {
        uint64 pledge = _file(_rightKeys);
        uint64 first = _preserve(_key);
        uint64 waiting = _preserve(_key);
        bytes memory reason = abi.encodeWithSelector(IAssetRegistry.RightPreserved.selector, _key);
        bytes32[] memory filed = _rightKeys;
        for (uint256 lifted = 0; lifted < 2; ++lifted) {
            _refused(reason);
            vm.prank(OFFICE_KEY);
            pledges.register(pledge, filed, _ids(owner), Registration("Y1", 20250107, ""), _officeAct());
            _lift(_key, lifted == 0 ? first : waiting);
        }
        same(_locks(_key), 0, "lifted");
        _register(pledge, filed);
        _assertHistory();
    }

    function test_what_was_preserved_after_filing_is_refused_by_its_office() public {
        uint64 pledge = _file(_rightKeys);
        _preserve(_key);
        bytes32[] memory filed = _rightKeys;
        vm.prank(OFFICE_KEY);
        pledges.refuse(pledge, filed, RefusalGround.OwnershipDispute, _officeAct());
        _refused(abi.encodeWithSelector(IAssetRegistry.RightPreserved.selector, _key));
        _fileOnPaper(filed);
        _fileOnPaper(_keys(filed[1]));
    }

    function test_an_ended_right_is_said_to_have_ended_first() public {
        _preserve(_key);
        Validity lapsed = Validity.Lapsed;
        _setValidity(_patent("1"), lapsed);
        _setValidity(_patent("2"), lapsed);
        _refused(abi.encodeWithSelector(IAssetRegistry.RightNotInForce.selector, _key, lapsed));
        _fileOnPaper(_keys(_key));
        same(_locks(_key), 1, "a newer attestation lifts nothing");
    }

    function test_a_registered_pledge_can_be_released_and_migrated_while_preserved() public {
        uint64 pledge = _registered(_rightKeys);
        _preserve(_key);
        bytes32[] memory filed = _rightKeys;
        vm.prank(OFFICE_KEY);
        pledges.cancel(pledge, filed, CancellationGround.OtherLaw, _officeAct());
        // What the official register holds is carried over whatever courts have ordered since.
        _migrate(filed);
        same(_locks(_key), 1, "still preserved");
    }

    function test_lifts() public {
        uint64 first = _preserve(_key);
        _preserve(_key);
        vm.expectEmit(true, true, true, true, address(assets));
        emit IAssetRegistry.PreservationLifted(log.sequence() + 1, _key, office, first, 1, _officeAct(), 1);
        _lift(_key, first);
        same(_locks(_key), 1, "the other one holds");
        _assertHistory();
    }

    function test_lifts_no_preservation_twice_nor_anothers() public {
        uint64 preservation = _preserve(_key);
        bytes32 other = _rightKeys[1];
        _refused(abi.encodeWithSelector(IAssetRegistry.NotPreservedBy.selector, other, preservation));
        _lift(other, preservation);
        _refused(abi.encodeWithSelector(IAssetRegistry.NotPreservedBy.selector, _key, 0));
        _lift(_key, 0);
        _lift(_key, preservation);
        _refused(abi.encodeWithSelector(IAssetRegistry.NotPreservedBy.selector, _key, preservation));
        _lift(_key, preservation);
        _refused(abi.encodeWithSelector(IAssetRegistry.UnknownRight.selector, bytes32(0)));
        _lift(0, preservation);
    }

    function test_refuses_bad_input() public {
        Preservation memory order = _preservation(_key);
        order.assetKey = keccak256("unknown");
        _refuses(order, abi.encodeWithSelector(IAssetRegistry.UnknownRight.selector, order.assetKey));
        order = _preservation(_key);
        order.court = "";
        _refuses(order, abi.encodeWithSelector(IBook.Missing.selector, "court"));
        order.court = string(_filled(129));
        _refuses(order, abi.encodeWithSelector(IBook.TooLong.selector, "court", 129, 128));
        order = _preservation(_key);
        order.caseNumber = "";
        _refuses(order, abi.encodeWithSelector(IBook.Missing.selector, "caseNumber"));
        order.caseNumber = string(_filled(129));
        _refuses(order, abi.encodeWithSelector(IBook.TooLong.selector, "caseNumber", 129, 128));
        order = _preservation(_key);
        order.startsOn = 0;
        _refuses(order, abi.encodeWithSelector(IBook.InvalidDate.selector, "startsOn", 0));
        order.startsOn = 20280108;
        _refuses(order, abi.encodeWithSelector(IBook.InvalidPeriod.selector, 20280108, 20280107));
        order = _preservation(_key);
        order.endsOn = 20251301;
        _refuses(order, abi.encodeWithSelector(IBook.InvalidDate.selector, "endsOn", 20251301));
        order = _preservation(_key);
        order.rank = 0;
        _refuses(order, abi.encodeWithSelector(IBook.Missing.selector, "rank"));
        order = _preservation(_key);
        order.source = "";
        _refuses(order, abi.encodeWithSelector(IBook.Missing.selector, "source"));
        order = _preservation(_key);
        order.asOf = 0;
        _refuses(order, abi.encodeWithSelector(IBook.InvalidDate.selector, "asOf", 0));
    }

    function test_takes_one_day_and_no_end() public {
        Preservation memory order = _preservation(_key);
        order.endsOn = order.startsOn;
        _note(OFFICE_KEY, order, _officeAct());
        order.endsOn = 0;
        _note(OFFICE_KEY, order, _officeAct());
        _assertHistory();
    }

    function test_bounds_the_list_and_judges_the_act() public {
        _refused(abi.encodeWithSelector(IBook.EmptyList.selector, "preservations"));
        vm.prank(OFFICE_KEY);
        assets.notePreservations(new Preservation[](0), _officeAct());
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "preservations", 201, 200));
        vm.prank(OFFICE_KEY);
        assets.notePreservations(new Preservation[](201), _officeAct());
        Act memory act = _officeAct();
        act.recordedOn = 1;
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "act.recordedOn", 1));
        _note(OFFICE_KEY, _preservation(_key), act);
        uint64 preservation = _preserve(_key);
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "act.recordedOn", 1));
        vm.prank(OFFICE_KEY);
        assets.liftPreservation(_key, preservation, act);
    }

    function test_only_the_rights_own_office_acts() public {
        Preservation memory order = _preservation(_key);
        _refused(abi.encodeWithSelector(IAssetRegistry.NotTheOffice.selector, office, usOffice));
        _note(US_OFFICE_KEY, order, _officeAct());
        uint64 preservation = _preserve(_key);
        _refused(abi.encodeWithSelector(IAssetRegistry.NotTheOffice.selector, office, usOffice));
        vm.prank(US_OFFICE_KEY);
        assets.liftPreservation(_key, preservation, _officeAct());
        address[3] memory callers = [GOVERNOR, BANK_KEY, STRANGER];
        for (uint256 index = 0; index < callers.length; ++index) {
            _unauthorised(callers[index]);
            _note(callers[index], order, _officeAct());
            _unauthorised(callers[index]);
            vm.prank(callers[index]);
            assets.liftPreservation(_key, preservation, _officeAct());
        }
    }

    function _refuses(Preservation memory order, bytes memory reason) private {
        _refused(reason);
        _note(OFFICE_KEY, order, _officeAct());
    }

    function _note(address caller, Preservation memory order, Act memory act) private {
        Preservation[] memory list = new Preservation[](1);
        list[0] = order;
        vm.prank(caller);
        assets.notePreservations(list, act);
    }

    function _locks(bytes32 key) private view returns (uint256 locks) {
        (, , locks) = assets.encumbrances(key);
    }
}
