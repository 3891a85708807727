"""What every page is made with."""

from collections.abc import Callable
from dataclasses import dataclass, field

from indexer.lookup.ground import Grounds
from indexer.lookup.guard import Allowance
from indexer.lookup.statistics import Kept
from indexer.portal.settings import PortalSettings
from indexer.portal.site import Site
from indexer.settings import LookupSettings


@dataclass(frozen=True)
class Portal:
    """The ground of its answers, the way to render them, and its limits."""

    grounds: Grounds
    site: Site
    settings: PortalSettings
    lookup: LookupSettings
    allowance: Allowance
    """How much each client may still ask, in numbers of rights by the hundred."""
    proving: Callable[[str], str | None] | None = None
    """Tells why the certificate of a search cannot be had, None where it can; None on a chain without proofs."""
    printed: bool = False
    """Whether certificates are printed as well."""
    statistics: Kept = field(default_factory=Kept)
