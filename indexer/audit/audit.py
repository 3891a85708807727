"""Compares a store with the chain, row by row, and says what follows from it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from chain_gateway.ledger.deployments import Deployment
from indexer.audit.contracts import questions
from indexer.audit.differences import Difference, compare, same
from indexer.audit.expected import Fields, expected_rows
from indexer.audit.replay import Node, Progress, Replay, Unproven, ask, replay
from indexer.store import tables
from indexer.store.checkpoint import Checkpoint
from indexer.store.reader import Snapshot

NOT_OF_THE_CHAIN = frozenset(
    {"id", "proven_block", "reason", "detail", "halted", "known_head", "polled_at"},
)
"""Columns of the checkpoint that say how the follower fares, and not what the ledger is."""


class Verdict(Enum):
    """What an audit ends with."""

    SAME = "same"
    """The store holds what the chain says, and nothing else."""
    DIFFERS = "differs"
    UNPROVEN = "unproven"
    """Nothing can be said of the store, because it, or the node, does not say enough."""


@dataclass(frozen=True)
class Report:
    """The whole audit."""

    verdict: Verdict
    reason: str | None
    """Why nothing is proven; None otherwise."""
    block: int | None
    sequence: int | None
    head: bytes | None
    rows: dict[str, int] = field(default_factory=dict)
    """Rows that were compared, by table."""
    calls: int = 0
    """Questions that the contracts answered."""
    differences: tuple[Difference, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The report as JSON, all differences in it."""
        return {
            "verdict": self.verdict.value,
            "reason": self.reason,
            "block": self.block,
            "sequence": self.sequence,
            "head": None if self.head is None else f"0x{self.head.hex()}",
            "rows": self.rows,
            "contract_calls": self.calls,
            "differences": [each.to_json() for each in self.differences],
        }


def audit(
    node: Node, deployment: Deployment, snapshot: Snapshot, from_block: int, progress: Progress = lambda *_: None
) -> Report:
    """Audits what the store holds of the blocks from `from_block` on: rows that were made, or closed, there.

    The chain is read from the deployment's first block in any case. Raises NodeUnavailable and StoreError.
    """
    here = snapshot.checkpoint()
    if here is None or here.block < here.first_block:
        return _unproven("the store has read nothing of the ledger yet")
    try:
        found = replay(node, deployment, here.block, progress)
        differences = list(_checkpoint(here, deployment, found))
        counted, more = compare_rows(snapshot, found, from_block, progress)
        differences += more
        rows = expected_rows(found.events)
        asked = list(questions(rows, from_block))
        for number, question in enumerate(asked, start=1):
            differences += question.answered(lambda read: ask(node, deployment, read, here.block))
            progress("asking the contracts", number, len(asked))
    except Unproven as why:
        return _unproven(str(why), here)
    verdict = Verdict.DIFFERS if differences else Verdict.SAME
    if verdict is Verdict.SAME and (here.halted or here.reason is not None):
        return _unproven(f"the store itself says that its record is not whole ({here.reason}: {here.detail})", here)
    return Report(verdict, None, here.block, found.sequence, found.head, counted, len(asked), tuple(differences))


def audited_tables() -> frozenset[str]:
    """Tables that an audit compares."""
    return frozenset({*tables.TABLES, "blocks", "checkpoint"})


def compare_rows(
    snapshot: Snapshot, found: Replay, from_block: int, progress: Progress = lambda *_: None
) -> tuple[dict[str, int], list[Difference]]:
    """How many rows of each table were compared, and where they differ."""
    rows = expected_rows(found.events)
    counted: dict[str, int] = {}
    differences: list[Difference] = []
    for number, (name, table) in enumerate(sorted(tables.TABLES.items()), start=1):
        key = [column.name for column in table.primary_key.columns]
        stored = _Counted(row for row in snapshot.every(name) if _touched(row, from_block))
        wanted = (row for row in rows.tables.get(name, []) if _touched(row, from_block))
        differences += compare(name, key, wanted, stored)
        counted[name] = stored.count
        progress("comparing the tables", number, len(tables.TABLES))
    differences += compare("blocks", ["number"], _blocks(found, from_block), _held_blocks(snapshot, from_block))
    counted["blocks"] = len(found.blocks)
    return counted, differences


class _Counted:
    """Rows, counted as they go by."""

    def __init__(self, rows: Iterable[Fields]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Fields]:
        for row in self._rows:
            self.count += 1
            yield row


def _touched(row: Fields, from_block: int) -> bool:
    return bool(max(row["block"], row.get("until_block") or 0) >= from_block)


def _blocks(found: Replay, from_block: int) -> list[Fields]:
    return [
        {
            "number": number,
            "hash": told.header.hash,
            "parent_hash": told.header.parent_hash,
            "time": told.header.timestamp,
            "sequence": told.sequence,
            "head": told.head,
            "events": told.events,
        }
        for number, told in found.blocks.items()
        if number >= from_block
    ]


def _held_blocks(snapshot: Snapshot, from_block: int) -> Iterator[Fields]:
    """Blocks with events. Of those without, the store keeps the newest to find a common ancestor: no row of the ledger
    rests on them.
    """
    return (row for row in snapshot.every("blocks") if row["events"] and row["number"] >= from_block)


def _checkpoint(here: Checkpoint, deployment: Deployment, found: Replay) -> Iterator[Difference]:
    chain = {
        "chain_id": deployment.chain_id,
        "log": deployment.log,
        "first_block": deployment.first_block,
        "block": found.block,
        "sequence": found.sequence,
        "head": found.head,
    }
    for name, value in chain.items():
        if not same(value, getattr(here, name)):
            yield Difference("checkpoint", "id=1", name, value, getattr(here, name))


def _unproven(why: str, here: Checkpoint | None = None) -> Report:
    return Report(Verdict.UNPROVEN, why, None if here is None else here.block, None, None)
