"""Searches, circumstances, preservations, class labels, locks, delegated keys and pauses."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates their tables."""
    op.create_table(
        "delegations",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=42), nullable=False),
        sa.Column("verbs", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_delegations_block", "delegations", ["block"], unique=False)
    op.create_index("ix_delegations_party", "delegations", ["party"], unique=False)
    op.create_table(
        "pauses",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("verb", sa.String(length=66), nullable=False),
        sa.Column("target", sa.String(length=42), nullable=False),
        sa.Column("selector", sa.String(length=10), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("verb", "sequence"),
    )
    op.create_index("ix_pauses_block", "pauses", ["block"], unique=False)
    op.create_index("ix_pauses_until_block", "pauses", ["until_block"], unique=False)
    op.create_table(
        "circumstances",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("asset_key", sa.String(length=66), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("asset_key", "kind", "case_number", "sequence"),
    )
    op.create_index("ix_circumstances_block", "circumstances", ["block"], unique=False)
    op.create_index("ix_circumstances_until_block", "circumstances", ["until_block"], unique=False)
    op.create_table(
        "preservations",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("asset_key", sa.String(length=66), nullable=False),
        sa.Column("court", sa.Text(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_index("ix_preservations_asset_key", "preservations", ["asset_key"], unique=False)
    op.create_index("ix_preservations_block", "preservations", ["block"], unique=False)
    op.create_index("ix_preservations_until_block", "preservations", ["until_block"], unique=False)
    op.create_table(
        "class_labels",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("asset_key", sa.String(length=66), nullable=False),
        sa.Column("attestor", sa.BigInteger(), nullable=False),
        sa.Column("asset_class", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("asset_key", "attestor", "sequence"),
    )
    op.create_index("ix_class_labels_block", "class_labels", ["block"], unique=False)
    op.create_index("ix_class_labels_until_block", "class_labels", ["until_block"], unique=False)
    op.create_table(
        "locks",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("asset_key", sa.String(length=66), nullable=False),
        sa.Column("pledge", sa.BigInteger(), nullable=False),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("asset_key", "lock", "sequence"),
    )
    op.create_index("ix_locks_block", "locks", ["block"], unique=False)
    op.create_index("ix_locks_until_block", "locks", ["until_block"], unique=False)
    op.create_table(
        "searches",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("search", sa.String(length=66), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("searcher", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.Integer(), nullable=False),
        sa.Column("rights", sa.Integer(), nullable=False),
        sa.Column("keys_digest", sa.String(length=66), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_index("ix_searches_block", "searches", ["block"], unique=False)
    op.create_index("ix_searches_search", "searches", ["search"], unique=False)


def downgrade() -> None:
    """Drops them."""
    op.drop_table("searches")
    op.drop_table("locks")
    op.drop_table("class_labels")
    op.drop_table("preservations")
    op.drop_table("circumstances")
    op.drop_table("pauses")
    op.drop_table("delegations")
