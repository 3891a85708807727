"""Server-sent events: state after state, resumed, bounded, ended with the thing itself."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from chain_gateway.api import streams
from tests.unit.api.test_bulk_filing import lines, row, send


def events(answer: httpx.Response) -> Iterator[dict[str, Any]]:
    found: dict[str, str] = {}
    for line in answer.iter_lines():
        if not line:
            if "data" in found:
                yield {"id": found["id"], "event": found["event"], "data": json.loads(found["data"])}
            found = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(": ")
            found[name] = value


def test_a_submission_is_followed_to_its_end(town: Any) -> None:
    body = {"entries": [{"kind": "Enterprise", "name": "演示流公司"}]}
    accepted = town.client(town.office).post("/v1/parties", body)
    path = f"/v1/submissions/{accepted.id}/events"
    with town.http.stream("GET", path, headers=town.headers(town.office)) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        found = list(events(answer))
    assert found[-1]["event"] == "ended"
    assert found[-1]["data"]["state"] == "final"
    assert len({each["id"] for each in found}) == len(found)
    assert [each["event"] for each in found[:-1]] == ["state"] * (len(found) - 1)

    known = town.headers(town.office) | {"last-event-id": found[-1]["id"]}
    assert town.http.get(path, headers=known).status_code == 204
    behind = town.headers(town.office) | {"last-event-id": "2020-01-01T00:00:00.000Z/signed"}
    with town.http.stream("GET", path, headers=behind) as answer:
        assert [each["id"] for each in events(answer)] == [found[-1]["id"]]


def test_a_bulk_filing_is_followed_to_its_end(town: Any) -> None:
    found = send(town, lines(row(town, "s-1"), row(town, "s-2"), b"{}\n"), "bulk-stream").json()
    with town.http.stream("GET", f"/v1/bulks/{found['id']}/events", headers=town.headers(town.bank)) as answer:
        told = list(events(answer))
    assert told[-1]["data"]["state"] == "ended"
    assert told[-1]["data"]["states"] == {"reverted": 2}
    assert len(told[-1]["data"]["failures"]) == 3


def test_a_stream_is_for_the_party_alone(town: Any) -> None:
    found = town.submit(town.bank, "/v1/pledges/1/assignments/acceptance", {})
    answer = town.http.get(f"/v1/submissions/{found.id}/events", headers=town.headers(town.other_bank))
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (404, "unknown-submission")
    missing = town.http.get(f"/v1/bulks/bulk-{'0' * 32}/events", headers=town.headers(town.bank))
    assert (missing.status_code, missing.json()["type"].rsplit("/", 1)[1]) == (404, "unknown-bulk")


def test_a_quiet_stream_beats_and_a_party_has_only_so_many_open(
    town: Any, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.2)
    path = f"/v1/submissions/{held}/events"
    headers = town.headers(town.bank)
    opened: list[httpx.Response] = []
    with httpx.Client(base_url=town.http.base_url, timeout=30) as http:
        try:
            for _ in range(streams.MAX_STREAMS):
                opened.append(http.send(http.build_request("GET", path, headers=headers), stream=True))
            assert {answer.status_code for answer in opened} == {200}
            refused = http.get(path, headers=headers)
            assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[1]) == (429, "too-many-streams")
            assert refused.headers["retry-after"]
            beats = (line for line in opened[0].iter_lines() if line.startswith(":"))
            assert next(beats) == ": still here"
        finally:
            for answer in opened:
                answer.close()
        deadline = time.monotonic() + 10
        while _open(town, path, headers) == 429:
            assert time.monotonic() < deadline, "the places of closed streams were not freed"
            time.sleep(0.1)


def _open(town: Any, path: str, headers: dict[str, str]) -> int:
    with town.http.stream("GET", path, headers=headers) as answer:
        return int(answer.status_code)


@pytest.fixture
def held(town: Any) -> Iterator[str]:
    """A submission of the bank that stays prepared, because no worker of this gateway has its key."""
    from chain_gateway.submission import NewSubmission, Request

    new = NewSubmission("file", town.bank, "0x" + "22" * 20, "PledgeRegistry", town.services.deployment.log, b"", 1)
    worker = town.services.submitter
    worker.stop()
    accepted, _ = town.services.store.accept(new, Request("clerk", town.bank, "file", bytes(32), "held"))
    yield accepted.id
    town.services.store.drop(accepted.id)
    worker.start()


def test_streams_close_when_the_process_is_about_to_end() -> None:
    opened = streams.Streams()
    woken = threading.Event()
    with opened.opened(woken.set):
        assert opened.count == 1
        opened.close()
        assert woken.is_set()
    assert opened.closing
    assert opened.count == 0
