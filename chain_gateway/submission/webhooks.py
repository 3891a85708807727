"""Webhooks of parties, and the queue of messages to them."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError

from chain_gateway.submission.database import Database
from chain_gateway.submission.errors import SubmissionError
from chain_gateway.submission.records import FILL
from chain_gateway.submission.rows import as_text
from chain_gateway.submission.tables import submissions
from chain_gateway.submission.webhook_tables import deliveries, webhooks

PENDING = "pending"
DELIVERED = "delivered"
DEAD = "dead"
"""Given up; it is kept and can be sent again."""
MOST_WEBHOOKS = 20
"""Webhooks of one party."""
TEST_EVENT = "webhook.test"


class UnknownWebhook(SubmissionError):
    """The party has no webhook with the id."""

    def __init__(self, webhook_id: str) -> None:
        super().__init__(f"There is no webhook {webhook_id[:80]!r}.")


class UnknownDelivery(SubmissionError):
    """The webhook has no message with the id."""

    def __init__(self, message: str) -> None:
        super().__init__(f"This webhook has no message {message[:80]!r}.")


class WebhookKnown(SubmissionError):
    """The party has a webhook of that URL already."""

    def __init__(self, url: str, webhook_id: str) -> None:
        super().__init__(f"Webhook {webhook_id} has this URL already. Use it, or delete it first.")
        self.url = url
        self.webhook_id = webhook_id


class TooManyWebhooks(SubmissionError):
    """The party has as many webhooks as it may."""

    def __init__(self) -> None:
        super().__init__(f"A party has {MOST_WEBHOOKS} webhooks at most. Delete one first.")


@dataclass(frozen=True)
class Webhook:
    """Where a party wants to be told."""

    id: str
    party: int
    url: str
    secret: bytes
    """Encrypted; only who sends can read it."""
    previous_secret: bytes | None
    """The secret before the last rotation, encrypted."""
    previous_until: int | None
    """Until when messages are signed with it too, milliseconds since 1970."""
    created_at: str
    created_by: str

    def __repr__(self) -> str:
        """The webhook without its secrets."""
        return f"Webhook({self.id!r}, party={self.party})"


@dataclass(frozen=True)
class Delivery:
    """One message to one webhook."""

    webhook: str
    message: str
    """The message's id; the same in every attempt, so that a receiver knows what it has."""
    event: str
    submission_id: str | None
    state: str
    attempts: int
    since: int
    """When it was first due, or last asked for again; its age counts from here (milliseconds since 1970)."""
    due: int
    status: int | None
    """HTTP status of the last attempt."""
    problem: str | None
    created_at: str
    updated_at: str


@dataclass(frozen=True)
class Queue:
    """The whole queue in numbers."""

    pending: int
    dead: int
    oldest_ms: int | None
    """When the oldest pending message was first due, milliseconds since 1970."""


def ended(connection: Connection, ids: Sequence[str], now: str) -> None:
    """Queue a message to every webhook of the parties whose submissions ended, inside that transaction.

    The message's id follows from the submission and its end, so it is queued once whatever is repeated.
    """
    millis = _millis(datetime.fromisoformat(now))
    columns = ("webhook", "message", "event", "submission_id", "state", "attempts", "since", "due")
    for start in range(0, len(ids), _CHUNK):
        chosen = (
            select(
                webhooks.c.id,
                submissions.c.id + "." + submissions.c.state,
                literal("submission.") + submissions.c.state,
                submissions.c.id,
                literal(PENDING),
                literal(0),
                literal(millis, deliveries.c.since.type),
                literal(millis, deliveries.c.due.type),
                literal(now),
                literal(now),
            )
            .join(webhooks, webhooks.c.party == submissions.c.party)
            .where(submissions.c.id.in_(ids[start : start + _CHUNK]), submissions.c.verb != FILL)
        )
        connection.execute(insert(deliveries).from_select([*columns, "created_at", "updated_at"], chosen))


_CHUNK = 500  # below the number of parameters that any database takes in one statement


