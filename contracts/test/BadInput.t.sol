// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {BuybackFixture, CommitmentTerms, DeclineReason, IBuybackBook} from "./BuybackFixture.sol";
import {
    Amendment,
    CancellationGround,
    Consent,
    DefaultGround,
    Determination,
    DeterminationGround,
    EnforcementRoute,
    Facts,
    Filing,
    IAssetRegistry,
    IBook,
    IChangeBook,
    IEnforcementBook,
    IPartyRegistry,
    IPledgeRegistry,
    IPledgorConsents,
    Obligation,
    RefusalGround,
    Registration
} from "./LedgerFixture.sol";

/// @notice Input that no form should send, at every verb that takes it: ids that are nobody's, lists over their bound, entries
/// that occur twice, numbers that are no dates, consents that were sent before or come too late.
contract BadInputTest is BuybackFixture {
    uint64[2] private _nobody = [0, type(uint64).max];

    function test_no_verb_takes_a_pledge_that_does_not_exist() public {
        for (uint256 index = 0; index < _nobody.length; ++index) {
            uint64 id = _nobody[index];
            bytes memory reason = abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, id);
            _refusesAll(BANK_KEY, address(pledges), _pledgeesCalls(id), reason);
            _refusesAll(OFFICE_KEY, address(pledges), _officesCalls(id), reason);
            _refusesAll(BANK_KEY, address(changes), _changes(id), reason);
            _refusesAll(OFFICE_KEY, address(changes), _records(id), reason);
            _refusesAll(BANK_KEY, address(enforcement), _enforcements(id), reason);
            CommitmentTerms memory terms = _terms(1);
            bytes[] memory offers = new bytes[](1);
            offers[0] = abi.encodeCall(IBuybackBook.offer, (revolving, id, terms, _act()));
            _refusesAll(MANAGER_KEY, address(buybacks), offers, reason);
        }
    }

    function test_no_verb_takes_a_fund_or_commitment_that_does_not_exist() public {
        for (uint256 index = 0; index < _nobody.length; ++index) {
            uint64 id = _nobody[index];
            bytes memory reason = abi.encodeWithSelector(IBuybackBook.UnknownCommitment.selector, id);
            _refusesAll(MANAGER_KEY, address(buybacks), _managersCalls(id), reason);
            _refusesAll(BANK_KEY, address(buybacks), _holdersCalls(id), reason);
            reason = abi.encodeWithSelector(IBuybackBook.UnknownFund.selector, id);
            bytes[] memory calls = new bytes[](2);
            calls[0] = abi.encodeCall(IBuybackBook.offer, (id, pledge, _terms(1), _act()));
            calls[1] = abi.encodeCall(IBuybackBook.reviseFund, (id, _fundTerms(1), _act()));
            _refusesAll(MANAGER_KEY, address(buybacks), calls, reason);
        }
    }

    function test_no_verb_takes_a_party_that_does_not_exist() public {
        for (uint256 index = 0; index < _nobody.length; ++index) {
            uint64 id = _nobody[index];
            bytes[] memory calls = new bytes[](5);
            calls[0] = abi.encodeCall(IPartyRegistry.addKey, (id, STRANGER, _act()));
            calls[1] = abi.encodeCall(IPartyRegistry.revokeKey, (id, BANK_KEY, _act()));
            calls[2] = abi.encodeCall(IPartyRegistry.rotateKey, (id, BANK_KEY, STRANGER, _act()));
            calls[3] = abi.encodeCall(IPartyRegistry.suspend, (id, _act()));
            calls[4] = abi.encodeCall(IPartyRegistry.reinstate, (id, _act()));
            bytes memory reason = abi.encodeWithSelector(IPartyRegistry.UnknownParty.selector, id);
            _refusesAll(GOVERNOR, address(parties), calls, reason);
            Obligation memory owed = _obligation();
            owed.debtor = id;
            Filing memory filing = _filing(_patents(50, 1));
            filing.obligation = owed;
            _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "debtor", id));
            _file(filing, _none());
        }
    }

    function test_lists_over_their_bound_are_told_their_length() public {
        bytes32[] memory many = new bytes32[](1_101);
        for (uint256 index = 0; index < many.length; ++index) many[index] = bytes32(index + 1);
        _refusesList(many, "TooMany", 0);
        Filing memory filing = _filing(many);
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "rights", 1_101, 1_100));
        _file(filing, _none());
        filing = _filing(_keys(many[0]));
        filing.pledgors = _countedTo(257);
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "pledgors", 257, 256));
        _file(filing, _none());
        filing.pledgors = _ids(owner);
        filing.jointPledgees = _countedTo(33);
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "jointPledgees", 33, 32));
        _file(filing, _none());
    }

    function test_lists_of_nothing_are_refused() public {
        _refusesList(_noKeys(), "EmptyList", 0);
    }

    function test_an_entry_that_occurs_twice_is_told_its_place() public {
        bytes32[] memory twice = new bytes32[](2);
        (twice[0], twice[1]) = (pledged[0], pledged[0]);
        _refusesList(twice, "NotAscending", 1);
        (twice[0], twice[1]) = (pledged[1], pledged[0]);
        _refusesList(twice, "NotAscending", 1);
    }

    /// @dev Legal dates are compared with an oracle of their own.
    function testFuzz_what_is_no_date_is_no_legal_date(uint32 value, bool near) public {
        if (near) value = uint32(within(value, 17_990_000, 100_001_300));
        if (_isDate(value)) return;
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "noticeOn", value));
        vm.prank(BANK_KEY);
        enforcement.declareDefault(pledge, DefaultGround.DebtNotPerformed, value, _act());
        bytes32[] memory rights = _patents(50, 1);
        uint64 filed = _file(rights);
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "effectiveOn", value));
        vm.prank(OFFICE_KEY);
        pledges.register(filed, rights, _ids(owner), Registration("1", value, ""), _officeAct());
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "dueOn", value));
        vm.prank(OFFICE_KEY);
        pledges.askCorrection(filed, value, _officeAct());
        Facts[] memory list = new Facts[](1);
        list[0] = _facts(_patent("51"), _ids(owner));
        list[0].asOf = value;
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "asOf", value));
        vm.prank(OFFICE_KEY);
        assets.attest(list, _officeAct());
    }

    function test_takes_the_first_and_the_last_date() public {
        bytes32[] memory rights = _patents(50, 1);
        Filing memory filing = _filing(rights);
        (filing.obligation.startsOn, filing.obligation.endsOn) = (18000101, 99991231);
        uint64 filed = _file(filing, _consents(filing));
        vm.prank(OFFICE_KEY);
        pledges.askCorrection(filed, 99991231, _officeAct());
        vm.prank(OFFICE_KEY);
        pledges.register(filed, rights, _ids(owner), Registration("1", 18000101, ""), _officeAct());
        vm.prank(BANK_KEY);
        enforcement.declareDefault(filed, DefaultGround.DebtNotPerformed, 99991231, _act());
        same(enforcement.defaultNoticeOn(filed), 99991231, "notice");
        _assertHistory();
    }

    // Consents to amendments

    function test_a_consent_to_an_amendment_serves_once() public {
        (Obligation memory heavier, Consent[] memory signed) = _consentToMore();
        _ask(heavier, signed);
        vm.prank(BANK_KEY);
        changes.dropChange(pledge, _act());
        _refused(abi.encodeWithSelector(IPledgorConsents.ConsentUsed.selector, owner, signed[0].nonce));
        _ask(heavier, signed);
    }

    function test_a_consent_to_an_amendment_expires() public {
        (Obligation memory heavier, Consent[] memory signed) = _consentToMore();
        uint64 deadline = signed[0].deadline;
        vm.warp(uint256(deadline) + 1);
        _refused(abi.encodeWithSelector(IPledgorConsents.ConsentExpired.selector, owner, deadline, deadline + 1));
        _ask(heavier, signed);
        vm.warp(deadline);
        _ask(heavier, signed);
    }

    function test_a_consent_to_an_amendment_on_another_chain_is_none() public {
        uint256 here = block.chainid;
        vm.chainId(here + 1);
        (Obligation memory heavier, Consent[] memory signed) = _consentToMore();
        vm.chainId(here);
        _refusesSignature(heavier, signed);
    }

    function test_a_malleable_signature_of_an_amendment_is_none() public {
        (Obligation memory heavier, Consent[] memory signed) = _consentToMore();
        bytes memory given = signed[0].signature;
        uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        bytes32 r;
        uint256 s;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            r := mload(add(given, 32))
            s := mload(add(given, 64))
        }
        signed[0].signature = abi.encodePacked(r, order - s, given[64] == 0x1b ? uint8(28) : uint8(27));
        _refusesSignature(heavier, signed);
        signed[0].signature = given;
        _ask(heavier, signed);
    }

    function test_the_largest_nonce_and_the_last_deadline_serve_once() public {
        Filing memory filing = _filing(_patents(50, 1));
        Consent[] memory signed = _consents(filing);
        (signed[0].nonce, signed[0].deadline) = (type(uint256).max, type(uint64).max);
        signed[0].signature = _sign(
            OWNER_SECRET,
            _digest(signed[0], 0, bank, filing.jointPledgees, filing.obligation, filing.rights)
        );
        _file(filing, signed);
        filing.rights = _patents(51, 1);
        _refused(abi.encodeWithSelector(IPledgorConsents.ConsentUsed.selector, owner, type(uint256).max));
        _file(filing, signed);
    }

    // Calls

    /// @dev Every list of rights that a verb takes beside the pledge's own, in its turn.
    function _refusesList(bytes32[] memory list, string memory error, uint256 place) private {
        string[4] memory fields = ["freed", "rights", "covered", "sold"];
        bytes[4] memory calls = [
            abi.encodeCall(IChangeBook.askPartialRelease, (pledge, pledged, list, _noOthers(), _act())),
            abi.encodeCall(IChangeBook.askSubordination, (pledge, list, pledge + 1, _act())),
            abi.encodeCall(IChangeBook.consentToTransfer, (pledge, pledged, _transferConsent(list), _act())),
            abi.encodeCall(IEnforcementBook.realise, (pledge, pledged, list, _realisation(), _act()))
        ];
        for (uint256 index = 0; index < calls.length; ++index) {
            uint256 state = vm.snapshotState();
            if (index == 3) _enforce(pledge);
            _refuses(
                BANK_KEY,
                index == 3 ? address(enforcement) : address(changes),
                calls[index],
                _listError(error, fields[index], list.length, place)
            );
            vm.revertToState(state);
        }
    }

    function _listError(
        string memory error,
        string memory field,
        uint256 length,
        uint256 place
    ) private pure returns (bytes memory) {
        bytes32 name = keccak256(bytes(error));
        if (name == keccak256("TooMany")) return abi.encodeWithSelector(IBook.TooMany.selector, field, length, 1_100);
        if (name == keccak256("EmptyList")) return abi.encodeWithSelector(IBook.EmptyList.selector, field);
        return abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, field, place);
    }

    function _pledgeesCalls(uint64 id) private view returns (bytes[] memory calls) {
        calls = new bytes[](3);
        calls[0] = abi.encodeCall(IPledgeRegistry.withdraw, (id, pledged, _act()));
        calls[1] = abi.encodeCall(IPledgeRegistry.answerCorrection, (id, _act()));
        calls[2] = abi.encodeCall(
            IPledgeRegistry.discharge,
            (id, CancellationGround.DebtPerformed, _noOthers(), _act())
        );
    }

    function _officesCalls(uint64 id) private view returns (bytes[] memory calls) {
        calls = new bytes[](5);
        calls[0] = abi.encodeCall(
            IPledgeRegistry.register,
            (id, pledged, _ids(owner), Registration("1", 20250107, ""), _officeAct())
        );
        calls[1] = abi.encodeCall(IPledgeRegistry.refuse, (id, pledged, RefusalGround.Other, _officeAct()));
        calls[2] = abi.encodeCall(IPledgeRegistry.askCorrection, (id, 20250201, _officeAct()));
        calls[3] = abi.encodeCall(IPledgeRegistry.cancel, (id, pledged, CancellationGround.OtherLaw, _officeAct()));
        calls[4] = abi.encodeCall(IPledgeRegistry.revoke, (id, pledged, RefusalGround.Other, _officeAct()));
    }

    function _changes(uint64 id) private view returns (bytes[] memory calls) {
        bytes32[] memory one = _keys(pledged[0]);
        calls = new bytes[](8);
        calls[0] = abi.encodeCall(
            IChangeBook.askAmendment,
            (id, pledged, _to(_obligation()), _none(), _noOthers(), _act())
        );
        calls[1] = abi.encodeCall(IChangeBook.nominateAssignee, (id, otherBank, _act()));
        calls[2] = abi.encodeCall(IChangeBook.acceptAssignment, (id, _act()));
        calls[3] = abi.encodeCall(IChangeBook.askPartialRelease, (id, pledged, one, _noOthers(), _act()));
        calls[4] = abi.encodeCall(IChangeBook.dropChange, (id, _act()));
        calls[5] = abi.encodeCall(IChangeBook.askSubordination, (id, one, pledge, _act()));
        calls[6] = abi.encodeCall(
            IChangeBook.determine,
            (id, DeterminationGround.PeriodOver, Determination(1, SALT), _act())
        );
        calls[7] = abi.encodeCall(IChangeBook.consentToTransfer, (id, pledged, _transferConsent(one), _act()));
    }

    function _records(uint64 id) private view returns (bytes[] memory calls) {
        bytes32[] memory one = _keys(pledged[0]);
        calls = new bytes[](4);
        calls[0] = abi.encodeCall(IChangeBook.recordAmendment, (id, pledged, _to(_obligation()), "", _officeAct()));
        calls[1] = abi.encodeCall(IChangeBook.recordAssignment, (id, otherBank, _officeAct()));
        calls[2] = abi.encodeCall(IChangeBook.recordPartialRelease, (id, pledged, one, _officeAct()));
        calls[3] = abi.encodeCall(IChangeBook.recordSubordination, (id, one, pledge, _officeAct()));
    }

    function _enforcements(uint64 id) private view returns (bytes[] memory calls) {
        calls = new bytes[](4);
        calls[0] = abi.encodeCall(
            IEnforcementBook.declareDefault,
            (id, DefaultGround.DebtNotPerformed, 20260201, _act())
        );
        calls[1] = abi.encodeCall(IEnforcementBook.cure, (id, _act()));
        calls[2] = abi.encodeCall(IEnforcementBook.enforce, (id, EnforcementRoute.Agreement, "", _act()));
        calls[3] = abi.encodeCall(IEnforcementBook.realise, (id, pledged, pledged, _realisation(), _act()));
    }

    function _managersCalls(uint64 id) private pure returns (bytes[] memory calls) {
        calls = new bytes[](6);
        calls[0] = abi.encodeCall(IBuybackBook.withdrawOffer, (id, _act()));
        calls[1] = abi.encodeCall(IBuybackBook.pay, (id, 1, SALT, _act()));
        calls[2] = abi.encodeCall(IBuybackBook.resell, (id, 1, SALT, _act()));
        calls[3] = abi.encodeCall(IBuybackBook.dispute, (id, _act()));
        calls[4] = abi.encodeCall(IBuybackBook.markOverdue, (id, _act()));
        calls[5] = abi.encodeCall(IBuybackBook.lapse, (id, _act()));
    }

    function _holdersCalls(uint64 id) private view returns (bytes[] memory calls) {
        calls = new bytes[](5);
        calls[0] = abi.encodeCall(IBuybackBook.decline, (id, DeclineReason.Other, _act()));
        calls[1] = abi.encodeCall(IBuybackBook.accept, (id, 1, _ids(owner), SALT, _act()));
        calls[2] = abi.encodeCall(IBuybackBook.exercise, (id, _act()));
        calls[3] = abi.encodeCall(IBuybackBook.confirm, (id, 1, SALT, _act()));
        calls[4] = abi.encodeCall(IBuybackBook.waive, (id, _act()));
    }

    function _refusesAll(address key, address book, bytes[] memory calls, bytes memory reason) private {
        for (uint256 index = 0; index < calls.length; ++index) _refuses(key, book, calls[index], reason);
    }

    function _refuses(address key, address book, bytes memory data, bytes memory reason) private {
        vm.prank(key);
        (bool done, bytes memory answer) = book.call(data);
        check(!done, "taken");
        same(keccak256(answer), keccak256(reason), "another error");
    }

    function _consentToMore() private returns (Obligation memory heavier, Consent[] memory signed) {
        heavier = _obligation();
        heavier.amount += 1;
        signed = new Consent[](1);
        signed[0] = _consent(OWNER_SECRET, owner, pledge, bank, heavier, pledged);
    }

    function _ask(Obligation memory asked, Consent[] memory signed) private {
        vm.prank(BANK_KEY);
        changes.askAmendment(pledge, pledged, _to(asked), signed, _noOthers(), _act());
    }

    function _refusesSignature(Obligation memory asked, Consent[] memory signed) private {
        _refused(abi.encodeWithSelector(IPledgorConsents.ConsentNotSigned.selector, owner, signed[0].key));
        _ask(asked, signed);
    }

    function _to(Obligation memory asked) private view returns (Amendment memory) {
        return Amendment(asked, _noKeys(), _ids(owner));
    }

    function _countedTo(uint64 count) private pure returns (uint64[] memory ids) {
        ids = new uint64[](count);
        for (uint64 index = 0; index < count; ++index) ids[index] = index + 1;
    }

    /// @dev The calendar, said otherwise than the library says it.
    function _isDate(uint32 value) private pure returns (bool) {
        (uint256 year, uint256 month, uint256 day) = (value / 10_000, (value % 10_000) / 100, value % 100);
        if (year < 1800 || year > 9999 || month < 1 || month > 12 || day < 1) return false;
        uint256 days_ = 31;
        if (month == 2) days_ = (year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)) ? 29 : 28;
        else if (month == 4 || month == 6 || month == 9 || month == 11) days_ = 30;
        return day <= days_;
    }
}
