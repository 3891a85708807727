"""Schemes of shared risk, pools, losses and what comes back."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TABLES = (
    "pools",
    "pool_payments",
    "schemes",
    "scheme_states",
    "scheme_joins",
    "tranches",
    "covers",
    "losses",
    "loss_shares",
    "share_payments",
    "subrogations",
    "recoveries",
    "recovery_shares",
)


def upgrade() -> None:
    """Creates the tables. Ledgers that were mirrored before have no such events, so nothing is to be read anew."""
    _row_table(
        "pools",
        ("pool",),
        sa.Column("pool", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=16), nullable=False),
    )
    _row_table(
        "pool_payments",
        ("pool", "sequence"),
        sa.Column("pool", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.String(length=40), nullable=False),
    )
    _row_table(
        "schemes",
        ("scheme",),
        sa.Column("scheme", sa.BigInteger(), nullable=False),
        sa.Column("proposer", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=16), nullable=False),
        sa.Column("recovery_order", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=False),
        sa.Column("claims_until", sa.BigInteger(), nullable=False),
        sa.Column("cover_limit", sa.String(length=40), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
    )
    _interval_table(
        "scheme_states",
        ("scheme", "sequence"),
        sa.Column("scheme", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.Column("dated_by", sa.String(length=16), nullable=False),
    )
    _row_table(
        "scheme_joins",
        ("scheme", "party"),
        sa.Column("scheme", sa.BigInteger(), nullable=False),
        sa.Column("party", sa.BigInteger(), nullable=False),
    )
    _row_table(
        "tranches",
        ("scheme", "place"),
        sa.Column("scheme", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("reinsures", sa.Integer(), nullable=False),
        sa.Column("pool", sa.BigInteger(), nullable=False),
        sa.Column("cap_per_loss", sa.String(length=40), nullable=False),
        sa.Column("cap_in_total", sa.String(length=40), nullable=False),
    )
    op.create_index("ix_tranches_party", "tranches", ["party"], unique=False)
    op.create_index("ix_tranches_pool", "tranches", ["pool"], unique=False)
    _interval_table(
        "covers",
        ("pledge", "sequence"),
        sa.Column("pledge", sa.BigInteger(), nullable=False),
        sa.Column("scheme", sa.BigInteger(), nullable=False),
        sa.Column("principal", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
    )
    op.create_index("ix_covers_scheme", "covers", ["scheme"], unique=False)
    _row_table(
        "losses",
        ("loss",),
        sa.Column("loss", sa.BigInteger(), nullable=False),
        sa.Column("pledge", sa.BigInteger(), nullable=False),
        sa.Column("scheme", sa.BigInteger(), nullable=False),
        sa.Column("recovery_order", sa.Integer(), nullable=False),
        sa.Column("amount", sa.String(length=40), nullable=False),
    )
    op.create_index("ix_losses_pledge", "losses", ["pledge"], unique=False)
    op.create_index("ix_losses_scheme", "losses", ["scheme"], unique=False)
    _row_table(
        "loss_shares",
        ("loss", "place"),
        sa.Column("loss", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("share", sa.String(length=40), nullable=False),
    )
    _row_table(
        "share_payments",
        ("loss", "sequence"),
        sa.Column("loss", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("total", sa.String(length=40), nullable=False),
    )
    _row_table(
        "subrogations",
        ("loss", "sequence"),
        sa.Column("loss", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.String(length=40), nullable=False),
    )
    _row_table(
        "recoveries",
        ("loss", "sequence"),
        sa.Column("loss", sa.BigInteger(), nullable=False),
        sa.Column("collector", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.String(length=40), nullable=False),
    )
    _row_table(
        "recovery_shares",
        ("loss", "sequence", "place"),
        sa.Column("loss", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("borne", sa.String(length=40), nullable=False),
        sa.Column("relieved", sa.String(length=40), nullable=False),
    )


def downgrade() -> None:
    """Drops them."""
    for name in reversed(_TABLES):
        op.drop_table(name)


def _row_table(name: str, key: tuple[str, ...], *columns: sa.Column[Any]) -> None:
    op.create_table(name, *_made_by(), *columns, sa.PrimaryKeyConstraint(*key))
    _made_in(name)


def _interval_table(name: str, key: tuple[str, ...], *columns: sa.Column[Any]) -> None:
    closed_by = (
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
    )
    op.create_table(name, *_made_by(), *closed_by, *columns, sa.PrimaryKeyConstraint(*key))
    _made_in(name)
    closed = sa.text("until_block IS NOT NULL")
    op.create_index(
        f"ix_{name}_until_block",
        name,
        ["until_block"],
        unique=False,
        sqlite_where=closed,
        postgresql_where=closed,
    )


def _made_by() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
    )


def _made_in(name: str) -> None:
    op.create_index(
        f"ix_{name}_block",
        name,
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
