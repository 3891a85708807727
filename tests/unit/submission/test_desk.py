"""Group commit: who comes while others are written shares the next transaction, and each gets an answer of its own."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chain_gateway.submission import Accepted, IdempotencyKeyReused, NewSubmission, Offer, Request, SubmissionError
from chain_gateway.submission.desk import Desk

NEW = NewSubmission("enrol", 7, "0x" + "11" * 20, "PartyRegistry", "0x" + "22" * 20, b"data", 100)


def offer(name: str) -> Offer:
    return Offer(NEW, Request("clerk", 7, "enrol", name.encode(), name))


class Book:
    """What writes: notes the offers of each transaction, and takes a moment for it."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.written: list[list[str]] = []
        self.away = False

    def write(self, offers: Sequence[Offer]) -> list[Accepted | SubmissionError]:
        names = [str(each.request.idempotency_key) for each in offers]
        self.written.append(names)
        time.sleep(self.seconds)
        if self.away:
            raise ConnectionError("the database is away")
        return [self._answer(name) for name in names]

    def _answer(self, name: str) -> Any:
        return IdempotencyKeyReused(name, "sub-1") if name.startswith("reused") else Accepted(name, False)  # type: ignore[arg-type]


def test_many_at_once_share_transactions_and_each_gets_its_own_answer() -> None:
    book = Book(0.02)
    desk = Desk(book.write)
    with ThreadPoolExecutor(40) as threads:
        answers = list(threads.map(lambda number: desk.accept(offer(f"k{number}")), range(400)))
    assert [answer.submission for answer in answers] == [f"k{number}" for number in range(400)]
    written = [name for each in book.written for name in each]
    assert sorted(written) == sorted(f"k{number}" for number in range(400))
    assert len(book.written) < 100


def test_a_refusal_is_of_one_alone() -> None:
    desk = Desk(Book(0.02).write)
    with ThreadPoolExecutor(8) as threads:
        asked = {name: threads.submit(desk.accept, offer(name)) for name in ("a", "reused b", "c", "reused d")}
        for name, answer in asked.items():
            if name.startswith("reused"):
                with pytest.raises(IdempotencyKeyReused):
                    answer.result()
            else:
                assert answer.result().submission == name


def test_when_nothing_can_be_written_all_are_told_and_the_next_is_tried_again() -> None:
    book = Book(0.02)
    book.away = True
    desk = Desk(book.write)
    with ThreadPoolExecutor(16) as threads:
        for answer in [threads.submit(desk.accept, offer(f"k{number}")) for number in range(16)]:
            with pytest.raises(ConnectionError):
                answer.result()
    book.away = False
    assert desk.accept(offer("later")).submission == "later"


def test_a_lone_caller_never_waits_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    slept = list[float]()
    monkeypatch.setattr("chain_gateway.submission.desk.time.sleep", slept.append)
    desk = Desk(lambda offers: [Accepted("sub", False) for _ in offers])  # type: ignore[arg-type]
    for number in range(20):
        desk.accept(offer(f"k{number}"))
    assert slept == []


def test_nobody_is_left_waiting_when_offers_come_one_after_the_other() -> None:
    desk = Desk(lambda offers: [Accepted("sub", False) for _ in offers])  # type: ignore[arg-type]
    answered = list[Accepted]()

    def ask() -> None:
        for _ in range(200):
            answered.append(desk.accept(offer("k")))

    threads = [threading.Thread(target=ask, daemon=True) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answered) == 1_200
