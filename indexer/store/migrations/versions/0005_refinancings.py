"""Refinancings of pledged claims."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the tables. Ledgers that were mirrored before have no such book, so nothing is to be read anew."""
    op.create_table(
        "eligibilities",
        *_interval(),
        sa.Column("pledge", sa.BigInteger(), nullable=False),
        sa.Column("central_bank", sa.BigInteger(), nullable=False),
        sa.Column("eligible", sa.Boolean(), nullable=False),
        sa.Column("haircut", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pledge", "central_bank", "sequence"),
    )
    _indexes("eligibilities", closed=True)
    op.create_table(
        "refinancings",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("refinancing", sa.BigInteger(), nullable=False),
        sa.Column("pledge", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("holder", sa.BigInteger(), nullable=False),
        sa.Column("used_by", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.String(length=40), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("refinancing"),
    )
    _indexes("refinancings", closed=False)
    op.create_index("ix_refinancings_pledge", "refinancings", ["pledge"], unique=False)
    op.create_table(
        "refinancing_states",
        *_interval(),
        sa.Column("refinancing", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.Column("dated_by", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("refinancing", "sequence"),
    )
    _indexes("refinancing_states", closed=True)


def downgrade() -> None:
    """Takes them away."""
    for table in ("refinancing_states", "refinancings", "eligibilities"):
        op.drop_table(table)


def _interval() -> list[sa.Column[object]]:
    return [
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
    ]


def _indexes(table: str, *, closed: bool) -> None:
    op.create_index(
        f"ix_{table}_block",
        table,
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    if closed:
        filled = sa.text("until_block IS NOT NULL")
        op.create_index(
            f"ix_{table}_until_block",
            table,
            ["until_block"],
            unique=False,
            sqlite_where=filled,
            postgresql_where=filled,
        )
