"""Rules that hold for every value that crosses the border to the chain."""

import json
from contextlib import suppress

from eth_abi.abi import encode
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from chain_gateway.ledger.asset_key import asset_key
from chain_gateway.ledger.enums import ObligationKind, Provenance, RightKind, Validity
from chain_gateway.ledger.errors import LedgerError, decode_revert
from chain_gateway.ledger.solidity import MalformedData, Struct, codec, decode_arguments, to_json
from chain_gateway.ledger.structs import Act, Facts, Filing, Obligation, Right

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
UINT32, UINT64 = st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1)
WORDS = st.binary(min_size=32, max_size=32)
IDS = st.lists(UINT64, max_size=5).map(tuple)
ACTS = st.builds(Act, st.sampled_from(Provenance), UINT32, UINT32, TEXT, st.binary(max_size=40))
OBLIGATIONS = st.builds(
    Obligation,
    st.sampled_from(ObligationKind),
    st.sampled_from(["", "CNY", "USD"]),
    st.integers(0, 2**128 - 1),
    UINT64,
    UINT32,
    UINT32,
    st.binary(max_size=40),
    WORDS,
)
RIGHTS = st.builds(Right, st.sampled_from(["CN", "US"]), st.sampled_from(RightKind), TEXT)
FACTS = st.builds(Facts, RIGHTS, st.sampled_from(Validity), IDS, UINT32, UINT32, UINT32, TEXT, TEXT, TEXT, TEXT, UINT32)
FILINGS = st.builds(Filing, UINT64, IDS, IDS, st.lists(WORDS, max_size=5).map(tuple), OBLIGATIONS)
STRUCTS = st.one_of(ACTS, OBLIGATIONS, RIGHTS, FACTS, FILINGS)


@given(STRUCTS)
def test_a_struct_crosses_the_border_and_comes_back(value: Struct) -> None:
    encoded = encode([type(value).abi_type()], [value.to_abi()])
    assert decode_arguments([codec(type(value))], encoded) == (value,)
    assert json.loads(json.dumps(to_json(value))) == to_json(value)


@given(STRUCTS, st.data())
def test_a_changed_byte_is_never_read_as_the_same_value(value: Struct, data: st.DataObject) -> None:
    encoded = bytearray(encode([type(value).abi_type()], [value.to_abi()]))
    place = data.draw(st.integers(0, len(encoded) - 1), "place")
    encoded[place] ^= data.draw(st.integers(1, 255), "change")
    with suppress(MalformedData):
        assert decode_arguments([codec(type(value))], bytes(encoded)) != (value,)


@given(st.binary(max_size=400))
def test_any_bytes_are_revert_data_or_said_to_be_unknown(data: bytes) -> None:
    assert isinstance(decode_revert(data), LedgerError)


@given(st.sampled_from(["CN", "US"]), st.integers(0, 255), TEXT)
def test_an_asset_key_is_packed_as_an_abi_encoder_does(jurisdiction: str, kind: int, number: str) -> None:
    encoded = encode(["bytes2", "uint8", "string"], [jurisdiction.encode(), kind, number])
    assert asset_key(jurisdiction, kind, number) == keccak(encoded)
