// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Book} from "./Book.sol";
import {IAssetRegistry} from "./interfaces/IAssetRegistry.sol";
import {Act} from "./interfaces/IBook.sol";
import {ISearchRegister} from "./interfaces/ISearchRegister.sol";
import {Bounds} from "./libraries/Bounds.sol";

/// @title SearchRegister
/// @notice Searches, run inside the chain. It keeps nothing but the events.
contract SearchRegister is ISearchRegister, Book {
    /// @notice The rights that are searched.
    IAssetRegistry public immutable ASSETS;

    /// @param log the log that numbers this book's events
    /// @param parties the party registry, authority of this book
    /// @param assets the asset registry, which is read
    constructor(address log, address parties, address assets) Book(log, parties) {
        ASSETS = IAssetRegistry(assets);
    }

    /// @inheritdoc ISearchRegister
    function certify(
        bytes32 searchId,
        uint16 part,
        uint16 parts,
        uint32 asOf,
        bytes32[] calldata assetKeys,
        Act calldata act
    ) external restricted {
        uint64 actor = _acting();
        _requireUnrecordedAct(act);
        if (searchId == 0) revert Missing("searchId");
        if (part == 0 || part > parts) revert InvalidPart(part, parts);
        _requireDate("asOf", asOf);
        _requireCount("assetKeys", assetKeys.length, Bounds.SEARCHED);
        bytes memory data = abi.encode(
            part,
            parts,
            asOf,
            uint32(assetKeys.length),
            keccak256(abi.encodePacked(assetKeys)),
            ASSETS.findings(assetKeys, asOf),
            act,
            RULE_SET
        );
        _record(Searched.selector, searchId, actor, data);
    }
}
