"""The gateway's HTTP application."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from chain_gateway.api import problems
from chain_gateway.api.auth import Gatekeeper
from chain_gateway.api.examples import with_examples
from chain_gateway.api.limits import BodyLimits
from chain_gateway.api.metrics import Metrics
from chain_gateway.api.observing import Observed
from chain_gateway.api.routers import (
    approvals,
    assets,
    bulks,
    buybacks,
    changes,
    consents,
    directory,
    disposals,
    documents,
    enforcement,
    governance,
    health,
    losses,
    parties,
    pledges,
    refinancings,
    schemes,
    searches,
    submissions,
    subsidies,
    valuations,
    webhooks,
)
from chain_gateway.api.services import GatewayServices
from chain_gateway.api.streams import Streams
from chain_gateway.api.uploads import Uploads
from chain_gateway.api.waiting import Waits

_DESCRIPTION = """Institutions write to the ledger through this gateway: it validates, persists, signs and sends.

Every write answers 202 with a submission; ask for that until it is `final`. Every POST that writes to the ledger needs
a header `Idempotency-Key`. Problems are RFC 9457 documents with a stable `type`.
"""


class _Described(FastAPI):
    """Its description has an example for each body and answer."""

    def openapi(self) -> dict[str, Any]:
        """The description, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = with_examples(super().openapi())
        return self.openapi_schema


def _operation_id(route: APIRoute) -> str:
    """Book and act, such as pledges_register: stable names for generated clients, listed in `client.verbs`."""
    return f"{route.tags[0]}_{route.name}"


def create_app(services: GatewayServices) -> FastAPI:
    """The application over these services. Starting and stopping them is the caller's."""
    app = _Described(
        title="Pledgebook gateway",
        version="1",
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        generate_unique_id_function=_operation_id,
        redirect_slashes=False,  # a redirected write would lose its body on the way
        # FastAPI's own 422 model would be wrong here: every failure is a problem.
        responses=problems.responses(422, 429, 500),
    )
    app.state.services = services
    app.state.waits = Waits()
    app.state.uploads = Uploads()
    streams = app.state.streams = Streams()
    metrics = app.state.metrics = Metrics(services, lambda: streams.count)
    for module in (
        parties,
        assets,
        pledges,
        bulks,
        changes,
        enforcement,
        buybacks,
        refinancings,
        disposals,
        subsidies,
        directory,
        valuations,
        schemes,
        losses,
        searches,
        consents,
        documents,
        submissions,
        webhooks,
        approvals,
        governance,
        health,
    ):
        app.include_router(module.router)
    problems.install(app, services)
    app.add_middleware(BodyLimits)
    app.add_middleware(Gatekeeper, services=services)  # who asks is known before a body is read
    app.add_middleware(Observed, metrics=metrics)
    services.submitter.listen(metrics.moved)
    return app
