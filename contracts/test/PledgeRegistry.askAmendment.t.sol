// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    ChangeKind,
    Consent,
    Filing,
    IPledgeRegistry,
    LedgerFixture,
    Obligation,
    ObligationKind,
    PledgeState,
    PledgeView
} from "./LedgerFixture.sol";

contract PledgeRegistryAskAmendmentTest is LedgerFixture {
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
        vm.expectEmit(true, true, true, true, address(pledges));
        emit IPledgeRegistry.AmendmentAsked(next, _pledge, bank, lighter, false, _act(), 1);
        _ask(lighter, _none());
        PledgeView memory pledge = pledges.pledgeOf(_pledge);
        check(pledge.pendingChange == ChangeKind.Amendment, "pending");
        same(pledge.pendingDigest, keccak256(abi.encode(lighter)), "digest");
        same(pledge.amount, _obligation().amount, "terms bind when recorded");
        _assertHistory();
    }

    function test_asks_for_heavier_terms_with_consent() public {
        Obligation memory heavier = _obligation();
        heavier.amount += 1;
        Consent[] memory consents = _consentsTo(heavier);
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(pledges));
        emit IPledgeRegistry.AmendmentAsked(next, _pledge, bank, heavier, true, _act(), 1);
        _ask(heavier, consents);
        check(pledges.consentUsed(owner, consents[0].nonce), "spent");
        _assertHistory();
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
        bytes32 expected = keccak256(abi.encodePacked(_ids(owner)));
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongPledgors.selector, pledge, keccak256(""), expected));
        vm.prank(BANK_KEY);
        pledges.askAmendment(pledge, filing.rights, filing.obligation, _none(), _act());
    }

    function test_refuses_consents_of_others_than_the_pledgors() public {
        Obligation memory terms = _obligation();
        bytes32[] memory rights = _pledged;
        Consent[] memory consents = new Consent[](1);
        consents[0] = _consent(CO_OWNER_SECRET, coOwner, bank, terms, rights);
        bytes32 given = keccak256(abi.encodePacked(_ids(coOwner)));
        bytes32 expected = keccak256(abi.encodePacked(_ids(owner)));
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongPledgors.selector, _pledge, given, expected));
        _ask(terms, consents);
    }

    function test_refuses_a_consent_to_other_terms() public {
        Obligation memory terms = _obligation();
        Consent[] memory consents = _consentsTo(terms);
        terms.amount += 1;
        _refused(abi.encodeWithSelector(IPledgeRegistry.ConsentNotSigned.selector, owner, consents[0].key));
        _ask(terms, consents);
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
        pledges.askAmendment(_pledge, rights, _obligation(), _none(), _act());
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
        bytes32 expected = keccak256(abi.encodePacked(_ids(owner)));
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongPledgors.selector, _pledge, keccak256(""), expected));
        _ask(terms, _none());
    }

    function _consentsTo(Obligation memory terms) private returns (Consent[] memory consents) {
        consents = new Consent[](1);
        consents[0] = _consent(OWNER_SECRET, owner, bank, terms, _pledged);
    }

    function _ask(Obligation memory terms, Consent[] memory consents) private {
        bytes32[] memory rights = _pledged;
        vm.prank(BANK_KEY);
        pledges.askAmendment(_pledge, rights, terms, consents, _act());
    }
}
