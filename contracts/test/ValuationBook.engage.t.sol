// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Act,
    EngagementState,
    EngagementTerms,
    EngagementView,
    IAssetRegistry,
    IBook,
    IValuationBook,
    ValuationFixture,
    ValuationKind,
    ValuationPurpose
} from "./ValuationFixture.sol";

contract ValuationBookEngageTest is ValuationFixture {
    function test_records_who_asked_for_what_before_there_is_a_result() public {
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(valuations));
        emit IValuationBook.ValuationEngaged(next, next, appraiser, valued, _terms(), _act(), 1);
        uint64 engagement = _engaged();
        same(engagement, next, "id");
        EngagementView memory entry = valuations.engagementOf(engagement);
        _assertState(engagement, EngagementState.Engaged);
        same(uint256(entry.kind), uint256(ValuationKind.Appraisal), "kind");
        same(uint256(entry.purpose), uint256(ValuationPurpose.Pledge), "purpose");
        same(entry.appraiser, appraiser, "appraiser");
        same(entry.client, owner, "client");
        same(entry.payer, owner, "payer");
        same(entry.fee, 5_000_000, "fee");
        same(entry.rightCount, 3, "rights");
        same(entry.rightsDigest, keccak256(abi.encodePacked(valued)), "digest");
        same(uint256(entry.low) + entry.high + entry.validUntil, 0, "no result");
        _assertHistory();
    }

    function test_engagements_over_the_same_rights_are_found_in_order() public {
        uint64 one = _engaged();
        vm.prank(RIVAL_KEY);
        uint64 two = valuations.engage(valued, _terms(), _act());
        vm.prank(APPRAISER_KEY);
        valuations.engage(_keys(valued[0]), _terms(), _act());
        uint64[] memory over = valuations.engagementsOver(keccak256(abi.encodePacked(valued)));
        same(over.length, 2, "over these rights");
        same(over[0], one, "first");
        same(over[1], two, "second");
        same(valuations.engagementsOver(0).length, 0, "over nothing");
    }

    function test_a_model_needs_no_declaration_and_no_payer() public {
        _assertState(_engage(_modelTerms()), EngagementState.Engaged);
    }

    function test_refuses_terms_that_are_not_whole() public {
        EngagementTerms memory terms = _terms();
        terms.kind = ValuationKind.None;
        _invalid("kind");
        _engage(terms);
        terms = _terms();
        terms.purpose = ValuationPurpose.None;
        _invalid("purpose");
        _engage(terms);
        terms = _terms();
        terms.currency = "cny";
        _invalid("currency");
        _engage(terms);
        terms = _terms();
        terms.salt = 0;
        _invalid("salt");
        _engage(terms);
        terms = _terms();
        terms.independence = "";
        _missing("independence");
        _engage(terms);
        terms.independence = _filled(129);
        _refused(abi.encodeWithSelector(IBook.TooLong.selector, "independence", 129, 128));
        _engage(terms);
    }

    function test_refuses_parties_that_do_not_fit() public {
        EngagementTerms memory terms = _terms();
        terms.client = appraiser;
        _invalidParty("client", appraiser);
        _engage(terms);
        terms.client = 0;
        _invalidParty("client", 0);
        _engage(terms);
        terms = _terms();
        terms.payer = 1;
        _invalidParty("payer", 1);
        _engage(terms);
    }

    function test_refuses_rights_that_no_office_attested() public {
        bytes32[] memory rights = _sorted(_keys(keccak256("nothing")));
        _refused(abi.encodeWithSelector(IAssetRegistry.UnknownRight.selector, rights[0]));
        _engageOver(rights);
        _refused(abi.encodeWithSelector(IBook.EmptyList.selector, "rights"));
        _engageOver(_noKeys());
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "rights", 201, 200));
        _engageOver(new bytes32[](201));
        rights = new bytes32[](2);
        (rights[0], rights[1]) = (valued[1], valued[0]);
        _refused(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "rights", 1));
        _engageOver(rights);
        rights[1] = valued[1];
        _refused(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "rights", 1));
        _engageOver(rights);
    }

    function test_refuses_an_office_s_date_and_a_migrated_act() public {
        _recorded();
        vm.prank(APPRAISER_KEY);
        valuations.engage(valued, _terms(), _officeAct());
        Act memory act = _migratedAct();
        _refused(abi.encodeWithSelector(IBook.WrongProvenance.selector, act.provenance));
        vm.prank(APPRAISER_KEY);
        valuations.engage(valued, _terms(), act);
    }

    function _engageOver(bytes32[] memory rights) private {
        vm.prank(APPRAISER_KEY);
        valuations.engage(rights, _terms(), _act());
    }
}
