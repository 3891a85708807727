// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Act,
    Facts,
    Filing,
    IAssetRegistry,
    IBook,
    IPledgeRegistry,
    LedgerFixture,
    ObligationKind,
    PledgeState,
    PledgeView,
    Provenance,
    RightKind,
    Validity
} from "./LedgerFixture.sol";

contract PledgeRegistryMigrateTest is LedgerFixture {
    function test_migrates() public {
        bytes32[] memory rights = _patents(1, 3);
        Filing memory filing = _filing(rights);
        filing.pledgors = _ids(owner, coOwner);
        filing.jointPledgees = _ids(otherBank);
        uint64 id = log.sequence() + 1;
        vm.expectEmit(true, true, true, true, address(pledges));
        emit IPledgeRegistry.PledgeMigrated(id, id, office, "2019990000012", 20190311, filing, _migratedAct(), 1);
        _migrateAs(filing, "2019990000012", 20190311);
        PledgeView memory pledge = pledges.pledgeOf(id);
        check(pledge.state == PledgeState.Registered && pledge.migrated && !pledge.paperConsent, "state");
        same(pledge.office, office, "office");
        same(pledge.pledgee, bank, "pledgee");
        same(pledges.pledgeByNumber(office, "2019990000012"), id, "by number");
        (uint64[] memory registered, , ) = assets.encumbrances(rights[2]);
        same(registered[0], id, "registered");
        _assertHistory();
    }

    function test_migrates_a_record_that_states_nothing_of_the_obligation() public {
        Filing memory filing = _filing(_patents(1, 1));
        delete filing.obligation;
        uint64 id = _migrateAs(filing, "1", 20190311);
        PledgeView memory pledge = pledges.pledgeOf(id);
        check(pledge.obligationKind == ObligationKind.Unstated, "kind");
        same(pledge.amount, 0, "amount");
        _assertHistory();
    }

    function test_asks_of_ranked_rights_only_that_they_are_known() public {
        Facts memory facts = _facts(_trademark("1:9"), new uint64[](0));
        facts.validity = Validity.Lapsed;
        bytes32[] memory rights = _keys(_attest(facts));
        uint64 first = _migrate(rights);
        uint64 second = _migrate(rights);
        (uint64[] memory registered, , ) = assets.encumbrances(rights[0]);
        same(registered[0], first, "the official register has both");
        same(registered[1], second, "the official register has both");
        _refused(abi.encodeWithSelector(IAssetRegistry.UnknownRight.selector, keccak256("nothing")));
        _migrateAs(_filing(_keys(keccak256("nothing"))), "1", 20190311);
    }

    function test_refuses_a_second_registration_of_an_exclusive_right_but_not_behind_a_filing() public {
        bytes32[] memory rights = _patents(1, 1);
        uint64 filed = _file(rights);
        uint64 first = _migrate(rights);
        _refused(abi.encodeWithSelector(IAssetRegistry.AlreadyEncumbered.selector, rights[0], first));
        _migrateAs(_filing(rights), "2", 20190311);
        (uint64[] memory registered, uint64[] memory waiting, ) = assets.encumbrances(rights[0]);
        same(registered.length, 1, "one registration");
        same(waiting[0], filed, "the filing waits, and cannot be registered");
    }

    function test_keeps_reservations_behind_what_is_registered() public {
        bytes32[] memory rights = _rights(CN, RightKind.Trademark, 1, 1);
        uint64 filing = _file(rights);
        uint64 migrated = _migrate(rights);
        (uint64[] memory registered, uint64[] memory filed, ) = assets.encumbrances(rights[0]);
        same(registered[0], migrated, "registered");
        same(filed[0], filing, "filed");
    }

    function test_refuses_a_native_act() public {
        Filing memory filing = _filing(_patents(1, 1));
        _refused(abi.encodeWithSelector(IBook.WrongProvenance.selector, Provenance.Native));
        vm.prank(OFFICE_KEY);
        pledges.migrate(filing, "1", 20190311, _officeAct());
    }

    function test_refuses_an_act_without_source_record() public {
        Filing memory filing = _filing(_patents(1, 1));
        Act memory act = _migratedAct();
        act.document = "";
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "act.document"));
        vm.prank(OFFICE_KEY);
        pledges.migrate(filing, "1", 20190311, act);
    }

    function test_refuses_another_offices_rights() public {
        Filing memory filing = _filing(_rights(US, RightKind.Patent, 1, 1));
        uint64 id = log.sequence() + 1;
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgesOffice.selector, id, usOffice, office));
        _migrateAs(filing, "1", 20190311);
    }

    function test_refuses_parties_that_do_not_exist() public {
        Filing memory filing = _filing(_patents(1, 1));
        filing.pledgee = 0;
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "pledgee", 0));
        _migrateAs(filing, "1", 20190311);
        filing = _filing(filing.rights);
        filing.pledgors = _ids(owner, type(uint64).max);
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "pledgors", type(uint64).max));
        _migrateAs(filing, "1", 20190311);
        filing = _filing(filing.rights);
        filing.obligation.debtor = type(uint64).max;
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, "debtor", type(uint64).max));
        _migrateAs(filing, "1", 20190311);
    }

    function test_refuses_a_number_that_is_taken() public {
        bytes32[] memory rights = _patents(1, 1);
        uint64 first = _migrateAs(_filing(rights), "1", 20190311);
        _refused(abi.encodeWithSelector(IPledgeRegistry.RegistrationNumberTaken.selector, "1", first));
        _migrateAs(_filing(rights), "1", 20190311);
    }

    function test_refuses_an_unsound_obligation() public {
        Filing memory filing = _filing(_patents(1, 1));
        filing.obligation.kind = ObligationKind.Unstated;
        _refusesObligation(filing, "kind");
        filing.obligation.kind = ObligationKind.Fixed;
        filing.obligation.currency = 0;
        _refusesObligation(filing, "currency");
        filing.obligation.currency = "US1";
        _refusesObligation(filing, "currency");
        filing.obligation.currency = "USD";
        filing.obligation.salt = 0;
        _refusesObligation(filing, "salt");
        filing.obligation = _obligation();
        filing.obligation.endsOn = 20250109;
        _refused(abi.encodeWithSelector(IBook.InvalidPeriod.selector, 20250110, 20250109));
        _migrateAs(filing, "1", 20190311);
        filing.obligation.endsOn = 0;
        _migrateAs(filing, "1", 20190311);
    }

    function test_refuses_lists_that_do_not_fit() public {
        bytes32[] memory rights = _patents(1, 2);
        _refused(abi.encodeWithSelector(IBook.EmptyList.selector, "rights"));
        _migrateAs(_filing(new bytes32[](0)), "1", 20190311);
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "rights", 1101, 1100));
        _migrateAs(_filing(new bytes32[](1101)), "1", 20190311);
        rights[1] = rights[0];
        _refused(abi.encodeWithSelector(IAssetRegistry.NotAscending.selector, "rights", 1));
        _migrateAs(_filing(rights), "1", 20190311);
    }

    function test_refuses_a_date_that_is_none() public {
        Filing memory filing = _filing(_patents(1, 1));
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "effectiveOn", 0));
        _migrateAs(filing, "1", 0);
    }

    function _refusesObligation(Filing memory filing, string memory field) private {
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidObligation.selector, field));
        _migrateAs(filing, "1", 20190311);
    }

    function _migrateAs(Filing memory filing, string memory number, uint32 effectiveOn) private returns (uint64) {
        vm.prank(OFFICE_KEY);
        return pledges.migrate(filing, number, effectiveOn, _migratedAct());
    }
}
