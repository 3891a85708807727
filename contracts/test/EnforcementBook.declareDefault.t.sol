// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Act,
    DefaultGround,
    IBook,
    IEnforcementBook,
    IPledgeRegistry,
    LedgerFixture,
    PledgeState
} from "./LedgerFixture.sol";

contract EnforcementBookDeclareDefaultTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 3);
        _pledge = _registered(_pledged);
    }

    function test_declares() public {
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(enforcement));
        emit IEnforcementBook.PledgeDefaulted(next, _pledge, bank, DefaultGround.AgreedCase, 20260201, _act(), 1);
        _declare(BANK_KEY, DefaultGround.AgreedCase, 20260201, _act());
        check(pledges.pledgeOf(_pledge).state == PledgeState.Defaulted, "state");
        same(enforcement.defaultNoticeOn(_pledge), 20260201, "notice");
        (uint64[] memory registered, , ) = assets.encumbrances(_pledged[0]);
        same(registered.length, 1, "still encumbered");
        _assertHistory();
    }

    function test_refuses_without_ground_notice_or_document() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.GroundMissing.selector));
        _declare(BANK_KEY, DefaultGround.None, 20260201, _act());
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "noticeOn", 0));
        _declare(BANK_KEY, DefaultGround.AgreedCase, 0, _act());
        Act memory act = _act();
        act.document = "";
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "act.document"));
        _declare(BANK_KEY, DefaultGround.AgreedCase, 20260201, act);
    }

    function test_refuses_another_pledgee() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, _pledge, bank, otherBank));
        _declare(OTHER_BANK_KEY, DefaultGround.AgreedCase, 20260201, _act());
    }

    function test_refuses_every_other_state() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            if (state == uint256(PledgeState.Registered)) continue;
            _setState(_pledge, PledgeState(state));
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _declare(BANK_KEY, DefaultGround.AgreedCase, 20260201, _act());
            // The state is judged before what the act says.
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _declare(BANK_KEY, DefaultGround.None, 20260201, _act());
        }
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _declare(BANK_KEY, DefaultGround.AgreedCase, 20260201, _act());
    }

    function _declare(address key, DefaultGround ground, uint32 noticeOn, Act memory act) private {
        vm.prank(key);
        enforcement.declareDefault(_pledge, ground, noticeOn, act);
    }
}
