"""What the gateway knows of documents: who stored them, who may read them, and the wrapped keys of sealed ones.

The bytes are in a document store. A document is noted here only after it is kept there; what is noted and what the
audit of acts says of it are one transaction.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from chain_gateway.submission import audit
from chain_gateway.submission.database import Database
from chain_gateway.submission.document_tables import document_keys, documents
from chain_gateway.submission.errors import SubmissionError
from chain_gateway.submission.records import Request
from chain_gateway.submission.tables import document_holders

MOST_RECIPIENTS = 64
"""Parties that one document is sealed for."""
DONE = "done"
"""Outcome of an act on documents in the audit."""


class NotYourDocument(SubmissionError):
    """The act is for the party that stored the document."""

    def __init__(self, cid: str) -> None:
        super().__init__(f"Document {cid} was stored by another party, and this is for that party to do.")
        self.cid = cid


class DocumentErased(SubmissionError):
    """The document's keys were deleted: its bytes may be there, and nobody can read them."""

    def __init__(self, cid: str, at: str) -> None:
        super().__init__(f"Document {cid} was erased on {at}: its keys are deleted, and nobody can read it any more.")
        self.cid = cid


class NotSealed(SubmissionError):
    """The document has no keys: it was stored as it came."""

    def __init__(self, cid: str) -> None:
        super().__init__(f"Document {cid} is not sealed, so it has no keys to share or to delete.")
        self.cid = cid


class TooManyRecipients(SubmissionError):
    """A document would be sealed for more parties than one may be."""

    def __init__(self) -> None:
        super().__init__(f"A document is sealed for at most {MOST_RECIPIENTS} parties.")


@dataclass(frozen=True)
class Document:
    """A document as it was taken."""

    cid: str
    party: int
    """Who stored it first."""
    size: int
    """Bytes of the plain text."""
    media_type: str
    name: str | None
    sealed: bool
    created_at: str
    erased_at: str | None = None


class Documents:
    """The documents of one store. Safe for several threads at once."""

    def __init__(self, database: Database, now: Callable[[], str]) -> None:
        self._database = database
        self._now = now

    def note(self, document: Document, keys: Mapping[int, bytes], request: Request) -> None:
        """Note a document that is kept, with its wrapped keys by party. A second party that stores the same may read
        it.
        """
        with self._database.write() as connection:
            if self._find(connection, document.cid) is None:
                row = {name: getattr(document, name) for name in document.__dataclass_fields__}
                connection.execute(insert(documents).values(row | {"created_at": self._now()}))
            for party in {document.party, *keys}:
                self._let(connection, document.cid, party)
            for party, wrapped in keys.items():
                self._wrap(connection, document.cid, party, wrapped, document.party)
            self._audit(connection, request)

    def find(self, cid: str) -> Document | None:
        """What is known of a document."""
        with self._database.read() as connection:
            return self._find(connection, cid)

    def may_read(self, party: int, cid: str) -> bool:
        """Whether the party stored the document, or it was shared with it."""
        with self._database.read() as connection:
            return self._held(connection, party, cid)

    def wrapped_key(self, cid: str, party: int) -> bytes | None:
        """The document's key as it is wrapped for the party."""
        query = select(document_keys.c.wrapped).where(document_keys.c.cid == cid, document_keys.c.party == party)
        with self._database.read() as connection:
            return connection.execute(query).scalar_one_or_none()

    def recipients(self, cid: str) -> tuple[int, ...]:
        """The parties that can open a sealed document, ascending."""
        query = select(document_keys.c.party).where(document_keys.c.cid == cid).order_by(document_keys.c.party)
        with self._database.read() as connection:
            return tuple(connection.execute(query).scalars())

    def share(self, cid: str, by: int, keys: Mapping[int, bytes], request: Request) -> None:
        """Note further recipients, each with the key wrapped for it; one that is there gets the new wrapping.

        Raises NotSealed, DocumentErased, NotYourDocument (`by` cannot open it), TooManyRecipients.
        """
        with self._database.write() as connection:
            self._sealed(connection, cid)
            there = set(connection.execute(select(document_keys.c.party).where(document_keys.c.cid == cid)).scalars())
            if by not in there:
                raise NotYourDocument(cid)
            if len(there | set(keys)) > MOST_RECIPIENTS:
                raise TooManyRecipients
            for party, wrapped in keys.items():
                self._let(connection, cid, party)
                self._wrap(connection, cid, party, wrapped, by)
            self._audit(connection, request)

    def erase(self, cid: str, by: int, request: Request) -> Document:
        """Delete every wrapped key, for good; a second time changes nothing. Raises NotSealed, NotYourDocument."""
        with self._database.write() as connection:
            found = self._find(connection, cid)
            if found is None or not found.sealed:
                raise NotSealed(cid)
            if found.party != by:
                raise NotYourDocument(cid)
            if found.erased_at is None:
                connection.execute(delete(document_keys).where(document_keys.c.cid == cid))
                erased = update(documents).where(documents.c.cid == cid).values(erased_at=self._now())
                connection.execute(erased)
                self._audit(connection, request)
            return self._find(connection, cid) or found

    def cids(self, after: str = "", limit: int = 1_000) -> Sequence[str]:
        """Up to `limit` documents that are not erased, by identifier, after `after`."""
        query = select(documents.c.cid).where(documents.c.cid > after, documents.c.erased_at.is_(None))
        with self._database.read() as connection:
            return list(connection.execute(query.order_by(documents.c.cid).limit(limit)).scalars())

    def _sealed(self, connection: Connection, cid: str) -> None:
        found = self._find(connection, cid)
        if found is None or not found.sealed:
            raise NotSealed(cid)
        if found.erased_at is not None:
            raise DocumentErased(cid, found.erased_at)

    def _find(self, connection: Connection, cid: str) -> Document | None:
        row = connection.execute(select(documents).where(documents.c.cid == cid)).mappings().one_or_none()
        return Document(**row) if row is not None else None

    def _held(self, connection: Connection, party: int, cid: str) -> bool:
        query = select(document_holders.c.cid).where(document_holders.c.cid == cid, document_holders.c.party == party)
        return connection.execute(query).one_or_none() is not None

    def _let(self, connection: Connection, cid: str, party: int) -> None:
        if not self._held(connection, party, cid):
            connection.execute(insert(document_holders).values(cid=cid, party=party))

    def _wrap(self, connection: Connection, cid: str, party: int, wrapped: bytes, by: int) -> None:
        connection.execute(delete(document_keys).where(document_keys.c.cid == cid, document_keys.c.party == party))
        row = {"cid": cid, "party": party, "wrapped": wrapped, "by": by, "created_at": self._now()}
        connection.execute(insert(document_keys).values(row))

    def _audit(self, connection: Connection, request: Request) -> None:
        audit.append(connection, self._now(), [audit.Entry(request, DONE)])
