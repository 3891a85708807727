// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act, AssetClass, ClassLabel, IAssetRegistry, IBook, LedgerFixture, PartyKind} from "./LedgerFixture.sol";

contract AssetRegistryLabelClassTest is LedgerFixture {
    address private constant APPRAISER_KEY = address(0xA99);

    bytes32 private _key;
    uint64 private _appraiser;

    function setUp() public override {
        super.setUp();
        _key = _patents(1, 1)[0];
        _appraiser = _admit(PartyKind.Appraiser, unicode"演示评估有限公司", APPRAISER_KEY);
    }

    function test_labels_in_the_name_of_who_attests_it() public {
        ClassLabel[] memory labels = new ClassLabel[](4);
        uint64 next = log.sequence() + 1;
        for (uint64 index = 0; index < 4; ++index) {
            labels[index] = ClassLabel(_key, AssetClass(index + 1), "demo", 20250101);
        }
        for (uint64 index = 0; index < 4; ++index) {
            vm.expectEmit(true, true, true, true, address(assets));
            emit IAssetRegistry.ClassLabelled(next + index, _key, _appraiser, labels[index], _act(), 1);
        }
        vm.prank(APPRAISER_KEY);
        assets.labelClass(labels, _act());
        _label(OFFICE_KEY, labels[0], _act());
        _assertHistory();
    }

    function test_refuses_bad_input() public {
        ClassLabel memory label = ClassLabel(keccak256("unknown"), AssetClass.Core, "demo", 20250101);
        _refused(abi.encodeWithSelector(IAssetRegistry.UnknownRight.selector, label.assetKey));
        _label(APPRAISER_KEY, label, _act());
        label = ClassLabel(_key, AssetClass.None, "demo", 20250101);
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "assetClass"));
        _label(APPRAISER_KEY, label, _act());
        label = ClassLabel(_key, AssetClass.Core, "", 20250101);
        _refused(abi.encodeWithSelector(IBook.Missing.selector, "source"));
        _label(APPRAISER_KEY, label, _act());
        label = ClassLabel(_key, AssetClass.Core, "demo", 20250001);
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "asOf", 20250001));
        _label(APPRAISER_KEY, label, _act());
        _refused(abi.encodeWithSelector(IBook.EmptyList.selector, "labels"));
        vm.prank(APPRAISER_KEY);
        assets.labelClass(new ClassLabel[](0), _act());
        _refused(abi.encodeWithSelector(IBook.TooMany.selector, "labels", 201, 200));
        vm.prank(APPRAISER_KEY);
        assets.labelClass(new ClassLabel[](201), _act());
        label = ClassLabel(_key, AssetClass.Core, "demo", 20250101);
        _refused(abi.encodeWithSelector(IBook.OnlyOfficesRecord.selector, 20250106));
        _label(APPRAISER_KEY, label, _officeAct());
    }

    function test_only_who_is_granted_it_labels() public {
        ClassLabel memory label = ClassLabel(_key, AssetClass.Core, "demo", 20250101);
        address[3] memory callers = [GOVERNOR, BANK_KEY, STRANGER];
        for (uint256 index = 0; index < callers.length; ++index) {
            _unauthorised(callers[index]);
            _label(callers[index], label, _act());
        }
    }

    function _label(address caller, ClassLabel memory label, Act memory act) private {
        ClassLabel[] memory labels = new ClassLabel[](1);
        labels[0] = label;
        vm.prank(caller);
        assets.labelClass(labels, act);
    }
}
