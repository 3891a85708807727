"""Runs the store's migrations on the connection that `indexer.store.schema` hands over."""

from alembic import context

from indexer.store.schema import VERSION_TABLE
from indexer.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
