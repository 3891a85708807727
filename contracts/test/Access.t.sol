// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    CancellationGround,
    Consent,
    DefaultGround,
    Determination,
    DeterminationGround,
    EnforcementRoute,
    IAssetRegistry,
    IBook,
    IChangeBook,
    IEnforcementBook,
    ILedgerLog,
    IPledgeRegistry,
    IPledgorConsents,
    LedgerFixture,
    ChangeKind,
    PledgeState,
    RefusalGround,
    Registration
} from "./LedgerFixture.sol";

/// @notice Every verb of a party, called by everyone who may not.
contract AccessTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 2);
        _pledge = _registered(_pledged);
    }

    function test_nobody_without_the_verb_calls_it() public {
        bytes[] memory calls = _calls();
        address[4] memory callers = [GOVERNOR, STRANGER, SEARCHER_KEY, address(pledges)];
        for (uint256 index = 0; index < calls.length; ++index) {
            for (uint256 caller = 0; caller < callers.length; ++caller) {
                _refusesCaller(callers[caller], calls[index]);
            }
        }
    }

    function test_no_suspended_party_calls_a_verb() public {
        _suspend(bank);
        _suspend(office);
        _suspend(fund);
        _nobodyActs();
    }

    function test_no_revoked_key_calls_a_verb() public {
        _revokeKey(bank, BANK_KEY);
        _revokeKey(office, OFFICE_KEY);
        _revokeKey(fund, FUND_KEY);
        _nobodyActs();
    }

    function test_governance_that_is_granted_a_partys_verb_still_is_no_party() public {
        bytes[] memory calls = _calls();
        for (uint256 index = 0; index < calls.length; ++index) {
            address book = _bookOf(bytes4(calls[index]));
            _grant(book, bytes4(calls[index]), GOVERNANCE);
            _refused(abi.encodeWithSelector(IBook.UnknownKey.selector, GOVERNOR));
            _call(GOVERNOR, book, calls[index]);
        }
    }

    function test_a_books_authority_cannot_be_changed() public {
        _unauthorised(GOVERNOR);
        vm.prank(GOVERNOR);
        pledges.setAuthority(address(manager));
        _unauthorised(address(manager));
        vm.prank(GOVERNOR);
        manager.updateAuthority(address(pledges), address(manager));
    }

    function _nobodyActs() private {
        bytes[] memory calls = _calls();
        address[3] memory callers = [BANK_KEY, OFFICE_KEY, FUND_KEY];
        for (uint256 index = 0; index < calls.length; ++index) {
            for (uint256 caller = 0; caller < callers.length; ++caller) {
                _refusesCaller(callers[caller], calls[index]);
            }
        }
    }

    function test_only_its_own_books_call_an_inner_verb() public {
        (address[] memory books, bytes[] memory calls) = _innerCalls();
        address[8] memory callers = [
            GOVERNOR,
            STRANGER,
            BANK_KEY,
            OFFICE_KEY,
            address(pledges),
            address(changes),
            address(enforcement),
            address(assets)
        ];
        uint256 allowed = 0;
        for (uint256 index = 0; index < calls.length; ++index) {
            for (uint256 caller = 0; caller < callers.length; ++caller) {
                if (parties.canCall(callers[caller], books[index], bytes4(calls[index]))) {
                    ++allowed;
                    continue;
                }
                _unauthorised(callers[caller]);
                _call(callers[caller], books[index], calls[index]);
            }
        }
        // Each has one caller; consents are spent by two books.
        same(allowed, calls.length + 1, "callers");
    }

    function test_governance_that_is_granted_an_inner_verb_still_is_no_book() public {
        (address[] memory books, bytes[] memory calls) = _innerCalls();
        // Consents are spent by whom the table of grants names: they change nothing but the nonce.
        for (uint256 index = 0; index < calls.length; ++index) {
            if (books[index] == address(consents)) continue;
            vm.prank(GOVERNOR);
            parties.grantCaller(books[index], bytes4(calls[index]), GOVERNOR, true, _act());
            _refused(abi.encodeWithSelector(ILedgerLog.NotABook.selector, GOVERNOR));
            _call(GOVERNOR, books[index], calls[index]);
        }
    }

    function _refusesCaller(address caller, bytes memory data) private {
        address book = _bookOf(bytes4(data));
        _unauthorised(caller);
        _call(caller, book, data);
    }

    function _call(address caller, address book, bytes memory data) private {
        vm.prank(caller);
        (bool done, ) = book.call(data);
        // Forge turns an expected revert of a low-level call into success.
        check(done, "the call was not refused as expected");
    }

    /// @dev The book whose verb it is: the one at which any kind of party is granted it.
    function _bookOf(bytes4 selector) private view returns (address) {
        if (parties.kindsOf(address(changes), selector) != 0) return address(changes);
        if (parties.kindsOf(address(enforcement), selector) != 0) return address(enforcement);
        return address(pledges);
    }

    function _calls() private view returns (bytes[] memory calls) {
        bytes32[] memory rights = _pledged;
        bytes32[] memory freed = _keys(rights[0]);
        bytes32[] memory none = _noKeys();
        uint64 id = _pledge;
        calls = new bytes[](26);
        calls[0] = abi.encodeCall(IPledgeRegistry.file, (_filing(rights), _none(), _act()));
        calls[1] = abi.encodeCall(
            IPledgeRegistry.register,
            (id, rights, _ids(owner), Registration("1", 20250107, ""), _officeAct())
        );
        calls[2] = abi.encodeCall(IPledgeRegistry.migrate, (_filing(rights), "1", 20250107, _migratedAct()));
        calls[3] = abi.encodeCall(IPledgeRegistry.refuse, (id, rights, RefusalGround.Other, _officeAct()));
        calls[4] = abi.encodeCall(IPledgeRegistry.withdraw, (id, rights, _act()));
        calls[5] = abi.encodeCall(
            IChangeBook.askAmendment,
            (id, rights, _amendment(_obligation(), none), _none(), _noOthers(), _act())
        );
        calls[6] = abi.encodeCall(
            IChangeBook.recordAmendment,
            (id, none, _amendment(_obligation(), none), "", _officeAct())
        );
        calls[7] = abi.encodeCall(IChangeBook.nominateAssignee, (id, fund, _act()));
        calls[8] = abi.encodeCall(IChangeBook.acceptAssignment, (id, _act()));
        calls[9] = abi.encodeCall(IChangeBook.recordAssignment, (id, fund, _officeAct()));
        calls[10] = abi.encodeCall(IChangeBook.askPartialRelease, (id, rights, freed, _noOthers(), _act()));
        calls[11] = abi.encodeCall(IChangeBook.recordPartialRelease, (id, rights, freed, _officeAct()));
        calls[12] = abi.encodeCall(IChangeBook.dropChange, (id, _act()));
        calls[13] = abi.encodeCall(
            IPledgeRegistry.discharge,
            (id, CancellationGround.DebtPerformed, _noOthers(), _act())
        );
        calls[14] = abi.encodeCall(IPledgeRegistry.cancel, (id, rights, CancellationGround.OtherLaw, _officeAct()));
        calls[15] = abi.encodeCall(IPledgeRegistry.askCorrection, (id, 20250201, _officeAct()));
        calls[16] = abi.encodeCall(IPledgeRegistry.answerCorrection, (id, _act()));
        calls[17] = abi.encodeCall(IPledgeRegistry.revoke, (id, rights, RefusalGround.Other, _officeAct()));
        calls[18] = abi.encodeCall(IChangeBook.askSubordination, (id, freed, id + 1, _act()));
        calls[19] = abi.encodeCall(IChangeBook.recordSubordination, (id, freed, id + 1, _officeAct()));
        calls[20] = abi.encodeCall(
            IChangeBook.determine,
            (id, DeterminationGround.PeriodOver, Determination(1, bytes32("salt")), _act())
        );
        calls[21] = abi.encodeCall(IChangeBook.consentToTransfer, (id, rights, _transferConsent(freed), _act()));
        calls[22] = abi.encodeCall(
            IEnforcementBook.declareDefault,
            (id, DefaultGround.DebtNotPerformed, 20260201, _act())
        );
        calls[23] = abi.encodeCall(IEnforcementBook.cure, (id, _act()));
        calls[24] = abi.encodeCall(IEnforcementBook.enforce, (id, EnforcementRoute.Agreement, "", _act()));
        calls[25] = abi.encodeCall(IEnforcementBook.realise, (id, rights, freed, _realisation(), _act()));
    }

    function _innerCalls() private view returns (address[] memory books, bytes[] memory calls) {
        bytes32[] memory rights = _pledged;
        uint64 id = _pledge;
        books = new address[](14);
        calls = new bytes[](14);
        calls[0] = abi.encodeCall(IPledgeRegistry.setChange, (id, ChangeKind.Amendment, 0));
        calls[1] = abi.encodeCall(IPledgeRegistry.setTerms, (id, _obligation()));
        calls[2] = abi.encodeCall(IPledgeRegistry.setDetermined, (id));
        calls[3] = abi.encodeCall(IPledgeRegistry.setPledgee, (id, otherBank));
        calls[4] = abi.encodeCall(IPledgeRegistry.addRights, (id, rights, _ids(owner), 0, false));
        calls[5] = abi.encodeCall(IPledgeRegistry.removeRights, (id, rights, 0));
        calls[6] = abi.encodeCall(IPledgeRegistry.advance, (id, PledgeState.Registered, PledgeState.Realised));
        for (uint256 index = 0; index < 7; ++index) books[index] = address(pledges);
        calls[7] = abi.encodeCall(IAssetRegistry.reserve, (rights, id, _ids(owner)));
        calls[8] = abi.encodeCall(IAssetRegistry.encumber, (rights, id, _ids(owner)));
        calls[9] = abi.encodeCall(IAssetRegistry.carryOver, (rights, id));
        calls[10] = abi.encodeCall(IAssetRegistry.extend, (rights, id, _ids(owner)));
        calls[11] = abi.encodeCall(IAssetRegistry.swapRanks, (rights, id, id + 1));
        calls[12] = abi.encodeCall(IAssetRegistry.free, (rights, id));
        for (uint256 index = 7; index < 13; ++index) books[index] = address(assets);
        calls[13] = abi.encodeCall(IPledgorConsents.use, (new Consent[](0), 0, bank, new uint64[](0), 0, 0));
        books[13] = address(consents);
    }
}
