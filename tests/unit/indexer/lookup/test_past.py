"""Answers as known at an earlier block."""

from collections.abc import Callable

import pytest

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import CancellationGround
from chain_gateway.ledger.structs import Act
from tests.support.asgi import Caller
from tests.support.indexer_chain import MadeChain
from tests.support.indexer_stories import BANK, CHINESE, OFFICE, PATENT, Story, coverage, facts, filing

Asking = Callable[[MadeChain], Caller]


@pytest.fixture
def told(asking: Asking) -> tuple[Caller, dict[str, int]]:
    """A right that is attested, filed, registered and freed, each in a block of its own; these blocks by name."""
    story, blocks = Story(), dict[str, int]()

    def after(what: str) -> None:
        blocks[what] = story.chain.head().number

    story.tell(facts(CHINESE), coverage(CHINESE, through=20260101))
    after("attested")
    pledge = story.open(ev.PledgeFiled(OFFICE, filing(CHINESE), False, (7,), Act(), 1), BANK)
    after("filed")
    story.act(ev.PledgeRegistered("Y1", 20260101, b"", Act(), 1), pledge)
    after("registered")
    story.act(ev.PledgeCancelled(CancellationGround.DebtPerformed, Act(recorded_on=20260101), 1), pledge)
    after("cancelled")
    story.chain.mine()
    story.tell(facts(PATENT))
    return asking(story.chain), {**blocks, "pledge": pledge}


def test_the_status_is_what_was_known_at_the_block(told: tuple[Caller, dict[str, int]]) -> None:
    caller, blocks = told
    known = {
        what: caller.get(f"/v1/status/{CHINESE.text}?at_block={blocks[what]}").json()
        for what in ("attested", "filed", "registered", "cancelled")
    }
    assert {what: answer["status"] for what, answer in known.items()} == {
        "attested": "clear",
        "filed": "filed",
        "registered": "pledged",
        "cancelled": "released",
    }
    assert all(answer["complete"] and answer["known_at"] == blocks[what] for what, answer in known.items())
    assert known["filed"]["block"]["number"] == blocks["filed"]
    assert known["filed"]["as_of"] == "2026-01-01"


def test_a_batch_and_a_pledge_are_known_at_a_block_too(told: tuple[Caller, dict[str, int]]) -> None:
    caller, blocks = told
    asked = {"numbers": [CHINESE.text], "at_block": blocks["registered"]}
    answer = caller.post("/v1/status:batch", json=asked).json()
    assert (answer["results"][0]["status"], answer["known_at"]) == ("pledged", blocks["registered"])
    path = f"/v1/pledges/{blocks['pledge']}"
    assert caller.get(f"{path}?at_block={blocks['filed']}").json()["state"] == "Filed"
    assert caller.get(path).json()["state"] == "Cancelled"
    assert caller.get(f"{path}?at_block={blocks['attested']}").status_code == 404


def test_a_block_in_which_nothing_happened_is_answered_from_the_one_before(told: tuple[Caller, dict[str, int]]) -> None:
    caller, blocks = told
    empty = blocks["cancelled"] + 1
    assert caller.get(f"/v1/status/{CHINESE.text}?at_block={empty}").json()["status"] == "released"


@pytest.mark.parametrize("block", ["99", "0", "9223372036854775807"])
def test_a_block_outside_the_mirror_is_a_problem(told: tuple[Caller, dict[str, int]], block: str) -> None:
    answer = told[0].get(f"/v1/status/{CHINESE.text}?at_block={block}")
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("/block-not-held")


@pytest.mark.parametrize("block", ["-1", "x", "9223372036854775808", "1.5", "true"])
def test_a_block_that_is_no_number_is_a_problem(told: tuple[Caller, dict[str, int]], block: str) -> None:
    assert told[0].get(f"/v1/status/{CHINESE.text}?at_block={block}").json()["type"].endswith("/invalid-request")


@pytest.mark.parametrize("block", [-1, "3", 1.5, True, 2**63, []])
def test_so_it_is_in_a_batch(told: tuple[Caller, dict[str, int]], block: object) -> None:
    answer = told[0].post("/v1/status:batch", json={"numbers": [CHINESE.text], "at_block": block})
    assert (answer.status_code, answer.json()["field"]) == (422, "at_block")


def test_a_legal_date_after_the_block_cannot_be_known_at_it(told: tuple[Caller, dict[str, int]]) -> None:
    answer = told[0].get(f"/v1/status/{CHINESE.text}?at_block=3&as_of=2026-01-15")
    assert answer.json()["type"].endswith("/date-in-the-future")
