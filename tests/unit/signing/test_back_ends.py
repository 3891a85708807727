"""What every back end does alike: sign transactions, consents and batches, and never show the key."""

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak

from chain_gateway.ledger.consent import consent_typed_data, recover_consent
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.signing import SigningKey
from chain_gateway.signing.curve import ORDER, recovered

FIELDS = {"nonce": 0, "to": "0x" + "11" * 20, "value": 0, "data": b"x", "gas": 50_000, "gasPrice": 0, "chainId": 5}


def test_a_batch_is_signed_in_its_order_with_low_s_and_v_of_27_or_28(key: SigningKey) -> None:
    messages = [bytes([number]) * (number + 1) for number in range(60)]
    signatures = key.sign_messages(messages)
    assert len(signatures) == 60
    for message, signature in zip(messages, signatures, strict=True):
        assert (len(signature), signature[64] in (27, 28)) == (65, True)
        assert 0 < int.from_bytes(signature[32:64]) <= ORDER // 2
        assert recovered(signature, keccak(message)) == key.address
    assert key.sign_messages([]) == []


def test_transactions_are_the_keys_own(key: SigningKey) -> None:
    for raw in key.sign_transactions([FIELDS, FIELDS | {"nonce": 1}]):
        assert Account.recover_transaction(raw) == key.address
    assert Account.recover_transaction(key.sign_transaction(FIELDS)) == key.address


def test_a_pledgors_consent_is_signed_and_recovers_as_the_contract_recovers_it(key: SigningKey) -> None:
    names = ("log", "access_manager", "parties", "assets", "pledges", "consents", "changes", "enforcement", "searches")
    later = ("buybacks", "refinancings", "disposals", "valuations", "risks", "losses", "subsidies", "directory")
    books = {name: f"0x{number:040x}" for number, name in enumerate((*names, *later), 1)}
    deployment = Deployment(chain_id=77, first_block=1, rule_set=1, engine="instant", **books)
    fields = (7, 0, 5, (6,), b"\x0a" * 32, b"\x0b" * 32, 2**255, 1_900_000_000)
    message = consent_typed_data(deployment, *fields)
    signature = key.sign_typed_data(message)
    assert recover_consent(deployment, *fields, signature=signature) == key.address
    assert Account.recover_message(encode_typed_data(full_message=message), signature=signature) == key.address


def test_several_threads_sign_at_once(key: SigningKey) -> None:
    messages = [str(number).encode() for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        signatures = list(pool.map(lambda message: key.sign_messages([message])[0], messages))
    for message, signature in zip(messages, signatures, strict=True):
        assert recovered(signature, keccak(message)) == key.address


def test_it_shows_its_address_and_cannot_be_pickled_or_copied(key: SigningKey) -> None:
    assert key.address in repr(key)
    assert key.backend in ("keystore", "pkcs11", "remote")
    for leak in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="must not leave"):
            leak(key)


def test_a_key_that_was_closed_opens_its_way_again(key: SigningKey) -> None:
    if key.backend != "remote":  # its connections end with the service
        key.close()
        assert Account.recover_transaction(key.sign_transaction(FIELDS)) == key.address
