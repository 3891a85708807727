"""History of the store's schema (Alembic)."""
