// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Act,
    Amendment,
    CancellationGround,
    ChangeKind,
    Consent,
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
    IChangeBook
} from "./LedgerFixture.sol";

contract ChangeBookRecordAmendmentTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 3);
        _pledge = _registered(_pledged);
    }

    function test_records_what_was_asked_for() public {
        Obligation memory terms = _asked();
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(changes));
        emit IChangeBook.PledgeAmended(next, _pledge, office, terms, _noKeys(), "", _officeAct(), 1);
        _record(terms, _officeAct());
        PledgeView memory pledge = pledges.pledgeOf(_pledge);
        check(pledge.state == PledgeState.Registered, "state");
        check(pledge.pendingChange == ChangeKind.None && pledge.pendingDigest == 0, "nothing pending");
        same(pledge.amount, terms.amount, "amount");
        same(pledge.endsOn, terms.endsOn, "end");
        _assertHistory();
    }

    function test_records_a_migrated_amendment_of_a_migrated_pledge() public {
        _pledge = _migrate(_patents(10, 1));
        Obligation memory terms;
        terms.kind = ObligationKind.Maximum;
        _record(terms, _migratedAct());
        check(pledges.pledgeOf(_pledge).obligationKind == ObligationKind.Maximum, "kind");
        terms.amount = 1;
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidObligation.selector, "currency"));
        _record(terms, _migratedAct());
        _assertHistory();
    }

    function test_records_added_rights_last_in_rank() public {
        _pledged = _rights(CN, RightKind.Trademark, 1, 2);
        _pledge = _registered(_pledged);
        bytes32[] memory added = _rights(CN, RightKind.Trademark, 10, 1);
        uint64 earlier = _registered(added);
        bytes32[] memory whole = _askToAdd(added);
        uint64 between = _registered(added);
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(changes));
        emit IChangeBook.PledgeAmended(next, _pledge, office, _obligation(), added, "", _officeAct(), 1);
        _recordAdded(added, _officeAct());
        (uint64[] memory registered, , ) = assets.encumbrances(added[0]);
        same(registered.length, 3, "ranks");
        check(registered[0] == earlier && registered[1] == between && registered[2] == _pledge, "by registration");
        PledgeView memory entry = pledges.pledgeOf(_pledge);
        same(entry.rightCount, 3, "count");
        same(entry.rightsDigest, keccak256(abi.encodePacked(whole)), "digest");
        vm.prank(OFFICE_KEY);
        pledges.cancel(_pledge, whole, CancellationGround.ContractVoid, _officeAct());
        (registered, , ) = assets.encumbrances(added[0]);
        same(registered.length, 2, "freed with the pledge");
        _assertHistory();
    }

    function test_refuses_an_added_exclusive_right_that_another_filed_meanwhile() public {
        bytes32[] memory added = _patents(10, 1);
        _askToAdd(added);
        uint64 other = _file(added);
        _refused(abi.encodeWithSelector(IAssetRegistry.AlreadyEncumbered.selector, added[0], other));
        _recordAdded(added, _officeAct());
    }

    function test_refuses_added_rights_without_the_pledges_list() public {
        bytes32[] memory added = _patents(10, 1);
        _askToAdd(added);
        bytes32 expected = keccak256(abi.encodePacked(_pledged));
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongRights.selector, _pledge, keccak256(""), expected));
        vm.prank(OFFICE_KEY);
        changes.recordAmendment(_pledge, _noKeys(), _amendment(_obligation(), added), "", _officeAct());
        _refused(abi.encodeWithSelector(IChangeBook.NoSuchChange.selector, _pledge, ChangeKind.Amendment));
        _record(_obligation(), _officeAct());
    }

    function test_a_migrated_act_adds_rights_behind_no_filing() public {
        _pledged = _patents(20, 1);
        _pledge = _migrate(_pledged);
        bytes32[] memory added = _patents(30, 1);
        _file(added);
        _recordAdded(added, _migratedAct());
        (uint64[] memory registered, uint64[] memory filed, ) = assets.encumbrances(added[0]);
        check(registered.length == 1 && registered[0] == _pledge && filed.length == 1, "the register comes first");
        added = _keys(_attest(Right(US, RightKind.Patent, "1"), _ids(owner)));
        _pledged = _sorted(_two(_pledged[0], _keyOf(_patent("30"))));
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgesOffice.selector, _pledge, office, usOffice));
        _recordAdded(added, _migratedAct());
    }

    function test_records_what_was_asked_on_paper_with_the_paper_only() public {
        Obligation memory terms = _obligation();
        terms.amount += 1;
        bytes32[] memory rights = _pledged;
        vm.prank(BANK_KEY);
        changes.askAmendment(_pledge, rights, _amendment(terms, _noKeys()), _none(), _noOthers(), _act());
        _refused(abi.encodeWithSelector(IPledgeRegistry.PaperConsentMissing.selector, _pledge));
        _recordWith(terms, "");
        _refused(abi.encodeWithSelector(IBook.TooLong.selector, "consentDocument", 129, 128));
        _recordWith(terms, _filled(129));
        uint64 next = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(changes));
        emit IChangeBook.PledgeAmended(next, _pledge, office, terms, _noKeys(), _filled(128), _officeAct(), 1);
        _recordWith(terms, _filled(128));
        same(pledges.pledgeOf(_pledge).amount, terms.amount, "amount");
        // The next change is not on paper for that.
        terms.amount -= 1;
        vm.prank(BANK_KEY);
        changes.askAmendment(_pledge, rights, _amendment(terms, _noKeys()), _none(), _noOthers(), _act());
        _recordWith(terms, "");
        _assertHistory();
    }

    function test_a_dropped_paper_amendment_leaves_no_trace_on_the_next() public {
        Obligation memory terms = _obligation();
        terms.amount += 1;
        bytes32[] memory rights = _pledged;
        vm.prank(BANK_KEY);
        changes.askAmendment(_pledge, rights, _amendment(terms, _noKeys()), _none(), _noOthers(), _act());
        vm.prank(OFFICE_KEY);
        changes.dropChange(_pledge, _officeAct());
        _record(_asked(), _officeAct());
    }

    function test_refuses_an_added_right_that_ended_or_was_sold_meanwhile() public {
        bytes32 key = _attest(_patent("sold"), _ids(owner));
        _askToAdd(_keys(key));
        _attest(_patent("sold"), _ids(coOwner));
        _refused(abi.encodeWithSelector(IAssetRegistry.OwnerConsentMissing.selector, key, coOwner));
        _recordAdded(_keys(key), _officeAct());
        _attestWith(_patent("sold"), Validity.Lapsed, 0);
        _refused(abi.encodeWithSelector(IAssetRegistry.RightNotInForce.selector, key, Validity.Lapsed));
        _recordAdded(_keys(key), _officeAct());
    }

    function test_refuses_added_rights_without_the_pledges_pledgors() public {
        bytes32[] memory added = _patents(10, 1);
        _askToAdd(added);
        bytes32[] memory rights = _pledged;
        bytes32 expected = keccak256(abi.encodePacked(_ids(owner)));
        bytes32 given = keccak256(abi.encodePacked(_ids(owner, coOwner)));
        Amendment memory amendment = Amendment(_obligation(), added, _ids(owner, coOwner));
        _refused(abi.encodeWithSelector(IPledgeRegistry.WrongPledgors.selector, _pledge, given, expected));
        vm.prank(OFFICE_KEY);
        changes.recordAmendment(_pledge, rights, amendment, "", _officeAct());
    }

    function test_a_migrated_act_adds_rights_whoever_owns_them_now() public {
        _pledged = _patents(20, 1);
        _pledge = _migrate(_pledged);
        bytes32 key = _attest(_patent("sold"), _ids(coOwner));
        bytes32[] memory rights = _pledged;
        Amendment memory amendment = Amendment(_obligation(), _keys(key), new uint64[](0));
        vm.prank(OFFICE_KEY);
        changes.recordAmendment(_pledge, rights, amendment, "", _migratedAct());
        (uint64[] memory registered, , ) = assets.encumbrances(key);
        same(registered[0], _pledge, "the register's word");
    }

    function test_refuses_what_was_not_asked_for() public {
        _refused(abi.encodeWithSelector(IChangeBook.NoSuchChange.selector, _pledge, ChangeKind.Amendment));
        _record(_obligation(), _officeAct());
        Obligation memory terms = _asked();
        terms.amount += 1;
        _refused(abi.encodeWithSelector(IChangeBook.NoSuchChange.selector, _pledge, ChangeKind.Amendment));
        _record(terms, _officeAct());
        vm.prank(BANK_KEY);
        changes.dropChange(_pledge, _act());
        terms.amount -= 1;
        _refused(abi.encodeWithSelector(IChangeBook.NoSuchChange.selector, _pledge, ChangeKind.Amendment));
        _record(terms, _officeAct());
    }

    function test_refuses_to_record_twice() public {
        Obligation memory terms = _asked();
        _record(terms, _officeAct());
        _refused(abi.encodeWithSelector(IChangeBook.NoSuchChange.selector, _pledge, ChangeKind.Amendment));
        _record(terms, _officeAct());
    }

    function test_refuses_another_office() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgesOffice.selector, _pledge, office, usOffice));
        _recordAs(US_OFFICE_KEY, _officeAct());
    }

    function test_refuses_a_migrated_act_on_a_native_pledge() public {
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotMigrated.selector, _pledge));
        _recordAs(OFFICE_KEY, _migratedAct());
    }

    function test_refuses_a_migrated_act_across_a_pending_change() public {
        bytes32[] memory rights = _patents(20, 2);
        uint64 pledge = _migrate(rights);
        vm.prank(BANK_KEY);
        changes.nominateAssignee(pledge, fund, _act());
        _refused(abi.encodeWithSelector(IPledgeRegistry.ChangePending.selector, pledge, ChangeKind.Assignment));
        vm.prank(OFFICE_KEY);
        changes.recordAmendment(pledge, _noKeys(), _amendment(_obligation(), _noKeys()), "", _migratedAct());
    }

    function test_refuses_states_that_are_not_live() public {
        for (uint256 state = uint256(PledgeState.Filed); state <= uint256(PledgeState.Revoked); ++state) {
            _setState(_pledge, PledgeState(state));
            bool live = state >= uint256(PledgeState.Registered) && state <= uint256(PledgeState.Enforcing);
            if (live) continue;
            _refused(abi.encodeWithSelector(IPledgeRegistry.WrongState.selector, _pledge, state));
            _record(_obligation(), _officeAct());
        }
        _pledge = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.UnknownPledge.selector, 0));
        _record(_obligation(), _officeAct());
    }

    function _askToAdd(bytes32[] memory added) private returns (bytes32[] memory whole) {
        whole = new bytes32[](_pledged.length + added.length);
        for (uint256 index = 0; index < _pledged.length; ++index) whole[index] = _pledged[index];
        for (uint256 index = 0; index < added.length; ++index) whole[_pledged.length + index] = added[index];
        whole = _sorted(whole);
        Consent[] memory signed = new Consent[](1);
        signed[0] = _consent(OWNER_SECRET, owner, _pledge, bank, _obligation(), whole);
        bytes32[] memory rights = _pledged;
        vm.prank(BANK_KEY);
        changes.askAmendment(_pledge, rights, _amendment(_obligation(), added), signed, _noOthers(), _act());
    }

    function _recordAdded(bytes32[] memory added, Act memory act) private {
        bytes32[] memory rights = _pledged;
        vm.prank(OFFICE_KEY);
        changes.recordAmendment(_pledge, rights, _amendment(_obligation(), added), "", act);
    }

    function _two(bytes32 first, bytes32 second) private pure returns (bytes32[] memory list) {
        list = new bytes32[](2);
        (list[0], list[1]) = (first, second);
    }

    function _asked() private returns (Obligation memory terms) {
        terms = _obligation();
        terms.amount -= 1;
        terms.endsOn -= 1;
        bytes32[] memory rights = _pledged;
        vm.prank(BANK_KEY);
        changes.askAmendment(_pledge, rights, _amendment(terms, _noKeys()), _none(), _noOthers(), _act());
    }

    function _record(Obligation memory terms, Act memory act) private {
        vm.prank(OFFICE_KEY);
        changes.recordAmendment(_pledge, _noKeys(), _amendment(terms, _noKeys()), "", act);
    }

    function _recordWith(Obligation memory terms, bytes memory paper) private {
        vm.prank(OFFICE_KEY);
        changes.recordAmendment(_pledge, _noKeys(), _amendment(terms, _noKeys()), paper, _officeAct());
    }

    function _recordAs(address key, Act memory act) private {
        vm.prank(key);
        changes.recordAmendment(_pledge, _noKeys(), _amendment(_obligation(), _noKeys()), "", act);
    }
}
