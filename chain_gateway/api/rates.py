"""How many requests a party, and each of its persons and services, may send: token buckets in this process.

For a gateway of one process; `lent_rates` is for several on one store.
"""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

_BURST_SECONDS = 10
_MOST_BUCKETS = 10_000


@dataclass(frozen=True)
class RateLimits:
    """Requests in a minute. Ten seconds' worth may come at once."""

    party_per_minute: int = 600_000
    subject_per_minute: int = 300_000
    """For each subject of a party's tokens."""


@dataclass
class _Bucket:
    level: float
    at: float


class Rates:
    """Counts requests. Several threads may use it at once."""

    def __init__(self, limits: RateLimits, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._monotonic = monotonic
        self._buckets: dict[tuple[int, str | None], _Bucket] = {}
        self._lock = threading.Lock()

    def at_hand(self, party: int, subject: str) -> bool:  # noqa: ARG002
        """Whether `take` asks nobody: it never does."""
        return True

    def take(self, party: int, subject: str, count: int = 1) -> int | None:
        """Count `count` requests; None when they may pass, else the seconds after which one may. A refused request is
        not counted.
        """
        names: list[tuple[tuple[int, str | None], int]] = [
            ((party, None), self._limits.party_per_minute),
            ((party, subject), self._limits.subject_per_minute),
        ]
        with self._lock:
            now = self._monotonic()
            buckets = [(self._bucket(name, limit, now), limit) for name, limit in names]
            wait = max((count - bucket.level) / (limit / 60) for bucket, limit in buckets)
            # One that asks for more than a bucket ever holds passes when it is full, and is in debt afterwards.
            if wait > 0 and any(bucket.level < min(count, burst(limit)) for bucket, limit in buckets):
                return max(1, math.ceil(wait))
            for bucket, _ in buckets:
                bucket.level -= count
            return None

    def _bucket(self, name: tuple[int, str | None], limit: int, now: float) -> _Bucket:
        size = burst(limit)
        bucket = self._buckets.get(name)
        if bucket is None:
            if len(self._buckets) >= _MOST_BUCKETS:
                self._forget(now)
            bucket = self._buckets[name] = _Bucket(size, now)
        bucket.level = min(size, bucket.level + (now - bucket.at) * limit / 60)
        bucket.at = now
        return bucket

    def _forget(self, now: float) -> None:
        """Drop the buckets that are full again by now: they say nothing."""
        limits = {True: self._limits.party_per_minute, False: self._limits.subject_per_minute}
        for name, bucket in list(self._buckets.items()):
            limit = limits[name[1] is None]
            if bucket.level + (now - bucket.at) * limit / 60 >= burst(limit):
                del self._buckets[name]


def burst(limit: int) -> float:
    """How many requests may come at once."""
    return max(1.0, limit * _BURST_SECONDS / 60)
