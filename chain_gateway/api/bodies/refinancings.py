"""Bodies of the refinancing book."""

from typing import Annotated

from pydantic import ConfigDict, Field

from chain_gateway.api.bodies.buybacks import salt_of
from chain_gateway.api.bodies.common import ActBody, Body, Id, Minor, Salt, by_name
from chain_gateway.api.bodies.pledges import Rights
from chain_gateway.ledger.enums import RefinancingKind
from chain_gateway.ledger.structs import RefinancingTerms

RefinancingKindName = Annotated[RefinancingKind, *by_name(RefinancingKind, "None")]


class EligibilityBody(Body):
    """What a central bank says of a pledged claim."""

    eligible: bool
    haircut_basis_points: Annotated[int, Field(ge=0, le=9_999)] = 0
    """What it takes off the claim; 0 for one that is not eligible."""
    act: ActBody = ActBody()


class ClaimOfferBody(Body):
    """A pledged claim as its holder offers it for refinancing."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"pledge": 41, "kind": "Pool", "user": 12, "amount_minor": "800000000", "operation": "演示2026年第1期"}
            ]
        }
    )

    pledge: Id
    kind: RefinancingKindName
    user: Id
    """Who takes it: a sponsor or trustee for a pool, else a central bank."""
    amount_minor: Minor
    """What is drawn on the claim, in its currency."""
    operation: Annotated[str, Field(min_length=1, max_length=64)]
    """Official name or number of the pool or of the central bank's operation."""
    salt: Salt | None = None
    act: ActBody = ActBody()

    def terms(self, drawn: bytes) -> RefinancingTerms:
        """The ledger's terms, with the salt `drawn` where the body names none."""
        return RefinancingTerms(self.kind, self.user, self.amount_minor, self.operation, salt_of(self.salt, drawn))


class ClaimRightsBody(Body):
    """An act on all rights of a pledge."""

    rights: Rights | None = None
    """The rights to lock, or that were locked; the pledge's present ones when absent."""
    act: ActBody = ActBody()
