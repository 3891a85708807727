// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    CancellationGround,
    IChangeBook,
    IAccessManaged,
    IBook,
    IPartyRegistry,
    IPledgeRegistry,
    LedgerFixture,
    RefusalGround
} from "./LedgerFixture.sol";
import {IBuybackBook} from "../interfaces/IBuybackBook.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

contract PartyRegistryPauseTest is LedgerFixture {
    bytes4 private constant FILE = IPledgeRegistry.file.selector;
    bytes4 private constant MIGRATE = IPledgeRegistry.migrate.selector;

    bytes32[] private _rightKeys;

    function setUp() public override {
        super.setUp();
        _rightKeys = _patents(1, 1);
    }

    function test_the_guardian_pauses_filing_at_once() public {
        bytes32 verb = keccak256(abi.encode(address(pledges), FILE));
        vm.expectEmit(true, true, true, true, address(parties));
        emit IPartyRegistry.VerbPaused(log.sequence() + 1, verb, 0, address(pledges), FILE, _act(), 1);
        _pause(GUARDIAN, FILE);
        check(parties.isPaused(address(pledges), FILE), "paused");
        check(!parties.isPaused(address(pledges), MIGRATE), "only this verb");
        same(parties.kindsOf(address(pledges), FILE), LENDERS, "who may call it once it is lifted");
        _assertHistory();
    }

    function test_a_paused_verb_says_so() public {
        bytes32[] memory rights = _rightKeys;
        _pause(GUARDIAN, FILE);
        _refused(abi.encodeWithSelector(IBook.Paused.selector, address(pledges), FILE));
        _fileOnPaper(rights);
        _pause(GUARDIAN, MIGRATE);
        _refused(abi.encodeWithSelector(IBook.Paused.selector, address(pledges), MIGRATE));
        vm.prank(OFFICE_KEY);
        pledges.migrate(_filing(rights), "1", 20190311, _migratedAct());
    }

    function test_release_and_reading_go_on() public {
        bytes32[] memory rights = _patents(10, 2);
        uint64 filed = _file(_keys(_rightKeys[0]));
        uint64 pledge = _registered(rights);
        _pause(GUARDIAN, FILE);
        _pause(GUARDIAN, MIGRATE);
        bytes32[] memory freed = _keys(rights[0]);
        vm.prank(BANK_KEY);
        changes.askPartialRelease(pledge, rights, freed, _noOthers(), _act());
        vm.prank(OFFICE_KEY);
        changes.recordPartialRelease(pledge, rights, freed, _officeAct());
        vm.prank(BANK_KEY);
        pledges.discharge(pledge, CancellationGround.DebtPerformed, _noOthers(), _act());
        freed[0] = rights[1];
        vm.prank(OFFICE_KEY);
        pledges.cancel(pledge, freed, CancellationGround.DebtPerformed, _officeAct());
        bytes32[] memory waiting = _rightKeys;
        vm.prank(OFFICE_KEY);
        pledges.refuse(filed, waiting, RefusalGround.Other, _officeAct());
        vm.prank(SEARCHER_KEY);
        searches.certify(keccak256("search"), 1, 1, 20250110, rights, _act());
        _assertHistory();
    }

    function test_nothing_but_filing_is_paused() public {
        bytes4[8] memory others = [
            IPledgeRegistry.discharge.selector,
            IPledgeRegistry.cancel.selector,
            IChangeBook.askPartialRelease.selector,
            IChangeBook.recordPartialRelease.selector,
            IPledgeRegistry.withdraw.selector,
            IPledgeRegistry.refuse.selector,
            IPledgeRegistry.register.selector,
            bytes4(0)
        ];
        for (uint256 index = 0; index < others.length; ++index) {
            _refused(abi.encodeWithSelector(IPartyRegistry.NotPausable.selector, address(pledges), others[index]));
            _pause(GUARDIAN, others[index]);
        }
    }

    function test_pauses_offers_of_buybacks() public {
        vm.prank(GUARDIAN);
        parties.pause(address(changes), IBuybackBook.offer.selector, _act());
        check(parties.isPaused(address(changes), IBuybackBook.offer.selector), "paused");
        bytes4[4] memory others = [
            IBuybackBook.accept.selector,
            IBuybackBook.exercise.selector,
            IBuybackBook.confirm.selector,
            IBuybackBook.withdrawOffer.selector
        ];
        for (uint256 index = 0; index < others.length; ++index) {
            _refused(abi.encodeWithSelector(IPartyRegistry.NotPausable.selector, address(pledges), others[index]));
            _pause(GUARDIAN, others[index]);
        }
    }

    function test_pauses_and_lifts_once() public {
        _refused(abi.encodeWithSelector(IPartyRegistry.PauseUnchanged.selector, address(pledges), FILE, false));
        _unpause(GOVERNOR);
        _pause(GUARDIAN, FILE);
        _refused(abi.encodeWithSelector(IPartyRegistry.PauseUnchanged.selector, address(pledges), FILE, true));
        _pause(GUARDIAN, FILE);
        _refused(abi.encodeWithSelector(IBook.OnlyOfficesRecord.selector, 20250106));
        vm.prank(GOVERNOR);
        parties.unpause(address(pledges), FILE, _officeAct());
    }

    function test_the_members_lift_it() public {
        _pause(GUARDIAN, FILE);
        bytes32 verb = keccak256(abi.encode(address(pledges), FILE));
        vm.expectEmit(true, true, true, true, address(parties));
        emit IPartyRegistry.VerbUnpaused(log.sequence() + 1, verb, 0, address(pledges), FILE, _act(), 1);
        _unpause(GOVERNOR);
        _fileOnPaper(_rightKeys);
        _assertHistory();
    }

    function test_a_new_grant_lifts_no_pause() public {
        _pause(GUARDIAN, FILE);
        _grant(address(pledges), FILE, LENDERS | FUNDS);
        check(parties.isPaused(address(pledges), FILE), "paused");
        same(parties.kindsOf(address(pledges), FILE), LENDERS | FUNDS, "kinds");
        _refused(abi.encodeWithSelector(IPartyRegistry.InvalidKinds.selector, uint256(1 << 255)));
        _grant(address(pledges), FILE, 1 << 255);
    }

    function test_the_guardian_does_nothing_else_and_nobody_else_pauses() public {
        _unauthorised(GUARDIAN);
        _unpause(GUARDIAN);
        _unauthorised(GUARDIAN);
        vm.prank(GUARDIAN);
        parties.suspend(bank, _act());
        _refused(abi.encodeWithSelector(IAccessManager.AccessManagerUnauthorizedAccount.selector, GUARDIAN, 0));
        vm.prank(GUARDIAN);
        manager.grantRole(0, GUARDIAN, 0);
        address[4] memory callers = [BANK_KEY, OFFICE_KEY, STRANGER, GOVERNOR];
        for (uint256 index = 0; index < callers.length; ++index) {
            _unauthorised(callers[index]);
            _pause(callers[index], FILE);
        }
    }

    function test_lifting_and_role_changes_wait_for_the_members_delay() public {
        _delayGovernance(2 days);
        _pause(GUARDIAN, FILE);
        bytes memory lifting = abi.encodeCall(IPartyRegistry.unpause, (address(pledges), FILE, _act()));
        bytes32 operation = manager.hashOperation(GOVERNOR, address(parties), lifting);
        _refused(abi.encodeWithSelector(IAccessManager.AccessManagerNotScheduled.selector, operation));
        vm.prank(GOVERNOR);
        manager.execute(address(parties), lifting);
        vm.prank(GOVERNOR);
        manager.schedule(address(parties), lifting, 0);
        vm.warp(block.timestamp + 2 days - 1);
        _refused(abi.encodeWithSelector(IAccessManager.AccessManagerNotReady.selector, operation));
        vm.prank(GOVERNOR);
        manager.execute(address(parties), lifting);
        vm.warp(block.timestamp + 1);
        vm.prank(GOVERNOR);
        manager.execute(address(parties), lifting);
        check(!parties.isPaused(address(pledges), FILE), "lifted");

        bytes memory appointing = abi.encodeCall(IAccessManager.grantRole, (1, STRANGER, 0));
        operation = manager.hashOperation(GOVERNOR, address(manager), appointing);
        _refused(abi.encodeWithSelector(IAccessManager.AccessManagerNotScheduled.selector, operation));
        vm.prank(GOVERNOR);
        manager.grantRole(1, STRANGER, 0);
        vm.prank(GOVERNOR);
        manager.schedule(address(manager), appointing, 0);
        vm.warp(block.timestamp + 2 days);
        vm.prank(GOVERNOR);
        manager.execute(address(manager), appointing);
        _pause(STRANGER, FILE);
        _assertHistory();
    }

    function test_a_scheduled_act_is_consumed_by_a_direct_call_too() public {
        _delayGovernance(1 days);
        bytes memory suspending = abi.encodeCall(IPartyRegistry.suspend, (bank, _act()));
        vm.prank(GOVERNOR);
        manager.schedule(address(parties), suspending, 0);
        vm.warp(block.timestamp + 1 days);
        _suspend(bank);
        (, bool active) = parties.partyKind(bank);
        check(!active, "suspended");
        check(IAccessManaged(address(parties)).isConsumingScheduledOp() == bytes4(0), "consumed");
    }

    /// @dev The admin's own acts wait from now on; raising a delay takes effect at once.
    function _delayGovernance(uint32 delay) private {
        vm.prank(GOVERNOR);
        manager.grantRole(0, GOVERNOR, delay);
    }

    function _pause(address caller, bytes4 selector) private {
        vm.prank(caller);
        parties.pause(address(pledges), selector, _act());
    }

    function _unpause(address caller) private {
        vm.prank(caller);
        parties.unpause(address(pledges), FILE, _act());
    }
}
