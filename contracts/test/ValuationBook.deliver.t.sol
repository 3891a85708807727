// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    EngagementState,
    EngagementView,
    IBook,
    IValuationBook,
    ValuationFixture,
    ValuationGrade,
    ValuationResult
} from "./ValuationFixture.sol";

contract ValuationBookDeliverTest is ValuationFixture {
    uint64 private _engagement;
    uint64 private _model;

    function setUp() public override {
        super.setUp();
        _engagement = _engaged();
        _model = _engage(_modelTerms());
    }

    function test_delivers_a_result_once_and_only_after_the_engagement() public {
        _unknown(1);
        _deliver(1, _result());
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(valuations));
        emit IValuationBook.ValuationDelivered(next, _engagement, appraiser, _result(), _act(), 1);
        _deliver(_engagement, _result());
        EngagementView memory entry = valuations.engagementOf(_engagement);
        _assertState(_engagement, EngagementState.Delivered);
        same(entry.low, LOW, "low");
        same(entry.high, HIGH, "high");
        same(entry.methods, MARKET_AND_INCOME, "methods");
        same(entry.valuedOn, 20250105, "valued on");
        same(entry.validUntil, 20260104, "valid until");
        same(entry.signatory, first, "signatory");
        same(entry.coSignatory, second, "co-signatory");
        same(keccak256(entry.report), keccak256(PAPER), "report");
        _wrong(_engagement, EngagementState.Delivered);
        _deliver(_engagement, _result());
        _assertHistory();
    }

    function test_delivers_a_model_s_grade_without_a_range_or_with_one() public {
        _deliver(_model, _modelResult());
        EngagementView memory entry = valuations.engagementOf(_model);
        same(uint256(entry.grade), uint256(ValuationGrade.BBB), "grade");
        same(keccak256(bytes(entry.modelVersion)), keccak256(unicode"演示模型 1"), "version");
        same(entry.high, 0, "no range");
        uint64 other = _engage(_modelTerms());
        ValuationResult memory result = _modelResult();
        (result.low, result.high) = (1, 1);
        _deliver(other, result);
        same(valuations.engagementOf(other).high, 1, "range");
    }

    function test_only_who_was_engaged_delivers() public {
        _notTheAppraiser(_engagement, rival);
        vm.prank(RIVAL_KEY);
        valuations.deliver(_engagement, _result(), _act());
    }

    function test_refuses_after_it_was_abandoned() public {
        _abandon(APPRAISER_KEY, _engagement, 0, 0);
        _wrong(_engagement, EngagementState.Abandoned);
        _deliver(_engagement, _result());
    }

    function test_refuses_an_appraisal_that_is_not_whole() public {
        ValuationResult memory result = _result();
        result.low = 0;
        _invalid("low");
        _deliver(_engagement, result);
        result = _result();
        result.high = LOW - 1;
        _invalid("high");
        _deliver(_engagement, result);
        result = _result();
        result.methods = 0;
        _invalid("methods");
        _deliver(_engagement, result);
        result.methods = 1;
        _invalid("methods");
        _deliver(_engagement, result);
        result.methods = 16;
        _invalid("methods");
        _deliver(_engagement, result);
        result = _result();
        result.modelVersion = "1";
        _invalid("modelVersion");
        _deliver(_engagement, result);
        result = _result();
        result.report = "";
        _missing("report");
        _deliver(_engagement, result);
        result = _result();
        result.salt = 0;
        _invalid("salt");
        _deliver(_engagement, result);
    }

    function test_refuses_dates_that_do_not_fit() public {
        ValuationResult memory result = _result();
        result.valuedOn = 20250230;
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "valuedOn", 20250230));
        _deliver(_engagement, result);
        result = _result();
        result.validUntil = 0;
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "validUntil", 0));
        _deliver(_engagement, result);
        result.validUntil = 20250104;
        _refused(abi.encodeWithSelector(IBook.InvalidPeriod.selector, 20250105, 20250104));
        _deliver(_engagement, result);
        result.validUntil = 20250105;
        _deliver(_engagement, result);
    }

    function test_an_appraisal_has_two_different_natural_persons() public {
        ValuationResult memory result = _result();
        result.signatory = owner;
        _invalidSignatory("signatory", owner);
        _deliver(_engagement, result);
        result.signatory = 0;
        _invalidSignatory("signatory", 0);
        _deliver(_engagement, result);
        result = _result();
        result.coSignatory = first;
        _invalidSignatory("coSignatory", first);
        _deliver(_engagement, result);
        _suspend(second);
        _invalidSignatory("coSignatory", second);
        _deliver(_engagement, _result());
    }

    function test_refuses_a_model_s_result_that_looks_like_an_appraisal() public {
        ValuationResult memory result = _modelResult();
        result.grade = ValuationGrade.None;
        _invalid("grade");
        _deliver(_model, result);
        result = _modelResult();
        result.modelVersion = "";
        _missing("modelVersion");
        _deliver(_model, result);
        result.modelVersion = string(_filled(65));
        _refused(abi.encodeWithSelector(IBook.TooLong.selector, "modelVersion", 65, 64));
        _deliver(_model, result);
        result = _modelResult();
        result.methods = MARKET_AND_INCOME;
        _invalid("methods");
        _deliver(_model, result);
        result = _modelResult();
        result.signatory = first;
        _invalidSignatory("signatory", first);
        _deliver(_model, result);
        result = _modelResult();
        result.coSignatory = first;
        _invalidSignatory("coSignatory", first);
        _deliver(_model, result);
        result = _modelResult();
        result.high = 1;
        _invalid("low");
        _deliver(_model, result);
        result = _modelResult();
        result.low = 1;
        _invalid("high");
        _deliver(_model, result);
    }

    function test_refuses_an_office_s_date() public {
        _recorded();
        vm.prank(APPRAISER_KEY);
        valuations.deliver(_engagement, _result(), _officeAct());
    }

    function _invalidSignatory(string memory field, uint64 party) private {
        _refused(abi.encodeWithSelector(IValuationBook.InvalidSignatory.selector, field, party));
    }
}
