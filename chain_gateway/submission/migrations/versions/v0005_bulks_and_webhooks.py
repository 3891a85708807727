"""Bulk filings, webhooks and the queue of messages to them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "bulks",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("party", sa.BigInteger, nullable=False),
        sa.Column("complete", sa.Integer, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("accepted", sa.Integer, nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("updated_at", sa.String(32), nullable=False),
        comment="Bulk filings: how much of each file was taken.",
    )
    op.create_table(
        "bulk_rows",
        sa.Column("bulk", sa.String(40), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("reference", sa.String(64)),
        sa.Column("line_hash", sa.LargeBinary, nullable=False),
        sa.Column("submission_id", sa.String(40)),
        sa.Column("problem", sa.Text),
        comment="What became of each row of a bulk filing: a submission or a problem.",
    )
    op.create_index("bulk_rows_by_submission", "bulk_rows", ["submission_id"])
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("party", sa.BigInteger, nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("previous_secret", sa.LargeBinary),
        sa.Column("previous_until", sa.BigInteger),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("created_by", sa.String(200), nullable=False),
        sa.UniqueConstraint("party", "url", name="webhooks_one_per_url"),
        comment="Where a party wants to be told of the end of its submissions; secrets are encrypted.",
    )
    op.create_table(
        "deliveries",
        sa.Column("webhook", sa.String(40), primary_key=True),
        sa.Column("message", sa.String(80), primary_key=True),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("submission_id", sa.String(40)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("problem", sa.String(200)),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("updated_at", sa.String(32), nullable=False),
        comment="Messages to webhooks, persisted with the end that they tell of; times are milliseconds since 1970.",
    )
    op.create_index("deliveries_by_due", "deliveries", ["state", "due"])


def downgrade() -> None:
    """Drop the tables."""
    for name in ("deliveries", "webhooks", "bulk_rows", "bulks"):
        op.drop_table(name)
