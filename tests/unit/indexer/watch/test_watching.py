"""Watches from end to end: asked for over HTTP, told once for each cause, in the feed and by signed webhooks."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text, update
from standardwebhooks import Webhook

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import CancellationGround, CircumstanceKind, DefaultGround, Validity
from chain_gateway.ledger.structs import Act
from chain_gateway.rpc import Finality
from indexer.lookup.identity import NotIdentified
from indexer.service import Indexer
from indexer.settings import LookupSettings
from indexer.store import tables
from indexer.store.engine import open_engine
from indexer.store.schema import migrate
from indexer.store.watches import Looked, NewNotice, WatchStore
from tests.support.asgi import Caller
from tests.support.indexer_buybacks import accepted, declared, offered
from tests.support.indexer_stories import (
    BANK,
    CHINESE,
    FIRM,
    OFFICE,
    OTHER_BANK,
    PATENT,
    PERSON,
    Story,
    carried_over,
    circumstance,
    coverage,
    facts,
    migrated,
    preservation,
)

_NOW = 1_769_000_000.0  # 2026-01-21 in Shanghai


class World:
    """A ledger with one pledge, its indexer, and what parties are told of it."""

    def __init__(self, url: str) -> None:
        self.now = _NOW
        self.story = Story()
        self.story.tell(facts(PATENT), facts(CHINESE))
        self.pledge = self.story.open(carried_over(PATENT))
        self.indexer = Indexer(
            self.story.chain,
            self.story.chain.deployment,
            url,
            finality=Finality.after(32),
            lookup=LookupSettings(private_webhooks=frozenset({"127.0.0.1"})),
            clock=lambda: self.now,
            identify=_identify,
        )
        self.caller = Caller(self.indexer.app())
        self.go_on()

    def go_on(self) -> int:
        """Reads the chain and looks at the watches; answers how many notices are new."""
        self.indexer.catch_up()
        return self.indexer.watcher.look()

    def watch(self, party: int, **asked: Any) -> dict[str, Any]:
        answer = self.caller.post("/v1/watches", json=asked, headers=_as(party))
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def told(self, party: int, after: int = 0) -> list[str]:
        """Kinds of what a party was told, withdrawn ones marked."""
        return [
            ("-" if each["_pledgebook"]["withdrawn"] else "") + each["_pledgebook"]["kind"]
            for each in self.feed(party, after)["items"]
        ]

    def feed(self, party: int, after: int = 0) -> dict[str, Any]:
        answer = self.caller.get(f"/v1/watches/feed.json?after={after}", headers=_as(party))
        assert answer.headers["content-type"] == "application/feed+json"
        found: dict[str, Any] = answer.json()
        return found


def _identify(_scope: Mapping[str, Any], token: str) -> int:
    if not token.isdigit():
        raise NotIdentified("token-invalid", "The token is not valid.")
    return int(token)


def _as(party: int) -> dict[str, str]:
    return {"Authorization": f"Bearer {party}"}


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    url = f"sqlite:///{tmp_path}/store.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    found = World(url)
    yield found
    found.indexer.close()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[World]:
    """On SQLite alone, for rules that no database changes."""
    found = World(f"sqlite:///{tmp_path}/store.db")
    yield found
    found.indexer.close()


def test_each_cause_is_told_once(world: World) -> None:
    world.watch(BANK, right="US7831837")
    world.go_on()
    assert world.told(BANK) == []
    world.story.tell(preservation(PATENT))
    assert world.go_on() == 1
    world.story.tell(facts(PATENT, Validity.Lapsed, owners=(FIRM, PERSON)))
    world.story.open(carried_over(PATENT, act=migrated(number="other"), pledgee=OTHER_BANK))
    assert world.go_on() == 3
    for _ in range(3):
        world.story.chain.mine()
        assert world.go_on() == 0
    assert world.told(BANK) == ["right-preserved", "right-lapsed", "right-transferred", "competing-filing"]


def test_of_two_indexers_that_lead_in_turn_each_cause_is_told_once(postgresql_url: str) -> None:
    world = World(postgresql_url)
    other = Indexer(
        world.story.chain,
        world.story.chain.deployment,
        postgresql_url,
        finality=Finality.after(32),
        clock=lambda: world.now,
        identify=_identify,
    )
    both = [world.indexer, other]
    try:
        world.watch(BANK, right="US7831837")
        for indexer in both:
            indexer.start(0.02)
        told: list[str] = []
        led: set[int] = set()
        for number in range(6):
            world.story.tell(preservation(PATENT, rank=number + 1))
            told.append("right-preserved")
            deadline = time.monotonic() + 60
            while world.told(BANK) != told and time.monotonic() < deadline:
                time.sleep(0.05)
            if number % 2 == 0:  # whoever leads stops, and the one that stood by goes on
                leader = next(each for each in both if each._leadership.held())
                led.add(both.index(leader))
                leader.stop()
                leader._leadership.give_up()
                follower = both[1 - both.index(leader)]
                while not follower._leadership.held():
                    assert time.monotonic() < deadline, "the one that stood by did not take the lead"
                    time.sleep(0.02)
                leader.start(0.02)
        assert world.told(BANK) == told
        assert led == {0, 1}
    finally:
        for indexer in both:
            indexer.close()


def test_of_two_processes_that_look_at_once_one_tells_and_the_other_does_nothing(postgresql_url: str) -> None:
    engine = open_engine(postgresql_url)
    migrate(engine)
    store = WatchStore(engine)
    first, second = Looked(1, b"1" * 32, 1), Looked(2, b"2" * 32, 1)
    notice = NewNotice("watch", BANK, "cause", "right-preserved", 2, {})
    try:
        store.tell(None, first, [], None, 0)
        with engine.connect() as other, ThreadPoolExecutor(1) as pool:
            other.execute(update(tables.watch_position).values(block=second.block, hash=second.hash))
            told = pool.submit(store.tell, first, second, [notice], None, 0)
            while not _waiting_for_a_lock(engine):
                time.sleep(0.02)
            other.commit()
            assert told.result(timeout=30) == 0
        assert store.looked() == second
        assert store.notices(BANK, 0, 10) == []
    finally:
        engine.dispose()


def _waiting_for_a_lock(engine: Engine) -> bool:
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with engine.connect() as connection:
        return bool(connection.execute(query).scalar_one())


def test_the_feed_is_a_json_feed_that_can_be_resumed(world: World) -> None:
    world.watch(BANK, right="US7831837")
    world.story.tell(preservation(PATENT), preservation(PATENT, rank=2))
    world.go_on()
    first = world.caller.get("/v1/watches/feed.json?limit=1", headers=_as(BANK)).json()
    assert first["version"] == "https://jsonfeed.org/version/1.1"
    second = world.caller.get(first["next_url"], headers=_as(BANK)).json()
    assert [len(page["items"]) for page in (first, second)] == [1, 1]
    assert first["items"][0]["id"] != second["items"][0]["id"]
    later = second["next_url"]
    assert world.caller.get(later, headers=_as(BANK)).json()["items"] == []
    world.story.tell(circumstance(PATENT, CircumstanceKind.Litigation, 20260105))
    world.go_on()
    (item,) = world.caller.get(later, headers=_as(BANK)).json()["items"]
    assert item["tags"] == ["lawsuit"]
    assert item["_pledgebook"]["rights"] == [PATENT.text]


def test_a_reorganisation_withdraws_what_did_not_happen_and_does_not_repeat_what_did(world: World) -> None:
    world.watch(BANK, right="US7831837")
    world.go_on()
    fork = world.story.chain.head().number
    world.story.tell(preservation(PATENT))
    assert world.go_on() == 1
    world.story.chain.fork(fork)
    world.story.tell(circumstance(PATENT, CircumstanceKind.Litigation, 20260105))
    world.go_on()
    assert world.told(BANK) == ["right-preserved", "-right-preserved", "lawsuit"] or world.told(BANK) == [
        "right-preserved",
        "lawsuit",
        "-right-preserved",
    ]
    assert world.go_on() == 0
    ids = [each["id"] for each in world.feed(BANK)["items"]]
    assert len(set(ids)) == len(ids)


def test_whoever_watches_is_told_of_nothing_that_was_before(own: World) -> None:
    own.story.tell(preservation(PATENT))
    own.go_on()
    own.watch(BANK, right="US7831837")
    own.story.chain.mine()
    own.go_on()
    assert own.told(BANK) == []


def test_a_pledge_brings_its_rights_and_its_end(own: World) -> None:
    own.watch(BANK, pledge=own.pledge)
    own.story.tell(preservation(PATENT))
    own.story.act(ev.PledgeCancelled(CancellationGround.DebtPerformed, Act(), 1), own.pledge)
    own.go_on()
    assert own.told(BANK) == ["right-preserved", "pledge-ended"]


def test_a_name_brings_its_pledges_and_every_new_filing(own: World) -> None:
    own.watch(OTHER_BANK, name="maker ltd (DEMO) 演示制造公司")
    own.story.open(carried_over(CHINESE, act=migrated(number="other")))
    own.story.tell(preservation(PATENT))
    own.go_on()
    assert own.told(OTHER_BANK) == ["competing-filing", "right-preserved"]


def test_terms_and_fees_are_told_at_ninety_thirty_and_seven_days(own: World) -> None:
    own.watch(BANK, pledge=own.pledge)  # its term ends on 2026-12-31
    own.story.tell(circumstance(PATENT, CircumstanceKind.AnnualFee, 20260215, 20260815, as_of=20260102))
    own.go_on()
    assert own.told(BANK) == ["fee-due"]
    days: dict[str, list[str]] = {}
    for day in ("2026-02-01", "2026-02-10", "2026-02-16", "2026-03-01", "2026-10-02", "2026-12-01", "2026-12-24"):
        count = len(own.told(BANK))
        own.now = datetime.fromisoformat(f"{day}T04:00:00+00:00").timestamp()
        own.go_on()
        own.go_on()
        days[day] = own.told(BANK)[count:]
    assert days == {
        "2026-02-01": [],
        "2026-02-10": ["fee-due"],
        "2026-02-16": ["grace-running"],
        "2026-03-01": [],
        "2026-10-02": ["term-ending"],
        "2026-12-01": ["term-ending"],
        "2026-12-24": ["term-ending"],
    }


def test_a_certificate_is_superseded_once_even_before_the_watch(own: World) -> None:
    block = own.story.chain.head().number
    own.story.tell(facts(PATENT))
    own.go_on()
    own.watch(BANK, right="US7831837", certificate_block=block)
    own.story.tell(coverage(PATENT))
    own.go_on()
    own.story.tell(facts(PATENT))
    own.go_on()
    assert own.told(BANK) == ["certificate-superseded"]
    own.watch(OTHER_BANK, right="US7831837", certificate_block=own.story.chain.head().number)
    own.story.tell(coverage(PATENT))
    own.go_on()
    assert own.told(OTHER_BANK) == []


def test_a_default_is_told_to_its_parties_and_late_to_the_guarantor_only(own: World) -> None:
    fund = own.story.tell(declared(own.story.chain.sequence + 1))
    commitment = own.story.chain.sequence + 1
    own.story.tell(offered(fund, own.pledge, commitment))
    own.story.tell(accepted(commitment))
    own.go_on()
    for party in (OTHER_BANK, BANK, OFFICE):
        own.watch(party, pledge=own.pledge)
    own.story.act(ev.PledgeDefaulted(DefaultGround.DebtNotPerformed, 20251201, Act(), 1), own.pledge, BANK)
    own.go_on()
    assert own.told(OTHER_BANK) == ["default-notice-late", "default-declared"]
    assert own.told(BANK) == ["default-declared"]
    assert own.told(OFFICE) == []


def test_watches_are_the_partys_own(own: World) -> None:
    made = own.watch(BANK, right="US7831837")
    assert own.caller.get("/v1/watches", headers=_as(BANK)).json()["watches"][0]["id"] == made["id"]
    assert own.caller.get("/v1/watches", headers=_as(OTHER_BANK)).json()["watches"] == []
    own.story.tell(preservation(PATENT))
    own.go_on()
    assert own.told(OTHER_BANK) == []
    assert _deleted(own, made["id"], OTHER_BANK) == 404
    assert _deleted(own, made["id"], BANK) == 204
    own.story.tell(preservation(PATENT, rank=2))
    own.go_on()
    assert own.told(BANK) == ["right-preserved"]


def _deleted(world: World, watch: str, party: int) -> int:
    answer = asyncio.run(world.caller._send("DELETE", f"/v1/watches/{watch}", {"headers": _as(party)}))
    return answer.status_code


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}, {"Authorization": "Bearer 0"}])
def test_nobody_watches_without_a_party(own: World, headers: dict[str, str]) -> None:
    for path in ("/v1/watches", "/v1/watches/feed.json"):
        answer = own.caller.get(path, headers=headers)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert own.caller.post("/v1/watches", json={"right": "US7831837"}, headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "invalid-request"),
        ({"right": "US7831837", "pledge": 1}, "invalid-request"),
        ({"right": "nonsense"}, "invalid-number"),
        ({"name": " "}, "invalid-request"),
        ({"pledge": 0}, "invalid-request"),
        ({"pledge": 9999}, "unknown-pledge"),
        ({"pledge": 1, "certificate_block": 1}, "invalid-request"),
        ({"right": "US7831837", "unknown": 1}, "invalid-request"),
        ({"right": "US7831837", "webhook": "http://example.com/"}, "unusable-webhook"),
        ({"right": "US7831837", "webhook": "https://10.0.0.1/"}, "unusable-webhook"),
        ({"right": "US7831837", "webhook": "https://localhost/"}, "unusable-webhook"),
        ({"right": "US7831837", "webhook": "https://[::1]/"}, "unusable-webhook"),
        ({"right": "US7831837", "webhook": "https://169.254.169.254/latest"}, "unusable-webhook"),
        ({"right": "US7831837", "webhook": "https://user:secret@example.com/"}, "unusable-webhook"),
        ({"right": "US7831837", "webhook": "file:///etc/passwd"}, "unusable-webhook"),
        ({"right": "US7831837", "webhook": "https://[/"}, "unusable-webhook"),
    ],
)
def test_a_watch_that_makes_no_sense_is_refused(own: World, asked: dict[str, Any], code: str) -> None:
    answer = own.caller.post("/v1/watches", json=asked, headers=_as(BANK))
    assert answer.json()["type"].rpartition("/")[2] == code


class Receiver:
    """A bank's own receiver of webhooks, on this machine."""

    def __init__(self) -> None:
        self.status = 204
        self.got: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.got.append((dict(self.headers.items()), body))
                self.send_response(receiver.status)
                self.send_header("Location", "http://127.0.0.1:9/")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    yield found
    found.close()


