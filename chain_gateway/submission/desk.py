"""Group commit: what is handed in while a transaction is being written shares the next one."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from chain_gateway.submission.errors import SubmissionError
from chain_gateway.submission.records import Accepted, Offer

_AT_ONCE = 500
"""Offers in one transaction."""


class Desk:
    """Takes single offers from many threads and hands them on together.

    A disk writes some hundred transactions in a second, however small they are. Whoever comes while one is being
    written waits, and one of those who wait then hands in all of their offers. `write` answers each offer in order.
    """

    def __init__(self, write: Callable[[Sequence[Offer]], list[Accepted | SubmissionError]]) -> None:
        self._write = write
        self._turn = threading.Lock()
        self._waiting: list[tuple[Offer, Future[Accepted]]] = []
        self._list = threading.Lock()

    def accept(self, offer: Offer) -> Accepted:
        """The answer to the offer, when it is on disk; raises the error that it is refused with."""
        answer: Future[Accepted] = Future()
        with self._list:
            self._waiting.append((offer, answer))
        while not answer.done():
            with self._turn:
                if not answer.done():
                    self._serve()
        return answer.result()

    def _serve(self) -> None:
        with self._list:
            taken, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
        try:
            found = self._write([offer for offer, _ in taken])
        except BaseException as problem:  # noqa: BLE001  # each of them raises it
            for _, answer in taken:
                answer.set_exception(problem)
            return
        for (_, answer), outcome in zip(taken, found, strict=True):
            if isinstance(outcome, SubmissionError):
                answer.set_exception(outcome)
            else:
                answer.set_result(outcome)
