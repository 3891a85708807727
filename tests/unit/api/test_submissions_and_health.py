"""Submissions, health, the audit of acts, and the description of all this."""

from typing import Any

import pytest

from chain_gateway.api.problems import TITLES


def test_a_submission_is_shown_to_its_party_alone(town: Any) -> None:
    found = town.submit(town.bank, "/v1/pledges/1/assignments/acceptance", {})
    assert found.state == "reverted"
    answer = town.http.get(f"/v1/submissions/{found.id}", headers=town.headers(town.other_bank))
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (404, "unknown-submission")


def test_an_accepted_write_says_where_it_is_to_be_followed(town: Any) -> None:
    body = {"entries": [{"kind": "Enterprise", "name": "演示地点公司"}]}
    answer = town.http.post("/v1/parties", json=body, headers=town.headers(town.office, "where"))
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/v1/submissions/{answer.json()['id']}"
    ended = town.http.get(answer.headers["location"] + "?wait=30", headers=town.headers(town.office)).json()
    assert ended["state"] == "final"
    assert ended["transaction"].startswith("0x")
    assert ended["block"]["time"].endswith("Z")
    (event,) = ended["result"]["events"]
    assert (event["book"], event["name"], event["actor"]) == ("PartyRegistry", "PartyAdmitted", town.office)


@pytest.mark.parametrize("wait", ["-1", "31", "nan", "x", "inf"])
def test_a_wait_is_from_0_to_30_seconds(town: Any, wait: str) -> None:
    found = town.submit(town.bank, "/v1/pledges/1/assignments/acceptance", {})
    answer = town.http.get(f"/v1/submissions/{found.id}?wait={wait}", headers=town.headers(town.bank))
    assert answer.status_code == 422


def test_health_needs_no_token_and_tells_of_chain_store_and_worker(town: Any) -> None:
    found = town.http.get("/v1/health").json()
    assert found["status"] == "ok"
    assert found["chain"]["reachable"]
    assert found["chain"]["nodes"] == [{"asked": True, "head": found["chain"]["block"]["number"], "lag": 0}]
    assert found["worker"] == {"running": True, "lanes_in_trouble": 0}
    assert found["store"]["submissions"]["final"] > 0


def test_every_act_accepted_and_refused_is_in_the_audit(town: Any, problem: Any) -> None:
    store = town.services.store
    before = len(store.audit_acts(limit=100_000))
    body = {"entries": [{"kind": "Enterprise", "name": "演示审计公司"}]}
    accepted = town.submit(town.office, "/v1/parties", body, "audited")
    town.client(town.office).post("/v1/parties", body, "audited")
    problem(409, "/v1/parties", body, town.office, "audited-again")
    problem(422, "/v1/pledges", {"rights": ["x"]}, town.bank, "audited-bad")
    acts = store.audit_acts(limit=100_000)[before:]
    assert [(act.verb, act.outcome, act.problem) for act in acts[:3]] == [
        ("enrol", "accepted", None),
        ("enrol", "replayed", None),
        ("enrol", "refused", "name-known"),
    ]
    assert acts[0].submission_id == accepted.id
    assert acts[0].subject == f"clerk of {town.office}"
    assert acts[0].body_hash == acts[1].body_hash
    assert store.first_broken_act() is None


def test_the_description_names_the_problems_of_every_operation(town: Any) -> None:
    document = town.http.get("/openapi.json").json()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if path in ("/v1/health", "/v1/ready"):
                continue
            described = operation["responses"]
            assert "ProblemBody" in document["components"]["schemas"]
            assert "401" in described, (method, path)
            for status, response in described.items():
                if int(status) >= 400:
                    assert "application/problem+json" in response["content"], (path, status)
                    assert "application/json" not in response["content"], (path, status)


def test_every_write_of_the_description_has_a_documented_idempotency_key(town: Any) -> None:
    document = town.http.get("/openapi.json").json()
    writes = [
        o
        for path, item in document["paths"].items()
        for o in item.values()
        if "202" in o["responses"] and not path.startswith("/v1/webhooks")  # those send nothing to the ledger
    ]
    assert len(writes) >= 60
    for operation in writes:
        names = [parameter["name"].lower() for parameter in operation["parameters"]]
        assert "idempotency-key" in names


def test_every_problem_code_has_a_title_of_its_own() -> None:
    assert len(set(TITLES.values())) == len(TITLES)
