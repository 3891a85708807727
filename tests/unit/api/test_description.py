"""The description is exact enough for a fuzzer: no failure, no answer that it does not name."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from chain_gateway.api import bodies
from chain_gateway.api.examples import EXAMPLES
from chain_gateway.api.problems import ENDS, TITLES, TYPES_OF_STATUS, ProblemBody
from chain_gateway.api.scopes import SCOPES
from tests.support.fuzzing import fuzz


def test_no_request_fails_and_no_answer_is_undescribed(town: Any) -> None:
    token = town.token(town.bank, *SCOPES)
    headers = {"authorization": f"Bearer {token}", "idempotency-key": "fuzz"}
    asked = fuzz(town.http, headers)
    for hook in town.services.store.webhooks.of(town.bank):
        town.services.store.webhooks.remove(hook.id, town.bank)
    assert len(asked) > 80
    assert sum(asked.values()) > 200


def every_model() -> Iterator[type[BaseModel]]:
    yield ProblemBody
    for module in pkgutil.iter_modules(bodies.__path__, f"{bodies.__name__}."):
        for found in vars(importlib.import_module(module.name)).values():
            if isinstance(found, type) and issubclass(found, BaseModel):
                yield found


def test_every_body_and_answer_has_an_example_that_its_model_reads(town: Any) -> None:
    document = town.http.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    models = {model.__name__: model for model in every_model()}
    named = {
        content["schema"]["$ref"].rsplit("/", 1)[1]
        for item in document["paths"].values()
        for operation in item.values()
        for described in [operation.get("requestBody", {}), *operation["responses"].values()]
        for content in described.get("content", {}).values()
        if "$ref" in content.get("schema", {})
    }
    assert len(named) > 60
    for name in named:
        assert schemas[name]["examples"], name
        for example in schemas[name]["examples"]:
            models[name].model_validate(example)
    assert EXAMPLES.keys() <= named
    for example in models["BulkRowBody"].model_json_schema()["examples"]:
        models["BulkRowBody"].model_validate(example)


def test_every_problem_is_named_in_the_description_of_its_status() -> None:
    named = [code for codes in TYPES_OF_STATUS.values() for code in codes]
    assert sorted([*named, *ENDS]) == sorted(TITLES)
    assert len(named) == len(set(named))


def test_operation_ids_are_names_and_unique(town: Any) -> None:
    document = town.http.get("/openapi.json").json()
    names = [each["operationId"] for item in document["paths"].values() for each in item.values()]
    assert len(names) == len(set(names))
    assert all(name.replace("_", "").isalpha() for name in names)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 415, 422, 429, 503])
def test_a_status_is_described_with_its_types(town: Any, status: int) -> None:
    document = town.http.get("/openapi.json").json()
    described = document["paths"]["/v1/pledges/{pledge}/registration"]["post"]["responses"][str(status)]
    for code in TYPES_OF_STATUS[status]:
        assert code in described["description"]
