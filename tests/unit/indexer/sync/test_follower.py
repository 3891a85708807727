"""The follower on a chain that misbehaves: whatever cannot be proven is not told."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import CancellationGround, Validity
from chain_gateway.ledger.structs import Act
from chain_gateway.rpc import Finality, NodeError, NodeUnavailable
from indexer.service import Indexer
from indexer.store.writer import StoreConflict, WrongStore
from indexer.sync.follower import FollowerHalted, WrongChain
from indexer.sync.reorganisation import FinalityViolation
from tests.support.asgi import Caller
from tests.support.indexer_chain import LEDGER, MadeChain
from tests.support.indexer_rows import all_rows
from tests.support.indexer_stories import BANK, PATENT, SECOND_PATENT, Story, carried_over, facts, filing, whole_story

Opened = Callable[..., Indexer]
CONFIRMED = Finality.after(4)


def status(indexer: Indexer, number: str = "US8800931") -> dict[str, str | None]:
    answer = Caller(indexer.app()).get(f"/v1/status/{number}").json()
    return {"status": answer["status"], "reason": answer["reason"], "complete": answer["complete"]}


@pytest.fixture
def story() -> Story:
    """A second patent that is pledged."""
    story = Story()
    story.tell(facts(PATENT), facts(SECOND_PATENT))
    story.open(carried_over(SECOND_PATENT))
    return story


def test_everything_is_indexed_and_proven(opened: Opened, story: Story) -> None:
    progress = opened(story.chain).catch_up()
    assert (progress.block, progress.sequence, progress.events) == (3, 12, 12)
    assert progress.complete


def test_a_second_catch_up_finds_nothing_new(opened: Opened, story: Story) -> None:
    indexer = opened(story.chain)
    indexer.catch_up()
    again = indexer.catch_up()
    assert (again.events, again.block, again.complete) == (0, 3, True)


@pytest.mark.parametrize("range_blocks", [1, 2, 500])
@pytest.mark.parametrize("commit_blocks", [1, 3, 100])
def test_rows_do_not_depend_on_how_blocks_are_read(
    opened: Opened, tmp_path: Path, range_blocks: int, commit_blocks: int
) -> None:
    story, _, _ = whole_story()
    opened(story.chain, name="reference").catch_up()
    opened(story.chain, name="other", range_blocks=range_blocks, commit_blocks=commit_blocks).catch_up()
    assert all_rows(f"sqlite:///{tmp_path}/other.db") == all_rows(f"sqlite:///{tmp_path}/reference.db")


def test_a_follower_that_starts_again_goes_on_where_it_stopped(opened: Opened, tmp_path: Path, story: Story) -> None:
    indexer = opened(story.chain, name="restarted")
    indexer.catch_up()
    indexer.close()
    story.tell(facts(PATENT, Validity.Lapsed, as_of=20260102))
    progress = opened(story.chain, name="restarted").catch_up()
    assert (progress.first_block, progress.events, progress.complete) == (4, 1, True)
    opened(story.chain, name="clean").catch_up()
    assert all_rows(f"sqlite:///{tmp_path}/restarted.db") == all_rows(f"sqlite:///{tmp_path}/clean.db")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("omitted", "sequence-gap"), ("forgotten", "event-missing"), ("altered", "hash-mismatch")],
)
def test_an_event_that_is_omitted_or_altered_makes_every_answer_unknown_until_it_is_delivered(
    opened: Opened, story: Story, fault: str, reason: str
) -> None:
    getattr(story.chain, fault).add(11)
    indexer = opened(story.chain)
    progress = indexer.catch_up()
    assert (progress.complete, progress.reason) == (False, reason)
    assert status(indexer) == {"status": "unknown", "reason": "incomplete", "complete": False}
    getattr(story.chain, fault).clear()
    assert indexer.catch_up().complete
    assert status(indexer) == {"status": "pledged", "reason": None, "complete": True}


def test_an_omitted_release_never_shows_the_right_as_pledged_for_certain(opened: Opened, story: Story) -> None:
    indexer = opened(story.chain)
    indexer.catch_up()
    story.chain.omitted.add(story.act(ev.PledgeWithdrawn(Act(), 1), 12, BANK))
    progress = indexer.catch_up()
    assert (progress.reason, progress.block) == ("missing-tail", 3)
    assert status(indexer)["status"] == "unknown"


def test_a_missing_tail_below_the_newest_block_is_found_too(opened: Opened, story: Story) -> None:
    story.chain.omitted.add(12)
    story.chain.mine()
    assert opened(story.chain).catch_up().reason == "missing-tail"


def test_rows_of_a_doubtful_block_are_not_kept(opened: Opened, tmp_path: Path, story: Story) -> None:
    story.chain.omitted.add(11)
    opened(story.chain, name="doubtful", range_blocks=1, commit_blocks=1).catch_up()
    rows = all_rows(f"sqlite:///{tmp_path}/doubtful.db")
    assert len(rows["events"]) == 9
    assert rows["facts"] == []


def test_logs_that_are_delivered_twice_or_in_the_wrong_order_change_nothing(
    opened: Opened, tmp_path: Path, story: Story
) -> None:
    opened(story.chain, name="clean").catch_up()
    story.chain.doubled = story.chain.reversed = True
    assert opened(story.chain, name="doubled").catch_up().complete
    assert all_rows(f"sqlite:///{tmp_path}/doubled.db") == all_rows(f"sqlite:///{tmp_path}/clean.db")


def test_a_silent_node_makes_answers_unknown_only_after_the_lag_that_is_allowed(
    opened: Opened, story: Story, clock: object
) -> None:
    indexer = opened(story.chain)
    indexer.catch_up()
    story.chain.silent = True
    with pytest.raises(NodeUnavailable):
        indexer.catch_up()
    clock.now += 60  # type: ignore[attr-defined]
    assert status(indexer) == {"status": "pledged", "reason": None, "complete": True}
    clock.now += 1  # type: ignore[attr-defined]
    assert status(indexer) == {"status": "unknown", "reason": "unreachable", "complete": True}


def test_a_store_that_was_never_filled_answers_unknown(opened: Opened, story: Story) -> None:
    assert status(opened(story.chain)) == {"status": "unknown", "reason": "incomplete", "complete": False}


def test_a_mirror_that_is_far_behind_the_head_answers_unknown(opened: Opened, story: Story) -> None:
    indexer = opened(story.chain)
    indexer.catch_up()
    for _ in range(6):
        story.chain.mine()
    story.chain.logs = refuse  # type: ignore[method-assign]
    with pytest.raises(NodeError):
        indexer.catch_up()
    assert status(indexer)["reason"] == "lagging"


def refuse(*_: object) -> list[object]:
    raise NodeError(-32000, "range too large")


def test_a_range_that_the_node_refuses_is_halved(opened: Opened) -> None:
    story, _, _ = whole_story()
    whole = story.chain.logs

    def narrow(from_block: int, to_block: int, addresses: object) -> object:
        if to_block - from_block >= 2:
            refuse()
        return whole(from_block, to_block, addresses)  # type: ignore[arg-type]

    story.chain.logs = narrow  # type: ignore[method-assign, assignment]
    assert opened(story.chain).catch_up().complete


def test_with_confirmations_replaced_blocks_leave_no_trace(opened: Opened, tmp_path: Path, story: Story) -> None:
    indexer = opened(story.chain, name="rewound", finality=CONFIRMED)
    story.act(ev.PledgeCancelled(CancellationGround.ContractVoid, Act(), 1), 12)
    indexer.catch_up()
    assert status(indexer)["status"] == "released"
    story.chain.fork(3)
    story.tell(facts(PATENT, Validity.Lapsed, as_of=20260102))
    progress = indexer.catch_up()
    assert (progress.rewound_to, progress.complete) == (3, True)
    assert status(indexer)["status"] == "pledged"
    opened(story.chain, name="clean", finality=CONFIRMED).catch_up()
    assert all_rows(f"sqlite:///{tmp_path}/rewound.db") == all_rows(f"sqlite:///{tmp_path}/clean.db")


def test_a_reorganisation_down_to_the_first_block_is_followed(opened: Opened, tmp_path: Path) -> None:
    story = Story()
    indexer = opened(story.chain, name="rewound", finality=CONFIRMED)
    indexer.catch_up()
    story.chain.fork(0)
    story.chain.mine()
    story.chain.mine(facts(PATENT))
    assert indexer.catch_up().complete
    opened(story.chain, name="clean", finality=CONFIRMED).catch_up()
    assert all_rows(f"sqlite:///{tmp_path}/rewound.db") == all_rows(f"sqlite:///{tmp_path}/clean.db")


def test_a_deeper_reorganisation_than_the_confirmations_halts(opened: Opened, story: Story) -> None:
    for _ in range(5):
        story.chain.mine()
    indexer = opened(story.chain, finality=CONFIRMED)
    indexer.catch_up()
    story.chain.fork(2)
    for _ in range(7):
        story.chain.mine()
    with pytest.raises(FinalityViolation, match="at most 4 may"):
        indexer.catch_up()


def test_with_instant_finality_a_changed_block_halts_for_good(opened: Opened, story: Story) -> None:
    indexer = opened(story.chain, name="halted")
    indexer.catch_up()
    story.chain.fork(2)
    story.chain.mine()
    with pytest.raises(FinalityViolation, match="makes every block final at once"):
        indexer.catch_up()
    assert status(indexer) == {"status": "unknown", "reason": "incomplete", "complete": False}
    told = Caller(indexer.app()).get("/v1/completeness").json()
    assert (told["reason"], told["halted"]) == ("reorganisation", True)
    with pytest.raises(FollowerHalted, match="build the store anew"):
        opened(story.chain, name="halted").catch_up()


def test_the_thread_ends_at_a_violation_and_survives_a_silent_node(opened: Opened, story: Story) -> None:
    indexer = opened(story.chain)
    indexer.catch_up()
    story.chain.fork(2)
    story.chain.mine()
    indexer.follower.run(threading.Event(), lambda _: None, lambda: True)  # comes back, because it halts
    stop = threading.Event()
    quiet = opened(Story().chain, name="quiet")
    asked = threading.Event()

    def silence() -> None:
        asked.set()
        raise NodeUnavailable("made", "silent")

    quiet.follower._sources[0].chain_id = silence  # type: ignore[assignment, method-assign]
    thread = threading.Thread(target=quiet.follower.run, args=(stop, lambda _: stop.wait(0.001), lambda: True))
    thread.start()
    assert asked.wait(10)
    assert thread.is_alive()
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def test_a_node_that_lags_behind_the_store_changes_nothing(opened: Opened, story: Story) -> None:
    indexer = opened(story.chain)
    indexer.catch_up()
    behind = Story()
    behind.chain._mined = story.chain._mined[:-1]
    indexer.follower._sources = [behind.chain]
    progress = indexer.catch_up()
    assert (progress.block, progress.events) == (3, 0)


def test_a_node_of_another_chain_is_refused(opened: Opened) -> None:
    class Elsewhere(MadeChain):
        def chain_id(self) -> int:
            return 1

    with pytest.raises(WrongChain, match="serves chain 1, the deployment is on 1337"):
        opened(Elsewhere()).catch_up()


def test_a_store_of_another_ledger_is_refused(opened: Opened, story: Story) -> None:
    opened(story.chain, name="one").catch_up()
    other = MadeChain(type(LEDGER)(**{**LEDGER.__dict__, "log": "0x" + "ef" * 20}))
    with pytest.raises(WrongStore, match="name another store"):
        opened(other, name="one").catch_up()


def test_two_followers_on_one_store_do_not_write_twice(opened: Opened, story: Story) -> None:
    one, two = opened(story.chain, name="shared"), opened(story.chain, name="shared")
    stale = two.follower._writer.begin(LEDGER.chain_id, LEDGER.log, LEDGER.first_block, two.follower._origin)
    one.catch_up()
    with pytest.raises(StoreConflict, match="Run one follower"):
        two.follower._writer.note(stale, stale)


def test_an_address_without_a_log_is_no_complete_ledger(opened: Opened) -> None:
    class NoContract(MadeChain):
        def call(self, *_: object) -> bytes:
            return b""

    chain = NoContract()
    chain.mine()
    assert opened(chain).catch_up().reason == "log-missing"


def test_an_event_of_a_book_that_the_deployment_does_not_name_is_no_complete_ledger(opened: Opened) -> None:
    story = Story()
    mined = story.chain._mined[-1]
    announcement = mined.logs[0]
    foreign = type(announcement)(
        **{**announcement.__dict__, "topics": (*announcement.topics[:2], bytes(12) + b"\xef" * 20)}
    )
    story.chain._mined[-1] = type(mined)(mined.block, (foreign, *mined.logs[1:]), mined.sequence, mined.head)
    assert opened(story.chain).catch_up().reason == "unknown-book"


def test_a_filed_pledge_is_not_called_a_pledge(opened: Opened, story: Story) -> None:
    story.open(ev.PledgeFiled(5, filing(PATENT), False, (7,), Act(), 1), BANK)
    indexer = opened(story.chain)
    indexer.catch_up()
    assert status(indexer, "US7831837")["status"] == "filed"
