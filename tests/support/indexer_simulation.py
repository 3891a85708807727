"""A node in memory that fails in every way a node can, out of one seed; and an indexer that must not be fooled.

One simulation mines and reorganises a chain, restarts the indexer, breaks its database and its nodes, and looks after
every catch-up whether what the store calls complete is the truth. At the end everything works again, and the rows must
be those of a clean reading.

`python -m tests.support.indexer_simulation --seeds 500` runs many seeds, and names the first that fails.
"""

import argparse
import logging
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random

from sqlalchemy import event

from chain_gateway.ledger.events import LedgerEvent, decode
from chain_gateway.rpc import Block, Finality, Log, NodeError, NodeUnavailable, RpcError, TrieReceipt
from indexer.projection.dates import BlockStamp
from indexer.projection.project import project
from indexer.projection.rows import Insert
from indexer.service import Indexer
from indexer.settings import FollowerSettings
from indexer.store import tables
from indexer.store.digest import state_digest
from indexer.store.writer import StoreError
from indexer.sync.source import raw_log
from tests.support.indexer_chain import LEDGER, MadeChain, Said
from tests.support.indexer_golden import books
from tests.support.indexer_stories import founding

DEEPEST = 32


def _kept_by(said: Said) -> set[tuple[str, ...]]:
    """The fields that rows which the event inserts are unique by, where these are not the event's own number."""
    chain = MadeChain()
    chain.mine(said)
    (event,) = (each for log, _ in chain.all_logs() if isinstance(each := decode(raw_log(log), LEDGER), LedgerEvent))
    kept: set[tuple[str, ...]] = set()
    for change in project(event, BlockStamp(1, 0)):
        if isinstance(change, Insert):
            key = tables.TABLES[change.row.table].primary_key.columns.keys()
            if "sequence" not in key:
                own = isinstance(event.subject, int)
                kept.add(tuple(name for name in key if own and getattr(change.row, name) == event.subject))
    return kept


_EVENTS = [(said, _kept_by(said)) for told in books().values() for said in told]
_OPENS = {type(said.payload) for said, kept in _EVENTS if kept and all(kept)}
"""Events whose subject a row is unique by, as of what they open: each gets a number of its own."""
_ONCE = {type(said.payload) for said, kept in _EVENTS if not all(kept)}
"""Events that a ledger has once for each key, so they are not repeated at random."""
_REPEATED = [said for said, _ in _EVENTS if type(said.payload) not in _ONCE]


