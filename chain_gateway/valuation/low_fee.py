"""The low-fee rule, as data with a version: a fee that hardly pays for the work is a flag (law.md 23)."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from chain_gateway.valuation.tables import table

_WHOLE = 10_000


@dataclass(frozen=True)
class LowFeeRule:
    """A version of the rule."""

    version: str
    basis_points_of_low: int
    """A fee under this part of the low end of the range is low."""
    floor_minor: dict[str, int]
    """A fee under the floor of its currency is low whatever the value; a currency without floor has none."""

    @classmethod
    @lru_cache(maxsize=1)
    def current(cls) -> Self:
        """The version that this software comes with."""
        content = table("low_fee")
        return cls(content["version"], content["basis_points_of_low"], content["floor_minor"])

    def is_low(self, fee: int, low: int, currency: str) -> bool:
        """Whether a fee is low for a range that begins at `low`, both in minor units of the currency."""
        return fee < self.floor_minor.get(currency, 0) or fee * _WHOLE < low * self.basis_points_of_low
