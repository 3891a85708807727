// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAssetRegistry, IBook, LedgerFixture, RightKind} from "./LedgerFixture.sol";

contract AssetRegistryDeclareCoverageTest is LedgerFixture {
    function test_declares_and_renews() public {
        uint64 next = log.sequence() + 1;
        bytes32 kindId = keccak256(abi.encode(CN, RightKind.Patent));
        vm.expectEmit(true, true, true, true, address(assets));
        emit IAssetRegistry.CoverageDeclared(
            next,
            kindId,
            office,
            CN,
            RightKind.Patent,
            20150101,
            20241231,
            _officeAct(),
            1
        );
        _declare(RightKind.Patent, 20150101, 20241231);
        _declare(RightKind.Patent, 20150101, 20250131);
        (, , uint32 from, uint32 through) = assets.kindOf(CN, RightKind.Patent);
        same(from, 20150101, "from");
        same(through, 20250131, "through");
        _declare(RightKind.Patent, 20250131, 20250131);
        _assertHistory();
    }

    function test_refuses_a_period_that_is_none() public {
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "from", 0));
        _declare(RightKind.Patent, 0, 20241231);
        _refused(abi.encodeWithSelector(IBook.InvalidDate.selector, "through", 20241232));
        _declare(RightKind.Patent, 20150101, 20241232);
        _refused(abi.encodeWithSelector(IBook.InvalidPeriod.selector, 20241231, 20241230));
        _declare(RightKind.Patent, 20241231, 20241230);
    }

    function test_refuses_a_kind_without_rules_or_of_another_office() public {
        _refused(abi.encodeWithSelector(IAssetRegistry.KindNotConfigured.selector, CN, RightKind.Copyright));
        _declare(RightKind.Copyright, 20150101, 20241231);
        _refused(abi.encodeWithSelector(IAssetRegistry.NotTheOffice.selector, office, usOffice));
        vm.prank(US_OFFICE_KEY);
        assets.declareCoverage(CN, RightKind.Patent, 20150101, 20241231, _officeAct());
    }

    function _declare(RightKind kind, uint32 from, uint32 through) private {
        vm.prank(OFFICE_KEY);
        assets.declareCoverage(CN, kind, from, through, _officeAct());
    }
}
