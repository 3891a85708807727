"""What is watched, and why its watcher is told. Pure."""

import hashlib
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Watch:
    """One watch of a party."""

    id: str
    party: int
    kind: str
    """`right`, `pledge` or `name`."""
    target: str
    """Asset key, pledge, or name in the form in which names are compared."""
    label: str
    """The same as it was given."""
    certificate_block: int | None
    """For a right: the block of a certificate that the party relies on."""
    since_block: int
    """What happened up to this block is no news."""


@dataclass(frozen=True)
class Scope:
    """What a watch covers, as the ledger stands."""

    watch: Watch
    rights: frozenset[str]
    pledges: frozenset[int]
    parties: frozenset[int]
    """The parties of the watched name."""
    own_pledges: frozenset[int]
    """Pledges that the watching party is pledgee or pledgor of."""
    guaranteed: frozenset[int]
    """Pledges that the watching party stands behind, by a commitment in force of a fund that it owns or runs."""


@dataclass(frozen=True)
class Cause:
    """Why a watcher is told something. `kind` is stable; the same cause has the same id whenever it is found."""

    watch: Watch
    kind: str
    key: str
    """What tells two causes of a kind apart: an act's transaction, or a date."""
    text: str
    facts: dict[str, Any]
    """What is told beside the text: pledge, right, dates."""
    block: int | None
    """Block of the act; None where a date is the cause."""

    @property
    def id(self) -> str:
        """Content identifier: the block is not in it, so that an act that a reorganisation moves is one cause."""
        return hashlib.sha256(f"{self.watch.id}|{self.kind}|{self.key}".encode()).hexdigest()
