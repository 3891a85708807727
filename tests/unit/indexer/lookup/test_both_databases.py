"""SQLite and PostgreSQL give the same answers, also where a grant and its application count as one right."""

from collections.abc import Iterator
from typing import Any

import pytest

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import AssetClass, CircumstanceKind, Lock
from chain_gateway.ledger.structs import Act, ClassLabel
from indexer.service import Indexer
from tests.support.asgi import Caller
from tests.support.indexer_chain import said
from tests.support.indexer_stories import (
    APPLICATION,
    BANK,
    CHINESE,
    CHINESE_APPLICATION,
    OFFICE,
    OTHER_BANK,
    PATENT,
    SECOND_PATENT,
    Story,
    carried_over,
    circumstance,
    coverage,
    facts,
    filing,
    migrated,
    preservation,
    whole_story,
)

_NOW = 1_769_000_000.0
_NUMBERS = [
    "US7831837",
    "APPL:US11424427",
    "US8800931",
    CHINESE.text,
    CHINESE_APPLICATION.text,
    "US1234567",
    "x",
    5,
]


def _story() -> Story:
    story, _, _ = whole_story()
    story.tell(coverage(CHINESE), coverage(PATENT), facts(APPLICATION), facts(CHINESE_APPLICATION))
    story.tell(circumstance(PATENT, CircumstanceKind.AnnualFee, 20251231), preservation(SECOND_PATENT))
    story.tell(
        said(ev.ClassLabelled(ClassLabel(PATENT.key, AssetClass.Core, "demo", 20260101), Act(), 1), PATENT.key, BANK)
    )
    second = story.open(carried_over(APPLICATION, act=migrated(number="A"), pledgee=OTHER_BANK, joint=(BANK,)))
    story.act(ev.RightsLocked(Lock.Pool, (APPLICATION.key,), Act(), 1), second, BANK)
    story.act(ev.AssignmentNominated(BANK, Act(), 1), second, OTHER_BANK)
    story.open(ev.PledgeFiled(OFFICE, filing(SECOND_PATENT), False, (7,), Act(), 1), BANK)
    return story


@pytest.fixture(scope="module")
def callers(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[tuple[Caller, Caller, int]]:
    chain = _story().chain
    urls = [f"sqlite:///{tmp_path_factory.mktemp('both')}/store.db", request.getfixturevalue("postgresql").fresh()]
    indexers = [Indexer(chain, chain.deployment, url, clock=lambda: _NOW) for url in urls]
    for indexer in indexers:
        indexer.catch_up()
    first, second = (Caller(indexer.app()) for indexer in indexers)
    yield first, second, chain.head().number
    for indexer in indexers:
        indexer.close()


@pytest.mark.parametrize("as_of", [None, "2016-09-20", "2019-06-01", "2026-01-10"])
def test_a_batch_is_answered_the_same(callers: tuple[Caller, Caller, int], as_of: str | None) -> None:
    asked: dict[str, Any] = {"numbers": _NUMBERS, "as_of": as_of}
    first, second = (caller.post("/v1/status:batch", json=asked).json() for caller in callers[:2])
    assert first == second
    assert len(first["results"]) == len(_NUMBERS)
    if as_of is None:
        statuses = [each["status"] for each in first["results"]]
        assert statuses[:3] == ["pledged", "pledged", "filed"]
        assert statuses[-2:] == ["invalid-number", "invalid-number"]


def test_single_numbers_are_answered_the_same_at_every_block(callers: tuple[Caller, Caller, int]) -> None:
    first, second, last = callers
    for block in (None, *range(1, last + 1, 3)):
        for number in ("US7831837", "201710601862.3"):
            path = f"/v1/status/{number}" + ("" if block is None else f"?at_block={block}")
            one, other = first.get(path), second.get(path)
            assert one.json() == other.json(), path
            assert one.status_code == 200
            assert one.headers["etag"] == other.headers["etag"]


def test_a_single_answer_and_a_batch_agree(callers: tuple[Caller, Caller, int]) -> None:
    for caller in callers[:2]:
        rows = caller.post("/v1/status:batch", json={"numbers": _NUMBERS[:6]}).json()["results"]
        for number, row in zip(_NUMBERS, rows, strict=False):
            single = caller.get(f"/v1/status/{number}").json()
            assert {name: single[name] for name in row} == row
