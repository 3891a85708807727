"""Amounts of money: an integer of minor units and a currency. Yuan, wan and yi exist only where a person writes or
reads.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Self

from chain_gateway.ledger.currencies import DECIMALS

LARGEST_MINOR = 2**128 - 1
"""The contracts keep amounts in 128 bits."""

_LONGEST = 64
_UNITS = {"": 0, "万": 4, "WAN": 4, "亿": 8, "YI": 8}
_NAMES = {
    "元": "CNY", "人民币": "CNY", "人民币元": "CNY", "RMB": "CNY", "YUAN": "CNY",
    "美元": "USD", "US$": "USD", "港元": "HKD", "港币": "HKD", "HK$": "HKD",
    "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "韩元": "KRW",
}  # fmt: skip
_NAME = "|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True)) + "|[A-Z]{3}"
_AMOUNT = re.compile(
    rf"(?P<before>{_NAME})?(?P<sign>[-+\u2212]?)(?P<whole>[0-9][0-9,]*)(?:\.(?P<fraction>[0-9]+))?"
    rf"(?P<unit>万|亿|WAN|YI)?(?P<after>{_NAME})?"
)
_GROUPED = re.compile(r"[0-9]+|[0-9]{1,3}(,[0-9]{3})+")


class InvalidMoney(ValueError):
    """A text or pair of values is no amount of money.

    `problem` is a stable code: `unknown-form`, `unknown-currency`, `missing-currency`, `currencies-differ`,
    `wrong-grouping`, `too-many-decimals`, `negative`, `too-large`; `hint` says what to do; `value` is shown safely.
    """

    def __init__(self, value: object, problem: str, hint: str) -> None:
        shown = ascii(value) if not isinstance(value, str) or not value.isprintable() else value
        self.value = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
        self.problem = problem
        self.hint = hint
        super().__init__(f"{self.value!r} is no amount: {problem.replace('-', ' ')}; {hint}")


@dataclass(frozen=True)
class Money:
    """An amount. Raises InvalidMoney for an unknown currency or an amount out of range, TypeError for a float."""

    minor: int
    """Minor units, such as fen; 0 to 2**128 - 1."""
    currency: str
    """ISO 4217 code, such as "CNY"."""

    def __post_init__(self) -> None:
        """Checks both."""
        if not isinstance(self.minor, int) or isinstance(self.minor, bool):
            raise TypeError(f"an amount is an integer of minor units, got {type(self.minor).__name__}")
        _decimals(self.currency, self.currency)
        if self.minor < 0:
            raise InvalidMoney(self.minor, "negative", "give an amount from 0 on")
        if self.minor > LARGEST_MINOR:
            raise InvalidMoney(self.minor, "too-large", f"the ledger keeps at most {LARGEST_MINOR} minor units")

    @classmethod
    def parse(cls, text: str, currency: str | None = None) -> Self:
        """Reads an amount as people write it, exactly: `8,300,000.00 CNY`, `CNY 8300000`, `1200万元`, `3.5亿元`.

        `currency` is taken when the text names none, and must agree when it does. Raises InvalidMoney; TypeError
        when the amount is not text.
        """
        if not isinstance(text, str):
            raise TypeError(f"an amount is parsed from text, got {type(text).__name__}")
        if len(text) > _LONGEST:
            raise InvalidMoney(text, "unknown-form", f"an amount has at most {_LONGEST} characters")
        plain = re.sub(r"[ \t\u3000]", "", unicodedata.normalize("NFKC", text)).upper()
        found = _AMOUNT.fullmatch(plain)
        if found is None:
            raise InvalidMoney(text, "unknown-form", "write it like 8,300,000.00 CNY or 830万元")
        if found["sign"] not in ("", "+"):
            raise InvalidMoney(text, "negative", "give an amount from 0 on")
        if not _GROUPED.fullmatch(found["whole"]):
            raise InvalidMoney(
                text, "wrong-grouping", "commas stand between groups of three digits, as in 8,300,000.00"
            )
        code = _one_currency(text, found["before"], found["after"], currency)
        fraction = found["fraction"] or ""
        digits = int(found["whole"].replace(",", "") + fraction)
        minor = _scaled(digits, _UNITS[found["unit"] or ""] + _decimals(code, text) - len(fraction))
        if minor is None:
            raise InvalidMoney(text, "too-many-decimals", f"{code} has {DECIMALS[code]} decimals; nothing is rounded")
        return cls(minor, code)

    def format(self) -> str:
        """The amount with grouped digits, all decimals and its currency, `8,300,000.00 CNY`; `parse` reads it back."""
        decimals = DECIMALS[self.currency]
        whole, fraction = divmod(self.minor, 10**decimals)
        return f"{whole:,}{f'.{fraction:0{decimals}}' if decimals else ''} {self.currency}"


def _scaled(digits: int, power: int) -> int | None:
    """The product of digits and 10**power; None when that is not whole."""
    if power >= 0:
        return digits * int(10**power)
    whole, rest = divmod(digits, int(10**-power))
    return None if rest else whole


def _one_currency(text: str, *names: str | None) -> str:
    codes = {_NAMES.get(name, name) for name in names if name}
    if not codes:
        raise InvalidMoney(text, "missing-currency", "name the currency, as in 8,300,000.00 CNY")
    if len(codes) > 1:
        raise InvalidMoney(text, "currencies-differ", f"{' and '.join(sorted(codes))} are named; name one")
    return codes.pop()


def _decimals(currency: str, value: object) -> int:
    decimals = DECIMALS.get(currency) if isinstance(currency, str) else None
    if decimals is None:
        raise InvalidMoney(value, "unknown-currency", "give an ISO 4217 code, such as CNY or USD")
    return decimals
