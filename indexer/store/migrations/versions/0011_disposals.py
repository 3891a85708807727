"""Listings of pledged rights, their asking prices and sales."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_AMOUNT = sa.String(length=40)
_ROWS: dict[str, tuple[tuple[str, ...], tuple[sa.Column[object], ...]]] = {
    "listings": (
        ("listing",),
        (
            sa.Column("pledge", sa.BigInteger(), nullable=False),
            sa.Column("commitment", sa.BigInteger(), nullable=False),
            sa.Column("seller", sa.BigInteger(), nullable=False),
            sa.Column("channel", sa.Integer(), nullable=False),
            sa.Column("venue", sa.BigInteger(), nullable=False),
            sa.Column("currency", sa.String(length=16), nullable=False),
            sa.Column("rights_digest", sa.String(length=66), nullable=False),
        ),
    ),
    "listing_rights": (("asset_key", "listing"), (sa.Column("asset_key", sa.String(length=66), nullable=False),)),
    "sales": (
        ("listing",),
        (
            sa.Column("seller", sa.BigInteger(), nullable=False),
            sa.Column("buyer", sa.BigInteger(), nullable=False),
            sa.Column("relation", sa.Integer(), nullable=False),
            sa.Column("price", _AMOUNT, nullable=False),
            sa.Column("disclosed", sa.Boolean(), nullable=False),
            sa.Column("on", sa.Integer(), nullable=False),
            sa.Column("document", sa.Text(), nullable=False),
        ),
    ),
}
_INTERVALS: dict[str, tuple[tuple[str, ...], tuple[sa.Column[object], ...]]] = {
    "asking_prices": (
        ("listing", "sequence"),
        (sa.Column("price", _AMOUNT, nullable=False), sa.Column("on", sa.Integer(), nullable=False)),
    ),
    "listing_states": (
        ("listing", "sequence"),
        (
            sa.Column("state", sa.Integer(), nullable=False),
            sa.Column("on", sa.Integer(), nullable=False),
            sa.Column("dated_by", sa.String(length=16), nullable=False),
            sa.Column("reason", sa.Integer(), nullable=False),
        ),
    ),
}


def upgrade() -> None:
    """Adds the tables. Ledgers that were mirrored before know no disposals, so nothing is to be read anew."""
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
            sa.Column("listing", sa.BigInteger(), nullable=False),
            *columns,
            sa.PrimaryKeyConstraint(*key),
        )
        op.create_index(
            f"ix_{name}_block", name, ["block"], postgresql_using="brin", postgresql_with={"autosummarize": True}
        )
    for name in _INTERVALS:
        still = sa.text("until_block IS NOT NULL")
        op.create_index(f"ix_{name}_until_block", name, ["until_block"], sqlite_where=still, postgresql_where=still)
    op.create_index("ix_listings_rights_digest", "listings", ["rights_digest"])
    op.create_index("ix_listing_rights_listing", "listing_rights", ["listing"])


def downgrade() -> None:
    """Takes them away."""
    for name in (*_INTERVALS, *_ROWS):
        op.drop_table(name)
