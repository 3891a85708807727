"""Outbox, lanes, idempotency, audit of acts, directory of names, rights of pledges."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None

_ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "ledger",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("chain_id", sa.String(80), nullable=False),
        sa.Column("log_address", sa.String(42), nullable=False),
        sa.Column("first_block_hash", sa.LargeBinary, nullable=False),
        comment="The one ledger that this store belongs to.",
    )
    op.create_table(
        "submissions",
        sa.Column("position", _ROW, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(40), nullable=False, unique=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("verb", sa.String(40), nullable=False),
        sa.Column("party", sa.BigInteger, nullable=False),
        sa.Column("signer", sa.String(42), nullable=False),
        sa.Column("book", sa.String(40), nullable=False),
        sa.Column("to", sa.String(42), nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("gas", sa.BigInteger, nullable=False),
        sa.Column("nonce", sa.BigInteger),
        sa.Column("raw_transaction", sa.LargeBinary),
        sa.Column("transaction_hash", sa.LargeBinary),
        sa.Column("block_number", sa.BigInteger),
        sa.Column("block_hash", sa.LargeBinary),
        sa.Column("block_time", sa.BigInteger),
        sa.Column("error", sa.Text),
        sa.Column("events", sa.Text),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("updated_at", sa.String(32), nullable=False),
        sa.UniqueConstraint("signer", "nonce", name="submissions_one_per_nonce"),
        comment="The outbox: every write, persisted before anything is sent.",
    )
    op.create_index("submissions_by_state", "submissions", ["state", "position"])
    op.create_table(
        "lanes",
        sa.Column("signer", sa.String(42), primary_key=True),
        sa.Column("next_nonce", sa.BigInteger, nullable=False),
        comment="One lane of transactions for each signing key.",
    )
    op.create_table(
        "idempotency",
        sa.Column("party", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("body_hash", sa.LargeBinary, nullable=False),
        sa.Column("submission_id", sa.String(40), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        comment="Which submission a party's Idempotency-Key stands for.",
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        comment="End of the chain of audited acts; locking it puts the acts in order.",
    )
    op.create_table(
        "audit_acts",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("party", sa.BigInteger, nullable=False),
        sa.Column("verb", sa.String(60), nullable=False),
        sa.Column("body_hash", sa.LargeBinary, nullable=False),
        sa.Column("submission_id", sa.String(40)),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("problem", sa.String(60)),
        sa.Column("previous", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        comment="Who asked for what, in a chain of hashes; only ever appended to.",
    )
    op.create_table(
        "directory",
        sa.Column("row", _ROW, primary_key=True, autoincrement=True),
        sa.Column("name_key", sa.String(1000), nullable=False),
        sa.Column("identifier", sa.String(200), nullable=False),
        sa.Column("name", sa.String(1000), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("party", sa.BigInteger),
        sa.Column("submission_id", sa.String(40), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.UniqueConstraint("name_key", "identifier", name="directory_one_per_name"),
        comment="Names of parties, also of natural persons, whose names are never on the chain.",
    )
    op.create_index("directory_by_submission", "directory", ["submission_id", "place"])
    op.create_table(
        "document_holders",
        sa.Column("cid", sa.String(80), primary_key=True),
        sa.Column("party", sa.BigInteger, primary_key=True, autoincrement=False),
        comment="Which parties stored a document here and may read it again.",
    )
    op.create_table(
        "pledge_rights",
        sa.Column("pledge", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("rights", sa.LargeBinary, nullable=False),
        comment="Asset keys of the pledges that went through this gateway, ascending, 32 bytes each.",
    )


def downgrade() -> None:
    """Drop the tables."""
    for name in (
        "pledge_rights",
        "document_holders",
        "directory",
        "audit_acts",
        "audit_head",
        "idempotency",
        "lanes",
        "submissions",
        "ledger",
    ):
        op.drop_table(name)
