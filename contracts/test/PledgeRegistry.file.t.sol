// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Act,
    Consent,
    Filing,
    IAssetRegistry,
    IBook,
    IPledgeRegistry,
    LedgerFixture,
    Obligation,
    ObligationKind,
    PledgeState,
    PledgeView,
    RightKind,
    Validity,
    IPledgorConsents
} from "./LedgerFixture.sol";
import {SigningContract} from "./support/SigningContract.sol";

contract PledgeRegistryFileTest is LedgerFixture {
    function test_files_with_consent() public {
        bytes32[] memory rights = _patents(1, 3);
        Filing memory filing = _filing(rights);
        Consent[] memory signed = _consents(filing);
        uint64 id = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(pledges));
        emit IPledgeRegistry.PledgeFiled(id, id, bank, office, filing, false, _nonces(signed), _act(), 1);
        same(_file(filing, signed), id, "pledge");
        PledgeView memory pledge = pledges.pledgeOf(id);
        check(pledge.state == PledgeState.Filed, "state");
        check(pledge.obligationKind == ObligationKind.Fixed, "kind");
        check(pledge.currency == "CNY", "currency");
        same(pledge.amount, 1_000_000_000, "amount");
        same(pledge.startsOn, 20250110, "start");
        same(pledge.endsOn, 20260109, "end");
        same(pledge.pledgee, bank, "pledgee");
        same(pledge.office, office, "office");
        same(pledge.rightCount, 3, "rights");
        check(!pledge.paperConsent && !pledge.migrated, "flags");
        same(pledge.rightsDigest, keccak256(abi.encodePacked(rights)), "digest of rights");
        same(pledge.pledgorsDigest, keccak256(abi.encodePacked(filing.pledgors)), "digest of pledgors");
        for (uint256 index = 0; index < rights.length; ++index) {
            (uint64[] memory registered, uint64[] memory filed, ) = assets.encumbrances(rights[index]);
            same(registered.length, 0, "registered");
            same(filed[0], id, "filed");
        }
        check(consents.consentUsed(owner, signed[0].nonce), "the consent is spent");
        _assertHistory();
    }

    function test_files_on_paper() public {
        Filing memory filing = _filing(_patents(1, 1));
        uint64 id = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(pledges));
        emit IPledgeRegistry.PledgeFiled(id, id, bank, office, filing, true, _nonces(_none()), _act(), 1);
        _file(filing, _none());
        check(pledges.pledgeOf(id).paperConsent, "paper");
        _assertHistory();
    }

    function test_takes_rights_owned_together_when_all_owners_consent() public {
        bytes32 own = _attest(_patent("1"), _ids(owner));
        bytes32 shared = _attest(_patent("2"), _ids(owner, coOwner));
        bytes32[] memory rights = new bytes32[](2);
        (rights[0], rights[1]) = (own, shared);
        Filing memory filing = _filing(_sorted(rights));
        filing.pledgors = _ids(owner, coOwner);
        filing.jointPledgees = _ids(otherBank);
        Consent[] memory signed = new Consent[](2);
        signed[0] = _consent(OWNER_SECRET, owner, filing);
        signed[1] = _consent(CO_OWNER_SECRET, coOwner, filing);
        check(!pledges.pledgeOf(_file(filing, signed)).paperConsent, "signed");
        _assertHistory();
    }

    function test_takes_the_largest_values() public {
        Filing memory filing = _filing(_patents(1, 1));
        filing.obligation.amount = type(uint128).max;
        filing.obligation.kind = ObligationKind.Maximum;
        filing.obligation.endsOn = 99991231;
        filing.obligation.contractDocument = _filled(128);
        Act memory act = _act();
        act.document = _filled(128);
        act.officialNumber = string(_filled(64));
        act.executedOn = 18000101;
        vm.prank(BANK_KEY);
        same(pledges.pledgeOf(pledges.file(filing, _none(), act)).amount, type(uint128).max, "amount");
    }

    function test_ranks_are_open_where_the_kind_is_ranked() public {
        bytes32[] memory rights = _rights(CN, RightKind.Trademark, 1, 1);
        uint64 first = _fileOnPaper(rights);
        uint64 second = _fileOnPaper(rights);
        (, uint64[] memory filed, ) = assets.encumbrances(rights[0]);
        same(filed[0], first, "first");
        same(filed[1], second, "second");
    }

    // Who

    function test_refuses_a_filing_in_another_name() public {
        Filing memory filing = _filing(_patents(1, 1));
        filing.pledgee = otherBank;
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, 0, otherBank, bank));
        _file(filing, _none());
    }

    function test_refuses_a_pledgee_that_pledges_to_itself() public {
        bytes32 key = _attest(_patent("1"), _ids(bank));
        Filing memory filing = _filing(_keys(key));
        filing.pledgors = _ids(bank);
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "pledgors", bank));
        _file(filing, _none());
    }

    function test_refuses_joint_pledgees_that_do_not_fit() public {
        Filing memory filing = _filing(_patents(1, 1));
        filing.jointPledgees = _ids(bank);
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "jointPledgees", bank));
        _file(filing, _none());
        filing.jointPledgees = _ids(type(uint64).max);
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "jointPledgees", type(uint64).max));
        _file(filing, _none());
        filing.jointPledgees = _ids(otherBank, otherBank);
        _refused(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "jointPledgees", 1));
        _file(filing, _none());
        filing.jointPledgees = _ids(0);
        _refused(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "jointPledgees", 0));
        _file(filing, _none());
        filing.jointPledgees = new uint64[](33);
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "jointPledgees", 33, 32));
        _file(filing, _none());
    }

    function test_refuses_a_debtor_that_does_not_exist() public {
        Filing memory filing = _filing(_patents(1, 1));
        filing.obligation.debtor = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "debtor", 0));
        _file(filing, _none());
    }

    // Rights and owners

    function test_refuses_lists_of_rights_that_do_not_fit() public {
        bytes32[] memory rights = _patents(1, 2);
        Filing memory filing = _filing(new bytes32[](0));
        _refused(abi.encodeWithSelector(IBook.EmptyList.selector, "rights"));
        _file(filing, _none());
        filing.rights = new bytes32[](1101);
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "rights", 1101, 1100));
        _file(filing, _none());
        (rights[0], rights[1]) = (rights[1], rights[0]);
        filing.rights = rights;
        _refused(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "rights", 1));
        _file(filing, _none());
        rights[1] = rights[0];
        _refused(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "rights", 1));
        _file(filing, _none());
    }

    function test_refuses_lists_of_pledgors_that_do_not_fit() public {
        Filing memory filing = _filing(_patents(1, 1));
        filing.pledgors = new uint64[](0);
        _refused(abi.encodeWithSelector(IBook.EmptyList.selector, "pledgors"));
        _file(filing, _none());
        filing.pledgors = _ids(owner, owner);
        _refused(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "pledgors", 1));
        _file(filing, _none());
        filing.pledgors = new uint64[](257);
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "pledgors", 257, 256));
        _file(filing, _none());
    }

    function test_refuses_an_unknown_right() public {
        bytes32 key = keccak256("nothing");
        _refused(abi.encodeWithSelector(IAssetRegistry.UnknownRight.selector, key));
        _file(_filing(_keys(key)), _none());
    }

    function test_refuses_a_right_that_is_not_in_force() public {
        bytes32[] memory rights = _patents(1, 1);
        Validity[6] memory others = [
            Validity.Unknown,
            Validity.Pending,
            Validity.Lapsed,
            Validity.Expired,
            Validity.Invalidated,
            Validity.Abandoned
        ];
        for (uint256 index = 0; index < others.length; ++index) {
            _setValidity(_patent("1"), others[index]);
            _refused(abi.encodeWithSelector(IAssetRegistry.RightNotInForce.selector, rights[0], others[index]));
            _file(_filing(rights), _none());
        }
    }

    function test_refuses_owners_that_do_not_match() public {
        bytes32 shared = _attest(_patent("1"), _ids(owner, coOwner));
        _refused(abi.encodeWithSelector(IAssetRegistry.OwnerConsentMissing.selector, shared, coOwner));
        _file(_filing(_keys(shared)), _none());
        bytes32 own = _attest(_patent("2"), _ids(owner));
        Filing memory filing = _filing(_keys(own));
        filing.pledgors = _ids(owner, coOwner);
        _refused(abi.encodeWithSelector(IAssetRegistry.PledgorOwnsNothing.selector, coOwner));
        _file(filing, _none());
        bytes32 nobodys = _attest(_patent("3"), new uint64[](0));
        _refused(abi.encodeWithSelector(IAssetRegistry.OwnersNotAttested.selector, nobodys));
        _file(_filing(_keys(nobodys)), _none());
    }

    function test_refuses_an_exclusive_right_that_is_filed_or_pledged() public {
        bytes32[] memory rights = _patents(1, 1);
        uint64 first = _file(rights);
        _refused(abi.encodeWithSelector(IAssetRegistry.AlreadyEncumbered.selector, rights[0], first));
        _file(_filing(rights), _none());
        _register(first, rights);
        _refused(abi.encodeWithSelector(IAssetRegistry.AlreadyEncumbered.selector, rights[0], first));
        _file(_filing(rights), _none());
    }

    function test_refuses_rights_of_two_offices() public {
        bytes32 cn = _patents(1, 1)[0];
        bytes32 us = _rights(US, RightKind.Patent, 1, 1)[0];
        bytes32[] memory rights = new bytes32[](2);
        (rights[0], rights[1]) = (cn, us);
        _sorted(rights);
        (uint64 first, uint64 second) = rights[0] == cn ? (office, usOffice) : (usOffice, office);
        _refused(abi.encodeWithSelector(IAssetRegistry.MixedOffices.selector, rights[1], first, second));
        _file(_filing(rights), _none());
    }

    function test_refuses_a_filing_on_paper_that_names_no_paper() public {
        Filing memory filing = _filing(_patents(1, 1));
        Act memory act = _act();
        act.document = "";
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "act.document"));
        vm.prank(BANK_KEY);
        pledges.file(filing, _none(), act);
    }

    function test_refuses_a_consent_to_an_amendment() public {
        bytes32[] memory rights = _rights(CN, RightKind.Trademark, 50, 1);
        uint64 pledge = _registered(rights);
        Filing memory filing = _filing(rights);
        Consent[] memory signed = new Consent[](1);
        signed[0] = _consent(OWNER_SECRET, owner, pledge, bank, filing.obligation, rights);
        _refusesSignature(filing, signed);
    }

    function test_refuses_one_lender_more_than_a_right_bears() public {
        bytes32[] memory rights = _rights(CN, RightKind.Trademark, 1, 1);
        for (uint256 index = 0; index < 16; ++index) _fileOnPaper(rights);
        _refused(abi.encodeWithSelector(IAssetRegistry.TooManyEncumbrances.selector, rights[0], 16));
        _file(_filing(rights), _none());
    }

    // Obligation

    function test_refuses_an_incomplete_obligation() public {
        Filing memory filing = _filing(_patents(1, 1));
        filing.obligation.kind = ObligationKind.Unstated;
        _refusesObligation(filing, "kind");
        filing.obligation = _obligation();
        filing.obligation.amount = 0;
        _refusesObligation(filing, "amount");
        filing.obligation = _obligation();
        filing.obligation.salt = 0;
        _refusesObligation(filing, "salt");
        bytes3[5] memory noCurrency = [bytes3(0), "cny", "C1Y", "CN[", "@NY"];
        for (uint256 index = 0; index < noCurrency.length; ++index) {
            filing.obligation = _obligation();
            filing.obligation.currency = noCurrency[index];
            _refusesObligation(filing, "currency");
        }
    }

    function test_refuses_a_contract_that_is_missing_or_too_long() public {
        Filing memory filing = _filing(_patents(1, 1));
        filing.obligation.contractDocument = "";
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "contractDocument"));
        _file(filing, _none());
        filing.obligation.contractDocument = _filled(129);
        _refused(abi.encodeWithSelector(IBook.TooLong.selector, "contractDocument", 129, 128));
        _file(filing, _none());
    }

    function test_refuses_a_period_that_is_none() public {
        Filing memory filing = _filing(_patents(1, 1));
        filing.obligation.startsOn = 20250229;
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "startsOn", 20250229));
        _file(filing, _none());
        filing.obligation = _obligation();
        filing.obligation.endsOn = 20261301;
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "endsOn", 20261301));
        _file(filing, _none());
        filing.obligation.endsOn = 20250109;
        _refused(abi.encodeWithSelector(IBook.InvalidPeriod.selector, 20250110, 20250109));
        _file(filing, _none());
        filing.obligation.endsOn = 0;
        _refused(abi.encodeWithSelector(IBook.InvalidPeriod.selector, 20250110, 0));
        _file(filing, _none());
    }

    // Consents

    function test_refuses_a_consent_twice() public {
        bytes32[] memory rights = _rights(CN, RightKind.Trademark, 1, 1);
        Filing memory filing = _filing(rights);
        Consent[] memory signed = _consents(filing);
        _file(filing, signed);
        _refused(abi.encodeWithSelector(IPledgorConsents.ConsentUsed.selector, owner, signed[0].nonce));
        _file(filing, signed);
    }

    function test_refuses_a_consent_past_its_deadline() public {
        Filing memory filing = _filing(_patents(1, 1));
        Consent[] memory signed = _consents(filing);
        vm.warp(signed[0].deadline + 1);
        _refused(
            abi.encodeWithSelector(
                IPledgorConsents.ConsentExpired.selector,
                owner,
                signed[0].deadline,
                signed[0].deadline + 1
            )
        );
        _file(filing, signed);
        vm.warp(signed[0].deadline);
        _file(filing, signed);
    }

    function test_refuses_a_consent_to_other_terms() public {
        Filing memory filing = _filing(_patents(1, 2));
        Consent[] memory signed = _consents(filing);
        filing.obligation.amount += 1;
        _refusesSignature(filing, signed);
        filing.obligation.amount -= 1;
        filing.rights = _keys(filing.rights[0]);
        _refusesSignature(filing, signed);
    }

    function test_refuses_a_consent_to_another_pledgee() public {
        Filing memory filing = _filing(_patents(1, 1));
        filing.pledgee = otherBank;
        Consent[] memory signed = _consents(filing);
        filing.pledgee = bank;
        _refusesSignature(filing, signed);
    }

    function test_refuses_a_consent_of_another_chain_or_contract() public {
        Filing memory filing = _filing(_patents(1, 1));
        uint256 here = block.chainid;
        vm.chainId(here + 1);
        Consent[] memory signed = _consents(filing);
        vm.chainId(here);
        _refusesSignature(filing, signed);
    }

    function test_refuses_a_consent_with_changed_nonce_or_deadline() public {
        Filing memory filing = _filing(_patents(1, 1));
        Consent[] memory signed = _consents(filing);
        signed[0].nonce += 1;
        _refusesSignature(filing, signed);
        signed[0].nonce -= 1;
        signed[0].deadline += 1;
        _refusesSignature(filing, signed);
    }

    function test_refuses_a_malleable_signature() public {
        Filing memory filing = _filing(_patents(1, 1));
        Consent[] memory signed = _consents(filing);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(
            OWNER_SECRET,
            _digest(signed[0], 0, bank, filing.jointPledgees, filing.obligation, filing.rights)
        );
        uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        signed[0].signature = abi.encodePacked(r, bytes32(order - uint256(s)), v == 27 ? uint8(28) : uint8(27));
        _refusesSignature(filing, signed);
    }

    function test_refuses_a_signature_of_wrong_length_or_key() public {
        Filing memory filing = _filing(_patents(1, 1));
        Consent[] memory signed = _consents(filing);
        signed[0].signature = "";
        _refusesSignature(filing, signed);
        signed[0].signature = _filled(64);
        _refusesSignature(filing, signed);
        signed[0].signature = _sign(
            CO_OWNER_SECRET,
            _digest(signed[0], 0, bank, filing.jointPledgees, filing.obligation, filing.rights)
        );
        _refusesSignature(filing, signed);
    }

    function test_refuses_a_key_that_is_not_the_pledgors() public {
        Filing memory filing = _filing(_patents(1, 1));
        Consent[] memory signed = new Consent[](1);
        signed[0] = _consent(CO_OWNER_SECRET, owner, filing);
        _refusesKey(filing, signed);
        signed = _consents(filing);
        _suspend(owner);
        _refusesKey(filing, signed);
        vm.prank(GOVERNOR);
        parties.reinstate(owner, _act());
        _revokeKey(owner, signed[0].key);
        _refusesKey(filing, signed);
    }

    function test_refuses_consents_that_do_not_name_the_pledgors() public {
        bytes32 shared = _attest(_patent("1"), _ids(owner, coOwner));
        Filing memory filing = _filing(_keys(shared));
        filing.pledgors = _ids(owner, coOwner);
        Consent[] memory signed = _consents(filing);
        _refused(abi.encodeWithSelector(IPledgeRegistry.ConsentsDoNotMatch.selector, coOwner, 0));
        _file(filing, signed);
        signed = new Consent[](2);
        signed[0] = _consent(CO_OWNER_SECRET, coOwner, filing);
        signed[1] = _consent(OWNER_SECRET, owner, filing);
        _refused(abi.encodeWithSelector(IPledgeRegistry.ConsentsDoNotMatch.selector, owner, coOwner));
        _file(filing, signed);
        signed = new Consent[](3);
        signed[0] = _consent(OWNER_SECRET, owner, filing);
        signed[1] = _consent(CO_OWNER_SECRET, coOwner, filing);
        _refused(abi.encodeWithSelector(IPledgeRegistry.ConsentsDoNotMatch.selector, 0, 0));
        _file(filing, signed);
    }

    function test_takes_a_consent_that_a_contract_signs() public {
        SigningContract wallet = new SigningContract();
        vm.prank(GOVERNOR);
        parties.addKey(owner, address(wallet), _act());
        Filing memory filing = _filing(_patents(1, 1));
        Consent[] memory signed = _consents(filing);
        signed[0].key = address(wallet);
        signed[0].signature = hex"01";
        _refusesSignature(filing, signed);
        wallet.approve(_digest(signed[0], 0, bank, filing.jointPledgees, filing.obligation, filing.rights));
        _file(filing, signed);
    }

    function test_refuses_joint_pledgees_that_the_pledgor_did_not_sign() public {
        Filing memory filing = _filing(_patents(1, 1));
        Consent[] memory signed = _consents(filing);
        filing.jointPledgees = _ids(otherBank);
        _refusesSignature(filing, signed);
        filing.jointPledgees = _ids(otherBank, fund);
        signed = _consents(filing);
        filing.jointPledgees = _ids(otherBank);
        _refusesSignature(filing, signed);
        filing.jointPledgees = _ids(otherBank, fund);
        _file(filing, signed);
    }

    function test_nonces_of_pledgors_are_apart() public {
        bytes32 shared = _attest(_patent("1"), _ids(owner, coOwner));
        Filing memory filing = _filing(_keys(shared));
        filing.pledgors = _ids(owner, coOwner);
        Consent[] memory signed = new Consent[](2);
        signed[0] = _consent(OWNER_SECRET, owner, filing);
        signed[1] = _consent(CO_OWNER_SECRET, coOwner, filing);
        signed[1].nonce = signed[0].nonce;
        signed[1].signature = _sign(
            CO_OWNER_SECRET,
            _digest(signed[1], 0, bank, filing.jointPledgees, filing.obligation, filing.rights)
        );
        _file(filing, signed);
        check(consents.consentUsed(coOwner, signed[1].nonce), "spent");
    }

    function testFuzz_digest_is_the_standards(
        uint64 pledgor,
        uint64 pledgee,
        uint256 nonce,
        uint64 deadline,
        uint256 chain
    ) public {
        vm.chainId(within(chain, 1, type(uint64).max - 1));
        Consent memory consent = Consent(pledgor, address(0), nonce, deadline, "");
        Obligation memory obligation = _obligation();
        bytes32[] memory rights = _keys(bytes32(nonce));
        uint64[] memory joint = nonce % 2 == 0 ? new uint64[](0) : _ids(deadline, pledgor);
        same(
            consents.consentDigest(
                pledgor,
                uint64(nonce >> 64),
                pledgee,
                joint,
                keccak256(abi.encode(obligation)),
                keccak256(abi.encodePacked(rights)),
                nonce,
                deadline
            ),
            _digest(consent, uint64(nonce >> 64), pledgee, joint, obligation, rights),
            "digest"
        );
    }

    function _refusesObligation(Filing memory filing, string memory field) private {
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidObligation.selector, field));
        _file(filing, _none());
    }

    function _refusesSignature(Filing memory filing, Consent[] memory signed) private {
        _refused(abi.encodeWithSelector(IPledgorConsents.ConsentNotSigned.selector, owner, signed[0].key));
        _file(filing, signed);
    }

    function _refusesKey(Filing memory filing, Consent[] memory signed) private {
        _refused(abi.encodeWithSelector(IPledgorConsents.ConsentKeyNotLive.selector, owner, signed[0].key));
        _file(filing, signed);
    }
}
