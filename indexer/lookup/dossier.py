"""Everything that the store holds on some rights, gathered with few queries."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter
from typing import TypeVar

from chain_gateway.ledger.asset_key import kind_id
from chain_gateway.ledger.enums import RightKind
from chain_gateway.ledger.identifiers import RightId
from indexer.lookup.burdens import NO_BURDENS, Burdens
from indexer.lookup.standing import PledgeRecord, as_known, grouped
from indexer.projection.assets import application_right
from indexer.projection.rows import (
    CircumstanceRow,
    ClassLabelRow,
    CoverageRow,
    FactsRow,
    HolderRow,
    LockRow,
    PartyRow,
    PendingChangeRow,
    PledgeRightRow,
    PledgeRow,
    PledgeStateRow,
    PledgorRow,
    PreservationRow,
    RegistrationRow,
    Row,
    SubordinationRow,
    TermsRow,
)
from indexer.projection.subjects import hexadecimal
from indexer.store.bundle import Bundle
from indexer.store.reader import Snapshot

_R = TypeVar("_R", bound=Row)

_asset_key = attrgetter("asset_key")
_application_key = attrgetter("application_key")
_pledge = attrgetter("pledge")

_LISTED_WITH = {
    ("CN", RightKind.PatentApplication): RightKind.Patent,
    ("CN", RightKind.TrademarkApplication): RightKind.Trademark,
}
"""Kinds of application whose pledges are listed in the register of another kind, that of the grants.

