// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Filing,
    IAssetRegistry,
    IBook,
    IPledgeRegistry,
    LedgerFixture,
    PledgeState,
    Provenance,
    RightKind,
    Validity,
    Registration
} from "./LedgerFixture.sol";

contract PledgeRegistryRegisterTest is LedgerFixture {
    bytes32[] private _filed;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _filed = _patents(1, 3);
        _pledge = _file(_filed);
    }

    function test_registers() public {
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(pledges));
        emit IPledgeRegistry.PledgeRegistered(
            next,
            _pledge,
            office,
            "Y2025990000001",
            20250107,
            hex"01",
            _officeAct(),
            1
        );
        _registerAs("Y2025990000001", 20250107, hex"01");
        check(pledges.pledgeOf(_pledge).state == PledgeState.Registered, "state");
        same(pledges.pledgeByNumber(office, "Y2025990000001"), _pledge, "by number");
        same(pledges.pledgeByNumber(usOffice, "Y2025990000001"), 0, "another office's number");
        for (uint256 index = 0; index < _filed.length; ++index) {
            (uint64[] memory registered, uint64[] memory filed, uint256 locks) = assets.encumbrances(_filed[index]);
            same(registered[0], _pledge, "registered");
            same(filed.length, 0, "filed");
            same(locks, 0, "locks");
        }
        _assertHistory();
    }

    function test_ranks_follow_registration_not_filing() public {
        bytes32[] memory rights = _rights(CN, RightKind.Trademark, 1, 1);
        uint64 first = _fileOnPaper(rights);
        uint64 second = _file(rights);
        uint64 third = _file(rights);
        _register(third, rights);
        _register(second, rights);
        (uint64[] memory registered, uint64[] memory filed, ) = assets.encumbrances(rights[0]);
        same(registered[0], third, "first rank");
        same(registered[1], second, "second rank");
        same(filed[0], first, "filed");
    }

    function test_registers_a_paper_filing_with_the_paper_only() public {
        bytes32[] memory rights = _patents(10, 1);
        uint64 pledge = _fileOnPaper(rights);
        _refused(abi.encodeWithSelector(IPledgeRegistry.PaperConsentMissing.selector, pledge));
        vm.prank(OFFICE_KEY);
        pledges.register(pledge, rights, _ids(owner), Registration("1", 20250107, ""), _officeAct());
        vm.prank(OFFICE_KEY);
        pledges.register(pledge, rights, _ids(owner), Registration("1", 20250107, _filled(128)), _officeAct());
    }

    function test_refuses_an_unknown_pledge() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        vm.prank(OFFICE_KEY);
        pledges.register(0, _filed, _ids(owner), Registration("1", 20250107, ""), _officeAct());
    }

    function test_refuses_another_office() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgesOffice.selector, _pledge, office, usOffice));
        vm.prank(US_OFFICE_KEY);
        pledges.register(_pledge, _filed, _ids(owner), Registration("1", 20250107, ""), _officeAct());
    }

    function test_refuses_a_migrated_act() public {
        _refused(abi.encodeWithSelector(IBook.WrongProvenance.selector, Provenance.Migrated));
        vm.prank(OFFICE_KEY);
        pledges.register(_pledge, _filed, _ids(owner), Registration("1", 20250107, ""), _migratedAct());
    }

    function test_refuses_every_state_but_filed() public {
        for (uint256 state = uint256(PledgeState.Registered); state <= uint256(PledgeState.Revoked); ++state) {
            _setState(_pledge, PledgeState(state));
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _registerAs("1", 20250107, "");
        }
    }

    function test_refuses_other_rights_than_were_filed() public {
        bytes32[] memory fewer = _keys(_filed[0]);
        _refused(
            abi.encodeWithSelector(
                IPledgeRegistry.WrongRights.selector,
                _pledge,
                keccak256(abi.encodePacked(fewer)),
                keccak256(abi.encodePacked(_filed))
            )
        );
        vm.prank(OFFICE_KEY);
        pledges.register(_pledge, fewer, _ids(owner), Registration("1", 20250107, ""), _officeAct());
    }

    function test_refuses_a_number_that_is_missing_too_long_or_taken() public {
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "registrationNumber"));
        _registerAs("", 20250107, "");
        _refused(abi.encodeWithSelector(IBook.TooLong.selector, "registrationNumber", 65, 64));
        _registerAs(string(_filled(65)), 20250107, "");
        bytes32[] memory others = _patents(10, 1);
        uint64 other = _file(others);
        vm.prank(OFFICE_KEY);
        pledges.register(other, others, _ids(owner), Registration("Y1", 20250107, ""), _officeAct());
        _refused(abi.encodeWithSelector(IPledgeRegistry.RegistrationNumberTaken.selector, "Y1", other));
        _registerAs("Y1", 20250107, "");
        _registerAs(string(_filled(64)), 20250107, "");
    }

    function test_refuses_a_date_that_is_none() public {
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "effectiveOn", 0));
        _registerAs("1", 0, "");
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "effectiveOn", 20250431));
        _registerAs("1", 20250431, "");
    }

    function test_refuses_a_consent_document_that_is_too_long() public {
        _refused(abi.encodeWithSelector(IBook.TooLong.selector, "consentDocument", 129, 128));
        _registerAs("1", 20250107, _filled(129));
    }

    function test_refuses_a_right_that_ended_since_the_filing() public {
        bytes32 key = _attestWith(_patent("ended"), Validity.InForce, 0);
        bytes32[] memory rights = _keys(key);
        uint64 pledge = _file(rights);
        _attestWith(_patent("ended"), Validity.Invalidated, 0);
        _refused(abi.encodeWithSelector(IAssetRegistry.RightNotInForce.selector, key, Validity.Invalidated));
        _register(pledge, rights);
    }

    function test_refuses_a_right_that_was_sold_since_the_filing() public {
        bytes32 key = _attest(_patent("sold"), _ids(owner));
        uint64 pledge = _file(_keys(key));
        _attest(_patent("sold"), _ids(coOwner));
        _refused(abi.encodeWithSelector(IAssetRegistry.OwnerConsentMissing.selector, key, coOwner));
        _register(pledge, _keys(key));
        _attest(_patent("sold"), _ids(owner, coOwner));
        _refused(abi.encodeWithSelector(IAssetRegistry.OwnerConsentMissing.selector, key, coOwner));
        _register(pledge, _keys(key));
        _attest(_patent("sold"), new uint64[](0));
        _refused(abi.encodeWithSelector(IAssetRegistry.OwnersNotAttested.selector, key));
        _register(pledge, _keys(key));
        _attest(_patent("sold"), _ids(owner));
        _register(pledge, _keys(key));
    }

    function test_refuses_a_pledgor_who_sold_his_share_to_the_others() public {
        bytes32 key = _attest(_patent("shared"), _ids(owner, coOwner));
        Filing memory filing = _filing(_keys(key));
        filing.pledgors = _ids(owner, coOwner);
        uint64 pledge = _file(filing, _none());
        _attest(_patent("shared"), _ids(owner));
        _refused(abi.encodeWithSelector(IAssetRegistry.PledgorOwnsNothing.selector, coOwner));
        vm.prank(OFFICE_KEY);
        pledges.register(pledge, _keys(key), _ids(owner, coOwner), Registration("1", 20250107, "x"), _officeAct());
    }

    function test_refuses_other_pledgors_than_filed() public {
        bytes32 given = keccak256(abi.encodePacked(_ids(coOwner)));
        bytes32 expected = keccak256(abi.encodePacked(_ids(owner)));
        bytes32[] memory rights = _filed;
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongPledgors.selector, _pledge, given, expected));
        vm.prank(OFFICE_KEY);
        pledges.register(_pledge, rights, _ids(coOwner), Registration("1", 20250107, ""), _officeAct());
    }

    function test_refuses_an_exclusive_right_on_which_a_registration_was_carried_over_meanwhile() public {
        uint64 before = _migrate(_keys(_filed[1]));
        _refused(abi.encodeWithSelector(IAssetRegistry.AlreadyEncumbered.selector, _filed[1], before));
        _registerAs("1", 20250107, "");
    }

    function _registerAs(string memory number, uint32 effectiveOn, bytes memory paper) private {
        bytes32[] memory rights = _filed;
        vm.prank(OFFICE_KEY);
        pledges.register(_pledge, rights, _ids(owner), Registration(number, effectiveOn, paper), _officeAct());
    }
}
