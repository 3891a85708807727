// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act, IBook, IPledgeRegistry, LedgerFixture, PledgeState, Provenance, RefusalGround} from "./LedgerFixture.sol";

contract PledgeRegistryRefuseTest is LedgerFixture {
    bytes32[] private _filed;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _filed = _patents(1, 2);
        _pledge = _file(_filed);
    }

    function test_refuses_on_each_ground() public {
        for (
            uint256 ground = uint256(RefusalGround.PledgorNotOwner);
            ground <= uint256(RefusalGround.Other);
            ++ground
        ) {
            uint64 next = log.sequence() + 1;
            vm.expectEmit(true, true, true, true, address(pledges));
            emit IPledgeRegistry.PledgeRefused(next, _pledge, office, RefusalGround(ground), _officeAct(), 1);
            _refuse(OFFICE_KEY, _officeAct(), RefusalGround(ground));
            check(pledges.pledgeOf(_pledge).state == PledgeState.Refused, "state");
            (, uint64[] memory filed, ) = assets.encumbrances(_filed[1]);
            same(filed.length, 0, "the right is free");
            _pledge = _file(_filed);
        }
        _assertHistory();
    }

    function test_needs_no_document() public {
        Act memory act = _officeAct();
        act.document = "";
        _refuse(OFFICE_KEY, act, RefusalGround.Other);
    }

    function test_takes_no_refusal_without_ground() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.GroundMissing.selector));
        _refuse(OFFICE_KEY, _officeAct(), RefusalGround.None);
    }

    function test_takes_no_ground_that_is_none() public {
        bytes memory call = abi.encodeCall(
            IPledgeRegistry.refuse,
            (_pledge, _filed, RefusalGround.Other, _officeAct())
        );
        // The ground is the third word of the arguments.
        call[4 + 3 * 32 - 1] = bytes1(uint8(RefusalGround.Other) + 1);
        vm.prank(OFFICE_KEY);
        (bool done, ) = address(pledges).call(call);
        check(!done, "an enum has no value beyond its last");
    }

    function test_takes_no_refusal_of_another_office() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgesOffice.selector, _pledge, office, usOffice));
        _refuse(US_OFFICE_KEY, _officeAct(), RefusalGround.Other);
    }

    function test_takes_no_migrated_refusal() public {
        _refused(abi.encodeWithSelector(IBook.WrongProvenance.selector, Provenance.Migrated));
        _refuse(OFFICE_KEY, _migratedAct(), RefusalGround.Other);
    }

    function test_takes_no_refusal_of_what_is_not_filed() public {
        for (uint256 state = uint256(PledgeState.Registered); state <= uint256(PledgeState.Revoked); ++state) {
            _setState(_pledge, PledgeState(state));
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _refuse(OFFICE_KEY, _officeAct(), RefusalGround.Other);
        }
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _refuse(OFFICE_KEY, _officeAct(), RefusalGround.Other);
    }

    function test_takes_no_other_rights() public {
        bytes32 expected = keccak256(abi.encodePacked(_filed));
        _filed.pop();
        bytes32 given = keccak256(abi.encodePacked(_filed));
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongRights.selector, _pledge, given, expected));
        _refuse(OFFICE_KEY, _officeAct(), RefusalGround.Other);
    }

    function _refuse(address key, Act memory act, RefusalGround ground) private {
        bytes32[] memory rights = _filed;
        vm.prank(key);
        pledges.refuse(_pledge, rights, ground, act);
    }
}
