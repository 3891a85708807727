"""Statuses that are asked at the same moment are read with one statement.

A statement costs the database and this process far more than the rows of one more right in it. So what is asked while
a statement is on its way waits for the next one, which asks for all of it; nothing waits while none is on its way.
Each answer is built on the ground of its statement, as if it had been asked alone: a test compares.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from chain_gateway.ledger.identifiers import RightId
from indexer.lookup.ground import Grounds, RightsGround

_AT_ONCE = 2
"""Statements on their way together: while the rows of one are read the database works on the other."""
_MOST = 50
"""Rights of one statement."""

Build = Callable[[RightsGround], Response]


@dataclass(frozen=True, eq=False)
class _Asked:
    right: RightId
    known_at: int | None
    build: Build
    answered: "asyncio.Future[Response]"


class Together:
    """Answers questions on single rights. Of one event loop."""

    def __init__(self, grounds: Grounds) -> None:
        self._grounds = grounds
        self._waiting: list[_Asked] = []
        self._readers: list[asyncio.Task[None]] = []

    async def answer(self, right: RightId, known_at: int | None, build: Build) -> Response:
        """What `build` makes of the ground of the right, as known at a block or now.

        Raises what `Grounds.of_rights` and `build` raise.
        """
        asked = _Asked(right, known_at, build, asyncio.get_running_loop().create_future())
        self._waiting.append(asked)
        # A reader is done in the same step in which it last looks at what waits, so none is counted that looks no more.
        self._readers = [reader for reader in self._readers if not reader.done()]
        if len(self._readers) < _AT_ONCE:
            self._readers.append(asyncio.create_task(self._read_on()))
        return await asked.answered

    async def _read_on(self) -> None:
        while self._waiting:
            known_at = self._waiting[0].known_at
            alike = [each for each in self._waiting if each.known_at == known_at]
            taken, left = alike[:_MOST], alike[_MOST:]
            self._waiting = [each for each in self._waiting if each.known_at != known_at] + left
            for asked, answer in zip(taken, await run_in_threadpool(self._read, taken, known_at), strict=True):
                if asked.answered.done():
                    continue  # whoever asked has gone
                if isinstance(answer, Response):
                    asked.answered.set_result(answer)
                else:
                    asked.answered.set_exception(answer)

    def _read(self, taken: list[_Asked], known_at: int | None) -> list[Response | Exception]:
        try:
            ground = self._grounds.of_rights({each.right for each in taken}, known_at)
        except Exception as error:  # noqa: BLE001 - raised where it was asked
            return [error] * len(taken)
        return [_attempt(each.build, ground) for each in taken]


def _attempt(build: Build, ground: RightsGround) -> Response | Exception:
    try:
        return build(ground)
    except Exception as error:  # noqa: BLE001 - raised where it was asked
        return error
