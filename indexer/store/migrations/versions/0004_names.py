"""Later names of parties."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table. Ledgers that were mirrored before know no renaming, so nothing is to be read anew."""
    op.create_table(
        "party_names",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("search_name", sa.Text(), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("party", "sequence"),
    )
    op.create_index(
        "ix_party_names_block",
        "party_names",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index("ix_party_names_search_name", "party_names", ["search_name"], unique=False)


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("party_names")
