"""What a receipt says of the ledger: typed events, their short JSON form, and what the gateway remembers of them."""

import logging
from collections.abc import Iterable
from typing import Any

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.events import (
    LedgerEvent,
    MalformedEvent,
    PartyAdmitted,
    PartyRenamed,
    PledgeAmended,
    PledgeFiled,
    PledgeMigrated,
    RawLog,
    RightsReleased,
    UnknownEvent,
    decode,
)
from chain_gateway.rpc import Log
from chain_gateway.submission.records import Pledged, Remembered

_log = logging.getLogger(__name__)


def ledger_events(logs: Iterable[Log], deployment: Deployment) -> list[LedgerEvent]:
    """The numbered events among the logs, in order; logs of other contracts are passed over."""
    books = deployment.books()
    events: list[LedgerEvent] = []
    for log in logs:
        if log.address not in books:
            continue
        try:
            event = decode(raw_log(log), deployment)
        except (UnknownEvent, MalformedEvent) as problem:
            # The act is on the ledger whatever this version can read of it; the indexer is who must stop here.
            _log.error("log %d of transaction 0x%s: %s", log.log_index, log.transaction_hash.hex(), problem)
            continue
        if isinstance(event, LedgerEvent):
            events.append(event)
    return events


def raw_log(log: Log) -> RawLog:
    """The ledger's form of a node's log."""
    return RawLog(
        address=log.address,
        topics=log.topics,
        data=log.data,
        block_number=log.block_number,
        block_hash=log.block_hash,
        transaction_hash=log.transaction_hash,
        log_index=log.log_index,
    )


def summary(event: LedgerEvent) -> dict[str, Any]:
    """An event's identity as JSON: never its payload, which may carry amounts and is on the ledger for its readers."""
    subject = event.subject
    return {
        "sequence": event.sequence,
        "book": event.book,
        "name": event.name,
        "subject": "0x" + subject.hex() if isinstance(subject, bytes) else subject,
        "actor": event.actor,
    }


def remembered(events: Iterable[LedgerEvent]) -> Remembered:
    """What the gateway takes over from the events."""
    parties: list[int] = []
    pledged: dict[int, Pledged] = {}
    freed: dict[int, tuple[bytes, ...]] = {}
    added: dict[int, tuple[bytes, ...]] = {}
    for event in events:
        subject = event.subject
        if not isinstance(subject, int):
            continue
        match event.payload:
            case PartyAdmitted() | PartyRenamed():
                parties.append(subject)
            case PledgeFiled(filing=filing) | PledgeMigrated(filing=filing):
                pledged[subject] = Pledged(filing.rights, filing.pledgors)
            case RightsReleased(freed=keys):
                freed[subject] = (*freed.get(subject, ()), *keys)
            case PledgeAmended(added=keys) if keys:
                added[subject] = (*added.get(subject, ()), *keys)
    return Remembered(tuple(parties), pledged, freed, added)
