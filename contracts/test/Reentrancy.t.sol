// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Amendment,
    CancellationGround,
    ChangeKind,
    Consent,
    DefaultGround,
    Filing,
    IChangeBook,
    IEnforcementBook,
    IPledgeRegistry,
    IPledgorConsents,
    LedgerFixture,
    Obligation,
    PartyKind,
    PledgeState,
    RightKind
} from "./LedgerFixture.sol";
import {ReenteringWallet} from "./support/ReenteringWallet.sol";

/// @notice The one call that leaves the ledger asks a pledgor's contract for its signature (ERC-1271). Here that contract is also a
/// lender's key, so that nothing but the static call keeps it from acting while it is asked.
contract ReentrancyTest is LedgerFixture {
    ReenteringWallet private _wallet;
    uint64 private _lender;
    bytes32[] private _pledged;
    uint64 private _pledge;
    bytes32[] private _next;

    function setUp() public override {
        super.setUp();
        _wallet = new ReenteringWallet();
        // The owner's wallet cannot be the lender's key too, a key never changes hands: one calls the other.
        vm.prank(GOVERNOR);
        parties.addKey(owner, address(_wallet), _act());
        _lender = _admit(PartyKind.Bank, unicode"演示三行", address(this));
        _pledged = _rights(CN, RightKind.Trademark, 1, 1);
        _next = _rights(CN, RightKind.Trademark, 2, 1);
        Filing memory filing = _of(_pledged);
        _pledge = pledges.file(filing, _consents(filing), _act());
        _register(_pledge, _pledged);
    }

    /// @dev What the wallet calls back: this contract acts as the lender.
    function act(address book, bytes calldata data) external returns (bool done) {
        (done, ) = book.call(data);
    }

    function test_no_verb_is_called_while_a_filing_is_judged() public {
        bytes[] memory calls = _calls();
        address[] memory books = _books();
        for (uint256 index = 0; index < calls.length; ++index) {
            Filing memory filing = _of(_next);
            Consent[] memory signed = _byWallet(filing, 0);
            _plan(books[index], calls[index], ReenteringWallet.Answer.Signed);
            uint64 before = log.sequence();
            pledges.file(filing, signed, _act());
            same(log.sequence(), before + 1, "one event, that of the filing");
            check(pledges.pledgeOf(_pledge).state == PledgeState.Registered, "state");
            check(pledges.pledgeOf(_pledge).pendingChange == ChangeKind.None, "change");
        }
        _assertHistory();
    }

    function test_no_verb_is_called_while_an_amendment_is_judged() public {
        Obligation memory heavier = _obligation();
        heavier.amount += 1;
        Filing memory terms = _of(_pledged);
        terms.obligation = heavier;
        bytes[] memory calls = _calls();
        address[] memory books = _books();
        for (uint256 index = 0; index < calls.length; ++index) {
            Consent[] memory signed = _byWallet(terms, _pledge);
            _plan(books[index], calls[index], ReenteringWallet.Answer.Signed);
            uint64 before = log.sequence();
            changes.askAmendment(_pledge, _pledged, _to(heavier), signed, _noOthers(), _act());
            same(log.sequence(), before + 1, "one event, that of the amendment");
            check(pledges.pledgeOf(_pledge).state == PledgeState.Registered, "state");
            changes.dropChange(_pledge, _act());
        }
        _assertHistory();
    }

    function test_the_same_consent_does_not_serve_within_itself() public {
        Filing memory filing = _of(_next);
        Consent[] memory signed = _byWallet(filing, 0);
        bytes memory again = abi.encodeCall(IPledgeRegistry.file, (filing, signed, _act()));
        _plan(address(pledges), again, ReenteringWallet.Answer.Signed);
        pledges.file(filing, signed, _act());
        (, uint64[] memory filed, ) = assets.encumbrances(_next[0]);
        same(filed.length, 1, "filed once");
        check(consents.consentUsed(owner, signed[0].nonce), "spent");
        _refused(abi.encodeWithSelector(IPledgorConsents.ConsentUsed.selector, owner, signed[0].nonce));
        pledges.file(filing, signed, _act());
    }

    function test_each_of_these_calls_is_taken_outside() public {
        bytes[] memory calls = _calls();
        address[] memory books = _books();
        for (uint256 index = 0; index < calls.length; ++index) {
            uint256 state = vm.snapshotState();
            (bool done, ) = books[index].call(calls[index]);
            check(done, "a call that would be refused anyway proves nothing");
            vm.revertToState(state);
        }
    }

    function test_a_wallet_that_answers_anything_else_has_not_signed() public {
        Filing memory filing = _of(_next);
        Consent[] memory signed = _byWallet(filing, 0);
        ReenteringWallet.Answer[4] memory answers = [
            ReenteringWallet.Answer.Nothing,
            ReenteringWallet.Answer.Short,
            ReenteringWallet.Answer.Endless,
            ReenteringWallet.Answer.Reverts
        ];
        for (uint256 index = 0; index < answers.length; ++index) {
            _wallet.plan(address(0), "", answers[index]);
            _refused(abi.encodeWithSelector(IPledgorConsents.ConsentNotSigned.selector, owner, address(_wallet)));
            pledges.file(filing, signed, _act());
            check(!consents.consentUsed(owner, signed[0].nonce), "not spent");
        }
    }

    function _plan(address book, bytes memory data, ReenteringWallet.Answer answer) private {
        _wallet.plan(address(this), abi.encodeCall(this.act, (book, data)), answer);
    }

    function _of(bytes32[] memory rights) private view returns (Filing memory filing) {
        filing = _filing(rights);
        filing.pledgee = _lender;
    }

    /// @dev A fresh consent whose key is the wallet.
    function _byWallet(Filing memory filing, uint64 pledge) private returns (Consent[] memory signed) {
        signed = new Consent[](1);
        signed[0] = _consent(OWNER_SECRET, owner, pledge, filing.pledgee, filing.obligation, filing.rights);
        signed[0].key = address(_wallet);
        signed[0].signature = hex"01";
    }

    function _to(Obligation memory asked) private view returns (Amendment memory) {
        return Amendment(asked, _noKeys(), _ids(owner));
    }

    /// @dev Acts of the lender that the ledger takes in this state.
    function _calls() private view returns (bytes[] memory calls) {
        Filing memory onPaper = _of(_next);
        calls = new bytes[](6);
        calls[0] = abi.encodeCall(IPledgeRegistry.file, (onPaper, _none(), _act()));
        calls[1] = abi.encodeCall(
            IPledgeRegistry.discharge,
            (_pledge, CancellationGround.DebtPerformed, _noOthers(), _act())
        );
        calls[2] = abi.encodeCall(
            IChangeBook.askAmendment,
            (_pledge, _pledged, _to(_obligation()), _none(), _noOthers(), _act())
        );
        calls[3] = abi.encodeCall(IChangeBook.nominateAssignee, (_pledge, otherBank, _act()));
        calls[4] = abi.encodeCall(
            IChangeBook.consentToTransfer,
            (_pledge, _pledged, _transferConsent(_keys(_pledged[0])), _act())
        );
        calls[5] = abi.encodeCall(
            IEnforcementBook.declareDefault,
            (_pledge, DefaultGround.DebtNotPerformed, 20260201, _act())
        );
    }

    function _books() private view returns (address[] memory books) {
        books = new address[](6);
        (books[0], books[1]) = (address(pledges), address(pledges));
        (books[2], books[3], books[4]) = (address(changes), address(changes), address(changes));
        books[5] = address(enforcement);
    }
}
