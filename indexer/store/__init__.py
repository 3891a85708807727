"""The indexer's own database: tables, migrations, writer, reader. The only place of the indexer that writes SQL."""
