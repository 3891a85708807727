"""Tables of the documents that the gateway keeps: what they are, and the wrapped keys of sealed ones."""

from sqlalchemy import BigInteger, Boolean, Column, LargeBinary, String, Table

from chain_gateway.submission.tables import metadata

documents = Table(
    "documents",
    metadata,
    Column("cid", String(80), primary_key=True),
    Column("party", BigInteger, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("name", String(200)),
    Column("sealed", Boolean, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("erased_at", String(32)),
    comment="Documents as they were taken: size, type and name are those of the plain text.",
)

document_keys = Table(
    "document_keys",
    metadata,
    Column("cid", String(80), primary_key=True),
    Column("party", BigInteger, primary_key=True, autoincrement=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("by", BigInteger, nullable=False),
    Column("created_at", String(32), nullable=False),
    comment="Keys of sealed documents, wrapped for each party; deleting them erases the document.",
)
