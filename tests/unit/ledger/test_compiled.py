"""Compiled decoders give what eth-abi gives, and take nothing that it does not."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.compiled import NotCanonical, compile_decoder, compile_json
from chain_gateway.ledger.solidity import MalformedData, decode_arguments, fields, to_json

CASES = [
    each["event"]
    for file in sorted((Path(__file__).parents[2] / "golden").glob("projection_*.json"))
    for each in json.loads(file.read_text("utf-8"))
]
TYPES = {ev.keccak(ev.signature(each).encode()).hex(): each for each in ev.event_types()}
DATA = [(TYPES[case["topics"][0]], bytes.fromhex(case["data"])) for case in CASES]


def slowly(payload_type: Any, data: bytes) -> Any:
    """The payload as eth-abi decodes it, None when it refuses."""
    try:
        return payload_type(*decode_arguments(tuple(fields(payload_type).values()), data))
    except MalformedData:
        return None


def quickly(payload_type: Any, data: bytes) -> Any:
    try:
        return compile_decoder(payload_type)(data)
    except NotCanonical:
        return None


def test_every_event_has_a_golden_case() -> None:
    assert {payload_type for payload_type, _ in DATA} == set(ev.event_types())


@pytest.mark.parametrize(("payload_type", "data"), DATA, ids=lambda value: getattr(value, "__name__", ""))
def test_an_event_is_decoded_as_eth_abi_decodes_it(payload_type: Any, data: bytes) -> None:
    found = compile_decoder(payload_type)(data)
    assert found == slowly(payload_type, data)
    assert hash(found) == hash(slowly(payload_type, data))


@pytest.mark.parametrize(("payload_type", "data"), DATA, ids=lambda value: getattr(value, "__name__", ""))
def test_a_payload_is_shown_as_the_general_rule_shows_it(payload_type: Any, data: bytes) -> None:
    found = slowly(payload_type, data)
    assert compile_json(payload_type)(found) == {name: to_json(getattr(found, name)) for name in fields(payload_type)}


@st.composite
def altered(draw: st.DrawFn) -> tuple[Any, bytes]:
    """An event's data with bytes changed, cut off, put behind or doubled; words near offsets and lengths first."""
    payload_type, data = draw(st.sampled_from(DATA))
    changed = bytearray(data)
    for _ in range(draw(st.integers(0, 3))):
        if changed:
            place = draw(st.integers(0, len(changed) - 1))
            if draw(st.booleans()):
                place |= 31  # the lowest byte of a word
            changed[min(place, len(changed) - 1)] = draw(st.integers(0, 255))
    cut = draw(st.integers(0, 64))
    more = draw(st.sampled_from((b"", b"\0", bytes(32), b"\x01" * 32)))
    return payload_type, bytes(changed[: len(changed) - cut]) + more


@given(altered())
def test_altered_data_are_taken_or_refused_as_eth_abi_does(case: tuple[Any, bytes]) -> None:
    assert quickly(*case) == slowly(*case)


@given(st.sampled_from(ev.event_types()), st.binary(max_size=512))
def test_any_bytes_are_taken_or_refused_as_eth_abi_does(payload_type: Any, data: bytes) -> None:
    assert quickly(payload_type, data) == slowly(payload_type, data)


def test_a_length_beyond_all_bounds_is_refused_at_once() -> None:
    data = bytearray(next(data for payload_type, data in DATA if payload_type is ev.PledgeFiled))
    for place in range(0, len(data) - 32, 32):
        huge = bytes(data[:place]) + b"\xff" * 32 + bytes(data[place + 32 :])
        assert quickly(ev.PledgeFiled, huge) == slowly(ev.PledgeFiled, huge)
