"""Tables of bulk filings."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, Text

from chain_gateway.submission.tables import metadata

bulks = Table(
    "bulks",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("party", BigInteger, nullable=False),
    Column("complete", Integer, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("updated_at", String(32), nullable=False),
    comment="Bulk filings: how much of each file was taken.",
)

bulk_rows = Table(
    "bulk_rows",
    metadata,
    Column("bulk", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("reference", String(64)),
    Column("line_hash", LargeBinary, nullable=False),
    Column("submission_id", String(40)),
    Column("problem", Text),
    Index("bulk_rows_by_submission", "submission_id"),
    comment="What became of each row of a bulk filing: a submission or a problem.",
)
