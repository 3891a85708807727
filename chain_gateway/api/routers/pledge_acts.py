"""What the acts on pledges share, whichever book they belong to."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Depends, Path

from chain_gateway.api.auth import SCOPE_PLEDGES, SCOPE_REGISTRY, Principal, allowed
from chain_gateway.api.bodies.answers import SubmissionBody
from chain_gateway.api.chain_reads import present_pledgors, present_rights
from chain_gateway.api.problems import responses
from chain_gateway.api.services import GatewayServices
from chain_gateway.api.terms import ascending, keys_of, parse_rights

PledgeId = Annotated[int, Path(ge=1, le=2**63 - 1, description="The pledge: sequence number of its filing.")]
Pledgee = Annotated[Principal, Depends(allowed(SCOPE_PLEDGES))]
Office = Annotated[Principal, Depends(allowed(SCOPE_REGISTRY))]
Either = Annotated[Principal, Depends(allowed(SCOPE_PLEDGES, SCOPE_REGISTRY))]
ACT: dict[str, Any] = {
    "status_code": 202,
    "response_model": SubmissionBody,
    "responses": responses(400, 401, 403, 404, 409, 413, 415, 422, 503),
}


def rights_of(services: GatewayServices, pledge: int, texts: list[str] | None) -> tuple[bytes, ...]:
    """The pledge's rights: as the caller names them, else as the gateway finds them."""
    return keys_of(parse_rights(texts)) if texts is not None else present_rights(services, pledge)


def pledgors_of(services: GatewayServices, pledge: int, named: Sequence[int] | None) -> tuple[int, ...]:
    """The pledge's pledgors: as the caller names them, else as the gateway finds them."""
    return ascending(named, "pledgors") if named is not None else present_pledgors(services, pledge)
