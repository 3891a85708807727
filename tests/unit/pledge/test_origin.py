"""Which service answers a request, and the one description of both."""

import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from pledge.origin import Origin, answered_by_gateway, describe
from tests.support.asgi import Caller


@pytest.mark.parametrize(
    ("method", "path", "gateway"),
    [
        ("POST", "/v1/pledges", True),
        ("POST", "/v1/pledges:check", True),
        ("POST", "/v1/status:batch", False),
        ("GET", "/v1/submissions/abc", True),
        ("GET", "/v1/documents/bafkrei", True),
        ("GET", "/v1/submissions/abc/events", True),
        ("GET", "/v1/bulks/bulk-1/rows", True),
        ("GET", "/v1/webhooks", True),
        ("GET", "/v1/approvals", True),
        ("GET", "/v1/ready", True),
        ("GET", "/v1/valuations/52/figures", True),
        ("GET", "/v1/valuations/52", False),
        ("GET", "/v1/disposals/60/figures", True),
        ("GET", "/v1/disposals/60", False),
        ("GET", "/v1/pledges/7", False),
        ("GET", "/v1/status/US7831837", False),
        ("HEAD", "/v1/status/US7831837", False),
        ("OPTIONS", "/v1/status:batch", False),
        ("DELETE", "/v1/pledges/7", True),
    ],
)
def test_writes_go_to_the_gateway_and_reads_to_the_look_up(method: str, path: str, gateway: bool) -> None:
    assert answered_by_gateway(method, path) is gateway


def _gateway() -> FastAPI:
    class Answer(BaseModel):
        sent: bool

    app = FastAPI(title="gateway")

    @app.post("/v1/pledges")
    def file() -> Answer:
        return Answer(sent=True)

    @app.get("/v1/health")
    def health() -> Answer:
        return Answer(sent=False)

    return app


def _lookup() -> FastAPI:
    class Answer(BaseModel):
        status: str

    app = FastAPI(title="look-up")

    @app.get("/v1/health")
    def health() -> Answer:
        return Answer(status="here")

    @app.get("/v1/status/{number}")
    def status(number: str) -> Answer:
        return Answer(status=number)

    return app


def test_a_request_reaches_the_service_that_answers_it() -> None:
    client = Caller(Origin(_gateway(), _lookup()))
    assert client.post("/v1/pledges").json() == {"sent": True}
    assert client.get("/v1/status/7").json() == {"status": "7"}
    assert client.get("/v1/health").json() == {"status": "here"}
    assert client.get("/v1/pledges").status_code == 404


def test_the_description_has_each_operation_once_and_as_it_is_answered() -> None:
    described = Caller(Origin(_gateway(), _lookup())).get("/openapi.json").json()
    assert sorted(described["paths"]) == ["/v1/health", "/v1/pledges", "/v1/status/{number}"]
    health = described["paths"]["/v1/health"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert health == {"$ref": "#/components/schemas/LookupAnswer"}
    assert described["components"]["schemas"]["LookupAnswer"]["properties"].keys() == {"status"}
    assert described["components"]["schemas"]["Answer"]["properties"].keys() == {"sent"}


def test_schemas_that_are_the_same_in_both_are_kept_once() -> None:
    described = describe(_lookup().openapi(), _lookup().openapi())
    assert list(described["components"]["schemas"]).count("Answer") == 1
    assert "LookupAnswer" not in described["components"]["schemas"]
