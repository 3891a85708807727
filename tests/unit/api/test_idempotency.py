"""The same request twice does one thing."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chain_gateway.client import Problem


def parties(name: str) -> dict[str, Any]:
    return {"entries": [{"kind": "Enterprise", "name": name}]}


def test_the_same_key_and_body_answer_the_same_submission(town: Any) -> None:
    client, body = town.client(town.office), parties("演示重复公司")
    first = client.submit("/v1/parties", body, "repeat-1")
    again = client.post("/v1/parties", body, "repeat-1")
    assert (first.replayed, again.replayed) == (False, True)
    assert again.id == first.id
    assert again.events == first.events
    headers = town.headers(town.office, "repeat-1")
    assert town.http.post("/v1/parties", json=body, headers=headers).headers["idempotency-replayed"] == "true"


def test_the_order_of_fields_does_not_make_another_request(town: Any) -> None:
    first = town.client(town.office).submit("/v1/parties", parties("演示次序公司"), "repeat-2")
    turned = {"entries": [{"name": "演示次序公司", "kind": "Enterprise"}]}
    assert town.client(town.office).post("/v1/parties", turned, "repeat-2").id == first.id


def test_the_same_key_with_another_body_or_path_is_refused(town: Any) -> None:
    client = town.client(town.office)
    client.submit("/v1/parties", parties("演示一号"), "repeat-3")
    with pytest.raises(Problem) as other_body:
        client.post("/v1/parties", parties("演示二号"), "repeat-3")
    assert (other_body.value.status, other_body.value.code) == (422, "idempotency-key-reused")
    with pytest.raises(Problem) as other_path:
        client.post("/v1/pledges/1/cancellation", {"ground": "OtherLaw"}, "repeat-3")
    assert other_path.value.code == "idempotency-key-reused"


def test_a_key_is_its_partys_own(town: Any) -> None:
    for bank in (town.bank, town.other_bank):
        found = town.submit(bank, "/v1/pledges/1/assignments/acceptance", {}, "everybodys-key")
        assert (found.party, found.replayed) == (bank, False)


def test_a_request_that_was_refused_may_be_put_right_under_its_key(town: Any) -> None:
    client = town.client(town.office)
    with pytest.raises(Problem):
        client.post("/v1/parties", parties("演示\u202e公司"), "repeat-4")
    assert client.submit("/v1/parties", parties("演示修正公司"), "repeat-4").succeeded


def test_many_at_once_with_one_key_enter_one_party(town: Any) -> None:
    body = parties("演示同时公司")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: town.client(town.office).submit("/v1/parties", body, "at-once"), range(8)))
    assert len({each.id for each in found}) == 1
    assert sum(not each.replayed for each in found) <= 1
    assert town.client(town.office).resolve_names(["演示同时公司"])["演示同时公司"] == found[0].events[0].subject


def test_a_consented_filing_sent_twice_files_one_pledge(town: Any) -> None:
    body = town.filing(town.right(town.firm))
    first = town.submit(town.bank, "/v1/pledges", body, "filing-twice")
    again = town.submit(town.bank, "/v1/pledges", body, "filing-twice")
    assert first.events == again.events
    assert first.succeeded


def test_a_repeated_request_is_answered_alike_after_the_state_has_changed(town: Any) -> None:
    pledge = town.filed(town.right(town.firm))
    path, body = f"/v1/pledges/{pledge}/withdrawal", {"act": {"executed_on": "2024-06-02"}}
    first = town.submit(town.bank, path, body, "withdraw-once")
    again = town.submit(town.bank, path, body, "withdraw-once")
    assert first.succeeded
    assert again.id == first.id
