"""Two persons for one act: nothing moves before the second has decided, and never is it the same person twice."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chain_gateway.submission import (
    Hold,
    MovedByAnother,
    NamePending,
    NewSubmission,
    NotAwaitingApproval,
    Request,
    SecondPersonNeeded,
    State,
    Store,
    UnknownSubmission,
    open_store,
)
from tests.support import moving

NEW = NewSubmission("enrol", 7, "0x" + "11" * 20, "PartyRegistry", "0x" + "22" * 20, b"\x00data", 100)
HOLD = Hold({"entries": [{"name": "演示"}]}, "2024-06-03T12:00:00.000Z")
ASKED = Request("clerk", 7, "enrol", b"\x01" * 32, "key", token_id="t-1")  # noqa: S106
SECOND = Request("officer", 7, "approve", b"\x02" * 32, token_id="t-2", certificate="ab" * 32)  # noqa: S106
Asked = Callable[..., Any]


class Clock:
    """A time that tests move."""

    now = datetime(2024, 6, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(store_url: str, clock: Clock) -> Iterator[Store]:
    opened = open_store(store_url, clock)
    yield opened
    opened.close()


def test_a_held_act_is_not_worked_on_before_a_second_person_approves(store: Store) -> None:
    held, _ = store.accept(NEW, ASKED, (), HOLD)
    assert held.state is State.AWAITING_APPROVAL
    assert store.busy() == []
    with pytest.raises(MovedByAnother):
        moving.sign(store, held.id, 0, lambda _nonce: (b"raw", b"\x00" * 32))
    (shown,) = store.held(7)
    assert (shown.submission_id, shown.verb, shown.asked_by, shown.arguments) == (
        held.id,
        "enrol",
        "clerk",
        HOLD.arguments,
    )
    assert store.held(8) == []
    assert store.approve(held.id, SECOND).state is State.PREPARED
    assert [each.id for each in store.prepared(held.signer, 2)] == [held.id]
    assert store.held(7) == []


def test_whoever_asked_cannot_decide_with_whatever_token(store: Store) -> None:
    held, _ = store.accept(NEW, ASKED, (), HOLD)
    same = replace(SECOND, subject="clerk")
    for decide in (lambda: store.approve(held.id, same), lambda: store.reject(held.id, same, "x")):
        with pytest.raises(SecondPersonNeeded, match="another person"):
            decide()
    assert store.get(held.id).state is State.AWAITING_APPROVAL


def test_another_party_is_not_told_of_it(store: Store) -> None:
    held, _ = store.accept(NEW, ASKED, (), HOLD)
    with pytest.raises(UnknownSubmission):
        store.approve(held.id, replace(SECOND, party=8))


def test_a_rejected_act_is_dropped_with_the_reason_and_frees_its_names(store: Store, named: Asked) -> None:
    held, _ = store.accept(NEW, ASKED, (named("演示公司"),), HOLD)
    with pytest.raises(NamePending):
        store.accept(NEW, replace(ASKED, idempotency_key="other"), (named("演示公司"),))
    rejected = store.reject(held.id, SECOND, "the contract names another debtor")
    assert rejected.state is State.DROPPED
    assert rejected.error is not None
    assert rejected.error["code"] == "not-approved"
    assert "another debtor" in rejected.error["message"]
    assert store.accept(NEW, replace(ASKED, idempotency_key="other"), (named("演示公司"),))


def test_a_decision_is_made_once_and_repeated_by_the_same_person_answers_the_same(store: Store) -> None:
    held, _ = store.accept(NEW, ASKED, (), HOLD)
    store.approve(held.id, SECOND)
    moving.sign(store, held.id, 0, lambda _nonce: (b"raw", b"\x00" * 32))
    assert store.approve(held.id, SECOND).state is State.SIGNED
    for request in (SECOND, replace(SECOND, subject="another")):
        with pytest.raises(NotAwaitingApproval, match="approved"):
            store.reject(held.id, request, "x")
    with pytest.raises(NotAwaitingApproval, match="approved"):
        store.approve(held.id, replace(SECOND, subject="another"))


def test_an_act_that_no_rule_held_needs_no_decision(store: Store) -> None:
    free, _ = store.accept(NEW, ASKED)
    with pytest.raises(NotAwaitingApproval, match="no rule"):
        store.approve(free.id, SECOND)


def test_its_time_over_it_cannot_be_approved_and_is_dropped(store: Store, clock: Clock) -> None:
    held, _ = store.accept(NEW, ASKED, (), HOLD)
    assert store.expire_held() == 0
    clock.now += timedelta(days=2)
    with pytest.raises(NotAwaitingApproval, match="time was over"):
        store.approve(held.id, SECOND)
    assert store.held(7) == []
    assert store.expire_held() == 1
    dropped = store.get(held.id)
    assert dropped.state is State.DROPPED
    assert dropped.error is not None
    assert "in time" in dropped.error["message"]
    assert store.expire_held() == 0


def test_both_persons_are_in_the_audit_with_their_tokens(store: Store) -> None:
    held, _ = store.accept(NEW, ASKED, (), HOLD)
    store.approve(held.id, SECOND)
    store.approve(held.id, SECOND)
    first, second = store.audit_acts()
    assert (first.outcome, first.subject, first.token_id, first.signer) == ("held", "clerk", "t-1", NEW.signer)
    assert (second.outcome, second.subject, second.token_id, second.certificate) == (
        "approved",
        "officer",
        "t-2",
        "ab" * 32,
    )
    assert first.verb == second.verb == "enrol"
    assert first.submission_id == second.submission_id == held.id
    assert store.first_broken_act() is None


def test_a_repeated_request_for_a_held_act_answers_the_same_and_holds_nothing_new(store: Store) -> None:
    held, _ = store.accept(NEW, ASKED, (), HOLD)
    assert store.accept(NEW, ASKED, (), HOLD) == (held, True)
    assert len(store.held(7)) == 1


def test_two_processes_decide_once(store: Store, store_url: str, clock: Clock) -> None:
    other = open_store(store_url, clock)
    held, _ = store.accept(NEW, ASKED, (), HOLD)
    store.approve(held.id, SECOND)
    with pytest.raises(NotAwaitingApproval):
        other.reject(held.id, replace(SECOND, subject="a third"), "x")
    other.close()
