// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title ILedgerFactory
/// @notice Creates contracts at addresses that follow from the deployer, a salt and the contract's creation code alone
/// (EIP-1014), so that one deployer with one salt gets the same ledger on every chain. It holds nothing and may be shared.
interface ILedgerFactory {
    /// @notice A contract was created.
    event Created(address indexed deployer, bytes32 indexed salt, address indexed created);

    /// @notice There is a contract at the address already: the same deployer used the salt for the same contract before.
    error Occupied(address place);
    /// @notice The contract's constructor reverted without a reason.
    error CreationFailed(address place);

    /// @notice Creates a contract. Its salt is keccak256(abi.encode(msg.sender, salt)), so that nobody takes the place of
    /// another's contract.
    /// @param code creation code with the constructor's arguments behind it
    /// @custom:access-control anyone
    function create(bytes32 salt, bytes calldata code) external returns (address created);

    /// @notice Address that a contract gets.
    function placeOf(address deployer, bytes32 salt, bytes32 codeHash) external view returns (address place);
}
