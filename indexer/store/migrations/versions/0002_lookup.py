"""What lists and the public export read: parts of names, registration numbers, hashes of events' data.

The mirror is emptied: the follower reads the ledger anew, because the hashes are of what the chain holds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MIRROR = (
    "acceptances",
    "blocks",
    "books",
    "buyback_caps",
    "buyback_payments",
    "caller_grants",
    "checkpoint",
    "circumstances",
    "class_labels",
    "commitment_states",
    "commitments",
    "coverages",
    "delegations",
    "events",
    "exercise_marks",
    "exercises",
    "facts",
    "fund_capitals",
    "fund_managers",
    "funds",
    "holders",
    "kinds",
    "locks",
    "official_numbers",
    "parties",
    "party_keys",
    "pauses",
    "pending_changes",
    "pledge_rights",
    "pledge_states",
    "pledges",
    "pledgors",
    "preservations",
    "registrations",
    "resales",
    "searches",
    "subordinations",
    "suspensions",
    "terms",
    "verb_grants",
)
_BY_PARTY = ("holders", "pledgors")


def upgrade() -> None:
    """Empties the mirror, adds the column, the table and the indexes."""
    for table in _MIRROR:
        op.execute(sa.delete(sa.table(table)))
    op.add_column("events", sa.Column("data_hash", sa.String(length=66), nullable=False, server_default=""))
    op.create_table(
        "name_grams",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.Column("gram", sa.String(length=2), nullable=False),
        sa.PrimaryKeyConstraint("gram", "block", "party"),
    )
    op.create_index(
        "ix_name_grams_block",
        "name_grams",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index("ix_registrations_registration_number", "registrations", ["registration_number"], unique=False)
    op.create_index("ix_terms_ends_on", "terms", ["ends_on"], unique=False)
    op.create_index("ix_facts_expires_on", "facts", ["expires_on"], unique=False)
    op.create_index("ix_circumstances_kind_starts_on", "circumstances", ["kind", "starts_on"], unique=False)
    for table in _BY_PARTY:
        op.drop_index(f"ix_{table}_party", table_name=table)
        op.create_index(f"ix_{table}_party_block", table, ["party", "block"], unique=False)


def downgrade() -> None:
    """Takes them away."""
    for table in _BY_PARTY:
        op.drop_index(f"ix_{table}_party_block", table_name=table)
        op.create_index(f"ix_{table}_party", table, ["party"], unique=False)
    op.drop_index("ix_circumstances_kind_starts_on", table_name="circumstances")
    op.drop_index("ix_facts_expires_on", table_name="facts")
    op.drop_index("ix_terms_ends_on", table_name="terms")
    op.drop_index("ix_registrations_registration_number", table_name="registrations")
    op.drop_table("name_grams")
    op.drop_column("events", "data_hash")
