"""The client against a real gateway: every verb by name, streams that are cut off, webhooks, and repetitions."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from chain_gateway.client import VERBS, GatewayClient, Retries, ServiceUnavailable
from tests.support.receiver import Receiver
from tests.unit.api.test_bulk_filing import lines, row

QUICK = Retries(times=3, first_pause_seconds=0.01)


def test_every_operation_of_the_gateway_has_its_stable_name(town: Any) -> None:
    described = {
        operation["operationId"]: (method.upper(), path)
        for path, item in town.http.get("/openapi.json").json()["paths"].items()
        for method, operation in item.items()
    }
    assert described == dict(VERBS)


def test_a_write_is_made_by_its_name(town: Any) -> None:
    client = town.client(town.bank)
    found = client.wait(client.act("changes_accept_assignment", {}, pledge=1).id)
    assert (found.verb, found.state) == ("accept_assignment", "reverted")
    with pytest.raises(LookupError, match="is no write"):
        client.act("submissions_read", {}, submission_id="x")
    with pytest.raises(LookupError):
        client.act("changes_accept_assignment", {})


def test_a_submission_and_a_bulk_filing_are_followed_to_their_ends(town: Any) -> None:
    client = town.client(town.bank)
    accepted = client.act("changes_accept_assignment", {}, pledge=1)
    states = [found.state for found in client.follow(accepted.id)]
    assert states[-1] == "reverted"
    filed = client.file_bulk(lines(row(town, "c-1"), b"{}\n").splitlines(), "client-bulk")
    assert (filed.rows, filed.accepted, filed.refused) == (2, 1, 1)
    *_, last = client.follow_bulk(filed.id)
    assert last.ended
    assert [each.row for each in client.bulk_rows(filed.id)] == [1, 2]
    failed = [each.problem.code for each in client.bulk_rows(filed.id, failed=True) if each.problem is not None]
    assert failed == ["refused-by-ledger", "invalid-body"]
    assert client.bulk(filed.id).states == last.states == {"reverted": 1}


def test_webhooks_are_kept_through_the_client(town: Any) -> None:
    token = town.token(town.other_bank, "party:write")
    with Receiver() as receiver, GatewayClient(str(town.http.base_url), token) as client:
        hook = client.add_webhook(receiver.url)
        assert hook.secret
        assert hook.secret not in repr(hook)
        assert [each.id for each in client.webhooks()] == [hook.id]
        assert client.webhooks()[0].secret is None
        tried = client.try_webhook(hook.id)
        receiver.wait_for(1)
        assert client.send_again(hook.id, tried.message).message == tried.message
        receiver.wait_for(2)
        assert client.rotate_webhook(hook.id).secret != hook.secret
        assert [each.message for each in client.deliveries(hook.id)] == [tried.message]
        client.delete_webhook(hook.id)
        assert client.webhooks() == []
        assert client.ready()


class Unsteady(httpx.BaseTransport):
    """A line that goes dead: some requests reach nobody, some answers reach nobody."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        self.keys: list[str | None] = []
        self._line = httpx.HTTPTransport()

    def close(self) -> None:
        self._line.close()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.keys.append(request.headers.get("idempotency-key"))
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "lost":
            raise httpx.ConnectError("nobody there")
        answer = self._line.handle_request(request)
        answer.read()
        if fault == "answer-lost":
            raise httpx.ReadError("the line went dead")
        return answer


def test_a_write_is_repeated_with_the_same_key_and_made_once(town: Any) -> None:
    line = Unsteady(["lost", "answer-lost"])
    token = town.token(town.office, "registry:write")
    before = sum(town.services.store.counts().values())
    with GatewayClient(str(town.http.base_url), token, transport=line, retries=QUICK) as client:
        found = client.post("/v1/parties", {"entries": [{"kind": "Enterprise", "name": "演示重试公司"}]})
    assert found.replayed
    assert len(line.keys) == 3
    assert len(set(line.keys)) == 1
    assert sum(town.services.store.counts().values()) == before + 1
    town.client(town.office).wait(found.id)


def test_what_has_no_key_is_not_repeated(town: Any) -> None:
    line = Unsteady(["lost"])
    token = town.token(town.office, "registry:write")
    with GatewayClient(str(town.http.base_url), token, transport=line, retries=QUICK) as client:
        with pytest.raises(ServiceUnavailable):
            client.resolve_names(["演示"])
        line.faults = ["lost"]
        assert client.health()["status"]


@pytest.fixture
def busy_server() -> Iterator[tuple[str, list[bytes]]]:
    """Answers 429 with Retry-After once, then a document's identifier."""
    answers = [
        b"HTTP/1.1 429 Too Many Requests\r\nretry-after: 0\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 15\r\nconnection: close\r\n\r\n"
        b'{"status":"ok"}',
    ]
    seen: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for answer in answers:
            line, _ = server.accept()
            seen.append(line.recv(65536))
            line.sendall(answer)
            line.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}", seen
    server.close()
    thread.join()


def test_who_is_asked_to_wait_waits_and_asks_again(busy_server: tuple[str, list[bytes]]) -> None:
    url, seen = busy_server
    with GatewayClient(url, "token", retries=QUICK) as client:
        assert client.health() == {"status": "ok"}
    assert len(seen) == 2
