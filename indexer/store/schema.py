"""Bringing a database to the schema that this version needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from indexer.store.engine import InvalidStoreUrl, open_engine
from indexer.store.writer import StoreError

VERSION_TABLE = "indexer_schema_version"
"""The store's own history; the gateway's has another one, so that both may share a database."""


class SchemaTooNew(Exception):
    """The database was migrated by a later version of this program."""


def migrate(engine: Engine, revision: str = "head") -> None:
    """Migrates the database up to `revision`, in one transaction. Raises SchemaTooNew for one that is ahead of this
    version.
    """
    with engine.begin() as connection:
        _refuse_unknown(connection)
        command.upgrade(_config(connection), revision)


class SchemaTooOld(Exception):
    """The database holds no store, or one that an earlier version of this program made."""


@contextmanager
def opened_as_it_is(url: str) -> Iterator[Engine]:
    """The store at `url`, which must be there and have this version's schema: nothing is made or migrated.

    Raises InvalidStoreUrl, SchemaTooOld, SchemaTooNew, and StoreError where the database cannot be reached.
    """
    engine = open_engine(url)
    address = engine.url
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").exists():
        raise InvalidStoreUrl(f"{address.database} does not exist; name the indexer's store.")
    try:
        with engine.connect() as connection:
            _refuse_unknown(connection)
            context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
            heads = ScriptDirectory.from_config(_config(connection)).get_heads()
            if context.get_current_revision() not in heads:
                raise SchemaTooOld(f"The store at {address.render_as_string()} is no store of this version's indexer.")
        yield engine
    except SQLAlchemyError as error:
        raise StoreError.of("The store could not be opened", error) from None
    finally:
        engine.dispose()


def downgrade(engine: Engine, revision: str) -> None:
    """Migrates the database down to `revision` ("base" for an empty one)."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def _refuse_unknown(connection: Connection) -> None:
    current = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(_config(connection)).walk_revisions()}
    if current is not None and current not in known:
        raise SchemaTooNew(
            f"The store has schema {current}, which this version does not know; run the version that made it, or "
            "name a new store."
        )


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
