"""Identifiers of rights and of firms: any usual spelling in, one canonical form out.

The canonical text is `jurisdiction:kind:number`, such as `CN:PAT:201710601862.3`, `CN:TM:1234567:9`,
`CN:SR:2020SR0123456`, `US:PAT:7831837`, `US:TM:4451202`, `US:APPL:11424427`, `US:TMAPPL:85920572`. Nothing is
guessed: a text that could be two numbers is refused with a hint.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

from chain_gateway.ledger import american_numbers as american
from chain_gateway.ledger import chinese_numbers as chinese
from chain_gateway.ledger.asset_key import asset_key
from chain_gateway.ledger.enums import RightKind
from chain_gateway.ledger.identifier_text import LONGEST, InvalidIdentifier, clean

__all__ = ["InvalidIdentifier", "RightId", "parse_uscc"]

_CODES = {
    RightKind.None_: "NONE",
    RightKind.Patent: "PAT",
    RightKind.Trademark: "TM",
    RightKind.SoftwareCopyright: "SR",
    RightKind.Copyright: "CR",
    RightKind.PatentApplication: "APPL",
    RightKind.TrademarkApplication: "TMAPPL",
}
_READERS: dict[tuple[str, RightKind], Callable[[str, str], str]] = {
    ("CN", RightKind.Patent): chinese.patent,
    ("CN", RightKind.Trademark): chinese.trademark,
    ("CN", RightKind.SoftwareCopyright): chinese.software_copyright,
    ("CN", RightKind.Copyright): chinese.copyright_work,
    ("CN", RightKind.PatentApplication): chinese.patent,
    ("CN", RightKind.TrademarkApplication): chinese.trademark,
    ("US", RightKind.Patent): american.grant,
    ("US", RightKind.Trademark): american.trademark,
    ("US", RightKind.PatentApplication): american.serial,
    ("US", RightKind.TrademarkApplication): american.serial,
}
_LONGEST_NUMBER = 64  # bytes of UTF-8 that the contracts take
_KINDS = {code: kind for kind, code in _CODES.items()}
_LABELLED = re.compile(r"([A-Z]{2}):(PAT|TMAPPL|TM|SR|CR|APPL):(.*)")
_APPLICATION = re.compile(r"APPL:?(CN|US):?(.*)")
_AMERICAN_MARK_SERIAL = re.compile(r"USTMSN:?(.*)")
_AMERICAN_MARK = re.compile(r"USTM:?(.*)")
_AMERICAN = re.compile(r"US:?(.*)")
_CHINESE_LABEL = re.compile(r"CN:?(TM|SR|CR):?(.*)")
_CHINESE = re.compile(r"(CN:?)?(ZL:?)?(.*)")
_OTHER_JURISDICTION = re.compile(r"(?!CN|US|ZL)[A-Z]{2}:?[0-9].*|PCT.*")


@dataclass(frozen=True, order=True)
class RightId:
    """Identity of a right.

    The constructor takes any values, because an event may carry what an office wrote; `parse` gives canonical ones
    only.
    """

    jurisdiction: str
    """ISO 3166 alpha-2 code, such as "CN"."""
    kind: RightKind
    number: str
    """Canonical number, such as "201710601862.3" or "1234567:9"."""

    @property
    def text(self) -> str:
        """The canonical text; `parse` reads it back."""
        return f"{self.jurisdiction}:{_CODES[self.kind]}:{self.number}"

    @cached_property
    def key(self) -> bytes:
        """The asset key on the chain, 32 bytes."""
        return asset_key(self.jurisdiction, self.kind, self.number)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads any usual spelling of a number.

        Bare patent numbers (with or without ZL, CN, dot, check digit), US7831837, US D654321, USRE44444,
        USTM4451202, USTMSN85920572, APPL:US11424427 and the canonical text are understood; full-width characters,
        `。` for the dot, blanks and lower case are put right. Raises InvalidIdentifier, and TypeError when it is not
        text.
        """
        jurisdiction, kind, rest = _classify(clean(text), text)
        reader = _READERS.get((jurisdiction, kind))
        if reader is None:
            raise InvalidIdentifier(
                text,
                "unknown-form",
                f"rights of the kind {jurisdiction}:{_CODES[kind]} are not known here; CN and US are",
            )
        found = cls(jurisdiction, kind, reader(rest, text))
        if len(found.text) > LONGEST or len(found.number.encode()) > _LONGEST_NUMBER:
            raise InvalidIdentifier(
                text,
                "too-long",
                f"with its label an identifier has at most {LONGEST} characters, {_LONGEST_NUMBER} bytes",
            )
        return found


