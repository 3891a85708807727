"""Row changes made ready for a database, apart from it: in whatever process they were made."""

from collections.abc import Iterable

from indexer.projection.rows import Change
from indexer.store.batch import Batch
from indexer.store.bulk import Copied

Prepared = Batch | Copied


def prepare(changes: Iterable[Change], database: str) -> Prepared:
    """The changes, in the order in which they were made, for a `database` (its name in SQLAlchemy)."""
    batch = Batch(changes)
    return Copied.of(batch) if database == "postgresql" else batch
