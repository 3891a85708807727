"""Many writes in one transaction: each wholly there or not at all, in their order."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chain_gateway.submission import (
    Accepted,
    Happening,
    IdempotencyKeyReused,
    NameKnown,
    NamePending,
    NewSubmission,
    Offer,
    State,
    Store,
    open_store,
)
from tests.support import moving

Asked = Callable[..., Any]
NEW = NewSubmission("enrol", 7, "0x" + "11" * 20, "PartyRegistry", "0x" + "22" * 20, b"\x00data", 100)


def test_they_are_prepared_in_the_order_given_with_their_audited_acts(store: Store, asked: Asked) -> None:
    answers = store.accept_many([Offer(NEW, asked(f"k{number}", b"%d" % number)) for number in range(1_200)])
    assert all(isinstance(answer, Accepted) and not answer.replayed for answer in answers)
    found = [answer.submission for answer in answers if isinstance(answer, Accepted)]
    assert [each.id for each in store.prepared(NEW.signer, 2_000)] == [submission.id for submission in found]
    assert store.get(found[7].id) == found[7]
    acts = store.audit_acts(limit=2_000)
    assert [act.submission_id for act in acts] == [submission.id for submission in found]
    assert store.first_broken_act() is None


def test_nothing_is_nothing(store: Store) -> None:
    assert store.accept_many([]) == []
    assert store.audit_acts() == []


def test_a_key_repeated_in_one_call_or_a_later_one_is_the_same_submission(store: Store, asked: Asked) -> None:
    first, again = store.accept_many([Offer(NEW, asked("k", b"x")), Offer(NEW, asked("k", b"x"))])
    (later,) = store.accept_many([Offer(NEW, asked("k", b"x"))])
    assert isinstance(first, Accepted)
    assert again == later == Accepted(first.submission, True)
    assert store.counts() == {"prepared": 1}
    assert [act.outcome for act in store.audit_acts()] == ["accepted", "replayed", "replayed"]


def test_a_refused_one_leaves_nothing_and_the_others_are_kept(store: Store, asked: Asked, named: Asked) -> None:
    known, _ = store.accept(NEW, asked(), [named("Known")])
    moving.sign(store, known.id, 0, lambda nonce: (b"raw%d" % nonce, bytes(32)))
    moving.record(store, known.id, Happening.TAKEN_BY_NODE)
    moving.seen(store, known.id, (5, b"\x01" * 32, 1_700_000_000), [])
    moving.finish(store, known.id, [31], {}, {})
    answers = store.accept_many(
        [
            Offer(NEW, asked("a", b"1"), (named("A"),)),
            Offer(NEW, asked("b"), (named("B"), named("a"))),
            Offer(NEW, asked("c"), (named("known"),)),
            Offer(NEW, asked("a", b"2")),
            Offer(NEW, asked("d"), (named("B"),)),
        ]
    )
    first, pending, taken, reused, last = answers
    assert isinstance(first, Accepted)
    assert isinstance(pending, NamePending)
    assert pending.submission_id == first.submission.id
    assert isinstance(taken, NameKnown)
    assert taken.party == 31
    assert isinstance(reused, IdempotencyKeyReused)
    assert isinstance(last, Accepted), "the name that a refused one had reserved is free"
    assert store.counts() == {"final": 1, "prepared": 2}
    assert store.replay(asked("b")) is None


def test_a_crash_in_the_middle_keeps_none_of_them(store: Store, asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    from chain_gateway.submission import audit

    def die(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(audit, "append", die)
    with pytest.raises(KeyboardInterrupt):
        store.accept_many([Offer(NEW, asked(f"k{number}")) for number in range(3)])
    monkeypatch.undo()
    assert store.counts() == {}
    assert store.replay(asked("k0")) is None


def test_single_ones_from_many_threads_share_transactions_and_are_all_answered(store: Store, asked: Asked) -> None:
    written: list[int] = []
    write = store._desk._write

    def counted(offers: Any) -> Any:
        written.append(len(offers))
        return write(offers)

    store._desk._write = counted
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda number: store.accept(NEW, asked(f"k{number}"))[0].id, range(200)))
    assert len(set(found)) == 200 == sum(written)
    assert len(written) < 200
    assert store.first_broken_act() is None


def test_a_failing_store_fails_every_request_that_waits_and_the_next_goes_on(store: Store, asked: Asked) -> None:
    def fail(_: Any) -> Any:
        raise OSError("the disk is full")

    write = store._desk._write
    store._desk._write = fail
    with pytest.raises(OSError, match="disk is full"):
        store.accept(NEW, asked("k"))
    store._desk._write = write
    assert store.accept(NEW, asked("k"))[0].state is State.PREPARED


def test_a_key_is_forgotten_when_its_time_is_over_and_its_submission_has_ended(store_url: str, asked: Asked) -> None:
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    store = open_store(store_url, lambda: now[0], timedelta(days=1))
    ended, _ = store.accept(NEW, asked("ended"))
    under_way, _ = store.accept(NEW, asked("under way"))
    store.drop(ended.id)
    now[0] += timedelta(hours=23)
    assert store.accept(NEW, asked("ended")) == (store.get(ended.id), True)
    now[0] += timedelta(hours=2)
    assert store.replay(asked("ended")) is None
    anew, replayed = store.accept(NEW, asked("ended"))
    assert (replayed, anew.id == ended.id) == (False, False)
    again = store.replay(asked("under way"))
    assert again is not None
    assert again.id == under_way.id, "what is under way is never accepted twice"
    store.drop(anew.id)
    store.drop(under_way.id)
    now[0] += timedelta(hours=1)
    assert (store.forget_keys(), store.forget_keys()) == (1, 0), "the other one is an hour old"
    assert store.replay(asked("under way")) is None
    store.close()
