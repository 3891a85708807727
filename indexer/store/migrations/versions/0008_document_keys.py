"""Keys that documents for parties are encrypted to."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table. Ledgers that were mirrored before know no such keys, so nothing is to be read anew."""
    op.create_table(
        "document_keys",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.Column("scheme", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=68), nullable=False),
        sa.PrimaryKeyConstraint("party", "sequence"),
    )
    op.create_index(
        "ix_document_keys_block",
        "document_keys",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index(
        "ix_document_keys_until_block",
        "document_keys",
        ["until_block"],
        unique=False,
        sqlite_where=sa.text("until_block IS NOT NULL"),
        postgresql_where=sa.text("until_block IS NOT NULL"),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("document_keys")
