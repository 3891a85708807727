"""One origin for all services: which of them answers a request.

What is not below /v1 are the portal's pages. Below it POST goes to the gateway and GET to the look-up, except that
submissions, approvals, bulk filings, webhooks, documents, losses, pools, the tranches of schemes, the figures of
valuations and disposals, and the gateway's readiness are read from the gateway, that a batch of look-ups is a POST, and
that watches are all the look-up's. The description at /openapi.json is of both.
"""

from typing import Any

from fastapi import FastAPI
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_DESCRIPTION = "/openapi.json"
_GATEWAY_READS = (
    "/v1/submissions",
    "/v1/approvals",
    "/v1/documents",
    "/v1/bulks",
    "/v1/webhooks",
    "/v1/ready",
    "/v1/losses",
    "/v1/pools",
)
_GATEWAY_READS_UNDER = (("/v1/schemes/", "/tranches"), ("/v1/valuations/", "/figures"), ("/v1/disposals/", "/figures"))
_LOOKUP_WRITES = ("/v1/status:batch",)
_LOOKUP_PREFIX = "/v1/watches"
_DATA = ("/v1/", "/metrics/")


def answered_by_gateway(method: str, path: str) -> bool:
    """Tell whether the gateway answers; the look-up answers everything else."""
    if method in ("GET", "HEAD"):
        under = any(path.startswith(start) and path.endswith(end) for start, end in _GATEWAY_READS_UNDER)
        return under or path.startswith(_GATEWAY_READS)
    return method != "OPTIONS" and path not in _LOOKUP_WRITES and not path.startswith(_LOOKUP_PREFIX)


def answered_by_portal(path: str) -> bool:
    """Tell whether a path is that of a page: all are but the data of the other services."""
    return not path.startswith(_DATA)


class Origin:
    """ASGI application that hands each request to the gateway, to the look-up or to the portal, as far as they are
    there.
    """

    def __init__(self, gateway: FastAPI | None, lookup: FastAPI, portal: ASGIApp | None = None) -> None:
        self._gateway = gateway
        self._lookup = lookup
        self._portal = portal
        self._description = lookup.openapi() if gateway is None else describe(gateway.openapi(), lookup.openapi())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; the lifespan is the look-up's, which does nothing in it."""
        if scope["type"] != "http":
            await self._lookup(scope, receive, send)
        elif scope["path"] == _DESCRIPTION and scope["method"] == "GET":
            await JSONResponse(self._description)(scope, receive, send)
        elif self._portal is not None and answered_by_portal(scope["path"]):
            await self._portal(scope, receive, send)
        elif self._gateway is not None and answered_by_gateway(scope["method"], scope["path"]):
            await self._gateway(scope, receive, send)
        else:
            await self._lookup(scope, receive, send)


def describe(gateway: dict[str, Any], lookup: dict[str, Any]) -> dict[str, Any]:
    """One OpenAPI description of what the two answer behind one origin.

    Schemas of the same name that differ keep apart by a prefix.
    """
    lookup = _with_own_names(lookup, gateway.get("components", {}).get("schemas", {}))
    paths: dict[str, dict[str, Any]] = {}
    for service, description in ((True, gateway), (False, lookup)):
        for path, operations in description["paths"].items():
            for method, operation in operations.items():
                if answered_by_gateway(method.upper(), path) is service:
                    paths.setdefault(path, {})[method] = operation
    components: dict[str, Any] = {}
    for description in (gateway, lookup):
        for section, entries in description.get("components", {}).items():
            components.setdefault(section, {}).update(entries)
    information = {**gateway["info"], "title": "Pledgebook", "description": _both(gateway, lookup)}
    return {"openapi": gateway["openapi"], "info": information, "paths": paths, "components": components}


def _both(gateway: dict[str, Any], lookup: dict[str, Any]) -> str:
    return "\n\n".join(filter(None, (each["info"].get("description", "") for each in (gateway, lookup))))


def _with_own_names(description: dict[str, Any], taken: dict[str, Any]) -> dict[str, Any]:
    """The description with each schema renamed whose name is taken by a different one."""
    schemas = description.get("components", {}).get("schemas", {})
    renamed = {name: f"Lookup{name}" for name, schema in schemas.items() if name in taken and taken[name] != schema}
    if not renamed:
        return description
    prefix = "#/components/schemas/"
    references = {prefix + name: prefix + new for name, new in renamed.items()}

    def rewrite(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: references.get(item, item) if key == "$ref" and isinstance(item, str) else rewrite(item)
                for key, item in value.items()
            }
        return [rewrite(item) for item in value] if isinstance(value, list) else value

    found: dict[str, Any] = rewrite(description)
    found["components"]["schemas"] = {
        renamed.get(name, name): schema for name, schema in found["components"]["schemas"].items()
    }
    return found
