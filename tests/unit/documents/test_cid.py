"""Content identifiers."""

import base64
import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multiformats import CID

from chain_gateway.documents import InvalidCid, cid_of, from_binary, to_binary
from chain_gateway.documents.cid import DAG_PB, cid_of_block, codec_of

VECTORS = Path(__file__).parents[3].parent / "shared" / "vectors" / "multihash" / "values"

HELLO = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"


@given(st.binary(max_size=200))
def test_identifiers_are_those_that_other_tools_read(content: bytes) -> None:
    text = cid_of(content)
    other = CID.decode(text)
    assert (other.version, other.codec.name, other.hashfun.name) == (1, "raw", "sha2-256")
    assert to_binary(text) == bytes(other)
    assert from_binary(to_binary(text)) == text


def test_a_known_document_has_its_known_identifier() -> None:
    assert cid_of(b"hello") == HELLO


@pytest.mark.parametrize(
    "text",
    [
        "",
        HELLO.upper(),
        HELLO[:-1],
        HELLO + "a",
        HELLO[:-1] + "r",  # stray bits in the last character
        HELLO[:-1] + "1",
        HELLO[:-1] + "\u0000",
        HELLO[:-1] + "\u202e",
        "ｂ" + HELLO[1:],
        "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG",
        "b" + "a" * 58,
        "z" + HELLO[1:],
        "x" * 10_000,
    ],
)
def test_what_is_no_identifier_is_refused(text: str) -> None:
    with pytest.raises(InvalidCid) as refused:
        to_binary(text)
    assert refused.value.value == text
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize("change", [(0, 0), (1, 0x71), (2, 0x13), (3, 0x1F)])
def test_another_version_codec_or_hash_is_refused(change: tuple[int, int]) -> None:
    binary = bytearray(to_binary(HELLO))
    binary[change[0]] = change[1]
    with pytest.raises(InvalidCid):
        from_binary(bytes(binary))
    with pytest.raises(InvalidCid):
        to_binary("b" + base64.b32encode(bytes(binary)).decode().rstrip("=").lower())


def test_a_node_has_an_identifier_of_its_own_codec() -> None:
    text = cid_of_block(b"a node", DAG_PB)
    assert text.startswith("bafybei")
    assert codec_of(text) == DAG_PB
    assert CID.decode(text).codec.name == "dag-pb"
    assert from_binary(to_binary(text)) == text


@pytest.mark.skipif(not VECTORS.exists(), reason="the published multihash vectors are not beside the project")
def test_the_hash_in_an_identifier_is_the_published_multihash() -> None:
    rows = list(csv.DictReader((VECTORS / "test_cases.csv").read_text().splitlines()))
    checked = [row for row in rows if (row["algorithm"], row["bits"]) == ("sha2-256", "256")]
    assert len(checked) > 5
    for row in checked:
        assert to_binary(cid_of(row["input"].encode()))[2:].hex() == row["multihash"]
