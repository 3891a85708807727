"""Numbers of Chinese rights, read from cleaned text (see `identifier_text.clean`) into canonical form.

Sources: GB/T and CNIPA numbering of applications (check digit: weights 2 to 9 and 2 to 5, modulo 11, 10 written X;
the old eight-digit numbers weights 2 to 9), checked on real numbers.
"""

import re
from collections.abc import Iterable
from operator import mul

from chain_gateway.ledger.identifier_text import InvalidIdentifier

_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_TYPE_HINT = "1 is an invention, 2 a utility model, 3 a design, 8 and 9 the first two by PCT"
_FIRST_YEAR = 1985  # the patent law came into force
_LAST_YEAR = 2099
_FIRST_PCT_YEAR = 1994
_LAST_OLD_YEAR = 2003  # four-digit years from October 2003 on

_PATENT = re.compile(r"([0-9]{12})\.?([0-9X]?)")
_OLD_PATENT = re.compile(r"([0-9]{8})\.?([0-9X]?)")
_PUBLICATION = re.compile(r"(?:[1-9][0-9]{6}|[1-9][0-9]{8})[ABCDESUY][0-9]?|[1-3][0-9]{8}")
_PLEDGE_REGISTRATION = re.compile(r"Y[0-9]{13}")
_MARK = r"第?(G?)0*([1-9][0-9]{0,7}[A-Z]?)号?"
_TRADEMARK = re.compile(_MARK + r"[:;,/]?(?:(?<=[号:;,/])第?|第)([0-9]{1,2})类?")
_TRADEMARK_WITHOUT_CLASS = re.compile(_MARK)
_SOFTWARE = re.compile(r"([0-9]{4})SR([0-9]{5,7})")
_COPYRIGHT = re.compile(r"[0-9A-Z\u4e00-\u9fff][0-9A-Z\u4e00-\u9fff().-]*")


def check_digit(digits: str) -> str:
    """The check digit, `0` to `9` or `X`, of the twelve digits of a patent number or the eight of an old one."""
    return "0123456789X"[sum(map(mul, map(int, digits), _weights(digits))) % 11]


def patent(number: str, given: str) -> str:
    """`201710601862.3` or, before October 2003, `95115608.X`; a missing check digit is computed.

    `given` is the text as it came, for messages. Raises InvalidIdentifier.
    """
    number = re.sub(r"^(CN)?(ZL)?", "", number)
    if found := _PATENT.fullmatch(number):
        digits, check = found.groups()
        _check_type(digits[4], int(digits[:4]), given)
        return _checked(digits, check, given)
    if (found := _OLD_PATENT.fullmatch(number)) and (year := _old_year(number)) is not None:
        digits, check = found.groups()
        _check_type(digits[2], year, given)
        return _checked(digits, check, given)
    if _PUBLICATION.fullmatch(number):
        raise InvalidIdentifier(
            given,
            "publication-number",
            "this is the number of a published document; give the application or patent number, "
            "such as ZL201710601862.3",
        )
    if _PLEDGE_REGISTRATION.fullmatch(number):
        raise InvalidIdentifier(
            given, "registration-number", "this is the registration number of a pledge; give the number of a right"
        )
    raise InvalidIdentifier(
        given,
        "unknown-form",
        "a Chinese patent has twelve digits and a check digit (201710601862.3), "
        "before October 2003 eight and one (95115608.X)",
    )


def is_old_patent(number: str) -> bool:
    """Whether a number of eight digits, with or without check digit, has a year and type of the old numbering."""
    if not _OLD_PATENT.fullmatch(number):
        return False
    year = _old_year(number)
    return year is not None and _is_type(number[2], year)


def trademark(number: str, given: str) -> str:
    """`1234567:9`, registration number and Nice class. Raises InvalidIdentifier."""
    if found := _TRADEMARK.fullmatch(number):
        prefix, mark, nice = found.groups()
        if not 1 <= int(nice) <= 45:
            raise InvalidIdentifier(given, "wrong-class", f"the Nice classes are 1 to 45, this says {int(nice)}")
        return f"{prefix}{mark}:{int(nice)}"
    if _TRADEMARK_WITHOUT_CLASS.fullmatch(number):
        raise InvalidIdentifier(
            given, "missing-class", "a trademark is its number and its class; write it like CN:TM:1234567:9"
        )
    raise InvalidIdentifier(given, "unknown-form", "write a Chinese trademark like CN:TM:1234567:9 (number and class)")


def is_trademark_in_words(number: str) -> bool:
    """Whether the text says itself that it is a trademark, as in `第1234567号第9类`."""
    return number.endswith("类") and _TRADEMARK.fullmatch(number) is not None


def software_copyright(number: str, given: str) -> str:
    """`2020SR0123456`. Registrations before 2019 have five to seven digits and are taken as written. Raises
    InvalidIdentifier.
    """
    found = _SOFTWARE.fullmatch(number)
    if found is None or (int(found[1]) >= 2019 and len(found[2]) != 7):
        raise InvalidIdentifier(
            given, "unknown-form", "a software copyright is its year, SR and seven digits, such as 2020SR0123456"
        )
    _check_year(int(found[1]), given)
    return number


def is_software_copyright(number: str) -> bool:
    """Whether the text has the form of a software registration."""
    return _SOFTWARE.fullmatch(number) is not None


def copyright_work(number: str, given: str) -> str:
    """A copyright registration: opaque, of Chinese characters, capitals, digits, hyphens, dots, brackets. Raises
    InvalidIdentifier.
    """
    if not _COPYRIGHT.fullmatch(number):
        raise InvalidIdentifier(
            given,
            "unknown-form",
            "a copyright registration has Chinese characters, letters, digits, hyphens, dots and brackets only, "
            "such as CN:CR:国作登字-2019-F-00012345",
        )
    return number


def is_copyright_work(number: str) -> bool:
    """Whether the text says itself that it is a registered work (`作登字`)."""
    return "作登字" in number


def _weights(digits: str) -> Iterable[int]:
    return _WEIGHTS[: len(digits)]


def _checked(digits: str, check: str, given: str) -> str:
    right = check_digit(digits)
    if check and check != right:
        raise InvalidIdentifier(
            given,
            "wrong-check-digit",
            f"the check digit of {digits} is {right}, not {check}; is {digits}.{right} meant?",
        )
    return f"{digits}.{right}"


def _check_type(digit: str, year: int, given: str) -> None:
    _check_year(year, given)
    if not _is_type(digit, year):
        raise InvalidIdentifier(
            given, "wrong-type-digit", f"the digit after the year is {digit}, which is no kind of patent ({_TYPE_HINT})"
        )


def _is_type(digit: str, year: int) -> bool:
    return digit in "123" or (digit in "89" and year >= _FIRST_PCT_YEAR)


def _check_year(year: int, given: str) -> None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise InvalidIdentifier(
            given, "wrong-year", f"the number starts with the year {year}, before {_FIRST_YEAR} there are none"
        )


def _old_year(number: str) -> int | None:
    short = int(number[:2])
    year = short + (1900 if short >= _FIRST_YEAR % 100 else 2000)
    return year if _FIRST_YEAR <= year <= _LAST_OLD_YEAR else None
