// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice The cheat codes of forge that these tests use.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function addr(uint256 privateKey) external pure returns (address);

    function sign(uint256 privateKey, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);

    function prank(address sender) external;

    function deployCode(string calldata artifact, bytes calldata arguments) external returns (address);

    function warp(uint256 timestamp) external;

    function chainId(uint256 id) external;

    function recordLogs() external;

    function getRecordedLogs() external returns (Log[] memory);

    function expectRevert(bytes calldata revertData) external;

    function expectRevert() external;

    function expectEmit(bool topic1, bool topic2, bool topic3, bool data, address emitter) external;

    function assume(bool condition) external pure;

    function sort(uint256[] calldata values) external pure returns (uint256[] memory);

    function readFile(string calldata path) external view returns (string memory);

    function parseJsonKeys(string calldata json, string calldata path) external pure returns (string[] memory);

    function parseJsonString(string calldata json, string calldata path) external pure returns (string memory);

    function parseJsonUint(string calldata json, string calldata path) external pure returns (uint256);

    function parseJsonBool(string calldata json, string calldata path) external pure returns (bool);

    function parseJsonBytes32(string calldata json, string calldata path) external pure returns (bytes32);

    function keyExistsJson(string calldata json, string calldata path) external view returns (bool);

    function toString(uint256 value) external pure returns (string memory);

    function store(address target, bytes32 slot, bytes32 value) external;

    function load(address target, bytes32 slot) external view returns (bytes32);

    function snapshotState() external returns (uint256);

    function revertToState(uint256 id) external returns (bool);

    function startSnapshotGas(string calldata name) external;

    function stopSnapshotGas() external returns (uint256);
}
