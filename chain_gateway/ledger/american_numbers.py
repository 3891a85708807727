"""Numbers of rights of the United States, read from cleaned text (see `identifier_text.clean`) into canonical form.

A grant and an application serial look alike: the prefix tells them apart and nothing is guessed.
Source: the forms in the office's assignment records.
"""

import re

from chain_gateway.ledger.identifier_text import InvalidIdentifier

_UTILITY = re.compile(r"0*([1-9][0-9]{0,7})(?:B[12]?)?")
_UTILITY_BEFORE_2001 = re.compile(r"0*([1-9][0-9]{0,6})A")
_LAST_BEFORE_2001 = 6_167_569
_LETTERED = re.compile(r"(D|RE|PP)0*([1-9][0-9]{0,6})(?:[SEP][0-9]?)?")
_PUBLICATION = re.compile(r"20[0-9]{2}0?[0-9]{6,7}(?:[AP][0-9])?")
_REGISTRATION = re.compile(r"0*([1-9][0-9]{0,7})")
_SERIAL = re.compile(r"([0-9]{2})/?([0-9]{6})")
_SLASHED_SERIAL = re.compile(r"[0-9]{2}/[0-9]{6}")
_ZERO_PADDED = re.compile(r"0[0-9]{7}")


def grant(number: str, given: str) -> str:
    """A patent: `7831837`, design `D654321`, reissue `RE44444`, plant `PP12345`; kind codes and commas are dropped.

    Raises InvalidIdentifier.
    """
    number = number.removeprefix("US").replace(",", "")
    if found := _LETTERED.fullmatch(number):
        return f"{found[1]}{found[2]}"
    if found := _UTILITY.fullmatch(number):
        return found[1]
    if (found := _UTILITY_BEFORE_2001.fullmatch(number)) and int(found[1]) <= _LAST_BEFORE_2001:
        return found[1]
    if _PUBLICATION.fullmatch(number):
        raise InvalidIdentifier(
            given,
            "publication-number",
            "this is the number of a published application; give the patent (US7831837) or the serial "
            "(APPL:US11424427)",
        )
    raise InvalidIdentifier(
        given,
        "unknown-form",
        "write a patent like US7831837, USD654321, USRE44444 or USPP12345, a serial like APPL:US11424427",
    )


def is_serial_in_words(number: str) -> bool:
    """Whether the text is written as only serials are, `11/424,427`."""
    return _SLASHED_SERIAL.fullmatch(number.replace(",", "")) is not None


def refuse_zero_padded(number: str, given: str) -> None:
    """Refuses eight digits with a leading zero, which are as often a serial as a padded grant. Raises
    InvalidIdentifier.
    """
    if _ZERO_PADDED.fullmatch(number):
        raise InvalidIdentifier(
            given, "ambiguous-number", f"write US{int(number)} for the patent or APPL:US{number} for the application"
        )


def serial(number: str, given: str) -> str:
    """The serial of an application, eight digits with its leading zero: `11424427`. Raises InvalidIdentifier."""
    if found := _SERIAL.fullmatch(number.removeprefix("US").replace(",", "")):
        return f"{found[1]}{found[2]}"
    raise InvalidIdentifier(
        given,
        "unknown-form",
        "a serial has eight digits, the series with its leading zero, such as 11424427 or 08910294",
    )


def trademark(number: str, given: str) -> str:
    """A trademark's registration, `4451202`. Raises InvalidIdentifier."""
    if found := _REGISTRATION.fullmatch(number.replace(",", "")):
        return found[1]
    raise InvalidIdentifier(
        given, "unknown-form", "write a registration like USTM4451202, the serial of an application like USTMSN85920572"
    )
