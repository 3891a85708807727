"""Values of the chain's types: what is decoded strictly, what is shown safely, what JSON gets."""

import pytest
from eth_abi.abi import encode

from chain_gateway.ledger.enums import ObligationKind, PledgeState
from chain_gateway.ledger.solidity import (
    InvalidValue,
    MalformedData,
    checked_address,
    codec,
    decode_arguments,
    scalar,
    to_json,
)
from chain_gateway.ledger.structs import Obligation

TEXT = (codec(str),)


def test_canonical_data_is_decoded() -> None:
    assert decode_arguments(TEXT, encode(["string"], ["名称"])) == ("名称",)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda data: data + bytes(32),
        lambda data: b"\xff" * 32 + data[32:],
        lambda data: bytes(31) + b"\x40" + bytes(32) + data[32:],
        lambda data: data[:-1] + b"\x01",
        lambda data: data[:32] + b"\xff" * 32 + data[64:],
        lambda _: b"",
    ],
    ids=["cut", "a byte more", "a word more", "wild offset", "shifted tail", "dirty padding", "huge length", "empty"],
)
def test_any_other_encoding_is_refused(damage: object) -> None:
    with pytest.raises(MalformedData):
        decode_arguments(TEXT, damage(encode(["string"], ["name"])))  # type: ignore[operator]


def test_a_number_outside_an_enumeration_is_refused() -> None:
    with pytest.raises(MalformedData, match="99"):
        decode_arguments((codec(PledgeState),), encode(["uint8"], [99]))


def test_text_that_is_not_utf8_and_nul_are_shown_escaped_and_stop_nobody() -> None:
    assert decode_arguments(TEXT, encode(["bytes"], [b"a\xffb\0c"])) == ("a\\xffb\\x00c",)


def test_a_code_of_the_chain_is_text_without_its_padding() -> None:
    assert scalar("bytes3").decode(b"CNY") == "CNY"
    assert scalar("bytes3").decode(bytes(3)) == ""
    assert scalar("bytes2").decode(b"\0\xff") == "\\x00\\xff"


def test_a_type_without_solidity_counterpart_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(TypeError, match="float"):
        codec(float)


def test_json_has_bytes_as_hex_enums_by_name_and_great_integers_as_text() -> None:
    obligation = Obligation(ObligationKind.Fixed, "CNY", 2**60, 7, salt=b"\x07" * 32)
    assert to_json((obligation, PledgeState.Filed, True, b"\x01", [2**53 - 1, 2**53])) == [
        {
            "kind": "Fixed",
            "currency": "CNY",
            "amount": str(2**60),
            "debtor": 7,
            "starts_on": 0,
            "ends_on": 0,
            "contract_document": "0x",
            "salt": f"0x{'07' * 32}",
        },
        "Filed",
        True,
        "0x01",
        [2**53 - 1, str(2**53)],
    ]


def test_an_address_in_lower_case_gets_its_checksum() -> None:
    right = "0x52908400098527886E0F7030069857D2E4169EE7"
    assert checked_address(right.lower(), "log") == right
    assert checked_address(right, "log") == right


@pytest.mark.parametrize(
    "wrong", ["", "0x", "0x" + "g" * 40, "0X" + "1" * 40, 12, None, "0x" + "1" * 41, "0x" + "１" * 40]
)
def test_what_is_no_address_is_refused(wrong: object) -> None:
    with pytest.raises(InvalidValue, match="40 hexadecimal digits"):
        checked_address(wrong, "log")
