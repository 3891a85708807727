"""Settings of the portal, passed down from where it is composed."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class PortalSettings:
    """What the pages offer beside look-ups, and how much of it."""

    gateway_url: Callable[[], str] | None = None
    """Where the gateway answers; without it no certificate can be asked for and nobody signs in."""
    search_token: Callable[[], str | None] | None = None
    """Gives a token for searches and nothing else, with which the gateway signs those of the public; None while there
    is none.
    """
    trust: Path | None = None
    """The consortium's validators.json, against which certificates are checked where a reader brings no other."""
    secure: bool = False
    """Whether the portal is reached over https: cookies are then for https alone."""
    session_seconds: float = 8 * 3600.0
    """How long a signed-in session lasts."""
    search_seconds: float = 60.0
    """Within this time one client may ask for `searches` certificates."""
    searches: int = 5
    search_limit: int = 200
    """Most rights of one certificate that the public asks for."""
    upload_bytes: int = 5_000_000
    """Largest file that is taken."""
    unpacked_bytes: int = 50_000_000
    """Largest size of a spreadsheet once it is unpacked."""
    rows_shown: int = 500
    """Rows of a batch that its page shows; the download has all."""
