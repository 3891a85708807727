"""Long lists: pages of whole blocks, cursors, and what is found by name, by number and by date. On both databases."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import CircumstanceKind, PartyKind
from chain_gateway.ledger.structs import Act
from indexer.service import Indexer
from indexer.settings import LookupSettings
from tests.support.asgi import Caller
from tests.support.indexer_chain import said
from tests.support.indexer_stories import (
    BANK,
    CHINESE,
    FIRM,
    OFFICE,
    PATENT,
    PERSON,
    SECOND_PATENT,
    Story,
    carried_over,
    circumstance,
    facts,
    filing,
    migrated,
)


class World:
    """A story, its indexer and its look-up; `more` events come in when the test says so."""

    def __init__(self, url: str, clock: Callable[[], float]) -> None:
        self.story = Story()
        self.clock = clock
        self.story.tell(facts(PATENT, expires_on=20260301), facts(SECOND_PATENT, expires_on=20300101), facts(CHINESE))
        self.story.tell(circumstance(CHINESE, CircumstanceKind.AnnualFee, starts_on=20260215))
        self.pledges = [self._migrate(place) for place in range(3)]
        # Three in one block.
        first = self.story.chain.sequence + 1
        payloads = [carried_over(PATENT, act=migrated(number=f"00{place}")) for place in range(3)]
        self.story.tell(*(said(payload, first + place, OFFICE) for place, payload in enumerate(payloads)))
        self.pledges += range(first, first + 3)
        self.pledges.append(self._migrate(9))
        self.indexer = Indexer(self.story.chain, self.story.chain.deployment, url, lookup=LookupSettings(), clock=clock)
        self.indexer.catch_up()
        self.caller = Caller(self.indexer.app())

    def _migrate(self, place: int) -> int:
        return self.story.open(carried_over(PATENT, act=migrated(number=f"No. {place}")))

    def pages(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        cursor: str | None = None
        while True:
            asked = {**query, **({} if cursor is None else {"cursor": cursor})}
            answer = self.caller.get(path, params=asked)
            assert answer.status_code == 200, answer.text
            yield answer.json()
            cursor = answer.json()["next"]
            if cursor is None:
                return


def _now() -> float:
    return 1_769_000_000.0  # 2026-01-21 in Shanghai


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """For tests that only read."""
    url = f"sqlite:///{tmp_path_factory.mktemp('listing')}/store.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql").fresh()
    found = World(url, _now)
    yield found
    found.indexer.close()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[World]:
    """For tests that change it."""
    found = World(f"sqlite:///{tmp_path}/store.db", _now)
    yield found
    found.indexer.close()


def test_a_page_ends_with_a_whole_block(world: World) -> None:
    pages = list(world.pages(f"/v1/parties/{BANK}/pledges", limit=2))
    assert [[each["pledge"] for each in page["pledges"]] for page in pages] == [
        world.pledges[:2],
        world.pledges[2:6],
        world.pledges[6:],
    ]
    whole = world.caller.get(f"/v1/parties/{BANK}/pledges").json()
    assert [each["pledge"] for each in whole["pledges"]] == world.pledges
    assert whole["next"] is None
    assert whole["party"]["id"] == BANK


def test_all_pages_are_as_of_the_block_of_the_first(own: World) -> None:
    reading = own.pages(f"/v1/parties/{BANK}/pledges", limit=2)
    first = next(reading)
    own._migrate(20)
    own.indexer.catch_up()
    rest = [each["pledge"] for page in reading for each in page["pledges"]]
    assert [each["pledge"] for each in first["pledges"]] + rest == own.pledges
    assert len(own.caller.get(f"/v1/parties/{BANK}/pledges").json()["pledges"]) == len(own.pledges) + 1


def test_a_cursor_of_another_list_is_refused(world: World) -> None:
    path = f"/v1/parties/{BANK}/pledges"
    cursor = world.caller.get(path, params={"limit": 2}).json()["next"]
    others: list[tuple[str, dict[str, Any]]] = [
        (f"/v1/parties/{FIRM}/pledges", {}),
        (path, {"role": "pledgor"}),
        ("/v1/expiring", {}),
        ("/v1/parties", {"q": "演示"}),
        ("/v1/overdue", {}),
        (f"/v1/status/{PATENT.text}/history", {}),
    ]
    for other, query in others:
        answer = world.caller.get(other, params={**query, "cursor": cursor})
        assert answer.status_code == 422, other
        assert answer.json()["type"].endswith("/cursor-of-another-list")


@pytest.mark.parametrize("cursor", ["x", "", "AAAA", "W10", "bnVsbA", "é", "A" * 900, "WyJhIiwxLCJiIixbMV1d", "\x00"])
def test_what_is_no_cursor_is_refused(world: World, cursor: str) -> None:
    answer = world.caller.get(f"/v1/parties/{BANK}/pledges", params={"cursor": cursor})
    assert answer.status_code == 422
    assert answer.json()["type"].rpartition("/")[2] in ("invalid-cursor", "cursor-of-another-list")


def test_a_cursor_of_a_block_that_is_gone_is_refused(own: World) -> None:
    cursor = own.caller.get(f"/v1/parties/{BANK}/pledges", params={"limit": 2}).json()["next"]
    writer = own.indexer.follower._writer
    here = writer.begin(1337, own.story.chain.deployment.log, 1, None)  # type: ignore[arg-type]
    writer.rewind(here, 3, here, None)  # type: ignore[arg-type]
    answer = own.caller.get(f"/v1/parties/{BANK}/pledges", params={"limit": 2, "cursor": cursor})
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (410, "cursor-outdated")


def test_pledgors_are_listed_by_their_own_role(world: World) -> None:
    answer = world.caller.get(f"/v1/parties/{FIRM}/pledges?role=pledgor").json()
    assert [each["pledge"] for each in answer["pledges"]] == world.pledges
    assert world.caller.get(f"/v1/parties/{FIRM}/pledges").json()["pledges"] == []


def test_natural_persons_are_never_searched_for(own: World) -> None:
    answer = own.caller.get(f"/v1/parties/{PERSON}/pledges")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (403, "person-not-searchable")
    admitted = ev.PartyAdmitted(PartyKind.NaturalPerson, "王小明 (demo)", b"\1" * 32, "1234", Act(), 1)
    own.story.tell(said(admitted, own.story.chain.sequence + 1, OFFICE))
    own.indexer.catch_up()
    assert own.caller.get("/v1/parties", params={"q": "王小明"}).json()["parties"] == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("第一银行", [6]),
        ("银行", [6, 7]),
        ("演示", [5, 6, 7, 8]),
        ("first bank", [6]),
        ("ＢＡＮＫ 第二", [7]),
        ("bank firs", [6]),
        ("制造  maker", [8]),
        ("银行家", []),
        ("%%", []),
        ("__", []),
        ("王小", []),
    ],
)
def test_institutions_are_found_by_parts_of_their_names(world: World, asked: str, found: list[int]) -> None:
    answer = world.caller.get("/v1/parties", params={"q": asked}).json()
    assert [each["id"] for each in answer["parties"]] == found


@pytest.mark.parametrize("asked", ["银", "a b c", " "])
def test_too_little_to_search_for_is_a_problem(world: World, asked: str) -> None:
    answer = world.caller.get("/v1/parties", params={"q": asked})
    assert answer.status_code == 422


def test_names_are_paged_too(world: World) -> None:
    pages = [[each["id"] for each in page["parties"]] for page in world.pages("/v1/parties", q="演示", limit=1)]
    # All of them were entered in one block.
    assert pages == [[5, 6, 7, 8]]


def test_either_a_name_or_a_part_of_one(world: World) -> None:
    for query in ({}, {"name": "a", "q": "b"}):
        assert world.caller.get("/v1/parties", params=query).status_code == 422


def test_pledges_are_found_by_their_registration_number(world: World) -> None:
    for asked in ("No. 1", "Ｎｏ．　1", " No. 1 "):
        answer = world.caller.get("/v1/pledges", params={"registration_number": asked}).json()
        assert [each["pledge"] for each in answer["pledges"]] == [world.pledges[1]]
    asked_of = {"registration_number": "No. 1", "office": OFFICE}
    assert len(world.caller.get("/v1/pledges", params=asked_of).json()["pledges"]) == 1
    assert world.caller.get("/v1/pledges", params={**asked_of, "office": BANK}).json()["pledges"] == []
    assert world.caller.get("/v1/pledges", params={"registration_number": "1"}).json()["pledges"] == []


def test_what_ends_soon_is_listed_by_its_date(world: World) -> None:
    def ending(of: str, days: int) -> list[tuple[Any, ...]]:
        answer = world.caller.get("/v1/expiring", params={"of": of, "days": days}).json()
        return [(each["ends_on"], each["pledge"], each["right"]) for each in answer["expiring"]]

    assert ending("fees", 30) == [("2026-02-15", None, CHINESE.text)]
    assert ending("fees", 7) == []
    assert ending("rights", 90) == [("2026-03-01", None, PATENT.text)]
    assert [each[1] for each in ending("terms", 366)] == world.pledges
    assert ending("terms", 90) == []


def test_what_ends_soon_is_paged_by_date_and_event(world: World) -> None:
    pages = list(world.pages("/v1/expiring", of="terms", days=366, limit=3))
    assert [[each["pledge"] for each in page["expiring"]] for page in pages] == [
        world.pledges[:3],
        world.pledges[3:6],
        world.pledges[6:],
    ]


def test_a_filing_has_no_term_yet(own: World) -> None:
    own.story.open(ev.PledgeFiled(OFFICE, filing(SECOND_PATENT), False, (7,), Act(), 1), BANK)
    own.indexer.catch_up()
    answer = own.caller.get("/v1/expiring?of=terms&days=366").json()
    assert [each["pledge"] for each in answer["expiring"]] == own.pledges


def test_histories_are_paged(world: World) -> None:
    pages = list(world.pages(f"/v1/status/{PATENT.text}/history", limit=2))
    assert [len(page["acts"]) for page in pages] == [2, 4, 1]
    assert [act["pledge"] for page in pages for act in page["acts"]] == world.pledges
