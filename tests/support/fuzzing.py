"""Asks a running service whatever its own description allows, and more; nothing may fail, nothing be undescribed."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

SECONDS = 60.0
"""How long a whole fuzz may take; operations that are not reached count 0."""
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@schemathesis.serializer("application/x-ndjson")
def ndjson(_context: Any, value: Any) -> bytes:
    """A body of lines, whatever they are."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


def fuzz(http: httpx.Client, headers: dict[str, str], examples: int = 12) -> dict[str, int]:
    """Requests asked of each operation of the service that `http` reaches; seeded, bounded in time."""
    schema = schemathesis.openapi.from_dict(http.get("/openapi.json").json())
    schema.config.update(base_url=str(http.base_url).rstrip("/"))
    deadline = time.monotonic() + SECONDS
    with requests.Session() as session:
        return {
            operation.label: _one(operation, session, headers, examples, deadline) for operation in _operations(schema)
        }


def _operations(schema: Any) -> Iterator[Any]:
    for found in schema.get_all_operations():
        yield found.ok()


def _one(operation: Any, session: requests.Session, headers: dict[str, str], examples: int, deadline: float) -> int:
    asked = 0

    @seed(20261124)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        nonlocal asked
        if time.monotonic() > deadline:
            return
        case.call_and_validate(session=session, headers=headers, checks=CHECKS, timeout=30)
        asked += 1

    ask()
    return asked
