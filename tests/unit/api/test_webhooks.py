"""Webhooks through the gateway: registered by a party, told of its submissions' ends."""

import time
from typing import Any

import httpx
import pytest
from standardwebhooks.webhooks import Webhook as Verifier

from tests.support.receiver import Received, Receiver


def ask(town: Any, method: str, path: str, party: int | None = None, **options: Any) -> httpx.Response:
    named = party if party is not None else town.bank
    headers = {"authorization": f"Bearer {town.token(named, 'party:write')}"}
    answer: httpx.Response = town.http.request(method, path, headers=headers, **options)
    return answer


def told_of(receiver: Receiver, submission: str) -> Received:
    """The message about one submission; others of the party may end meanwhile."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for each in tuple(receiver.received):
            if each.headers["webhook-id"].startswith(submission):
                return each
        time.sleep(0.02)
    raise AssertionError(f"nothing was told of {submission}")


def test_a_partys_webhook_is_told_of_the_end_of_its_submission(town: Any) -> None:
    with Receiver() as receiver:
        made = ask(town, "POST", "/v1/webhooks", json={"url": receiver.url})
        assert made.status_code == 201, made.text
        hook = made.json()
        try:
            ended = town.submit(town.bank, "/v1/pledges/1/assignments/acceptance", {})
            received = told_of(receiver, ended.id)
        finally:
            ask(town, "DELETE", f"/v1/webhooks/{hook['id']}")
    told = Verifier(hook["secret"]).verify(received.body, received.headers)
    assert (told["type"], told["data"]["submission"]) == (f"submission.{ended.state}", ended.id)
    assert told["data"]["error"]["name"]
    assert "arguments" not in told["data"]["error"]


def test_a_webhook_is_listed_without_its_secret_tested_rotated_and_deleted(town: Any) -> None:
    with Receiver() as receiver:
        hook = ask(town, "POST", "/v1/webhooks", town.other_bank, json={"url": receiver.url}).json()
        place = f"/v1/webhooks/{hook['id']}"
        (listed,) = ask(town, "GET", "/v1/webhooks", town.other_bank).json()["webhooks"]
        assert listed == {name: value for name, value in hook.items() if name != "secret"}
        assert ask(town, "GET", place, town.other_bank).json() == listed
        again = ask(town, "POST", "/v1/webhooks", town.other_bank, json={"url": receiver.url})
        assert (again.status_code, again.json()["type"].rsplit("/", 1)[1]) == (409, "webhook-known")
        assert again.json()["webhook"] == hook["id"]

        tried = ask(town, "POST", place + "/test", town.other_bank)
        assert (tried.status_code, tried.json()["event"]) == (202, "webhook.test")
        (received,) = receiver.wait_for(1)
        assert received.headers["webhook-id"] == tried.json()["message"]

        rotated = ask(town, "POST", place + "/rotation", town.other_bank).json()
        assert rotated["secret"] != hook["secret"]
        assert rotated["previous_secret_until"]
        repeated = ask(town, "POST", f"{place}/deliveries/{tried.json()['message']}/resending", town.other_bank)
        assert repeated.status_code == 202
        receiver.wait_for(2)
        for secret in (hook["secret"], rotated["secret"]):
            Verifier(secret).verify(receiver.received[1].body, receiver.received[1].headers)
        for _ in range(100):
            (delivery,) = ask(town, "GET", place + "/deliveries", town.other_bank).json()["deliveries"]
            if delivery["state"] == "delivered":
                break
            time.sleep(0.05)
        assert (delivery["state"], delivery["status"]) == ("delivered", 204)
        assert ask(town, "GET", place + "/deliveries?state=dead", town.other_bank).json()["deliveries"] == []
        assert ask(town, "DELETE", place, town.other_bank).status_code == 204
        assert ask(town, "GET", place, town.other_bank).status_code == 404
        assert ask(town, "GET", "/v1/webhooks", town.other_bank).json()["webhooks"] == []


@pytest.mark.parametrize("url", ["http://bank.example/", "https://10.0.0.1/", "https://169.254.169.254/", "x"])
def test_a_url_that_would_lead_the_gateway_inside_is_refused(town: Any, url: str) -> None:
    answer = ask(town, "POST", "/v1/webhooks", json={"url": url})
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (422, "invalid-webhook")
    assert (answer.json()["field"], answer.json()["value"]) == ("url", url)


def test_another_partys_webhook_is_not_there(town: Any) -> None:
    hook = ask(town, "POST", "/v1/webhooks", json={"url": "https://bank.example/hook"}).json()
    place = f"/v1/webhooks/{hook['id']}"
    for method, path in (
        ("GET", place),
        ("DELETE", place),
        ("POST", place + "/test"),
        ("POST", place + "/rotation"),
        ("GET", place + "/deliveries"),
        ("POST", place + "/deliveries/x/resending"),
    ):
        answer = ask(town, method, path, town.other_bank)
        assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (404, "unknown-webhook")
    missing = ask(town, "POST", place + "/deliveries/x/resending")
    assert missing.json()["type"].endswith("/unknown-message")
    assert ask(town, "DELETE", place).status_code == 204


def test_a_party_has_a_bounded_number_of_webhooks_and_needs_the_scope(town: Any) -> None:
    made = [
        ask(town, "POST", "/v1/webhooks", town.other_bank, json={"url": f"https://bank.example/{number}"})
        for number in range(21)
    ]
    assert [answer.status_code for answer in made] == [201] * 20 + [409]
    assert made[-1].json()["type"].endswith("/too-many-webhooks")
    for answer in made[:-1]:
        ask(town, "DELETE", f"/v1/webhooks/{answer.json()['id']}", town.other_bank)
    refused = town.http.post("/v1/webhooks", json={"url": "https://bank.example/"}, headers=town.headers(town.bank))
    assert refused.json()["type"].endswith("/scope-missing")
