// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Act,
    Amendment,
    Circumstance,
    ClassLabel,
    DefaultGround,
    Determination,
    DeterminationGround,
    Facts,
    IAssetRegistry,
    IBook,
    IChangeBook,
    IPartyRegistry,
    LedgerFixture,
    PartyEntry,
    PartyKind,
    Preservation,
    Ranking,
    RightKind,
    TransferConsent
} from "./LedgerFixture.sol";
import {IEnforcementBook} from "../interfaces/IEnforcementBook.sol";
import {Verb} from "../interfaces/IPartyRegistry.sol";

/// @notice Each verb judges what its act says of itself: ActsTest shows the judgement whole on three of them, this that no verb goes
/// without.
contract ActsOfEveryVerbTest is LedgerFixture {
    bytes32[] private _pledged;
    uint64 private _pledge;

    function setUp() public override {
        super.setUp();
        _pledged = _patents(1, 2);
        _pledge = _registered(_pledged);
    }

    function test_verbs_of_the_party_registry() public {
        Act memory act = _bad();
        PartyEntry memory entry = PartyEntry(PartyKind.Bank, "Bank", 0, "");
        PartyEntry[] memory entries = new PartyEntry[](1);
        entries[0] = PartyEntry(PartyKind.Enterprise, "Firm", 0, "");
        address key = address(0xABCD);
        address book = address(parties);
        Verb[] memory verbs = new Verb[](1);
        verbs[0] = Verb(address(pledges), bytes4(uint32(1)));
        _judges(GOVERNOR, book, abi.encodeCall(IPartyRegistry.admit, (entry, new address[](0), act)));
        _judges(OFFICE_KEY, book, abi.encodeCall(IPartyRegistry.enrol, (entries, act)));
        _judges(GOVERNOR, book, abi.encodeCall(IPartyRegistry.rename, (bank, "Bank", 0, act)));
        vm.prank(OFFICE_KEY);
        uint64 firm = parties.enrol(entries, _officeAct())[0];
        _judges(OFFICE_KEY, book, abi.encodeCall(IPartyRegistry.rename, (firm, "Firm", 0, act)));
        _judges(GOVERNOR, book, abi.encodeCall(IPartyRegistry.addKey, (bank, key, act)));
        _judges(OFFICE_KEY, book, abi.encodeCall(IPartyRegistry.bindKey, (owner, key, act)));
        _judges(GOVERNOR, book, abi.encodeCall(IPartyRegistry.revokeKey, (bank, BANK_KEY, act)));
        _judges(GOVERNOR, book, abi.encodeCall(IPartyRegistry.rotateKey, (bank, BANK_KEY, key, act)));
        _judges(BANK_KEY, book, abi.encodeCall(IPartyRegistry.delegateKey, (key, verbs, act)));
        _judges(BANK_KEY, book, abi.encodeCall(IPartyRegistry.revokeDelegation, (BANK_KEY, act)));
        _judges(GOVERNOR, book, abi.encodeCall(IPartyRegistry.suspend, (bank, act)));
        _judges(GOVERNOR, book, abi.encodeCall(IPartyRegistry.reinstate, (bank, act)));
        _judges(GOVERNOR, book, abi.encodeCall(IPartyRegistry.grantVerb, (book, bytes4(uint32(1)), 2, act)));
        _judges(GOVERNOR, book, abi.encodeCall(IPartyRegistry.grantCaller, (book, bytes4(uint32(1)), key, true, act)));
    }

    function test_verbs_of_the_asset_registry() public {
        Act memory act = _bad();
        address book = address(assets);
        Facts[] memory facts = new Facts[](1);
        facts[0] = _facts(_patent("1"), _ids(owner));
        _judges(
            GOVERNOR,
            book,
            abi.encodeCall(IAssetRegistry.configureKind, (CN, RightKind.Patent, Ranking.Exclusive, office, act))
        );
        _judges(
            OFFICE_KEY,
            book,
            abi.encodeCall(IAssetRegistry.declareCoverage, (CN, RightKind.Patent, 20200101, 20210101, act))
        );
        _judges(OFFICE_KEY, book, abi.encodeCall(IAssetRegistry.attest, (facts, act)));
        _judges(OFFICE_KEY, book, abi.encodeCall(IAssetRegistry.attestCircumstances, (new Circumstance[](1), act)));
        _judges(OFFICE_KEY, book, abi.encodeCall(IAssetRegistry.notePreservations, (new Preservation[](1), act)));
        _judges(OFFICE_KEY, book, abi.encodeCall(IAssetRegistry.liftPreservation, (_pledged[0], 1, act)));
        _judges(OFFICE_KEY, book, abi.encodeCall(IAssetRegistry.labelClass, (new ClassLabel[](1), act)));
    }

    function test_verbs_of_changes_and_enforcement() public {
        Act memory act = _bad();
        address book = address(changes);
        TransferConsent memory consent;
        _judges(BANK_KEY, book, abi.encodeCall(IChangeBook.nominateAssignee, (_pledge, otherBank, act)));
        _judges(OFFICE_KEY, book, abi.encodeCall(IChangeBook.recordAssignment, (_pledge, otherBank, act)));
        _judges(OFFICE_KEY, book, abi.encodeCall(IChangeBook.dropChange, (_pledge, act)));
        _judges(BANK_KEY, book, abi.encodeCall(IChangeBook.dropChange, (_pledge, act)));
        _judges(
            BANK_KEY,
            book,
            abi.encodeCall(
                IChangeBook.determine,
                (_pledge, DeterminationGround.PeriodOver, Determination(1, bytes32(uint256(1))), act)
            )
        );
        _judges(BANK_KEY, book, abi.encodeCall(IChangeBook.consentToTransfer, (_pledge, _pledged, consent, act)));
        _judges(
            BANK_KEY,
            address(enforcement),
            abi.encodeCall(IEnforcementBook.declareDefault, (_pledge, DefaultGround.AgreedCase, 20250101, act))
        );
        vm.prank(BANK_KEY);
        changes.nominateAssignee(_pledge, otherBank, _act());
        _judges(OTHER_BANK_KEY, book, abi.encodeCall(IChangeBook.acceptAssignment, (_pledge, act)));
    }

    function test_a_migrated_amendment_names_the_added_rights_that_are_out_of_order() public {
        uint64 carried = _migrate(_patents(10, 1));
        bytes32[] memory added = _patents(20, 2);
        (added[0], added[1]) = (added[1], added[0]);
        Amendment memory amendment = Amendment(_obligation(), added, new uint64[](0));
        bytes32[] memory rights = _patents(10, 1);
        _refused(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "added", 1));
        vm.prank(OFFICE_KEY);
        changes.recordAmendment(carried, rights, amendment, "", _migratedAct());
    }

    function _judges(address key, address book, bytes memory data) private {
        vm.prank(key);
        // solhint-disable-next-line avoid-low-level-calls
        (bool taken, bytes memory said) = book.call(data);
        check(!taken, "an act of no date is taken");
        same(
            keccak256(said),
            keccak256(abi.encodeWithSelector(IBook.InvalidDate.selector, "act.executedOn", uint32(1))),
            "another reason"
        );
    }

    function _bad() private pure returns (Act memory act) {
        act = _act();
        act.executedOn = 1;
    }
}
