"""The first schema: events, and the rows that they make."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates all tables."""
    op.create_table(
        "acceptances",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("commitment", sa.BigInteger(), nullable=False),
        sa.Column("principal", sa.String(length=40), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("commitment", "sequence"),
    )
    op.create_index(
        "ix_acceptances_block",
        "acceptances",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_table(
        "blocks",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("parent_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "books",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.String(length=42), nullable=False),
        sa.PrimaryKeyConstraint("address"),
    )
    op.create_index(
        "ix_books_block",
        "books",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
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
    op.create_index(
        "ix_buyback_caps_block",
        "buyback_caps",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index(
        "ix_buyback_caps_until_block",
        "buyback_caps",
        ["until_block"],
        unique=False,
        sqlite_where=sa.text("until_block IS NOT NULL"),
        postgresql_where=sa.text("until_block IS NOT NULL"),
    )
    op.create_table(
        "buyback_payments",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("commitment", sa.BigInteger(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("total", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("commitment", "sequence"),
    )
    op.create_index(
        "ix_buyback_payments_block",
        "buyback_payments",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_table(
        "caller_grants",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("verb", sa.String(length=66), nullable=False),
        sa.Column("target", sa.String(length=42), nullable=False),
        sa.Column("selector", sa.String(length=10), nullable=False),
        sa.Column("caller", sa.String(length=42), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("verb", "caller", "sequence"),
    )
    op.create_index(
        "ix_caller_grants_block",
        "caller_grants",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index(
        "ix_caller_grants_until_block",
        "caller_grants",
        ["until_block"],
        unique=False,
        sqlite_where=sa.text("until_block IS NOT NULL"),
        postgresql_where=sa.text("until_block IS NOT NULL"),
    )
    op.create_table(
        "checkpoint",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("log", sa.String(length=42), nullable=False),
        sa.Column("first_block", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.Column("proven_block", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("halted", sa.Boolean(), nullable=False),
        sa.Column("known_head", sa.BigInteger(), nullable=False),
        sa.Column("polled_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "circumstances",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("asset_key", sa.String(length=66), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("asset_key", "kind", "case_number", "sequence"),
    )
    op.create_index(
        "ix_circumstances_block",
        "circumstances",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index(
        "ix_circumstances_until_block",
        "circumstances",
        ["until_block"],
        unique=False,
        sqlite_where=sa.text("until_block IS NOT NULL"),
        postgresql_where=sa.text("until_block IS NOT NULL"),
    )
    op.create_table(
        "class_labels",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("asset_key", sa.String(length=66), nullable=False),
        sa.Column("attestor", sa.BigInteger(), nullable=False),
        sa.Column("asset_class", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("asset_key", "attestor", "sequence"),
    )
    op.create_index(
        "ix_class_labels_block",
        "class_labels",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index(
        "ix_class_labels_until_block",
        "class_labels",
        ["until_block"],
        unique=False,
        sqlite_where=sa.text("until_block IS NOT NULL"),
        postgresql_where=sa.text("until_block IS NOT NULL"),
    )
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
    op.create_index(
        "ix_commitment_states_block",
        "commitment_states",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index(
        "ix_commitment_states_until_block",
        "commitment_states",
        ["until_block"],
        unique=False,
        sqlite_where=sa.text("until_block IS NOT NULL"),
        postgresql_where=sa.text("until_block IS NOT NULL"),
    )
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
    op.create_index(
        "ix_commitments_block",
        "commitments",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index("ix_commitments_fund", "commitments", ["fund"], unique=False)
    op.create_index("ix_commitments_pledge", "commitments", ["pledge"], unique=False)
    op.create_table(
        "coverages",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("kind_id", sa.String(length=66), nullable=False),
        sa.Column("jurisdiction", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Integer(), nullable=False),
        sa.Column("through_on", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind_id", "sequence"),
    )
    op.create_index(
        "ix_coverages_block",
        "coverages",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index(
        "ix_coverages_until_block",
        "coverages",
        ["until_block"],
        unique=False,
        sqlite_where=sa.text("until_block IS NOT NULL"),
        postgresql_where=sa.text("until_block IS NOT NULL"),
    )
    op.create_table(
        "delegations",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=42), nullable=False),
        sa.Column("verbs", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(
        "ix_delegations_block",
        "delegations",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index("ix_delegations_party", "delegations", ["party"], unique=False)
    op.create_table(
        "events",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("transaction_hash", sa.String(length=66), nullable=False),
        sa.Column("log_index", sa.Integer(), nullable=False),
        sa.Column("book", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=66), nullable=False),
        sa.Column("actor", sa.BigInteger(), nullable=False),
        sa.Column("migrated", sa.Boolean(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_index(
        "ix_events_block",
        "events",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index("ix_events_book_subject", "events", ["book", "subject"], unique=False)
    op.create_index("ix_events_name", "events", ["name"], unique=False)
    op.create_table(
        "exercise_marks",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("commitment", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("commitment", "sequence"),
    )
    op.create_index(
        "ix_exercise_marks_block",
        "exercise_marks",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_table(
        "exercises",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("commitment", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("commitment", "sequence"),
    )
    op.create_index(
        "ix_exercises_block",
        "exercises",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_table(
        "facts",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("asset_key", sa.String(length=66), nullable=False),
        sa.Column("right", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("validity", sa.Integer(), nullable=False),
        sa.Column("owners", sa.Text(), nullable=False),
        sa.Column("filed_on", sa.Integer(), nullable=False),
        sa.Column("granted_on", sa.Integer(), nullable=False),
        sa.Column("expires_on", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("application_number", sa.Text(), nullable=False),
        sa.Column("application_key", sa.String(length=66), nullable=True),
        sa.Column("main_class", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("asset_key", "sequence"),
    )
    op.create_index("ix_facts_application_key", "facts", ["application_key"], unique=False)
    op.create_index(
        "ix_facts_block",
        "facts",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index(
        "ix_facts_until_block",
        "facts",
        ["until_block"],
        unique=False,
        sqlite_where=sa.text("until_block IS NOT NULL"),
        postgresql_where=sa.text("until_block IS NOT NULL"),
    )
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
    op.create_index(
        "ix_fund_capitals_block",
        "fund_capitals",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index(
        "ix_fund_capitals_until_block",
        "fund_capitals",
        ["until_block"],
        unique=False,
        sqlite_where=sa.text("until_block IS NOT NULL"),
        postgresql_where=sa.text("until_block IS NOT NULL"),
    )
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
    op.create_index(
        "ix_fund_managers_block",
        "fund_managers",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index(
        "ix_fund_managers_until_block",
        "fund_managers",
        ["until_block"],
        unique=False,
        sqlite_where=sa.text("until_block IS NOT NULL"),
        postgresql_where=sa.text("until_block IS NOT NULL"),
    )
    op.create_table(
        "funds",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("fund", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("fund"),
    )
    op.create_index(
        "ix_funds_block",
        "funds",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_table(
        "holders",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("pledge", sa.BigInteger(), nullable=False),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.Column("joint", sa.Boolean(), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.Column("dated_by", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("pledge", "party", "joint", "sequence"),
    )
    op.create_index(
        "ix_holders_block",
        "holders",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index("ix_holders_party", "holders", ["party"], unique=False)
    op.create_index(
        "ix_holders_until_block",
        "holders",
        ["until_block"],
        unique=False,
        sqlite_where=sa.text("until_block IS NOT NULL"),
        postgresql_where=sa.text("until_block IS NOT NULL"),
    )
    op.create_table(
        "kinds",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("kind_id", sa.String(length=66), nullable=False),
        sa.Column("jurisdiction", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("ranking", sa.Integer(), nullable=False),
        sa.Column("office", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind_id", "sequence"),
    )
    op.create_index(
        "ix_kinds_block",
        "kinds",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index(
        "ix_kinds_until_block",
        "kinds",
        ["until_block"],
        unique=False,
        sqlite_where=sa.text("until_block IS NOT NULL"),
        postgresql_where=sa.text("until_block IS NOT NULL"),
    )
    op.create_table(
        "locks",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("asset_key", sa.String(length=66), nullable=False),
        sa.Column("pledge", sa.BigInteger(), nullable=False),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("asset_key", "lock", "sequence"),
    )
    op.create_index(
        "ix_locks_block",
        "locks",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index(
        "ix_locks_until_block",
        "locks",
        ["until_block"],
        unique=False,
        sqlite_where=sa.text("until_block IS NOT NULL"),
        postgresql_where=sa.text("until_block IS NOT NULL"),
    )
    op.create_table(
        "official_numbers",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", "number"),
    )
    op.create_index("ix_official_numbers_actor_number", "official_numbers", ["actor", "number"], unique=False)
    op.create_index(
        "ix_official_numbers_block",
        "official_numbers",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_table(
        "parties",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("search_name", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("party"),
    )
    op.create_index(
        "ix_parties_block",
        "parties",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index("ix_parties_search_name", "parties", ["search_name"], unique=False)
    op.create_table(
        "party_keys",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=42), nullable=False),
        sa.Column("replaces", sa.String(length=42), nullable=False),
        sa.PrimaryKeyConstraint("party", "key", "sequence"),
    )
    op.create_index(
        "ix_party_keys_block",
        "party_keys",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index(
        "ix_party_keys_until_block",
        "party_keys",
        ["until_block"],
        unique=False,
        sqlite_where=sa.text("until_block IS NOT NULL"),
        postgresql_where=sa.text("until_block IS NOT NULL"),
    )
    op.create_table(
        "pauses",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("verb", sa.String(length=66), nullable=False),
        sa.Column("target", sa.String(length=42), nullable=False),
        sa.Column("selector", sa.String(length=10), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("verb", "sequence"),
    )
    op.create_index(
        "ix_pauses_block",
        "pauses",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index(
        "ix_pauses_until_block",
        "pauses",
        ["until_block"],
        unique=False,
        sqlite_where=sa.text("until_block IS NOT NULL"),
        postgresql_where=sa.text("until_block IS NOT NULL"),
    )
    op.create_table(
        "pending_changes",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("pledge", sa.BigInteger(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("assignee", sa.BigInteger(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("pledge", "sequence"),
    )
    op.create_index(
        "ix_pending_changes_block",
        "pending_changes",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index(
        "ix_pending_changes_until_block",
        "pending_changes",
        ["until_block"],
        unique=False,
        sqlite_where=sa.text("until_block IS NOT NULL"),
        postgresql_where=sa.text("until_block IS NOT NULL"),
    )
    op.create_table(
        "pledge_rights",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("pledge", sa.BigInteger(), nullable=False),
        sa.Column("asset_key", sa.String(length=66), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pledge", "asset_key", "sequence"),
    )
    op.create_index("ix_pledge_rights_asset_key", "pledge_rights", ["asset_key"], unique=False)
    op.create_index(
        "ix_pledge_rights_block",
        "pledge_rights",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index(
        "ix_pledge_rights_until_block",
        "pledge_rights",
        ["until_block"],
        unique=False,
        sqlite_where=sa.text("until_block IS NOT NULL"),
        postgresql_where=sa.text("until_block IS NOT NULL"),
    )
    op.create_table(
        "pledge_states",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("pledge", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.Column("dated_by", sa.String(length=16), nullable=False),
        sa.Column("ground", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pledge", "sequence"),
    )
    op.create_index(
        "ix_pledge_states_block",
        "pledge_states",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index(
        "ix_pledge_states_until_block",
        "pledge_states",
        ["until_block"],
        unique=False,
        sqlite_where=sa.text("until_block IS NOT NULL"),
        postgresql_where=sa.text("until_block IS NOT NULL"),
    )
    op.create_table(
        "pledges",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("pledge", sa.BigInteger(), nullable=False),
        sa.Column("office", sa.BigInteger(), nullable=False),
        sa.Column("migrated", sa.Boolean(), nullable=False),
        sa.Column("paper_consent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("pledge"),
    )
    op.create_index(
        "ix_pledges_block",
        "pledges",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_table(
        "pledgors",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("pledge", sa.BigInteger(), nullable=False),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("pledge", "party"),
    )
    op.create_index(
        "ix_pledgors_block",
        "pledgors",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index("ix_pledgors_party", "pledgors", ["party"], unique=False)
    op.create_table(
        "preservations",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("asset_key", sa.String(length=66), nullable=False),
        sa.Column("court", sa.Text(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_index("ix_preservations_asset_key", "preservations", ["asset_key"], unique=False)
    op.create_index(
        "ix_preservations_block",
        "preservations",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index(
        "ix_preservations_until_block",
        "preservations",
        ["until_block"],
        unique=False,
        sqlite_where=sa.text("until_block IS NOT NULL"),
        postgresql_where=sa.text("until_block IS NOT NULL"),
    )
    op.create_table(
        "registrations",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("pledge", sa.BigInteger(), nullable=False),
        sa.Column("registration_number", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pledge", "sequence"),
    )
    op.create_index(
        "ix_registrations_block",
        "registrations",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_table(
        "resales",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("commitment", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("commitment", "sequence"),
    )
    op.create_index(
        "ix_resales_block",
        "resales",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_table(
        "searches",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("search", sa.String(length=66), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("searcher", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.Integer(), nullable=False),
        sa.Column("rights", sa.Integer(), nullable=False),
        sa.Column("keys_digest", sa.String(length=66), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_index(
        "ix_searches_block",
        "searches",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index("ix_searches_search", "searches", ["search"], unique=False)
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
    op.create_index(
        "ix_subordinations_block",
        "subordinations",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_table(
        "suspensions",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("party", "sequence"),
    )
    op.create_index(
        "ix_suspensions_block",
        "suspensions",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index(
        "ix_suspensions_until_block",
        "suspensions",
        ["until_block"],
        unique=False,
        sqlite_where=sa.text("until_block IS NOT NULL"),
        postgresql_where=sa.text("until_block IS NOT NULL"),
    )
    op.create_table(
        "terms",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("pledge", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=16), nullable=False),
        sa.Column("amount", sa.String(length=40), nullable=False),
        sa.Column("debtor", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Integer(), nullable=False),
        sa.Column("on", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pledge", "sequence"),
    )
    op.create_index(
        "ix_terms_block",
        "terms",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index(
        "ix_terms_until_block",
        "terms",
        ["until_block"],
        unique=False,
        sqlite_where=sa.text("until_block IS NOT NULL"),
        postgresql_where=sa.text("until_block IS NOT NULL"),
    )
    op.create_table(
        "verb_grants",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("until_sequence", sa.BigInteger(), nullable=True),
        sa.Column("until_block", sa.BigInteger(), nullable=True),
        sa.Column("until_on", sa.Integer(), nullable=True),
        sa.Column("until_dated_by", sa.String(length=16), nullable=True),
        sa.Column("verb", sa.String(length=66), nullable=False),
        sa.Column("target", sa.String(length=42), nullable=False),
        sa.Column("selector", sa.String(length=10), nullable=False),
        sa.Column("kinds", sa.String(length=66), nullable=False),
        sa.PrimaryKeyConstraint("verb", "sequence"),
    )
    op.create_index(
        "ix_verb_grants_block",
        "verb_grants",
        ["block"],
        unique=False,
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.create_index(
        "ix_verb_grants_until_block",
        "verb_grants",
        ["until_block"],
        unique=False,
        sqlite_where=sa.text("until_block IS NOT NULL"),
        postgresql_where=sa.text("until_block IS NOT NULL"),
    )


def downgrade() -> None:
    """Drops them."""
    op.drop_table("verb_grants")
    op.drop_table("terms")
    op.drop_table("suspensions")
    op.drop_table("subordinations")
    op.drop_table("searches")
    op.drop_table("resales")
    op.drop_table("registrations")
    op.drop_table("preservations")
    op.drop_table("pledgors")
    op.drop_table("pledges")
    op.drop_table("pledge_states")
    op.drop_table("pledge_rights")
    op.drop_table("pending_changes")
    op.drop_table("pauses")
    op.drop_table("party_keys")
    op.drop_table("parties")
    op.drop_table("official_numbers")
    op.drop_table("locks")
    op.drop_table("kinds")
    op.drop_table("holders")
    op.drop_table("funds")
    op.drop_table("fund_managers")
    op.drop_table("fund_capitals")
    op.drop_table("facts")
    op.drop_table("exercises")
    op.drop_table("exercise_marks")
    op.drop_table("events")
    op.drop_table("delegations")
    op.drop_table("coverages")
    op.drop_table("commitments")
    op.drop_table("commitment_states")
    op.drop_table("class_labels")
    op.drop_table("circumstances")
    op.drop_table("checkpoint")
    op.drop_table("caller_grants")
    op.drop_table("buyback_payments")
    op.drop_table("buyback_caps")
    op.drop_table("books")
    op.drop_table("blocks")
    op.drop_table("acceptances")
