// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Act,
    IBook,
    IPartyRegistry,
    ISearchRegister,
    LedgerFixture,
    PartyKind,
    Provenance,
    RightKind,
    Validity
} from "./LedgerFixture.sol";

contract SearchRegisterCertifyTest is LedgerFixture {
    bytes32 private constant SEARCH = keccak256("search");
    uint32 private constant AS_OF = 20250110;

    function setUp() public override {
        super.setUp();
        _cover(RightKind.Patent, 19850401, 20250131);
    }

    function test_a_clean_search_names_nothing() public {
        bytes32[] memory keys = _patents(1, 3);
        _emits(keys, "");
        _certify(keys);
        _assertHistory();
    }

    function test_names_each_right_that_is_not_clear_at_its_place() public {
        bytes32[] memory keys = _patents(1, 6);
        _file(_keys(keys[1]));
        _registered(_keys(keys[2]));
        _preserve(keys[4]);
        bytes32[] memory asked = new bytes32[](7);
        for (uint256 index = 0; index < 6; ++index) asked[index] = keys[5 - index];
        asked[6] = keccak256("never attested");
        // In the order asked: clear, preserved, clear, pledged, filed, clear, unknown and of no covered kind.
        _emits(
            asked,
            hex"000101000003008000040040"
            hex"00060011"
        );
        _certify(asked);
        _assertHistory();
    }

    function test_a_date_beyond_the_coverage_clears_nothing() public {
        bytes32[] memory keys = _patents(1, 2);
        vm.expectEmit(true, true, true, true, address(searches));
        emit ISearchRegister.Searched(
            log.sequence() + 1,
            SEARCH,
            searcher,
            1,
            1,
            20250201,
            2,
            keccak256(abi.encodePacked(keys)),
            hex"0000002000010020",
            _act(),
            1
        );
        vm.prank(SEARCHER_KEY);
        searches.certify(SEARCH, 1, 1, 20250201, keys, _act());
    }

    function test_a_key_that_occurs_twice_is_found_alike() public {
        bytes32 key = _patents(1, 1)[0];
        _file(_keys(key));
        bytes32[] memory keys = new bytes32[](2);
        keys[0] = key;
        keys[1] = key;
        _emits(keys, hex"0000004000010040");
        _certify(keys);
    }

    function test_takes_the_last_part_and_the_bound() public {
        bytes32[] memory keys = new bytes32[](3500);
        vm.prank(SEARCHER_KEY);
        searches.certify(SEARCH, type(uint16).max, type(uint16).max, AS_OF, keys, _act());
        _assertHistory();
    }

    function test_refuses_bad_input() public {
        bytes32[] memory keys = _patents(1, 1);
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "searchId"));
        _certify(0, 1, 1, AS_OF, keys);
        _refused(abi.encodeWithSelector(ISearchRegister.InvalidPart.selector, 0, 1));
        _certify(SEARCH, 0, 1, AS_OF, keys);
        _refused(abi.encodeWithSelector(ISearchRegister.InvalidPart.selector, 3, 2));
        _certify(SEARCH, 3, 2, AS_OF, keys);
        _refused(abi.encodeWithSelector(ISearchRegister.InvalidPart.selector, 0, 0));
        _certify(SEARCH, 0, 0, AS_OF, keys);
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "asOf", 0));
        _certify(SEARCH, 1, 1, 0, keys);
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "asOf", 20250230));
        _certify(SEARCH, 1, 1, 20250230, keys);
        // The date is judged by the search itself, before it reads anything.
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "asOf", 0));
        _certify(SEARCH, 1, 1, 0, new bytes32[](0));
        _refused(abi.encodeWithSelector(IBook.EmptyList.selector, "assetKeys"));
        _certify(SEARCH, 1, 1, AS_OF, new bytes32[](0));
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "assetKeys", 3501, 3500));
        _certify(SEARCH, 1, 1, AS_OF, new bytes32[](3501));
    }

    function test_judges_the_act() public {
        bytes32[] memory keys = _patents(1, 1);
        Act memory act = _act();
        act.recordedOn = 20250101;
        _refused(abi.encodeWithSelector(IBook.OnlyOfficesRecord.selector, 20250101));
        vm.prank(SEARCHER_KEY);
        searches.certify(SEARCH, 1, 1, AS_OF, keys, act);
        _refused(abi.encodeWithSelector(IBook.WrongProvenance.selector, Provenance.Migrated));
        vm.prank(SEARCHER_KEY);
        searches.certify(SEARCH, 1, 1, AS_OF, keys, _migratedAct());
    }

    function test_only_who_is_granted_it_searches() public {
        bytes32[] memory keys = _patents(1, 1);
        address[3] memory callers = [GOVERNOR, STRANGER, vm.addr(OWNER_SECRET)];
        for (uint256 index = 0; index < callers.length; ++index) {
            _unauthorised(callers[index]);
            vm.prank(callers[index]);
            searches.certify(SEARCH, 1, 1, AS_OF, keys, _act());
        }
        _grant(address(searches), ISearchRegister.certify.selector, GOVERNANCE);
        _refused(abi.encodeWithSelector(IBook.UnknownKey.selector, GOVERNOR));
        vm.prank(GOVERNOR);
        searches.certify(SEARCH, 1, 1, AS_OF, keys, _act());
    }

    function test_a_searchers_key_does_nothing_but_search() public {
        bytes32[] memory keys = _patents(1, 1);
        vm.prank(SEARCHER_KEY);
        searches.certify(SEARCH, 1, 1, AS_OF, keys, _act());
        _unauthorised(SEARCHER_KEY);
        vm.prank(SEARCHER_KEY);
        pledges.file(_filing(keys), _none(), _act());
        check(!parties.canCall(SEARCHER_KEY, address(parties), IPartyRegistry.enrol.selector), "enrol");
        (PartyKind kind, ) = parties.partyKind(searcher);
        check(kind == PartyKind.Searcher, "kind");
    }

    /// @dev Whatever the ledger holds of a right, it is left out exactly where all that makes it clear holds.
    function testFuzz_only_clear_rights_are_left_out(uint256 seed, uint32 through, uint32 expiresOn) public {
        bytes32[] memory keys = _patents(1, 1);
        Validity validity = Validity(seed % 7);
        bool covered = (seed >> 8) % 2 == 0;
        through = covered ? 20250110 + (through % 21) : 20250101 + (through % 9);
        expiresOn = uint32(20250101 + (expiresOn % 28));
        uint256 held = (seed >> 16) % 4;
        uint64 filed = held == 1 || held == 2 ? _file(keys) : 0;
        if (held == 2) _register(filed, keys);
        if (held == 3) _preserve(keys[0]);
        _cover(RightKind.Patent, 20250101, through);
        same(_attestWith(_patent("1"), validity, expiresOn), keys[0], "the same right");
        bytes memory found = assets.findings(keys, AS_OF);
        bool clear = validity == Validity.InForce && covered && held == 0 && expiresOn >= AS_OF;
        same(found.length, clear ? 0 : 4, "named or not");
    }

    function _emits(bytes32[] memory keys, bytes memory found) private {
        vm.expectEmit(true, true, true, true, address(searches));
        emit ISearchRegister.Searched(
            log.sequence() + 1,
            SEARCH,
            searcher,
            2,
            3,
            AS_OF,
            uint32(keys.length),
            keccak256(abi.encodePacked(keys)),
            found,
            _act(),
            1
        );
    }

    function _certify(bytes32[] memory keys) private {
        _certify(SEARCH, 2, 3, AS_OF, keys);
    }

    function _certify(bytes32 searchId, uint16 part, uint16 parts, uint32 asOf, bytes32[] memory keys) private {
        vm.prank(SEARCHER_KEY);
        searches.certify(searchId, part, parts, asOf, keys, _act());
    }
}
