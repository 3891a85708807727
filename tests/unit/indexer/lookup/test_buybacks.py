"""What the public is told of buyback commitments and funds, and what not."""

from collections.abc import Callable

import pytest

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import CommitmentState, PledgeState
from chain_gateway.ledger.structs import Act
from indexer.lookup import models
from indexer.lookup.buybacks import CommitmentRecord, days_json, days_to_payment
from indexer.projection.rows import CommitmentRow, CommitmentStateRow, PledgeStateRow
from tests.support.asgi import Caller
from tests.support.indexer_buybacks import DAY, accepted, declared, exercised, offered, settled
from tests.support.indexer_chain import FIRST_TIME, MadeChain, said
from tests.support.indexer_stories import BANK, FIRM, OTHER_BANK, SALT, SECRET_AMOUNT, Story, whole_story

Asking = Callable[[MadeChain], Caller]
MAKER = {"id": FIRM, "name": "Maker Ltd (demo) 演示制造公司"}
SECOND = {"id": OTHER_BANK, "name": "Second Bank (demo) 演示第二银行"}


def told() -> tuple[Story, int, int, int]:
    """A pledge, a fund, and an accepted commitment beside one that was only offered."""
    story, _, pledge = whole_story()
    fund = story.open(declared().payload, FIRM)
    story.open(offered(fund, pledge).payload, OTHER_BANK)
    commitment = story.open(offered(fund, pledge).payload, OTHER_BANK)
    story.tell(accepted(commitment))
    return story, pledge, fund, commitment


def test_a_pledge_says_that_a_commitment_exists_and_no_more(asking: Asking) -> None:
    story, pledge, fund, commitment = told()
    answer = asking(story.chain).get(f"/v1/pledges/{pledge}")
    models.PledgeBody.model_validate_json(answer.content, strict=True)
    (found,) = answer.json()["commitments"]
    assert found == {
        "commitment": commitment,
        "state": "in-force",
        "guarantor": MAKER,
        "manager": SECOND,
        "fund": fund,
        "opens_at": "2026-01-01T00:00:00Z",
        "closes_at": "2027-01-01T00:00:00Z",
    }
    assert str(SECRET_AMOUNT) not in answer.text
    assert SALT.hex() not in answer.text


def test_whether_a_commitment_was_called_is_not_told(asking: Asking) -> None:
    story, pledge, _, commitment = told()
    before = asking(story.chain).get(f"/v1/pledges/{pledge}").json()["commitments"]
    story.tell(exercised(commitment, FIRST_TIME + 365 * DAY))
    caller = asking(story.chain)
    assert caller.get(f"/v1/pledges/{pledge}").json()["commitments"] == before
    assert "CommitmentExercised" not in caller.get(f"/v1/pledges/{pledge}/history").text
    assert "CommitmentExercised" not in caller.get("/v1/statistics").json()["events"]


def test_acts_on_commitments_are_not_found_by_their_numbers(asking: Asking) -> None:
    story, _, _, commitment = told()
    numbered = Act(official_number="DEMO-1")
    story.tell(said(ev.CommitmentExercised(FIRST_TIME, numbered, 1), commitment, BANK))
    story.tell(said(ev.PartySuspended(numbered, 1), OTHER_BANK, BANK))
    found = asking(story.chain).get(f"/v1/acts?office={BANK}&number=DEMO-1").json()["acts"]
    assert [act["act"] for act in found] == ["PartySuspended"]


@pytest.mark.parametrize(
    "ending",
    [ev.CommitmentLapsed(Act(), 1), ev.CommitmentWaived(Act(), 1), ev.PaymentConfirmed(1, True, SALT, Act(), 1)],
)
def test_a_commitment_that_binds_nobody_has_ended(asking: Asking, ending: ev.Payload) -> None:
    story, pledge, _, commitment = told()
    story.act(ending, commitment, BANK)
    (found,) = asking(story.chain).get(f"/v1/pledges/{pledge}").json()["commitments"]
    assert found["state"] == "ended"


def test_an_offer_that_lapsed_is_not_told(asking: Asking) -> None:
    story, _, pledge = whole_story()
    fund = story.open(declared().payload, FIRM)
    offer = story.open(offered(fund, pledge).payload, OTHER_BANK)
    story.act(ev.CommitmentLapsed(Act(), 1), offer, OTHER_BANK)
    assert asking(story.chain).get(f"/v1/pledges/{pledge}").json()["commitments"] == []


def test_a_fund_says_who_runs_it_and_whether_it_is_overdue(asking: Asking) -> None:
    story, _, fund, commitment = told()
    story.tell(exercised(commitment, FIRST_TIME + 10 * DAY))  # the clock stands at 2026-01-21
    answer = asking(story.chain).get(f"/v1/funds/{fund}")
    models.FundBody.model_validate_json(answer.content, strict=True)
    body = answer.json()
    assert (body["owner"], body["manager"], body["currency"]) == (MAKER, SECOND, "CNY")
    assert (body["overdue"], body["days_to_payment"], body["figures"]) == (True, None, "parties-only")
    assert str(SECRET_AMOUNT) not in answer.text
    assert "amount" not in answer.text
    story.tell(settled(commitment))
    assert asking(story.chain).get(f"/v1/funds/{fund}").json()["overdue"] is False


def test_a_price_that_is_not_yet_due_is_not_overdue(asking: Asking) -> None:
    story, _, fund, commitment = told()
    story.tell(exercised(commitment, FIRST_TIME + 30 * DAY))
    assert asking(story.chain).get(f"/v1/funds/{fund}").json()["overdue"] is False


def test_a_fund_that_is_not_there_is_not_found(asking: Asking) -> None:
    answer = asking(told()[0].chain).get("/v1/funds/1")
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[-1]) == (404, "unknown-fund")


def record(commitment: int, called: int, paid: int) -> CommitmentRecord:
    """A commitment on pledge 1 that was called and paid at legal dates."""
    row = CommitmentRow(
        sequence=commitment, block=1, commitment=commitment, fund=1, pledge=1, route=1, currency="CNY", price="1",
        commission="0", opens_at=0, closes_at=1, payment_days=30, reinsurer=0, covered_rights="0x", conditions="0x",
    )  # fmt: skip
    states = tuple(
        CommitmentStateRow(
            sequence=commitment + step,
            block=1,
            commitment=commitment,
            state=int(state),
            on=on,
            dated_by="block",
            reason=0,
        )
        for step, (state, on) in enumerate(
            ((CommitmentState.Exercised, called), (CommitmentState.Settled, paid)), start=1
        )
    )
    return CommitmentRecord(row, states, None, None, 0)


def defaulted(sequence: int, on: int) -> PledgeStateRow:
    """Pledge 1 in default."""
    return PledgeStateRow(
        sequence=sequence, block=1, pledge=1, state=int(PledgeState.Defaulted), on=on, dated_by="block", ground=0
    )


def test_days_are_counted_from_the_last_default_before_the_exercise() -> None:
    states = [defaulted(5, 20260101), defaulted(15, 20260228), defaulted(40, 20260601)]
    assert days_to_payment([record(10, 20260105, 20260131)], states) == [30]
    assert days_to_payment([record(20, 20260301, 20260302)], states) == [2]
    assert days_to_payment([record(2, 20260105, 20260131)], states) == []
    assert days_to_payment([record(10, 20260105, 20260131)], []) == []


def test_days_of_fewer_than_three_exercises_are_not_told() -> None:
    assert days_json([1, 2]) is None
    assert days_json([9, 1, 4]) == {"exercises": 3, "median": 4, "longest": 9}
