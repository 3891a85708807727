"""What the public is told of schemes of shared risk, and what not."""

from collections.abc import Callable

import pytest

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.structs import Act
from indexer.lookup import models
from tests.support.asgi import Caller
from tests.support.indexer_chain import MadeChain
from tests.support.indexer_risks import covered, joined, lost, proposed
from tests.support.indexer_stories import BANK, FIRM, OTHER_BANK, SALT, SECRET_AMOUNT, Story, whole_story

Asking = Callable[[MadeChain], Caller]


def told() -> tuple[Story, int, int]:
    """A pledge under a scheme that both its parties have joined."""
    story, _, pledge = whole_story()
    scheme = story.open(proposed().payload, BANK)
    story.tell(joined(scheme, OTHER_BANK))
    story.tell(joined(scheme, FIRM, last=True))
    story.tell(covered(scheme, pledge))
    return story, pledge, scheme


def test_a_scheme_is_told_without_tranches_and_figures(asking: Asking) -> None:
    story, _, scheme = told()
    answer = asking(story.chain).get(f"/v1/schemes/{scheme}")
    models.SchemeBody.model_validate_json(answer.content, strict=True)
    found = answer.json()
    assert (found["scheme"], found["proposer"]["id"], found["state"]) == (scheme, BANK, "in-force")
    assert found["figures"] == "parties-only"
    assert found["opens_at"] == "2026-01-01T00:00:00Z"
    for secret in (str(SECRET_AMOUNT), SALT.hex(), "8000", "tranche"):
        assert secret not in answer.text


def test_a_pledge_says_that_it_is_covered_and_no_more(asking: Asking) -> None:
    story, pledge, scheme = told()
    answer = asking(story.chain).get(f"/v1/pledges/{pledge}")
    models.PledgeBody.model_validate_json(answer.content, strict=True)
    (found,) = answer.json()["covers"]
    assert (found["scheme"], found["proposer"]["id"], found["state"]) == (scheme, BANK, "in-force")
    assert str(SECRET_AMOUNT) not in answer.text


def test_a_cover_used_for_a_loss_looks_like_one_that_was_given_up(asking: Asking) -> None:
    answers = []
    for used in (True, False):
        story, pledge, scheme = told()
        if used:
            story.tell(lost(scheme, pledge))
        else:
            story.act(ev.CoverEnded(Act(), 1), pledge, BANK)
        caller = asking(story.chain)
        answers.append(caller.get(f"/v1/pledges/{pledge}").json()["covers"])
        assert "LossDeclared" not in caller.get(f"/v1/pledges/{pledge}/history").text
        assert "LossDeclared" not in caller.get("/v1/statistics").json()["events"]
    assert answers[0] == answers[1]
    assert answers[0][0]["state"] == "ended"


@pytest.mark.parametrize(("closed", "state"), [(False, "proposed"), (True, "closed")])
def test_a_scheme_says_where_it_stands(asking: Asking, state: str, *, closed: bool) -> None:
    story, _, _ = whole_story()
    scheme = story.open(proposed().payload, BANK)
    if closed:
        story.act(ev.SchemeClosed(Act(), 1), scheme, BANK)
    assert asking(story.chain).get(f"/v1/schemes/{scheme}").json()["state"] == state


def test_a_scheme_that_nobody_proposed_is_not_found(asking: Asking) -> None:
    story, _, _ = whole_story()
    assert asking(story.chain).get("/v1/schemes/999999").status_code == 404
