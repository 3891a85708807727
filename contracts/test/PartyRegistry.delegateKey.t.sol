// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    CancellationGround,
    IBook,
    IPartyRegistry,
    IPledgeRegistry,
    ISearchRegister,
    LedgerFixture,
    Verb
} from "./LedgerFixture.sol";

contract PartyRegistryDelegateKeyTest is LedgerFixture {
    address private constant KEY = address(0x77);
    address private constant NEXT = address(0x78);

    // delegateKey

    function test_delegates_a_key_to_some_verbs() public {
        Verb[] memory verbs = _searchOnly();
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(parties));
        emit IPartyRegistry.KeyDelegated(next, bank, bank, KEY, verbs, _act(), 1);
        _delegate(BANK_KEY, KEY, verbs);
        same(parties.partyOf(KEY), bank, "party");
        same(parties.delegationOf(KEY), next, "delegation");
        same(parties.delegationOf(BANK_KEY), 0, "a full key");
        _assertHistory();
    }

    function test_a_delegated_key_calls_its_verbs_and_nothing_else() public {
        bytes32[] memory rights = _patents(1, 1);
        _delegate(BANK_KEY, KEY, _searchOnly());
        vm.prank(KEY);
        searches.certify(keccak256("search"), 1, 1, 20250110, rights, _act());
        _unauthorised(KEY);
        vm.prank(KEY);
        pledges.file(_filing(rights), _none(), _act());
        uint64 pledge = _registered(rights);
        _unauthorised(KEY);
        vm.prank(KEY);
        pledges.discharge(pledge, CancellationGround.DebtPerformed, _noOthers(), _act());
        _unauthorised(KEY);
        _delegate(KEY, NEXT, _searchOnly());
        check(!parties.isLiveKey(bank, KEY), "it signs no consents");
    }

    function test_a_verb_that_is_delegated_must_be_granted_to_the_kind_too() public {
        Verb[] memory verbs = new Verb[](1);
        verbs[0] = Verb(address(pledges), IPledgeRegistry.register.selector);
        _delegate(BANK_KEY, KEY, verbs);
        check(!parties.canCall(KEY, address(pledges), IPledgeRegistry.register.selector), "a bank registers nothing");
    }

    function test_a_delegated_key_hands_on_nothing() public {
        Verb[] memory verbs = new Verb[](2);
        verbs[0] = Verb(address(parties), IPartyRegistry.delegateKey.selector);
        verbs[1] = Verb(address(parties), IPartyRegistry.revokeDelegation.selector);
        _delegate(BANK_KEY, KEY, verbs);
        _refused(abi.encodeWithSelector(IPartyRegistry.OnlyFullKeys.selector, KEY));
        _delegate(KEY, NEXT, verbs);
        _refused(abi.encodeWithSelector(IPartyRegistry.OnlyFullKeys.selector, KEY));
        vm.prank(KEY);
        parties.revokeDelegation(KEY, _act());
    }

    function test_refuses_bad_input() public {
        _refused(abi.encodeWithSelector(IBook.EmptyList.selector, "verbs"));
        _delegate(BANK_KEY, KEY, new Verb[](0));
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "verbs", 33, 32));
        _delegate(BANK_KEY, KEY, new Verb[](33));
        Verb[] memory verbs = _searchOnly();
        _refused(abi.encodeWithSelector(IPartyRegistry.KeyTaken.selector, OTHER_BANK_KEY, otherBank));
        _delegate(BANK_KEY, OTHER_BANK_KEY, verbs);
        _refused(abi.encodeWithSelector(IPartyRegistry.InvalidKey.selector, address(0)));
        _delegate(BANK_KEY, address(0), verbs);
        verbs[0].target = address(0);
        _refused(abi.encodeWithSelector(IPartyRegistry.InvalidVerb.selector, address(0), verbs[0].selector));
        _delegate(BANK_KEY, KEY, verbs);
        verbs[0] = Verb(address(searches), 0);
        _refused(abi.encodeWithSelector(IPartyRegistry.InvalidVerb.selector, address(searches), bytes4(0)));
        _delegate(BANK_KEY, KEY, verbs);
        _refused(abi.encodeWithSelector(IBook.OnlyOfficesRecord.selector, 20250106));
        vm.prank(BANK_KEY);
        parties.delegateKey(KEY, _searchOnly(), _officeAct());
    }

    function test_only_who_is_granted_it_delegates() public {
        address[4] memory callers = [GOVERNOR, STRANGER, SEARCHER_KEY, vm.addr(OWNER_SECRET)];
        for (uint256 index = 0; index < callers.length; ++index) {
            _unauthorised(callers[index]);
            _delegate(callers[index], KEY, _searchOnly());
            _unauthorised(callers[index]);
            vm.prank(callers[index]);
            parties.revokeDelegation(KEY, _act());
        }
    }

    function test_suspension_and_revocation_reach_delegated_keys() public {
        _delegate(BANK_KEY, KEY, _searchOnly());
        _suspend(bank);
        check(!_searches(KEY), "suspended");
        vm.prank(GOVERNOR);
        parties.reinstate(bank, _act());
        check(_searches(KEY), "reinstated");
        _revokeKey(bank, KEY);
        check(!_searches(KEY), "revoked");
    }

    // revokeDelegation

    function test_the_party_revokes_what_it_delegated() public {
        _delegate(BANK_KEY, KEY, _searchOnly());
        vm.expectEmit(true, true, true, true, address(parties));
        emit IPartyRegistry.KeyRevoked(log.sequence() + 1, bank, bank, KEY, _act(), 1);
        vm.prank(BANK_KEY);
        parties.revokeDelegation(KEY, _act());
        same(parties.partyOf(KEY), 0, "nobody's");
        _refused(abi.encodeWithSelector(IPartyRegistry.NotAKeyOf.selector, KEY, bank));
        vm.prank(BANK_KEY);
        parties.revokeDelegation(KEY, _act());
        _assertHistory();
    }

    function test_a_party_revokes_no_full_key_and_none_of_another() public {
        _refused(abi.encodeWithSelector(IPartyRegistry.NotAKeyOf.selector, BANK_KEY, bank));
        vm.prank(BANK_KEY);
        parties.revokeDelegation(BANK_KEY, _act());
        _delegate(BANK_KEY, KEY, _searchOnly());
        _refused(abi.encodeWithSelector(IPartyRegistry.NotAKeyOf.selector, KEY, otherBank));
        vm.prank(OTHER_BANK_KEY);
        parties.revokeDelegation(KEY, _act());
        _refused(abi.encodeWithSelector(IBook.OnlyOfficesRecord.selector, 20250106));
        vm.prank(BANK_KEY);
        parties.revokeDelegation(KEY, _officeAct());
        same(parties.partyOf(BANK_KEY), bank, "still the bank's");
    }

    // rotateKey

    function test_rotates_in_one_act() public {
        vm.expectEmit(true, true, true, true, address(parties));
        emit IPartyRegistry.KeyRotated(log.sequence() + 1, bank, 0, BANK_KEY, KEY, _act(), 1);
        _rotate(GOVERNOR, bank, BANK_KEY, KEY);
        same(parties.partyOf(BANK_KEY), 0, "the old one is dead");
        same(parties.partyOf(KEY), bank, "the new one lives");
        check(parties.isLiveKey(bank, KEY), "in full");
        _refused(abi.encodeWithSelector(IPartyRegistry.KeyTaken.selector, BANK_KEY, bank));
        _rotate(GOVERNOR, bank, KEY, BANK_KEY);
        _assertHistory();
    }

    function test_a_rotated_key_inherits_the_delegation() public {
        _delegate(BANK_KEY, KEY, _searchOnly());
        uint64 delegation = parties.delegationOf(KEY);
        _rotate(GOVERNOR, bank, KEY, NEXT);
        same(parties.delegationOf(NEXT), delegation, "delegation");
        check(_searches(NEXT) && !_searches(KEY), "the new one searches");
        check(!parties.canCall(NEXT, address(pledges), IPledgeRegistry.file.selector), "and nothing else");
    }

    function test_rotates_only_a_live_key_of_the_party_into_a_new_one() public {
        _refused(abi.encodeWithSelector(IPartyRegistry.UnknownParty.selector, 0));
        _rotate(GOVERNOR, 0, BANK_KEY, KEY);
        _refused(abi.encodeWithSelector(IPartyRegistry.NotAKeyOf.selector, OTHER_BANK_KEY, bank));
        _rotate(GOVERNOR, bank, OTHER_BANK_KEY, KEY);
        _refused(abi.encodeWithSelector(IPartyRegistry.KeyTaken.selector, BANK_KEY, bank));
        _rotate(GOVERNOR, bank, BANK_KEY, BANK_KEY);
        _refused(abi.encodeWithSelector(IPartyRegistry.InvalidKey.selector, address(0)));
        _rotate(GOVERNOR, bank, BANK_KEY, address(0));
        _refused(abi.encodeWithSelector(IBook.OnlyOfficesRecord.selector, 20250106));
        vm.prank(GOVERNOR);
        parties.rotateKey(bank, BANK_KEY, KEY, _officeAct());
        _revokeKey(bank, BANK_KEY);
        _refused(abi.encodeWithSelector(IPartyRegistry.NotAKeyOf.selector, BANK_KEY, bank));
        _rotate(GOVERNOR, bank, BANK_KEY, KEY);
    }

    function test_only_the_governance_rotates() public {
        address[3] memory callers = [BANK_KEY, OFFICE_KEY, STRANGER];
        for (uint256 index = 0; index < callers.length; ++index) {
            _unauthorised(callers[index]);
            _rotate(callers[index], bank, BANK_KEY, KEY);
        }
    }

    function _searchOnly() private view returns (Verb[] memory verbs) {
        verbs = new Verb[](1);
        verbs[0] = Verb(address(searches), ISearchRegister.certify.selector);
    }

    function _searches(address key) private view returns (bool) {
        return parties.canCall(key, address(searches), ISearchRegister.certify.selector);
    }

    function _delegate(address caller, address key, Verb[] memory verbs) private {
        vm.prank(caller);
        parties.delegateKey(key, verbs, _act());
    }

    function _rotate(address caller, uint64 party, address oldKey, address newKey) private {
        vm.prank(caller);
        parties.rotateKey(party, oldKey, newKey, _act());
    }
}