def parse_uscc(text: str) -> str:
    """A unified social credit code (统一社会信用代码) in its canonical form, 18 characters.

    Raises InvalidIdentifier, and TypeError when it is not text. Source: GB 32100-2015, as python-stdnum has it.
    """
    plain = clean(text)
    try:
        return uscc.validate(plain)
    except InvalidChecksum:
        right = uscc.calc_check_digit(uscc.compact(plain)[:-1])
        raise InvalidIdentifier(
            text, "wrong-check-digit", f"the last character of this code would be {right}; compare it with the licence"
        ) from None
    except ValidationError:
        raise InvalidIdentifier(
            text, "unknown-form", "a unified social credit code has 18 digits and capitals without I, O, S, V, Z"
        ) from None


def _classify(plain: str, given: str) -> tuple[str, RightKind, str]:
    """Jurisdiction, kind and what is left of the number, without judging the number itself."""
    if found := _LABELLED.fullmatch(plain):
        return found[1], _KINDS[found[2]], found[3]
    if found := _APPLICATION.fullmatch(plain):
        return found[1], RightKind.PatentApplication, found[2]
    if found := _AMERICAN_MARK_SERIAL.fullmatch(plain):
        return "US", RightKind.TrademarkApplication, found[1]
    if found := _AMERICAN_MARK.fullmatch(plain):
        return "US", RightKind.Trademark, found[1]
    if found := _AMERICAN.fullmatch(plain):
        return _american(found[1], given)
    if found := _CHINESE_LABEL.fullmatch(plain):
        return "CN", _KINDS[found[1]], found[2]
    return _chinese(plain, given)


def _american(rest: str, given: str) -> tuple[str, RightKind, str]:
    if american.is_serial_in_words(rest):
        return "US", RightKind.PatentApplication, rest
    american.refuse_zero_padded(rest, given)
    return "US", RightKind.Patent, rest


def _chinese(plain: str, given: str) -> tuple[str, RightKind, str]:
    country, label, rest = _CHINESE.fullmatch(plain).groups()  # type: ignore[union-attr]
    if label is None:
        if chinese.is_software_copyright(rest):
            return "CN", RightKind.SoftwareCopyright, rest
        if chinese.is_copyright_work(rest):
            return "CN", RightKind.Copyright, rest
        if chinese.is_trademark_in_words(rest):
            return "CN", RightKind.Trademark, rest
    if country is None and label is None:
        _refuse_bare(rest, given)
    return "CN", RightKind.Patent, rest


def _refuse_bare(plain: str, given: str) -> None:
    """Refuses what has no prefix and is no Chinese patent number by its form."""
    if _OTHER_JURISDICTION.fullmatch(plain):
        raise InvalidIdentifier(
            given, "unknown-form", "rights of China (CN, ZL) and the United States (US) are known here"
        )
    if re.fullmatch(r"[0-9]{6,8}", plain) and not chinese.is_old_patent(plain):
        raise InvalidIdentifier(
            given,
            "unknown-form",
            f"say what it is: US{plain} for a patent of the United States, APPL:US{plain} for a serial, "
            f"CN:TM:{plain}:9 for a Chinese trademark of class 9",
        )
    if re.fullmatch(r"(D|RE|PP)[0-9]+", plain):
        raise InvalidIdentifier(given, "unknown-form", f"write US{plain} for a patent of the United States")
