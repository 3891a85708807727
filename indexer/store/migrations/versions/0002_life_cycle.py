"""Rights that are added to a pledge, and changes of rank."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Dates the rights of pledges, and creates the table of changes of rank."""
    op.add_column("pledge_rights", sa.Column("on", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "subordinations",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("pledge", sa.BigInteger(), nullable=False),
        sa.Column("favoured", sa.BigInteger(), nullable=False),
        sa.Column("asset_key", sa.String(length=66), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("asset_key", "sequence"),
    )
    op.create_index("ix_subordinations_block", "subordinations", ["block"], unique=False)


def downgrade() -> None:
    """Takes both away."""
    op.drop_table("subordinations")
    op.drop_column("pledge_rights", "on")
