// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {BuybackFixture, DeclineReason, IBook, IBuybackBook} from "./BuybackFixture.sol";

/// @notice Every verb of a party on the buyback book, called by everyone who may not.
contract BuybackBookAccessTest is BuybackFixture {
    uint64 private _commitment;

    function setUp() public override {
        super.setUp();
        _commitment = _offer(_terms(1));
    }

    function test_nobody_without_the_verb_calls_it() public {
        bytes[] memory calls = _calls();
        address[5] memory callers = [GOVERNOR, STRANGER, SEARCHER_KEY, OFFICE_KEY, address(buybacks)];
        for (uint256 index = 0; index < calls.length; ++index) {
            for (uint256 caller = 0; caller < callers.length; ++caller) _refusedTo(callers[caller], calls[index]);
        }
    }

    function test_no_suspended_party_and_no_revoked_key_acts() public {
        _suspend(fund);
        _suspend(manager_);
        _revokeKey(bank, BANK_KEY);
        bytes[] memory calls = _calls();
        address[3] memory callers = [FUND_KEY, MANAGER_KEY, BANK_KEY];
        for (uint256 index = 0; index < calls.length; ++index) {
            for (uint256 caller = 0; caller < callers.length; ++caller) _refusedTo(callers[caller], calls[index]);
        }
    }

    function test_governance_that_is_granted_a_partys_verb_still_is_no_party() public {
        bytes[] memory calls = _calls();
        for (uint256 index = 0; index < calls.length; ++index) {
            _grant(address(buybacks), bytes4(calls[index]), GOVERNANCE);
            _refused(abi.encodeWithSelector(IBook.UnknownKey.selector, GOVERNOR));
            _call(GOVERNOR, calls[index]);
        }
    }

    function test_readings_of_what_is_not_there_are_empty() public view {
        same(buybacks.fundOf(0).owner, 0, "owner");
        same(uint256(buybacks.commitmentOf(0).state), 0, "state");
        same(buybacks.coverOf(0).committed, 0, "committed");
        same(buybacks.pledgorExposure(0, 0), 0, "exposure");
        same(address(buybacks.PLEDGES()), address(pledges), "pledges");
        same(buybacks.RULE_SET(), 1, "rule set");
    }

    function _refusedTo(address caller, bytes memory data) private {
        _unauthorised(caller);
        _call(caller, data);
    }

    function _call(address caller, bytes memory data) private {
        vm.prank(caller);
        (bool done, ) = address(buybacks).call(data);
        // Forge turns an expected revert of a low-level call into success.
        check(done, "the call was not refused as expected");
    }

    function _calls() private view returns (bytes[] memory calls) {
        uint64 id = _commitment;
        calls = new bytes[](14);
        calls[0] = abi.encodeCall(IBuybackBook.declareFund, (_fundTerms(1), _act()));
        calls[1] = abi.encodeCall(IBuybackBook.reviseFund, (revolving, _fundTerms(1), _act()));
        calls[2] = abi.encodeCall(IBuybackBook.offer, (revolving, pledge, _terms(1), _act()));
        calls[3] = abi.encodeCall(IBuybackBook.withdrawOffer, (id, _act()));
        calls[4] = abi.encodeCall(IBuybackBook.decline, (id, DeclineReason.Other, _act()));
        calls[5] = abi.encodeCall(IBuybackBook.accept, (id, LOAN, _ids(owner), SALT, _act()));
        calls[6] = abi.encodeCall(IBuybackBook.exercise, (id, _act()));
        calls[7] = abi.encodeCall(IBuybackBook.pay, (id, 1, SALT, _act()));
        calls[8] = abi.encodeCall(IBuybackBook.confirm, (id, 1, SALT, _act()));
        calls[9] = abi.encodeCall(IBuybackBook.dispute, (id, _act()));
        calls[10] = abi.encodeCall(IBuybackBook.markOverdue, (id, _act()));
        calls[11] = abi.encodeCall(IBuybackBook.lapse, (id, _act()));
        calls[12] = abi.encodeCall(IBuybackBook.waive, (id, _act()));
        calls[13] = abi.encodeCall(IBuybackBook.resell, (id, 1, SALT, _act()));
    }
}
