// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ISearchRegister, LedgerFixture, RightKind} from "./LedgerFixture.sol";

/// @notice Gas of searches over as many rights as one transaction carries; apart from the other verbs, for the lists are long.
contract SearchGasTest is LedgerFixture {
    bytes32[] private _one;
    bytes32[][3] private _clearParts;
    bytes32[] private _encumberedPart;

    /// @dev Gas is that of a young ledger, as the snapshot has it.
    function _before() internal pure override returns (uint64) {
        return 0;
    }

    function setUp() public override {
        super.setUp();
        _one = _patents(10_000, 1);
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
