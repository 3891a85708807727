// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IPartyRegistry} from "./interfaces/IPartyRegistry.sol";
import {Consent} from "./interfaces/IPledgeRegistry.sol";
import {IPledgorConsents} from "./interfaces/IPledgorConsents.sol";
import {SortedKeys} from "./libraries/SortedKeys.sol";

/// @title PledgorConsents
/// @notice Verifies and spends the pledgors' signed consents for the books that need them.
contract PledgorConsents is IPledgorConsents, AccessManaged, EIP712 {
    using SortedKeys for uint64[];

    /// @dev What a consent is to, in the order in which it is signed.
    struct Subject {
        uint64 pledge;
        uint64 pledgee;
        bytes32 joint;
        bytes32 obligation;
        bytes32 rights;
    }

    bytes32 private constant CONSENT_TYPEHASH = keccak256(
        "Consent(uint64 pledgor,uint64 pledge,uint64 pledgee,uint64[] jointPledgees,bytes32 obligation,bytes32 rights,uint256 nonce,uint64 deadline)"
    );

    mapping(uint64 pledgor => mapping(uint256 nonce => bool)) private _used;

    /// @param parties the party registry, authority of this contract
    constructor(address parties) AccessManaged(parties) EIP712("Pledgebook", "1") {}

    /// @inheritdoc IPledgorConsents
    function use(
        Consent[] calldata consents,
        uint64 pledge,
        uint64 pledgee,
        uint64[] calldata jointPledgees,
        bytes32 obligation,
        bytes32 rights
    ) external restricted {
        bytes32 joint = jointPledgees.digest();
        for (uint256 index = 0; index < consents.length; ++index) {
            _use(consents[index], Subject(pledge, pledgee, joint, obligation, rights));
        }
    }

    /// @inheritdoc IPledgorConsents
    function consentUsed(uint64 pledgor, uint256 nonce) external view returns (bool) {
        return _used[pledgor][nonce];
    }

    /// @inheritdoc IPledgorConsents
    function consentDigest(
        uint64 pledgor,
        uint64 pledge,
        uint64 pledgee,
        uint64[] calldata jointPledgees,
        bytes32 obligation,
        bytes32 rights,
        uint256 nonce,
        uint64 deadline
    ) external view returns (bytes32) {
        return _digest(pledgor, Subject(pledge, pledgee, jointPledgees.digest(), obligation, rights), nonce, deadline);
    }

    function _use(Consent calldata consent, Subject memory subject) private {
        uint64 pledgor = consent.pledgor;
        if (block.timestamp > consent.deadline) {
            revert ConsentExpired(pledgor, consent.deadline, uint64(block.timestamp));
        }
        if (_used[pledgor][consent.nonce]) revert ConsentUsed(pledgor, consent.nonce);
        if (!IPartyRegistry(authority()).isLiveKey(pledgor, consent.key)) {
            revert ConsentKeyNotLive(pledgor, consent.key);
        }
        bytes32 digest = _digest(pledgor, subject, consent.nonce, consent.deadline);
        if (!SignatureChecker.isValidSignatureNow(consent.key, digest, consent.signature)) {
            revert ConsentNotSigned(pledgor, consent.key);
        }
        _used[pledgor][consent.nonce] = true;
    }

    /// @dev EIP-712 encodes a list as the digest of its entries, each in a word: the digest that lists of parties have anyway.
    function _digest(
        uint64 pledgor,
        Subject memory subject,
        uint256 nonce,
        uint64 deadline
    ) private view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(CONSENT_TYPEHASH, pledgor, subject, nonce, deadline)));
    }
}
