"""A genuine store passes; whatever is changed, missing or too many is found, in every table and every column."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Integer, LargeBinary, Table, create_engine, delete, insert, select, update

from chain_gateway.ledger.artifacts import ABI_NAMES, artifact
from chain_gateway.ledger.events import PartyAdmitted
from indexer.audit.audit import NOT_OF_THE_CHAIN, Report, Verdict, audited_tables, compare_rows
from indexer.audit.differences import Difference
from indexer.audit.expected import RULES
from indexer.audit.replay import Replay
from indexer.audit.replay import replay as replayed
from indexer.service import Indexer
from indexer.store import tables
from indexer.store.engine import open_engine
from indexer.store.reader import Reader
from tests.support.indexer_chain import MadeChain
from tests.support.indexer_golden import books
from tests.support.indexer_stories import whole_story

TABLES = sorted(audited_tables() - {"checkpoint"})
COLUMNS = [
    (name, column.name)
    for name in TABLES
    for column in tables.METADATA.tables[name].c
    if not (name == "blocks" and column.name == "events")
]


@dataclass(frozen=True)
class Mirrored:
    """A chain, its store, and what the chain says."""

    chain: MadeChain
    path: Path
    truth: Replay


def _mirrored(chain: MadeChain, path: Path) -> Mirrored:
    indexer = Indexer(chain, chain.deployment, f"sqlite:///{path}")
    indexer.catch_up()
    indexer.close()
    return Mirrored(chain, path, replayed(chain, chain.deployment, chain.head().number, lambda *_: None))


@pytest.fixture(scope="module")
def mirrors(tmp_path_factory: pytest.TempPathFactory) -> list[Mirrored]:
    """Every event of every book in every variant, a store for each book, and a whole story."""
    folder = tmp_path_factory.mktemp("audit")
    found = []
    for book, told in books().items():
        chain, admitted = MadeChain(), set[object]()
        for each in told:
            # The golden files admit some parties twice; a ledger does not.
            again = isinstance(each.payload, PartyAdmitted) and each.subject in admitted
            admitted.add(each.subject)
            chain.mine(replace(each, subject=1_000 + chain.sequence) if again else each)
        found.append(_mirrored(chain, folder / f"{book}.db"))
    return [*found, _mirrored(whole_story()[0].chain, folder / "story.db")]


@pytest.fixture
def tampered(mirrors: list[Mirrored], tmp_path: Path) -> "Tampering":
    return Tampering(mirrors, tmp_path)


class Tampering:
    """A copy of a store that has rows in the table that is wanted, for a test to alter."""

    def __init__(self, mirrors: list[Mirrored], folder: Path) -> None:
        self._mirrors = mirrors
        self._folder = folder

    def of(self, table: Table, column: str | None = None) -> "Copy":
        for mirror in self._mirrors:
            rows = _rows(mirror.path, table)
            if rows and (column is None or any(row[column] is not None for row in rows)):
                path = self._folder / "copy.db"
                shutil.copy(mirror.path, path)
                return Copy(path, mirror.truth, [r for r in rows if column is None or r[column] is not None][-1])
        raise AssertionError(f"no story fills {table.name}.{column}")


@dataclass(frozen=True)
class Copy:
    path: Path
    truth: Replay
    row: dict[str, Any]

    def alter(self, statement: Any) -> None:
        engine = create_engine(f"sqlite:///{self.path}")
        with engine.begin() as connection:
            connection.execute(statement)
        engine.dispose()

    def differences(self) -> list[Difference]:
        return _compared(self.path, self.truth)


def _compared(path: Path, truth: Replay, from_block: int = 0) -> list[Difference]:
    engine = open_engine(f"sqlite:///{path}")
    with Reader(engine).snapshot() as snapshot:
        _, found = compare_rows(snapshot, truth, from_block)
    engine.dispose()
    return found


def _rows(path: Path, table: Table) -> list[dict[str, Any]]:
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        found = [dict(row) for row in connection.execute(select(table)).mappings()]
    engine.dispose()
    return found


def _where(table: Table, row: dict[str, Any]) -> Any:
    return [column == row[column.name] for column in table.primary_key.columns]


def _other(table: Table, column: str, value: Any) -> Any:
    kind = table.c[column].type
    if isinstance(kind, Boolean):
        return not value
    if isinstance(kind, LargeBinary):
        return bytes([value[0] ^ 1]) + value[1:]
    return value + 1 if isinstance(kind, Integer) else f"{value[:-1]}~"


def test_a_genuine_store_passes(mirrors: list[Mirrored]) -> None:
    for mirror in mirrors:
        assert _compared(mirror.path, mirror.truth) == [], mirror.path.name


def test_every_table_of_the_mirror_is_audited() -> None:
    from_the_chain = {name for name in tables.METADATA.tables if name not in tables.OWN}
    assert audited_tables() == from_the_chain


def test_every_event_of_the_contracts_has_its_rule() -> None:
    events = {
        entry["name"]
        for name in ABI_NAMES
        if name not in ("AccessManager", "LedgerFactory", "PledgorConsents")
        for entry in artifact(name).abi
        if entry["type"] == "event"
    }
    assert events - {"Appended", "AuthorityUpdated"} == RULES.keys()


@pytest.mark.parametrize("name", TABLES)
def test_a_row_that_is_missing_is_found(tampered: Tampering, name: str) -> None:
    table = tables.METADATA.tables[name]
    copy = tampered.of(table, "events" if name == "blocks" else None)
    copy.alter(delete(table).where(*_where(table, copy.row)))
    (found,) = copy.differences()
    assert (found.table, found.field, found.store) == (name, None, None)
    assert found.chain is not None


@pytest.mark.parametrize("name", TABLES)
def test_a_row_too_many_is_found(tampered: Tampering, name: str) -> None:
    table = tables.METADATA.tables[name]
    copy = tampered.of(table)
    # The last column of the key that is a number, or a text, is changed: a row of something that never was.
    key = [column.name for column in table.primary_key.columns][-1]
    more = {**copy.row, key: _other(table, key, copy.row[key] if not isinstance(copy.row[key], int) else 10**9)}
    if name == "blocks":
        more["events"] = 1
    copy.alter(insert(table).values(**more))
    (found,) = copy.differences()
    assert (found.table, found.field, found.chain) == (name, None, None)
    assert found.store is not None


@pytest.mark.parametrize(("name", "column"), COLUMNS)
def test_a_field_that_was_changed_is_found(tampered: Tampering, name: str, column: str) -> None:
    table = tables.METADATA.tables[name]
    nullable = bool(table.c[column].nullable)
    try:
        copy = tampered.of(table, column)
        value = _other(table, column, copy.row[column])
    except AssertionError:
        # No story closes such a row: then closing it is the change.
        if not nullable:
            raise
        copy = tampered.of(table)
        value = 7 if isinstance(table.c[column].type, Integer) else "recorded"
    copy.alter(update(table).where(*_where(table, copy.row)).values({column: value}))
    found = copy.differences()
    assert {each.table for each in found} == {name}
    if column in [each.name for each in table.primary_key.columns]:
        assert sorted((each.chain is None, each.store is None) for each in found) == [(False, True), (True, False)]
    else:
        (difference,) = found
        assert difference.field == column
        assert difference.store == value
        assert difference.chain != value


def test_what_lies_before_the_first_audited_block_is_left_out(tampered: Tampering) -> None:
    table = tables.parties
    copy = tampered.of(table)
    copy.alter(update(table).where(*_where(table, copy.row)).values(name="other"))
    assert len(_compared(copy.path, copy.truth, copy.row["block"])) == 1
    assert _compared(copy.path, copy.truth, copy.row["block"] + 1) == []


def test_the_columns_that_are_not_of_the_chain_are_those_of_the_follower() -> None:
    assert set(tables.checkpoint.c.keys()) > NOT_OF_THE_CHAIN
    assert Report(Verdict.UNPROVEN, "why", None, None, None).to_json()["verdict"] == "unproven"
