"""Choices out of one number, the same ones each time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

One = TypeVar("One")


@dataclass
class Draw:
    """What is left of the number."""

    rest: int

    def of(self, count: int) -> int:
        """A number below `count`."""
        self.rest, chosen = divmod(self.rest, count)
        return chosen

    def one(self, choices: Sequence[One]) -> One:
        """One of the choices."""
        return choices[self.of(len(choices))]

    def some(self, keys: tuple[bytes, ...]) -> tuple[bytes, ...]:
        """Some of the keys, in their order; seldom none."""
        marks = self.of(1 << len(keys))
        return tuple(key for place, key in enumerate(keys) if marks >> place & 1)
