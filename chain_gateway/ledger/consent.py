"""A pledgor's consent: what it signs (EIP-712), and whose signature it is.

The consent names the pledgee and its joint pledgees (none in an amendment), the digest of the obligation, the digest
of the list of rights, a nonce, a deadline in chain time, the chain and the contract, so that it serves for exactly one
pledge, once, and on one ledger. Source: contracts/interfaces/IPledgeRegistry.sol, struct Consent; EIP-712; EIP-2 for
the low half of s.
"""

from collections.abc import Sequence
from typing import Any

from eth_account import Account
from eth_account.messages import SignableMessage, encode_typed_data
from eth_keys.constants import SECPK1_N
from eth_keys.exceptions import BadSignature
from eth_utils.crypto import keccak
from eth_utils.exceptions import ValidationError

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.solidity import Bytes32, Uint64, Uint256, codec, encode_arguments
from chain_gateway.ledger.structs import Obligation

_TYPES = {
    "EIP712Domain": [
        {"name": "name", "type": "string"},
        {"name": "version", "type": "string"},
        {"name": "chainId", "type": "uint256"},
        {"name": "verifyingContract", "type": "address"},
    ],
    "Consent": [
        {"name": "pledgor", "type": "uint64"},
        {"name": "pledgee", "type": "uint64"},
        {"name": "jointPledgees", "type": "uint64[]"},
        {"name": "obligation", "type": "bytes32"},
        {"name": "rights", "type": "bytes32"},
        {"name": "nonce", "type": "uint256"},
        {"name": "deadline", "type": "uint64"},
    ],
}


class InvalidSignature(ValueError):
    """Bytes are no signature that the contract would accept. `problem` is `wrong-length`, `wrong-recovery`,
    `malleable` or `no-key`.
    """

    def __init__(self, problem: str, detail: str) -> None:
        self.problem = problem
        super().__init__(f"the consent's signature cannot be used: {detail}")


def obligation_digest(obligation: Obligation) -> bytes:
    """keccak256(abi.encode(obligation)), 32 bytes. Raises InvalidValue when a field does not fit."""
    return keccak(encode_arguments({"obligation": (Obligation, obligation)}))


def rights_digest(rights: Sequence[bytes]) -> bytes:
    """keccak256(abi.encodePacked(rights)), 32 bytes: the asset keys one after the other, in their order.

    Raises InvalidValue when a key is not 32 bytes long.
    """
    return keccak(b"".join(codec(Bytes32).encode(key, f"rights[{index}]") for index, key in enumerate(rights)))


def amendment_digest(obligation: Obligation, added: Sequence[bytes]) -> bytes:
    """What the ledger keeps of an amendment that waits: keccak256(abi.encode(digest of the terms, digest of the added
    rights)), 32 bytes. Raises InvalidValue.
    """
    return keccak(obligation_digest(obligation) + rights_digest(added))


def consent_typed_data(
    deployment: Deployment,
    pledgor: int,
    pledgee: int,
    joint_pledgees: Sequence[int],
    obligation: bytes,
    rights: bytes,
    nonce: int,
    deadline: int,
) -> dict[str, Any]:
    """The EIP-712 message that the pledgor signs, in the JSON form that wallets take (`eth_signTypedData_v4`).

    `obligation` and `rights` are digests of 32 bytes; `deadline` is in seconds of chain time. Big integers are
    decimal text, so that no JSON reader rounds them. Raises InvalidValue when a value does not fit.
    """
    return {
        "types": _TYPES,
        "primaryType": "Consent",
        "domain": {
            "name": "Pledgebook",
            "version": "1",
            "chainId": deployment.chain_id,
            "verifyingContract": deployment.consents,
        },
        "message": {
            "pledgor": str(codec(Uint64).encode(pledgor, "pledgor")),
            "pledgee": str(codec(Uint64).encode(pledgee, "pledgee")),
            "jointPledgees": [
                str(codec(Uint64).encode(each, f"joint_pledgees[{index}]")) for index, each in enumerate(joint_pledgees)
            ],
            "obligation": f"0x{codec(Bytes32).encode(obligation, 'obligation').hex()}",
            "rights": f"0x{codec(Bytes32).encode(rights, 'rights').hex()}",
            "nonce": str(codec(Uint256).encode(nonce, "nonce")),
            "deadline": str(codec(Uint64).encode(deadline, "deadline")),
        },
    }


def consent_digest(
    deployment: Deployment,
    pledgor: int,
    pledgee: int,
    joint_pledgees: Sequence[int],
    obligation: bytes,
    rights: bytes,
    nonce: int,
    deadline: int,
) -> bytes:
    """The 32 bytes that are signed; the contract's `consentDigest` gives the same. Raises InvalidValue."""
    message = _message(deployment, pledgor, pledgee, joint_pledgees, obligation, rights, nonce, deadline)
    return keccak(b"\x19" + message.version + message.header + message.body)


def recover_consent(
    deployment: Deployment,
    pledgor: int,
    pledgee: int,
    joint_pledgees: Sequence[int],
    obligation: bytes,
    rights: bytes,
    nonce: int,
    deadline: int,
    signature: bytes,
) -> str:
    """Checksum address of the key that signed the consent.

    Takes exactly what the contract takes: 65 bytes r, s, v with v 27 or 28 and s in the lower half, since the other
    half is a second spelling of the same signature. Raises InvalidSignature and InvalidValue. Whether the key is the
    pledgor's is the ledger's to say.
    """
    if not isinstance(signature, bytes) or len(signature) != 65:
        raise InvalidSignature("wrong-length", "it must be 65 bytes (r, s, v)")
    if signature[64] not in (27, 28):
        raise InvalidSignature("wrong-recovery", f"its last byte must be 27 or 28, got {signature[64]}")
    if int.from_bytes(signature[32:64]) > SECPK1_N // 2:
        raise InvalidSignature("malleable", "its s lies in the upper half of the curve's order (EIP-2); sign again")
    message = _message(deployment, pledgor, pledgee, joint_pledgees, obligation, rights, nonce, deadline)
    try:
        return str(Account.recover_message(message, signature=signature))
    except (BadSignature, ValidationError, ValueError) as error:
        raise InvalidSignature("no-key", "no key can have made it") from error


def _message(
    deployment: Deployment,
    pledgor: int,
    pledgee: int,
    joint_pledgees: Sequence[int],
    obligation: bytes,
    rights: bytes,
    nonce: int,
    deadline: int,
) -> SignableMessage:
    full_message = consent_typed_data(deployment, pledgor, pledgee, joint_pledgees, obligation, rights, nonce, deadline)
    return encode_typed_data(full_message=full_message)
