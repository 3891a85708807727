"""The look-up's description is exact enough for a fuzzer: no failure, no answer that it does not name."""

from collections.abc import Callable

import httpx

from indexer.service import Indexer
from tests.support.asgi import served
from tests.support.fuzzing import fuzz
from tests.support.indexer_chain import MadeChain
from tests.support.indexer_stories import whole_story


def test_no_question_fails_and_no_answer_is_undescribed(opened: Callable[[MadeChain], Indexer]) -> None:
    story, _, _ = whole_story()
    indexer = opened(story.chain)
    indexer.catch_up()
    with served(indexer.app()) as url, httpx.Client(base_url=url, timeout=60) as http:
        asked = fuzz(http, {})
    assert len(asked) > 10
    assert sum(asked.values()) > 50
