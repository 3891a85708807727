"""Whatever a market does, its events alone rebuild every public reading of every contract and foretell each verdict."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chain_gateway.ledger.artifacts import ABI_NAMES
from chain_gateway.rpc.engines import AnvilChain, AnvilNotFound, anvil_binary
from tests.property.examples import examples
from tests.property.ledger_model.acts.acts import VERBS, Acts
from tests.property.ledger_model.acts.choices import DAY
from tests.property.ledger_model.chain import Chain
from tests.property.ledger_model.market import Market, key_of
from tests.property.ledger_model.readings import NOT_COMPARED, Readings, compare, reason_not_compared, views
from tests.property.ledger_model.replay.events import BOOKS, Event, entries

PACKAGES = Path(__file__).parents[3] / "node_modules"


@pytest.fixture(scope="module")
def opened() -> Iterator[Market]:
    """One market on an anvil of its own; each example begins where its set-up ended."""
    try:
        binary = anvil_binary(PACKAGES)
    except AnvilNotFound as missing:
        pytest.skip(str(missing))
    governance = key_of("governance")
    with AnvilChain(binary) as anvil:
        chain = Chain(anvil, governance)
        yield Market.open(chain, governance)
        chain.close()


class Story:
    """Acts tried one after the other, judged by rules and ledger alike."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.acts = Acts(market)
        self.taken: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def step(self, number: int) -> None:
        """One act: taken by both, or refused by both with the same error."""
        name, tried = self.acts.try_one(number)
        error = tried.verdict()
        if error is not None:
            assert self.market.chain.verdict(tried.call, tried.sender) == error, name
            self.refused[error] += 1
            return
        for event in self.market.act(tried.call, tried.sender):
            self._check_search(event, tried.call.arguments)
        self.taken[name] += 1

    def compare(self) -> None:
        """Every reading is what the events say."""
        market = self.market
        assert market.chain.time == market.chain.newest()
        readings = Readings(market.replay, market.rules, market.chain.deployment, market.chain.time)
        compare(market.chain, list(readings.all()))

    def _check_search(self, event: Event, arguments: dict[str, object]) -> None:
        """What a search found is what the events before it say of each right."""
        if event.name != "Searched":
            return
        keys = tuple(bytes.fromhex(str(key)[2:]) for key in arguments["asset_keys"])  # type: ignore[attr-defined]
        assert event.data["findings"] == self.market.replay.rights.findings(keys, event.data["asOf"])


@pytest.fixture(scope="module")
def tally() -> Iterator[list[Story]]:
    """The stories of all examples: a run in which a verb never succeeds proves nothing of it."""
    told: list[Story] = []
    yield told
    taken = sum((story.taken for story in told), Counter[str]())
    refused = sum((story.refused for story in told), Counter[str]())
    missed = set(VERBS) - set(taken)
    assert len(missed) <= 3 // examples(1), missed
    assert len(refused) >= 25, refused
    assert taken.total() > refused.total()


@settings(
    max_examples=examples(15),
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.large_base_example],
)
@given(seed=st.integers(0, 2**64 - 1), length=st.integers(240, 320))
def test_events_alone_rebuild_every_reading_and_foretell_every_verdict(
    opened: Market, tally: list[Story], seed: int, length: int
) -> None:
    start = opened.chain.remember()
    try:
        # One seed for all choices: lists that are drawn entry by entry mostly repeat one act, and go nowhere.
        chance, story = Random(seed), Story(opened.again())  # noqa: S311
        for step in range(length):
            story.step(chance.getrandbits(512))
            if chance.randrange(5) == 0:
                story.market.chain.wait(chance.randrange(4 * DAY))
            if step % 100 == 99:
                story.compare()
        story.compare()
        tally.append(story)
    finally:
        opened.chain.go_back(start)


def test_every_function_that_reads_is_compared_or_says_why_not(opened: Market) -> None:
    market = opened
    readings = Readings(market.replay, market.rules, market.chain.deployment, market.chain.time)
    compared = {(reading.contract, reading.function) for reading in readings.all()}
    unexplained = {view for view in views() if view not in compared and reason_not_compared(*view) is None}
    assert unexplained == set()
    assert {view for view in compared if reason_not_compared(*view) is not None} == set()
    known = {name for view in views() for name in (view[1], f"{view[0]}.{view[1]}")} | set(ABI_NAMES)
    assert set(NOT_COMPARED) <= known, "an exception of nothing"


def test_the_replay_takes_every_event_of_every_book(opened: Market) -> None:
    names = {entry["name"] for book in BOOKS for entry in entries(book, "event")}
    missing = {name for name in names if opened.replay.handler(name) is None}
    assert missing == {"Appended", "AuthorityUpdated"}, (
        "the one announces, the other is not numbered: the replay reads both before"
    )
