"""A transparent grading model: documented factors, weights as data with a version, integers throughout.

What it answers is a model's and says so. It never stands beside an appraiser's range, and without citation or family
data it answers `insufficient data` instead of a grade (law.md 25). It gives no price.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any, Self

from chain_gateway.valuation.tables import table

WHOLE = 10_000
"""Basis points that the weights add up to."""
NEEDED = ("citations", "family")
"""Factors without which there is no grade."""


class Litigation(StrEnum):
    """What courts and the office said of the right."""

    NONE = "none"
    UPHELD = "upheld"
    PENDING = "pending"
    LOST = "lost"


@dataclass(frozen=True)
class RightProfile:
    """What the model looks at. None where it is not known."""

    remaining_months: int
    """Months until the right ends by lapse of time."""
    claims: int
    litigation: Litigation = Litigation.NONE
    citations: int | None = None
    """Later documents that cite the right."""
    family: int | None = None
    """Jurisdictions in which the family is protected, its own among them."""


@dataclass(frozen=True)
class FactorScore:
    """What one factor counted for."""

    factor: str
    value: str
    points: int
    """0 to 100."""
    weight: int
    """Basis points of the whole."""
    why: str


@dataclass(frozen=True)
class GradedRight:
    """A model's grade, with all that led to it."""

    version: str
    grade: str
    """AAA to D, as ValuationGrade of the ledger names them."""
    score: int
    """0 to 100: the points by their weights, rounded down."""
    factors: tuple[FactorScore, ...]


@dataclass(frozen=True)
class InsufficientData:
    """No grade: these factors are not known."""

    version: str
    missing: tuple[str, ...]


class InvalidModel(ValueError):
    """The table of the model does not fit together; says which part."""


class InvalidProfile(ValueError):
    """A number of the profile cannot be. Carries `field` and `value`."""

    def __init__(self, field: str, value: object) -> None:
        self.field, self.value = field, value
        super().__init__(f"{field} is a whole number from 0, not {value!r}")


@dataclass(frozen=True)
class GradingModel:
    """A version of the model."""

    content: Mapping[str, Any]

    def __post_init__(self) -> None:
        """Checks that weights are whole, steps ascend and every score has a grade."""
        weights = [factor["weight"] for factor in self._weighted]
        if sum(weights) != WHOLE or min(weights) < 0:
            raise InvalidModel(f"the weights come to {sum(weights)}, not {WHOLE}")
        for name, factor in self.content["factors"].items():
            values, points = zip(*factor["steps"], strict=True)
            if list(values) != sorted(set(values)) or list(points) != sorted(points) or points[-1] > 100:
                raise InvalidModel(f"the steps of {name} do not ascend to at most 100 points")
        limits = [least for _, least in self.content["grades"]]
        if limits != sorted(set(limits), reverse=True) or limits[-1] != 0:
            raise InvalidModel("the grades do not descend to 0")

    @classmethod
    @lru_cache(maxsize=1)
    def current(cls) -> Self:
        """The version that this software comes with."""
        return cls(table("grading"))

    @property
    def version(self) -> str:
        """Name and version: what a result on the ledger states as its model's version."""
        return str(self.content["version"])

    def grade(self, profile: RightProfile) -> GradedRight | InsufficientData:
        """The grade of a right, or which factors are missing. Raises InvalidProfile."""
        for name in self.content["factors"]:
            value = getattr(profile, name)
            if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
                raise InvalidProfile(name, value)
        missing = tuple(name for name in NEEDED if getattr(profile, name) is None)
        if missing:
            return InsufficientData(self.version, missing)
        court = self.content["litigation"]
        factors = (
            *(
                FactorScore(
                    name,
                    str(getattr(profile, name)),
                    _points(factor["steps"], getattr(profile, name)),
                    factor["weight"],
                    factor["why"],
                )
                for name, factor in self.content["factors"].items()
            ),
            FactorScore(
                "litigation",
                profile.litigation.value,
                court["points"][profile.litigation.value],
                court["weight"],
                court["why"],
            ),
        )
        score = sum(each.points * each.weight for each in factors) // WHOLE
        grade = next(name for name, least in self.content["grades"] if score >= least)
        return GradedRight(self.version, str(grade), score, factors)

    @cached_property
    def _weighted(self) -> tuple[Mapping[str, Any], ...]:
        return (*self.content["factors"].values(), self.content["litigation"])


def _points(steps: Sequence[Sequence[int]], value: int) -> int:
    """Points of a value: those of its step, and between two steps in proportion, rounded down."""
    if value <= steps[0][0]:
        return steps[0][1] if value == steps[0][0] else 0
    for (low, least), (high, most) in pairwise(steps):
        if value < high:
            return least + (most - least) * (value - low) // (high - low)
    return steps[-1][1]