In China a grant keeps the number of its application, and one register of one office lists the pledges under that
number: an office that declares its grants complete has vouched for their applications too. Everywhere else (in the
United States the two have numbers of their own) the application's own kind must be covered beside the grant's.
"""


@dataclass(frozen=True)
class RightFile:
    """One right, and what counts as the same right: a grant and its application."""

    asset_key: str
    facts: tuple[FactsRow, ...]
    """Attestations of the right itself: those of its grant or application say nothing of its own validity."""
    memberships: tuple[PledgeRightRow, ...]
    subordinations: tuple[SubordinationRow, ...]
    kind_ids: tuple[str, ...]
    """Kinds whose coverage a `clear` needs: that of the right, then those of the same group, attested or not."""
    burdens: Burdens = NO_BURDENS
    """Preservation, locks and circumstances of the right and of what counts as the same."""


@dataclass(frozen=True)
class Dossier:
    """Rights, the pledges that touch them, and who and what these name."""

    rights: dict[RightId, RightFile]
    records: dict[int, PledgeRecord]
    coverages: dict[str, list[CoverageRow]]
    """By kind id."""
    parties: dict[int, PartyRow]
    texts: dict[str, str]
    """Texts of rights, by asset key."""


def keys_to_ask(rights: Collection[RightId]) -> tuple[list[str], list[str]]:
    """Asset keys of the rights, and of the applications that are theirs without anybody stating it."""
    own = (_own_application(right) for right in rights)
    return [hexadecimal(right.key) for right in rights], list({found[0]: None for found in own if found is not None})


def gather(bundle: Bundle, rights: Collection[RightId], known_at: int | None = None) -> Dossier:
    """The dossier of the rights, as known at the block `known_at` (None: now), out of the bundle of `keys_to_ask`."""
    facts = grouped(as_known(bundle.rows(FactsRow), known_at), _asset_key)
    by_application = grouped((row for rows in facts.values() for row in rows), _application_key)
    memberships = grouped(as_known(bundle.rows(PledgeRightRow), known_at), _asset_key)
    subordinations = grouped(as_known(bundle.rows(SubordinationRow), known_at), _asset_key)
    burdens = _BurdensByRight(
        preservations=grouped(as_known(bundle.rows(PreservationRow), known_at), _asset_key),
        locks=grouped(as_known(bundle.rows(LockRow), known_at), _asset_key),
        circumstances=grouped(as_known(bundle.rows(CircumstanceRow), known_at), _asset_key),
        labels=grouped(as_known(bundle.rows(ClassLabelRow), known_at), _asset_key),
    )
    files: dict[RightId, RightFile] = {}
    texts = {key: rows[-1].right for key, rows in facts.items()}
    for right in rights:
        key = hexadecimal(right.key)
        attested = facts.get(key, [])
        applications = _applications(right, attested)
        same = {row.asset_key for each in applications for row in by_application.get(each, ())} | applications.keys()
        others = sorted(same - {key})
        files[right] = RightFile(
            asset_key=key,
            facts=tuple(attested),
            memberships=_of_group(memberships, key, others),
            subordinations=_of_group(subordinations, key, others),
            kind_ids=_kind_ids(right, others, applications, facts),
            burdens=burdens.of(key, others),
        )
        texts[key] = right.text
    return Dossier(
        rights=files,
        records=_bundled_records(bundle, known_at),
        coverages=grouped(as_known(bundle.rows(CoverageRow), known_at), attrgetter("kind_id")),
        parties={row.party: row for row in bundle.rows(PartyRow)},
        texts=texts,
    )


def _bundled_records(bundle: Bundle, known_at: int | None) -> dict[int, PledgeRecord]:
    return _records(
        bundle.rows(PledgeRow),
        bundle.rows(RegistrationRow),
        bundle.rows(PledgeStateRow),
        bundle.rows(HolderRow),
        bundle.rows(PledgorRow),
        bundle.rows(TermsRow),
        bundle.rows(PendingChangeRow),
        known_at,
    )


def gather_records(
    snapshot: Snapshot, pledges: Collection[int], known_at: int | None = None
) -> dict[int, PledgeRecord]:
    """All rows of the pledges, by pledge; pledges that the store does not hold are left out."""
    return _records(
        snapshot.pledges(pledges),
        snapshot.registrations(pledges),
        snapshot.states(pledges),
        snapshot.holders(pledges),
        snapshot.pledgors(pledges),
        snapshot.terms(pledges),
        snapshot.pending_changes(pledges),
        known_at,
    )


def _records(
    pledges: Iterable[PledgeRow],
    registered: Iterable[RegistrationRow],
    stated: Iterable[PledgeStateRow],
    held: Iterable[HolderRow],
    given: Iterable[PledgorRow],
    agreed: Iterable[TermsRow],
    waiting: Iterable[PendingChangeRow],
    known_at: int | None,
) -> dict[int, PledgeRecord]:
    registrations = {row.pledge: row for row in as_known(registered, known_at)}
    states = grouped(as_known(stated, known_at), _pledge)
    holders = grouped(as_known(held, known_at), _pledge)
    pledgors = grouped(as_known(given, known_at), _pledge)
    terms = grouped(as_known(agreed, known_at), _pledge)
    pending = grouped(as_known(waiting, known_at), _pledge)
    return {
        row.pledge: PledgeRecord(
            pledge=row,
            registration=registrations.get(row.pledge),
            states=tuple(states.get(row.pledge, ())),
            holders=tuple(holders.get(row.pledge, ())),
            pledgors=tuple(pledgors.get(row.pledge, ())),
            terms=tuple(terms.get(row.pledge, ())),
            pending=tuple(pending.get(row.pledge, ())),
        )
        for row in as_known(pledges, known_at)
    }


def parties_of(records: Iterable[PledgeRecord]) -> set[int]:
    """Ids of all parties that the pledges name in public."""
    ids: set[int] = set()
    for record in records:
        ids.add(record.pledge.office)
        ids.update(row.party for row in record.holders)
        ids.update(row.party for row in record.pledgors)
        ids.update(row.assignee for row in record.pending if row.assignee)
    return ids


def owner_ids(row: FactsRow) -> tuple[int, ...]:
    """Party ids of the attested owners."""
    listed = row.owners.strip("[]")
    return tuple(int(each) for each in listed.split(",")) if listed else ()


@dataclass(frozen=True)
class _BurdensByRight:
    """Burdens of many rights, each list by asset key."""

    preservations: dict[str, list[PreservationRow]]
    locks: dict[str, list[LockRow]]
    circumstances: dict[str, list[CircumstanceRow]]
    labels: dict[str, list[ClassLabelRow]]

    def of(self, key: str, others: Sequence[str]) -> Burdens:
        """Those of a right and of what counts as the same right."""
        if not (self.preservations or self.locks or self.circumstances or self.labels):
            return NO_BURDENS
        return Burdens(
            preservations=_of_group(self.preservations, key, others),
            locks=_of_group(self.locks, key, others),
            circumstances=_of_group(self.circumstances, key, others),
            labels=_of_group(self.labels, key, others),
        )


def _of_group(rows: Mapping[str, list[_R]], key: str, others: Sequence[str]) -> tuple[_R, ...]:
    """Rows of a right, then of what counts as the same right."""
    return tuple([row for each in (key, *others) for row in rows.get(each, ())]) if rows else ()


@lru_cache(maxsize=65_536)
def _own_application(right: RightId) -> tuple[str, RightId] | None:
    """The application that is the right's without anybody stating it, with its asset key."""
    application = application_right(right, "")
    return None if application is None else (hexadecimal(application.key), application)


def _applications(right: RightId, attested: list[FactsRow]) -> dict[str, RightId]:
    """The applications that the right was granted on, or is, by any of its attestations, by asset key."""
    own = _own_application(right)
    found = {} if own is None else {own[0]: own[1]}
    for stated in {row.application_number for row in attested} - {""}:
        application = application_right(right, stated)
        if application is not None:
            found[hexadecimal(application.key)] = application
    return found


def _kind_ids(
    right: RightId, others: Sequence[str], applications: dict[str, RightId], facts: dict[str, list[FactsRow]]
) -> tuple[str, ...]:
    kinds = {_kind_id(right.jurisdiction, right.kind): None}
    for other in others:
        if application := applications.get(other):
            listed_as = _LISTED_WITH.get((application.jurisdiction, application.kind), application.kind)
            kinds[_kind_id(application.jurisdiction, listed_as)] = None
        elif rows := facts.get(other):
            kinds[_kind_id(rows[-1].jurisdiction, rows[-1].kind)] = None
    return tuple(kinds)


@cache
def _kind_id(jurisdiction: str, kind: int) -> str:
    return hexadecimal(kind_id(jurisdiction, kind))
