"""The state of a node, as others see it."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class NodeHealth:
    """One node of a set at the last look."""

    endpoint: str
    """Where it is, without credentials or path."""
    head: int | None = None
    """Number of its newest block; None when it did not answer."""
    lag: int | None = None
    """Blocks behind the foremost."""
    genesis: bytes | None = None
    """Hash of its block 0."""
    problem: str | None = None
    """Why it is not asked; None when it is."""


def place(url: str) -> str:
    """Scheme, host and port of a URL: what else is in it may be a secret. A text that is no URL stays as it is."""
    parts = urlsplit(url)
    if not parts.scheme or not parts.hostname:
        return url
    return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port is not None else "")
