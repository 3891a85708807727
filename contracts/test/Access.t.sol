// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {CancellationGround, IBook, IPledgeRegistry, LedgerFixture, RefusalGround} from "./LedgerFixture.sol";

/// @notice Every verb of a party, called by everyone who may not.
contract AccessTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 2);
        _pledge = _registered(_pledged);
    }

    function test_nobody_without_the_verb_calls_it() public {
        bytes[] memory calls = _calls();
        address[4] memory callers = [GOVERNOR, STRANGER, SEARCHER_KEY, address(pledges)];
        for (uint256 index = 0; index < calls.length; ++index) {
            for (uint256 caller = 0; caller < callers.length; ++caller) {
                _unauthorised(callers[caller]);
                _call(callers[caller], calls[index]);
            }
        }
    }

    function test_no_suspended_party_calls_a_verb() public {
        _suspend(bank);
        _suspend(office);
        _suspend(fund);
        _nobodyActs();
    }

    function test_no_revoked_key_calls_a_verb() public {
        _revokeKey(bank, BANK_KEY);
        _revokeKey(office, OFFICE_KEY);
        _revokeKey(fund, FUND_KEY);
        _nobodyActs();
    }

    function test_governance_that_is_granted_a_partys_verb_still_is_no_party() public {
        bytes[] memory calls = _calls();
        for (uint256 index = 0; index < calls.length; ++index) {
            _grant(address(pledges), bytes4(calls[index]), GOVERNANCE);
            _refused(abi.encodeWithSelector(IBook.UnknownKey.selector, GOVERNOR));
            _call(GOVERNOR, calls[index]);
        }
    }

    function test_a_books_authority_cannot_be_changed() public {
        _unauthorised(GOVERNOR);
        vm.prank(GOVERNOR);
        pledges.setAuthority(address(manager));
        _unauthorised(address(manager));
        vm.prank(GOVERNOR);
        manager.updateAuthority(address(pledges), address(manager));
    }

    function _nobodyActs() private {
        bytes[] memory calls = _calls();
        address[3] memory callers = [BANK_KEY, OFFICE_KEY, FUND_KEY];
        for (uint256 index = 0; index < calls.length; ++index) {
            for (uint256 caller = 0; caller < callers.length; ++caller) {
                _unauthorised(callers[caller]);
                _call(callers[caller], calls[index]);
            }
        }
    }

    function _call(address caller, bytes memory data) private {
        vm.prank(caller);
        (bool done, ) = address(pledges).call(data);
        // Forge turns an expected revert of a low-level call into success.
        check(done, "the call was not refused as expected");
    }

    function _calls() private view returns (bytes[] memory calls) {
        bytes32[] memory rights = _pledged;
        bytes32[] memory freed = _keys(rights[0]);
        uint64 id = _pledge;
        calls = new bytes[](15);
        calls[0] = abi.encodeCall(IPledgeRegistry.file, (_filing(rights), _none(), _act()));
        calls[1] = abi.encodeCall(IPledgeRegistry.register, (id, rights, "1", 20250107, "", _officeAct()));
        calls[2] = abi.encodeCall(IPledgeRegistry.migrate, (_filing(rights), "1", 20250107, _migratedAct()));
        calls[3] = abi.encodeCall(IPledgeRegistry.refuse, (id, rights, RefusalGround.Other, _officeAct()));
        calls[4] = abi.encodeCall(IPledgeRegistry.withdraw, (id, rights, _act()));
        calls[5] = abi.encodeCall(IPledgeRegistry.askAmendment, (id, rights, _obligation(), _none(), _act()));
        calls[6] = abi.encodeCall(IPledgeRegistry.recordAmendment, (id, _obligation(), _officeAct()));
        calls[7] = abi.encodeCall(IPledgeRegistry.nominateAssignee, (id, fund, _act()));
        calls[8] = abi.encodeCall(IPledgeRegistry.acceptAssignment, (id, _act()));
        calls[9] = abi.encodeCall(IPledgeRegistry.recordAssignment, (id, fund, _officeAct()));
        calls[10] = abi.encodeCall(IPledgeRegistry.askPartialRelease, (id, rights, freed, _act()));
        calls[11] = abi.encodeCall(IPledgeRegistry.recordPartialRelease, (id, rights, freed, _officeAct()));
        calls[12] = abi.encodeCall(IPledgeRegistry.dropChange, (id, _act()));
        calls[13] = abi.encodeCall(IPledgeRegistry.discharge, (id, CancellationGround.DebtPerformed, _act()));
        calls[14] = abi.encodeCall(IPledgeRegistry.cancel, (id, rights, CancellationGround.OtherLaw, _officeAct()));
    }
}
