// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @notice A pledgor's contract wallet that means ill: while its signature is asked for, it calls the ledger again, and then
/// answers what it was told to, however that call ended.
contract ReenteringWallet {
    enum Answer {
        Signed,
        Nothing,
        Short,
        Endless,
        Reverts
    }

    address private _target;
    bytes private _data;
    Answer private _answer;

    function plan(address target, bytes calldata data, Answer answer) external {
        (_target, _data, _answer) = (target, data, answer);
    }

    /// @dev Not view, unlike the interface's: a wallet is any code, and this one tries to change things. It keeps that selector.
    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        if (_target != address(0)) {
            // However it ends, the wallet goes on.
            (bool again, ) = _target.call(_data);
            again;
        }
        if (_answer == Answer.Reverts) revert("no");
        if (_answer == Answer.Nothing) return 0xffffffff;
        if (_answer == Answer.Short) _return(4);
        if (_answer == Answer.Endless) _return(100_000);
        return IERC1271.isValidSignature.selector;
    }

    function _return(uint256 length) private pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            return(0, length)
        }
    }
}
