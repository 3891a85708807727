"""Writes to the store while the next blocks are read: one transaction at a time, in order."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from indexer.store.checkpoint import Checkpoint
from indexer.store.writer import Writer, Written


class CommitQueue:
    """At most one commit is under way, and the next waits for it. Leaving it waits for the last one.

    A commit that fails raises at the next `put` or at the end, and nothing after it is written.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="indexer-write")
        self._under_way: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._finish()
        finally:
            self._pool.shutdown()

    def put(self, before: Checkpoint, written: Sequence[Written], after: Checkpoint) -> None:
        """Commits the stretches and moves the checkpoint, as `Writer.commit` does."""
        self._finish()
        self._under_way = self._pool.submit(self._writer.commit, before, written, after)

    def _finish(self) -> None:
        under_way, self._under_way = self._under_way, None
        if under_way is not None:
            under_way.result()
