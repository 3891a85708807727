"""A mutant: one contract with one change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mutant:
    """A change of one source unit. Offsets are bytes, as the compiler counts them."""

    unit: str
    contract: str
    operator: str
    line: int
    start: int
    end: int
    new: str

    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> Mutant:
        """From an entry of scripts/mutation/generate.py."""
        return cls(**{name: entry[name] for name in cls.__dataclass_fields__})

    def old(self, source: str) -> str:
        """The text that is replaced."""
        return source.encode()[self.start : self.end].decode()

    def applied(self, source: str) -> str:
        """The changed source."""
        text = source.encode()
        return (text[: self.start] + self.new.encode() + text[self.end :]).decode()

    def key(self, source: str) -> str:
        """The same for two operators that make one change of one source; another when the source is another."""
        parts = (self.unit, digest(source), self.start, self.end, self.new)
        return digest("\0".join(str(part) for part in parts))

    def name(self, source: str) -> str:
        """Names the mutant for its explanation. It does not move when only other lines of the file change."""
        lines = source.encode()
        begins = lines.rfind(b"\n", 0, self.start) + 1
        ends = lines.find(b"\n", self.end)
        line = lines[begins : ends if ends >= 0 else len(lines)].decode().strip()
        column = self.start - begins
        return digest("\0".join((self.unit, line, str(column), self.old(source), self.new)))[:12]


def digest(text: str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
