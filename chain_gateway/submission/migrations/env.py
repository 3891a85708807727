"""Alembic's entry: migrates over the connection, and inside the transaction, that `open_store` hands in."""

from alembic import context

from chain_gateway.submission import bulk_tables, document_tables, webhook_tables  # noqa: F401  # they belong to the metadata
from chain_gateway.submission.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table="gateway_schema_version",
)
context.run_migrations()
