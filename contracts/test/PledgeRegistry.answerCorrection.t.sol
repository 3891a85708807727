// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act, IBook, IPledgeRegistry, LedgerFixture, PledgeState} from "./LedgerFixture.sol";

contract PledgeRegistryAnswerCorrectionTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 3);
        _pledge = _file(_pledged);
    }

    function test_answers_once() public {
        _ask();
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(pledges));
        emit IPledgeRegistry.CorrectionAnswered(next, _pledge, bank, _act(), 1);
        _answer(BANK_KEY, _act());
        _refused(abi.encodeWithSelector(IPledgeRegistry.NoCorrectionAsked.selector, _pledge));
        _answer(BANK_KEY, _act());
        _ask();
        _answer(BANK_KEY, _act());
        _assertHistory();
    }

    function test_refuses_what_was_not_asked() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.NoCorrectionAsked.selector, _pledge));
        _answer(BANK_KEY, _act());
    }

    function test_refuses_an_answer_without_document() public {
        _ask();
        Act memory act = _act();
        act.document = "";
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "act.document"));
        _answer(BANK_KEY, act);
    }

    function test_refuses_another_pledgee() public {
        _ask();
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, _pledge, bank, otherBank));
        _answer(OTHER_BANK_KEY, _act());
    }

    function test_refuses_every_other_state() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            if (state == uint256(PledgeState.Filed)) continue;
            _setState(_pledge, PledgeState(state));
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _answer(BANK_KEY, _act());
        }
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _answer(BANK_KEY, _act());
    }

    function _ask() private {
        vm.prank(OFFICE_KEY);
        pledges.askCorrection(_pledge, 20250201, _officeAct());
    }

    function _answer(address key, Act memory act) private {
        vm.prank(key);
        pledges.answerCorrection(_pledge, act);
    }
}