def test_a_webhook_is_signed_and_delivered_once(world: World, receiver: Receiver) -> None:
    world.now = datetime.now(UTC).timestamp()  # the receiver's library compares with the machine's clock
    made = world.watch(BANK, right="US7831837", webhook=receiver.url)
    world.story.tell(preservation(PATENT))
    world.go_on()
    courier = world.indexer._courier
    # On the machine's own day a term or a fee may be told of too.
    told = world.feed(BANK)["items"]
    assert [courier.deliver() for _ in range(3)] == [len(told), 0, 0]
    verified = [Webhook(made["secret"]).verify(body, headers) for headers, body in receiver.got]
    assert [each["data"] for each in verified] == told
    assert [headers["webhook-id"] for headers, _ in receiver.got] == [each["id"] for each in told]
    assert {each["type"] for each in verified} == {"watch.notice"}
    assert told[0]["_pledgebook"]["kind"] == "right-preserved"
    assert "secret" not in json.dumps(world.caller.get("/v1/watches", headers=_as(BANK)).json())


@pytest.mark.parametrize("status", [500, 302, 404])
def test_a_receiver_that_does_not_take_it_is_tried_again_later(own: World, receiver: Receiver, status: int) -> None:
    own.watch(BANK, right="US7831837", webhook=receiver.url)
    own.story.tell(preservation(PATENT))
    own.go_on()
    receiver.status = status
    courier: Callable[[], int] = own.indexer._courier.deliver
    assert [courier(), courier()] == [0, 0]
    assert len(receiver.got) == 1
    own.now += 6
    courier()
    assert len(receiver.got) == 2
    receiver.status = 200
    own.now += 61
    assert [courier(), courier()] == [1, 0]
    ids = {headers["webhook-id"] for headers, _ in receiver.got}
    assert len(ids) == 1


def test_a_receiver_that_never_takes_it_is_given_up_and_the_feed_still_has_it(own: World, receiver: Receiver) -> None:
    own.watch(BANK, right="US7831837", webhook=receiver.url)
    own.story.tell(preservation(PATENT))
    own.go_on()
    receiver.status = 500
    for _ in range(20):
        own.indexer._courier.deliver()
        own.now += 25 * 3600
    assert len(receiver.got) == 7
    assert own.indexer._watches.backlog() == 0
    assert own.told(BANK)[0] == "right-preserved"
