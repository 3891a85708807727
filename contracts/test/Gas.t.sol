// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    CancellationGround,
    Consent,
    Facts,
    ISearchRegister,
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
    bytes32[][3] private _clearParts;
    bytes32[] private _encumberedPart;

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
        _cover(RightKind.Patent, 19850401, 20250131);
        _clearParts[0] = _patents(100_000, 3500);
        _clearParts[1] = _patents(200_000, 3500);
        _clearParts[2] = _patents(300_000, 3000);
        _encumberedPart = _patents(400_000, 3500);
        for (uint256 first = 0; first < 3500; first += 875) {
            bytes32[] memory rights = new bytes32[](875);
            for (uint256 index = 0; index < 875; ++index) rights[index] = _encumberedPart[first + index];
            _registered(rights);
        }
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
        pledges.askAmendment(_registeredOne, _registeredKey, _obligation(), _none(), _act());
    }

    function test_nominate_assignee() public {
        vm.prank(BANK_KEY);
        pledges.nominateAssignee(_registeredOne, fund, _act());
    }

    function test_ask_partial_release_1_of_1100() public {
        bytes32[] memory freed = _keys(_registeredKeys[7]);
        vm.prank(BANK_KEY);
        pledges.askPartialRelease(_registeredMany, _registeredKeys, freed, _act());
    }

    function test_discharge() public {
        vm.prank(BANK_KEY);
        pledges.discharge(_registeredMany, CancellationGround.DebtPerformed, _act());
    }

    function test_cancel_1() public {
        vm.prank(OFFICE_KEY);
        pledges.cancel(_registeredOne, _registeredKey, CancellationGround.ContractVoid, _officeAct());
    }

    function test_cancel_1100() public {
        vm.prank(OFFICE_KEY);
        pledges.cancel(_registeredMany, _registeredKeys, CancellationGround.ContractVoid, _officeAct());
    }

    function test_certify_1_clear() public {
        _certify(1, _one);
    }

    function test_certify_3500_clear() public {
        _certify(1, _clearParts[0]);
    }

    function test_certify_3500_encumbered() public {
        _certify(1, _encumberedPart);
    }

    function test_certify_10000_clear_in_three() public {
        for (uint16 part = 1; part <= 3; ++part) _certify(part, _clearParts[part - 1]);
    }

    /// @dev What three transactions pay, by the rules of London: the calls themselves, their base and their calldata.
    function test_10000_clear_rights_are_searched_for_less_than_40_million() public {
        uint256 total = 0;
        for (uint16 part = 1; part <= 3; ++part) {
            bytes32[] memory keys = _clearParts[part - 1];
            bytes memory call = abi.encodeCall(
                ISearchRegister.certify,
                (keccak256("search"), part, 3, 20250110, keys, _act())
            );
            total += 21_000 + _calldataGas(call);
            vm.prank(SEARCHER_KEY);
            uint256 before = gasleft();
            (bool done, ) = address(searches).call(call);
            total += before - gasleft();
            check(done, "certified");
        }
        check(total < 40_000_000, "below 40 million");
    }

    function test_note_preservation_1() public {
        _preserve(_one[0]);
    }

    function _calldataGas(bytes memory call) private pure returns (uint256 gas_) {
        for (uint256 index = 0; index < call.length; ++index) gas_ += call[index] == 0 ? 4 : 16;
    }

    function _certify(uint16 part, bytes32[] memory keys) private {
        vm.prank(SEARCHER_KEY);
        searches.certify(keccak256("search"), part, 3, 20250110, keys, _act());
    }
}
