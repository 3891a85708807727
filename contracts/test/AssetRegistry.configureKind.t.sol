// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAssetRegistry, IBook, LedgerFixture, Ranking, Right, RightKind} from "./LedgerFixture.sol";

contract AssetRegistryConfigureKindTest is LedgerFixture {
    function test_configures() public {
        uint64 next = log.sequence() + 1;
        bytes32 kindId = keccak256(abi.encode(CN, RightKind.Copyright));
        vm.expectEmit(true, true, true, true, address(assets));
        emit IAssetRegistry.KindConfigured(next, kindId, 0, CN, RightKind.Copyright, Ranking.Ranked, office, _act(), 1);
        _configure(CN, RightKind.Copyright, Ranking.Ranked, office);
        (Ranking ranking, uint64 configured, uint32 from, uint32 through) = assets.kindOf(CN, RightKind.Copyright);
        check(ranking == Ranking.Ranked && configured == office && from == 0 && through == 0, "rules");
        _assertHistory();
    }

    function test_changes_the_office_but_not_the_ranking_once_used() public {
        _configure(CN, RightKind.Patent, Ranking.Ranked, office);
        bytes32 key = _attest(_patent("1"), _ids(owner));
        _refused(abi.encodeWithSelector(IAssetRegistry.InvalidRanking.selector, Ranking.Exclusive));
        _configure(CN, RightKind.Patent, Ranking.Exclusive, office);
        _configure(CN, RightKind.Patent, Ranking.Ranked, usOffice);
        (, uint64 present, , ) = assets.rightOf(key);
        same(present, usOffice, "office");
        _assertHistory();
    }

    function test_coverage_ends_with_the_office_that_declared_it() public {
        _cover(RightKind.Patent, 20000101, 20250131);
        _configure(CN, RightKind.Patent, Ranking.Exclusive, office);
        (, , uint32 from, uint32 through) = assets.kindOf(CN, RightKind.Patent);
        check(from == 20000101 && through == 20250131, "the same office's");
        _configure(CN, RightKind.Patent, Ranking.Exclusive, usOffice);
        (, , from, through) = assets.kindOf(CN, RightKind.Patent);
        check(from == 0 && through == 0, "the next office has declared nothing");
    }

    function test_a_pledge_stays_with_the_office_it_was_filed_with() public {
        bytes32[] memory rights = _patents(1, 1);
        uint64 pledge = _file(rights);
        _configure(CN, RightKind.Patent, Ranking.Exclusive, usOffice);
        _register(pledge, rights);
        same(pledges.pledgeOf(pledge).office, office, "office");
    }

    function test_refuses_rules_that_are_none() public {
        _refused(abi.encodeWithSelector(IAssetRegistry.InvalidRanking.selector, Ranking.None));
        _configure(CN, RightKind.Copyright, Ranking.None, office);
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "kind"));
        _configure(CN, RightKind.None, Ranking.Ranked, office);
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "jurisdiction"));
        _configure(0, RightKind.Copyright, Ranking.Ranked, office);
    }

    function test_refuses_who_is_no_office() public {
        uint64[3] memory others = [uint64(0), bank, type(uint64).max];
        for (uint256 index = 0; index < others.length; ++index) {
            _refused(abi.encodeWithSelector(IAssetRegistry.NotAnOffice.selector, others[index]));
            _configure(CN, RightKind.Copyright, Ranking.Ranked, others[index]);
        }
    }

    function test_only_the_governance_configures() public {
        _unauthorised(OFFICE_KEY);
        vm.prank(OFFICE_KEY);
        assets.configureKind(CN, RightKind.Copyright, Ranking.Ranked, office, _act());
    }

    function test_takes_as_many_kinds_as_a_word_can_number() public {
        // Three are configured by the fixture; the last one's number takes all 8 bits.
        for (uint16 index = 0; index < 252; ++index) {
            _configure(bytes2(0x5800 + index), RightKind.Patent, Ranking.Exclusive, office);
        }
        bytes2 last = bytes2(uint16(0x5800 + 251));
        Right memory right = Right(last, RightKind.Patent, "1");
        bytes32 key = _attest(right, _ids(owner));
        (, uint64 its, Ranking ranking, ) = assets.rightOf(key);
        check(its == office && ranking == Ranking.Exclusive, "rules of the last kind");
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "kinds", 256, 255));
        _configure("ZZ", RightKind.Patent, Ranking.Exclusive, office);
        _configure(last, RightKind.Patent, Ranking.Exclusive, usOffice);
        (, its, , ) = assets.rightOf(key);
        same(its, usOffice, "a kind that is known can still be changed");
    }
}
