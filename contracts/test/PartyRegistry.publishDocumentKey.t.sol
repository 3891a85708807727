// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IBook, IPartyRegistry, LedgerFixture, Verb} from "./LedgerFixture.sol";
import {DocumentKeyScheme} from "../interfaces/IPartyRegistry.sol";

contract PartyRegistryPublishDocumentKeyTest is LedgerFixture {
    address private constant KEY = address(0x77);

    function test_a_party_publishes_its_key_for_documents() public {
        bytes memory key = _filled(32);
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(parties));
        emit IPartyRegistry.DocumentKeyPublished(next, bank, bank, DocumentKeyScheme.X25519, key, _act(), 1);
        _publish(BANK_KEY, DocumentKeyScheme.X25519, key);
        _assertKey(bank, DocumentKeyScheme.X25519, key);
        _assertKey(office, DocumentKeyScheme.None, "");
        _assertHistory();
    }

    function test_a_later_key_takes_the_place_of_the_former_one_and_none_withdraws_it() public {
        _publish(BANK_KEY, DocumentKeyScheme.X25519, _filled(32));
        bytes memory point = abi.encodePacked(bytes1(0x03), bytes32(uint256(7)));
        _publish(BANK_KEY, DocumentKeyScheme.P256, point);
        _assertKey(bank, DocumentKeyScheme.P256, point);
        point[0] = 0x02;
        _publish(BANK_KEY, DocumentKeyScheme.P256, point);
        _assertKey(bank, DocumentKeyScheme.P256, point);
        _publish(BANK_KEY, DocumentKeyScheme.None, "");
        _assertKey(bank, DocumentKeyScheme.None, "");
        _assertHistory();
    }

    function test_refuses_a_key_of_another_form_than_its_scheme() public {
        _refusedKey(DocumentKeyScheme.X25519, _filled(31));
        _refusedKey(DocumentKeyScheme.X25519, _filled(33));
        _refusedKey(DocumentKeyScheme.X25519, "");
        _refusedKey(DocumentKeyScheme.P256, _filled(33));
        _refusedKey(DocumentKeyScheme.P256, abi.encodePacked(bytes1(0x04), bytes32(0)));
        _refusedKey(DocumentKeyScheme.P256, abi.encodePacked(bytes1(0x01), bytes32(0)));
        _refusedKey(DocumentKeyScheme.P256, abi.encodePacked(bytes1(0x02), bytes31(0)));
        _refusedKey(DocumentKeyScheme.P256, abi.encodePacked(bytes1(0x02), bytes32(0), bytes1(0)));
        _refusedKey(DocumentKeyScheme.P256, "");
        _refusedKey(DocumentKeyScheme.None, hex"00");
        _assertKey(bank, DocumentKeyScheme.None, "");
    }

    function test_refuses_an_act_that_was_recorded_elsewhere() public {
        _refused(abi.encodeWithSelector(IBook.OnlyOfficesRecord.selector, 20250106));
        vm.prank(BANK_KEY);
        parties.publishDocumentKey(DocumentKeyScheme.X25519, _filled(32), _officeAct());
    }

    function test_only_a_full_key_of_a_party_of_a_granted_kind_publishes() public {
        address[3] memory callers = [GOVERNOR, GUARDIAN, STRANGER];
        for (uint256 index = 0; index < callers.length; ++index) {
            _unauthorised(callers[index]);
            _publish(callers[index], DocumentKeyScheme.X25519, _filled(32));
        }
        Verb[] memory verbs = new Verb[](1);
        verbs[0] = Verb(address(parties), IPartyRegistry.publishDocumentKey.selector);
        vm.prank(BANK_KEY);
        parties.delegateKey(KEY, verbs, _act());
        _refused(abi.encodeWithSelector(IPartyRegistry.OnlyFullKeys.selector, KEY));
        _publish(KEY, DocumentKeyScheme.X25519, _filled(32));
        _suspend(bank);
        _unauthorised(BANK_KEY);
        _publish(BANK_KEY, DocumentKeyScheme.X25519, _filled(32));
    }

    function _publish(address caller, DocumentKeyScheme scheme, bytes memory key) private {
        vm.prank(caller);
        parties.publishDocumentKey(scheme, key, _act());
    }

    function _refusedKey(DocumentKeyScheme scheme, bytes memory key) private {
        _refused(abi.encodeWithSelector(IPartyRegistry.InvalidDocumentKey.selector, scheme, key.length));
        _publish(BANK_KEY, scheme, key);
    }

    function _assertKey(uint64 party, DocumentKeyScheme scheme, bytes memory key) private view {
        (DocumentKeyScheme published, bytes memory bytesOf) = parties.documentKey(party);
        check(published == scheme, "scheme");
        same(keccak256(bytesOf), keccak256(key), "key");
    }
}
