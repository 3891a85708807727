// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Act,
    IAssetRegistry,
    IBook,
    IChangeBook,
    IPledgeRegistry,
    LedgerFixture,
    LicenceScope,
    PledgeState,
    PriceUse,
    TransferConsent,
    TransferKind
} from "./LedgerFixture.sol";

contract ChangeBookConsentToTransferTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 3);
        _pledge = _registered(_pledged);
    }

    function test_consents_to_a_transfer() public {
        TransferConsent memory given = _given();
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(changes));
        emit IChangeBook.TransferConsented(next, _pledge, bank, given, _act(), 1);
        _consentTo(given);
        _assertHistory();
    }

    function test_consents_to_a_licence_without_price() public {
        TransferConsent memory given = _given();
        given.kind = TransferKind.Licence;
        given.scope = LicenceScope.Sole;
        (given.priceUse, given.price, given.currency, given.salt) = (PriceUse.None, 0, 0, 0);
        given.counterparty = 0;
        _consentTo(given);
        _assertHistory();
    }

    function test_refuses_fields_that_do_not_fit() public {
        TransferConsent memory given = _given();
        given.kind = TransferKind.None;
        _invalid(given, "kind");
        given = _given();
        given.scope = LicenceScope.Ordinary;
        _invalid(given, "scope");
        given = _given();
        given.kind = TransferKind.Licence;
        _invalid(given, "scope");
        given.scope = LicenceScope.Ordinary;
        given.pledgeFollows = false;
        _invalid(given, "pledgeFollows");
        given = _given();
        given.priceUse = PriceUse.None;
        _invalid(given, "priceUse");
        given = _given();
        given.price = 0;
        _invalid(given, "priceUse");
        given = _given();
        given.currency = 0;
        _invalid(given, "currency");
        given.currency = "cny";
        _invalid(given, "currency");
        given = _given();
        given.salt = 0;
        _invalid(given, "salt");
        given = _given();
        (given.priceUse, given.price) = (PriceUse.None, 0);
        _invalid(given, "currency");
        given.currency = 0;
        _invalid(given, "salt");
    }

    function test_refuses_a_counterparty_that_does_not_exist() public {
        TransferConsent memory given = _given();
        given.counterparty = type(uint64).max;
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "counterparty", type(uint64).max));
        _consentTo(given);
    }

    function test_refuses_rights_that_are_not_the_pledges() public {
        _refused(abi.encodeWithSelector(IBook.EmptyList.selector, "covered"));
        _consentTo(_transferConsent(_noKeys()));
        bytes32[] memory covered = _keys(bytes32(uint256(1)));
        _refused(abi.encodeWithSelector(IPledgeRegistry.RightNotInPledge.selector, _pledge, covered[0]));
        _consentTo(_transferConsent(covered));
        covered = new bytes32[](2);
        (covered[0], covered[1]) = (_pledged[0], _pledged[0]);
        _refused(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "covered", 1));
        _consentTo(_transferConsent(covered));
    }

    function test_refuses_other_rights() public {
        TransferConsent memory given = _given();
        bytes32 expected = keccak256(abi.encodePacked(_pledged));
        _pledged.pop();
        bytes32 digest = keccak256(abi.encodePacked(_pledged));
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongRights.selector, _pledge, digest, expected));
        _consentTo(given);
    }

    function test_refuses_a_consent_without_document() public {
        TransferConsent memory given = _given();
        bytes32[] memory rights = _pledged;
        Act memory act = _act();
        act.document = "";
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "act.document"));
        vm.prank(BANK_KEY);
        changes.consentToTransfer(_pledge, rights, given, act);
    }

    function test_refuses_another_pledgee() public {
        TransferConsent memory given = _given();
        bytes32[] memory rights = _pledged;
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, _pledge, bank, otherBank));
        vm.prank(OTHER_BANK_KEY);
        changes.consentToTransfer(_pledge, rights, given, _act());
    }

    function test_refuses_every_other_state() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            if (state >= uint256(PledgeState.Registered) && state <= uint256(PledgeState.Enforcing)) continue;
            _setState(_pledge, PledgeState(state));
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _consentTo(_given());
        }
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _consentTo(_given());
    }

    function _given() private view returns (TransferConsent memory) {
        return _transferConsent(_keys(_pledged[1]));
    }

    function _invalid(TransferConsent memory given, string memory field) private {
        _refused(abi.encodeWithSelector(IChangeBook.InvalidTransferConsent.selector, field));
        _consentTo(given);
    }

    function _consentTo(TransferConsent memory given) private {
        bytes32[] memory rights = _pledged;
        vm.prank(BANK_KEY);
        changes.consentToTransfer(_pledge, rights, given, _act());
    }
}
