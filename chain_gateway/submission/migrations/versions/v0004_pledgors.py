"""The pledgors of pledges beside their rights: who registers a pledge names both."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column. What is there already has none: the gateway finds those pledgors in the pledge's events."""
    op.add_column("pledge_rights", sa.Column("pledgors", sa.LargeBinary))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("pledge_rights", "pledgors")
