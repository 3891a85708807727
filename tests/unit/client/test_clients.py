"""What the clients make of a service's answers, good and bad. The gateway itself is met in tests/unit/api."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from chain_gateway.client import GatewayClient, LookupClient, Problem, ServiceUnavailable, Submission, WaitTimeout

SUBMISSION: dict[str, Any] = {
    "id": "sub-1",
    "state": "final",
    "verb": "enrol",
    "party": 7,
    "transaction": "0x01",
    "block": {"number": 5, "hash": "0x02", "time": "2024-05-31T00:00:00Z"},
    "error": None,
    "result": {"events": [{"sequence": 3, "book": "PartyRegistry", "name": "PartyAdmitted", "subject": 3, "actor": 7}]},
    "created_at": "2024-05-31T00:00:00.000Z",
    "updated_at": "2024-05-31T00:00:01.000Z",
    "replayed": False,
}
PROBLEM: dict[str, Any] = {
    "type": "https://pledgebook.example/problems/invalid-number",
    "title": "The number of a right is not valid",
    "status": 422,
    "detail": "the check digit would be 3",
    "field": "rights[0]",
    "value": "x",
}

Answer = tuple[int, str, bytes]


class Service:
    """A service whose answers a test writes, over real HTTP; it keeps what it was asked."""

    def __init__(self) -> None:
        self.answer: Callable[[str, str], Answer] = lambda _method, _path: (200, "application/json", b"{}")
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def _serve(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", "0")))
                headers = {name.lower(): value for name, value in self.headers.items()}
                service.asked.append((self.command, self.path, headers, body))
                status, kind, content = service.answer(self.command, self.path)
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = _serve  # noqa: N815

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def says(self, body: Any, status: int = 200, kind: str = "application/json") -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answer = lambda _method, _path: (status, kind, content)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def service() -> Iterator[Service]:
    running = Service()
    yield running
    running.close()


@pytest.fixture
def gateway(service: Service) -> Iterator[GatewayClient]:
    with GatewayClient(service.url + "/", "the-token") as client:
        yield client


@pytest.fixture
def lookup(service: Service) -> Iterator[LookupClient]:
    with LookupClient(service.url) as client:
        yield client


def test_a_write_carries_token_key_and_body_and_answers_the_submission(
    service: Service, gateway: GatewayClient
) -> None:
    service.says(SUBMISSION, 202)
    found = gateway.post("/v1/parties", {"entries": ["演示"]}, "key-1")
    ((method, path, headers, body),) = service.asked
    assert (method, path) == ("POST", "/v1/parties")
    assert headers["authorization"] == "Bearer the-token"
    assert headers["idempotency-key"] == "key-1"
    assert json.loads(body) == {"entries": ["演示"]}
    assert (found.id, found.succeeded, found.terminal) == ("sub-1", True, True)
    assert found.event("PartyAdmitted").subject == 3
    with pytest.raises(LookupError, match="PartyAdmitted"):
        found.event("PledgeFiled")


def test_without_a_key_each_write_is_its_own(service: Service, gateway: GatewayClient) -> None:
    service.says(SUBMISSION, 202)
    gateway.post("/v1/parties", {})
    gateway.post("/v1/parties", {})
    keys = [headers["idempotency-key"] for _, _, headers, _ in service.asked]
    assert keys[0] != keys[1]


def test_a_problem_keeps_every_member(service: Service, gateway: GatewayClient) -> None:
    refusal = PROBLEM | {"error": {"name": "AlreadyEncumbered", "arguments": {"pledge": 5}}}
    service.says(refusal, 422, "application/problem+json")
    with pytest.raises(Problem) as refused:
        gateway.post("/v1/pledges", {})
    problem = refused.value
    assert (problem.code, problem.status, problem.field, problem.value) == ("invalid-number", 422, "rights[0]", "x")
    assert problem.error == {"name": "AlreadyEncumbered", "arguments": {"pledge": 5}}
    assert "the check digit would be 3" in str(problem)


def test_a_refused_submission_holds_its_problem_without_raising_it(service: Service, gateway: GatewayClient) -> None:
    service.says(SUBMISSION | {"state": "reverted", "error": PROBLEM, "result": None, "block": None}, 202)
    found = gateway.submit("/v1/pledges", {})
    assert (found.succeeded, found.terminal, found.events) == (False, True, ())
    assert isinstance(found.error, Problem)


def test_waiting_asks_again_until_the_end(service: Service, gateway: GatewayClient) -> None:
    states = iter(["prepared", "signed", "broadcast", "included", "final"])

    def answer(_method: str, _path: str) -> Answer:
        return 200, "application/json", json.dumps(SUBMISSION | {"state": next(states)}).encode()

    service.answer = answer
    assert gateway.submit("/v1/parties", {}).state == "final"
    paths = [path for _, path, _, _ in service.asked]
    assert all(path.startswith("/v1/submissions/sub-1?wait=") for path in paths[1:])
    assert all(float(path.split("=")[1]) <= 30 for path in paths[1:])


def test_a_service_that_does_not_wait_is_not_asked_without_pause(service: Service, gateway: GatewayClient) -> None:
    service.says(SUBMISSION | {"state": "broadcast"})
    with pytest.raises(WaitTimeout):
        gateway.wait("sub-1", 0.6)
    assert 2 <= len(service.asked) <= 4


def test_a_wait_that_is_over_says_where_the_submission_is(service: Service, gateway: GatewayClient) -> None:
    service.says(SUBMISSION | {"state": "broadcast"})
    with pytest.raises(WaitTimeout, match="still broadcast") as waited:
        gateway.wait("sub-1", 0)
    assert waited.value.submission_id == "sub-1"


def test_a_submission_that_repeats_another_stays_marked_after_waiting(service: Service, gateway: GatewayClient) -> None:
    def answer(method: str, _path: str) -> Answer:
        change = {"state": "signed", "replayed": True} if method == "POST" else {}
        return 200, "application/json", json.dumps(SUBMISSION | change).encode()

    service.answer = answer
    assert gateway.submit("/v1/parties", {}, "k").replayed


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_service_that_says_it_is_down_is_unavailable(service: Service, gateway: GatewayClient, status: int) -> None:
    service.says(PROBLEM | {"detail": "no chain"}, status, "application/problem+json")
    with pytest.raises(ServiceUnavailable, match=f"HTTP {status} no chain"):
        gateway.post("/v1/pledges", {})


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b'"x"', b"{", b"\xff"])
def test_an_answer_that_is_no_json_object_is_no_answer(service: Service, gateway: GatewayClient, body: bytes) -> None:
    service.says(body)
    with pytest.raises(ServiceUnavailable):
        gateway.health()


def test_an_object_that_is_no_submission_is_no_answer(service: Service, gateway: GatewayClient) -> None:
    for body in ({}, SUBMISSION | {"block": 1}, {"id": 1}):
        service.says(body)
        with pytest.raises(ServiceUnavailable, match="no submission"):
            gateway.post("/v1/parties", {})


def test_an_error_that_is_no_problem_document_is_unavailable_with_its_status(
    service: Service, gateway: GatewayClient
) -> None:
    service.says(b"<html>teapot</html>", 418, "text/html")
    with pytest.raises(ServiceUnavailable, match="HTTP 418"):
        gateway.health()


def test_nobody_there_is_unavailable_and_the_token_is_never_shown() -> None:
    with GatewayClient("http://127.0.0.1:9", "the-token", timeout_seconds=2) as client:
        with pytest.raises(ServiceUnavailable, match="Check that it runs") as down:
            client.post("/v1/pledges", {})
        assert "the-token" not in str(down.value) + repr(client) + repr(down.value)


def test_names_of_rights_are_escaped_in_paths(service: Service, lookup: LookupClient) -> None:
    service.says({"status": "clear"})
    lookup.status("../US/D654321?x#y 。", date(2024, 5, 31))
    lookup.history("CN:TM:1:9")
    lookup.acts(3, "2019 000/1&2")
    paths = [path for _, path, _, _ in service.asked]
    assert paths[0] == "/v1/status/..%2FUS%2FD654321%3Fx%23y%20%E3%80%82?as_of=2024-05-31"
    assert paths[1] == "/v1/status/CN%3ATM%3A1%3A9/history"
    assert paths[2].startswith("/v1/acts?office=3&number=2019")
    assert "&2" not in paths[2].replace("%26", "")[-3:]


def test_the_look_up_needs_no_token_and_each_question_has_its_path(service: Service, lookup: LookupClient) -> None:
    lookup.batch(["a", "b"], date(2024, 1, 2))
    for ask in (lookup.statistics, lookup.completeness, lookup.health):
        ask()
    lookup.pledge(5), lookup.pledge_history(5), lookup.party(6), lookup.parties("演示")
    paths = [path for _, path, _, _ in service.asked]
    assert paths == [
        "/v1/status:batch",
        "/v1/statistics",
        "/v1/completeness",
        "/v1/health",
        "/v1/pledges/5",
        "/v1/pledges/5/history",
        "/v1/parties/6",
        "/v1/parties?name=%E6%BC%94%E7%A4%BA",
    ]
    assert json.loads(service.asked[0][3]) == {"numbers": ["a", "b"], "as_of": "2024-01-02"}
    assert all("authorization" not in headers for _, _, headers, _ in service.asked)


def test_documents_are_sent_and_read_as_bytes(service: Service, gateway: GatewayClient) -> None:
    service.says({"cid": "bafk", "size": 3}, 201)
    assert gateway.put_document(b"\x00\xff\x01", "application/pdf") == "bafk"
    assert service.asked[0][2]["content-type"] == "application/pdf"
    assert service.asked[0][3] == b"\x00\xff\x01"
    service.says(b"\x00\xff\x01", 200, "application/octet-stream")
    assert gateway.document("bafk") == b"\x00\xff\x01"


def test_a_submission_cannot_be_changed() -> None:
    found = Submission.from_json(SUBMISSION)
    with pytest.raises(AttributeError):
        found.state = "x"  # type: ignore[misc]
