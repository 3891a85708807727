// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AbandonReason, EngagementState, EngagementView, IValuationBook, ValuationFixture} from "./ValuationFixture.sol";

contract ValuationBookAbandonTest is ValuationFixture {
    uint64 private _engagement;

    function setUp() public override {
        super.setUp();
        _engagement = _engaged();
    }

    function test_an_abandoned_engagement_stays_with_its_draft() public {
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(valuations));
        emit IValuationBook.ValuationAbandoned(
            next,
            _engagement,
            appraiser,
            AbandonReason.ResultNotAccepted,
            LOW,
            HIGH,
            SALT,
            _act(),
            1
        );
        _abandon(APPRAISER_KEY, _engagement, LOW, HIGH);
        EngagementView memory entry = valuations.engagementOf(_engagement);
        _assertState(_engagement, EngagementState.Abandoned);
        same(entry.low, LOW, "draft's low");
        same(entry.high, HIGH, "draft's high");
        same(valuations.engagementsOver(entry.rightsDigest).length, 1, "still found");
        _wrong(_engagement, EngagementState.Abandoned);
        _abandon(APPRAISER_KEY, _engagement, 0, 0);
        _assertHistory();
    }

    function test_the_client_abandons_without_stating_a_draft() public {
        _notTheAppraiser(_engagement, owner);
        _abandon(clientKey, _engagement, LOW, HIGH);
        _notTheAppraiser(_engagement, owner);
        _abandon(clientKey, _engagement, LOW, 0);
        _abandon(clientKey, _engagement, 0, 0);
        _assertState(_engagement, EngagementState.Abandoned);
    }

    function test_a_result_that_was_delivered_stands() public {
        _deliver(_engagement, _result());
        _wrong(_engagement, EngagementState.Delivered);
        _abandon(APPRAISER_KEY, _engagement, 0, 0);
    }

    function test_refuses_others_and_what_is_not_there() public {
        _refused(abi.encodeWithSelector(IValuationBook.NotOfTheEngagement.selector, _engagement, rival));
        _abandon(RIVAL_KEY, _engagement, 0, 0);
        _unknown(2);
        _abandon(APPRAISER_KEY, 2, 0, 0);
    }

    function test_refuses_a_draft_that_is_no_range_no_reason_no_salt_and_an_office_s_date() public {
        _invalid("low");
        _abandon(APPRAISER_KEY, _engagement, 0, HIGH);
        _invalid("high");
        _abandon(APPRAISER_KEY, _engagement, HIGH, LOW);
        _invalid("reason");
        vm.prank(APPRAISER_KEY);
        valuations.abandon(_engagement, AbandonReason.None, 0, 0, SALT, _act());
        _invalid("salt");
        vm.prank(APPRAISER_KEY);
        valuations.abandon(_engagement, AbandonReason.Other, 0, 0, 0, _act());
        _recorded();
        vm.prank(APPRAISER_KEY);
        valuations.abandon(_engagement, AbandonReason.Other, 0, 0, SALT, _officeAct());
    }
}
