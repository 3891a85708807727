// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Right, RightKind} from "../interfaces/IAssetRegistry.sol";

/// @title AssetKey
/// @notice Identity of a right as one word. Python derives the same keys; tests/vectors/asset_keys.json binds both.
library AssetKey {
    /// @notice keccak256(abi.encode(jurisdiction, kind, number)); the number is taken as it stands, already canonical.
    function derive(Right calldata right) internal pure returns (bytes32) {
        return keccak256(abi.encode(right.jurisdiction, right.kind, right.number));
    }

    /// @notice Identity of a kind of right: keccak256(abi.encode(jurisdiction, kind)).
    function deriveKind(bytes2 jurisdiction, RightKind kind) internal pure returns (bytes32) {
        return keccak256(abi.encode(jurisdiction, kind));
    }
}
