// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    CancellationGround,
    Consent,
    EnforcementRoute,
    Facts,
    LedgerFixture,
    PartyEntry,
    PartyKind,
    RefusalGround,
    RightKind
} from "./LedgerFixture.sol";

/// @notice What each verb costs, one verb a test: all else is done in setUp, which is not counted. Nothing here is random, so
/// `npm run gas` compares with .gas-snapshot to the unit. A test over 1,100 rights also pays some 2.3 million for reading their
/// list from its own storage.
contract GasTest is LedgerFixture {
    bytes32[] private _one;
    bytes32[] private _many;
    bytes32[] private _waitingKey;
    bytes32[] private _waiting;
    Consent[] private _consentToOne;
    Consent[] private _consentToMany;
    uint64 private _filedOne;
    uint64 private _filedMany;
    uint64 private _registeredOne;
    uint64 private _registeredMany;
    bytes32[] private _registeredKey;
    bytes32[] private _registeredKeys;

    Consent[] private _consentToTwo;
    uint64 private _defaulted;
    uint64 private _enforced;
    bytes32[] private _enforcedKeys;
    bytes32[] private _sold;
    uint64 private _enforcedOne;
    bytes32[] private _enforcedKey;
    bytes32[] private _ranked;
    bytes32[] private _ranked2;
    uint64 private _first;
    uint64 private _next;
    uint64 private _losing;
    uint64 private _gaining;

    function setUp() public override {
        super.setUp();
        _one = _patents(10_000, 1);
        _many = _patents(20_000, 1100);
        _consentToOne.push(_consents(_filing(_one))[0]);
        _consentToMany.push(_consents(_filing(_many))[0]);
        _waitingKey = _patents(30_000, 1);
        _filedOne = _file(_waitingKey);
        _waiting = _patents(40_000, 1100);
        _filedMany = _file(_waiting);
        _registeredKey = _patents(50_000, 1);
        _registeredOne = _registered(_registeredKey);
        _registeredKeys = _patents(60_000, 1100);
        _registeredMany = _registered(_registeredKeys);
        bytes32[] memory two = new bytes32[](2);
        (two[0], two[1]) = (_registeredKey[0], _one[0]);
        _consentToTwo.push(_consent(OWNER_SECRET, owner, _registeredOne, bank, _obligation(), _sorted(two)));
        _defaulted = _registered(_patents(70_000, 1));
        _default(_defaulted);
        _enforcedKeys = _patents(80_000, 1100);
        _enforced = _registered(_enforcedKeys);
        _enforce(_enforced);
        for (uint256 index = 0; index < 1099; ++index) _sold.push(_enforcedKeys[index]);
        _enforcedKey = _patents(90_000, 1);
        _enforcedOne = _registered(_enforcedKey);
        _enforce(_enforcedOne);
        _ranked = _rights(CN, RightKind.Trademark, 1, 1);
        _first = _registered(_ranked);
        _next = _registered(_ranked);
        _ranked2 = _rights(CN, RightKind.Trademark, 2, 1);
        _losing = _registered(_ranked2);
        _gaining = _registered(_ranked2);
        vm.prank(BANK_KEY);
        changes.askSubordination(_losing, _ranked2, _gaining, _act());
    }

    function test_attest_1() public {
        _attest(_patent("1"), _ids(owner));
    }

    function test_attest_100() public {
        Facts[] memory facts = new Facts[](100);
        for (uint256 index = 0; index < 100; ++index) facts[index] = _facts(_patent(vm.toString(index)), _ids(owner));
        vm.prank(OFFICE_KEY);
        assets.attest(facts, _officeAct());
    }

    function test_enrol_1() public {
        PartyEntry[] memory entries = new PartyEntry[](1);
        entries[0] = PartyEntry(PartyKind.Enterprise, unicode"演示制造有限公司", 0, "");
        vm.prank(OFFICE_KEY);
        parties.enrol(entries, _officeAct());
    }

    function test_file_1_with_consent() public {
        _file(_filing(_one), _consentToOne);
    }

    function test_file_1_on_paper() public {
        _file(_filing(_one), _none());
    }

    function test_file_1100_with_consent() public {
        _file(_filing(_many), _consentToMany);
    }

    function test_register_1() public {
        _register(_filedOne, _waitingKey);
    }

    function test_register_1100() public {
        _register(_filedMany, _waiting);
    }

    function test_refuse_1100() public {
        vm.prank(OFFICE_KEY);
        pledges.refuse(_filedMany, _waiting, RefusalGround.Other, _officeAct());
    }

    function test_withdraw_1100() public {
        vm.prank(BANK_KEY);
        pledges.withdraw(_filedMany, _waiting, _act());
    }

    function test_migrate_1() public {
        _migrate(_one);
    }

    function test_migrate_1100() public {
        _migrate(_many);
    }

    function test_ask_amendment_1() public {
        vm.prank(BANK_KEY);
        changes.askAmendment(
            _registeredOne,
            _registeredKey,
            _amendment(_obligation(), _noKeys()),
            _none(),
            _noOthers(),
            _act()
        );
    }

    function test_nominate_assignee() public {
        vm.prank(BANK_KEY);
        changes.nominateAssignee(_registeredOne, fund, _act());
    }

    function test_ask_partial_release_1_of_1100() public {
        bytes32[] memory freed = _keys(_registeredKeys[7]);
        vm.prank(BANK_KEY);
        changes.askPartialRelease(_registeredMany, _registeredKeys, freed, _noOthers(), _act());
    }

    function test_discharge() public {
        vm.prank(BANK_KEY);
        pledges.discharge(_registeredMany, CancellationGround.DebtPerformed, _noOthers(), _act());
    }

    function test_cancel_1() public {
        vm.prank(OFFICE_KEY);
        pledges.cancel(_registeredOne, _registeredKey, CancellationGround.ContractVoid, _officeAct());
    }

    function test_cancel_1100() public {
        vm.prank(OFFICE_KEY);
        pledges.cancel(_registeredMany, _registeredKeys, CancellationGround.ContractVoid, _officeAct());
    }

    function test_ask_amendment_adds_1() public {
        vm.prank(BANK_KEY);
        changes.askAmendment(
            _registeredOne,
            _registeredKey,
            _amendment(_obligation(), _one),
            _consentToTwo,
            _noOthers(),
            _act()
        );
    }

    function test_ask_correction() public {
        vm.prank(OFFICE_KEY);
        pledges.askCorrection(_filedOne, 20250201, _officeAct());
    }

    function test_revoke_1100() public {
        vm.prank(OFFICE_KEY);
        pledges.revoke(_registeredMany, _registeredKeys, RefusalGround.Other, _officeAct());
    }

    function test_declare_default() public {
        _default(_registeredOne);
    }

    function test_enforce() public {
        vm.prank(BANK_KEY);
        enforcement.enforce(_defaulted, EnforcementRoute.Court, "1", _act());
    }

    function test_realise_1099_of_1100() public {
        vm.prank(BANK_KEY);
        enforcement.realise(_enforced, _enforcedKeys, _sold, _realisation(), _act());
    }

    function test_realise_1() public {
        vm.prank(BANK_KEY);
        enforcement.realise(_enforcedOne, _enforcedKey, _enforcedKey, _realisation(), _act());
    }

    function test_ask_subordination_1() public {
        vm.prank(BANK_KEY);
        changes.askSubordination(_first, _ranked, _next, _act());
    }

    function test_record_subordination_1() public {
        vm.prank(OFFICE_KEY);
        changes.recordSubordination(_losing, _ranked2, _gaining, _officeAct());
    }
}
