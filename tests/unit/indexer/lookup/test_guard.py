"""How much one client may ask, who counts as one, HEAD, and pages of other origins."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from indexer.lookup.app import create_app
from indexer.lookup.guard import Allowance, client_of
from indexer.service import Indexer
from indexer.settings import LookupSettings
from tests.support.asgi import Caller
from tests.support.indexer_chain import MadeChain
from tests.support.indexer_stories import whole_story


class Seconds:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_client_may_ask_a_burst_and_then_as_fast_as_it_refills() -> None:
    clock = Seconds()
    allowance = Allowance(2.0, 3.0, clock)
    assert [allowance.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert allowance.take("b") == 0
    clock.now = 0.5
    assert [allowance.take("a") for _ in range(2)] == [0, 0.5]
    clock.now = 100.0
    assert [allowance.take("a") for _ in range(4)] == [0, 0, 0, 0.5]


def test_what_costs_more_than_a_burst_takes_all_of_it() -> None:
    allowance = Allowance(1.0, 3.0, Seconds())
    assert allowance.take("a", 100.0) == 0
    assert allowance.take("a", 100.0) == 3.0


def test_clients_that_are_remembered_are_bounded() -> None:
    allowance = Allowance(1.0, 1.0, Seconds())
    for number in range(50_001):
        allowance.take(str(number))
    assert allowance.take("0") == 0
    assert allowance.take("50000") == 1.0


@pytest.mark.parametrize(
    ("address", "forwarded", "client"),
    [
        ("198.51.100.7", "203.0.113.9", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.2.3.4, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "", "198.51.100.7"),
        ("testclient", "", "testclient"),
    ],
)
def test_a_client_is_its_address_or_what_our_own_proxy_forwards(address: str, forwarded: str, client: str) -> None:
    scope: dict[str, Any] = {"client": (address, 1), "headers": [(b"x-forwarded-for", forwarded.encode())]}
    assert client_of(scope, frozenset({"10.0.0.1"})) == client


def _answers(indexer: Indexer, settings: LookupSettings, *requests: tuple[str, str, Any]) -> list[httpx.Response]:
    app = create_app(indexer.reader, settings, lambda: 1_769_000_000.0)

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app, client=("198.51.100.7", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://lookup") as client:
            return [await client.request(method, path, json=body) for method, path, body in requests]

    return asyncio.run(ask())


def test_who_asks_too_much_is_told_when_to_come_back(opened: Callable[[MadeChain], Indexer]) -> None:
    indexer = opened(whole_story()[0].chain)
    settings = LookupSettings(requests_per_second=0.1, burst=2)
    answers = _answers(indexer, settings, *[("GET", "/v1/completeness", None)] * 3)
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert answers[2].headers["retry-after"] == "10"
    assert answers[2].json()["type"].endswith("/too-many-requests")


def test_a_batch_counts_by_its_numbers(opened: Callable[[MadeChain], Indexer]) -> None:
    indexer = opened(whole_story()[0].chain)
    indexer.catch_up()
    settings = LookupSettings(requests_per_second=0.001, burst=10)
    batch = ("POST", "/v1/status:batch", {"numbers": ["US7831837"] * 800})
    assert [each.status_code for each in _answers(indexer, settings, batch, batch)] == [200, 429]


def test_head_says_what_get_would_without_its_body(opened: Callable[[MadeChain], Indexer]) -> None:
    indexer = opened(whole_story()[0].chain)
    indexer.catch_up()
    path = "/v1/status/US7831837"
    got, head, missing = _answers(
        indexer, LookupSettings(), ("GET", path, None), ("HEAD", path, None), ("HEAD", "/v1/pledges/999", None)
    )
    assert (head.status_code, head.content) == (200, b"")
    assert (head.headers["etag"], head.headers["content-length"]) == (got.headers["etag"], str(len(got.content)))
    assert (missing.status_code, missing.content) == (404, b"")


def test_pages_of_any_origin_may_read_and_no_more(asking: Callable[[MadeChain], Caller]) -> None:
    caller = asking(whole_story()[0].chain)
    origin = {"Origin": "https://bank.example"}
    answer = caller.get("/v1/status/US7831837", headers=origin)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "ETag" in answer.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in answer.headers


def test_a_known_answer_is_not_sent_again_until_something_changes(opened: Callable[[MadeChain], Indexer]) -> None:
    story, old, _ = whole_story()
    indexer = opened(story.chain)
    indexer.catch_up()
    caller = Caller(indexer.app())
    for path in ("/v1/status/US7831837", f"/v1/pledges/{old}", "/v1/statistics", "/v1/parties/6", "/v1/completeness"):
        tag = caller.get(path).headers["etag"]
        for known in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
            again = caller.get(path, headers={"If-None-Match": known})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), path
        assert caller.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    tag = caller.get("/v1/status/US7831837").headers["etag"]
    assert caller.get("/v1/status/US8800931").headers["etag"] != tag
    assert caller.get("/v1/status/US7831837?as_of=2017-01-01").headers["etag"] != tag
    story.chain.mine()
    indexer.catch_up()
    assert caller.get("/v1/status/US7831837", headers={"If-None-Match": tag}).status_code == 200


def test_what_the_clock_changes_is_never_kept(asking: Callable[[MadeChain], Caller]) -> None:
    caller = asking(whole_story()[0].chain)
    for path in ("/v1/health", "/v1/overdue"):
        headers = caller.get(path).headers
        assert headers["cache-control"] == "no-store"
        assert "etag" not in headers
