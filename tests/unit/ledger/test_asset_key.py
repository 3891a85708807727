"""Asset keys: the same in Python, in an ABI encoder, in the shared vectors and in the contract."""

import json
from pathlib import Path
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from chain_gateway.ledger.asset_key import asset_key, kind_id
from chain_gateway.ledger.enums import RightKind
from chain_gateway.ledger.identifiers import RightId

VECTORS = Path(__file__).parents[2] / "vectors" / "asset_keys.json"


def vectors() -> list[dict[str, Any]]:
    """The entries of the vector file that Solidity's tests read too."""
    content = json.loads(VECTORS.read_text("utf-8"))
    entries: list[dict[str, Any]] = content if isinstance(content, list) else content["vectors"]
    return entries


def test_the_shared_vectors_hold() -> None:
    entries = vectors()
    assert len(entries) >= 5
    for entry in entries:
        assert RightKind(entry["kind"]).name == entry["kindName"]
        key = asset_key(entry["jurisdiction"], entry["kind"], entry["number"])
        assert f"0x{key.hex()}" == entry["key"], entry


@pytest.mark.parametrize(
    "number", ["", "7831837", "1234567:9", "国作登字-2019-F-00012345", "x" * 32, "x" * 33, "x" * 1000]
)
def test_the_packing_is_that_of_an_abi_encoder(number: str) -> None:
    encoded = encode(["bytes2", "uint8", "string"], [b"CN", 4, number])
    assert asset_key("CN", RightKind.Copyright, number) == keccak(encoded)


def test_a_kinds_id_is_its_two_words() -> None:
    assert kind_id("US", RightKind.Patent) == keccak(encode(["bytes2", "uint8"], [b"US", 1]))


def test_the_key_of_an_identity_is_that_of_its_parts() -> None:
    assert RightId.parse("US7831837").key == asset_key("US", 1, "7831837")


@pytest.mark.parametrize("wrong", ["", "C", "cn", "CHN", "ＣＮ", "C\0", "C1"])
def test_a_wrong_jurisdiction_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="two ASCII capitals"):
        asset_key(wrong, 1, "1")


@pytest.mark.parametrize("wrong", [-1, 256])
def test_a_kind_outside_a_byte_is_refused(wrong: int) -> None:
    with pytest.raises(ValueError, match="0 to 255"):
        asset_key("CN", wrong, "1")
