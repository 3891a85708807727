// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Act,
    Amendment,
    ChangeKind,
    Consent,
    ConsentForm,
    Filing,
    IAssetRegistry,
    IBook,
    IPledgeRegistry,
    LedgerFixture,
    Obligation,
    ObligationKind,
    PledgeState,
    PledgeView,
    Right,
    RightKind,
    Validity,
    IChangeBook,
    IPledgorConsents
} from "./LedgerFixture.sol";

contract ChangeBookAskAmendmentTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 3);
        _pledge = _registered(_pledged);
    }

    function test_asks_for_lighter_terms_without_consent() public {
        Obligation memory lighter = _obligation();
        lighter.amount -= 1;
        lighter.startsOn += 1;
        lighter.endsOn -= 1;
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(changes));
        emit IChangeBook.AmendmentAsked(
            next,
            _pledge,
            bank,
            lighter,
            _noKeys(),
            ConsentForm.NotNeeded,
            _nonces(_none()),
            false,
            _noOthers(),
            _act(),
            1
        );
        _ask(lighter, _none());
        PledgeView memory pledge = pledges.pledgeOf(_pledge);
        check(pledge.pendingChange == ChangeKind.Amendment, "pending");
        bytes32 expected = keccak256(abi.encode(keccak256(abi.encode(lighter)), keccak256("")));
        same(pledge.pendingDigest, expected, "digest");
        same(pledge.amount, _obligation().amount, "terms bind when recorded");
        _assertHistory();
    }

    function test_asks_for_heavier_terms_with_consent() public {
        Obligation memory heavier = _obligation();
        heavier.amount += 1;
        Consent[] memory signed = _consentsTo(heavier);
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(changes));
        emit IChangeBook.AmendmentAsked(
            next,
            _pledge,
            bank,
            heavier,
            _noKeys(),
            ConsentForm.Signed,
            _nonces(signed),
            true,
            _noOthers(),
            _act(),
            1
        );
        _ask(heavier, signed);
        check(consents.consentUsed(owner, signed[0].nonce), "spent");
        _assertHistory();
    }

    function test_asks_for_further_rights_with_consent_to_the_whole_list() public {
        bytes32[] memory added = _patents(50, 2);
        Consent[] memory signed = _consentsToAll(added);
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(changes));
        emit IChangeBook.AmendmentAsked(
            next,
            _pledge,
            bank,
            _obligation(),
            added,
            ConsentForm.Signed,
            _nonces(signed),
            true,
            _noOthers(),
            _act(),
            1
        );
        _askFor(added, signed);
        bytes32 digest = keccak256(
            abi.encode(keccak256(abi.encode(_obligation())), keccak256(abi.encodePacked(added)))
        );
        same(pledges.pledgeOf(_pledge).pendingDigest, digest, "digest");
        same(pledges.pledgeOf(_pledge).rightCount, 3, "added when recorded");
        (uint64[] memory registered, uint64[] memory filed, ) = assets.encumbrances(added[0]);
        same(registered.length + filed.length, 0, "an addition that waits reserves nothing");
        check(consents.consentUsed(owner, signed[0].nonce), "spent");
        _assertHistory();
    }

    function test_refuses_further_rights_without_consent_to_the_whole_list() public {
        bytes32[] memory added = _patents(50, 1);
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "act.document"));
        _askOnPaper(_amendment(_obligation(), added), _none(), "");
        Consent[] memory signed = _consentsTo(_obligation());
        _refused(abi.encodeWithSelector(IPledgorConsents.ConsentNotSigned.selector, owner, signed[0].key));
        _askFor(added, signed);
    }

    function test_refuses_further_rights_that_cannot_be_pledged() public {
        bytes32[] memory added = _keys(bytes32(uint256(1)));
        _refusesToAdd(added, abi.encodeWithSelector(IAssetRegistry.UnknownRight.selector, added[0]));
        added = _patents(50, 2);
        _setValidity(_patent("50"), Validity.Lapsed);
        bytes32 lapsed = _keyOf(_patent("50"));
        _refusesToAdd(added, abi.encodeWithSelector(IAssetRegistry.RightNotInForce.selector, lapsed, Validity.Lapsed));
        added = _keys(_attest(_patent("60"), _ids(coOwner)));
        _refusesToAdd(added, abi.encodeWithSelector(IAssetRegistry.OwnerConsentMissing.selector, added[0], coOwner));
        added = _patents(70, 1);
        uint64 other = _file(added);
        _refusesToAdd(added, abi.encodeWithSelector(IAssetRegistry.AlreadyEncumbered.selector, added[0], other));
        added = _keys(_pledged[0]);
        _refusesToAdd(added, abi.encodeWithSelector(IAssetRegistry.AlreadyEncumbered.selector, added[0], _pledge));
        added = _keys(_attest(Right(US, RightKind.Patent, "1"), _ids(owner)));
        _refusesToAdd(
            added,
            abi.encodeWithSelector(IPledgeRegistry.NotThePledgesOffice.selector, _pledge, office, usOffice)
        );
        added = _patents(80, 2);
        (added[0], added[1]) = (added[1], added[0]);
        _refusesToAdd(added, abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "rights", 1));
    }

    function test_refuses_a_ranked_right_that_is_in_the_pledge_already() public {
        _pledged = _rights(CN, RightKind.Trademark, 1, 2);
        _pledge = _registered(_pledged);
        bytes32[] memory added = _keys(_pledged[1]);
        _refusesToAdd(added, abi.encodeWithSelector(IChangeBook.RightInPledge.selector, _pledge, added[0]));
    }

    function test_refuses_more_rights_than_a_pledge_can_hold() public {
        bytes32[] memory added = _patents(1000, 1098);
        _refusesToAdd(added, abi.encodeWithSelector(IBook.TooMany.selector, "rights", 1101, 1100));
    }

    function test_refuses_heavier_terms_without_consent() public {
        Obligation memory terms = _obligation();
        terms.amount += 1;
        _needsConsent(terms);
        terms = _obligation();
        terms.currency = "USD";
        _needsConsent(terms);
        terms = _obligation();
        terms.kind = ObligationKind.Maximum;
        _needsConsent(terms);
        terms = _obligation();
        terms.debtor = coOwner;
        _needsConsent(terms);
        terms = _obligation();
        terms.startsOn -= 1;
        _needsConsent(terms);
        terms = _obligation();
        terms.endsOn += 1;
        _needsConsent(terms);
        terms = _obligation();
        (terms.startsOn, terms.endsOn) = (0, 0);
        _needsConsent(terms);
    }

    function test_refuses_an_end_taken_away_without_consent() public {
        Filing memory filing = _filing(_patents(10, 1));
        filing.obligation.startsOn = 0;
        uint64 pledge = _file(filing, _consents(filing));
        _register(pledge, filing.rights);
        filing.obligation.endsOn = 0;
        Act memory act = _act();
        act.document = "";
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "act.document"));
        vm.prank(BANK_KEY);
        changes.askAmendment(
            pledge,
            filing.rights,
            _amendment(filing.obligation, _noKeys()),
            _none(),
            _noOthers(),
            act
        );
    }

    function test_refuses_a_consent_to_another_pledges_amendment_and_to_a_filing() public {
        Obligation memory terms = _obligation();
        terms.amount += 1;
        bytes32[] memory rights = _pledged;
        Consent[] memory signed = new Consent[](1);
        uint64[2] memory others = [uint64(0), _pledge + 1];
        for (uint256 index = 0; index < others.length; ++index) {
            signed[0] = _consent(OWNER_SECRET, owner, others[index], bank, terms, rights);
            _refused(abi.encodeWithSelector(IPledgorConsents.ConsentNotSigned.selector, owner, signed[0].key));
            _ask(terms, signed);
        }
    }

    function test_refuses_consents_of_others_than_the_pledgors() public {
        Obligation memory terms = _obligation();
        bytes32[] memory rights = _pledged;
        Consent[] memory signed = new Consent[](1);
        signed[0] = _consent(CO_OWNER_SECRET, coOwner, _pledge, bank, terms, rights);
        _refused(abi.encodeWithSelector(IPledgeRegistry.ConsentsDoNotMatch.selector, owner, coOwner));
        _ask(terms, signed);
        bytes32 given = keccak256(abi.encodePacked(_ids(coOwner)));
        bytes32 expected = keccak256(abi.encodePacked(_ids(owner)));
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongPledgors.selector, _pledge, given, expected));
        _askOnPaper(Amendment(terms, _noKeys(), _ids(coOwner)), signed, "x");
        Consent[] memory both = new Consent[](2);
        both[0] = _consentsTo(terms)[0];
        both[1] = signed[0];
        _refused(abi.encodeWithSelector(IPledgeRegistry.ConsentsDoNotMatch.selector, 0, coOwner));
        _ask(terms, both);
    }

    function test_asks_on_paper_for_what_a_pledgor_without_key_consents_to() public {
        Obligation memory heavier = _obligation();
        heavier.amount += 1;
        bytes32[] memory added = _patents(50, 1);
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(changes));
        emit IChangeBook.AmendmentAsked(
            next,
            _pledge,
            bank,
            heavier,
            added,
            ConsentForm.Paper,
            _nonces(_none()),
            true,
            _noOthers(),
            _act(),
            1
        );
        _askOnPaper(_amendment(heavier, added), _none(), _act().document);
        check(pledges.pledgeOf(_pledge).pendingChange == ChangeKind.Amendment, "pending");
        _assertHistory();
    }

    function test_what_is_asked_on_paper_names_the_pledgors_and_adds_only_what_they_own() public {
        bytes32 expected = keccak256(abi.encodePacked(_ids(owner)));
        bytes32[] memory added = _keys(_attest(_patent("60"), _ids(coOwner)));
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongPledgors.selector, _pledge, keccak256(""), expected));
        _askOnPaper(Amendment(_obligation(), added, new uint64[](0)), _none(), "x");
        _refused(abi.encodeWithSelector(IAssetRegistry.OwnerConsentMissing.selector, added[0], coOwner));
        _askOnPaper(_amendment(_obligation(), added), _none(), "x");
    }

    function test_lighter_terms_need_no_pledgors_and_take_signed_consents_all_the_same() public {
        Obligation memory lighter = _obligation();
        lighter.amount -= 1;
        _askOnPaper(Amendment(lighter, _noKeys(), new uint64[](0)), _none(), "");
        vm.prank(BANK_KEY);
        changes.dropChange(_pledge, _act());
        Consent[] memory signed = _consentsTo(lighter);
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(changes));
        emit IChangeBook.AmendmentAsked(
            next,
            _pledge,
            bank,
            lighter,
            _noKeys(),
            ConsentForm.Signed,
            _nonces(signed),
            false,
            _noOthers(),
            _act(),
            1
        );
        _ask(lighter, signed);
        check(consents.consentUsed(owner, signed[0].nonce), "spent");
    }

    function test_refuses_a_consent_to_other_terms() public {
        Obligation memory terms = _obligation();
        Consent[] memory signed = _consentsTo(terms);
        terms.amount += 1;
        _refused(abi.encodeWithSelector(IPledgorConsents.ConsentNotSigned.selector, owner, signed[0].key));
        _ask(terms, signed);
    }

    function test_refuses_an_incomplete_obligation() public {
        Obligation memory terms = _obligation();
        terms.amount = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidObligation.selector, "amount"));
        _ask(terms, _none());
    }

    function test_refuses_a_second_change() public {
        _ask(_obligation(), _none());
        _refused(abi.encodeWithSelector(IPledgeRegistry.ChangePending.selector, _pledge, ChangeKind.Amendment));
        _ask(_obligation(), _none());
    }

    function test_refuses_another_pledgee() public {
        bytes32[] memory rights = _pledged;
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, _pledge, bank, otherBank));
        vm.prank(OTHER_BANK_KEY);
        changes.askAmendment(_pledge, rights, _amendment(_obligation(), _noKeys()), _none(), _noOthers(), _act());
    }

    function test_refuses_other_rights() public {
        bytes32 expected = keccak256(abi.encodePacked(_pledged));
        _pledged.pop();
        bytes32 given = keccak256(abi.encodePacked(_pledged));
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongRights.selector, _pledge, given, expected));
        _ask(_obligation(), _none());
    }

    function test_refuses_states_that_are_not_live() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            _setState(_pledge, PledgeState(state));
            bool live = state >= uint256(PledgeState.Registered) && state <= uint256(PledgeState.Enforcing);
            if (live) continue;
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _ask(_obligation(), _none());
        }
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _ask(_obligation(), _none());
    }

    function _needsConsent(Obligation memory terms) private {
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "act.document"));
        _askOnPaper(_amendment(terms, _noKeys()), _none(), "");
    }

    function _askOnPaper(Amendment memory amendment, Consent[] memory signed, bytes memory document) private {
        bytes32[] memory rights = _pledged;
        Act memory act = _act();
        act.document = document;
        vm.prank(BANK_KEY);
        changes.askAmendment(_pledge, rights, amendment, signed, _noOthers(), act);
    }

    function _consentsTo(Obligation memory terms) private returns (Consent[] memory signed) {
        signed = new Consent[](1);
        signed[0] = _consent(OWNER_SECRET, owner, _pledge, bank, terms, _pledged);
    }

    function _consentsToAll(bytes32[] memory added) private returns (Consent[] memory signed) {
        bytes32[] memory whole = new bytes32[](_pledged.length + added.length);
        for (uint256 index = 0; index < _pledged.length; ++index) whole[index] = _pledged[index];
        for (uint256 index = 0; index < added.length; ++index) whole[_pledged.length + index] = added[index];
        signed = new Consent[](1);
        signed[0] = _consent(OWNER_SECRET, owner, _pledge, bank, _obligation(), _sorted(whole));
    }

    function _refusesToAdd(bytes32[] memory added, bytes memory reason) private {
        Consent[] memory signed = _consentsToAll(added);
        _refused(reason);
        _askFor(added, signed);
    }

    function _askFor(bytes32[] memory added, Consent[] memory signed) private {
        bytes32[] memory rights = _pledged;
        vm.prank(BANK_KEY);
        changes.askAmendment(_pledge, rights, _amendment(_obligation(), added), signed, _noOthers(), _act());
    }

    function _ask(Obligation memory terms, Consent[] memory signed) private {
        bytes32[] memory rights = _pledged;
        vm.prank(BANK_KEY);
        changes.askAmendment(_pledge, rights, _amendment(terms, _noKeys()), signed, _noOthers(), _act());
    }
}
