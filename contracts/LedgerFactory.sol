// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ILedgerFactory} from "./interfaces/ILedgerFactory.sol";

/// @title LedgerFactory
/// @notice Creates the contracts of a ledger by CREATE2.
contract LedgerFactory is ILedgerFactory {
    /// @inheritdoc ILedgerFactory
    function create(bytes32 salt, bytes calldata code) external returns (address created) {
        address place = placeOf(msg.sender, salt, keccak256(code));
        if (place.code.length != 0) revert Occupied(place);
        bytes memory creation = code;
        bytes32 own = keccak256(abi.encode(msg.sender, salt));
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            created := create2(0, add(creation, 32), mload(creation), own)
            if and(iszero(created), gt(returndatasize(), 0)) {
                let reason := mload(0x40)
                returndatacopy(reason, 0, returndatasize())
                revert(reason, returndatasize())
            }
        }
        if (created == address(0)) revert CreationFailed(place);
        emit Created(msg.sender, salt, created);
    }

    /// @inheritdoc ILedgerFactory
    function placeOf(address deployer, bytes32 salt, bytes32 codeHash) public view returns (address place) {
        bytes32 own = keccak256(abi.encode(deployer, salt));
        bytes32 digest = keccak256(abi.encodePacked(bytes1(0xff), address(this), own, codeHash));
        return address(uint160(uint256(digest)));
    }
}
