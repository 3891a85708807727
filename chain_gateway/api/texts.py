"""Texts in bodies: bounded, and without characters that show other than what they are."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from chain_gateway.ledger.spelling import usual

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = frozenset("\ufeff\u200b\u2060\u2028\u2029")


def plain_text(text: str) -> str:
    """The text itself; ValueError when it holds a character that no register writes."""
    for place, character in enumerate(text):
        if character in _BIDI:
            raise ValueError(f"character {place} (U+{ord(character):04X}) changes the direction of writing; remove it")
        if character in _INVISIBLE or unicodedata.category(character) in ("Cc", "Cs"):
            raise ValueError(f"character {place} (U+{ord(character):04X}) is a control character; remove it")
    return text


def _bytes_at_most(limit: int) -> AfterValidator:
    def check(text: str) -> str:
        size = len(text.encode("utf-8"))
        if size > limit:
            raise ValueError(f"the text has {size} bytes of UTF-8, the ledger takes {limit}")
        return text

    return AfterValidator(check)


def official_number(text: str) -> str:
    """The number in one spelling: NFKC, single blanks, none at the ends. ValueError for what nobody can see."""
    for place, character in enumerate(plain_text(text)):
        if unicodedata.category(character)[0] == "C":
            raise ValueError(f"character {place} (U+{ord(character):04X}) cannot be seen; remove it")
    return usual(text)


Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=512, strip_whitespace=True),
    AfterValidator(plain_text),
    _bytes_at_most(512),
]
"""Name of a party."""
OfficialNumber = Annotated[str, StringConstraints(max_length=64), AfterValidator(official_number), _bytes_at_most(64)]
"""Official number of an act or a registration: an opaque text, never an integer; one number has one spelling."""
PartyIdentifier = Annotated[str, StringConstraints(max_length=64), AfterValidator(plain_text), _bytes_at_most(64)]
Title = Annotated[str, StringConstraints(max_length=1024), AfterValidator(plain_text), _bytes_at_most(1024)]
MainClass = Annotated[str, StringConstraints(max_length=64), AfterValidator(plain_text), _bytes_at_most(64)]
SourceName = Annotated[
    str, StringConstraints(min_length=1, max_length=128), AfterValidator(plain_text), _bytes_at_most(128)
]
CaseNumber = Annotated[str, StringConstraints(max_length=128), AfterValidator(plain_text), _bytes_at_most(128)]
Court = Annotated[
    str,
    StringConstraints(min_length=1, max_length=128, strip_whitespace=True),
    AfterValidator(plain_text),
    _bytes_at_most(128),
]
Words = Annotated[str, StringConstraints(max_length=1024), AfterValidator(plain_text), _bytes_at_most(1024)]
"""A few sentences; never a natural person's name."""
RightText = Annotated[str, StringConstraints(min_length=1, max_length=100)]
"""A right's number in any usual spelling; what it may hold is for its parser to say."""
Reason = Annotated[
    str,
    StringConstraints(min_length=1, max_length=500, strip_whitespace=True),
    AfterValidator(plain_text),
]
"""Why a person decided so; it stays in the gateway's own store."""
