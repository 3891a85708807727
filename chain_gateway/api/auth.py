"""Who asks: bearer tokens, scopes, the party that a token acts for, and how often it may ask.

`Gatekeeper` judges a request that carries a body before a byte of it is read; the dependency `principal` judges those
that read only. Both go one way, `admitted`.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from fastapi import Depends, Request, Security
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from chain_gateway.api.problems import ApiProblem, respond
from chain_gateway.api.scopes import (
    SCOPE_APPROVALS,
    SCOPE_GOVERNANCE,
    SCOPE_GUARANTEES,
    SCOPE_GUARDIAN,
    SCOPE_PARTY,
    SCOPE_PLEDGES,
    SCOPE_REFINANCING,
    SCOPE_REGISTRY,
    SCOPE_SEARCHES,
    SCOPE_VALUATIONS,
    SCOPES,
    SCOPES_OF_VERB,
)
from chain_gateway.api.services import GatewayServices
from chain_gateway.api.verifier import Principal, TokenRefused
from chain_gateway.signing import GOVERNANCE

__all__ = [
    "SCOPES",
    "SCOPE_APPROVALS",
    "SCOPE_GOVERNANCE",
    "SCOPE_GUARANTEES",
    "SCOPE_GUARDIAN",
    "SCOPE_PARTY",
    "SCOPE_PLEDGES",
    "SCOPE_REFINANCING",
    "SCOPE_REGISTRY",
    "SCOPE_SEARCHES",
    "SCOPE_VALUATIONS",
    "Caller",
    "Gatekeeper",
    "Principal",
    "Services",
    "allowed",
    "check_verb",
]

_bearer = HTTPBearer(auto_error=False, description="JWT of the configured issuer; `pledge token issue` makes one.")
_WITH_BODY = ("POST", "PUT", "PATCH", "DELETE")


async def services_of(request: Request) -> GatewayServices:
    """The services that the app was created with."""
    services: GatewayServices = request.app.state.services
    return services


Services = Annotated[GatewayServices, Depends(services_of)]


async def principal(
    request: Request,
    services: Services,
    _credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None,
) -> Principal:
    """Whom the request's token names (problem 401 without a valid one, 429 for too many requests)."""
    known: Principal | None = getattr(request.state, "principal", None)
    if known is None:
        known = request.state.principal = await admitted(request, services)
    return known


Caller = Annotated[Principal, Depends(principal)]


def allowed(*scopes: str) -> Callable[[Principal], Awaitable[Principal]]:
    """A dependency that asks for one of the scopes (problem 403 without)."""

    async def check(caller: Caller) -> Principal:
        check_scopes(caller, scopes)
        return caller

    return check


def check_verb(caller: Principal, verb: str) -> None:
    """Whether the token may ask for the verb. Raises ApiProblem 403."""
    check_scopes(caller, SCOPES_OF_VERB[verb])


def check_scopes(caller: Principal, scopes: tuple[str, ...]) -> None:
    """Whether the token has one of the scopes; governance and guardian count for party 0 alone. Raises ApiProblem."""
    held = caller.scopes.intersection(scopes)
    if not held:
        named = " or ".join(scopes)
        raise ApiProblem(
            403,
            "scope-missing",
            f"This needs the scope {named}; ask whoever issues your tokens.",
            extra={"scopes": list(scopes)},
            headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scopes[0]}"'},
        )
    if held <= {SCOPE_GOVERNANCE, SCOPE_GUARDIAN} and caller.party != GOVERNANCE:
        raise ApiProblem(403, "not-your-party", "Acts of the governance and its guardian need a token of party 0.")


async def admitted(connection: HTTPConnection, services: GatewayServices) -> Principal:
    """Whom the token names, if it is valid and has requests left. Raises ApiProblem 401, 429."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        detail = "Send a token: 'Authorization: Bearer ...'."
        raise ApiProblem(401, "unauthenticated", detail, headers={"WWW-Authenticate": "Bearer"})
    certificate = client_certificate(connection.scope)
    try:
        found = services.verifier.remembered(token.strip(), certificate)
        if found is None:  # a signature is to be checked, and perhaps the issuer's keys to be fetched
            found = await run_in_threadpool(services.verifier.verify, token.strip(), certificate)
    except TokenRefused as refused:
        headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        raise ApiProblem(401, refused.code, str(refused), headers=headers) from None
    rates, who = services.rates, (found.party, found.subject)
    wait = rates.take(*who) if rates.at_hand(*who) else await run_in_threadpool(rates.take, *who)
    if wait is not None:
        raise ApiProblem(
            429,
            "rate-limited",
            f"Too many requests of this party or person; wait {wait} seconds.",
            extra={"retry_after": wait},
            headers={"Retry-After": str(wait)},
        )
    return found


def client_certificate(scope: Any) -> bytes | None:
    """DER of the client's certificate, from ASGI's TLS extension; None over plain HTTP or where none was asked for."""
    chain = scope.get("extensions", {}).get("tls", {}).get("client_cert_chain") or []
    for first in chain:
        return x509.load_pem_x509_certificate(first.encode("ascii")).public_bytes(Encoding.DER)
    return None


class Gatekeeper:
    """ASGI middleware: a request with a body needs a valid token before the body is read."""

    def __init__(self, app: ASGIApp, services: GatewayServices) -> None:
        self._app = app
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and scope["method"] in _WITH_BODY:
            try:
                found = await admitted(HTTPConnection(scope), self._services)
            except ApiProblem as problem:
                await respond(problem.status, problem.body(), problem.headers)(scope, receive, send)
                return
            scope.setdefault("state", {})["principal"] = found
        await self._app(scope, receive, send)
