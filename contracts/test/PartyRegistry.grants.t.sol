// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAssetRegistry, IPartyRegistry, LedgerFixture, PartyKind, Ranking, RightKind} from "./LedgerFixture.sol";

contract PartyRegistryGrantsTest is LedgerFixture {
    address private constant TARGET = address(0x7A7);
    bytes4 private constant VERB = 0x12345678;

    function test_grants_a_verb_to_kinds() public {
        uint64 next = log.sequence() + 1;
        bytes32 verb = keccak256(abi.encode(TARGET, VERB));
        vm.expectEmit(true, true, true, true, address(parties));
        emit IPartyRegistry.VerbGranted(next, verb, 0, TARGET, VERB, LENDERS, _act(), 1);
        _grant(TARGET, VERB, LENDERS);
        same(parties.kindsOf(TARGET, VERB), LENDERS, "kinds");
        check(parties.canCall(BANK_KEY, TARGET, VERB), "a bank");
        check(!parties.canCall(OFFICE_KEY, TARGET, VERB), "an office");
        check(!parties.canCall(GOVERNOR, TARGET, VERB), "the governance");
        check(!parties.canCall(BANK_KEY, TARGET, 0x12345679), "another verb");
        check(!parties.canCall(BANK_KEY, address(1), VERB), "another target");
        _grant(TARGET, VERB, 0);
        check(!parties.canCall(BANK_KEY, TARGET, VERB), "taken back");
        _assertHistory();
    }

    function test_grants_a_caller() public {
        uint64 next = log.sequence() + 1;
        bytes32 verb = keccak256(abi.encode(TARGET, VERB));
        vm.expectEmit(true, true, true, true, address(parties));
        emit IPartyRegistry.CallerGranted(next, verb, 0, TARGET, VERB, address(assets), true, _act(), 1);
        _grantCaller(address(assets), true);
        check(parties.canCall(address(assets), TARGET, VERB), "granted");
        check(!parties.canCall(address(pledges), TARGET, VERB), "another caller");
        check(!parties.canCall(GOVERNOR, TARGET, VERB), "the governance");
        _grantCaller(address(assets), false);
        check(!parties.canCall(address(assets), TARGET, VERB), "taken back");
        _assertHistory();
    }

    function test_governance_has_a_verb_only_by_bit_0() public {
        check(!parties.canCall(GOVERNOR, TARGET, VERB), "without the bit");
        _grant(TARGET, VERB, GOVERNANCE);
        check(parties.canCall(GOVERNOR, TARGET, VERB), "with the bit");
        check(!parties.canCall(STRANGER, TARGET, VERB), "a stranger");
        check(!parties.canCall(BANK_KEY, TARGET, VERB), "a party");
        vm.prank(GOVERNOR);
        manager.setTargetClosed(TARGET, true);
        check(!parties.canCall(GOVERNOR, TARGET, VERB), "a closed target");
    }

    function test_governance_with_a_delay_goes_through_the_manager() public {
        address delayed = address(0xDE1A);
        vm.prank(GOVERNOR);
        manager.grantRole(0, delayed, 1 days);
        check(!parties.canCall(delayed, address(assets), IAssetRegistry.configureKind.selector), "not at once");
        bytes memory call = abi.encodeCall(
            IAssetRegistry.configureKind,
            (CN, RightKind.Copyright, Ranking.Ranked, office, _act())
        );
        vm.prank(delayed);
        manager.schedule(address(assets), call, 0);
        vm.warp(block.timestamp + 1 days);
        vm.prank(delayed);
        manager.execute(address(assets), call);
        (, uint64 configured, , ) = assets.kindOf(CN, RightKind.Copyright);
        same(configured, office, "configured after the delay");
        _assertHistory();
    }

    function test_suspended_and_revoked_keys_call_nothing() public {
        _grant(TARGET, VERB, LENDERS);
        _suspend(bank);
        check(!parties.canCall(BANK_KEY, TARGET, VERB), "suspended");
        _revokeKey(otherBank, OTHER_BANK_KEY);
        check(!parties.canCall(OTHER_BANK_KEY, TARGET, VERB), "revoked");
    }

    function testFuzz_a_kind_calls_exactly_what_it_is_granted(uint256 kinds, uint256 kind) public {
        kinds >>= 1;
        kind = within(kind, 1, uint256(type(PartyKind).max));
        if (kind == uint256(PartyKind.NaturalPerson)) kind = 1;
        _admit(PartyKind(kind), "n", address(0x99));
        _grant(TARGET, VERB, kinds);
        check(parties.canCall(address(0x99), TARGET, VERB) == ((kinds >> kind) & 1 == 1), "bit of the kind");
    }

    function test_only_the_governance_grants() public {
        _unauthorised(OFFICE_KEY);
        vm.prank(OFFICE_KEY);
        parties.grantVerb(TARGET, VERB, 1, _act());
        _unauthorised(OFFICE_KEY);
        vm.prank(OFFICE_KEY);
        parties.grantCaller(TARGET, VERB, OFFICE_KEY, true, _act());
    }

    function _grantCaller(address caller, bool allowed) private {
        vm.prank(GOVERNOR);
        parties.grantCaller(TARGET, VERB, caller, allowed, _act());
    }
}
