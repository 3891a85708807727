"""Settings of the indexer, passed down from where it is composed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FollowerSettings:
    """How the follower reads the chain."""

    range_blocks: int = 500
    """Most blocks whose logs are asked for at once; 1 for the embedded engine, whose ranges cost too much."""
    range_logs: int = 10_000
    """How many logs an answer should hold; ranges shrink and grow towards it."""
    fetched_at_once: int = 3
    """How many ranges are on their way together; 1 for a node that takes no parallel questions."""
    processes: int = 0
    """How many processes of their own read long stretches beside this one, on PostgreSQL; 0 for none."""
    commit_blocks: int = 100
    """Most blocks that one transaction of the store takes in."""
    kept_blocks: int = 256
    """How many of the newest blocks are kept to find a common ancestor; at least the confirmations of the engine."""
    longest_pause_seconds: float = 30.0
    """Longest pause between polls while the node or the store fails."""


@dataclass(frozen=True)
class LookupSettings:
    """When an answer is no longer proven, and how much a question may ask."""

    lag_seconds: float = 60.0
    """Without an answer of the node for longer than this, statuses are `unknown` (`unreachable`)."""
    lag_blocks: int = 5
    """When the node's head is further ahead than this, statuses are `unknown` (`lagging`)."""
    batch_limit: int = 10_000
    """Most numbers of one batch."""
    body_bytes: int = 2_000_000
    """Largest body of a request."""
    page_limit: int = 1_000
    """Most rows that one page of a list may be asked for."""
    statement_seconds: float = 5.0
    """Longest that the store may work on one statement of a question."""
    requests_per_second: float = 50.0
    """What one client may ask for in the long run; a batch counts one for every hundred numbers."""
    burst: float = 500.0
    """What one client may ask for at once."""
    unlimited: frozenset[str] = frozenset({"127.0.0.1", "::/64"})
    """Clients without limit: this machine's own services, such as the portal."""
    proxies: frozenset[str] = frozenset()
    """Addresses of the operator's own proxies, whose `X-Forwarded-For` is believed."""
    private_webhooks: frozenset[str] = frozenset()
    """Hosts inside the operator's own network that webhooks of watches may be sent to, also without TLS."""
