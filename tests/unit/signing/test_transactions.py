"""The encoding of transactions equals eth-account's, for whatever fields."""

from typing import Any

import pytest
from eth_account import Account
from eth_utils.address import to_checksum_address
from hypothesis import given
from hypothesis import strategies as st

from chain_gateway.signing import Signer
from chain_gateway.signing.curve import ORDER, address_of, recoverable, recovered
from chain_gateway.signing.transactions import payload

FIELDS: dict[str, Any] = {"nonce": 0, "value": 0, "data": b"", "gas": 21_000, "gasPrice": 0, "chainId": 1}
NUMBER = st.integers(0, 2**64 - 1)
ADDRESS = st.binary(min_size=20, max_size=20).map(to_checksum_address)


@given(
    st.fixed_dictionaries(
        {
            "nonce": NUMBER,
            "gasPrice": st.integers(0, 2**96),
            "gas": NUMBER,
            "value": st.integers(0, 2**200),
            "chainId": st.integers(1, 2**53),
            "data": st.binary(max_size=300) | st.integers(0, 70_000).map(bytes),
        },
        optional={"to": ADDRESS},
    )
)
def test_a_transaction_is_byte_for_byte_what_eth_account_makes(fields: dict[str, Any]) -> None:
    account = Account.from_key(b"\x07" * 32)
    assert Signer(account).sign_transaction(fields) == bytes(account.sign_transaction(fields).raw_transaction)


@pytest.mark.parametrize("name", ["nonce", "gasPrice", "gas", "value", "chainId"])
@pytest.mark.parametrize("value", [-1, None, "1", True, 1.0])
def test_a_number_that_is_none_is_named(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=name):
        payload(FIELDS | {name: value})


def test_a_field_of_another_kind_of_transaction_is_refused() -> None:
    with pytest.raises(ValueError, match="maxFeePerGas"):
        payload(FIELDS | {"maxFeePerGas": 1})


@given(st.binary(min_size=32, max_size=32), st.booleans())
def test_either_s_and_no_v_become_the_one_signature_that_the_chain_takes(digest: bytes, upper: bool) -> None:
    signer = Signer.random()
    signature = signer.sign_digest(digest)
    s = int.from_bytes(signature[32:64])
    compact = signature[:32] + ((ORDER - s) if upper else s).to_bytes(32)
    assert recoverable(compact, digest, signer.address) == signature
    assert recoverable(compact, digest, Signer.random().address) is None


@pytest.mark.parametrize("compact", [b"", b"\x00" * 64, b"\xff" * 64, b"\x01" * 63, b"\x01" * 65], ids=len)
def test_what_is_no_signature_is_none(compact: bytes) -> None:
    assert recoverable(compact, b"\x01" * 32, "0x" + "11" * 20) is None
    assert recovered((compact + b"\x00" * 65)[:64] + b"\x1b", b"\x01" * 32) != "0x" + "11" * 20


def test_what_is_no_point_has_no_address() -> None:
    for point in (b"", b"\x01" * 64, b"\x02" + b"\x01" * 32, b"\x05" + b"\x01" * 64):
        with pytest.raises(ValueError):  # noqa: PT011  # coincurve's own words
            address_of(point)
