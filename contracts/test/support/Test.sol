// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Vm} from "./Vm.sol";

/// @notice Base of all tests: the cheat codes and a few assertions.
abstract contract Test {
    // solhint-disable-next-line const-name-snakecase
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    // solhint-disable-next-line func-name-mixedcase
    function IS_TEST() external pure returns (bool) {
        return true;
    }

    /// @dev A new contract of the ledger, made of the code in its artifact. The tests hold no code of what they test: they are not
    /// compiled anew when it changes, and `make mutation` exchanges it.
    function _deploy(string memory name, bytes memory arguments) internal returns (address) {
        return vm.deployCode(string.concat("contracts/", name, ".sol:", name), arguments);
    }

    function check(bool condition, string memory what) internal pure {
        require(condition, what);
    }

    function same(uint256 given, uint256 expected, string memory what) internal pure {
        if (given != expected) {
            revert(string.concat(what, ": ", vm.toString(given), " instead of ", vm.toString(expected)));
        }
    }

    function same(bytes32 given, bytes32 expected, string memory what) internal pure {
        require(given == expected, what);
    }

    function same(address given, address expected, string memory what) internal pure {
        require(given == expected, what);
    }

    /// @dev A value within the bounds, both inclusive.
    function within(uint256 value, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + (value % (high - low + 1));
    }
}
