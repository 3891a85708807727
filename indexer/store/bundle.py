"""Everything that an answer on some rights needs, in one statement, and so of one moment.

A status needs rows of fifteen tables. Asked one after the other, the way to the database and back would take most of
the time, of one right as of ten thousand. The database gives the rows as JSON.
"""

from collections.abc import Collection
from functools import cache
from operator import itemgetter
from typing import Any, TypeVar

import orjson
from sqlalchemy import Boolean, Connection, Engine, create_engine

from indexer.projection.rows import (
    CircumstanceRow,
    ClassLabelRow,
    HolderRow,
    LockRow,
    PendingChangeRow,
    PledgeRow,
    PledgeStateRow,
    PledgorRow,
    PreservationRow,
    RegistrationRow,
    Row,
    SubordinationRow,
    TermsRow,
)
from indexer.store import tables
from indexer.store.checkpoint import Checkpoint
from indexer.store.position import IndexedBlock
from indexer.store.selecting import build

_R = TypeVar("_R", bound=Row)

_BY_RIGHT = (SubordinationRow, PreservationRow, LockRow, CircumstanceRow, ClassLabelRow)
_NAMING = (PledgeRow, HolderRow, PledgorRow)
"""Rows of the pledges that name parties: read once, for themselves and for these."""
_BY_PLEDGE = (RegistrationRow, PledgeStateRow, TermsRow, PendingChangeRow)

_SEQUENCE = itemgetter(0)  # every table begins with the number of the event
_BINARY = ("hash", "parent_hash", "head")


class Bundle:
    """Rows by their type, in the order of their events; with the checkpoint, and the newest block that the store keeps
    up to the one that was asked for.
    """

    def __init__(self, found: dict[str, list[list[Any]]]) -> None:
        self._found = found
        self.checkpoint = _checkpoint(found["checkpoint"])
        self.block = _block(found["block"])

    def rows(self, row_type: type[_R]) -> list[_R]:
        """All rows of a type."""
        table = row_type.table
        names, flags = _columns(table)
        listed = self._found[table]
        for place in flags:
            for values in listed:
                values[place] = bool(values[place])
        listed.sort(key=_SEQUENCE)
        return [build(row_type, names, values) for values in listed]


def read_bundle(
    connection: Connection, asked: Collection[str], applications: Collection[str], known_at: int | None
) -> Bundle:
    """What the store holds on the rights `asked` (asset keys) and on what counts as the same rights.

    `applications` are the asset keys of applications that are known without asking: these, and those that the office
    stated, and every right that was granted on one of them, count as the same.
    """
    upto = 2**62 if known_at is None else known_at
    given = {
        "asked": orjson.dumps(list(asked)).decode(),
        "applications": orjson.dumps(list(applications)).decode(),
        "upto": upto,
        "at": -1 if known_at is None else known_at,
    }
    found = connection.exec_driver_sql(_statement(connection.dialect.name), given).scalar_one()
    return Bundle(orjson.loads(found))


def pointed(engine: Engine, seconds: float) -> Engine:
    """The same PostgreSQL, planned for one thing: to find few rows by their keys, in however large tables.

    The planner cannot know how many keys a JSON text holds, and left alone it reads whole tables into hashes, compiles
    the statement to machine code, and plans it anew each time. A statement ends after `seconds`.
    """
    settings = {
        "statement_timeout": max(1, int(seconds * 1000)),
        "jit": "off",
        "plan_cache_mode": "force_generic_plan",
        "enable_hashjoin": "off",
        "enable_mergejoin": "off",
        "enable_seqscan": "off",
    }
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    return create_engine(
        engine.url,
        isolation_level="AUTOCOMMIT",
        connect_args={"options": options},
        hide_parameters=True,
        pool_size=20,
        max_overflow=20,
    )


