// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Book} from "../Book.sol";
import {IPartyRegistry} from "../interfaces/IPartyRegistry.sol";
import {Consent, IPledgeRegistry} from "../interfaces/IPledgeRegistry.sol";

/// @title PledgorConsents
/// @notice The pledgors' signed consents: each is for one pledgee, obligation and list of rights, and serves once.
abstract contract PledgorConsents is IPledgeRegistry, Book, EIP712 {
    bytes32 private constant CONSENT_TYPEHASH = keccak256(
        "Consent(uint64 pledgor,uint64 pledgee,bytes32 obligation,bytes32 rights,uint256 nonce,uint64 deadline)"
    );

    mapping(uint64 pledgor => mapping(uint256 nonce => bool)) private _used;

    constructor() EIP712("Pledgebook", "1") {}

    /// @inheritdoc IPledgeRegistry
    function consentUsed(uint64 pledgor, uint256 nonce) external view returns (bool) {
        return _used[pledgor][nonce];
    }

    /// @inheritdoc IPledgeRegistry
    function consentDigest(
        uint64 pledgor,
        uint64 pledgee,
        bytes32 obligation,
        bytes32 rights,
        uint256 nonce,
        uint64 deadline
    ) public view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(abi.encode(CONSENT_TYPEHASH, pledgor, pledgee, obligation, rights, nonce, deadline))
            );
    }

    /// @dev Spends the consents, after checking that each stands and is for exactly this pledgee, obligation and rights.
    /// Whether they are those of all pledgors is the caller's to check.
    /// @param obligation digest of the obligation
    /// @param rights digest of the rights
    function _useConsents(Consent[] calldata consents, uint64 pledgee, bytes32 obligation, bytes32 rights) internal {
        for (uint256 index = 0; index < consents.length; ++index) {
            Consent calldata consent = consents[index];
            uint64 pledgor = consent.pledgor;
            if (block.timestamp > consent.deadline) {
                revert ConsentExpired(pledgor, consent.deadline, uint64(block.timestamp));
            }
            if (_used[pledgor][consent.nonce]) revert ConsentUsed(pledgor, consent.nonce);
            if (!IPartyRegistry(authority()).isLiveKey(pledgor, consent.key)) {
                revert ConsentKeyNotLive(pledgor, consent.key);
            }
            bytes32 digest = consentDigest(pledgor, pledgee, obligation, rights, consent.nonce, consent.deadline);
            if (!SignatureChecker.isValidSignatureNow(consent.key, digest, consent.signature)) {
                revert ConsentNotSigned(pledgor, consent.key);
            }
            _used[pledgor][consent.nonce] = true;
        }
    }
}
