// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPartyRegistry, LedgerFixture, PartyKind} from "./LedgerFixture.sol";

contract PartyRegistrySuspendTest is LedgerFixture {
    function test_suspends_and_reinstates() public {
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(parties));
        emit IPartyRegistry.PartySuspended(next, bank, 0, _act(), 1);
        _suspend(bank);
        (PartyKind kind, bool active) = parties.partyKind(bank);
        check(kind == PartyKind.Bank && !active, "suspended");
        same(parties.partyOf(BANK_KEY), 0, "its keys sign for nobody");
        vm.expectEmit(true, true, true, true, address(parties));
        emit IPartyRegistry.PartyReinstated(next + 1, bank, 0, _act(), 1);
        _reinstate(bank);
        same(parties.partyOf(BANK_KEY), bank, "its keys sign again");
        _assertHistory();
    }

    function test_refuses_what_already_is() public {
        _refused(abi.encodeWithSelector(IPartyRegistry.AlreadySo.selector, bank));
        _reinstate(bank);
        _suspend(bank);
        _refused(abi.encodeWithSelector(IPartyRegistry.AlreadySo.selector, bank));
        _suspend(bank);
    }

    function test_refuses_a_party_that_does_not_exist() public {
        _refused(abi.encodeWithSelector(IPartyRegistry.UnknownParty.selector, 0));
        _suspend(0);
        _refused(abi.encodeWithSelector(IPartyRegistry.UnknownParty.selector, 0));
        _reinstate(0);
    }

    function test_only_the_governance_suspends_and_reinstates() public {
        _unauthorised(OFFICE_KEY);
        vm.prank(OFFICE_KEY);
        parties.suspend(bank, _act());
        _unauthorised(OFFICE_KEY);
        vm.prank(OFFICE_KEY);
        parties.reinstate(bank, _act());
    }

    function _reinstate(uint64 party) private {
        vm.prank(GOVERNOR);
        parties.reinstate(party, _act());
    }
}
