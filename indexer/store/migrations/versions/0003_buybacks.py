"""Buyback commitments and the funds behind them."""

import sqlalchemy as sa
from alembic import op

revision = "0003_buybacks"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables of BuybackBook's rows."""
    op.create_table(
        "acceptances",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("commitment", sa.BigInteger(), nullable=False),
        sa.Column("principal", sa.String(length=40), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("commitment", "sequence"),
    )
    op.create_index("ix_acceptances_block", "acceptances", ["block"], unique=False)
    op.create_table(
        "buyback_caps",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("parameter", sa.String(length=66), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("parameter", "sequence"),
    )
    op.create_index("ix_buyback_caps_block", "buyback_caps", ["block"], unique=False)
    op.create_index("ix_buyback_caps_until_block", "buyback_caps", ["until_block"], unique=False)
    op.create_table(
        "buyback_payments",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("commitment", sa.BigInteger(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("total", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("commitment", "sequence"),
    )
    op.create_index("ix_buyback_payments_block", "buyback_payments", ["block"], unique=False)
    op.create_table(
        "commitment_states",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("commitment", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.Column("dated_by", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("commitment", "sequence"),
    )
    op.create_index("ix_commitment_states_block", "commitment_states", ["block"], unique=False)
    op.create_index("ix_commitment_states_until_block", "commitment_states", ["until_block"], unique=False)
    op.create_table(
        "commitments",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("commitment", sa.BigInteger(), nullable=False),
        sa.Column("fund", sa.BigInteger(), nullable=False),
        sa.Column("pledge", sa.BigInteger(), nullable=False),
        sa.Column("route", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=16), nullable=False),
        sa.Column("price", sa.String(length=40), nullable=False),
        sa.Column("commission", sa.String(length=40), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=False),
        sa.Column("payment_days", sa.Integer(), nullable=False),
        sa.Column("reinsurer", sa.BigInteger(), nullable=False),
        sa.Column("covered_rights", sa.String(length=66), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("commitment"),
    )
    op.create_index("ix_commitments_block", "commitments", ["block"], unique=False)
    op.create_index("ix_commitments_fund", "commitments", ["fund"], unique=False)
    op.create_index("ix_commitments_pledge", "commitments", ["pledge"], unique=False)
    op.create_table(
        "exercise_marks",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("commitment", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("commitment", "sequence"),
    )
    op.create_index("ix_exercise_marks_block", "exercise_marks", ["block"], unique=False)
    op.create_table(
        "exercises",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("commitment", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("commitment", "sequence"),
    )
    op.create_index("ix_exercises_block", "exercises", ["block"], unique=False)
    op.create_table(
        "fund_capitals",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("fund", sa.BigInteger(), nullable=False),
        sa.Column("capital", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("fund", "sequence"),
    )
    op.create_index("ix_fund_capitals_block", "fund_capitals", ["block"], unique=False)
    op.create_index("ix_fund_capitals_until_block", "fund_capitals", ["until_block"], unique=False)
    op.create_table(
        "fund_managers",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("fund", sa.BigInteger(), nullable=False),
        sa.Column("manager", sa.BigInteger(), nullable=False),
        sa.Column("pledgor_limit", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("fund", "sequence"),
    )
    op.create_index("ix_fund_managers_block", "fund_managers", ["block"], unique=False)
    op.create_index("ix_fund_managers_until_block", "fund_managers", ["until_block"], unique=False)
    op.create_table(
        "funds",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("fund", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("fund"),
    )
    op.create_index("ix_funds_block", "funds", ["block"], unique=False)
    op.create_table(
        "resales",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("commitment", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("commitment", "sequence"),
    )
    op.create_index("ix_resales_block", "resales", ["block"], unique=False)


def downgrade() -> None:
    """Drops them."""
    op.drop_table("resales")
    op.drop_table("funds")
    op.drop_table("fund_managers")
    op.drop_table("fund_capitals")
    op.drop_table("exercises")
    op.drop_table("exercise_marks")
    op.drop_table("commitments")
    op.drop_table("commitment_states")
    op.drop_table("buyback_payments")
    op.drop_table("buyback_caps")
    op.drop_table("acceptances")
