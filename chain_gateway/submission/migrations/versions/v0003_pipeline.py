"""Lanes of many transactions at once: when a node took each, no-ops, and transactions that others took the place of."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the table, and the index by lane in place of the one by state."""
    op.add_column("submissions", sa.Column("filler", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("submissions", sa.Column("broadcast_at", sa.String(32)))
    op.drop_index("submissions_by_state", "submissions")
    op.create_index("submissions_by_lane", "submissions", ["state", "signer", "position"])
    op.create_table(
        "superseded",
        sa.Column("transaction_hash", sa.LargeBinary, primary_key=True),
        sa.Column("submission_id", sa.String(40), nullable=False),
        sa.Column("raw_transaction", sa.LargeBinary, nullable=False),
        sa.Column("filler", sa.Boolean, nullable=False),
        sa.Column("superseded_at", sa.String(32), nullable=False),
        comment="Signed transactions that another one with the same nonce took the place of; one of them may be "
        "included.",
    )
    op.create_index("superseded_by_submission", "superseded", ["submission_id"])


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("superseded")
    op.drop_index("submissions_by_lane", "submissions")
    op.create_index("submissions_by_state", "submissions", ["state", "position"])
    op.drop_column("submissions", "broadcast_at")
    op.drop_column("submissions", "filler")
