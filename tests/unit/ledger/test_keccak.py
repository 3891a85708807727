"""The quick keccak is keccak."""

from eth_utils.crypto import keccak as reference
from hypothesis import given
from hypothesis import strategies as st

from chain_gateway.ledger.keccak import keccak


@given(st.binary(max_size=1_000))
def test_it_is_the_hash_that_eth_utils_gives(data: bytes) -> None:
    assert keccak(data) == reference(data)


def test_it_is_keccak_and_not_the_later_sha3() -> None:
    assert keccak(b"").hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
