"""Engagements to value rights, their results, and who may read them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_AMOUNT = sa.String(length=40)
_ROWS: dict[str, tuple[tuple[str, ...], tuple[sa.Column[object], ...]]] = {
    "engagements": (
        ("engagement",),
        (
            sa.Column("kind", sa.Integer(), nullable=False),
            sa.Column("purpose", sa.Integer(), nullable=False),
            sa.Column("appraiser", sa.BigInteger(), nullable=False),
            sa.Column("client", sa.BigInteger(), nullable=False),
            sa.Column("payer", sa.BigInteger(), nullable=False),
            sa.Column("currency", sa.String(length=16), nullable=False),
            sa.Column("fee", _AMOUNT, nullable=False),
            sa.Column("independence", sa.Text(), nullable=False),
        ),
    ),
    "engagement_rights": (
        ("asset_key", "engagement"),
        (sa.Column("asset_key", sa.String(length=66), nullable=False),),
    ),
    "valuations": (
        ("engagement",),
        (
            sa.Column("grade", sa.Integer(), nullable=False),
            sa.Column("methods", sa.Integer(), nullable=False),
            sa.Column("low", _AMOUNT, nullable=False),
            sa.Column("high", _AMOUNT, nullable=False),
            sa.Column("valued_on", sa.Integer(), nullable=False),
            sa.Column("valid_until", sa.Integer(), nullable=False),
            sa.Column("signatory", sa.BigInteger(), nullable=False),
            sa.Column("co_signatory", sa.BigInteger(), nullable=False),
            sa.Column("model_version", sa.Text(), nullable=False),
            sa.Column("report", sa.Text(), nullable=False),
        ),
    ),
    "valuation_drafts": (
        ("engagement",),
        (sa.Column("low", _AMOUNT, nullable=False), sa.Column("high", _AMOUNT, nullable=False)),
    ),
}
_INTERVALS: dict[str, tuple[tuple[str, ...], tuple[sa.Column[object], ...]]] = {
    "engagement_states": (
        ("engagement", "sequence"),
        (
            sa.Column("state", sa.Integer(), nullable=False),
            sa.Column("on", sa.Integer(), nullable=False),
            sa.Column("dated_by", sa.String(length=16), nullable=False),
            sa.Column("reason", sa.Integer(), nullable=False),
        ),
    ),
    "valuation_readers": (
        ("engagement", "reader", "sequence"),
        (sa.Column("reader", sa.BigInteger(), nullable=False),),
    ),
}


def upgrade() -> None:
    """Adds the tables. Ledgers that were mirrored before know no valuations, so nothing is to be read anew."""
    for name, (key, columns) in (_ROWS | _INTERVALS).items():
        closed = (
            sa.Column("until_sequence", sa.BigInteger(), nullable=True),
            sa.Column("until_block", sa.BigInteger(), nullable=True),
            sa.Column("until_on", sa.Integer(), nullable=True),
            sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        )
        op.create_table(
            name,
            sa.Column("sequence", sa.BigInteger(), nullable=False),
            sa.Column("block", sa.BigInteger(), nullable=False),
            *(closed if name in _INTERVALS else ()),
            sa.Column("engagement", sa.BigInteger(), nullable=False),
            *columns,
            sa.PrimaryKeyConstraint(*key),
        )
        op.create_index(
            f"ix_{name}_block", name, ["block"], postgresql_using="brin", postgresql_with={"autosummarize": True}
        )
    for name in _INTERVALS:
        still = sa.text("until_block IS NOT NULL")
        op.create_index(f"ix_{name}_until_block", name, ["until_block"], sqlite_where=still, postgresql_where=still)
    op.create_index("ix_engagement_rights_engagement", "engagement_rights", ["engagement"])


def downgrade() -> None:
    """Takes them away."""
    for name in (*_INTERVALS, *_ROWS):
        op.drop_table(name)