@cache
def _columns(table: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    columns = tables.METADATA.tables[table].c
    flags = tuple(place for place, column in enumerate(columns) if isinstance(column.type, Boolean))
    return tuple(columns.keys()), flags


@cache
def _statement(dialect: str) -> str:
    """One statement for each of the two databases; they differ in how they make and read JSON."""
    postgresql = dialect == "postgresql"

    def given(name: str) -> str:
        return f"%({name})s" if postgresql else f":{name}"

    def elements(text: str) -> str:
        if postgresql:
            return f"json_array_elements_text(({text})::json) AS listed(value)"
        return f"json_each({text}) AS listed"

    def listed(table: str, source: str, alias: str = "t") -> str:
        names = [_as_text(table, alias, name, postgresql) for name in _columns(table)[0]]
        array = ("json_build_array" if postgresql else "json_array") + f"({', '.join(names)})"
        gathered = f"coalesce(json_agg({array}), '[]')" if postgresql else f"json_group_array({array})"
        return f"(SELECT {gathered} FROM {source})"  # noqa: S608 - see below

    newest = f"CASE WHEN {given('at')} < 0 THEN (SELECT block FROM checkpoint) ELSE {given('at')} END"  # noqa: S608
    parts = {
        "facts": listed("facts", "attested AS t"),
        "pledge_rights": listed("pledge_rights", "memberships AS t"),
        **{row.table: listed(row.table, f"same JOIN {row.table} AS t ON t.asset_key = same.key") for row in _BY_RIGHT},
        **{row.table: listed(row.table, f"{row.table}_touching AS t") for row in _NAMING},
        **{
            row.table: listed(row.table, f"touching JOIN {row.table} AS t ON t.pledge = touching.pledge")
            for row in _BY_PLEDGE
        },
        # At most one is open for each kind of right, and there are few kinds.
        "coverages": listed(
            "coverages",
            f"coverages AS t WHERE t.block <= {given('upto')} "
            f"AND (t.until_block IS NULL OR t.until_block > {given('upto')})",
        ),
        "parties": listed("parties", "named JOIN parties AS t ON t.party = named.party"),
        "checkpoint": listed("checkpoint", "checkpoint AS t"),
        "block": listed(
            "blocks",
            f"(SELECT * FROM blocks WHERE number <= {newest} ORDER BY number DESC LIMIT 1) AS t",  # noqa: S608
        ),
    }
    pairs = ", ".join(f"'{name}', {source}" for name, source in parts.items())
    made = ("json_build_object" if postgresql else "json_object") + f"({pairs})"
    owners = elements("owners") if postgresql else "json_each(attested.owners) AS listed"
    number = "CAST(listed.value AS bigint)"
    naming = ", ".join(f"{row.table}_touching AS MATERIALIZED ({_touching(row.table)})" for row in _NAMING)
    return f"""
        WITH asked AS MATERIALIZED (SELECT listed.value AS key FROM {elements(given("asked"))}),
        own AS MATERIALIZED (SELECT f.* FROM asked JOIN facts AS f ON f.asset_key = asked.key),
        applications AS MATERIALIZED (
            SELECT application_key AS key FROM own WHERE application_key IS NOT NULL
            UNION SELECT listed.value FROM {elements(given("applications"))}
        ),
        attested AS MATERIALIZED (
            SELECT * FROM own
            UNION ALL SELECT f.* FROM applications JOIN facts AS f ON f.application_key = applications.key
            WHERE f.asset_key NOT IN (SELECT key FROM asked)
        ),
        same AS MATERIALIZED (
            SELECT key FROM asked UNION SELECT key FROM applications UNION SELECT asset_key FROM attested
        ),
        memberships AS MATERIALIZED (
            SELECT r.* FROM same JOIN pledge_rights AS r ON r.asset_key = same.key
        ),
        touching AS MATERIALIZED (SELECT DISTINCT pledge FROM memberships),
        {naming},
        named AS MATERIALIZED (
            SELECT {number} AS party FROM attested, {owners}
            UNION SELECT party FROM holders_touching
            UNION SELECT party FROM pledgors_touching
            UNION SELECT office FROM pledges_touching
            UNION SELECT c.assignee FROM touching JOIN pending_changes AS c ON c.pledge = touching.pledge
            UNION SELECT l.attestor FROM same JOIN class_labels AS l ON l.asset_key = same.key
        )
        SELECT CAST({made} AS text)
    """  # noqa: S608 - of this program's own tables and columns; what is asked is bound


def _touching(table: str) -> str:
    return f"SELECT t.* FROM touching JOIN {table} AS t ON t.pledge = touching.pledge"  # noqa: S608 - see above


def _as_text(table: str, alias: str, name: str, postgresql: bool) -> str:
    if (table, name) == ("parties", "name"):  # the name that a party has now
        newest = f"SELECT n.name FROM party_names AS n WHERE n.party = {alias}.party ORDER BY n.sequence DESC LIMIT 1"  # noqa: S608
        return f"coalesce(({newest}), {alias}.name)"
    if name in _BINARY:
        return f"encode({alias}.{name}, 'hex')" if postgresql else f"hex({alias}.{name})"
    return f'{alias}."{name}"'


def _checkpoint(found: list[list[Any]]) -> Checkpoint | None:
    if not found:
        return None
    values = dict(zip(_columns("checkpoint")[0], found[0], strict=True))
    values |= {"head": bytes.fromhex(values["head"]), "halted": bool(values["halted"])}
    return Checkpoint(**{name: values[name] for name in Checkpoint.__dataclass_fields__})


def _block(found: list[list[Any]]) -> IndexedBlock | None:
    if not found:
        return None
    values = dict(zip(_columns("blocks")[0], found[0], strict=True))
    values |= {name: bytes.fromhex(values[name]) for name in _BINARY}
    return IndexedBlock(**{name: values[name] for name in IndexedBlock.__dataclass_fields__})
