"""Searches inside the chain, through the gateway."""

from typing import Any

import pytest

from chain_gateway.client import GatewayClient
from chain_gateway.ledger.asset_key import asset_key
from chain_gateway.ledger.chinese_numbers import check_digit
from chain_gateway.ledger.events import LedgerEvent, Searched, decode
from chain_gateway.ledger.findings import Finding, keys_digest, unpack
from chain_gateway.ledger.identifiers import RightId
from chain_gateway.submission.receipts import raw_log


@pytest.fixture(scope="module")
def searcher(town: Any) -> Any:
    """A client of the bank that may do nothing but search."""
    client = GatewayClient(str(town.http.base_url), town.token(town.bank, "searches:write"))
    yield client
    client.close()


def searched(town: Any, submission: Any) -> LedgerEvent:
    """The one event of a part."""
    receipt = town.chain.node.receipt(bytes.fromhex(submission.transaction[2:]))
    (event,) = [
        event
        for event in (decode(raw_log(log), town.services.deployment) for log in receipt.logs)
        if isinstance(event, LedgerEvent)
    ]
    return event


def test_a_search_names_what_is_not_clear_and_keeps_the_order(town: Any, searcher: GatewayClient) -> None:
    clear, pledged = town.right(town.firm), town.right(town.firm)
    town.registered(pledged)
    coverage = {"jurisdiction": "CN", "kind": "Patent", "from": "1985-04-01", "through": "2024-05-31"}
    town.done(town.office, "/v1/coverage", coverage)
    asked = [pledged, "CN:PAT:201710601862.3", clear, pledged]
    search_id, (part,) = searcher.search(asked, "2024-05-31")
    event = searched(town, searcher.wait(part.id))
    assert isinstance(event.payload, Searched)
    assert event.subject == bytes.fromhex(search_id[2:])
    assert event.actor == town.bank
    assert (event.payload.part, event.payload.parts, event.payload.as_of) == (1, 1, 20240531)
    assert event.payload.keys_digest == keys_digest([RightId.parse(text).key for text in asked])
    found = unpack(event.payload.findings, event.payload.count)
    unknown = Finding.UNKNOWN | Finding.NOT_COVERED
    assert found == {0: Finding.PLEDGED, 1: unknown, 3: Finding.PLEDGED}


def test_ten_thousand_rights_are_three_submissions_of_one_search(town: Any, searcher: GatewayClient) -> None:
    stems = [f"20181{number:07d}" for number in range(10_000)]
    rights = [f"CN:PAT:{stem}.{check_digit(stem)}" for stem in stems]
    search_id, parts = searcher.search(rights, "2024-05-31", "ten-thousand")
    events = [searched(town, searcher.wait(part.id)) for part in parts]
    payloads = [event.payload for event in events]
    assert all(isinstance(payload, Searched) for payload in payloads)
    assert [(each.part, each.parts, each.count) for each in payloads] == [(1, 3, 3500), (2, 3, 3500), (3, 3, 3000)]  # type: ignore[attr-defined]
    assert {event.subject for event in events} == {bytes.fromhex(search_id[2:])}
    keys = [asset_key("CN", 1, right.removeprefix("CN:PAT:")) for right in rights]
    assert payloads[1].keys_digest == keys_digest(keys[3500:7000])  # type: ignore[attr-defined]

    again_id, again = searcher.search(rights, "2024-05-31", "ten-thousand")
    assert again_id == search_id
    assert [part.id for part in again] == [part.id for part in parts]
    assert all(part.replayed for part in again)


def test_a_search_that_was_cut_off_goes_on_with_the_same_id(town: Any, searcher: GatewayClient) -> None:
    rights = [f"US{number}" for number in range(7_000_000, 7_003_501)]
    town.services.submitter.stop()
    try:
        first_id, first = searcher.search(rights, "2024-05-31", "cut-off")
        # What a crash after the first part leaves: the second one is not there.
        with town.services.store._database.write() as connection:
            from sqlalchemy import text

            connection.execute(text("DELETE FROM idempotency WHERE submission_id = :id"), {"id": first[1].id})
            connection.execute(text("DELETE FROM submissions WHERE id = :id"), {"id": first[1].id})
        second_id, second = searcher.search(rights, "2024-05-31", "cut-off")
    finally:
        town.services.submitter.start()
    assert second_id == first_id
    assert second[0].id == first[0].id
    assert second[1].id != first[1].id
    assert searched(town, searcher.wait(second[1].id)).subject == bytes.fromhex(first_id[2:])


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"rights": []}, "invalid-body", "rights"),
        ({"rights": ["US7831837"] * 10_001}, "invalid-body", "rights"),
        ({"rights": ["US7831837", "201710601862.5"]}, "invalid-number", "rights[1]"),
        ({"as_of": "2024-02-30"}, "invalid-body", "as_of"),
        ({"as_of": None}, "invalid-body", "as_of"),
        ({"part": 1}, "invalid-body", "part"),
    ],
    ids=["no rights", "too many", "a number that is none", "no date of the calendar", "no date", "unknown field"],
)
def test_a_search_that_cannot_be_made_names_the_field(
    town: Any, problem: Any, changes: dict[str, Any], code: str, field: str
) -> None:
    body = {"rights": ["US7831837"], "as_of": "2024-05-31"} | changes
    token = {"authorization": f"Bearer {town.token(town.bank, 'searches:write')}"}
    found = problem(422, "/v1/searches", body, town.bank, headers=token)
    assert found["type"].endswith(f"/{code}")
    assert found["field"] == field


def test_a_search_needs_its_own_scope_and_a_key_that_names_it(town: Any, problem: Any) -> None:
    body = {"rights": ["US7831837"], "as_of": "2024-05-31"}
    assert problem(403, "/v1/searches", body, town.bank)["type"].endswith("/scope-missing")
    token = {"authorization": f"Bearer {town.token(town.bank, 'searches:write')}"}
    found = problem(422, "/v1/searches", body, town.bank, key=None, headers=token)
    assert found["type"].endswith("/idempotency-key-missing")
    answer = town.http.post("/v1/pledges", json={}, headers={**token, "idempotency-key": "k"})
    assert answer.status_code == 403, "a token for searches files nothing"
