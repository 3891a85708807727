"""The gateway's HTTP interface: authenticated writes, each persisted before it is sent."""

from chain_gateway.api.access import AccessSettings
from chain_gateway.api.app import create_app
from chain_gateway.api.auth import (
    SCOPE_APPROVALS,
    SCOPE_GOVERNANCE,
    SCOPE_GUARANTEES,
    SCOPE_PARTY,
    SCOPE_PLEDGES,
    SCOPE_REGISTRY,
    SCOPE_SEARCHES,
    SCOPES,
    Principal,
)
from chain_gateway.api.services import GatewayServices, GatewaySettings
from chain_gateway.api.tokens import DevelopmentIssuer

__all__ = [
    "SCOPES",
    "SCOPE_APPROVALS",
    "SCOPE_GOVERNANCE",
    "SCOPE_GUARANTEES",
    "SCOPE_PARTY",
    "SCOPE_PLEDGES",
    "SCOPE_REGISTRY",
    "SCOPE_SEARCHES",
    "AccessSettings",
    "DevelopmentIssuer",
    "GatewayServices",
    "GatewaySettings",
    "Principal",
    "create_app",
]
