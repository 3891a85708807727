"""Questions that come at the same moment are answered as if each had come alone."""

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from chain_gateway.ledger.identifiers import RightId
from indexer.lookup import service
from indexer.lookup.ground import Grounds, RightsGround
from indexer.lookup.problems import Problem
from indexer.lookup.questions import BatchQuestion
from indexer.lookup.replies import Reply
from indexer.lookup.together import Together
from indexer.service import Indexer
from indexer.settings import LookupSettings
from indexer.store.reader import Reader
from indexer.store.writer import StoreError
from tests.support.asgi import served
from tests.support.indexer_chain import MadeChain
from tests.support.indexer_stories import APPLICATION, CHINESE, PATENT, SECOND_PATENT, whole_story

_RIGHTS = (PATENT, SECOND_PATENT, APPLICATION, CHINESE, RightId.parse("US1234567"))


class _Counted(Grounds):
    """Grounds that tell how many rights each statement asked for."""

    def __init__(self, reader: Reader, settings: LookupSettings, clock: Callable[[], float]) -> None:
        super().__init__(reader, settings, clock)
        self.asked: list[int] = []
        self.broken = False

    def of_rights(self, rights: Collection[RightId], known_at: int | None) -> RightsGround:
        self.asked.append(len(rights))
        if self.broken:
            raise StoreError("the database is away")
        return super().of_rights(rights, known_at)


@pytest.fixture
def grounds(opened: Callable[[MadeChain], Indexer], clock: Callable[[], float]) -> _Counted:
    """Grounds over the whole story."""
    indexer = opened(whole_story()[0].chain)
    indexer.catch_up()
    return _Counted(indexer.reader, LookupSettings(), clock)


def _body(right: RightId) -> Callable[[RightsGround], Reply]:
    return lambda ground: Reply(service.status(ground, right.text, right, None))


async def _ask(grounds: Grounds, asked: list[tuple[RightId, int | None]]) -> list[Any]:
    together = Together(grounds)
    waiting = [together.answer(right, known_at, _body(right)) for right, known_at in asked]
    return await asyncio.gather(*waiting, return_exceptions=True)


def test_each_gets_the_answer_that_it_would_get_alone(grounds: _Counted) -> None:
    alone = [asyncio.run(_ask(grounds, [(right, None)]))[0].body for right in _RIGHTS]
    grounds.asked.clear()
    found = asyncio.run(_ask(grounds, [(right, None) for right in _RIGHTS]))
    assert [each.body for each in found] == alone
    assert sum(grounds.asked) == len(_RIGHTS)
    assert len(grounds.asked) < len(_RIGHTS)


def test_what_is_asked_as_known_at_another_block_is_read_apart(grounds: _Counted) -> None:
    asked = [(PATENT, None), (PATENT, 3), (CHINESE, 3), (CHINESE, None), (PATENT, 999_999)]
    found = asyncio.run(_ask(grounds, asked))
    assert [each.body for each in found[:4]] == [asyncio.run(_ask(grounds, [each]))[0].body for each in asked[:4]]
    assert isinstance(found[4], Problem)
    assert found[4].code == "block-not-held"


def test_an_answer_that_fails_leaves_the_others_alone(grounds: _Counted) -> None:
    def refuse(_ground: RightsGround) -> Reply:
        raise Problem(422, "date-in-the-future", "title", "detail")

    async def ask() -> list[Any]:
        together = Together(grounds)
        waiting = [together.answer(PATENT, None, _body(PATENT)), together.answer(CHINESE, None, refuse)]
        return await asyncio.gather(*waiting, together.answer(CHINESE, None, _body(CHINESE)), return_exceptions=True)

    first, second, third = asyncio.run(ask())
    assert isinstance(first, Reply)
    assert isinstance(second, Problem)
    assert isinstance(third, Reply)


def test_a_failing_store_fails_each_and_the_next_is_asked_anew(grounds: _Counted) -> None:
    async def ask() -> tuple[list[Any], Reply]:
        together = Together(grounds)
        grounds.broken = True
        failed = await asyncio.gather(
            *(together.answer(right, None, _body(right)) for right in _RIGHTS), return_exceptions=True
        )
        grounds.broken = False
        return failed, await together.answer(PATENT, None, _body(PATENT))  # type: ignore[return-value]

    failed, after = asyncio.run(ask())
    assert all(isinstance(each, StoreError) for each in failed)
    assert isinstance(after, Reply)


def test_a_question_that_comes_when_the_last_one_is_just_answered_is_answered_too(grounds: _Counted) -> None:
    async def ask() -> int:
        together = Together(grounds)

        async def one_after_the_other() -> int:
            return len([await together.answer(PATENT, None, _body(PATENT)) for _ in range(20)])

        return sum(await asyncio.gather(*(one_after_the_other() for _ in range(4))))

    assert asyncio.run(asyncio.wait_for(ask(), 30)) == 80


def test_whoever_goes_away_does_not_hold_up_the_others(grounds: _Counted) -> None:
    async def ask() -> Any:
        together = Together(grounds)
        gone = asyncio.ensure_future(together.answer(CHINESE, None, _body(CHINESE)))
        stays = asyncio.ensure_future(together.answer(PATENT, None, _body(PATENT)))
        await asyncio.sleep(0)
        gone.cancel()
        return await stays

    assert isinstance(asyncio.run(ask()), Reply)


def test_many_clients_at_once_get_what_one_gets(opened: Callable[[MadeChain], Indexer]) -> None:
    indexer = opened(whole_story()[0].chain)
    indexer.catch_up()
    with served(indexer.app()) as url, httpx.Client(base_url=url, timeout=60) as http:
        paths = [f"/v1/status/{right.text}" for right in _RIGHTS] + ["/v1/status/US7831837?as_of=2017-01-01"]
        alone = [http.get(path).content for path in paths]
        with ThreadPoolExecutor(12) as pool:
            found = list(pool.map(lambda n: http.get(paths[n % len(paths)]).content, range(120)))
    assert found == [alone[n % len(paths)] for n in range(120)]


def test_a_batch_of_several_parts_rests_on_one_block_and_one_moment(
    opened: Callable[[MadeChain], Indexer], clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexer = opened(whole_story()[0].chain)
    indexer.catch_up()
    question = BatchQuestion([right.text for right in _RIGHTS], None)
    grounds = Grounds(indexer.reader, LookupSettings(), clock)
    whole = service.batch(grounds, question)
    monkeypatch.setattr(service, "_PART", 1)

    def passing() -> float:
        clock.now += 86_400.0  # a day and more between any two looks at the clock
        return float(clock.now)

    clock.now -= 86_400.0
    parts = service.batch(Grounds(indexer.reader, LookupSettings(lag_seconds=10**9), passing), question)
    assert [each["status"] for each in parts["results"]] == [each["status"] for each in whole["results"]]
    assert len(parts["results"]) == len(_RIGHTS)
    assert parts["block"] == whole["block"]
