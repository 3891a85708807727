"""Parties are found by parts of their later names too, of which they may get several in one block."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_COLUMNS = ("sequence", "block", "party", "gram")
_AT_ONCE = 5_000


def upgrade() -> None:
    """Makes the number of the name's event part of the key, and adds what the mirror already knows of later names."""
    _remake("name_grams_by_name", "gram", "block", "party", "sequence")
    connection = op.get_bind()
    names = sa.table("party_names", *(sa.column(name) for name in ("sequence", "block", "party", "search_name")))
    grams = sa.table("name_grams", *(sa.column(name) for name in _COLUMNS))
    rows = [
        {"sequence": row.sequence, "block": row.block, "party": row.party, "gram": gram}
        for row in connection.execute(sa.select(names))
        for gram in _grams(row.search_name)
    ]
    for start in range(0, len(rows), _AT_ONCE):
        connection.execute(sa.insert(grams), rows[start : start + _AT_ONCE])


def downgrade() -> None:
    """Takes the later names out of the search again."""
    later = "SELECT 1 FROM party_names WHERE party_names.sequence = name_grams.sequence"
    op.execute(f"DELETE FROM name_grams WHERE EXISTS ({later})")  # noqa: S608 - constants
    _remake("name_grams_by_party", "gram", "block", "party")


def _remake(made_as: str, *key: str) -> None:
    """The table with another key, made under a name of its own first: SQLite cannot change a key."""
    op.create_table(
        made_as,
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.Column("gram", sa.String(length=2), nullable=False),
        sa.PrimaryKeyConstraint(*key),
    )
    listed = ", ".join(_COLUMNS)
    op.execute(f"INSERT INTO {made_as} ({listed}) SELECT {listed} FROM name_grams")  # noqa: S608 - constants
    op.drop_table("name_grams")
    op.rename_table(made_as, "name_grams")
    op.create_index(
        "ix_name_grams_block",
        "name_grams",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )


def _grams(searched: str) -> list[str]:
    """As `projection.parties.name_grams` was when this migration was written."""
    words = searched.split(" ")
    return list(dict.fromkeys(word[place : place + 2] for word in words for place in range(len(word) - 1)))
