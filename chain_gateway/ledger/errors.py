"""A contract's refusal, read from its revert data: which error, with which values, in words, and what to do next."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eth_utils.crypto import keccak

from chain_gateway.ledger import enums
from chain_gateway.ledger.error_sentences import PANICS, SENTENCES
from chain_gateway.ledger.identifier_text import shown
from chain_gateway.ledger.solidity import Codec, MalformedData, codec, decode_arguments, scalar, to_json

LARGEST_REVERT = 16_384
"""Bytes of revert data that are read; no error of the ledger is near it."""

_SHOWN_BYTES = 64
_SHOWN_CHARACTERS = 100
_DECLARATION = re.compile(r"(\w+)\((.*)\)")


@dataclass(frozen=True)
class ErrorForm:
    """One error that the contracts declare."""

    name: str
    arguments: Mapping[str, Codec]
    sentence: str
    advice: str

    @property
    def signature(self) -> str:
        """Name and ABI types, such as `WrongState(uint64,uint8)`."""
        return f"{self.name}({','.join(each.type for each in self.arguments.values())})"

    @property
    def selector(self) -> bytes:
        """The four bytes that revert data of this error start with."""
        return keccak(text=self.signature)[:4]


@dataclass(frozen=True)
class LedgerError:
    """Why a contract refused."""

    name: str
    """Name of the error, such as "AlreadyEncumbered"; "NoReason" without data, "UnknownError" when it is none of the
    ledger's.
    """
    arguments: dict[str, Any]
    """Its values by their names in Solidity, as JSON has them: ids as integers, keys and digests as 0x text, enums
    by name.
    """
    message: str
    """One English sentence or two with subject, problem and values."""
    advice: str
    """What to do next."""


def decode_revert(data: bytes) -> LedgerError:
    """Reads revert data. Never raises for any bytes: what is not an error of the ledger is said to be unknown."""
    if not data:
        return LedgerError(
            "NoReason",
            {},
            "The contract refused without a reason.",
            "Check that the address is the ledger's and that the call has gas enough.",
        )
    form = _FORMS.get(data[:4])
    if form is None or len(data) > LARGEST_REVERT:
        return _unknown(data)
    try:
        values = decode_arguments(tuple(form.arguments.values()), data[4:])
    except MalformedData:
        return _unknown(data)
    arguments = {name: to_json(value) for name, value in zip(form.arguments, values, strict=True)}
    return LedgerError(form.name, arguments, _sentence(form, arguments), form.advice)


def error_forms() -> tuple[ErrorForm, ...]:
    """Every error that has a sentence."""
    return tuple(_FORMS.values())


def _sentence(form: ErrorForm, arguments: Mapping[str, Any]) -> str:
    words = {name: shown(str(value), _SHOWN_CHARACTERS) for name, value in arguments.items()}
    if form.name == "Panic":
        words["code"] = f"{words['code']} ({PANICS.get(arguments['code'], 'of an unknown meaning')})"
    return form.sentence.format_map(words)


def _unknown(data: bytes) -> LedgerError:
    part = f"0x{data[:_SHOWN_BYTES].hex()}{'…' if len(data) > _SHOWN_BYTES else ''}"
    return LedgerError(
        "UnknownError",
        {"selector": f"0x{data[:4].hex()}", "data": part, "length": len(data)},
        f"The contract refused with {len(data)} bytes that are no error of this ledger: {part}.",
        "Check that the address is the ledger's and that this software is of the same version as the contracts.",
    )


def _form(declaration: str, sentence: str, advice: str) -> ErrorForm:
    name, inside = _DECLARATION.fullmatch(declaration).groups()  # type: ignore[union-attr]
    parts = [part.strip().split(" ") for part in inside.split(",") if part]
    return ErrorForm(name, {argument: _argument(type_name) for type_name, argument in parts}, sentence, advice)


def _argument(type_name: str) -> Codec:
    enumeration = getattr(enums, type_name, None)
    return scalar(type_name) if enumeration is None else codec(enumeration)


_FORMS = {form.selector: form for form in (_form(key, *texts) for key, texts in SENTENCES.items())}
