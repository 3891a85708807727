"""A node that omits, lags or falls silent: receipts and other nodes settle it; what they cannot settle is unknown."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chain_gateway.ledger import events as ev
from chain_gateway.ledger import reads
from chain_gateway.ledger.enums import CancellationGround
from chain_gateway.ledger.structs import Act
from chain_gateway.rpc import NodeUnavailable, TrieReceipt
from indexer.service import Indexer
from indexer.settings import FollowerSettings
from tests.support.indexer_chain import MadeChain
from tests.support.indexer_stories import BANK, PATENT, Story, carried_over, facts, founding


class Omitting(MadeChain):
    """Another node of the same chain, which leaves out what it is told to, and may deny that there is more."""

    def __init__(self, chain: MadeChain, *, denies: bool = False, receipts: bool = True) -> None:
        super().__init__(chain.deployment, sealed=chain.sealed)
        self._mined = chain._mined
        self._denies = denies
        self._receipts = receipts

    def call(self, to: str, data: bytes, block: int | str = "latest") -> bytes:
        answer = super().call(to, data, block)
        if not self._denies:
            return answer
        mined = self._mined[-2]
        return mined.sequence.to_bytes(32) if data == reads.sequence().data else mined.head

    def receipts(self, number: int) -> list[TrieReceipt]:
        return super().receipts(number) if self._receipts else super().receipts(number)[:-1]


Followed = Callable[..., Indexer]


@pytest.fixture
def story() -> Story:
    """A pledge, whose discharge is the newest event; headers have filters and roots."""
    story = Story()
    story.chain = MadeChain(sealed=True)
    story.chain.mine(*founding())
    story.tell(facts(PATENT))
    pledge = story.open(carried_over(PATENT))
    story.act(ev.PledgeDischarged(CancellationGround.DebtPerformed, (), Act(), 1), pledge, BANK)
    return story


@pytest.fixture
def followed(tmp_path: Path) -> Iterator[Followed]:
    opened: list[Indexer] = []

    def follow(*nodes: MadeChain, **settings: int) -> Indexer:
        url = f"sqlite:///{tmp_path}/{len(opened)}.db"
        indexer = Indexer(
            nodes[0],
            nodes[0].deployment,
            url,
            others=nodes[1:],
            follower=FollowerSettings(**settings),  # type: ignore[arg-type]
        )
        opened.append(indexer)
        return indexer

    yield follow
    for indexer in opened:
        indexer.close()


def doubts(indexer: Indexer) -> dict[str, float]:
    return {
        sample.labels["reason"]: sample.value
        for metric in indexer.metrics.doubts.collect()
        for sample in metric.samples
        if sample.name.endswith("_total")
    }


def test_a_block_whose_events_are_left_out_is_read_from_its_receipts(story: Story, followed: Followed) -> None:
    node = Omitting(story.chain)
    node.omitted.add(11)
    progress = followed(node).catch_up()
    assert (progress.sequence, progress.complete) == (12, True)


def test_a_single_event_that_is_left_out_makes_its_stretch_be_read_from_receipts(
    story: Story, followed: Followed
) -> None:
    node = Omitting(story.chain)
    node.omitted.add(3)
    indexer = followed(node, commit_blocks=1)
    assert indexer.catch_up().complete
    assert doubts(indexer) == {"sequence-gap": 1}


def test_a_tail_that_is_left_out_and_denied_shows_in_the_filter_of_the_header(story: Story, followed: Followed) -> None:
    node = Omitting(story.chain, denies=True)
    node.omitted.add(12)
    assert followed(node).catch_up().reason == "head-mismatch"


def test_an_event_that_is_left_out_of_the_newest_block_and_denied_shows_in_the_filter(
    story: Story, followed: Followed
) -> None:
    story.tell(facts(PATENT, as_of=20260102), facts(PATENT, as_of=20260103))
    node = Omitting(story.chain)
    node.omitted.add(14)
    held = story.chain._mined[-1]
    shorter = MadeChain(sealed=True)
    shorter._mined = story.chain._mined[:-1]
    shorter.mine(facts(PATENT, as_of=20260102))
    node.call = lambda to, data, block="latest": (  # type: ignore[method-assign]
        shorter.call(to, data) if block == held.block.number else story.chain.call(to, data, block)
    )
    progress = followed(node).catch_up()
    assert progress.reason == "missing-tail"
    assert not progress.complete


def test_receipts_that_do_not_give_the_root_prove_nothing(story: Story, followed: Followed) -> None:
    node = Omitting(story.chain, receipts=False)
    node.omitted.add(11)
    progress = followed(node).catch_up()
    assert (progress.reason, progress.complete) == ("receipts-contradict", False)


def test_another_node_gives_what_the_first_leaves_out(followed: Followed) -> None:
    story = Story()
    story.tell(facts(PATENT))
    first = Omitting(story.chain)
    first.omitted.add(10)
    indexer = followed(first, story.chain)
    assert indexer.catch_up().complete
    assert indexer.follower._sources[0] is story.chain  # and is asked first from now on


def test_two_nodes_that_leave_out_the_same_leave_the_answer_unknown(followed: Followed) -> None:
    story = Story()
    story.tell(facts(PATENT))
    nodes = [Omitting(story.chain), Omitting(story.chain)]
    for node in nodes:
        node.omitted.add(10)
    progress = followed(*nodes).catch_up()
    assert (progress.reason, progress.complete, progress.block) == ("missing-tail", False, 0)


def test_a_second_node_that_knows_of_more_events_is_believed(followed: Followed) -> None:
    story = Story()
    story.tell(facts(PATENT))
    lying = Omitting(story.chain, denies=True)
    lying.omitted.add(10)
    progress = followed(lying, story.chain).catch_up()
    assert (progress.sequence, progress.complete) == (10, True)


def test_another_node_is_read_when_the_first_is_silent_or_lags(followed: Followed) -> None:
    story = Story()
    silent, lagging = Omitting(story.chain), Omitting(story.chain)
    silent.silent = True
    lagging._mined = story.chain._mined[:1]
    assert followed(silent, story.chain).catch_up().complete
    indexer = followed(story.chain, lagging)
    indexer.catch_up()
    story.tell(facts(PATENT))
    indexer.follower._sources.reverse()
    assert indexer.catch_up().sequence == 10


def test_when_every_node_is_silent_the_follower_says_so(followed: Followed) -> None:
    story = Story()
    story.chain.silent = True
    with pytest.raises(NodeUnavailable):
        followed(story.chain, story.chain).catch_up()


@pytest.mark.parametrize("at_once", [1, 4])
def test_spans_that_are_read_at_once_arrive_in_order(story: Story, followed: Followed, at_once: int) -> None:
    for place in range(60):
        story.tell(facts(PATENT, as_of=20260101 + place % 28))
    progress = followed(story.chain, range_blocks=3, commit_blocks=7, fetched_at_once=at_once).catch_up()
    assert (progress.sequence, progress.complete) == (story.chain.sequence, True)
