"""When a block is final: a property of the engine, carried as data."""

import enum
from dataclasses import dataclass


class FinalityKind(enum.Enum):
    """How an engine makes blocks final."""

    INSTANT = "instant"
    CONFIRMATIONS = "confirmations"


@dataclass(frozen=True)
class Finality:
    """The finality rule of a chain.

    Instant: a block is final when it is there, and a changed block is a violation of the protocol. Confirmations: a
    block is final when `confirmations` blocks were built on it, and until then it may be replaced.
    """

    kind: FinalityKind
    confirmations: int = 0

    def __post_init__(self) -> None:
        """Refuse a rule that means nothing (ValueError)."""
        if self.kind is FinalityKind.INSTANT and self.confirmations != 0:
            raise ValueError(f"Instant finality waits for no confirmations, {self.confirmations} were asked; use 0.")
        if self.kind is FinalityKind.CONFIRMATIONS and self.confirmations < 1:
            raise ValueError(f"Finality by confirmations needs at least 1, {self.confirmations} were given.")

    @classmethod
    def instant(cls) -> "Finality":
        """Every included block is final."""
        return cls(FinalityKind.INSTANT)

    @classmethod
    def after(cls, confirmations: int) -> "Finality":
        """A block is final when `confirmations` (at least 1) blocks were built on it."""
        return cls(FinalityKind.CONFIRMATIONS, confirmations)

    @classmethod
    def parse(cls, text: str) -> "Finality":
        """Read "instant" or "confirmations:12", as a deployment file writes it (ValueError otherwise)."""
        if text == FinalityKind.INSTANT.value:
            return cls.instant()
        name, _, count = text.partition(":")
        if name == FinalityKind.CONFIRMATIONS.value and count.isascii() and count.isdigit():
            return cls.after(int(count))
        raise ValueError(f"{text!r} is no finality rule; write 'instant' or 'confirmations:N' with N at least 1.")

    def is_final(self, block: int, head: int) -> bool:
        """Whether the block of that number is final while `head` is the newest block's number."""
        return block + self.confirmations <= head
