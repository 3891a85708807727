"""Consents: what is signed is what the contract checks, and only its own signature counts."""

import json
from dataclasses import replace
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_account.messages import encode_typed_data
from eth_keys.constants import SECPK1_N
from eth_utils.crypto import keccak

from chain_gateway.ledger import calls, reads
from chain_gateway.ledger.consent import (
    InvalidSignature,
    consent_digest,
    consent_typed_data,
    obligation_digest,
    pledgors_digest,
    recover_consent,
    rights_digest,
)
from chain_gateway.ledger.solidity import InvalidValue
from chain_gateway.ledger.structs import Act, Obligation
from chain_gateway.signing.signer import Signer

from .conftest import OBLIGATION, RealLedger
from .test_deployments import DEPLOYMENT

FIELDS = {
    "pledgor": 7,
    "pledge": 9,
    "pledgee": 5,
    "joint_pledgees": (6, 2**64 - 1),
    "obligation": b"\x0a" * 32,
    "rights": b"\x0b" * 32,
    "nonce": 2**256 - 1,
    "deadline": 1_900_000_000,
}
SIGNER = Signer.random()
SIGNATURE = SIGNER.sign_digest(consent_digest(DEPLOYMENT, **FIELDS))  # type: ignore[arg-type]


def digest(**changes: Any) -> bytes:
    """The consent's digest with some fields changed."""
    return consent_digest(DEPLOYMENT, **FIELDS | changes)  # type: ignore[arg-type]


def recovered(signature: bytes, **changes: Any) -> str:
    """Who signed the consent with some fields changed."""
    return recover_consent(DEPLOYMENT, **FIELDS | changes, signature=signature)  # type: ignore[arg-type]


def test_the_digest_is_that_of_eip_712_by_hand() -> None:
    domain_type = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    consent_type = (
        "Consent(uint64 pledgor,uint64 pledge,uint64 pledgee,uint64[] jointPledgees,bytes32 obligation,bytes32 rights,"
        "uint256 nonce,uint64 deadline)"
    )
    domain = encode(
        ["bytes32", "bytes32", "bytes32", "uint256", "address"],
        [
            keccak(text=domain_type),
            keccak(text="Pledgebook"),
            keccak(text="1"),
            DEPLOYMENT.chain_id,
            DEPLOYMENT.consents,
        ],
    )
    joint = keccak(encode(["uint64", "uint64"], FIELDS["joint_pledgees"]))  # type: ignore[arg-type]
    types = ["bytes32", "uint64", "uint64", "uint64", "bytes32", "bytes32", "bytes32", "uint256", "uint64"]
    message = encode(types, [keccak(text=consent_type), *(FIELDS | {"joint_pledgees": joint}).values()])
    assert digest() == keccak(b"\x19\x01" + keccak(domain) + keccak(message))


def test_the_typed_data_survives_json_with_its_great_numbers() -> None:
    message = consent_typed_data(DEPLOYMENT, **FIELDS)  # type: ignore[arg-type]
    assert message["message"]["nonce"] == str(2**256 - 1)
    again = encode_typed_data(full_message=json.loads(json.dumps(message)))
    assert keccak(b"\x19" + again.version + again.header + again.body) == digest()


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_changes_the_digest(field: str) -> None:
    value: Any = FIELDS[field]
    assert digest(**{field: value - 1 if isinstance(value, int) else b"\x0c" * 32}) != digest()


def test_another_chain_or_contract_changes_the_digest() -> None:
    for other in (replace(DEPLOYMENT, chain_id=2), replace(DEPLOYMENT, consents="0x" + "11" * 20)):
        assert consent_digest(other, **FIELDS) != digest()  # type: ignore[arg-type]


def test_the_obligations_digest_is_that_of_an_abi_encoder() -> None:
    assert obligation_digest(OBLIGATION) == keccak(encode([Obligation.abi_type()], [OBLIGATION.to_abi()]))


