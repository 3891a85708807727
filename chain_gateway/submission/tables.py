"""Tables of the gateway's own store. The migrations build them; a test compares both."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

metadata = MetaData()

# SQLite numbers rows by itself only in a column of type INTEGER.
_Row = BigInteger().with_variant(Integer(), "sqlite")
# Ids are unsigned 64-bit numbers, one bit more than BIGINT has; they count from 1, so that bit is never reached.
_Id = BigInteger()

ledger = Table(
    "ledger",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("chain_id", String(80), nullable=False),
    Column("log_address", String(42), nullable=False),
    Column("first_block_hash", LargeBinary, nullable=False),
    comment="The one ledger that this store belongs to.",
)

submissions = Table(
    "submissions",
    metadata,
    Column("position", _Row, primary_key=True, autoincrement=True),
    Column("id", String(40), nullable=False, unique=True),
    Column("state", String(24), nullable=False),
    Column("verb", String(40), nullable=False),
    Column("party", _Id, nullable=False),
    Column("signer", String(42), nullable=False),
    Column("book", String(40), nullable=False),
    Column("to", String(42), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("gas", BigInteger, nullable=False),
    Column("nonce", BigInteger),
    Column("raw_transaction", LargeBinary),
    Column("transaction_hash", LargeBinary),
    Column("filler", Boolean, nullable=False, server_default=false()),
    Column("broadcast_at", String(32)),
    Column("block_number", BigInteger),
    Column("block_hash", LargeBinary),
    Column("block_time", BigInteger),
    Column("error", Text),
    Column("events", Text),
    Column("created_at", String(32), nullable=False),
    Column("updated_at", String(32), nullable=False),
    UniqueConstraint("signer", "nonce", name="submissions_one_per_nonce"),
    Index("submissions_by_lane", "state", "signer", "position"),
    comment="The outbox: every write, persisted before anything is sent.",
)

superseded = Table(
    "superseded",
    metadata,
    Column("transaction_hash", LargeBinary, primary_key=True),
    Column("submission_id", String(40), nullable=False),
    Column("raw_transaction", LargeBinary, nullable=False),
    Column("filler", Boolean, nullable=False),
    Column("superseded_at", String(32), nullable=False),
    Index("superseded_by_submission", "submission_id"),
    comment="Signed transactions that another one with the same nonce took the place of; one of them may be included.",
)

lanes = Table(
    "lanes",
    metadata,
    Column("signer", String(42), primary_key=True),
    Column("next_nonce", BigInteger, nullable=False),
    comment="One lane of transactions for each signing key.",
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("party", _Id, primary_key=True, autoincrement=False),
    Column("key", String(200), primary_key=True),
    Column("body_hash", LargeBinary, nullable=False),
    Column("submission_id", String(40), nullable=False),
    Column("created_at", String(32), nullable=False),
    comment="Which submission a party's Idempotency-Key stands for.",
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    comment="End of the chain of audited acts; locking it puts the acts in order.",
)

audit_acts = Table(
    "audit_acts",
    metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("party", _Id, nullable=False),
    Column("verb", String(60), nullable=False),
    Column("body_hash", LargeBinary, nullable=False),
    Column("submission_id", String(40)),
    Column("outcome", String(16), nullable=False),
    Column("problem", String(60)),
    Column("token_id", String(200)),
    Column("certificate", String(64)),
    Column("signer", String(42)),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    comment="Who asked for what, in a chain of hashes; only ever appended to.",
)

approvals = Table(
    "approvals",
    metadata,
    Column("submission_id", String(40), primary_key=True),
    Column("party", _Id, nullable=False),
    Column("verb", String(60), nullable=False),
    Column("asked_by", String(200), nullable=False),
    Column("asked_at", String(32), nullable=False),
    Column("arguments", Text, nullable=False),
    Column("expires_at", String(32), nullable=False),
    Column("decision", String(16)),
    Column("decided_by", String(200)),
    Column("decided_at", String(32)),
    Column("reason", String(1000)),
    Index("approvals_waiting", "party", "decision", "expires_at"),
    comment="Acts that wait, or waited, for a second person of the same party.",
)

directory = Table(
    "directory",
    metadata,
    Column("row", _Row, primary_key=True, autoincrement=True),
    Column("name_key", String(1000), nullable=False),
    Column("identifier", String(200), nullable=False),
    Column("name", String(1000), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("party", _Id),
    Column("submission_id", String(40), nullable=False),
    Column("place", Integer, nullable=False),
    UniqueConstraint("name_key", "identifier", name="directory_one_per_name"),
    Index("directory_by_submission", "submission_id", "place"),
    comment="Names of parties, also of natural persons, whose names are never on the chain.",
)

document_holders = Table(
    "document_holders",
    metadata,
    Column("cid", String(80), primary_key=True),
    Column("party", _Id, primary_key=True, autoincrement=False),
    comment="Which parties stored a document here and may read it again.",
)

pledge_rights = Table(
    "pledge_rights",
    metadata,
    Column("pledge", _Id, primary_key=True, autoincrement=False),
    Column("rights", LargeBinary, nullable=False),
    Column("pledgors", LargeBinary),
    comment="Asset keys of the pledges that went through this gateway, ascending, 32 bytes each.",
)

quotas = Table(
    "quotas",
    metadata,
    Column("party", _Id, primary_key=True, autoincrement=False),
    Column("subject", String(200), primary_key=True),
    Column("level", Float, nullable=False),
    Column("at", Float, nullable=False),
    comment="Requests that a party (subject empty) or one of its subjects has left, at a time (Unix seconds).",
)