class FaultyNode:
    """A node of the chain that lies, lags, drops, doubles, shuffles and falls silent, as the seed wants it."""

    def __init__(self, chain: MadeChain, random: Random) -> None:
        self._chain = chain
        self._random = random
        self.faulty = True
        self.moves: Callable[[], None] | None = None
        """What happens to the chain while it is being read, once."""

    def _happens(self, one_in: int) -> bool:
        return self.faulty and self._random.randrange(one_in) == 0

    def _speak(self) -> None:
        if self.moves is not None and self._happens(20):
            moves, self.moves = self.moves, None
            moves()
        if self._happens(40):
            raise NodeUnavailable("simulated", self._random.choice(("timed out", "connection refused")))
        if self._happens(60):
            raise NodeError(-32000, "something is wrong inside")

    def chain_id(self) -> int:
        """Chain id."""
        self._speak()
        return self._chain.chain_id()

    def head(self) -> Block:
        """The newest block, or one that was."""
        self._speak()
        newest = self._chain.head()
        if self._happens(8):
            older = self._chain.block(max(0, newest.number - self._random.randint(1, 5)))
            assert older is not None
            return older
        return newest

    def block(self, number: int) -> Block | None:
        """A block."""
        self._speak()
        return self._chain.block(number)

    def blocks(self, numbers: Sequence[int]) -> list[Block | None]:
        """Blocks."""
        self._speak()
        return [self._chain.block(number) for number in numbers]

    def logs(self, from_block: int, to_block: int, addresses: Iterable[str]) -> list[Log]:
        """Logs: too many, too few, twice or in any order."""
        self._speak()
        if to_block - from_block > 3 and self._happens(3):
            raise NodeError(-32005, "query returned more than 10000 results")
        logs = self._chain.logs(from_block, to_block, addresses)
        if self._happens(6):
            logs = [log for log in logs if self._random.random() > 0.3]
        if self._happens(12):
            logs = [log for log in logs if log.block_number != to_block]
        if self._happens(4):
            logs += self._random.sample(logs, len(logs) // 2)
        if self._happens(4):
            self._random.shuffle(logs)
        return logs

    def receipts(self, number: int) -> list[TrieReceipt]:
        """Receipts, sometimes not all."""
        self._speak()
        receipts = self._chain.receipts(number)
        return receipts[:-1] if self._happens(5) else receipts

    def call(self, to: str, data: bytes, block: int | str = "latest") -> bytes:
        """The log's own reading; of old blocks not always."""
        self._speak()
        if self._happens(10):
            raise NodeError(-32000, "missing trie node")
        return self._chain.call(to, data, block)

    def close(self) -> None:
        """Nothing to close."""


class Simulation:
    """One seed's run on the databases at `url` (the indexer's) and `clean_url` (of the clean reading)."""

    def __init__(self, seed: int, url: str, clean_url: str) -> None:
        self._random = Random(seed)  # noqa: S311  # repeatable, not secret
        self._url = url
        self._clean_url = clean_url
        self._chain = MadeChain(sealed=self._random.random() < 0.7)
        self._nodes = [FaultyNode(self._chain, self._random) for _ in range(self._random.randint(1, 2))]
        self._settings = FollowerSettings(
            range_blocks=self._random.choice((1, 5, 40)),
            range_logs=self._random.choice((5, 50)),
            fetched_at_once=1,  # threads would take from the seed in an order of their own
            commit_blocks=self._random.choice((1, 4, 30)),
            kept_blocks=self._random.choice((40, 100)),
        )
        self._breaks = False
        self._chain.mine(*founding())
        self._indexer = self._open(self._url, self._nodes)

    def run(self) -> None:
        """Simulates; AssertionError where the indexer told what was not so."""
        try:
            for _ in range(self._random.randint(8, 20)):
                self._step()
            self._recover()
        finally:
            self._indexer.close()

    def _step(self) -> None:
        for _ in range(self._random.randint(0, 6)):
            self._mine()
        if self._random.random() < 0.3:
            self._reorganise()
        if self._random.random() < 0.3:
            self._nodes[0].moves = self._reorganise if self._random.random() < 0.5 else self._mine
        if self._random.random() < 0.2:
            self._indexer.close()
            self._indexer = self._open(self._url, self._nodes)
        self._breaks = self._random.random() < 0.25
        with suppress(RpcError, StoreError):
            self._indexer.catch_up()
        self._breaks = False
        self._look()

    def _look(self) -> None:
        """What the store calls complete must be what the chain says at that block, unless the block was replaced
        since; everything else is told as unknown.
        """
        with self._indexer.reader.snapshot() as snapshot:
            here = snapshot.checkpoint()
            block = None if here is None else snapshot.block(here.block)
        if here is None or not here.complete:
            return
        assert block is not None
        truth = self._chain.block(here.block)
        if truth is not None and truth.hash == block.hash:
            assert (here.sequence, here.head) == self._chain.position(here.block)
            assert state_digest(self._indexer._engine).sequence == here.sequence

    def _recover(self) -> None:
        for node in self._nodes:
            node.faulty, node.moves = False, None
        self._mine()
        assert self._indexer.catch_up().complete
        clean = self._open(self._clean_url, [self._chain])
        try:
            assert clean.catch_up().complete
            assert state_digest(self._indexer._engine) == state_digest(clean._engine)
            for block in range(1, self._chain.head().number, 7):
                assert state_digest(self._indexer._engine, block) == state_digest(clean._engine, block)
        finally:
            clean.close()

    def _mine(self) -> None:
        first = self._chain.sequence + 1
        told: list[Said] = []
        for place in range(self._random.choice((0, 0, 1, 2, 4))):
            said = self._random.choice(_REPEATED)
            subject = said.subject
            if type(said.payload) in _OPENS:
                subject = first + place
            elif isinstance(subject, int):
                subject = self._random.randint(1, first)
            told.append(Said(said.payload, subject, said.actor))
        self._chain.mine(*told)

    def _reorganise(self) -> None:
        head = self._chain.head().number
        depth = self._random.randint(1, DEEPEST)
        if depth >= head:
            return
        self._chain.fork(head - depth)
        for _ in range(depth + self._random.randint(0, 2)):
            self._mine()

    def _open(self, url: str, nodes: Sequence[object]) -> Indexer:
        first, *others = nodes
        indexer = Indexer(
            first,  # type: ignore[arg-type]
            self._chain.deployment,
            url,
            others=others,  # type: ignore[arg-type]
            finality=Finality.after(DEEPEST),
            follower=self._settings,
        )

        @event.listens_for(indexer._engine, "before_cursor_execute")
        def _(*_: object) -> None:
            self._break()

        @event.listens_for(indexer._engine, "commit")
        def _(*_: object) -> None:
            self._break()

        return indexer

    def _break(self) -> None:
        if self._breaks and self._random.randrange(12) == 0:
            raise StoreError("simulated: the connection to the database was lost")


def simulate(seed: int, url: str, clean_url: str) -> None:
    """Runs one seed."""
    Simulation(seed, url, clean_url).run()


def main() -> int:
    """Runs seeds on SQLite; answers 1 at the first that fails."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seeds", type=int, default=500)
    options.add_argument("--first", type=int, default=1_000)
    asked = options.parse_args()
    logging.disable(logging.CRITICAL)
    for seed in range(asked.first, asked.first + asked.seeds):
        with tempfile.TemporaryDirectory() as folder:
            try:
                simulate(seed, f"sqlite:///{Path(folder) / 'a.db'}", f"sqlite:///{Path(folder) / 'b.db'}")
            except BaseException:
                print(f"seed {seed} failed", file=sys.stderr)
                raise
    print(f"{asked.seeds} seeds from {asked.first}: every one ended with the rows of a clean reading")
    return 0


if __name__ == "__main__":
    sys.exit(main())
