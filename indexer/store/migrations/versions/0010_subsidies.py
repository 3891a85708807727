"""Programmes of subsidies, claims, and the public directory."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the tables. Ledgers that were mirrored before have no such books, so nothing is to be read anew."""
    op.create_table(
        "programmes",
        *_interval(),
        sa.Column("programme", sa.BigInteger(), nullable=False),
        sa.Column("authority", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("right_kinds", sa.BigInteger(), nullable=False),
        sa.Column("ratio", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=16), nullable=False),
        sa.Column("most", sa.String(length=40), nullable=False),
        sa.Column("budget", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Integer(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("programme", "sequence"),
    )
    _indexes("programmes", closed=True)
    op.create_table(
        "subsidies",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("subsidy", sa.BigInteger(), nullable=False),
        sa.Column("programme", sa.BigInteger(), nullable=False),
        sa.Column("pledge", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("claimant", sa.BigInteger(), nullable=False),
        sa.Column("beneficiary", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("subsidy"),
    )
    _indexes("subsidies", closed=False)
    op.create_table(
        "subsidy_states",
        *_interval(),
        sa.Column("subsidy", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("amount", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Integer(), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.Column("dated_by", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("subsidy", "sequence"),
    )
    _indexes("subsidy_states", closed=True)
    op.create_table(
        "directory_entries",
        *_interval(),
        sa.Column("entry", sa.BigInteger(), nullable=False),
        sa.Column("publisher", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("right_kinds", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=16), nullable=False),
        sa.Column("least", sa.String(length=40), nullable=False),
        sa.Column("most", sa.String(length=40), nullable=False),
        sa.Column("least_months", sa.BigInteger(), nullable=False),
        sa.Column("most_months", sa.BigInteger(), nullable=False),
        sa.Column("least_rate", sa.BigInteger(), nullable=False),
        sa.Column("most_rate", sa.BigInteger(), nullable=False),
        sa.Column("ratio", sa.Integer(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("rights", sa.Text(), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("entry", "sequence"),
    )
    _indexes("directory_entries", closed=True)


def downgrade() -> None:
    """Takes them away."""
    for table in ("directory_entries", "subsidy_states", "subsidies", "programmes"):
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
