"""What an operator looks at."""

from collections.abc import Callable
from typing import Any

from indexer.service import Indexer
from tests.support.asgi import Caller
from tests.support.indexer_chain import MadeChain
from tests.support.indexer_stories import PATENT, Story, facts

Opened = Callable[..., Indexer]


def told(indexer: Indexer) -> dict[str, float]:
    text = Caller(indexer.app()).get("/metrics/indexer").text
    lines = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in lines}


def test_the_metrics_say_how_far_and_how_sure(opened: Opened) -> None:
    story = Story()
    story.tell(facts(PATENT))
    indexer = opened(story.chain)
    indexer.catch_up()
    found = told(indexer)
    assert found["pledgebook_indexer_block"] == 2
    assert found["pledgebook_indexer_lag_blocks"] == 0
    assert found["pledgebook_indexer_events_total"] == 10
    assert found["pledgebook_indexer_complete"] == 1
    assert found["pledgebook_indexer_catch_up_seconds_count"] == 1


def test_the_lag_in_seconds_grows_until_the_mirror_is_level_with_its_node(opened: Opened, clock: Any) -> None:
    story = Story()
    indexer = opened(story.chain)
    clock.now += 30
    assert told(indexer)["pledgebook_indexer_lag_seconds"] == 30
    indexer.catch_up()
    assert told(indexer)["pledgebook_indexer_lag_seconds"] == 0
    clock.now += 12
    story.chain.omitted.add(11)
    story.tell(facts(PATENT), facts(PATENT))
    indexer.catch_up()  # it answers, and proves nothing
    assert told(indexer)["pledgebook_indexer_lag_seconds"] == 12


def test_a_doubt_shows_with_its_reason_and_completeness_ends(opened: Opened) -> None:
    story = Story()
    story.chain.omitted.add(4)
    indexer = opened(story.chain)
    indexer.catch_up()
    found = told(indexer)
    assert found["pledgebook_indexer_complete"] == 0
    assert found['pledgebook_indexer_doubts_total{reason="sequence-gap"}'] >= 1
    assert Caller(indexer.app()).get("/v1/health").status_code == 503


def test_what_could_not_be_read_yet_is_the_lag(opened: Opened) -> None:
    chain = MadeChain()
    for _ in range(8):
        chain.mine()
    indexer = opened(chain)
    indexer.catch_up()
    with indexer.reader.snapshot() as snapshot:
        here = snapshot.checkpoint()
    assert here is not None
    indexer.metrics.told(type(here)(**{**here.__dict__, "known_head": 30}), 0)
    assert told(indexer)["pledgebook_indexer_lag_blocks"] == 22
