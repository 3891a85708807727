"""Refusals of the contracts in words."""

import json
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from chain_gateway.ledger import calls
from chain_gateway.ledger.artifacts import ABI_NAMES, artifact
from chain_gateway.ledger.enums import CancellationGround, RefusalGround
from chain_gateway.ledger.errors import ErrorForm, LedgerError, decode_revert, error_forms
from chain_gateway.ledger.structs import Act, Registration

from .conftest import RealLedger

LANGUAGE = {"Error(string)", "Panic(uint256)"}
SAMPLES: dict[str, Any] = {
    "string": "登记",
    "address": "0x52908400098527886E0F7030069857D2E4169EE7",
    "bytes32": b"\x07" * 32,
    "bytes4": b"\x01\x02\x03\x04",
    "bytes2": b"CN",
    "bytes3": b"CNY",
    "uint8": 1,
    "uint16": 2024,
    "bool": True,
}


def compiled_errors() -> dict[str, list[dict[str, str]]]:
    """Inputs of every error of every contract, by signature."""
    return {
        f"{entry['name']}({','.join(each['type'] for each in entry['inputs'])})": entry["inputs"]
        for name in ABI_NAMES
        for entry in artifact(name).abi
        if entry["type"] == "error"
    }


def revert_data(form: ErrorForm) -> bytes:
    """Revert data of an error with some value in each argument."""
    types = [each.type for each in form.arguments.values()]
    return form.selector + encode(types, [SAMPLES.get(each, 20240101) for each in types])


def test_every_error_of_the_contracts_has_a_sentence() -> None:
    assert {form.signature for form in error_forms()} == set(compiled_errors()) | LANGUAGE


@pytest.mark.parametrize(
    "form", [each for each in error_forms() if each.signature not in LANGUAGE], ids=lambda each: each.name
)
def test_a_sentence_names_the_errors_own_arguments(form: ErrorForm) -> None:
    inputs = compiled_errors()[form.signature]
    assert list(form.arguments) == [each["name"] for each in inputs]
    for name, each in zip(form.arguments, inputs, strict=True):
        assert f"{{{name}}}" in form.sentence, "each value is shown"
        if each["internalType"].startswith("enum "):
            assert form.arguments[name].decode(1).__class__.__name__ == each["internalType"].removeprefix("enum ")


@pytest.mark.parametrize("form", error_forms(), ids=lambda form: form.name)
def test_an_error_is_read_into_a_sentence_with_its_values_and_an_advice(form: ErrorForm) -> None:
    error = decode_revert(revert_data(form))
    assert error.name == form.name
    assert list(error.arguments) == list(form.arguments)
    assert json.loads(json.dumps(error.arguments)) == error.arguments
    for value in error.arguments.values():
        assert str(value) in error.message
    assert error.message.endswith(".")
    assert error.message[0].isupper()
    assert error.advice.endswith(".")
    assert "{" not in error.message + error.advice


def test_an_enumerated_argument_is_shown_by_its_name() -> None:
    error = decode_revert(keccak(text="WrongState(uint64,uint8)")[:4] + encode(["uint64", "uint8"], [7, 7]))
    assert error.arguments == {"pledge": 7, "state": "Cancelled"}
    assert error.message == "Pledge 7 is Cancelled, which does not allow the act."


def test_a_nonce_too_great_for_json_is_text() -> None:
    error = decode_revert(keccak(text="ConsentUsed(uint64,uint256)")[:4] + encode(["uint64", "uint256"], [7, 2**255]))
    assert error.arguments == {"pledgor": 7, "nonce": str(2**255)}


@pytest.mark.parametrize(
    ("code", "words"), [(0x11, "overflow"), (0x99, "unknown meaning"), (2**200, "unknown meaning")]
)
def test_a_panic_says_what_its_code_means(code: int, words: str) -> None:
    assert words in decode_revert(keccak(text="Panic(uint256)")[:4] + encode(["uint256"], [code])).message


def test_no_data_is_no_reason() -> None:
    assert decode_revert(b"").name == "NoReason"


STATE = keccak(text="WrongState(uint64,uint8)")[:4]


@pytest.mark.parametrize(
    "data",
    [
        b"\x01",
        b"\x01\x02\x03",
        b"\xde\xad\xbe\xef",
        STATE,
        STATE + bytes(63),
        STATE + bytes(65),
        STATE + encode(["uint64", "uint8"], [7, 99]),
        STATE + b"\xff" * 64,
        keccak(text="Error(string)")[:4] + b"\xff" * 64,
        keccak(text="Error(string)")[:4] + encode(["string"], ["x" * 100_000]),
        b"\0" * 5_000_000,
    ],
    ids=[
        "one byte", "three bytes", "unknown", "cut", "cut word", "a byte more", "no member", "wild", "wild text",
        "huge text", "huge",
    ],
)  # fmt: skip
def test_data_of_any_other_kind_is_unknown_and_shown_in_part(data: bytes) -> None:
    error = decode_revert(data)
    assert error.name == "UnknownError"
    assert error.arguments["length"] == len(data)
    assert len(str(error)) < 1_000
    assert str(len(data)) in error.message


def test_a_reason_with_invisible_characters_is_escaped_and_shortened() -> None:
    error = decode_revert(keccak(text="Error(string)")[:4] + encode(["string"], ["\u202e\0" + "x" * 1_000]))
    assert error.message.isprintable()
    assert len(error.message) < 200


def test_a_real_refusal_is_read(ledger: RealLedger) -> None:
    unknown = b"\x01" * 32
    error = ledger.refusal(calls.file(ledger.filing((unknown,)), [], Act(document=b"\x01")), ledger.bank.signer)
    assert error == LedgerError(
        "UnknownRight",
        {"assetKey": f"0x{unknown.hex()}"},
        f"No facts of the right 0x{unknown.hex()} are on the ledger.",
        "Check the number; the right's office must attest it first.",
    )


def test_real_refusals_name_who_and_what(ledger: RealLedger) -> None:
    rights = ledger.attest(1)
    filing = ledger.filing(rights)
    (filed,) = ledger.do(calls.file(filing, [], Act(document=b"\x01")), ledger.bank.signer)
    pledge = filed.sequence
    bank, other, office = ledger.bank, ledger.other_bank, ledger.office

    def register(effective_on: int, paper: bytes) -> calls.Call:
        return calls.register(pledge, rights, filing.pledgors, Registration("X1", effective_on, paper), Act())

    def refused(call: calls.Call, signer: Any) -> tuple[str, dict[str, Any]]:
        error = ledger.refusal(call, signer)
        return error.name, error.arguments

    assert refused(calls.withdraw(pledge, rights, Act()), other.signer) == (
        "NotThePledgee", {"pledge": pledge, "pledgee": bank.party, "actor": other.party},
    )  # fmt: skip
    assert refused(register(20240101, b""), bank.signer) == (
        "AccessManagedUnauthorized", {"caller": bank.signer.address},
    )  # fmt: skip
    assert refused(register(20240101, b""), office.signer) == (
        "PaperConsentMissing", {"pledge": pledge},
    )  # fmt: skip
    assert refused(register(20240230, b"\x01"), office.signer) == (
        "InvalidDate", {"field": "effectiveOn", "value": 20240230},
    )  # fmt: skip
    assert refused(calls.refuse(pledge, rights, RefusalGround.None_, Act()), office.signer) == ("GroundMissing", {})
    assert refused(calls.cancel(pledge, rights, CancellationGround.DebtPerformed, Act()), office.signer) == (
        "WrongState", {"pledge": pledge, "state": "Filed"},
    )  # fmt: skip