class Webhooks:
    """Each method is one transaction. Several threads and processes may use it at once."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    # For parties

    def add(self, webhook_id: str, party: int, url: str, secret: bytes, subject: str) -> Webhook:
        """Register a webhook. Raises WebhookKnown, TooManyWebhooks."""
        try:
            with self._database.write() as connection:
                return self._add(connection, webhook_id, party, url, secret, subject)
        except IntegrityError:  # the same URL twice at the same moment: the other one is there now
            with self._database.write() as connection:
                return self._add(connection, webhook_id, party, url, secret, subject)

    def of(self, party: int) -> list[Webhook]:
        """The party's webhooks, oldest first."""
        with self._database.read() as connection:
            query = select(webhooks).where(webhooks.c.party == party).order_by(webhooks.c.created_at, webhooks.c.id)
            return [_webhook(row) for row in connection.execute(query)]

    def get(self, webhook_id: str, party: int) -> Webhook:
        """A webhook of the party. Raises UnknownWebhook."""
        with self._database.read() as connection:
            return self._get(connection, webhook_id, party)

    def remove(self, webhook_id: str, party: int) -> None:
        """Forget a webhook and every message to it. Raises UnknownWebhook."""
        with self._database.write() as connection:
            self._get(connection, webhook_id, party)
            connection.execute(delete(deliveries).where(deliveries.c.webhook == webhook_id))
            connection.execute(delete(webhooks).where(webhooks.c.id == webhook_id))

    def rotate(self, webhook_id: str, party: int, secret: bytes, previous_until: datetime) -> Webhook:
        """Take a new secret; the present one signs too until that time. Raises UnknownWebhook."""
        with self._database.write() as connection:
            found = self._get(connection, webhook_id, party)
            connection.execute(
                update(webhooks)
                .where(webhooks.c.id == webhook_id)
                .values(secret=secret, previous_secret=found.secret, previous_until=_millis(previous_until))
            )
            return self._get(connection, webhook_id, party)

    def try_out(self, webhook_id: str, party: int) -> Delivery:
        """Queue a test message. Raises UnknownWebhook."""
        now = self._clock()
        message = "test-" + secrets.token_hex(16)
        with self._database.write() as connection:
            self._get(connection, webhook_id, party)
            connection.execute(
                insert(deliveries).values(
                    webhook=webhook_id,
                    message=message,
                    event=TEST_EVENT,
                    state=PENDING,
                    attempts=0,
                    since=_millis(now),
                    due=_millis(now),
                    created_at=as_text(now),
                    updated_at=as_text(now),
                )
            )
            return self._delivery(connection, webhook_id, message)

    def messages(self, webhook_id: str, party: int, state: str | None, limit: int) -> list[Delivery]:
        """The newest messages to a webhook, those of one state alone where it is named. Raises UnknownWebhook."""
        query = select(deliveries).where(deliveries.c.webhook == webhook_id)
        if state is not None:
            query = query.where(deliveries.c.state == state)
        query = query.order_by(deliveries.c.since.desc(), deliveries.c.message).limit(limit)
        with self._database.read() as connection:
            self._get(connection, webhook_id, party)
            return [_delivery(row) for row in connection.execute(query)]

    def again(self, webhook_id: str, party: int, message: str) -> Delivery:
        """Queue a message once more, whatever became of it. Raises UnknownWebhook, UnknownDelivery."""
        now = self._clock()
        with self._database.write() as connection:
            self._get(connection, webhook_id, party)
            found = self._delivery(connection, webhook_id, message)
            # Another moment than before, also within a millisecond: an attempt under way must not note over it.
            since = max(_millis(now), found.since + 1)
            connection.execute(
                update(deliveries)
                .where(deliveries.c.webhook == webhook_id, deliveries.c.message == message)
                .values(state=PENDING, since=since, due=_millis(now), updated_at=as_text(now))
            )
            return self._delivery(connection, webhook_id, message)

    # For the courier

    def claim(self, lease_ms: int, limit: int, busy: Iterable[str] = ()) -> list[tuple[Webhook, Delivery]]:
        """Take up to `limit` messages that are due, for `lease_ms`; after that anyone may take them again.

        An attempt counts from here, so one that a crash cuts off counts too. Webhooks in `busy` are passed over.
        """
        now = self._clock()
        millis = _millis(now)
        query = (
            select(webhooks, deliveries)
            .join(webhooks, webhooks.c.id == deliveries.c.webhook)
            .where(deliveries.c.state == PENDING, deliveries.c.due <= millis)
            .order_by(deliveries.c.due)
            .limit(limit)
        )
        passed = sorted(busy)
        if passed:
            query = query.where(deliveries.c.webhook.not_in(passed))
        with self._database.read() as connection:
            if connection.execute(query.limit(1)).first() is None:
                return []
        taken: list[tuple[Webhook, Delivery]] = []
        with self._database.write() as connection:
            for row in connection.execute(query.with_for_update(skip_locked=True, of=deliveries)).all():
                webhook = self._get(connection, row.webhook)
                connection.execute(
                    update(deliveries)
                    .where(deliveries.c.webhook == row.webhook, deliveries.c.message == row.message)
                    .values(due=millis + lease_ms, attempts=deliveries.c.attempts + 1)
                )
                taken.append((webhook, self._delivery(connection, row.webhook, row.message)))
        return taken

    def next_due_ms(self) -> int | None:
        """When the next message is due, milliseconds since 1970; None when none is pending."""
        with self._database.read() as connection:
            query = select(func.min(deliveries.c.due)).where(deliveries.c.state == PENDING)
            found: int | None = connection.execute(query).scalar_one()
            return found

    def note(
        self, delivery: Delivery, state: str, *, due_ms: int | None = None, status: int | None, problem: str | None
    ) -> None:
        """Note the outcome of an attempt, unless the message was deleted or asked for again meanwhile."""
        values: dict[str, Any] = {
            "state": state,
            "status": status,
            "problem": problem[:200] if problem is not None else None,
            "updated_at": as_text(self._clock()),
        }
        if due_ms is not None:
            values["due"] = due_ms
        with self._database.write() as connection:
            connection.execute(
                update(deliveries)
                .where(
                    deliveries.c.webhook == delivery.webhook,
                    deliveries.c.message == delivery.message,
                    deliveries.c.since == delivery.since,
                )
                .values(**values)
            )

    def purge(self, before: datetime) -> int:
        """Forget messages that were delivered before; answers how many went."""
        with self._database.write() as connection:
            gone = connection.execute(
                delete(deliveries).where(deliveries.c.state == DELIVERED, deliveries.c.updated_at < as_text(before))
            )
            return int(gone.rowcount)

    def queue(self) -> Queue:
        """The queue in numbers."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(deliveries.c.state, func.count(), func.min(deliveries.c.since))
                .where(deliveries.c.state != DELIVERED)
                .group_by(deliveries.c.state)
            )
            found = {row[0]: (row[1], row[2]) for row in rows}
        pending, oldest = found.get(PENDING, (0, None))
        return Queue(pending, found.get(DEAD, (0, None))[0], oldest)

    # Inside a transaction

    def _add(
        self, connection: Connection, webhook_id: str, party: int, url: str, secret: bytes, subject: str
    ) -> Webhook:
        known = connection.execute(select(webhooks.c.id, webhooks.c.url).where(webhooks.c.party == party)).all()
        for row in known:
            if row.url == url:
                raise WebhookKnown(url, row.id)
        if len(known) >= MOST_WEBHOOKS:
            raise TooManyWebhooks
        connection.execute(
            insert(webhooks).values(
                id=webhook_id,
                party=party,
                url=url,
                secret=secret,
                created_at=as_text(self._clock()),
                created_by=subject,
            )
        )
        return self._get(connection, webhook_id, party)

    def _get(self, connection: Connection, webhook_id: str, party: int | None = None) -> Webhook:
        row = connection.execute(select(webhooks).where(webhooks.c.id == webhook_id)).one_or_none()
        if row is None or (party is not None and row.party != party):
            raise UnknownWebhook(webhook_id)
        return _webhook(row)

    def _delivery(self, connection: Connection, webhook_id: str, message: str) -> Delivery:
        row = connection.execute(
            select(deliveries).where(deliveries.c.webhook == webhook_id, deliveries.c.message == message)
        ).one_or_none()
        if row is None:
            raise UnknownDelivery(message)
        return _delivery(row)


def _webhook(row: Row[Any]) -> Webhook:
    return Webhook(
        id=row.id,
        party=row.party,
        url=row.url,
        secret=bytes(row.secret),
        previous_secret=bytes(row.previous_secret) if row.previous_secret is not None else None,
        previous_until=row.previous_until,
        created_at=row.created_at,
        created_by=row.created_by,
    )


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(**{name: getattr(row, name) for name in Delivery.__dataclass_fields__})


def _millis(time: datetime) -> int:
    return int(time.timestamp() * 1000)
