"""Tables of webhooks and of what is to be delivered to them."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from chain_gateway.submission.tables import metadata

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("party", BigInteger, nullable=False),
    Column("url", String(500), nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("previous_secret", LargeBinary),
    Column("previous_until", BigInteger),
    Column("created_at", String(32), nullable=False),
    Column("created_by", String(200), nullable=False),
    UniqueConstraint("party", "url", name="webhooks_one_per_url"),
    comment="Where a party wants to be told of the end of its submissions; secrets are encrypted.",
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("webhook", String(40), primary_key=True),
    Column("message", String(80), primary_key=True),
    Column("event", String(40), nullable=False),
    Column("submission_id", String(40)),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("status", Integer),
    Column("problem", String(200)),
    Column("created_at", String(32), nullable=False),
    Column("updated_at", String(32), nullable=False),
    Index("deliveries_by_due", "state", "due"),
    comment="Messages to webhooks, persisted with the end that they tell of; times are milliseconds since 1970.",
)
