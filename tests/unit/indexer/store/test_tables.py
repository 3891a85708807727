"""The schema: rows, tables and migrations agree."""

import dataclasses
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from indexer.projection.rows import ROWS, Row
from indexer.store.engine import InvalidStoreUrl, open_engine
from indexer.store.schema import VERSION_TABLE, SchemaTooNew, downgrade, migrate
from indexer.store.tables import METADATA, TABLES


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.table)
def test_a_table_has_the_columns_of_its_row(row: type[Row]) -> None:
    assert set(TABLES[row.table].c.keys()) == {field.name for field in dataclasses.fields(row)}


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store.db"
    fresh: str = request.getfixturevalue("postgresql_url")
    return fresh


def test_the_migrations_make_the_tables_and_take_them_away(url: str) -> None:
    engine = open_engine(url)
    migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, METADATA) == []
    downgrade(engine, "base")
    assert inspect(engine).get_table_names() == [VERSION_TABLE]
    migrate(engine)
    migrate(engine)
    engine.dispose()


def test_a_store_of_a_later_version_is_refused(url: str) -> None:
    engine = open_engine(url)
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))  # noqa: S608
    with pytest.raises(SchemaTooNew, match="9999"):
        migrate(engine)
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("mysql://host/x", "neither SQLite nor PostgreSQL"),
        ("nonsense", "no database address"),
        ("", "no database address"),
    ],
)
def test_an_unusable_address_is_refused_with_the_reason(url: str, why: str) -> None:
    with pytest.raises(InvalidStoreUrl, match=why):
        open_engine(url)


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_an_engine_hides_what_statements_carry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: str) -> None:
    made: list[dict[str, object]] = []

    def noting(_url: str, **options: object) -> Engine:
        made.append(options)
        return create_engine(f"sqlite:///{tmp_path}/store.db")

    monkeypatch.setattr("indexer.store.engine.create_engine", noting)
    open_engine({"sqlite": f"sqlite:///{tmp_path}/store.db", "postgresql": "postgresql://host/store"}[backend])
    assert [options["hide_parameters"] for options in made] == [True]


def test_a_reader_keeps_its_snapshot_while_the_writer_goes_on(url: str) -> None:
    engine = open_engine(url)
    migrate(engine)
    count = text("SELECT count(*) FROM blocks")
    with engine.connect() as reading, reading.begin():
        assert reading.execute(count).scalar_one() == 0
        with engine.begin() as writing:
            writing.execute(text("INSERT INTO blocks VALUES (1, '', '', 0, 0, '', 0)"))
        assert reading.execute(count).scalar_one() == 0
    with engine.connect() as later:
        assert later.execute(count).scalar_one() == 1
    engine.dispose()
