"""The digest by which two mirrors compare."""

from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from chain_gateway.rpc import Finality
from indexer.service import Indexer
from indexer.store.digest import NotIndexed, state_digest
from pledge.cli import app
from tests.support.indexer_stories import PATENT, facts, whole_story

Opened = Callable[..., Indexer]


def test_a_digest_of_an_earlier_block_is_that_of_a_mirror_that_ended_there(opened: Opened) -> None:
    story, _, _ = whole_story()
    whole, growing = opened(story.chain, name="whole"), opened(story.chain, name="growing")
    whole.catch_up()
    mined, last = story.chain._mined, story.chain.head().number
    for block in range(1, last + 1):
        story.chain._mined = mined[: block + 1]
        growing.catch_up()
        assert state_digest(growing._engine) == state_digest(whole._engine, block)
    assert len({state_digest(whole._engine, block).digest for block in range(1, last + 1)}) == last


def test_blocks_that_were_replaced_leave_no_trace_in_it(opened: Opened) -> None:
    story, _, _ = whole_story()
    rewound = opened(story.chain, name="rewound", finality=Finality.after(50))
    rewound.catch_up()
    story.chain.fork(2)
    story.tell(facts(PATENT, title="another history"))
    for _ in range(8):
        story.chain.mine()
    rewound.catch_up()
    clean = opened(story.chain, name="clean", finality=Finality.after(50))
    clean.catch_up()
    assert state_digest(rewound._engine) == state_digest(clean._engine)


def test_a_single_altered_value_changes_it(opened: Opened) -> None:
    story, _, _ = whole_story()
    indexer = opened(story.chain)
    indexer.catch_up()
    before = state_digest(indexer._engine)
    with indexer._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE pledge_states SET state = 1 WHERE sequence = 18")
    assert state_digest(indexer._engine).rows == before.rows
    assert state_digest(indexer._engine).digest != before.digest


def test_a_block_that_is_not_indexed_has_none(opened: Opened) -> None:
    indexer = opened(whole_story()[0].chain)
    with pytest.raises(NotIndexed, match="no block yet"):
        state_digest(indexer._engine)
    indexer.catch_up()
    with pytest.raises(NotIndexed, match="Block 999 is not indexed; the store holds blocks 1 to"):
        state_digest(indexer._engine, 999)


def test_the_command_says_it_and_refuses_what_is_not_there(opened: Opened) -> None:
    indexer = opened(whole_story()[0].chain)
    indexer.catch_up()
    url = str(indexer._engine.url)
    answer = CliRunner().invoke(app, ["digest", "--store", url])
    assert answer.exit_code == 0
    assert state_digest(indexer._engine).digest in answer.stdout
    assert CliRunner().invoke(app, ["digest", "--store", url, "--block", "999"]).exception is not None
