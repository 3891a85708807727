"""Who asks: bearer tokens (JWT, EdDSA), scopes, and the party that a token acts for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import jwt
from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from chain_gateway.api.problems import ApiProblem
from chain_gateway.api.services import GatewayServices
from chain_gateway.api.tokens import ALGORITHM, AUDIENCE
from chain_gateway.signing import GOVERNANCE

SCOPE_PLEDGES = "pledges:write"
"""Acts of a pledgee."""
SCOPE_REGISTRY = "registry:write"
"""Acts of a registry office, and its directory of names."""
SCOPE_GUARANTEES = "guarantees:write"
"""Acts of a fund's owner or manager, and of a fund that holds a claim."""
SCOPE_GOVERNANCE = "governance"
"""Acts of the consortium's governance; only with party 0."""
SCOPE_SEARCHES = "searches:write"
"""Searches inside the chain."""
SCOPE_PARTY = "party:write"
"""Acts of a party on its own keys, and class labels in its own name."""
SCOPES = (SCOPE_PLEDGES, SCOPE_REGISTRY, SCOPE_GUARANTEES, SCOPE_GOVERNANCE, SCOPE_SEARCHES, SCOPE_PARTY)

_LONGEST_TOKEN = 4096
_LARGEST_ID = 2**63 - 1
_bearer = HTTPBearer(auto_error=False, description="JWT signed with EdDSA; `pledge token issue` makes one.")


@dataclass(frozen=True)
class Principal:
    """The person or service that a token names, and what it may do."""

    subject: str
    party: int
    """The party that it acts for, 0 for the governance."""
    scopes: frozenset[str]


def services_of(request: Request) -> GatewayServices:
    """The services that the app was created with."""
    services: GatewayServices = request.app.state.services
    return services


Services = Annotated[GatewayServices, Depends(services_of)]


def principal(
    services: Services, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None
) -> Principal:
    """Whom the request's token names (problem 401 without a valid one)."""
    if credentials is None:
        raise _unauthenticated("Send a token: 'Authorization: Bearer ...'.")
    return read_token(credentials.credentials, services)


Caller = Annotated[Principal, Depends(principal)]


def allowed(*scopes: str) -> Callable[[Principal], Principal]:
    """A dependency that asks for one of the scopes (problem 403 without)."""

    def check(caller: Caller) -> Principal:
        held = caller.scopes.intersection(scopes)
        if not held:
            raise ApiProblem(
                403, "scope-missing", f"This needs the scope {' or '.join(scopes)}; ask whoever issues your tokens."
            )
        if held == {SCOPE_GOVERNANCE} and caller.party != GOVERNANCE:
            raise ApiProblem(403, "not-your-party", "Governance acts need a token of party 0.")
        return caller

    return check


def read_token(token: str, services: GatewayServices) -> Principal:
    """The principal of a token: signature, audience, expiry and every claim are checked (problem 401)."""
    if len(token) > _LONGEST_TOKEN:
        raise _unauthenticated("The token is too long.")
    try:
        key = services.issuers.get(str(jwt.get_unverified_header(token).get("kid")))
        if key is None:
            raise _unauthenticated("No known issuer signed the token.")
        claims = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            # Times are judged by the gateway's own clock, below.
            options={"require": ["exp", "sub", "aud"], "verify_exp": False, "verify_nbf": False, "verify_iat": False},
        )
    except jwt.InvalidAudienceError:
        raise _unauthenticated(f"The token is for another audience than {AUDIENCE!r}.") from None
    except jwt.MissingRequiredClaimError as missing:
        raise _unauthenticated(f"The token lacks the claim {missing.claim!r}.") from None
    except jwt.InvalidTokenError:
        raise _unauthenticated("The token is not valid.") from None
    return _principal(claims, services)


def _principal(claims: dict[str, Any], services: GatewayServices) -> Principal:
    now = services.clock().timestamp()
    if not _is_number(claims["exp"]) or claims["exp"] <= now:
        raise _unauthenticated("The token has expired; get a new one.")
    if "nbf" in claims and (not _is_number(claims["nbf"]) or claims["nbf"] > now):
        raise _unauthenticated("The token is not valid yet.")
    subject, party, scopes = claims["sub"], claims.get("party"), claims.get("scope")
    if not isinstance(subject, str) or not 0 < len(subject) <= 200:
        raise _unauthenticated("The token's claim 'sub' must be a text of 1 to 200 characters.")
    if not isinstance(party, int) or isinstance(party, bool) or not 0 <= party <= _LARGEST_ID:
        raise _unauthenticated("The token's claim 'party' must be a party's id, or 0 for the governance.")
    if not isinstance(scopes, list) or not all(isinstance(scope, str) for scope in scopes):
        raise _unauthenticated("The token's claim 'scope' must be a list of scopes.")
    return Principal(subject, party, frozenset(scopes))


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _unauthenticated(detail: str) -> ApiProblem:
    return ApiProblem(401, "unauthenticated", detail, headers={"WWW-Authenticate": "Bearer"})
