// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    CancellationGround,
    ConsentForm,
    IAssetRegistry,
    IBook,
    IChangeBook,
    IPledgeRegistry,
    LedgerFixture,
    Obligation,
    OtherConsent,
    PartyKind
} from "./LedgerFixture.sol";

/// @notice Written consents of those whom an act harms are judged alike, whichever of the three acts they are given with: an
/// amendment (Civil Code 409, 695), a partial release or a discharge (435).
contract OtherConsentsTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 3);
        _pledge = _registered(_pledged);
    }

    function test_an_amendment_says_who_consented() public {
        Obligation memory heavier = _obligation();
        heavier.amount += 1;
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(changes));
        emit IChangeBook.AmendmentAsked(
            next,
            _pledge,
            bank,
            heavier,
            _noKeys(),
            ConsentForm.Paper,
            _nonces(_none()),
            true,
            _others(),
            _act(),
            1
        );
        _amend(heavier, _others());
        _assertHistory();
    }

    function test_a_partial_release_says_who_consented() public {
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(changes));
        emit IChangeBook.PartialReleaseAsked(next, _pledge, bank, _keys(_pledged[0]), _others(), _act(), 1);
        _releasePart(_others());
        _assertHistory();
    }

    function test_a_waiver_says_who_consented() public {
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(pledges));
        emit IPledgeRegistry.PledgeDischarged(
            next,
            _pledge,
            bank,
            CancellationGround.PledgeeWaives,
            _others(),
            _act(),
            1
        );
        _waive(_others());
        _assertHistory();
    }

    function test_refuses_consents_out_of_order_or_twice() public {
        OtherConsent[] memory others = _others();
        (others[0], others[1]) = (others[1], others[0]);
        _refusesEverywhere(others, abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "others", 1));
        others = _others();
        others[1].party = others[0].party;
        _refusesEverywhere(others, abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "others", 1));
        others[0].party = 0;
        _refusesEverywhere(others, abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "others", 0));
    }

    function test_refuses_a_consent_of_nobody_and_of_the_pledgee_itself() public {
        OtherConsent[] memory others = _others();
        others[1].party = type(uint64).max;
        _refusesEverywhere(
            others,
            abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "others", type(uint64).max)
        );
        others[0].party = bank;
        others[1].party = fund;
        _refusesEverywhere(others, abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "others", bank));
    }

    function test_refuses_a_consent_without_document_or_with_one_too_long() public {
        OtherConsent[] memory others = _others();
        others[1].document = "";
        _refusesEverywhere(others, abi.encodeWithSelector(IBook.Missing.selector, "others.document"));
        others[1].document = _filled(129);
        _refusesEverywhere(others, abi.encodeWithSelector(IBook.TooLong.selector, "others.document", 129, 128));
        others[1].document = _filled(128);
        _releasePart(others);
    }

    function test_bounds_their_number() public {
        OtherConsent[] memory others = new OtherConsent[](65);
        _refusesEverywhere(others, abi.encodeWithSelector(IBook.TooMany.selector, "others", 65, 64));
    }

    function test_takes_as_many_as_the_bound() public {
        OtherConsent[] memory others = new OtherConsent[](64);
        for (uint256 index = 0; index < others.length; ++index) {
            others[index] = OtherConsent(_admit(PartyKind.GuaranteeCompany, "n", address(0)), hex"01");
        }
        _releasePart(others);
    }

    function _refusesEverywhere(OtherConsent[] memory others, bytes memory reason) private {
        _refused(reason);
        _amend(_obligation(), others);
        _refused(reason);
        _releasePart(others);
        _refused(reason);
        _waive(others);
    }

    function _amend(Obligation memory terms, OtherConsent[] memory others) private {
        bytes32[] memory rights = _pledged;
        vm.prank(BANK_KEY);
        changes.askAmendment(_pledge, rights, _amendment(terms, _noKeys()), _none(), others, _act());
    }

    function _releasePart(OtherConsent[] memory others) private {
        bytes32[] memory rights = _pledged;
        vm.prank(BANK_KEY);
        changes.askPartialRelease(_pledge, rights, _keys(rights[0]), others, _act());
    }

    function _waive(OtherConsent[] memory others) private {
        vm.prank(BANK_KEY);
        pledges.discharge(_pledge, CancellationGround.PledgeeWaives, others, _act());
    }
}
