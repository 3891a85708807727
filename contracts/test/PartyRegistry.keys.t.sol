// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act, IBook, IPartyRegistry, LedgerFixture, PartyKind, Provenance} from "./LedgerFixture.sol";

contract PartyRegistryKeysTest is LedgerFixture {
    address private constant KEY = address(0x77);

    // addKey

    function test_adds_a_key() public {
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(parties));
        emit IPartyRegistry.KeyAdded(next, bank, 0, KEY, _act(), 1);
        _add(bank, KEY);
        same(parties.partyOf(KEY), bank, "party");
        same(parties.partyOf(BANK_KEY), bank, "the other key lives on");
        _assertHistory();
    }

    function test_adds_no_key_of_nobody_nothing_or_another() public {
        _refused(abi.encodeWithSelector(IPartyRegistry.UnknownParty.selector, 0));
        _add(0, KEY);
        _refused(abi.encodeWithSelector(IPartyRegistry.UnknownParty.selector, type(uint64).max));
        _add(type(uint64).max, KEY);
        _refused(abi.encodeWithSelector(IPartyRegistry.InvalidKey.selector, address(0)));
        _add(bank, address(0));
        _refused(abi.encodeWithSelector(IPartyRegistry.KeyTaken.selector, OTHER_BANK_KEY, otherBank));
        _add(bank, OTHER_BANK_KEY);
        _refused(abi.encodeWithSelector(IPartyRegistry.KeyTaken.selector, BANK_KEY, bank));
        _add(bank, BANK_KEY);
    }

    function test_only_the_governance_adds_and_revokes() public {
        _unauthorised(OFFICE_KEY);
        vm.prank(OFFICE_KEY);
        parties.addKey(bank, KEY, _act());
        _unauthorised(OFFICE_KEY);
        vm.prank(OFFICE_KEY);
        parties.revokeKey(bank, BANK_KEY, _act());
    }

    // bindKey

    function test_an_office_binds_keys_of_who_may_consent() public {
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(parties));
        emit IPartyRegistry.KeyAdded(next, debtor, office, KEY, _officeAct(), 1);
        _bind(OFFICE_KEY, debtor, _officeAct());
        check(parties.isLiveKey(debtor, KEY), "live");
        _assertHistory();
    }

    function test_an_office_binds_no_keys_of_others() public {
        uint64[5] memory others = [office, usOffice, bank, fund, searcher];
        for (uint256 index = 0; index < others.length; ++index) {
            (PartyKind kind, ) = parties.partyKind(others[index]);
            _refused(abi.encodeWithSelector(IPartyRegistry.InvalidKind.selector, kind));
            _bind(OFFICE_KEY, others[index], _officeAct());
        }
        _refused(abi.encodeWithSelector(IPartyRegistry.UnknownParty.selector, 0));
        _bind(OFFICE_KEY, 0, _officeAct());
    }

    function test_a_binding_names_who_attested_it() public {
        Act memory act = _officeAct();
        act.document = "";
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "act.document"));
        _bind(OFFICE_KEY, debtor, act);
        _refused(abi.encodeWithSelector(IBook.WrongProvenance.selector, Provenance.Migrated));
        _bind(OFFICE_KEY, debtor, _migratedAct());
    }

    function test_only_offices_bind() public {
        address[3] memory callers = [GOVERNOR, BANK_KEY, STRANGER];
        for (uint256 index = 0; index < callers.length; ++index) {
            _unauthorised(callers[index]);
            _bind(callers[index], debtor, _officeAct());
        }
    }

    // revokeKey

    function test_revokes_a_key_for_good() public {
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(parties));
        emit IPartyRegistry.KeyRevoked(next, bank, 0, BANK_KEY, _act(), 1);
        _revokeKey(bank, BANK_KEY);
        same(parties.partyOf(BANK_KEY), 0, "nobody's");
        check(!parties.isLiveKey(bank, BANK_KEY), "dead");
        _refused(abi.encodeWithSelector(IPartyRegistry.KeyTaken.selector, BANK_KEY, bank));
        _add(bank, BANK_KEY);
        _refused(abi.encodeWithSelector(IPartyRegistry.KeyTaken.selector, BANK_KEY, bank));
        _add(otherBank, BANK_KEY);
        _assertHistory();
    }

    function test_revokes_only_a_live_key_of_the_party() public {
        _refused(abi.encodeWithSelector(IPartyRegistry.UnknownParty.selector, 0));
        _revokeKey(0, BANK_KEY);
        _refused(abi.encodeWithSelector(IPartyRegistry.NotAKeyOf.selector, KEY, bank));
        _revokeKey(bank, KEY);
        _refused(abi.encodeWithSelector(IPartyRegistry.NotAKeyOf.selector, OTHER_BANK_KEY, bank));
        _revokeKey(bank, OTHER_BANK_KEY);
        _revokeKey(bank, BANK_KEY);
        _refused(abi.encodeWithSelector(IPartyRegistry.NotAKeyOf.selector, BANK_KEY, bank));
        _revokeKey(bank, BANK_KEY);
    }

    function test_a_key_of_a_suspended_party_can_be_revoked() public {
        _suspend(bank);
        _revokeKey(bank, BANK_KEY);
        vm.prank(GOVERNOR);
        parties.reinstate(bank, _act());
        same(parties.partyOf(BANK_KEY), 0, "nobody's");
    }

    function test_nobody_has_the_zero_party() public view {
        check(!parties.isLiveKey(0, STRANGER), "an unknown key is no key of party 0");
        same(parties.partyOf(address(0)), 0, "zero");
    }

    function _add(uint64 party, address key) private {
        vm.prank(GOVERNOR);
        parties.addKey(party, key, _act());
    }

    function _bind(address caller, uint64 party, Act memory act) private {
        vm.prank(caller);
        parties.bindKey(party, KEY, act);
    }
}
