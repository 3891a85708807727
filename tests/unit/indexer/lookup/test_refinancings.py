"""What the public is told of the refinancing of a claim, and what not."""

from collections.abc import Callable

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import RefinancingKind
from chain_gateway.ledger.structs import Act
from indexer.lookup import models
from tests.support.asgi import Caller
from tests.support.indexer_chain import MadeChain
from tests.support.indexer_refinancings import OPERATION, assessed, offered, released, taken
from tests.support.indexer_stories import BANK, OTHER_BANK, SALT, SECRET_AMOUNT, Story, whole_story

Asking = Callable[[MadeChain], Caller]
SECOND = {"id": OTHER_BANK, "name": "Second Bank (demo) 演示第二银行"}


def told() -> tuple[Story, int, int]:
    """A pledge whose claim is in a pool, beside an offer that nobody took."""
    story, _, pledge = whole_story()
    story.open(offered(pledge, kind=RefinancingKind.Relending).payload, BANK)
    refinancing = story.open(offered(pledge).payload, BANK)
    story.tell(taken(refinancing, pledge))
    return story, pledge, refinancing


def test_a_pledge_says_who_uses_its_claim_and_never_an_amount(asking: Asking) -> None:
    story, pledge, refinancing = told()
    answer = asking(story.chain).get(f"/v1/pledges/{pledge}")
    models.PledgeBody.model_validate_json(answer.content, strict=True)
    (found,) = answer.json()["refinancings"]
    since = found.pop("since")
    assert since.startswith("2026-01-0")
    assert found == {
        "refinancing": refinancing,
        "kind": "Pool",
        "user": SECOND,
        "state": "in-use",
        "until": None,
    }
    for secret in (str(SECRET_AMOUNT), SALT.hex(), OPERATION):
        assert secret not in answer.text


def test_a_released_claim_keeps_its_history(asking: Asking) -> None:
    story, pledge, refinancing = told()
    story.tell(released(refinancing, pledge))
    (found,) = asking(story.chain).get(f"/v1/pledges/{pledge}").json()["refinancings"]
    assert (found["state"], found["until"] is None) == ("released", False)


def test_what_was_not_known_at_a_block_is_not_told_of_it(asking: Asking) -> None:
    story, pledge, refinancing = told()
    block = asking(story.chain).get(f"/v1/pledges/{pledge}").json()["block"]["number"]
    story.tell(released(refinancing, pledge))
    caller = asking(story.chain)
    (found,) = caller.get(f"/v1/pledges/{pledge}?at_block={block}").json()["refinancings"]
    assert found["state"] == "in-use"


def test_what_a_central_bank_thinks_of_a_claim_is_told_to_nobody(asking: Asking) -> None:
    story, _, pledge = whole_story()
    story.tell(assessed(pledge, 3_000))
    story.act(ev.ClaimDropped(Act(), 1), story.open(offered(pledge).payload, BANK), BANK)
    caller = asking(story.chain)
    assert caller.get(f"/v1/pledges/{pledge}").json()["refinancings"] == []
    for page in (f"/v1/pledges/{pledge}/history", "/v1/statistics", "/v1/events?from_block=0"):
        assert "EligibilityAssessed" not in caller.get(page).text
        assert "ClaimOffered" not in caller.get(page).text
