"""What watches cover, and what acts touch, out of a snapshot of the store."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from chain_gateway.ledger.dates import OFFICE_ZONE
from chain_gateway.ledger.enums import CommitmentState
from indexer.projection.rows import EventRow, FactsRow, Interval
from indexer.store.reader import Snapshot
from indexer.watch.causes import Scope, Watch
from indexer.watch.day_rules import Calendar
from indexer.watch.event_rules import Happened

ABOUT_PLEDGES = ("PledgeRegistry", "ChangeBook", "EnforcementBook")
_ABOUT_RIGHTS = ("FactsAttested", "CircumstanceAttested", "PreservationNoted", "PreservationLifted", "ClassLabelled")
_ABOUT_LOCKS = ("RightsLocked", "RightsUnlocked")
_NAMED_RIGHTS = ("rights", "freed", "added", "sold")
_IN_FORCE = (CommitmentState.Accepted, CommitmentState.Exercised)
_MOST = 1_000


def scopes_of(snapshot: Snapshot, watches: Sequence[Watch], since: int, upto: int) -> list[Scope]:
    """What each watch covers, or covered at any time since the block `since`. A name covers the first thousand pledges
    of its parties.
    """
    lists = snapshot.lists(upto, _MOST)
    parties = {
        watch.id: frozenset(row.party for row in lists.parties_named(watch.target, -1).rows)
        for watch in watches
        if watch.kind == "name"
    }
    pledges: dict[str, set[int]] = defaultdict(set)
    for watch in watches:
        if watch.kind == "pledge":
            pledges[watch.id].add(int(watch.target))
        for party in parties.get(watch.id, ()):
            pledges[watch.id].update(row.pledge for row in lists.pledgor_pledges(party, -1).rows)
    named = {pledge for each in pledges.values() for pledge in each}
    rights_of = defaultdict(set)
    for row in snapshot.rights_of_pledges(named):
        if row.until_block is None or row.until_block >= since:
            rights_of[row.pledge].add(row.asset_key)
    rights = {
        watch.id: {watch.target}
        if watch.kind == "right"
        else {key for pledge in pledges[watch.id] for key in rights_of[pledge]}
        for watch in watches
    }
    on_right = defaultdict(set)
    for row in snapshot.pledges_of_rights({key for each in rights.values() for key in each}):
        on_right[row.asset_key].add(row.pledge)
    near = {watch.id: pledges[watch.id] | {p for key in rights[watch.id] for p in on_right[key]} for watch in watches}
    everyone = {pledge for each in near.values() for pledge in each}
    own = _parties_of(snapshot, everyone, since)
    behind = _behind(snapshot, everyone)
    return [
        Scope(
            watch=watch,
            rights=frozenset(rights[watch.id]),
            # A right is watched by someone with a stake in it: that one's own pledges compete with nothing.
            pledges=frozenset(pledges[watch.id] or {p for p in near[watch.id] if watch.party in own[p]}),
            parties=parties.get(watch.id, frozenset()),
            own_pledges=frozenset(p for p in near[watch.id] if watch.party in own[p]),
            guaranteed=frozenset(p for p in near[watch.id] if watch.party in behind[p]),
        )
        for watch in watches
    ]


def happenings(snapshot: Snapshot, events: Sequence[EventRow], times: dict[int, int]) -> list[Happened]:
    """The acts with what they touch."""
    payloads = {event.sequence: json.loads(event.payload) for event in events}
    pledge_of = {event.sequence: _pledge(event) for event in events}
    pledges = {pledge for pledge in pledge_of.values() if pledge is not None}
    rights_of, pledgors_of = defaultdict(set), defaultdict(set)
    for row in snapshot.rights_of_pledges(pledges):
        rights_of[row.pledge].add(row.asset_key)
    for pledgor in snapshot.pledgors(pledges):
        pledgors_of[pledgor.pledge].add(pledgor.party)
    touched: dict[int, frozenset[str]] = {}
    for event in events:
        pledge = pledge_of[event.sequence]
        named = _named(payloads[event.sequence])
        own = {event.subject} if event.name in _ABOUT_RIGHTS else named or (rights_of[pledge] if pledge else set())
        touched[event.sequence] = frozenset(own)
    facts = defaultdict(list)
    for fact in snapshot.facts({key for keys in touched.values() for key in keys}):
        facts[fact.asset_key].append(fact)
    found = []
    for event in events:
        payload, rights = payloads[event.sequence], touched[event.sequence]
        before = _before(facts[event.subject], event.sequence) if event.name == "FactsAttested" else None
        pledge = pledge_of[event.sequence]
        found.append(
            Happened(
                event=event,
                payload=payload,
                day=_day_of(times[event.block]),
                notice_day=_days(payload["notice_on"]) if payload.get("notice_on") else None,
                pledge=pledge,
                rights=rights,
                pledgors=frozenset(pledgors_of[pledge]) if pledge is not None else frozenset(),
                texts={key: facts[key][-1].right for key in rights if facts[key]},
                validity_before=None if before is None else before.validity,
                owners_before=None if before is None else _owners(before),
                owners=frozenset(payload["facts"]["owners"]) if event.name == "FactsAttested" else frozenset(),
            )
        )
    return found


def calendar_of(snapshot: Snapshot, scopes: Iterable[Scope]) -> Calendar:
    """Present rows with dates, of everything that is covered."""
    listed = list(scopes)
    pledges = {pledge for scope in listed for pledge in scope.pledges}
    rights = {right for scope in listed for right in scope.rights}
    return Calendar(
        terms=tuple(row for row in snapshot.terms(pledges) if row.until_sequence is None),
        fees=tuple(row for row in snapshot.circumstances(rights) if row.until_sequence is None),
        facts=tuple(row for row in snapshot.facts(rights) if row.until_sequence is None),
    )


def touched_blocks(snapshot: Snapshot, scopes: Iterable[Scope]) -> dict[str, set[int]]:
    """The blocks in which something was recorded on rights whose certificates are relied on, by asset key."""
    rights = {each.watch.target for each in scopes if each.watch.certificate_block is not None}
    found: dict[str, set[int]] = defaultdict(set)
    memberships = snapshot.pledges_of_rights(rights)
    on_right = defaultdict(set)
    for row in memberships:
        on_right[row.pledge].add(row.asset_key)
    own: list[Interval] = [
        *memberships,
        *snapshot.facts(rights),
        *snapshot.circumstances(rights),
        *snapshot.preservations(rights),
        *snapshot.locks(rights),
    ]
    for each in own:
        found[each.asset_key].update(_blocks(each))  # type: ignore[attr-defined]
    for change in snapshot.subordinations(rights):
        found[change.asset_key].add(change.block)
    states: list[Interval] = [*snapshot.states(on_right), *snapshot.holders(on_right), *snapshot.terms(on_right)]
    for each in states:
        for key in on_right[each.pledge]:  # type: ignore[attr-defined]
            found[key].update(_blocks(each))
    return found


def _blocks(row: Interval) -> set[int]:
    return {row.block} if row.until_block is None else {row.block, row.until_block}


def _parties_of(snapshot: Snapshot, pledges: set[int], since: int) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for holder in snapshot.holders(pledges):
        if holder.until_block is None or holder.until_block >= since:
            found[holder.pledge].add(holder.party)
    for pledgor in snapshot.pledgors(pledges):
        found[pledgor.pledge].add(pledgor.party)
    return found


def _behind(snapshot: Snapshot, pledges: set[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    commitments = snapshot.commitments_of_pledges(pledges)
    states = snapshot.commitment_states([row.commitment for row in commitments])
    in_force = {row.commitment for row in states if row.until_sequence is None and row.state in map(int, _IN_FORCE)}
    funds = {row.fund for row in commitments}
    owners = {row.fund: row.owner for row in snapshot.funds(funds)}
    managers = {row.fund: row.manager for row in snapshot.fund_managers(funds) if row.until_sequence is None}
    for row in commitments:
        if row.commitment in in_force:
            found[row.pledge].update({owners[row.fund], managers[row.fund]})
    return found


def _pledge(event: EventRow) -> int | None:
    return int(event.subject) if event.book in ABOUT_PLEDGES or event.name in _ABOUT_LOCKS else None


def _named(payload: dict[str, Any]) -> set[str]:
    stated = payload.get("filing", payload)
    return {key for name in _NAMED_RIGHTS for key in stated.get(name, ())}


def _before(facts: list[FactsRow], sequence: int) -> FactsRow | None:
    return next((row for row in reversed(facts) if row.sequence < sequence), None)


def _owners(row: FactsRow) -> frozenset[int]:
    return frozenset(json.loads(row.owners))


def _day_of(seconds: int) -> int:
    return datetime.fromtimestamp(seconds, UTC).astimezone(OFFICE_ZONE).date().toordinal()


def _days(number: int) -> int:
    return date(number // 10_000, number // 100 % 100, number % 100).toordinal()
