"""Quotas: requests that a party and its persons have left, for all gateway processes."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "quotas",
        sa.Column("party", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("subject", sa.String(200), primary_key=True),
        sa.Column("level", sa.Float, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        comment="Requests that a party (subject empty) or one of its subjects has left, at a time (Unix seconds).",
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("quotas")
