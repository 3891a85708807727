"""Rate limits that hold over all gateway processes on one store: each borrows requests there, and gives them out."""

import math
import threading
from collections.abc import Sequence

from chain_gateway.api.rates import RateLimits, burst
from chain_gateway.submission import Draw, Quotas

_LENT_SECONDS = 1.0
"""A process borrows what may be asked in that time, so that is what it may hold and others lack."""
_MOST_NAMES = 10_000

_Name = tuple[int, str]


class LentRates:
    """Counts requests; the same port as `Rates`. Several threads may use it at once."""

    def __init__(self, limits: RateLimits, quotas: Quotas) -> None:
        self._limits = limits
        self._quotas = quotas
        self._held: dict[_Name, float] = {}
        self._lock = threading.Lock()
        self._borrowing = threading.Lock()

    def at_hand(self, party: int, subject: str) -> bool:
        """Whether `take` asks nobody now."""
        with self._lock:
            return all(self._held.get(name, 0.0) >= 1 for name, _ in self._names(party, subject))

    def take(self, party: int, subject: str, count: int = 1) -> int | None:
        """Count `count` requests; None when they may pass, else the seconds after which one may. A refused request is
        not counted. May ask the store.
        """
        names = self._names(party, subject)
        if self._pay(names, count):
            return None
        with self._borrowing:
            if self._pay(names, count):
                return None
            wait = self._borrow(names, count)
            return None if self._pay(names, count) else max(1, math.ceil(wait))

    def _names(self, party: int, subject: str) -> list[tuple[_Name, int]]:
        return [((party, ""), self._limits.party_per_minute), ((party, subject), self._limits.subject_per_minute)]

    def _pay(self, names: Sequence[tuple[_Name, int]], count: int) -> bool:
        with self._lock:
            if any(self._held.get(name, 0.0) < count for name, _ in names):
                return False
            for name, _ in names:
                self._held[name] -= count
            return True

    def _borrow(self, names: Sequence[tuple[_Name, int]], count: int) -> float:
        """Ask for what is missing; the longest time after which it would be lent."""
        with self._lock:
            if len(self._held) > _MOST_NAMES:
                self._held.clear()  # at most a second's worth of each is lost
            missing = [(name, limit, count - self._held.get(name, 0.0)) for name, limit in names]
        draws = [
            Draw(party, subject, limit / 60, burst(limit), least, max(least, limit / 60 * _LENT_SECONDS))
            for (party, subject), limit, least in missing
            if least > 0
        ]
        lent = self._quotas.draw(draws)
        with self._lock:
            for draw, each in zip(draws, lent, strict=True):
                name = (draw.party, draw.subject)
                self._held[name] = self._held.get(name, 0.0) + each.amount
        return max((each.wait_seconds for each in lent), default=0.0)
