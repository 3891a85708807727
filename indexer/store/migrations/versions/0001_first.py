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
    op.create_index("ix_books_block", "books", ["block"], unique=False)
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
    op.create_index("ix_caller_grants_block", "caller_grants", ["block"], unique=False)
    op.create_index("ix_caller_grants_until_block", "caller_grants", ["until_block"], unique=False)
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
    op.create_index("ix_coverages_block", "coverages", ["block"], unique=False)
    op.create_index("ix_coverages_until_block", "coverages", ["until_block"], unique=False)
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
    op.create_index("ix_events_block", "events", ["block"], unique=False)
    op.create_index("ix_events_book_subject", "events", ["book", "subject"], unique=False)
    op.create_index("ix_events_name", "events", ["name"], unique=False)
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
    op.create_index("ix_facts_block", "facts", ["block"], unique=False)
    op.create_index("ix_facts_until_block", "facts", ["until_block"], unique=False)
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
    op.create_index("ix_holders_block", "holders", ["block"], unique=False)
    op.create_index("ix_holders_party", "holders", ["party"], unique=False)
    op.create_index("ix_holders_until_block", "holders", ["until_block"], unique=False)
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
    op.create_index("ix_kinds_block", "kinds", ["block"], unique=False)
    op.create_index("ix_kinds_until_block", "kinds", ["until_block"], unique=False)
    op.create_table(
        "official_numbers",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", "number"),
    )
    op.create_index("ix_official_numbers_actor_number", "official_numbers", ["actor", "number"], unique=False)
    op.create_index("ix_official_numbers_block", "official_numbers", ["block"], unique=False)
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
    op.create_index("ix_parties_block", "parties", ["block"], unique=False)
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
    op.create_index("ix_party_keys_block", "party_keys", ["block"], unique=False)
    op.create_index("ix_party_keys_until_block", "party_keys", ["until_block"], unique=False)
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
    op.create_index("ix_pending_changes_block", "pending_changes", ["block"], unique=False)
    op.create_index("ix_pending_changes_until_block", "pending_changes", ["until_block"], unique=False)
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
        sa.PrimaryKeyConstraint("pledge", "asset_key", "sequence"),
    )
    op.create_index("ix_pledge_rights_asset_key", "pledge_rights", ["asset_key"], unique=False)
    op.create_index("ix_pledge_rights_block", "pledge_rights", ["block"], unique=False)
    op.create_index("ix_pledge_rights_until_block", "pledge_rights", ["until_block"], unique=False)
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
    op.create_index("ix_pledge_states_block", "pledge_states", ["block"], unique=False)
    op.create_index("ix_pledge_states_until_block", "pledge_states", ["until_block"], unique=False)
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
    op.create_index("ix_pledges_block", "pledges", ["block"], unique=False)
    op.create_table(
        "pledgors",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("pledge", sa.BigInteger(), nullable=False),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("pledge", "party"),
    )
    op.create_index("ix_pledgors_block", "pledgors", ["block"], unique=False)
    op.create_index("ix_pledgors_party", "pledgors", ["party"], unique=False)
    op.create_table(
        "registrations",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("pledge", sa.BigInteger(), nullable=False),
        sa.Column("registration_number", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pledge", "sequence"),
    )
    op.create_index("ix_registrations_block", "registrations", ["block"], unique=False)
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
    op.create_index("ix_suspensions_block", "suspensions", ["block"], unique=False)
    op.create_index("ix_suspensions_until_block", "suspensions", ["until_block"], unique=False)
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
    op.create_index("ix_terms_block", "terms", ["block"], unique=False)
    op.create_index("ix_terms_until_block", "terms", ["until_block"], unique=False)
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
    op.create_index("ix_verb_grants_block", "verb_grants", ["block"], unique=False)
    op.create_index("ix_verb_grants_until_block", "verb_grants", ["until_block"], unique=False)


def downgrade() -> None:
    """Drops all tables."""
    op.drop_table("verb_grants")
    op.drop_table("terms")
    op.drop_table("suspensions")
    op.drop_table("registrations")
    op.drop_table("pledgors")
    op.drop_table("pledges")
    op.drop_table("pledge_states")
    op.drop_table("pledge_rights")
    op.drop_table("pending_changes")
    op.drop_table("party_keys")
    op.drop_table("parties")
    op.drop_table("official_numbers")
    op.drop_table("kinds")
    op.drop_table("holders")
    op.drop_table("facts")
    op.drop_table("events")
    op.drop_table("coverages")
    op.drop_table("checkpoint")
    op.drop_table("caller_grants")
    op.drop_table("books")
    op.drop_table("blocks")
