"""The public directory: programmes of subsidies, the banks' products, needs of firms and rights on offer.

All of it was published by whom it says, and is told as it was published; nothing is recommended. Filters are by kind of
right, by region (a code's beginning, such as CN-44 for a province) and by an amount that must fit.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chain_gateway.ledger.enums import EntryKind, RightKind, SubsidyKind, SubsidyPeriod
from indexer.lookup.names import party_json
from indexer.lookup.texts import document_text, iso_date, shown
from indexer.projection.rows import EntryRow, PartyRow, ProgrammeRow


@dataclass(frozen=True)
class Wanted:
    """What a list of the directory is narrowed to; None for anything."""

    kind: RightKind | None = None
    region: str | None = None
    amount: int | None = None
    """Minor units."""

    def takes_programme(self, row: ProgrammeRow) -> bool:
        """Whether a programme subsidises the kind in the region."""
        return self._fits(row.right_kinds, row.region)

    def takes_entry(self, row: EntryRow) -> bool:
        """Whether an entry fits kind, region and amount; what it does not state it does not bound."""
        least, most = int(row.least), int(row.most)
        fits = self.amount is None or (least <= self.amount and (most == 0 or self.amount <= most))
        return fits and self._fits(row.right_kinds, row.region)

    def _fits(self, kinds: int, region: str) -> bool:
        of_kind = self.kind is None or kinds == 0 or bool(kinds >> int(self.kind) & 1)
        return of_kind and (self.region is None or region.startswith(self.region) or self.region.startswith(region))


def programme_json(row: ProgrammeRow, parties: Mapping[int, PartyRow]) -> dict[str, Any]:
    """A programme as it is in force. Its budget is public; what of it is granted is told to its members only."""
    return {
        "programme": row.programme,
        "authority": party_json(row.authority, parties),
        "name": shown(row.name),
        "region": shown(row.region),
        "subsidises": SubsidyKind(row.kind).name,
        "once_per": SubsidyPeriod(row.period).name,
        "right_kinds": _kinds(row.right_kinds),
        "ratio_basis_points": row.ratio,
        "currency": row.currency,
        "most_minor": row.most,
        "budget_minor": row.budget,
        "starts_on": iso_date(row.starts_on),
        "ends_on": iso_date(row.ends_on),
        "conditions": document_text(row.conditions),
        "published_by": party_json(row.authority, parties),
        "published_on": iso_date(row.on),
        "version": row.sequence,
    }


def entry_json(row: EntryRow, parties: Mapping[int, PartyRow], texts: Mapping[str, str]) -> dict[str, Any]:
    """An entry in its present version; figures that were not stated are null."""
    return {
        "entry": row.entry,
        "kind": EntryKind(row.kind).name,
        "owner": party_json(row.owner, parties),
        "name": shown(row.name),
        "region": shown(row.region),
        "right_kinds": _kinds(row.right_kinds),
        "currency": row.currency,
        "least_minor": row.least if row.least != "0" else None,
        "most_minor": row.most if row.most != "0" else None,
        "least_months": row.least_months or None,
        "most_months": row.most_months or None,
        "least_rate_basis_points": row.least_rate or None,
        "most_rate_basis_points": row.most_rate or None,
        "ratio_basis_points": row.ratio or None,
        "conditions": document_text(row.conditions),
        "rights": [shown(texts.get(key, key)) for key in rights_of(row)],
        "published_by": party_json(row.publisher, parties),
        "published_on": iso_date(row.on),
        "version": row.version,
    }


def rights_of(row: EntryRow) -> list[str]:
    """Asset keys of the rights on offer."""
    found: list[str] = json.loads(row.rights)
    return found


def parties_of_entries(rows: Iterable[EntryRow]) -> set[int]:
    """Ids of owners and publishers."""
    return {party for row in rows for party in (row.owner, row.publisher)}


def _kinds(mask: int) -> list[str]:
    return [kind.name for kind in RightKind if kind is not RightKind.None_ and mask >> int(kind) & 1]
