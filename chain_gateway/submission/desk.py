"""Group commit: what is handed in while a transaction is being written shares the next one."""

import threading
import time
from collections.abc import Callable, Sequence

from chain_gateway.submission.errors import SubmissionError
from chain_gateway.submission.records import Accepted, Offer

_AT_ONCE = 500
"""Offers in one transaction."""
_SHARED = 3
"""Offers in one transaction from which on there are many who write at once."""
_GATHER_SECONDS = 0.004
"""How long those who write at once wait for each other: a transaction costs ten times what one more offer does."""


class _Ticket:
    """One offer that waits, and what became of it."""

    __slots__ = ("answer", "offer", "turn")

    def __init__(self, offer: Offer) -> None:
        self.offer = offer
        self.answer: Accepted | BaseException | None = None
        self.turn = threading.Lock()
        """Held until the offer is answered, or its thread is to write for those who wait."""
        self.turn.acquire()


class Desk:
    """Takes single offers from many threads and hands them on together.

    A disk writes some hundred transactions in a second, however small they are. Whoever comes while one is being
    written waits; then the first of those who wait writes all of their offers. Each thread is woken once, when it is
    answered or has to write. `write` answers each offer in order. A lone caller never waits.
    """

    def __init__(self, write: Callable[[Sequence[Offer]], list[Accepted | SubmissionError]]) -> None:
        self._write = write
        self._waiting: list[_Ticket] = []
        self._writing = False
        self._shared = 0
        self._list = threading.Lock()

    def accept(self, offer: Offer) -> Accepted:
        """The answer to the offer, when it is on disk; raises the error that it is refused with."""
        ticket = _Ticket(offer)
        with self._list:
            self._waiting.append(ticket)
            wait, self._writing = self._writing, True
        if wait:
            ticket.turn.acquire()
        if ticket.answer is None:
            self._serve()
        if isinstance(ticket.answer, Accepted):
            return ticket.answer
        assert ticket.answer is not None
        raise ticket.answer

    def _serve(self) -> None:
        if self._shared >= _SHARED:
            time.sleep(_GATHER_SECONDS)
        with self._list:
            taken, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
        self._shared = len(taken)
        answers: Sequence[Accepted | BaseException]
        try:
            answers = self._write([ticket.offer for ticket in taken])
        except BaseException as problem:  # noqa: BLE001  # each of them raises it
            answers = [problem] * len(taken)
        for ticket, answer in zip(taken, answers, strict=True):
            ticket.answer = answer
        with self._list:
            self._writing = bool(self._waiting)
            following = self._waiting[:1]
        for ticket in (*following, *taken):
            ticket.turn.release()
