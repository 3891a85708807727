// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    AssetClass,
    Circumstance,
    CircumstanceKind,
    ClassLabel,
    Facts,
    IAssetRegistry,
    ISearchRegister,
    Preservation,
    RightKind,
    Validity
} from "../../LedgerFixture.sol";
import {MarketParties} from "./MarketParties.sol";

/// @notice What offices tell of rights, and searches.
abstract contract MarketRights is MarketParties {
    /// @dev Mostly in force; now and then lapsed, or with other owners, or as of an earlier day, which changes nothing.
    function _attestOne() internal returns (bool) {
        bytes32 right = _known[_roll(_known.length)];
        Holding storage holding = _holdings[right];
        if (!_acts(holding.office)) return false;
        Facts[] memory list = new Facts[](1);
        list[0] = _facts(holding.right, holding.owners);
        bool late = _roll(4) == 0;
        if (late) list[0].asOf = 20241231;
        bool lapses = _roll(8) == 0;
        if (lapses) list[0].validity = Validity.Lapsed;
        bool sold = _roll(6) == 0;
        if (sold) list[0].owners = _ids(_actors[13 + _roll(3)].party);
        address key = _keyFor(holding.office, IAssetRegistry.attest.selector);
        vm.prank(key);
        assets.attest(list, _officeAct());
        if (late) return true;
        holding.validity = list[0].validity;
        holding.owners = list[0].owners;
        return true;
    }

    function _attestCircumstance() internal returns (bool) {
        bytes32 right = _known[_roll(_known.length)];
        uint64 itsOffice = _holdings[right].office;
        if (!_acts(itsOffice)) return false;
        Circumstance[] memory list = new Circumstance[](1);
        list[0] = Circumstance(
            right,
            CircumstanceKind(1 + _roll(4)),
            20250101,
            0,
            "1",
            unicode"演示",
            "demo",
            20250102
        );
        address key = _keyFor(itsOffice, IAssetRegistry.attestCircumstances.selector);
        vm.prank(key);
        assets.attestCircumstances(list, _officeAct());
        return true;
    }

    /// @dev At most two rights are preserved at once, some of them twice.
    function _preserveOne() internal returns (bool) {
        uint256 held = 0;
        for (uint256 index = 0; index < _known.length; ++index) held += _holdings[_known[index]].preservations.length;
        bytes32 right = _known[_roll(_known.length)];
        Holding storage holding = _holdings[right];
        if (held >= 2 || !_acts(holding.office)) return false;
        Preservation[] memory list = new Preservation[](1);
        list[0] = _preservation(right);
        address key = _keyFor(holding.office, IAssetRegistry.notePreservations.selector);
        vm.prank(key);
        assets.notePreservations(list, _officeAct());
        holding.preservations.push(log.sequence());
        return true;
    }

    function _liftOne() internal returns (bool) {
        for (uint256 index = 0; index < _known.length; ++index) {
            Holding storage holding = _holdings[_known[index]];
            uint256 count = holding.preservations.length;
            if (count == 0 || !_acts(holding.office)) continue;
            address key = _keyFor(holding.office, IAssetRegistry.liftPreservation.selector);
            vm.prank(key);
            assets.liftPreservation(_known[index], holding.preservations[count - 1], _officeAct());
            holding.preservations.pop();
            return true;
        }
        return false;
    }

    function _declareCoverage() internal returns (bool) {
        if (!_acts(office)) return false;
        RightKind kind = _roll(2) == 0 ? RightKind.Patent : RightKind.Trademark;
        address key = _keyFor(office, IAssetRegistry.declareCoverage.selector);
        vm.prank(key);
        assets.declareCoverage(CN, kind, 20200101, uint32(20250101 + _roll(28)), _officeAct());
        return true;
    }

    function _labelOne() internal returns (bool) {
        uint64 by = _roll(2) == 0 ? office : _actors[APPRAISER].party;
        if (!_acts(by)) return false;
        ClassLabel[] memory list = new ClassLabel[](1);
        list[0] = ClassLabel(_known[_roll(_known.length)], AssetClass(1 + _roll(4)), "demo", 20250102);
        address key = _keyFor(by, IAssetRegistry.labelClass.selector);
        vm.prank(key);
        assets.labelClass(list, _act());
        return true;
    }

    function _search() internal returns (bool) {
        uint64 by = _actors[SEARCHER].party;
        if (!_acts(by)) return false;
        address key = _keyFor(by, ISearchRegister.certify.selector);
        vm.prank(key);
        searches.certify(bytes32(_roll(1e18) + 1), 1, 1, 20250102, _known, _act());
        return true;
    }
}
