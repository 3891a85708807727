"""Whatever is sent, the answer is a problem and never a failure of the gateway."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.api.conftest import founded

TEXTS = st.text(max_size=30) | st.sampled_from(["CN201710601862.3", "2024-05-31", "Fixed", "InForce", "0x" + "11" * 20])
LEAVES = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | TEXTS
PLACES = {"key": "US7831837", "submission_id": "sub-1", "webhook": "hook-" + "0" * 32, "cid": "bafkreigone"}
"""What stands for a part of a path; a number for every other one."""
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A town of this file's own: what is sent here may pause filing, rename the bank or worse."""
    with founded(tmp_path_factory.mktemp("fuzzed")) as built:
        yield built


@pytest.fixture(scope="module")
def operations(town: Any) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Path, a documented example or skeleton of its body, and the schema's properties, of every JSON write."""
    document = town.http.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    found = []
    for path, item in sorted(document["paths"].items()):
        content = item.get("post", {}).get("requestBody", {}).get("content", {})
        if "$ref" in content.get("application/json", {}).get("schema", {}):  # a document may be JSON, as it is
            schema = schemas[content["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]]
            found.append((path, schema.get("examples", [{}])[0], schema["properties"]))
    return found


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_no_body_makes_the_gateway_fail(town: Any, operations: Any, data: st.DataObject) -> None:
    path, example, properties = data.draw(st.sampled_from(operations))
    changed = data.draw(st.dictionaries(st.sampled_from(sorted(properties) or ["unknown"]), VALUES, max_size=4))
    body = data.draw(st.one_of(st.just({**example, **changed}), VALUES))
    party = data.draw(st.sampled_from([0, town.office, town.bank]))
    content = json.dumps(body, ensure_ascii=data.draw(st.booleans())).encode("utf-8", "surrogatepass")
    scopes = [town.scope(party), "searches:write", "party:write", "approvals:write"]
    headers = town.headers(party, "fuzz") | {"content-type": "application/json"}
    headers["authorization"] = f"Bearer {town.token(party, *scopes)}"
    path = re.sub(r"\{(\w+)\}", lambda place: PLACES.get(place[1], "1"), path)
    answer = town.http.post(path, content=content, headers=headers)
    assert answer.status_code < 500, (path, body, answer.text)
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"].startswith("https://pledgebook.example/problems/")


@given(path=st.text(st.characters(codec="utf-8", exclude_characters="#?"), max_size=40))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_path_makes_the_gateway_fail(town: Any, path: str) -> None:
    from urllib.parse import quote

    for start in ("/v1/submissions/", "/v1/documents/", "/v1/pledges/", "/"):
        answer = town.http.get(start + quote(path), headers=town.headers(town.bank))
        assert answer.status_code < 500
        assert answer.status_code < 300 or answer.headers["content-type"] == "application/problem+json"
