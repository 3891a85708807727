"""What is known of documents, and the wrapped keys of sealed ones."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables. Documents that are there already are known by who stored them alone."""
    op.create_table(
        "documents",
        sa.Column("cid", sa.String(80), primary_key=True),
        sa.Column("party", sa.BigInteger, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("name", sa.String(200)),
        sa.Column("sealed", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("erased_at", sa.String(32)),
        comment="Documents as they were taken: size, type and name are those of the plain text.",
    )
    op.create_table(
        "document_keys",
        sa.Column("cid", sa.String(80), primary_key=True),
        sa.Column("party", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.Column("by", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        comment="Keys of sealed documents, wrapped for each party; deleting them erases the document.",
    )


def downgrade() -> None:
    """Drop the tables."""
    for name in ("document_keys", "documents"):
        op.drop_table(name)
