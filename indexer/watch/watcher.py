"""Looks at the ledger for those who watch: new acts, new days, and what a reorganisation took back."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from indexer.projection.dates import day_of
from indexer.store.position import IndexedBlock, Position
from indexer.store.reader import Reader, Snapshot
from indexer.store.watches import KeptWatch, Looked, NewNotice, WatchStore
from indexer.store.writer import StoreError
from indexer.watch.causes import Cause, Watch
from indexer.watch.certificate_rules import certificate_causes
from indexer.watch.day_rules import day_causes
from indexer.watch.delivery import Courier
from indexer.watch.event_rules import event_causes
from indexer.watch.scopes import calendar_of, happenings, scopes_of, touched_blocks

_AGAIN = 256
"""Blocks that are looked at again after a reorganisation: as many as the follower keeps to find its way back."""
_EVENTS = 1_000
_LOGGER = logging.getLogger(__name__)


class Watcher:
    """Finds causes and keeps them to be told; the courier delivers them. `clock` gives seconds since 1970."""

    def __init__(self, reader: Reader, store: WatchStore, courier: Courier, clock: Callable[[], float]) -> None:
        self._reader = reader
        self._store = store
        self._courier = courier
        self._clock = clock
        self._seen: frozenset[str] = frozenset()

    def look(self) -> int:
        """Looks once; answers how many notices are new. Only what is proven counts. Raises StoreError."""
        before = self._store.looked()
        watches = self._store.every()
        with self._reader.snapshot() as snapshot:
            here = snapshot.checkpoint()
            if here is None or here.halted or here.reason is not None or here.proven_block < here.first_block:
                return 0
            last = snapshot.block_before(here.proven_block)
            if last is None:
                return 0
            now = self._clock()
            day = day_of(datetime.fromtimestamp(max(now, float(last.time)), UTC))
            after = Looked(here.proven_block, last.head, day)
            ids = frozenset(each.id for each in watches)
            if before == after and ids <= self._seen:
                return 0
            again = _again_from(snapshot, before, here.proven_block, here.first_block)
            first = here.proven_block + 1 if before is None else again if again is not None else before.block + 1
            causes = _causes(snapshot, watches, first, here.proven_block, day)
        told = self._store.tell(before, after, [_notice(each) for each in causes], again, int(now))
        self._seen = ids
        return told

    def run(self, stop: threading.Event, seconds: float) -> None:
        """Looks and delivers every `seconds` until `stop` is set. A failure is logged, and tried again."""
        while not stop.is_set():
            try:
                self.look()
                self._courier.deliver()
            except StoreError as error:
                _LOGGER.error("Watches could not be looked at: %s", error)
            stop.wait(seconds)


def _again_from(snapshot: Snapshot, before: Looked | None, last: int, first_block: int) -> int | None:
    """The block from which to look again because the ledger is another one up to there; None when it is the same."""
    if before is None:
        return None
    held = snapshot.block_before(min(before.block, last))
    if before.block <= last and held is not None and held.head == before.hash:
        return None
    return max(first_block, min(before.block, last) - _AGAIN)


def _causes(snapshot: Snapshot, watches: list[KeptWatch], first: int, last: int, day: int) -> list[Cause]:
    scopes = scopes_of(snapshot, [_watch(each) for each in watches], first, last)
    if not scopes:
        return []
    causes: list[Cause] = []
    place: Position | None = _place(snapshot.block_before(first - 1))
    while place is not None and first <= last:
        page = snapshot.lists(last, _EVENTS).events_from(place)
        times = snapshot.block_times({event.block for event in page.rows})
        acts = happenings(snapshot, page.rows, times)
        causes += [cause for act in acts for scope in scopes for cause in event_causes(act, scope)]
        place = None if page.last_block is None else _place(snapshot.block_before(page.last_block))
    calendar = calendar_of(snapshot, scopes)
    causes += [cause for scope in scopes for cause in day_causes(day, scope, calendar)]
    touched, texts = touched_blocks(snapshot, scopes), {row.asset_key: row.right for row in calendar.facts}
    causes += [cause for scope in scopes for cause in certificate_causes(scope, touched, texts)]
    return list({cause.id: cause for cause in causes}.values())


def _place(block: IndexedBlock | None) -> Position:
    return Position(0, b"") if block is None else Position(block.sequence, block.head)


def _watch(kept: KeptWatch) -> Watch:
    return Watch(kept.id, kept.party, kept.kind, kept.target, kept.label, kept.certificate_block, kept.since_block)


def _notice(cause: Cause) -> NewNotice:
    content = {"text": _printable(cause.text), "watched": _printable(cause.watch.label), **cause.facts}
    content["rights"] = [_printable(each) for each in cause.facts["rights"]]
    return NewNotice(cause.watch.id, cause.watch.party, cause.id, cause.kind, cause.block, content)


def _printable(text: str) -> str:
    """Text of others, without what moves or hides the text around it."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
