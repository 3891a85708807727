"""How webhooks are called."""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path


@dataclass(frozen=True)
class WebhookSettings:
    """What the operator decides of webhooks; the defaults suit a gateway on the internet."""

    loopback: bool = False
    """Whether addresses of this machine may be called, also by plain http: for development."""
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    """Private networks that may be called, such as the bank's own."""
    authorities: Path | None = None
    """File of certificate authorities in PEM, beside the usual ones: a bank's own."""
    timeout_seconds: float = 10.0
    """How long one attempt may take, all of it."""
    first_pause: timedelta = timedelta(seconds=5)
    """Pause after the first failed attempt; each further one is twice as long, less a random part."""
    longest_pause: timedelta = timedelta(hours=1)
    give_up_after: timedelta = timedelta(days=3)
    """Age at which a message is given up; it is kept and can be sent again."""
    rotation_overlap: timedelta = timedelta(days=1)
    """How long the secret before a rotation signs too."""