def test_the_rights_digest_is_that_of_the_keys_one_after_the_other() -> None:
    assert rights_digest([b"\x01" * 32, b"\x02" * 32]) == keccak(b"\x01" * 32 + b"\x02" * 32)
    with pytest.raises(InvalidValue, match=r"rights\[1\]"):
        rights_digest([b"\x01" * 32, b"\x02" * 31])


def test_the_signer_is_recovered() -> None:
    assert recovered(SIGNATURE) == SIGNER.address


def test_a_signature_over_other_terms_gives_another_key() -> None:
    assert recovered(SIGNATURE, pledgee=6) != SIGNER.address


def malleated(signature: bytes) -> bytes:
    """The second spelling of a signature: s in the upper half."""
    s = SECPK1_N - int.from_bytes(signature[32:64])
    return signature[:32] + s.to_bytes(32) + bytes([55 - signature[64]])


@pytest.mark.parametrize(
    ("signature", "problem"),
    [
        (b"", "wrong-length"),
        (SIGNATURE[:64], "wrong-length"),
        (SIGNATURE + b"\0", "wrong-length"),
        (SIGNATURE.hex(), "wrong-length"),
        (SIGNATURE[:64] + b"\0", "wrong-recovery"),
        (SIGNATURE[:64] + b"\x25", "wrong-recovery"),
        (malleated(SIGNATURE), "malleable"),
        (bytes(64) + b"\x1b", "no-key"),
        (b"\xff" * 32 + SIGNATURE[32:], "no-key"),
        (SIGNATURE[:32] + bytes(32) + b"\x1b", "no-key"),
    ],
)
def test_what_the_contract_would_not_take_is_refused(signature: Any, problem: str) -> None:
    with pytest.raises(InvalidSignature) as refused:
        recovered(signature)
    assert refused.value.problem == problem


@pytest.mark.parametrize(
    ("field", "value"), [("pledgor", 2**64), ("nonce", -1), ("deadline", 1.5), ("obligation", b"x"), ("rights", "0x00")]
)
def test_a_field_that_does_not_fit_is_named(field: str, value: Any) -> None:
    with pytest.raises(InvalidValue) as refused:
        digest(**{field: value})
    assert refused.value.field == field


def test_the_contract_gives_the_same_digest(ledger: RealLedger) -> None:
    assert ledger.ask(reads.consent_digest(**FIELDS)) == consent_digest(ledger.deployment, **FIELDS)  # type: ignore[arg-type]


def test_the_contract_refuses_a_replayed_a_foreign_a_late_and_a_malleated_consent(ledger: RealLedger) -> None:
    filing = ledger.filing(ledger.attest(2))
    consent = ledger.consent(filing, 401)
    ledger.do(calls.file(filing, [consent], Act()), ledger.bank.signer)

    def refusal(changed: Any) -> str:
        return ledger.refusal(calls.file(filing, [changed], Act()), ledger.bank.signer).name

    fresh = ledger.consent(filing, 402)
    assert refusal(consent) == "ConsentUsed"
    assert refusal(replace(fresh, nonce=403)) == "ConsentNotSigned"
    assert refusal(replace(fresh, key=ledger.bank.signer.address)) == "ConsentKeyNotLive"
    assert refusal(replace(fresh, pledgor=ledger.bank.party)) == "ConsentsDoNotMatch"
    assert refusal(ledger.consent(filing, 404, deadline=1)) == "ConsentExpired"
    assert refusal(replace(fresh, signature=malleated(fresh.signature))) == "ConsentNotSigned"
    assert refusal(replace(fresh, signature=fresh.signature[:64])) == "ConsentNotSigned"
    ledger.do(calls.file(filing, [fresh], Act()), ledger.bank.signer)


def test_the_digest_of_pledgors_is_over_a_word_for_each() -> None:
    assert pledgors_digest([1, 2]) == keccak(bytes(31) + b"\x01" + bytes(31) + b"\x02")
    with pytest.raises(InvalidValue) as refused:
        pledgors_digest([1, 2**64])
    assert refused.value.field == "pledgors[1]"
